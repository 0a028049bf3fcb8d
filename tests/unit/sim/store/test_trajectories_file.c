/* Making, writing, going on with and cutting trajectories.h5. */
#include "unit/sim/panel_fixture.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static const int64_t full[PANEL_YEARS] = {5, 5, 5};

static void variables_follow_the_columns(void **state)
{
    (void)state;
    struct trajectories_layout layout = panel_layout();
    assert_int_equal(hq_panel_variables(&layout), PANEL_VARIABLES);
    assert_string_equal(hq_panel_variable(&layout, PANEL_ID).name, "id");
    assert_int_equal(hq_panel_variable(&layout, PANEL_ID).type, HQ_NC_U64);
    assert_int_equal(hq_panel_variable(&layout, PANEL_OWN).type, HQ_NC_F32);
    assert_int_equal(hq_panel_variable(&layout, PANEL_SLOT_COLUMN).type, HQ_NC_I16); /* no bytes */
    assert_int_equal(hq_panel_variable(&layout, PANEL_SLOT_COLUMN).slots, 8);
    const struct column_row steps = {"steps", HQ_i16, 1, HQ_STATE, "1", "in quarters", 0, 0, 0.25};
    const struct column_row *const columns[] = {&steps};
    layout.kept = columns;
    layout.kept_count = 1;
    assert_int_equal(hq_panel_variable(&layout, PANEL_OWN).type, HQ_NC_F32); /* the number, not the steps */
}

static void years_come_back(void **state)
{
    char *path = scratch_path(state, "p.h5");
    const struct trajectories_layout layout = panel_layout();
    struct panel_year years[PANEL_YEARS];

    panel_make(path, &layout, full);
    assert_null(hq_trajectories_verify(path, &layout, PANEL_YEARS, 0, 1, years));
    for (int y = 0; y < PANEL_YEARS; y++) {
        assert_int_equal(years[y].first, 5 * y);
        assert_int_equal(years[y].rows, 5);
    }
    free(path);
}

/* Readers need not wait for the end, and a killed run leaves what it had. */
static void a_year_can_be_read_at_once(void **state)
{
    char *path = scratch_path(state, "p.h5");
    const struct trajectories_layout layout = panel_layout();
    struct panel_year years[PANEL_YEARS];
    struct trajectories *t;

    assert_int_equal(hq_trajectories_create(path, &layout), 0);
    assert_int_equal(hq_trajectories_open(path, &layout, &t), 0);
    panel_write(t, &layout, 0, 0, 4);
    char *copy = scratch_path(state, "copy.h5"), *bytes;
    size_t size;
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    scratch_write(copy, bytes, size);
    assert_null(hq_trajectories_verify(copy, &layout, 1, 0, 1, years));
    assert_int_equal(years[0].rows, 4);
    assert_int_equal(years[1].rows, 0);
    assert_string_equal(years[1].hash, "");
    assert_int_equal(hq_trajectories_close(t), 0);
    free(bytes);
    free(copy);
    free(path);
}

/* Years written twice, by a run that went on from an earlier checkpoint, leave no trace. */
static void going_on_gives_the_same_bytes(void **state)
{
    char *path = scratch_path(state, "p.h5"), *whole = scratch_path(state, "whole.h5");
    const struct trajectories_layout layout = panel_layout();
    struct panel_year years[PANEL_YEARS];
    struct trajectories *t;

    panel_make(whole, &layout, full);
    panel_make(path, &layout, (const int64_t[]){5, 3, 0});
    assert_int_equal(hq_trajectories_rewind(path, &layout, 1), 0);
    assert_null(hq_trajectories_verify(path, &layout, 1, 0, 1, years));
    assert_int_equal(years[1].rows, 0);
    assert_int_equal(hq_trajectories_open(path, &layout, &t), 0);
    panel_write(t, &layout, 1, 5, 5);
    panel_write(t, &layout, 2, 10, 5);
    assert_int_equal(hq_trajectories_close(t), 0);
    scratch_same(path, whole);
    free(path);
    free(whole);
}

