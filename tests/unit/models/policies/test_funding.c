/* Named sources: counties' parts add up to each source's money, sources to each county's part, to the fen. */
#include "models/policies/policy.h"

#include "unit/models/region_fixture.h"

enum { COUNTIES = 7 };

static const int32_t PREFECTURE[COUNTIES] = {0, 0, 1, 1, 1, 2, 2};
static const struct course AT_ONCE = {2009, 1, 0, 1};
static const size_t INDUSTRY = offsetof(struct county, money_industry);

static struct counties *region(void)
{
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].money_industry = r->county[c].money_training = r->county[c].money_mutual_fund = 0;
    }
    region_year(r, 2009);
    return r;
}

/* What the counties' funds have from a source this year; in one county, or (-1) in all. */
static int64_t from(const struct counties *r, int programme, int source, int county)
{
    int64_t sum = 0;
    for (int c = 0; c < COUNTIES; c++) {
        sum += county < 0 || c == county ? hq_paid(r->world.ledger, c, programme, source) : 0;
    }
    return sum;
}

/* Posts the industry's money in all counties and checks that nobody gives less than nothing, and that each
 * county has from its sources what it says. Returns what all named sources gave. */
static int64_t post_all(struct counties *r)
{
    int64_t all = 0;
    for (int c = 0; c < COUNTIES; c++) {
        const int64_t here = post_sources(&r->world, c, P_industry, INDUSTRY, AT_ONCE);
        assert_true(here >= 0 && here <= r->county[c].money_industry);
        assert_true(here == from(r, P_industry, A_three_west, c) + from(r, P_industry, A_fujian, c));
        all += here;
    }
    return all;
}

/* Every source gives all its money where it finds place, in every split, also of few fen among many counties.
 */
static void test_split(void **state)
{
    (void)state;
    struct counties *r = region();
    dice_thrown = 1;
    for (int trial = 0; trial < 3000; trial++) {
        const int most = trial % 3 == 0 ? 4 : trial % 3 == 1 ? 1000 : 1000000000;
        int64_t money = 0;
        for (int c = 0; c < COUNTIES; c++) {
            r->county[c].money_industry = dice_to(most);
            money += r->county[c].money_industry;
        }
        const int64_t west = dice_to(2 * most), fujian = dice_to(2 * most);
        EVERYWHERE(r, industry_three_west_money, west);
        EVERYWHERE(r, industry_fujian_money, fujian);
        region_close(r);
        region_year(r, 2010 + trial);
        const int64_t posted = post_all(r), first = west < money ? west : money;
        const int64_t second = fujian < money - first ? fujian : money - first;
        assert_true(from(r, P_industry, A_three_west, -1) == first);
        assert_true(from(r, P_industry, A_fujian, -1) == second);
        assert_true(posted == first + second);
    }
    region_free(r);
}

/* Proportional: each county has from each source its share of the money, within a fen a source. */
static void test_in_proportion(void **state)
{
    (void)state;
    struct counties *r = region();
    const int64_t parts[COUNTIES] = {100000, 0, 250000, 50000, 300000, 1, 299999};
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].money_industry = parts[c];
    }
    EVERYWHERE(r, industry_three_west_money, 600000);
    EVERYWHERE(r, industry_fujian_money, 300000);
    assert_true(post_all(r) == 900000);
    for (int c = 0; c < COUNTIES; c++) {
        assert_near((double)from(r, P_industry, A_three_west, c), 0.6 * (double)parts[c], 1);
        assert_near((double)from(r, P_industry, A_fujian, c), 0.3 * (double)parts[c], 2);
    }
    region_free(r);
}

/* The county's money of a year: named sources first, the rest by central_share, all of it in the fund. */
static void test_money_of_year(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, mutual_fund_enabled, 1);
    EVERYWHERE(r, mutual_fund_start, 2009);
    EVERYWHERE(r, mutual_fund_end, 2100);
    EVERYWHERE(r, mutual_fund_ramp, 1);
    EVERYWHERE(r, mutual_fund_budget, 400);
    EVERYWHERE(r, mutual_fund_central_share, 0.25);
    EVERYWHERE(r, mutual_fund_lgop_money, 700000);
    for (int c = 0; c < COUNTIES; c++) {
        r->county[c].money_mutual_fund = 200000;
    }
    for (int c = 0; c < COUNTIES; c++) {
        assert_true(MONEY_OF_YEAR(&r->world, c, &r->parameters[c], mutual_fund) == 200400);
        assert_true(from(r, P_mutual_fund, A_lgop, c) == 100000);
        assert_true(from(r, P_mutual_fund, A_central, c) == 25100);
        assert_true(from(r, P_mutual_fund, A_region, c) == 75300);
    }
    EVERYWHERE(r, mutual_fund_end, 2008); /* out of its years nobody pays */
    region_close(r);
    region_year(r, 2010);
    for (int c = 0; c < COUNTIES; c++) {
        assert_true(MONEY_OF_YEAR(&r->world, c, &r->parameters[c], mutual_fund) == 0);
    }
    assert_true(from(r, P_mutual_fund, A_lgop, -1) == 0);
    region_free(r);
}

