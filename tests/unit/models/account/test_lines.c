/* Which lines hold: the calendar's, or last year's adjusted, against closed forms. */
#include "models/account/lines.c"

#include "unit/models/region_fixture.h"

/* Which line holds, in fen; what is remembered of the year's income, in prices of 2010. */
static void test_lines_and_income(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    f->parameters.calendar_poverty_line_region_farming = 1560;
    f->parameters.calendar_poverty_line_region_pastoral = 1800;
    f->parameters.calendar_poverty_line_national = 1196.005;
    f->parameters.register_pastoral_line = 1;
    lines_year_generic.plan(&f->world, 0);
    assert_int_equal(f->county.line, 180000);
    assert_in_range(f->county.national_line, 119600, 119601);
    f->parameters.register_pastoral_line = 0;
    lines_year_generic.plan(&f->world, 0);
    assert_int_equal(f->county.line, 156000);
    f->parameters.calendar_cpi = 1.25;
    f->tally[T_income] = 50000000;
    f->tally[T_persons] = 100;
    f->tally[T_households] = 31;
    lines_year_generic.close(&f->world, 0);
    assert_true(f->county.persons_last == 100 && f->county.households_last == 31);
    assert_near(f->county.income_last, 4000, 0.01);
    assert_true(f->county.income_first == f->county.income_last && f->county.persons_first == 100);
    f->world.year++;
    f->tally[T_income] = 75000000;
    lines_year_generic.close(&f->world, 0);
    assert_near(f->county.income_last, 6000, 0.01);
    f->tally[T_persons] = 150;
    lines_year_generic.close(&f->world, 0);
    assert_true(f->county.persons_last == 150 && f->county.persons_first == 100);
    assert_near(f->county.income_first, 4000, 0.01);
    village_free(f);
}

enum { COUNTIES = 3 };
static const int32_t PREFECTURE[COUNTIES] = {0, 0, 1};

/* Farming, pastoral, farming; prices and the national line grow evenly. */
static struct counties *region(int rule)
{
    struct counties *r = region_make(COUNTIES, PREFECTURE);
    EVERYWHERE(r, lines_rule, rule);
    EVERYWHERE(r, register_pastoral_line, c_ == 1);
    return r;
}

static void calendar_of(struct counties *r, int year)
{
    r->world.year = year;
    EVERYWHERE(r, calendar_cpi, pow(1.03, year - 2009));
    EVERYWHERE(r, calendar_poverty_line_national, 1196 * pow(1.07, year - 2009));
    EVERYWHERE(r, calendar_poverty_line_region_farming, year < 2013 ? 1560 : 9999);
    EVERYWHERE(r, calendar_poverty_line_region_pastoral, year < 2013 ? 1800 : 9999);
}

/* One year of lines and what it leaves; income per head `fen` of ten persons a county, twenty in the last. */
static void pass(struct counties *r, int year, int64_t fen)
{
    calendar_of(r, year);
    region_step(r, lines_year_generic.plan);
    for (int c = 0; c < COUNTIES; c++) {
        r->tally[c][T_persons] = c == 2 ? 20 : 10;
        r->tally[c][T_income] = r->tally[c][T_persons] * (c == 2 ? fen + 300 : fen);
    }
    region_step(r, lines_year_generic.close);
}

/* The calendar's line in every year, whatever incomes do. */
static void test_calendar(void **state)
{
    (void)state;
    struct counties *r = region(CALENDAR);
    for (int year = 2009; year < 2016; year++) {
        pass(r, year, 1000000);
        assert_int_equal(r->county[0].line, year < 2013 ? 156000 : 999900);
        assert_int_equal(r->county[1].line, year < 2013 ? 180000 : 999900);
    }
    region_free(r);
}

/* 1,560 Yuan times (a 1.07 + (1 - a) 1.03) a year, to the fen or two of rounding a year; the calendar's until
 * lines.start; the ratio of pastoral to farming line of 2009 stays (im-d-line-ratio). */
static void test_indexed(void **state)
{
    (void)state;
    for (int tenths = 0; tenths <= 10; tenths += 5) {
        for (int start = 2010; start <= 2012; start++) {
            struct counties *r = region(INDEXED);
            EVERYWHERE(r, lines_national_share, 0.1 * tenths);
            EVERYWHERE(r, lines_start, start);
            const double factor = 0.1 * tenths * 1.07 + (1 - 0.1 * tenths) * 1.03;
            for (int year = 2009; year < 2019; year++) {
                pass(r, year, 1000000);
                const double grown = pow(factor, year < start ? 0 : year - start + 1);
                assert_near(r->county[0].line, 156000 * grown, 2.0 * (year - 2008));
                assert_near(r->county[1].line, 180000 * grown, 2.0 * (year - 2008));
                assert_near((double)r->county[1].line / r->county[0].line, 1.15385, 2e-4);
                assert_int_equal(r->county[2].line, r->county[0].line);
                assert_near(r->county[0].national_line, 119600 * pow(1.07, year - 2009), 0.6);
            }
            region_free(r);
        }
    }
}

/* Two fifths of the region's mean of last year, half of it in the pastoral county, and not below the line of
 * minimum living security. */
static void test_by_income(void **state)
{
    (void)state;
    struct counties *r = region(BY_INCOME);
    EVERYWHERE(r, lines_start, 2011);
    EVERYWHERE(r, lines_income_share, c_ == 1 ? 0.5 : 0.4);
    EVERYWHERE(r, calendar_dibao_line, c_ == 2 ? 2100 : 100);
    pass(r, 2009, 400000);
    pass(r, 2010, 500000);
    assert_int_equal(r->county[0].line, 156000);
    assert_int_equal(r->county[0].region_income, 500150); /* 20 of 40 persons have 3 Yuan more */
    pass(r, 2011, 600000);
    assert_int_equal(r->county[0].line, 200060);
    assert_int_equal(r->county[1].line, 250075);
    assert_int_equal(r->county[2].line, 210000);
    pass(r, 2012, 0);
    assert_int_equal(r->county[0].line, 240060);
    assert_int_equal(r->county[2].line, 240060);
    pass(r, 2013, 0); /* 40% of 1.5 Yuan: security's line holds */
    assert_int_equal(r->county[0].line, 10000);
    region_free(r);
}

/* Founders, and the first year of a run that begins late: the calendar's line under any rule. */
static void test_first_year(void **state)
{
    (void)state;
    for (int rule = CALENDAR; rule <= BY_INCOME; rule++) {
        struct counties *r = region(rule);
        r->world.first_year = 2012;
        calendar_of(r, 2012);
        region_step(r, lines_year_generic.found);
        assert_int_equal(r->county[1].line, 180000);
        pass(r, 2012, 700000);
        assert_int_equal(r->county[1].line, 180000);
        assert_int_equal(r->county[0].line, 156000);
        region_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_and_income), cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_indexed),          cmocka_unit_test(test_by_income),
        cmocka_unit_test(test_first_year),
    };
    return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
