#include "models/commands/measure_time.h"

#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "models/commands/table.h"
#include "models/over_time/growth.h"
#include "models/over_time/vulnerability.h"
#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"
#include "sim/text/convert.h"

static bool time_wrong(const char *option, const char *text, const char *wanted)
{
    if (hq_rank() == 0) {
        fprintf(stderr, "horqin measure: error: %s %s: %s\n", option, text, wanted);
    }
    return false;
}

/* A number in [low, high]; what was not given stays. */
static bool read_part(const char *option, const char *text, double low, double high, const char *wanted,
                      double *out)
{
    return !text || (!hq_to_real(text, out) && *out >= low && *out <= high) || time_wrong(option, text, wanted);
}

static bool read_whole(const char *option, const char *text, int64_t low, int64_t high, const char *wanted,
                       int64_t *out)
{
    return !text || (!hq_to_integer(text, out) && *out >= low && *out <= high) ||
           time_wrong(option, text, wanted);
}

bool time_read(const struct time_texts *t, struct time_wish *out)
{
    int64_t points = 20, span = 0;
    *out = (struct time_wish){.tau = 0.5, .vulnerable_at = 0.5, .has_from = t->from, .has_to = t->to};
    if (!read_part("--tau", t->tau, 1e-9, 1, "must be above 0 and at most 1", &out->tau) ||
        !read_part("--vulnerable-at", t->at, 0, 1, "must be a probability", &out->vulnerable_at) ||
        !read_whole("--points", t->points, 2, MOST_POINTS, "must be a whole number from 2 to 100", &points) ||
        !read_whole("--span", t->span, 2, MOST_PERIODS, "must be a whole number of periods from 2", &span) ||
        !read_whole("--from-year", t->from, INT32_MIN, INT32_MAX, "must be a period of the data", &out->from) ||
        !read_whole("--to-year", t->to, INT32_MIN, INT32_MAX, "must be a period of the data", &out->to)) {
        return false;
    }
    out->points = (int)points;
    out->span = (int)span;
    out->predictors = (const char *const *)t->predictors;
    while (t->predictors && t->predictors[out->predictor_count]) {
        out->predictor_count++;
    }
    if (t->predictors && out->predictor_count > MOST_PREDICTORS) {
        return time_wrong("--predictor", t->predictors[MOST_PREDICTORS], "is one too many: at most 16");
    }
    return out->predictor_count > 0 || !t->at ||
           time_wrong("--vulnerable-at", t->at, "wants --predictor COLUMN");
}

const char *time_given(const struct time_texts *t)
{
    const struct {
        const char *option, *text;
    } all[] = {{"--tau", t->tau},
               {"--span", t->span},
               {"--points", t->points},
               {"--from-year", t->from},
               {"--to-year", t->to},
               {"--vulnerable-at", t->at},
               {"--predictor", t->predictors ? t->predictors[0] : NULL}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].text) {
            return all[i].option;
        }
    }
    return NULL;
}

/* ---- periods ------------------------------------------------------------------------------------------------------ */

static bool find_period(const char *option, bool given, int64_t year, const struct time_panel *p, int *out)
{
    const int found = given ? panel_period(p, (int32_t)year) : *out;
    if (found < 0) {
        char *text = hq_text("%lld", (long long)year);
        char *wanted =
            hq_text("is no period of the data, which go from %d to %d", p->year[0], p->year[p->periods - 1]);
        time_wrong(option, text, wanted);
        free(wanted);
        free(text);
        return false;
    }
    *out = found;
    return true;
}

/* Durations are counted in periods: whoever has waves of unequal distance is told. */
static void note_distances(const struct time_panel *p)
{
    bool even = true;
    for (int t = 2; t < p->periods; t++) {
        even = even && p->year[t] - p->year[t - 1] == p->year[1] - p->year[0];
    }
    if (!even && hq_rank() == 0) {
        fprintf(stderr,
                "horqin measure: periods are not equally far apart; durations count periods, not years\n");
    }
}

bool time_choose(const struct time_wish *wish, const struct time_panel *p, struct time_choice *out)
{
    *out = (struct time_choice){.to = p->periods - 1, .tau = wish->tau, .points = wish->points};
    if (!find_period("--from-year", wish->has_from, wish->from, p, &out->from) ||
        !find_period("--to-year", wish->has_to, wish->to, p, &out->to)) {
        return false;
    }
    const int between = out->to - out->from + 1;
    out->span = wish->span > 0 ? wish->span : between;
    if (between < 2) {
        return time_wrong("--from-year", "--to-year", "the second must be after the first");
    }
    if (out->span > between) {
        char *text = hq_text("%d", out->span),
             *wanted = hq_text("is more than the %d periods that there are", between);
        time_wrong("--span", text, wanted);
        free(wanted);
        free(text);
        return false;
    }
    note_distances(p);
    return true;
}

bool time_tell_vulnerability(const struct time_wish *wish, const struct time_panel *p, const char *line,
                             const struct time_choice *choice, const double *predictors, struct time_rows *out)
{
    const char *why = tell_vulnerability(p, line, choice, predictors, wish->predictors, wish->predictor_count,
                                         wish->vulnerable_at, out);
    if (why) {
        char *year = hq_text("%d", p->year[choice->from]);
        time_wrong("--predictor: period", year, why);
        free(year);
    }
    return !why;
}

/* ---- rows --------------------------------------------------------------------------------------------------------- */

static void put_number(struct table *t, const char *format, double value)
{
    table_put(t, value == value ? hq_text(format, value) : hq_copy_text(""));
}

void time_print(const struct time_rows *rows, FILE *out)
{
    static const struct heading headings[] = {
        {"line", TEXT, false}, {"index", TEXT, false},   {"at", TEXT, false},      {"from", NUMBER, false},
        {"to", NUMBER, false}, {"value", NUMBER, false}, {"error", NUMBER, false}, {0}};
    struct table t;
    table_begin(&t, headings, rows->count);
    for (int i = 0; i < rows->count; i++) {
        const struct time_row *r = &rows->rows[i];
        table_copy(&t, r->line);
        table_copy(&t, r->index->name);
        table_copy(&t, r->at);
        table_put(&t, hq_text("%d", r->from));
        table_put(&t, hq_text("%d", r->to));
        put_number(&t, "%.9g", r->value);
        put_number(&t, "%.3g", r->error);
    }
    table_print(&t, out);
    table_end(&t);
}

void time_json(const struct time_rows *rows, struct json *j)
{
    for (int i = 0; i < rows->count; i++) {
        const struct time_row *r = &rows->rows[i];
        hq_json_object(j, NULL);
        hq_json_text(j, "line", r->line[0] ? r->line : NULL);
        hq_json_text(j, "index", r->index->name);
        hq_json_text(j, "at", r->at[0] ? r->at : NULL);
        hq_json_int(j, "from", r->from);
        hq_json_int(j, "to", r->to);
        hq_json_real(j, "value", r->value);
        hq_json_real(j, "error", r->error);
        hq_json_close(j, '}');
    }
}
