/* horqin population: a household survey becomes the population file that runs begin from (docs/survey.md). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/history.h"
#include "sim/survey/survey_write.h"

struct import {
    const char *survey, *codebook, *out;
    const struct model *model;
    struct arena arena;
    struct diagnostics d;
    struct codebook book;
    struct survey read;
    int sources;
};

/* A file as a source; an unreadable one ends with its error code in *code. */
static struct source *open_source(struct import *m, const char *path, bool data, int *code)
{
    struct source *source;
    const int error = hq_source_read(&m->arena, path, m->sources, data, &source);
    if (error) {
        fprintf(stderr, "horqin population: error: %s: %s\n", path, strerror(error));
        *code = data ? HQ_EXIT_BAD_DATA : HQ_EXIT_USAGE;
        return NULL;
    }
    m->sources++;
    return source;
}

/* Paths in the codebook are relative to it. */
static const char *beside(struct import *m, const char *path)
{
    const char *slash = strrchr(m->codebook, '/');
    return path[0] == '/' || !slash
               ? path
               : hq_arena_print(&m->arena, "%.*s/%s", (int)(slash - m->codebook), m->codebook, path);
}

/* Reads all there is to read; returns the exit code. */
static int read_all(struct import *m)
{
    int code = HQ_EXIT_DONE, counties = 0;
    struct csv csv;
    struct survey_county *county = NULL;
    const struct source *book = open_source(m, m->codebook, false, &code);
    const struct source *survey = book ? open_source(m, m->survey, true, &code) : NULL;
    if (!survey) {
        return code;
    }
    bool right = hq_codebook_read(&m->arena, book, &m->model->fields, &m->d, &m->book);
    if (m->book.region) {
        char *bytes;
        size_t size;
        const char *path = beside(m, m->book.region);
        if (hq_read_file(path, &bytes, &size)) {
            hq_report(&m->d, book, m->book.region_at, "cannot read '%s'", path);
            right = false;
        } else {
            free(bytes);
            const struct source *region = open_source(m, path, true, &code);
            right = region && hq_survey_region(&m->arena, region, &m->d, &county, &counties) && right;
        }
    }
    right = hq_csv_read(&m->arena, survey, &m->d, &csv) && right;
    if (right) {
        hq_survey_read(&m->arena, &csv, &m->book, county, counties, &m->d, &m->read);
    }
    m->d.most = m->book.most_errors;
    m->read.notes.kind = "warning";
    hq_print_diagnostics(&m->read.notes, stderr);
    hq_print_diagnostics(&m->d, stderr);
    return !m->d.count ? code : m->d.in_configuration ? HQ_EXIT_USAGE : HQ_EXIT_BAD_DATA;
}

static void print_aligned(void (*write)(const struct survey *s, FILE *out), const struct survey *s)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        hq_fail(HQ_EXIT_WONT_FIT, "out of memory for a table");
    }
    write(s, out);
    fclose(out);
    hq_print_aligned(text, stdout);
    free(text);
}

static int write_population(const struct import *m)
{
    struct pending_file file;
    int error = hq_file_begin(&file, m->out);
    if (!error) {
        hq_survey_write(&m->read, file.stream);
        error = hq_file_commit(&file);
    }
    if (error) {
        fprintf(stderr, "horqin population: error: %s cannot be written: %s\n", m->out, strerror(error));
        return HQ_EXIT_IO;
    }
    return HQ_EXIT_DONE;
}

static int answer(const struct import *m)
{
    const struct survey *s = &m->read;
    const int code = m->out ? write_population(m) : HQ_EXIT_DONE;
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    printf("%d households, %lld persons", s->count, (long long)s->persons);
    if (s->left_out) {
        printf("; %lld persons left out, beyond the eighth of %lld households", (long long)s->left_out,
               (long long)s->crowded);
    }
    printf("\n\n");
    print_aligned(hq_survey_counties, s);
    printf("\nWeighted means over households (over persons, for what persons have):\n\n");
    print_aligned(hq_survey_marginals, s);
    if (m->out) {
        printf("\nwritten: %s; in a configuration: population: {survey: %s}\n", m->out, m->out);
    }
    return HQ_EXIT_DONE;
}

int command_population(int argc, char **argv)
{
    struct import m = {0};
    const char *none, *model = "poverty";
    int others;
    const struct option_row rows[] = {{.name = "--survey", .value = &m.survey},
                                      {.name = "--codebook", .value = &m.codebook},
                                      {.name = "--out", .value = &m.out},
                                      {.name = "--model", .value = &model},
                                      {0}};
    if (!read_options("population", argc, argv, rows, &none, 0, &others)) {
        return HQ_EXIT_USAGE;
    }
    if (!m.survey || !m.codebook) {
        fprintf(stderr,
                "horqin population: error: name --survey FILE.csv and --codebook FILE.yml (docs/survey.md)\n");
        return HQ_EXIT_USAGE;
    }
    m.model = named_model("population", model);
    if (!m.model) {
        return HQ_EXIT_USAGE;
    }
    int code = read_all(&m);
    if (code == HQ_EXIT_DONE) {
        code = answer(&m);
    }
    hq_free_diagnostics(&m.read.notes);
    hq_free_diagnostics(&m.d);
    hq_arena_free(&m.arena);
    return code;
}
