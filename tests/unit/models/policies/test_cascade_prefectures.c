/* The region's money where a replay states how many counties get it, and in how many prefectures. */
#include "models/policies/cascade.c"

#include "unit/models/region_fixture.h"

enum { COUNTIES = 10, PREFECTURES = 3 };

static const int64_t MONEY = 987654321987;

/* Five, three and two counties, not in order. */
static const int32_t PREFECTURE[COUNTIES] = {0, 1, 0, 2, 1, 0, 0, 2, 1, 0};

static struct counties *region(void)
{
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    EVERYWHERE(r, industry_enabled, 1);
    EVERYWHERE(r, industry_start, 2009);
    EVERYWHERE(r, industry_regional_budget, MONEY);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].persons_last = 20000;
        r->county[c].registered_last = 100 + dice_to(10000);
    }
    return r;
}

/* So many counties in so many prefectures: the first of each of the prefectures whose first states most, then
 * others of these; every county that is left out states less than those taken for the same reason. */
static void test_prefectures(void **state)
{
    (void)state;
    for (int in = 1; in <= PREFECTURES; in++) {
        for (int counties = in; counties <= 5; counties++) {
            struct counties *r = region();
            r->world.replay = true;
            EVERYWHERE(r, industry_counties, counties);
            EVERYWHERE(r, industry_prefectures, in);
            region_year(r, 2009);
            region_step(r, cascade_year_generic.plan);
            int64_t money = 0;
            int taken = 0, of[PREFECTURES] = {0};
            int64_t best[PREFECTURES] = {0}, worst_led = INT64_MAX, best_not = 0;
            for (int c = 0; c < COUNTIES; c++) {
                const int64_t states = r->county[c].registered_last;
                const bool takes = r->county[c].money_industry > 0;
                taken += takes;
                money += r->county[c].money_industry;
                of[PREFECTURE[c]] += takes;
                best[PREFECTURE[c]] = states > best[PREFECTURE[c]] ? states : best[PREFECTURE[c]];
            }
            int led = 0, open = 0;
            for (int q = 0; q < PREFECTURES; q++) {
                led += of[q] > 0;
                if (of[q] > 0) {
                    worst_led = best[q] < worst_led ? best[q] : worst_led;
                } else {
                    best_not = best[q] > best_not ? best[q] : best_not;
                }
            }
            for (int c = 0; c < COUNTIES; c++) {
                open += of[PREFECTURE[c]] > 0;
                if (r->county[c].registered_last == best[PREFECTURE[c]]) {
                    assert_true((r->county[c].money_industry > 0) == (of[PREFECTURE[c]] > 0));
                }
            }
            assert_true(led == in && best_not < worst_led);
            assert_int_equal(taken, counties < open ? counties : open);
            assert_true(money == MONEY);
            region_free(r);
        }
    }
}

/* Out of a replay a stated number of prefectures is not imposed, nor where the number of counties is no replay's: that of
 * the pilot areas of relocation, which are those that state most, wherever they lie. */
static void test_free_run(void **state)
{
    (void)state;
    for (int in = -1; in <= 1; in += 2) {
        struct counties *r = region();
        EVERYWHERE(r, relocation_enabled, 1);
        EVERYWHERE(r, relocation_start, 2009);
        EVERYWHERE(r, relocation_regional_budget, MONEY);
        EVERYWHERE(r, relocation_areas, 4);
        EVERYWHERE(r, relocation_prefectures, in);
        int64_t least = INT64_MAX, most = 0;
        int taken = 0;
        for (int c = 0; c < COUNTIES; c++) {
            r->county[c].registered_last = 1000 + (c < 2 || c == 3 || c == 8 ? 500 : 0) + c; /* in all three */
        }
        region_year(r, 2009);
        region_step(r, cascade_year_generic.plan);
        for (int c = 0; c < COUNTIES; c++) {
            const bool takes = r->county[c].money_relocation > 0;
            const int64_t states = r->county[c].registered_last;
            taken += takes;
            least = takes && states < least ? states : least;
            most = !takes && states > most ? states : most;
        }
        assert_true(taken == 4 && most < least);
        region_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_prefectures), cmocka_unit_test(test_free_run)};
    return cmocka_run_group_tests_name("cascade to stated prefectures", tests, NULL, NULL);
}
