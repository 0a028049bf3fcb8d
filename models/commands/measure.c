/* horqin measure: the indices of a run, on a table of the user's own (docs/indicators.md). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "models/commands/table.h"
#include "models/indicators/decomposition.h"
#include "models/indicators/sample.h"
#include "models/indicators/streamed.h"
#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"
#include "sim/text/convert.h"
#include "sim/text/json.h"

struct line {
    const char *said;
    double z; /* Yuan, or the part of mean or median; then found */
    enum { IN_YUAN, OF_MEDIAN, OF_MEAN } of;
};

struct measure {
    const char *file;
    struct sample_columns columns;
    struct line lines[MOST_LINES];
    int line_count;
    struct conventions conventions;
    struct dimensions dimensions;
    bool streaming, json;
    struct arena arena;
    struct diagnostics d;
    struct sample sample;
    struct distribution whole, *groups;
};

/* ---- the command line ------------------------------------------------------------------------------------------ */

static bool wrong(const char *option, const char *text, const char *wanted)
{
    if (hq_rank() == 0) {
        fprintf(stderr, "horqin measure: error: %s %s: %s\n", option, text, wanted);
    }
    return false;
}

/* One of two or three words. */
static bool choose(const char *option, const char *text, const char *const *words, int *out)
{
    for (int i = 0; text && words[i]; i++) {
        if (strcmp(text, words[i]) == 0) {
            *out = i;
            return true;
        }
    }
    return !text || wrong(option, text, "is not one of its words (horqin measure --help)");
}

/* "2300", "60%median", "50%mean". */
static bool read_line(const char *text, struct line *out)
{
    const char *percent = strchr(text, '%');
    char number[64];
    const size_t length = percent ? (size_t)(percent - text) : strlen(text);
    *out = (struct line){.said = text};
    if (length >= sizeof number) {
        return wrong("--line", text, "is not a number");
    }
    memcpy(number, text, length);
    number[length] = '\0';
    const char *why = hq_to_real(number, &out->z);
    if (why || out->z <= 0) {
        return wrong("--line", text, "must be a number above 0, or a part such as 60%median or 50%mean");
    }
    if (percent) {
        out->of = strcmp(percent, "%mean") == 0 ? OF_MEAN : OF_MEDIAN;
        out->z /= 100.0;
        return out->of == OF_MEAN || strcmp(percent, "%median") == 0 ||
               wrong("--line", text, "must end in %median or %mean");
    }
    return true;
}

/* "COLUMN:CUTOFF[:WEIGHT]". */
static bool read_dimension(struct measure *m, const char *text)
{
    const int at = m->columns.dimensions;
    if (at == MOST_DIMENSIONS) {
        return wrong("--dimension", text, "is one too many: at most 16");
    }
    char *copy = hq_arena_text(&m->arena, text), *cutoff = strchr(copy, ':');
    char *weight = cutoff ? strchr(cutoff + 1, ':') : NULL;
    if (!cutoff || cutoff == copy) {
        return wrong("--dimension", text, "must be COLUMN:CUTOFF or COLUMN:CUTOFF:WEIGHT");
    }
    *cutoff++ = '\0';
    if (weight) {
        *weight++ = '\0';
    }
    m->columns.dimension[at] = copy;
    m->dimensions.weight[at] = 1.0;
    if (hq_to_real(cutoff, &m->columns.cutoff[at]) ||
        (weight && (hq_to_real(weight, &m->dimensions.weight[at]) || m->dimensions.weight[at] <= 0))) {
        return wrong("--dimension", text, "has a cut-off or a weight that is not a number (weights above 0)");
    }
    m->dimensions.count = ++m->columns.dimensions;
    return true;
}

struct texts {
    const char *k, *at_line, *gini, *logs, *floor, **lines, **dimensions;
};

