/* A small model table, files in a temporary folder, and diagnostics as text: for the config tests. */
#ifndef TEST_CONFIG_FIXTURE_H
#define TEST_CONFIG_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/config/config.h"
#include "sim/error.h"
#include "sim/store/files.h"

struct fixture_county {
    float rain;
    int32_t jobs;
    uint8_t border;
    double left; /* not an input */
};

static const struct column_row fixture_columns[] = {
    {"rain", HQ_f32, 1, HQ_INPUT, "mm", "yearly rain", offsetof(struct fixture_county, rain), 0, 0},
    {"jobs", HQ_i32, 1, HQ_INPUT, "1", "local jobs", offsetof(struct fixture_county, jobs), 0, 0},
    {"border", HQ_u8, 1, HQ_INPUT, "1", "lies at the border", offsetof(struct fixture_county, border), 0, 0},
    {"left", HQ_f64, 1, HQ_STATE, "1", "share left", offsetof(struct fixture_county, left), 2.5, 0},
};
static const struct column_table fixture_county_table = {fixture_columns, 4, sizeof(struct fixture_county)};

enum { GROWTH, COVER_LOW, COVER_HIGH, KNOWN, BUDGET, PLACES, FROZEN, MODE, PENSION, TAX, SURVEY, FIXTURE_ROWS };
static const struct param_row fixture_rows[FIXTURE_ROWS] = {
    {"pasture", "growth", HQ_REAL, "1/year", "0.5", 0, 5, HQ_BY_ALL | HQ_HEADLINE, "growth of grass",
     "assumed: x"},
    {"pasture", "cover_low", HQ_REAL, "1", "0.25", 0, 1, HQ_BY_YEAR, "least cover", "assumed: x"},
    {"pasture", "cover_high", HQ_REAL, "1", "0.75", 0, 1, HQ_BY_YEAR, "most cover", "assumed: x"},
    {"pasture", "known", HQ_FILE, "", "", 0, 0, HQ_PLACES, "years that are known", "user"},
    {"training", "budget", HQ_YUAN, "Yuan", "0", -1e6, 1e12, HQ_BY_ALL, "money a year", "assumed: x"},
    {"training", "places", HQ_INT, "people", "1000", 0, 1e9, HQ_BY_COUNTY, "places a year", "assumed: x"},
    {"training", "frozen", HQ_BOOL, "", "false", 0, 1, HQ_FIXED, "no new places", "assumed: x"},
    {"training", "mode", HQ_TEXT, "", "free", 0, 0, HQ_FIXED, "free or replay", "assumed: x"},
    {"calendar", "pension", HQ_YUAN, "Yuan/month", "0", 0, 1e4, HQ_BY_YEAR, "rural pension", "assumed: x"},
    {"calendar", "tax", HQ_REAL, "1", "0.07", 0, 1, HQ_BY_YEAR, "agricultural tax", "assumed: x"},
    {"people", "survey", HQ_FILE, "", "", 0, 0, HQ_FIXED, "households to draw from", "user"},
};
static const struct order_row fixture_orders[] = {
    {"pasture.cover_low", "pasture.cover_high", false},
    {"calendar.tax", "pasture.cover_high", true}, /* as if it grew by the tax */
};
static const struct param_table fixture_parameters = {fixture_rows, FIXTURE_ROWS, fixture_orders, 2};
static const char *const fixture_classes[] = {"pastoral", "semi", "farming", NULL};
static const struct column_row fixture_household_rows[] = {
    {"id", HQ_u64, 1, HQ_STATE, "1", "identity", 0, 0, 0},
    {"weight", HQ_u16, 1, HQ_STATE, "1", "households that this one stands for", 0, 1, 0},
    {"herd", HQ_f32, 1, HQ_STATE, "sheep units", "livestock", 0, 0, 0},
    {"savings", HQ_i64, 1, HQ_STATE, "fen", "liquid savings", 0, 0, 0},
    {"person", HQ_u8, 8, HQ_STATE, "code", "people", 0, 0, 0},
    {"wages", HQ_i32, 1, HQ_SCRATCH, "fen", "income from wages", 0, 0, 0},
};
static const struct column_table fixture_households = {fixture_household_rows, 6, 0};
static const struct column_row fixture_village_rows[] = {
    {"sand", HQ_f32, 1, HQ_STATE, "1", "share of moving sand", 0, 0, 0},
    {"herd", HQ_i32, 1, HQ_STATE, "sheep units", "livestock of all", 4, 0, 0},
};
static const struct column_table fixture_villages = {fixture_village_rows, 2, 8};
static const struct field_row fixture_field_rows[] = {
    {HQ_OF_HOUSEHOLD, "herd", HQ_REAL, "sheep units", 0, 1e5, false, "livestock"},
    {HQ_OF_HOUSEHOLD, "savings", HQ_YUAN, "Yuan", 0, 1e8, false, "liquid savings"},
    {HQ_OF_PERSON, "age", HQ_INT, "years", 0, 120, true, "age"},
    {HQ_OF_PERSON, "woman", HQ_BOOL, "1", 0, 1, true, "woman"},
};
static const struct field_table fixture_fields = {fixture_field_rows, 4, NULL, 0};
static const struct model_choice fixture_models[] = {
    {"minimal", &(const struct param_table){NULL, 0, NULL, 0}, &fixture_county_table, fixture_classes,
     &fixture_households, &fixture_villages, &fixture_fields},
    {"poverty", &fixture_parameters, &fixture_county_table, fixture_classes, &fixture_households,
     &fixture_villages, &fixture_fields},
};

