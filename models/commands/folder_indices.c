/* Indices of a year as a run stored them, and at other lines out of its histogram. */
#include <stdlib.h>
#include <string.h>

#include "models/commands/measure_folder.h"
#include "models/indicators/indices.h"
#include "models/indicators/real.h"
#include "models/indicators/streamed.h"
#include "sim/error.h"
#include "sim/store/files.h"

/* What is read for a year's indices: arrays of indicators.h5. */
struct stored_year_values {
    double *overall, *at_line, *overall_bounds, *at_line_bounds;
};

static void add_index(struct folder *f, const char *part, const char *line, const char *name, struct estimate e)
{
    const int32_t year = f->stored.year[f->year];
    folder_add(f, (struct folder_row){.part = part,
                                      .line = hq_copy_text(line),
                                      .index = hq_copy_text(name),
                                      .at = hq_copy_text(""),
                                      .from = year,
                                      .to = year,
                                      .value = e.value,
                                      .error = not_known(),
                                      .least = e.least,
                                      .most = e.most});
}

static struct estimate unbounded(double value)
{
    return (struct estimate){value, not_known(), not_known()};
}

/* A value with its bounds, which only the region (area 0) has. */
static struct estimate stored_estimate(const struct folder *f, double value, const double *bounds)
{
    return f->area == 0 ? (struct estimate){value, bounds[0], bounds[1]} : unbounded(value);
}

static void add_overall(struct folder *f, const char *part, const struct stored_year_values *v)
{
    const struct stored *s = &f->stored;
    const int64_t region = (int64_t)f->year * s->measures.count + f->measure,
                  own = ((int64_t)f->year * s->area_codes.count + f->area) * s->measures.count + f->measure;
    add_index(f, part, "", "persons", unbounded(s->persons[(int64_t)f->year * s->area_codes.count + f->area]));
    for (int i = 0; i < s->indices.count; i++) {
        add_index(f, part, "", s->indices.names[i],
                  stored_estimate(f, v->overall[own * s->indices.count + i],
                                  v->overall_bounds + 2 * (region * s->indices.count + i)));
    }
}

static void add_at_line(struct folder *f, const char *part, const struct stored_year_values *v,
                        const struct folder_line *l)
{
    const struct stored *s = &f->stored;
    const int64_t region = ((int64_t)f->year * s->measures.count + f->measure) * s->lines.count + l->stored,
                  own = (((int64_t)f->year * s->area_codes.count + f->area) * s->measures.count + f->measure) *
                            s->lines.count +
                        l->stored;
    add_index(f, part, l->said, "line", unbounded(stored_line(s, f->year, f->area, l->stored)));
    for (int i = 0; i < s->line_indices.count; i++) {
        add_index(f, part, l->said, s->line_indices.names[i],
                  stored_estimate(f, v->at_line[own * s->line_indices.count + i],
                                  v->at_line_bounds + 2 * (region * s->line_indices.count + i)));
    }
}

/* A line that the run did not know: out of the histogram, with what that proves. */
static void add_other_line(struct folder *f, const char *part, const struct distribution *d,
                           const struct folder_line *l)
{
    const struct conventions c = CONVENTIONS_DEFAULT;
    const double z = streamed_line(l->yuan);
    add_index(f, part, l->said, "line", exactly(z));
    for (int i = 0; i < index_count; i++) {
        if (indices[i].at_line) {
            add_index(f, part, l->said, indices[i].name, index_of(&indices[i], d, &c, z));
        }
    }
}

static bool read_values(const struct stored *s, struct stored_year_values *v)
{
    const int64_t years = s->years, areas = s->area_codes.count, measures = s->measures.count,
                  indices_ = s->indices.count, lines = s->lines.count, line_indices = s->line_indices.count;
    v->overall = stored_values(s, "overall", (const int64_t[]){years, areas, measures, indices_}, 4);
    v->at_line = stored_values(s, "at_line", (const int64_t[]){years, areas, measures, lines, line_indices}, 5);
    v->overall_bounds = stored_values(s, "overall_bounds", (const int64_t[]){years, measures, indices_, 2}, 4);
    v->at_line_bounds =
        stored_values(s, "at_line_bounds", (const int64_t[]){years, measures, lines, line_indices, 2}, 5);
    return v->overall && v->at_line && v->overall_bounds && v->at_line_bounds;
}

static int add_stored(struct folder *f, const char *part, const struct stored_year_values *v, char **why)
{
    struct distribution d = {0};
    int code = HQ_EXIT_DONE;
    add_overall(f, part, v);
    for (int l = 0; l < f->line_count && code == HQ_EXIT_DONE; l++) {
        const struct folder_line *line = &f->lines[l];
        if (line->stored >= 0) {
            add_at_line(f, part, v, line);
        } else if (f->area != 0) {
            *why = hq_text(
                "--line %s: at other lines than its own a run measures the region alone; leave out --area, "
                "or set indicators.line_1 to line_4",
                line->said);
            code = HQ_EXIT_USAGE;
        } else if (!streamed_holds(line->yuan) || !(streamed_line(line->yuan) > 0)) {
            *why = hq_text("--line %s: the histogram holds lines from a fen to 21474836.47 Yuan", line->said);
            code = HQ_EXIT_USAGE;
        } else if (d.count == 0 && !stored_distribution(&f->stored, f->year, f->measure, &d)) {
            *why = hq_text("%s is damaged: its histogram cannot be read, or nobody is in it", f->stored.path);
            code = HQ_EXIT_BAD_DATA;
        } else {
            add_other_line(f, part, &d, line);
        }
    }
    distribution_free(&d);
    return code;
}

int folder_indices(struct folder *f, const char *part, char **why)
{
    struct stored_year_values v = {0};
    int code = HQ_EXIT_BAD_DATA;
    if (read_values(&f->stored, &v)) {
        code = add_stored(f, part, &v, why);
    } else {
        *why = hq_text("%s is damaged, or of another version of the program", f->stored.path);
    }
    free(v.overall);
    free(v.at_line);
    free(v.overall_bounds);
    free(v.at_line_bounds);
    return code;
}
