/* A small table of fields, a codebook and a survey as texts, and what reading them says. */
#ifndef TESTS_UNIT_SIM_SURVEY_FIXTURE_H
#define TESTS_UNIT_SIM_SURVEY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/survey/survey.h"

enum { LAND, MONEY, NET, AGE, WOMAN, SCHOOL, FIELD_COUNT };
static const struct field_row fixture_rows[FIELD_COUNT] = {
    {HQ_OF_HOUSEHOLD, "land", HQ_REAL, "mu", 0, 1000, false, "land"},
    {HQ_OF_HOUSEHOLD, "money", HQ_YUAN, "Yuan", 0, 1e8, false, "savings"},
    {HQ_OF_HOUSEHOLD, "net", HQ_REAL, "Yuan", -1e6, 1e6, false, "net income"},
    {HQ_OF_PERSON, "age", HQ_INT, "years", 0, 120, true, "age"},
    {HQ_OF_PERSON, "woman", HQ_BOOL, "1", 0, 1, true, "woman"},
    {HQ_OF_PERSON, "school", HQ_INT, "years", 0, 15, false, "schooling"},
};
static const struct unit_row fixture_units[] = {{"mu", "ha", 15}, {"Yuan", "fen", 0.01}};
static const struct field_table fixture_fields = {fixture_rows, FIELD_COUNT, fixture_units, 2};
static const struct survey_county fixture_counties[] = {
    {150522, "pastoral"}, {150102, "farming"}, {150103, "farming"}};

#define CODEBOOK_SURVEY "survey: {household: hh, person: pid, county: co, weight: w, region: r.csv}\n"
#define CODEBOOK_PEOPLE "  age: {column: age}\n  woman: {column: sex, codes: {1: 0, 2: 1}}\n"

static struct arena arena;
static struct diagnostics d;
static struct codebook book;
static struct survey survey;
static struct source sources[2];
static char *said;

static inline int fixture_clean(void **state)
{
    (void)state;
    hq_free_diagnostics(&survey.notes);
    hq_free_diagnostics(&d);
    hq_arena_free(&arena);
    free(said);
    said = NULL;
    survey = (struct survey){0};
    return 0;
}

static inline bool read_book(const char *text)
{
    fixture_clean(NULL);
    sources[0] = (struct source){"book.yml", text, strlen(text), 0, false};
    return hq_codebook_read(&arena, &sources[0], &fixture_fields, &d, &book);
}

/* Reads a survey under a codebook, which must be right. */
static inline bool read_survey(const char *codebook, const char *text)
{
    struct csv csv;
    if (!read_book(codebook)) {
        hq_print_diagnostics(&d, stderr);
        fail_msg("the codebook is not right");
    }
    sources[1] = (struct source){"s.csv", text, strlen(text), 1, true};
    return hq_csv_read(&arena, &sources[1], &d, &csv) &&
           hq_survey_read(&arena, &csv, &book, fixture_counties, 3, &d, &survey);
}

/* What all errors are, first lines only. */
static inline const char *errors(void)
{
    size_t size;
    char *all, *to;
    FILE *f = open_memstream(&all, &size);
    hq_print_diagnostics(&d, f);
    fclose(f);
    free(said);
    said = to = calloc(size + 1, 1);
    for (char *line = all, *next; *line; line = next) {
        next = strchr(line, '\n') + 1;
        if (strstr(line, ": error: ") && strstr(line, ": error: ") < next) {
            memcpy(to, line, (size_t)(next - line));
            to += next - line;
        }
    }
    free(all);
    return said;
}

static inline void expect_error(const char *text)
{
    if (!strstr(errors(), text)) {
        fail_msg("not said: %s\nsaid: %s", text, said);
    }
}

static inline double value(int household, int field, int slot)
{
    return survey.households[household].values[field * HQ_PERSONS + slot];
}

#endif
