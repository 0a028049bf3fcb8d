/* The engine's own parameters: their table, and their struct filled from resolved values. */
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/error.h"

#define PARAM(group, name, type, unit, initial, low, high, flags, meaning, source)                             \
    {#group, #name, HQ_##type, unit, initial, low, high, flags, meaning, source},
static const struct param_row rows[] = {
#include "sim/parameters.def"
};
#undef PARAM

static const struct order_row orders[] = {{"run.first_year", "run.last_year", false}};

const struct param_table hq_engine_parameters = {rows, sizeof rows / sizeof *rows, orders,
                                                 sizeof orders / sizeof *orders};

int hq_engine_row(const char *key)
{
    const char *dot = strchr(key, '.');
    for (int i = 0; dot && i < hq_engine_parameters.count; i++)
        if (strncmp(rows[i].group, key, (size_t)(dot - key)) == 0 && !rows[i].group[dot - key] &&
            strcmp(rows[i].name, dot + 1) == 0)
            return i;
    hq_fail(HQ_EXIT_INTERNAL, "the engine has no parameter %s", key);
}

#define VALUE_REAL real
#define VALUE_INT  integer
#define VALUE_BOOL integer
#define VALUE_YUAN integer
#define VALUE_TEXT text
#define VALUE_FILE text
#define VALUE_LIST text

void hq_fill_engine(struct config *config)
{
    const struct setting *s = config->engine;
#define PARAM(group, name, type, ...) config->params.group##_##name = s++->plain.value.VALUE_##type;
#include "sim/parameters.def"
#undef PARAM
}
