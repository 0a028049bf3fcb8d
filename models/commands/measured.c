/* The answer of `horqin measure`: a row for each index, line and group. */
#include "models/commands/measured.h"

#include <stdlib.h>
#include <string.h>

#include "models/commands/table.h"
#include "models/indicators/decomposition.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/text/json.h"

struct telling {
    struct json j;
    struct table t;
    const struct measure *m;
    double *whole; /* the whole's value of each index at each line */
};

static char *digits_of(double value)
{
    char text[48] = "";
    if (value == value) {
        snprintf(text, sizeof text, "%.9g", value);
    }
    return hq_copy_text(text);
}

static void tell_index(struct telling *t, const char *group, const char *line, const char *name,
                       struct estimate e)
{
    if (!t->m->json) {
        table_copy(&t->t, group);
        table_copy(&t->t, line);
        table_copy(&t->t, name);
        table_put(&t->t, digits_of(e.value));
        if (t->m->streaming) {
            table_put(&t->t, digits_of(e.least));
            table_put(&t->t, digits_of(e.most));
        }
        return;
    }
    hq_json_object(&t->j, NULL);
    hq_json_text(&t->j, "group", group[0] ? group : NULL);
    hq_json_text(&t->j, "line", line[0] ? line : NULL);
    hq_json_text(&t->j, "index", name);
    hq_json_real(&t->j, "value", e.value);
    if (t->m->streaming) {
        hq_json_real(&t->j, "least", e.least);
        hq_json_real(&t->j, "most", e.most);
    }
    hq_json_close(&t->j, '}');
}

/* What a group adds to an index of the whole. */
static void tell_contribution(struct telling *t, const char *group, const struct distribution *d, int index,
                              int line, double own)
{
    const struct measure *m = t->m;
    char *name = hq_text("%s_contribution", indices[index].name);
    const double all = t->whole[index * MOST_LINES + line];
    tell_index(t, group, m->lines[line].said, name, exactly(contribution(d, own, &m->whole, all)));
    free(name);
}

/* All indices of a distribution; of a group also what it contributes. The whole comes first. */
static void tell_indices(struct telling *t, const char *group, const struct distribution *d)
{
    const struct measure *m = t->m;
    tell_index(t, group, "", "persons", exactly(d->weight));
    tell_index(t, group, "", "rows", exactly(d->rows));
    for (int l = 0; l < m->line_count && !group[0]; l++) {
        tell_index(t, "", m->lines[l].said, "line", exactly(m->lines[l].z));
    }
    for (int i = 0; i < index_count; i++) {
        const bool at_line = indices[i].at_line;
        for (int l = 0; l < (at_line ? m->line_count : 1); l++) {
            const struct estimate own = index_of(&indices[i], d, &m->conventions, at_line ? m->lines[l].z : 0);
            tell_index(t, group, at_line ? m->lines[l].said : "", indices[i].name, own);
            if (!group[0]) {
                t->whole[i * MOST_LINES + l] = own.value;
            } else if (is_additive(&indices[i])) {
                tell_contribution(t, group, d, i, l, own.value);
            }
        }
    }
}

static void tell_parts(struct telling *t)
{
    const struct measure *m = t->m;
    for (int i = 0; i < index_count; i++) {
        const struct parts p = entropy_parts(&indices[i], m->groups, m->sample.groups, &m->conventions);
        if (p.within == p.within) {
            char *within = hq_text("%s_within", indices[i].name),
                 *between = hq_text("%s_between", indices[i].name);
            tell_index(t, "", "", within, exactly(p.within));
            tell_index(t, "", "", between, exactly(p.between));
            free(within);
            free(between);
        }
    }
}

