/* The calendar: baseline policies by year, as year values of the parameters "calendar.<policy>". */
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/text/convert.h"

struct calendar {
    struct csv csv;
    int year, policy, rate; /* columns */
};

static int find_policy(struct load *l, const struct csv *csv, const struct csv_cell *cell)
{
    const struct param_table *table = l->config->model->parameters;
    int row = hq_find_row(table, "calendar", cell->text);
    if (row >= 0 && table->rows[row].flags & HQ_BY_YEAR)
        return row;
    if (row >= 0) {
        hq_report(&l->diagnostics, csv->source, cell->at, "calendar.%s does not vary by year", cell->text);
        return -1;
    }
    struct suggestion s = hq_suggest(cell->text);
    char hint[HQ_HINT];
    for (int i = 0; i < table->count; i++)
        if (strcmp(table->rows[i].group, "calendar") == 0)
            hq_offer(&s, table->rows[i].name);
    hq_report(&l->diagnostics, csv->source, cell->at, "unknown policy '%s'%s", cell->text, hq_hint(&s, hint));
    return -1;
}

static void read_row(struct load *l, const struct calendar *c, int number)
{
    const struct csv_cell *year_cell = hq_csv_cell(&c->csv, number, c->year);
    const struct csv_cell *policy = hq_csv_cell(&c->csv, number, c->policy);
    const struct csv_cell *rate = hq_csv_cell(&c->csv, number, c->rate);
    int year;
    const char *wrong = hq_to_year(year_cell->text, &year);
    if (wrong)
        hq_report(&l->diagnostics, c->csv.source, year_cell->at, "'%s' %s", year_cell->text, wrong);
    int row = find_policy(l, &c->csv, policy);
    if (row < 0)
        return;
    char why[HQ_WHY];
    union cell value;
    struct setting *setting = &l->config->settings[row];
    if (!hq_convert(&l->config->model->parameters->rows[row], rate->text, &value, why)) {
        hq_report(&l->diagnostics, c->csv.source, rate->at, "%s", why);
    } else if (!wrong && hq_has_year(&setting->plain, year)) {
        hq_report(&l->diagnostics, c->csv.source, year_cell->at, "'%s' has a rate for %d already", policy->text,
                  year);
    } else if (!wrong) {
        hq_set_year(&l->config->arena, &setting->plain, year, value);
        setting->origin = (struct origin){c->csv.source, rate->at, NULL, ++l->rank};
    }
}

void hq_load_calendar(struct load *l)
{
    const struct setting *setting = &l->config->engine[hq_engine_row("run.calendar")];
    const char *path = setting->plain.value.text;
    if (!path[0] || !l->config->model)
        return;
    const struct source *source = hq_load_input(l, "calendar", path, &setting->origin);
    struct calendar c;
    if (!source)
        return;
    hq_csv_read(&l->scratch, source, &l->diagnostics, &c.csv);
    if (!c.csv.columns)
        return;
    c.year = hq_csv_need(&c.csv, "year", &l->diagnostics);
    c.policy = hq_csv_need(&c.csv, "policy", &l->diagnostics);
    c.rate = hq_csv_need(&c.csv, "rate", &l->diagnostics);
    for (int i = 0; i < c.csv.rows && c.year >= 0 && c.policy >= 0 && c.rate >= 0; i++)
        read_row(l, &c, i);
}
