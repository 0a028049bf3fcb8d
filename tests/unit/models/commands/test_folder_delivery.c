/* Delivery of a run's programmes: its own numbers, of the region alone, and what becomes of a damaged ledger. */
#include "unit/models/commands/result_fixture.h"

#include "models/commands/folder_delivery.c" // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_indices.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/folder_time.c"     // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_folder.c"  // NOLINT(bugprone-suspicious-include)
#include "models/commands/measure_time.c"    // NOLINT(bugprone-suspicious-include)
#include "models/commands/table.c"           // NOLINT(bugprone-suspicious-include)

static int delivered(struct folder *f, const struct folder_texts *texts, char **why)
{
    *f = (struct folder){.texts = texts};
    *why = NULL;
    assert_true(time_read(texts->over_time, &f->wish));
    assert_int_equal(find_all(f, why), HQ_EXIT_DONE);
    return folder_delivery(f, "delivery", why);
}

static double value(const struct folder *f, const char *programme, const char *name)
{
    for (int i = 0; i < f->row_count; i++) {
        if (strcmp(f->rows[i].at, programme) == 0 && strcmp(f->rows[i].index, name) == 0) {
            assert_string_equal(f->rows[i].part, "delivery");
            return f->rows[i].value;
        }
    }
    fail_msg("no %s of %s", name, programme);
    return 0.0;
}

static void of_a_run(void **state)
{
    (void)state;
    char *folder = RUN("base"), *why;
    const struct time_texts none = {0};
    const struct folder_texts texts = {.folder = folder, .over_time = &none};
    struct folder f;
    assert_int_equal(delivered(&f, &texts, &why), HQ_EXIT_DONE);
    const double missed = value(&f, "security", "exclusion_error"), served = value(&f, "security", "served");
    assert_true(missed > 0.0 && missed < 1.0 && served > 0.0);
    const double in_debt = value(&f, "debt", "in_debt"), over = value(&f, "debt", "over_indebted");
    assert_true(over >= 0.0 && over <= in_debt && in_debt < 1.0);
    const double out = value(&f, "register", "out_1"), none_yet = value(&f, "register", "out_5");
    assert_true(out > 0.0 && out <= 1.0);
    assert_true(none_yet != none_yet); /* five years after the first exit is beyond the run */
    folder_free(&f);
    free(folder);
}

static void not_of_an_area(void **state)
{
    (void)state;
    char *folder = RUN("base"), *why;
    const struct time_texts none = {0};
    const struct folder_texts texts = {.folder = folder, .area = "150522", .over_time = &none};
    struct folder f;
    assert_int_equal(delivered(&f, &texts, &why), HQ_EXIT_DONE);
    assert_int_equal(f.row_count, 0);
    folder_free(&f);
    free(folder);
}

static void a_damaged_ledger_is_told(void **state)
{
    result_spoil(state, "base/ledger.csv");
    char *folder = RUN("base"), *why;
    const struct time_texts none = {0};
    const struct folder_texts texts = {.folder = folder, .over_time = &none};
    struct folder f;
    assert_int_equal(delivered(&f, &texts, &why), HQ_EXIT_BAD_DATA);
    assert_non_null(strstr(why, "ledger.csv cannot be read"));
    free(why);
    folder_free(&f);
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_run),
        cmocka_unit_test(not_of_an_area),
        cmocka_unit_test(a_damaged_ledger_is_told),
    };
    return cmocka_run_group_tests(tests, result_make, scratch_remove);
}