static void tell_dimensions(struct telling *t, const char *group, int number)
{
    const struct sample *s = &t->m->sample;
    const struct dimensions *d = &t->m->dimensions;
    const size_t rows = (size_t)s->rows, width = (size_t)d->count;
    uint32_t *deprived = hq_zalloc(rows, sizeof *deprived);
    double *weights = hq_zalloc(rows, sizeof *weights), *gaps = hq_zalloc(rows * width, sizeof *gaps);
    int64_t count = 0;
    for (int64_t i = 0; i < s->rows; i++) {
        if (number < 0 || s->group[i] == number) {
            deprived[count] = s->deprived[i];
            weights[count] = s->weights[i];
            if (s->gaps) {
                memcpy(gaps + (size_t)count * width, s->gaps + (size_t)i * width, width * sizeof *gaps);
            }
            count++;
        }
    }
    const struct multidimensional m = multidimensional_of(d, count, deprived, s->gaps ? gaps : NULL, weights);
    const struct {
        const char *name;
        double value;
    } told[] = {
        {"multidimensional_headcount", m.h}, {"intensity", m.a}, {"m0", m.m0}, {"m1", m.m1}, {"m2", m.m2}};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        tell_index(t, group, "", told[i].name, exactly(told[i].value));
    }
    for (int j = 0; j < d->count; j++) {
        const char *const names[] = {"deprived", "censored", "m0_contribution"};
        const double values[] = {m.raw[j], m.censored[j], m.contribution[j]};
        for (int k = 0; k < 3; k++) {
            char *name = hq_text("%s:%s", names[k], t->m->columns.dimension[j]);
            tell_index(t, group, "", name, exactly(values[k]));
            free(name);
        }
    }
    free(deprived);
    free(weights);
    free(gaps);
}

static void tell_all(struct telling *t)
{
    const struct measure *m = t->m;
    tell_indices(t, "", &m->whole);
    if (m->dimensions.count > 0) {
        tell_dimensions(t, "", -1);
    }
    for (int g = 0; g < m->sample.groups; g++) {
        tell_indices(t, m->sample.names[g], &m->groups[g]);
        if (m->dimensions.count > 0) {
            tell_dimensions(t, m->sample.names[g], g);
        }
    }
    if (m->sample.groups > 0) {
        tell_parts(t);
    }
}

void measure_tell(const struct measure *m, FILE *out)
{
    static const struct heading headings[] = {{"group", TEXT, false},
                                              {"line", TEXT, false},
                                              {"index", TEXT, false},
                                              {"value", NUMBER, false},
                                              {"least", NUMBER, false},
                                              {"most", NUMBER, false},
                                              {0}};
    struct heading shown[sizeof headings / sizeof *headings];
    struct telling t = {.m = m, .whole = hq_zalloc((size_t)index_count * MOST_LINES, sizeof *t.whole)};
    memcpy(shown, headings, sizeof shown);
    if (!m->streaming) {
        shown[4] = (struct heading){0};
    }
    if (m->json) {
        hq_json_begin(&t.j, out);
        hq_json_text(&t.j, "file", m->file);
        hq_json_int(&t.j, "left_out", m->sample.left_out);
        hq_json_array(&t.j, "indices");
        tell_all(&t);
        hq_json_close(&t.j, ']');
        if (m->unit) {
            hq_json_array(&t.j, "over_time");
            time_json(&m->over_time, &t.j);
            hq_json_close(&t.j, ']');
        }
        hq_json_end(&t.j);
    } else {
        /* A group's: persons and rows, indices and contributions; its dimensions and their three rows each. */
        const int of_one = 2 + 2 * index_count * (m->line_count + 1) + 5 + 3 * m->dimensions.count;
        table_begin(&t.t, shown, of_one * (m->sample.groups + 1) + m->line_count + 2 * index_count);
        tell_all(&t);
        table_print(&t.t, out);
        table_end(&t.t);
        if (m->unit) {
            fputc('\n', out);
            time_print(&m->over_time, out);
        }
    }
    free(t.whole);
    if (m->sample.left_out > 0 && !m->json) {
        fprintf(stderr, "horqin measure: %lld rows with a weight or size of 0 count nobody\n",
                (long long)m->sample.left_out);
    }
}
