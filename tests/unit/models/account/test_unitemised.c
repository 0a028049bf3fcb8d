/* What a total has beyond its items: exactly the difference, the region's and the pastoral counties' parts of it too. */
#include "models/account/unitemised.c" // NOLINT(bugprone-suspicious-include)

#include "unit/models/region_fixture.h"

static const int32_t prefectures[] = {0, 0, 1, 2};

/* Two counties are pastoral; items of 1,000 fen, 300 of them the region's and 250 in pastoral counties. */
static struct counties *counties(void)
{
    struct counties *r = region_make(4, prefectures);
    static const int64_t registered[] = {10, 20, 30, 7};
    EVERYWHERE(r, unitemised_total, -100);
    EVERYWHERE(r, unitemised_regional, -100);
    EVERYWHERE(r, unitemised_pastoral, -100);
    for (int c = 0; c < 4; c++) {
        r->county[c].registered_last = registered[c];
        r->class[c] = c % 2 ? PASTORAL : 0;
    }
    region_year(r, 2009);
    hq_post(r->world.ledger, 0, P_training, A_central, A_fund, I_grant, 700, 0);
    hq_post(r->world.ledger, 1, P_industry, A_region, A_fund, I_grant, 250, 0);
    hq_post(r->world.ledger, 2, P_industry, A_region, A_fund, I_grant, 50, 0);
    hq_post(r->world.ledger, 2, P_baseline, A_region, A_suppliers, I_grant, 5000, 0); /* no programme */
    return r;
}

static int64_t posted(const struct counties *r, int source, int county)
{
    return hq_paid(r->world.ledger, county, P_unitemised, source);
}

static int64_t all(const struct counties *r, int source)
{
    int64_t sum = 0;
    for (int c = 0; c < r->world.counties; c++) {
        sum += posted(r, source, c);
    }
    return sum;
}

static void nothing_stated(void **state)
{
    (void)state;
    struct counties *r = counties();
    region_step(r, close);
    assert_int_equal(all(r, A_central) + all(r, A_region), 0);
    region_close(r);
    region_free(r);
}

static void the_rest(void **state)
{
    (void)state;
    struct counties *r = counties();
    EVERYWHERE(r, unitemised_total, 7701);
    region_step(r, close);
    assert_int_equal(all(r, A_central), 6701);
    assert_int_equal(all(r, A_region), 0);
    assert_int_equal(posted(r, A_central, 0), 6701 * 10 / 67);
    region_close(r);
    region_free(r);
}

static void the_regions_own(void **state)
{
    (void)state;
    struct counties *r = counties();
    EVERYWHERE(r, unitemised_total, 7701);
    EVERYWHERE(r, unitemised_regional, 1501);
    region_step(r, close);
    assert_int_equal(all(r, A_region), 1201); /* 300 are paid by others */
    assert_int_equal(all(r, A_central), 5500);
    region_close(r);
    region_free(r);
}

static void pastoral(void **state)
{
    (void)state;
    struct counties *r = counties();
    EVERYWHERE(r, unitemised_total, 7701);
    EVERYWHERE(r, unitemised_pastoral, 1251);
    region_step(r, close);
    assert_int_equal(posted(r, A_central, 1) + posted(r, A_central, 3), 1001);
    assert_int_equal(posted(r, A_central, 0) + posted(r, A_central, 2), 5700);
    assert_int_equal(posted(r, A_central, 0), 1425);
    region_close(r);
    region_free(r);
}

/* More is itemised than there is; more is pastoral than is left; nobody is registered. */
static void limits(void **state)
{
    (void)state;
    struct counties *r = counties();
    EVERYWHERE(r, unitemised_total, 999);
    region_step(r, close);
    assert_int_equal(all(r, A_central) + all(r, A_region), 0);
    EVERYWHERE(r, unitemised_total, 1100);
    EVERYWHERE(r, unitemised_pastoral, 9999);
    EVERYWHERE(r, unitemised_regional, 9999);
    for (int c = 0; c < 4; c++) {
        r->county[c].registered_last = 0;
        r->county[c].persons_last = 500;
    }
    region_step(r, close);
    assert_int_equal(all(r, A_region), 100);
    assert_int_equal(posted(r, A_region, 1), 50);
    assert_int_equal(posted(r, A_region, 3), 50);
    region_close(r);
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_stated), cmocka_unit_test(the_rest), cmocka_unit_test(the_regions_own),
        cmocka_unit_test(pastoral),       cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