/* Money of sources is that of the programme's fund alone, and grows over `ramp` years as the budget does. */
static void test_money_of_sources(void **state)
{
    (void)state;
    struct counties *r = region();
    EVERYWHERE(r, industry_three_west_money, 500);
    EVERYWHERE(r, industry_fujian_money, 300);
    EVERYWHERE(r, industry_project_loans, 123456); /* past the fund */
    EVERYWHERE(r, training_three_west_money, 7);
    r->world.year = 2010;
    assert_true(money_of_sources(&r->world, P_industry, AT_ONCE) == 800);
    assert_true(money_of_sources(&r->world, P_industry, (struct course){2009, 4, 0, 1}) == 400);
    assert_true(money_of_sources(&r->world, P_training, AT_ONCE) == 7);
    assert_true(money_of_sources(&r->world, P_grazing, AT_ONCE) == 0);
    region_free(r);
}

/* Growth and dose come to most_grown and no further; products of numbers from 0 on are held in 64 bits. */
static void test_held(void **state)
{
    (void)state;
    const int64_t trillion = 100000000000000; /* Yuan, in fen */
    assert_true(money_in_course(trillion, 2009, (struct course){2009, 1, 0, 9.5}) == 950000000000000);
    assert_true(money_in_course(trillion, 2009, (struct course){2009, 1, 0, 150}) == most_grown);
    assert_true(money_in_course(trillion, 2009, (struct course){2009, 2, 0, 150}) == most_grown);
    assert_true(money_in_course(trillion, 2010, (struct course){2009, 1, 8, 1}) == 900000000000000);
    assert_true(money_in_course(trillion, 2011, (struct course){2009, 1, 9, 1}) == most_grown);
    assert_true(money_in_course(trillion, 2100, (struct course){2009, 1, 9, 0.5}) == most_grown / 2);
    assert_true(times_over(10, 7, 3) == 23 && times_over(INT64_MAX, 999, 1000) == INT64_MAX / 1000 * 999 + 806);
    assert_true(times_over(INT64_MAX, 1001, 1000) == INT64_MAX && times_over(INT64_MAX, 7, 7) == INT64_MAX);
}

/* Each row is a source's, and its entry is one of the chart with the row's parameter. */
static void test_rows(void **state)
{
    (void)state;
    const struct ledger_rows *books = &poverty_sse2.books;
    for (int i = 0; i < FUNDINGS; i++) {
        int found = 0;
        assert_int_equal(books->accounts[fundings[i].source].side, HQ_SOURCE);
        for (int k = 0; k < books->posting_count; k++) {
            const struct posting_row *row = &books->postings[k];
            found += row->programme == fundings[i].programme && row->from == fundings[i].source &&
                     row->to == fundings[i].to && row->instrument == fundings[i].instrument &&
                     row->money[0] != '\0';
        }
        assert_int_equal(found, 1);
    }
}

/* No entry stands twice in the chart, none pays itself, and what sets it is a parameter. */
static void test_chart(void **state)
{
    (void)state;
    const struct ledger_rows *books = &poverty_sse2.books;
    const struct param_table *parameters = &poverty_sse2.parameters;
    for (int i = 0; i < books->posting_count; i++) {
        const struct posting_row *a = &books->postings[i];
        assert_true(a->from != a->to);
        for (int k = 0; k < i; k++) {
            const struct posting_row *b = &books->postings[k];
            assert_false(a->programme == b->programme && a->from == b->from && a->to == b->to &&
                         a->instrument == b->instrument && strcmp(a->meaning, b->meaning) == 0);
        }
        bool is_key = a->money[0] == '\0';
        for (int k = 0; k < parameters->count && !is_key; k++) {
            char key[64];
            snprintf(key, sizeof key, "%s.%s", parameters->rows[k].group, parameters->rows[k].name);
            is_key = strcmp(key, a->money) == 0;
        }
        assert_true(is_key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),         cmocka_unit_test(test_in_proportion),
        cmocka_unit_test(test_money_of_year), cmocka_unit_test(test_money_of_sources),
        cmocka_unit_test(test_held),          cmocka_unit_test(test_rows),
        cmocka_unit_test(test_chart),
    };
    return cmocka_run_group_tests_name("funding", tests, NULL, NULL);
}