#define FIXTURE_TABLE                                                                                          \
    "code,name,prefecture,class,households,villages,rain,jobs,border,mark\n"                                   \
    "150522,Kezuo Houqi,Tongliao,pastoral,1000,10,350.5,200,0,a\n"                                             \
    "150102,Xincheng,Hohhot,farming,300,3,400,1e3,1,b\n"                                                       \
    "152501,Erenhot,Xilingol,semi,700,7,140,50,1,c\n"

static char fixture_folder[] = "/tmp/horqin_test_XXXXXX";
static char *fixture_said; /* diagnostics of the last load, with the folder's name taken out */

static inline const char *in_folder(const char *name)
{
    static char path[4][512];
    static int next;
    char *p = path[next++ % 4];
    snprintf(p, 512, "%s/%s", fixture_folder, name);
    return p;
}

static inline void write_bytes(const char *name, const char *bytes, size_t size)
{
    FILE *f = fopen(in_folder(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static inline void write_text_file(const char *name, const char *text)
{
    write_bytes(name, text, strlen(text));
}

static inline char *without_folder(char *text)
{
    size_t length = strlen(fixture_folder) + 1;
    for (char *at; (at = strstr(text, fixture_folder));)
        memmove(at, at + length, strlen(at + length) + 1);
    return text;
}

static inline int load_with(const char *name, const char *const *sets, int set_count, struct config **out)
{
    size_t size;
    free(fixture_said);
    FILE *f = open_memstream(&fixture_said, &size);
    int code = hq_config_load(in_folder(name), sets, set_count, fixture_models, 2, f, out);
    fclose(f);
    without_folder(fixture_said);
    return code;
}

/* Writes run.yaml and loads it, with --set texts up to NULL. */
#define load_text(out, text, ...)                                                                              \
    (write_text_file("run.yaml", text),                                                                        \
     load_with("run.yaml", (const char *const[]){NULL, ##__VA_ARGS__} + 1,                                     \
               (int)(sizeof((const char *const[]){NULL, ##__VA_ARGS__}) / sizeof(char *)) - 1, out))

/* Expects these diagnostics, to the letter, and this exit code. */
#define expect_errors(code, said, text, ...)                                                                   \
    do {                                                                                                       \
        struct config *none_ = (struct config *)1;                                                             \
        int code_ = load_text(&none_, text, ##__VA_ARGS__);                                                    \
        assert_string_equal(fixture_said, said);                                                               \
        assert_int_equal(code_, code);                                                                         \
        assert_null(none_);                                                                                    \
    } while (0)

/* Expects no error. */
#define must_load(config, text, ...)                                                                           \
    do {                                                                                                       \
        int code_ = load_text(&(config), text, ##__VA_ARGS__);                                                 \
        assert_string_equal(fixture_said, "");                                                                 \
        assert_int_equal(code_, HQ_EXIT_DONE);                                                                 \
        assert_non_null(config);                                                                               \
    } while (0)

static inline union cell value_of(const struct config *config, int county, int year, int row)
{
    union cell cells[FIXTURE_ROWS];
    hq_config_resolve(config, county, year, cells);
    return cells[row];
}

#define REGION "region: {table: counties.csv}\n"

static inline int fixture_open(void **state)
{
    (void)state;
    if (!mkdtemp(fixture_folder))
        return -1;
    write_text_file("counties.csv", FIXTURE_TABLE);
    return 0;
}

static inline int fixture_close(void **state)
{
    (void)state;
    free(fixture_said);
    fixture_said = NULL;
    return hq_remove_folder(fixture_folder);
}

#endif
