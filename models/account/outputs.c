/* Counts that sources state and that no mechanism makes (rows/outputs.def): recorded where and when they are, without
 * money, so that a replay can tell them and nothing is added up twice.
 *
 *   a county's part = allot(count of the region in the year, weight)
 *   weight = what its fund of the programme received in the year; where no fund received anything, its registered
 *       persons; where there is none, its persons; 0 where the programme does not run or NAME_at leaves the county out
 * They are inputs: nothing follows from them. Known limit: what lies in none of these weights is not recorded. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "models/policies/parts.h"
#include "models/rows/offsets.h"
#include "sim/error.h"
#include "sim/ledger.h"

static const struct output {
    int programme, instrument;
    size_t count, at, enabled, start, end; /* in struct parameters */
} outputs[] = {
#define OUTPUT(programme, name, ...)                                                                           \
    {P_##programme,                                                                                            \
     I_##name,                                                                                                 \
     offsetof(struct parameters, programme##_##name),                                                          \
     offsetof(struct parameters, programme##_##name##_at),                                                     \
     offsetof(struct parameters, programme##_enabled),                                                         \
     offsetof(struct parameters, programme##_start),                                                           \
     offsetof(struct parameters, programme##_end)},
#include "models/rows/outputs.def"
#undef OUTPUT
};
enum { OUTPUTS = sizeof outputs / sizeof *outputs };

/* Whether a county's code begins with one of the words. */
static bool is_named(const char *words, const char *code)
{
    if (!words || !*words) {
        return true;
    }
    for (const char *at = words; *at; at += *at == ' ') {
        const size_t size = strcspn(at, " ");
        if (size > 0 && strncmp(code, at, size) == 0) {
            return true;
        }
        at += size;
    }
    return false;
}

static bool is_there(const struct world *w, const struct output *o, int county)
{
    const void *p = hq_parameters(w, county);
    return integer_at(p, o->enabled) && w->year >= integer_at(p, o->start) &&
           w->year <= integer_at(p, o->end) && is_named(text_at(p, o->at), w->county_codes[county]);
}

enum { BY_MONEY, BY_REGISTER, BY_PERSONS, WEIGHTS };

static int64_t weight_of(const struct world *w, const struct output *o, int county, int by)
{
    const struct county *c = hq_county(w, county);
    return by == BY_MONEY      ? hq_received(w->ledger, county, o->programme, A_fund)
           : by == BY_REGISTER ? c->registered_last
                               : c->persons_last;
}

static void record(struct world *w, const struct output *o, int64_t count)
{
    int64_t *weights = hq_zalloc((size_t)w->counties, sizeof *weights),
            *parts = hq_zalloc((size_t)w->counties, sizeof *parts), total = 0;
    for (int by = BY_MONEY; by < WEIGHTS && total == 0; by++) {
        for (int c = 0; c < w->counties; c++) {
            weights[c] = is_there(w, o, c) ? weight_of(w, o, c, by) : 0;
            total += weights[c];
        }
    }
    deal_parts(count, weights, parts, w->counties);
    for (int c = 0; c < w->counties; c++) {
        hq_post(w->ledger, c, o->programme, A_fund, A_suppliers, o->instrument, 0, parts[c]);
    }
    free(weights);
    free(parts);
}

/* All of them, with the first county. */
static void close(struct world *w, int county)
{
    for (int i = 0; i < OUTPUTS && county == 0; i++) {
        const int64_t count = integer_at(hq_parameters(w, 0), outputs[i].count);
        if (count > 0) {
            record(w, &outputs[i], count);
        }
    }
}

const struct yearly HQ_SYMBOL(outputs_year) = {.close = close};
