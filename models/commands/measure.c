/* horqin measure: the indices of a run, on a table of the user's own (docs/indicators.md). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "models/commands/commands.h"
#include "models/commands/measure_folder.h"
#include "models/commands/measured.h"
#include "models/indicators/streamed.h"
#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"
#include "sim/text/convert.h"

/* ---- the command line ------------------------------------------------------------------------------------------ */

static bool wrong(const char *option, const char *text, const char *wanted)
{
    if (hq_rank() == 0) {
        fprintf(stderr, "horqin measure: error: %s %s: %s\n", option, text, wanted);
    }
    return false;
}

/* Beyond them the square of a relative gap would not be a number. */
#define LEAST_LINE 1e-6
#define MOST_LINE  1e15

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
    if (why || out->z < LEAST_LINE || out->z > MOST_LINE) {
        return wrong("--line", text,
                     "must be a number from 1e-6 to 1e15, or a part such as 60%median or 50%mean");
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
    if (t->floor && (hq_to_real(t->floor, &m->conventions.floor) || m->conventions.floor < LEAST_LINE ||
                     m->conventions.floor > MOST_LINE)) {
        return wrong("--floor", t->floor, "must be an income from 1e-6 to 1e15");
    }
    for (int i = 0; t->lines && t->lines[i]; i++) {
        if (m->line_count == MOST_LINES) {
            return wrong("--line", t->lines[i], "is one too many: at most 64");
        }
        if (!read_line(t->lines[i], &m->lines[m->line_count++])) {
            return false;
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
        return wrong("--dimension", m->columns.dimension[0],
                     "wants --k, the weight of deprivations from which on one is poor");
    }
    double all = 0;
    for (int i = 0; i < m->dimensions.count; i++) {
        all += m->dimensions.weight[i];
    }
    if (t->k && m->dimensions.k > all * (1 + K_SLACK)) {
        return wrong("--k", t->k, "is more than the dimensions' weights add up to: nobody could be poor");
    }
    return true;
}

/* What a panel needs and what it does not go with. */
static bool read_panel(struct measure *m, const struct time_texts *texts)
{
    const char *given = time_given(texts);
    if (!m->unit != !m->time) {
        return wrong(m->unit ? "--unit" : "--time", m->unit ? m->unit : m->time,
                     "--unit and --time go together: who a row is of, and when");
    }
    if (!m->unit) {
        return !given || wrong(given, "", "is about panels: wants --unit and --time");
    }
    if (m->line_count == 0) {
        return wrong("--unit", m->unit, "wants a --line, under which one is poor");
    }
    if (m->streaming) {
        return wrong("--streaming", "", "does not go with --unit: a histogram knows nobody");
    }
    if (!m->columns.group) {
        m->columns.group = m->time;
    }
    return time_read(texts, &m->wish);
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* What is wrong with the table after it was read: on rank 0, once. */
static bool wrong_data(const struct measure *m, const char *what)
{
    if (hq_rank() == 0) {
        fprintf(stderr, "horqin measure: error: %s: %s\n", m->file, what);
    }
    return false;
}

/* The panel and, where they are asked for, the predictors. */
static int read_over_time(struct measure *m, const struct csv *csv)
{
    if (!sampled_read(csv, &m->sample, m->unit, m->time, &m->d, &m->sampled)) {
        return HQ_EXIT_BAD_DATA;
    }
    m->sampled.panel.at_line = m->conventions.at_line;
    if (!time_choose(&m->wish, &m->sampled.panel, &m->choice)) {
        return HQ_EXIT_USAGE;
    }
    const int count = m->wish.predictor_count;
    if (count > 0) {
        m->predictors =
            sampled_predictors(csv, &m->sample, &m->sampled, m->choice.from, m->wish.predictors, count, &m->d);
    }
    return count == 0 || m->predictors ? HQ_EXIT_DONE : HQ_EXIT_BAD_DATA;
}

static int read_table(struct measure *m)
{
    struct source *source;
    struct csv csv;
    const int error = hq_source_read(&m->arena, m->file, 0, true, &source);
    if (error) {
        wrong_data(m, strerror(error));
        return HQ_EXIT_BAD_DATA;
    }
    m->d.most = 20;
    int code = HQ_EXIT_BAD_DATA;
    if (hq_csv_read(&m->arena, source, &m->d, &csv) &&
        sample_read(&m->arena, &csv, &m->columns, &m->d, &m->sample)) {
        code = m->unit && m->sample.rows > 0 ? read_over_time(m, &csv) : HQ_EXIT_DONE;
    }
    if (hq_rank() == 0) {
        hq_print_diagnostics(&m->d, stderr);
    }
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    if (m->sample.rows == 0) {
        wrong_data(m, "no row counts anybody");
    } else if (m->sample.groups > MOST_GROUPS) {
        wrong_data(m, "there are more than 10000 groups");
    } else {
        return HQ_EXIT_DONE;
    }
    return HQ_EXIT_BAD_DATA;
}

/* The distribution of one group, or of all (group < 0); false where there is nobody. */
static bool distribution_of(const struct measure *m, int group, bool streaming, struct distribution *out)
{
    const struct sample *s = &m->sample;
    const size_t rows = (size_t)s->rows;
    double *incomes = hq_zalloc(rows, sizeof *incomes), *weights = hq_zalloc(rows, sizeof *weights),
           lines[MOST_LINES];
    int64_t count = 0;
    for (int64_t i = 0; i < s->rows; i++) {
        if (group < 0 || s->group[i] == group) {
            incomes[count] = s->incomes[i];
            weights[count++] = s->weights[i];
        }
    }
    for (int l = 0; l < m->line_count; l++) {
        lines[l] = m->lines[l].z;
    }
    const bool right = streaming ? streamed_distribution(incomes, weights, count, lines, m->line_count,
                                                         m->conventions.at_line, out)
                                 : distribution_of_values(incomes, weights, count, out);
    free(incomes);
    free(weights);
    return right;
}

/* Lines that are parts of the whole's median or mean, and in the stream to the fen. */
static bool find_lines(struct measure *m)
{
    struct distribution all = {0};
    bool right = true;
    for (int i = 0; i < m->line_count; i++) {
        struct line *l = &m->lines[i];
        if (l->of != IN_YUAN) {
            const char *name = l->of == OF_MEDIAN ? "median" : "mean";
            right = right && (all.count > 0 || distribution_of(m, -1, false, &all));
            l->z *= index_of(index_named(name), &all, &m->conventions, 0).value;
            right = right && (l->z >= LEAST_LINE ||
                              wrong_data(m, "a line is a part of a median or mean that is not above 0"));
        }
        if (m->streaming) {
            right = right && (streamed_holds(l->z) ||
                              wrong_data(m, "a line is above what --streaming holds, 21474836.47"));
            l->z = streamed_line(l->z);
            right =
                right && (l->z > 0 || wrong_data(m, "a line is under a fen, which --streaming takes for 0"));
        }
    }
    distribution_free(&all);
    return right;
}

/* Whether the histogram holds all incomes. */
static bool may_stream(const struct measure *m)
{
    bool right = true;
    for (int64_t i = 0; i < m->sample.rows; i++) {
        right = right && streamed_holds(m->sample.incomes[i]);
    }
    return right || wrong_data(m, "an income is beyond what --streaming holds, 21474836.47 either way");
}

/* What there is over time, at every line. */
static bool find_over_time(struct measure *m)
{
    struct time_panel *p = &m->sampled.panel;
    double lines[MOST_PERIODS];
    bool right = true;
    tell_panel(p, &m->over_time);
    for (int l = 0; l < m->line_count && right; l++) {
        for (int t = 0; t < p->periods; t++) {
            lines[t] = m->lines[l].z;
        }
        p->lines = lines;
        tell_line(p, m->lines[l].said, &m->choice, &m->over_time);
        right = !m->predictors || time_tell_vulnerability(&m->wish, p, m->lines[l].said, &m->choice,
                                                          m->predictors, &m->over_time);
    }
    p->lines = NULL;
    return right;
}

/* Reads, makes the distributions (all ranks, where there are more), and tells. */
static int measure_all(struct measure *m)
{
    const int code = read_table(m);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    if ((m->streaming && !may_stream(m)) || !find_lines(m) || (m->unit && !find_over_time(m))) {
        return HQ_EXIT_BAD_DATA;
    }
    m->groups = hq_zalloc((size_t)m->sample.groups + 1, sizeof *m->groups);
    bool right = distribution_of(m, -1, m->streaming, &m->whole);
    for (int g = 0; g < m->sample.groups; g++) {
        right = distribution_of(m, g, m->streaming, &m->groups[g]) && right;
    }
    if (!right) {
        wrong_data(m, "the weights are too far apart for --streaming: somebody would count for nobody");
    } else if (hq_rank() == 0) {
        measure_tell(m, stdout);
    }
    for (int g = 0; g < m->sample.groups; g++) {
        distribution_free(&m->groups[g]);
    }
    free(m->groups);
    distribution_free(&m->whole);
    return right ? HQ_EXIT_DONE : HQ_EXIT_BAD_DATA;
}

/* Whether a path leads to a folder: the result of a run. */
static bool is_result(const char *path)
{
    struct stat what;
    return stat(path, &what) == 0 && S_ISDIR(what.st_mode);
}

/* Whether none of these options was given; one that was is refused. */
static bool none_of(const struct option_row *rows, const char *const *names, const char *why)
{
    for (; rows->name; rows++) {
        const bool given = rows->flag ? *rows->flag : rows->list ? *rows->list != NULL : *rows->value != NULL;
        for (int i = 0; names[i] && given; i++) {
            if (strcmp(rows->name, names[i]) == 0) {
                return wrong(rows->name, "", why);
            }
        }
    }
    return true;
}

static const char *const for_tables[] = {"--of-household", "--weight", "--size",    "--group",
                                         "--dimension",    "--k",      "--at-line", "--gini",
                                         "--logs",         "--floor",  "--unit",    "--time",
                                         "--streaming",    NULL},
                         *const for_results[] = {"--year", "--area", "--households", NULL};

/* One process measures a result; with a table all do. */
static int measure_any(struct measure *m, const struct option_row *rows, const struct texts *t,
                       struct folder_texts *result)
{
    if (result->folder) {
        result->income = m->columns.income;
        result->lines = t->lines;
        result->json = m->json;
        return !none_of(rows, for_tables, "is about tables; DIR is the result of a run") ? HQ_EXIT_USAGE
               : hq_rank() == 0 ? measure_folder(result)
                                : HQ_EXIT_DONE;
    }
    if (!none_of(rows, for_results, "is about results of runs; FILE.csv is a table") || !read_texts(m, t) ||
        !read_panel(m, result->over_time)) {
        return HQ_EXIT_USAGE;
    }
    if (!m->file || !m->columns.income) {
        wrong("FILE.csv", "--income COLUMN", "name the table and the column with income per head");
    } else if (m->columns.of_household && !m->columns.size) {
        wrong("--of-household", "", "wants --size COLUMN");
    } else {
        return measure_all(m);
    }
    return HQ_EXIT_USAGE;
}

int command_measure(int argc, char **argv)
{
    struct measure m = {0};
    struct texts t = {0};
    struct time_texts over_time = {0};
    struct folder_texts result = {.over_time = &over_time};
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
                                      {.name = "--unit", .value = &m.unit},
                                      {.name = "--time", .value = &m.time},
                                      {.name = "--year", .value = &result.year},
                                      {.name = "--area", .value = &result.area},
                                      {.name = "--households", .flag = &result.of_households},
                                      {.name = "--tau", .value = &over_time.tau},
                                      {.name = "--span", .value = &over_time.span},
                                      {.name = "--points", .value = &over_time.points},
                                      {.name = "--from-year", .value = &over_time.from},
                                      {.name = "--to-year", .value = &over_time.to},
                                      {.name = "--predictor", .list = &over_time.predictors},
                                      {.name = "--vulnerable-at", .value = &over_time.at},
                                      {.name = "--streaming", .flag = &m.streaming},
                                      {.name = "--json", .flag = &m.json},
                                      {0}};
    hq_parallel_begin(&argc, &argv);
    int code = HQ_EXIT_USAGE;
    if (read_options("measure", argc, argv, rows, &m.file, 1, &others)) {
        result.folder = m.file && is_result(m.file) ? m.file : NULL;
        code = measure_any(&m, rows, &t, &result);
    }
    free(t.lines);
    free(t.dimensions);
    free(over_time.predictors);
    free(m.predictors);
    sampled_free(&m.sampled);
    time_rows_free(&m.over_time);
    hq_free_diagnostics(&m.d);
    hq_arena_free(&m.arena);
    hq_parallel_end();
    return code;
}