static bool read_texts(struct measure *m, const struct texts *t)
{
    static const char *const at_line[] = {"not-poor", "poor", NULL},
                             *const gini[] = {"population", "sample", NULL},
                             *const logs[] = {"clip", "drop", "mean", NULL};
    int poor = 0, corrected = 0, how = LOGS_CLIP;
    if (!choose("--at-line", t->at_line, at_line, &poor) || !choose("--gini", t->gini, gini, &corrected) ||
        !choose("--logs", t->logs, logs, &how)) {
        return false;
    }
    m->conventions = CONVENTIONS_DEFAULT;
    m->conventions.at_line = poor;
    m->conventions.corrected = corrected;
    m->conventions.logs = (unsigned)how;
    if (t->floor && (hq_to_real(t->floor, &m->conventions.floor) || m->conventions.floor <= 0)) {
        return wrong("--floor", t->floor, "must be an income above 0");
    }
    for (int i = 0; t->lines && t->lines[i]; i++) {
        if (m->line_count == MOST_LINES || !read_line(t->lines[i], &m->lines[m->line_count++])) {
            return m->line_count < MOST_LINES ? false
                                              : wrong("--line", t->lines[i], "is one too many: at most 64");
        }
    }
    for (int i = 0; t->dimensions && t->dimensions[i]; i++) {
        if (!read_dimension(m, t->dimensions[i])) {
            return false;
        }
    }
    if (t->k && (hq_to_real(t->k, &m->dimensions.k) || m->dimensions.k <= 0)) {
        return wrong("--k", t->k, "must be a number above 0, in the units of the dimensions' weights");
    }
    if (m->dimensions.count > 0 && !t->k) {
        return wrong("--dimension", t->dimensions[0],
                     "wants --k, the weight of deprivations from which on one is poor");
    }
    return true;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static int read_table(struct measure *m)
{
    struct source *source;
    struct csv csv;
    const int error = hq_source_read(&m->arena, m->file, 0, true, &source);
    if (error) {
        if (hq_rank() == 0) {
            fprintf(stderr, "horqin measure: error: %s: %s\n", m->file, strerror(error));
        }
        return HQ_EXIT_BAD_DATA;
    }
    m->d.most = 20;
    const bool right = hq_csv_read(&m->arena, source, &m->d, &csv) &&
                       sample_read(&m->arena, &csv, &m->columns, &m->d, &m->sample);
    if (hq_rank() == 0) {
        hq_print_diagnostics(&m->d, stderr);
    }
    if (right && m->sample.rows == 0 && hq_rank() == 0) {
        fprintf(stderr, "horqin measure: error: %s: no row counts anybody\n", m->file);
    }
    return right && m->sample.rows > 0 ? HQ_EXIT_DONE : HQ_EXIT_BAD_DATA;
}

/* The distribution of one group, or of all (group < 0). */
static bool distribution_of(const struct measure *m, int group, const double *lines, struct distribution *out)
{
    const struct sample *s = &m->sample;
    const size_t rows = (size_t)s->rows;
    double *incomes = hq_zalloc(rows, sizeof *incomes), *weights = hq_zalloc(rows, sizeof *weights);
    int64_t count = 0;
    for (int64_t i = 0; i < s->rows; i++) {
        if (group < 0 || s->group[i] == group) {
            incomes[count] = s->incomes[i];
            weights[count++] = s->weights[i];
        }
    }
    const bool right = m->streaming ? streamed_distribution(incomes, weights, count, lines, m->line_count,
                                                            m->conventions.at_line, out)
                                    : distribution_of_values(incomes, weights, count, out);
    free(incomes);
    free(weights);
    return right;
}

/* Lines that are parts of the whole's median or mean. */
static void find_lines(struct measure *m, double *lines)
{
    struct distribution all;
    const bool streaming = m->streaming;
    m->streaming = false;
    bool known = false;
    for (int i = 0; i < m->line_count; i++) {
        struct line *l = &m->lines[i];
        if (l->of != IN_YUAN && !known) {
            known = distribution_of(m, -1, NULL, &all);
        }
        if (l->of != IN_YUAN && known) {
            l->z *=
                index_of(index_named(l->of == OF_MEDIAN ? "median" : "mean"), &all, &m->conventions, 0).value;
        }
        lines[i] = l->z;
    }
    if (known) {
        distribution_free(&all);
    }
    m->streaming = streaming;
}

/* ---- what is told ------------------------------------------------------------------------------------------------ */

struct telling {
    struct json j;
    struct table t;
    const struct measure *m;
};

static char *number_text(double value)
{
    char text[48] = "";
    if (value == value) {
        snprintf(text, sizeof text, "%.9g", value);
    }
    return hq_copy_text(text);
}

static void tell(struct telling *t, const char *group, const char *line, const char *name, struct estimate e)
{
    if (!t->m->json) {
        table_copy(&t->t, group);
        table_copy(&t->t, line);
        table_copy(&t->t, name);
        table_put(&t->t, number_text(e.value));
        if (t->m->streaming) {
            table_put(&t->t, number_text(e.least));
            table_put(&t->t, number_text(e.most));
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

/* All indices of a distribution; of a group also what it contributes. */
static void tell_indices(struct telling *t, const char *group, const struct distribution *d)
{
    const struct measure *m = t->m;
    tell(t, group, "", "persons", exactly(d->weight));
    tell(t, group, "", "rows", exactly(d->rows));
    for (int i = 0; i < index_count; i++) {
        for (int l = 0; l < (indices[i].at_line ? m->line_count : 1); l++) {
            const double z = indices[i].at_line ? m->lines[l].z : 0;
            const struct estimate own = index_of(&indices[i], d, &m->conventions, z);
            tell(t, group, indices[i].at_line ? m->lines[l].said : "", indices[i].name, own);
            if (group[0] && is_additive(&indices[i])) {
                char *name = hq_text("%s_contribution", indices[i].name);
                const double all = index_of(&indices[i], &m->whole, &m->conventions, z).value;
                tell(t, group, m->lines[l].said, name, exactly(contribution(d, own.value, &m->whole, all)));
                free(name);
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
            tell(t, "", "", within, exactly(p.within));
            tell(t, "", "", between, exactly(p.between));
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
        tell(t, group, "", told[i].name, exactly(told[i].value));
    }
    for (int j = 0; j < d->count; j++) {
        const char *const names[] = {"deprived", "censored", "m0_contribution"};
        const double values[] = {m.raw[j], m.censored[j], m.contribution[j]};
        for (int k = 0; k < 3; k++) {
            char *name = hq_text("%s:%s", names[k], t->m->columns.dimension[j]);
            tell(t, group, "", name, exactly(values[k]));
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

static void answer(const struct measure *m)
{
    static const struct heading headings[] = {{"group", TEXT, false},
                                              {"line", TEXT, false},
                                              {"index", TEXT, false},
                                              {"value", NUMBER, false},
                                              {"least", NUMBER, false},
                                              {"most", NUMBER, false},
                                              {0}};
    struct heading shown[7];
    struct telling t = {.m = m};
    memcpy(shown, headings, sizeof shown);
    if (!m->streaming) {
        shown[4] = (struct heading){0};
    }
    if (m->json) {
        hq_json_begin(&t.j, stdout);
        hq_json_text(&t.j, "file", m->file);
        hq_json_int(&t.j, "left_out", m->sample.left_out);
        hq_json_array(&t.j, "indices");
        tell_all(&t);
        hq_json_close(&t.j, ']');
        hq_json_end(&t.j);
        return;
    }
    const int of_one = (index_count * (m->line_count + 1)) * 2 + 10 + 3 * m->dimensions.count;
    table_begin(&t.t, shown, of_one * (m->sample.groups + 1) + 10);
    tell_all(&t);
    table_print(&t.t, stdout);
    table_end(&t.t);
    if (m->sample.left_out > 0) {
        fprintf(stderr, "horqin measure: %lld rows with a weight or size of 0 count nobody\n",
                (long long)m->sample.left_out);
    }
}

/* Reads, makes the distributions (all ranks, where there are more), and tells. */
static int measure_all(struct measure *m)
{
    const int code = read_table(m);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    double lines[MOST_LINES];
    find_lines(m, lines);
    m->groups = hq_zalloc((size_t)m->sample.groups + 1, sizeof *m->groups);
    bool right = distribution_of(m, -1, lines, &m->whole);
    for (int g = 0; g < m->sample.groups && right; g++) {
        right = distribution_of(m, g, lines, &m->groups[g]);
    }
    if (right && hq_rank() == 0) {
        answer(m);
    }
    for (int g = 0; g < m->sample.groups; g++) {
        distribution_free(&m->groups[g]);
    }
    free(m->groups);
    distribution_free(&m->whole);
    return right ? HQ_EXIT_DONE : HQ_EXIT_BAD_DATA;
}

int command_measure(int argc, char **argv)
{
    struct measure m = {0};
    struct texts t = {0};
    int others;
    const struct option_row rows[] = {{.name = "--income", .value = &m.columns.income},
                                      {.name = "--of-household", .flag = &m.columns.of_household},
                                      {.name = "--weight", .value = &m.columns.weight},
                                      {.name = "--size", .value = &m.columns.size},
                                      {.name = "--group", .value = &m.columns.group},
                                      {.name = "--line", .list = &t.lines},
                                      {.name = "--dimension", .list = &t.dimensions},
                                      {.name = "--k", .value = &t.k},
                                      {.name = "--at-line", .value = &t.at_line},
                                      {.name = "--gini", .value = &t.gini},
                                      {.name = "--logs", .value = &t.logs},
                                      {.name = "--floor", .value = &t.floor},
                                      {.name = "--streaming", .flag = &m.streaming},
                                      {.name = "--json", .flag = &m.json},
                                      {0}};
    hq_parallel_begin(&argc, &argv);
    int code = HQ_EXIT_USAGE;
    if (read_options("measure", argc, argv, rows, &m.file, 1, &others) && read_texts(&m, &t)) {
        if (others == 0 || !m.columns.income) {
            wrong("FILE.csv", "--income COLUMN", "name the table and the column with income per head");
        } else if (m.columns.of_household && !m.columns.size) {
            wrong("--of-household", "", "wants --size COLUMN");
        } else {
            code = measure_all(&m);
        }
    }
    free(t.lines);
    free(t.dimensions);
    hq_free_diagnostics(&m.d);
    hq_arena_free(&m.arena);
    hq_parallel_end();
    return code;
}