static void it_is_cut_and_made_longer(void **state)
{
    char *path = scratch_path(state, "p.h5");
    const struct trajectories_layout layout = panel_layout();
    struct panel_year years[PANEL_YEARS];
    struct trajectories *t;

    panel_make(path, &layout, (const int64_t[]){5, 4, 0});
    assert_int_equal(hq_trajectories_resize(path, &layout, 20), 0);
    assert_int_equal(hq_trajectories_open(path, &layout, &t), 0);
    panel_write(t, &layout, 2, 9, 11);
    assert_int_equal(hq_trajectories_close(t), 0);
    assert_null(hq_trajectories_verify(path, &layout, 3, 0, 1, years));
    assert_int_equal(years[2].rows, 11);
    assert_int_equal(hq_trajectories_resize(path, &layout, 9), 0);
    assert_null(hq_trajectories_verify(path, &layout, 2, 0, 1, years));
    assert_string_equal(hq_trajectories_verify(path, &layout, 3, 0, 1, years), "is damaged in the year 2001");
    free(path);
}

static void without_members_there_are_no_rows(void **state)
{
    char *path = scratch_path(state, "p.h5");
    struct trajectories_layout layout = panel_layout();
    struct panel_year years[PANEL_YEARS];
    struct trajectories *t;

    layout.members = 0;
    assert_int_equal(hq_trajectories_create(path, &layout), 0);
    assert_int_equal(hq_trajectories_open(path, &layout, &t), 0);
    for (int y = 0; y < PANEL_YEARS; y++)
        panel_write(t, &layout, y, 0, 0);
    assert_int_equal(hq_trajectories_close(t), 0);
    assert_null(hq_trajectories_verify(path, &layout, PANEL_YEARS, 0, 1, years));
    free(path);
}

static void a_full_disk_is_told_before_anything_is_written(void **state)
{
    char *path = scratch_path(state, "p.h5");
    struct trajectories_layout layout = panel_layout();

    layout.members = 100000;
    scratch_limit(1 << 20);
    assert_int_equal(hq_trajectories_create(path, &layout), EFBIG);
    scratch_unlimit();
    assert_int_equal(scratch_count(*state), 0);
    char *absent = scratch_path(state, "no/p.h5");
    assert_int_equal(hq_trajectories_create(absent, &layout), ENOENT);
    free(absent);
    free(path);
}

/* The room is there from the start. */
static void room_is_taken(void **state)
{
    char *path = scratch_path(state, "p.h5");
    struct trajectories_layout layout = panel_layout();
    struct stat what;

    layout.members = 100000;
    assert_int_equal(hq_trajectories_create(path, &layout), 0);
    assert_int_equal(stat(path, &what), 0);
    assert_true(what.st_blocks * 512 >= what.st_size);
    assert_true(what.st_size >= 3 * 100000 * (8 + 5 * 4 + 4 + 8 * 2 + 8));
    free(path);
}

static void unsound_layouts_are_refused(void **state)
{
    char *path = scratch_path(state, "p.h5");
    const struct column_row taken = {"year", HQ_f32, 1, HQ_STATE, "1", "a name of the file's own", 0, 0, 0};
    const struct column_row *columns[] = {&taken};
    struct trajectories_layout layout = panel_layout();

    layout.kept = columns;
    layout.kept_count = 1;
    assert_int_equal(hq_trajectories_create(path, &layout), EINVAL);
    const struct column_row wide = {"wide", HQ_i32, 1, HQ_STATE, "1", "f32 would round it", 0, 0, 0.25};
    columns[0] = &wide;
    assert_int_equal(hq_trajectories_create(path, &layout), EINVAL);
    layout = panel_layout();
    layout.years = 0;
    assert_int_equal(hq_trajectories_create(path, &layout), EINVAL);
    struct trajectories *t;
    assert_int_not_equal(hq_trajectories_open(path, &layout, &t), 0);
    assert_null(t);
    free(path);
}

