/* A small trajectories.h5 for the tests: 2 counties, 3 years, room for 5 households, 3 columns. */
#ifndef TESTS_UNIT_SIM_PANEL_FIXTURE_H
#define TESTS_UNIT_SIM_PANEL_FIXTURE_H

#include "unit/sim/scratch.h"

#include "sim/store/trajectories_file.h"

enum { PANEL_YEARS = 3, PANEL_MEMBERS = 5, PANEL_VARIABLES = PANEL_OWN + 3, PANEL_SLOT_COLUMN = PANEL_OWN + 1 };

static const struct column_row panel_herd = {"herd", HQ_f32, 1, HQ_STATE, "sheep units", "livestock", 0, 0, 0};
static const struct column_row panel_person = {"person", HQ_u8, 8, HQ_STATE, "code", "people", 0, 0, 0};
static const struct column_row panel_debt = {"debt", HQ_i64, 1, HQ_STATE, "fen", "loans", 0, 0, 0};

static inline struct trajectories_layout panel_layout(void)
{
    static const char *const codes[] = {"150502", "150525"}, *const names[] = {"Horqin", "Naiman"};
    static const int32_t numbers[] = {150502, 150525};
    static const struct column_row *const columns[] = {&panel_herd, &panel_person, &panel_debt};

    return (struct trajectories_layout){.title = "a test",
                                        .model = "toy",
                                        .configuration_hash = "0123456789abcdef0123456789abcdef",
                                        .program_version = "0.1.0",
                                        .columns = "herd,person,debt",
                                        .share = 0.25,
                                        .seed = 7,
                                        .first_year = 1999,
                                        .years = PANEL_YEARS,
                                        .members = PANEL_MEMBERS,
                                        .counties = 2,
                                        .county_codes = codes,
                                        .county_names = names,
                                        .county_code_numbers = numbers,
                                        .kept = columns,
                                        .kept_count = 3};
}

/* A value of a variable as bytes; of every width the same small number. */
static inline void panel_value(enum hq_nc_type type, int number, void *to)
{
    const int16_t i16 = (int16_t)number;
    const int32_t i32 = number;
    const int64_t i64 = number;
    const float f32 = (float)number;
    memcpy(to,
           type == HQ_NC_I16   ? (const void *)&i16
           : type == HQ_NC_I32 ? &i32
           : type == HQ_NC_F32 ? &f32
                               : (const void *)&i64,
           hq_nc_size(type));
}

/* Writes `rows` rows of a year behind those of the years before, as one rank does; returns its entry. */
static inline struct panel_year panel_write(struct trajectories *t, const struct trajectories_layout *layout,
                                            int year, int64_t first, int64_t rows)
{
    struct panel_sums sums = {{0, 0}};
    struct panel_year entry = {.first = first, .rows = rows};
    uint64_t hashes[64];
    unsigned char values[64 * 64];

    hq_panel_open_rows(hashes, rows, 0);
    for (int v = 0; v < hq_panel_variables(layout); v++) {
        const struct panel_variable own = hq_panel_variable(layout, v);
        for (int64_t i = 0; i < rows * own.slots; i++)
            panel_value(own.type, (int)(1000 * v + 100 * year + i), values + (size_t)i * hq_nc_size(own.type));
        hq_panel_fold_rows(hashes, rows, own, values, 2);
        assert_int_equal(hq_trajectories_write(t, v, values, first, rows, rows), 0);
    }
    hq_panel_close_rows(hashes, rows, &sums);
    hq_panel_sums_hex(sums, entry.hash);
    assert_int_equal(hq_trajectories_year(t, year, &entry), 0);
    return entry;
}

/* Makes a file and writes years of so many rows; 0 ends. */
static inline void panel_make(const char *path, const struct trajectories_layout *layout, const int64_t *rows)
{
    struct trajectories *t;
    int64_t at = 0;

    assert_int_equal(hq_trajectories_create(path, layout), 0);
    assert_int_equal(hq_trajectories_open(path, layout, &t), 0);
    for (int y = 0; y < PANEL_YEARS && rows[y]; y++) {
        panel_write(t, layout, y, at, rows[y]);
        at += rows[y];
    }
    assert_int_equal(hq_trajectories_close(t), 0);
}

#endif
