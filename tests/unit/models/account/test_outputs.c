/* Counts without a mechanism: shared out by money, register or persons, where the programme runs and where it is. */
#include "models/account/outputs.c" // NOLINT(bugprone-suspicious-include)

#include <inttypes.h>

#include "unit/models/region_fixture.h"

static const int32_t prefectures[] = {0, 0, 1, 2};

static struct counties *counties(void)
{
    struct counties *r = region_make(4, prefectures);
    EVERYWHERE(r, training_enabled, 1);
    EVERYWHERE(r, training_start, 2005);
    EVERYWHERE(r, training_end, 2020);
    EVERYWHERE(r, training_training_bases, 100);
    EVERYWHERE(r, training_training_bases_at, "");
    for (int c = 0; c < 4; c++) {
        r->county[c].registered_last = 100 * c;
        r->county[c].persons_last = 1000;
    }
    return r;
}

/* Quantities of the year's entries, read back from the ledger's table: county after county. */
static void recorded(struct counties *r, const int64_t wanted[4])
{
    char *text, *line;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    int64_t found[4] = {0};
    assert_non_null(out);
    region_close(r);
    assert_int_equal(hq_ledger_write(r->world.ledger, out), 0);
    assert_int_equal(fclose(out), 0);
    for (line = text; (line = strstr(line, ",training_bases,")) != NULL; line++) {
        const char *start = line;
        while (start > text && start[-1] != '\n') {
            start--;
        }
        for (int c = 0; c < 4; c++) {
            if (strncmp(start + 5, r->codes[c], 6) == 0) {
                assert_int_equal(sscanf(line, ",training_bases,0.00,%" SCNd64 ",bases\n", &found[c]), 1);
            }
        }
    }
    for (int c = 0; c < 4; c++) {
        assert_int_equal(found[c], wanted[c]);
    }
    free(text);
}

static void by_money(void **state)
{
    (void)state;
    struct counties *r = counties();
    region_year(r, 2009);
    hq_post(r->world.ledger, 0, P_training, A_region, A_fund, I_grant, 300, 0);
    hq_post(r->world.ledger, 2, P_training, A_region, A_fund, I_grant, 100, 0);
    hq_post(r->world.ledger, 1, P_industry, A_region, A_fund, I_grant, 900, 0); /* another's */
    region_step(r, close);
    recorded(r, (const int64_t[]){75, 0, 25, 0});
    region_free(r);
}

static void by_register_and_by_persons(void **state)
{
    (void)state;
    struct counties *r = counties();
    region_year(r, 2009);
    region_step(r, close);
    recorded(r, (const int64_t[]){0, 16, 34, 50});
    region_free(r);
    r = counties();
    for (int c = 0; c < 4; c++) {
        r->county[c].registered_last = 0;
    }
    region_year(r, 2009);
    region_step(r, close);
    recorded(r, (const int64_t[]){25, 25, 25, 25});
    region_free(r);
}

static void where_it_is(void **state)
{
    (void)state;
    struct counties *r = counties();
    EVERYWHERE(r, training_training_bases_at, "150203 1503");
    r->parameters[1].training_enabled = 0;
    region_year(r, 2009);
    region_step(r, close);
    recorded(r, (const int64_t[]){0, 0, 40, 60});
    region_free(r);
}

static void nothing(void **state)
{
    (void)state;
    struct counties *r = counties();
    region_year(r, 2004);
    region_step(r, close); /* before it begins */
    recorded(r, (const int64_t[]){0, 0, 0, 0});
    EVERYWHERE(r, training_training_bases, 0);
    region_year(r, 2009);
    region_step(r, close);
    recorded(r, (const int64_t[]){0, 0, 0, 0});
    EVERYWHERE(r, training_training_bases, 9);
    EVERYWHERE(r, training_training_bases_at, "64");
    region_year(r, 2010);
    region_step(r, close);
    recorded(r, (const int64_t[]){0, 0, 0, 0});
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_money),
        cmocka_unit_test(by_register_and_by_persons),
        cmocka_unit_test(where_it_is),
        cmocka_unit_test(nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