/* Around the values the library packs small pieces in its own way, which a file of one row a year shows within
 * this; the values themselves come to the byte, whatever their number. */
enum { PACKING = 4096 };

static void the_size_is_known_before(void **state)
{
    static const int64_t members[] = {0, 1, 5, 700, 60000};
    char *path = scratch_path(state, "p.h5");
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        struct trajectories_layout layout = panel_layout();
        struct stat what;
        layout.members = members[i];
        assert_int_equal(hq_trajectories_create(path, &layout), 0);
        assert_int_equal(stat(path, &what), 0);
        const int64_t apart = hq_trajectories_size(&layout) - (int64_t)what.st_size;
        assert_in_range(apart + PACKING, 0, 2 * PACKING);
        assert_int_equal(unlink(path), 0);
    }
    struct trajectories_layout unsound = panel_layout();
    unsound.years = 0;
    assert_int_equal(hq_trajectories_size(&unsound), 0);
    free(path);
}

/* Of two sizes the difference is that of the values: nothing of it is lost in the packing. Over 2^20 members a
 * year is in several pieces, and the last of all may not be full. */
static void values_count_to_the_byte(void **state)
{
    (void)state;
    struct trajectories_layout few = panel_layout(), more = panel_layout(), pieces = panel_layout();
    int64_t row = 0;
    for (int v = 0; v < hq_panel_variables(&few); v++) {
        const struct panel_variable variable = hq_panel_variable(&few, v);
        row += (int64_t)hq_nc_size(variable.type) * variable.slots;
    }
    few.members = 10;
    more.members = 100010;
    assert_int_equal(hq_trajectories_size(&more) - hq_trajectories_size(&few), 100000 * PANEL_YEARS * row);
    pieces.members = 2 * 1000001 - 1; /* two pieces of 1000001 a year */
    assert_int_equal(hq_trajectories_size(&pieces) - hq_trajectories_size(&few),
                     ((int64_t)2 * PANEL_YEARS * 1000001 - 10 * PANEL_YEARS) * row);
}

static void memory_is_bounded(void **state)
{
    (void)state;
    struct trajectories_layout layout = panel_layout();
    const int64_t step = 1 << 18;
    layout.members = 0;
    assert_int_equal(hq_trajectories_memory(&layout, 0, step, true), 0);
    layout.members = 100000000;
    const int64_t some = hq_trajectories_memory(&layout, step, step, false);
    const int64_t many = hq_trajectories_memory(&layout, 100 * step, step, false);
    assert_true(some > step * 28);                      /* the file's own variables are 28 bytes */
    assert_in_range(many, 800 * step, 2400 * step + 1); /* places of members alone grow with them */
    /* What is read back is a block of rows of one column at a time, whatever the file's pieces are. */
    layout.members = 1000;
    assert_int_equal(hq_trajectories_memory(&layout, 0, step, true), 1000 * (8 * 2 + 8)); /* persons; hashes */
    layout.members = 100000000;
    assert_int_equal(hq_trajectories_memory(&layout, 0, step, true), (8 * 2 + 8) << 16);
    assert_int_equal(hq_trajectories_memory(&layout, 0, step, false), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_follow_the_columns),
        scratch_test(years_come_back),
        scratch_test(a_year_can_be_read_at_once),
        scratch_test(going_on_gives_the_same_bytes),
        scratch_test(it_is_cut_and_made_longer),
        scratch_test(without_members_there_are_no_rows),
        scratch_test(a_full_disk_is_told_before_anything_is_written),
        scratch_test(room_is_taken),
        scratch_test(unsound_layouts_are_refused),
        scratch_test(the_size_is_known_before),
        cmocka_unit_test(values_count_to_the_byte),
        cmocka_unit_test(memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
