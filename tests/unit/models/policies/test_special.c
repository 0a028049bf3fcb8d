/* Special areas: the product of the factors of a county's kinds. */
#include "models/policies/special.h"

#include "unit/models/region_fixture.h"

extern const struct yearly cascade_year_sse2;

static void set_factors(struct parameters *p)
{
    p->special_pastoral = 2;
    p->special_minority = 3;
    p->special_border = 5;
    p->special_old_base = 7;
    p->special_arid = 11;
    p->special_national_key = 13;
    p->special_regional_key = 17;
    p->special_other = 0.25;
}

/* Every set of kinds: primes say which factors are in. */
static void test_kinds(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    set_factors(&f->parameters);
    for (int kinds = 0; kinds < 128; kinds++) {
        struct county *c = &f->county;
        c->pastoral = kinds & 1;
        c->minority_banner = kinds >> 1 & 1;
        c->border = kinds >> 2 & 1;
        c->old_base = kinds >> 3 & 1;
        c->arid = kinds >> 4 & 1;
        c->key_county = kinds >> 5 & 1;
        c->regional_key_county = kinds >> 6 & 1;
        const double of[] = {2, 3, 5, 7, 11, 13, 17};
        double due = kinds >> 5 ? 1 : 0.25;
        for (int k = 0; k < 7; k++) {
            due *= kinds >> k & 1 ? of[k] : 1;
        }
        due = due < 1000 ? due : 1000;
        assert_true(special_factor(c, &f->parameters, 2009) == due);
        assert_true(special_factor(c, &f->parameters, 1997) == due);
    }
    village_free(f);
}

/* An old base since 2009 is none before. */
static void test_old_bases_grow(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    set_factors(&f->parameters);
    f->county.key_county = 1;
    f->county.old_base = 2;
    assert_true(special_factor(&f->county, &f->parameters, 2008) == 13);
    assert_true(special_factor(&f->county, &f->parameters, 2009) == 7 * 13);
    village_free(f);
}

/* As shipped no kind of county has more than another, and 0 for the others leaves them nothing. */
static void test_defaults(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    struct county *c = &f->county;
    assert_true(special_factor(c, &f->parameters, 2009) == 1);
    c->pastoral = c->border = c->old_base = c->arid = c->minority_banner = 1;
    assert_true(special_factor(c, &f->parameters, 2009) == 1);
    f->parameters.special_other = 0;
    assert_true(special_factor(c, &f->parameters, 2009) == 0);
    c->regional_key_county = 1;
    assert_true(special_factor(c, &f->parameters, 2009) == 1);
    village_free(f);
}

/* In the cascade: the factors move what goes by the poor and nothing that goes by land. */
static void test_placement(void **state)
{
    (void)state;
    static const int32_t prefectures[] = {0, 0, 1};
    struct counties *r = region_make(3, prefectures);
    EVERYWHERE(r, industry_enabled, 1);
    EVERYWHERE(r, grazing_enabled, 1);
    EVERYWHERE(r, industry_regional_budget, 70000);
    EVERYWHERE(r, grazing_regional_budget, 90000);
    EVERYWHERE(r, cascade_counties_share, 1);
    EVERYWHERE(r, special_pastoral, 4);
    EVERYWHERE(r, special_other, 0.5);
    for (int c = 0; c < 3; c++) {
        r->county[c].registered_last = 1000;
        r->county[c].ban_mu = 300;
        r->county[c].pastoral = c == 1;
        r->county[c].key_county = c < 2;
    }
    region_year(r, 2010);
    region_step(r, cascade_year_sse2.plan);
    /* 1, 4, 0.5 of 5.5 */
    assert_near((double)r->county[0].money_industry, 70000 / 5.5, 2);
    assert_near((double)r->county[1].money_industry, 4 * 70000 / 5.5, 2);
    assert_near((double)r->county[2].money_industry, 0.5 * 70000 / 5.5, 2);
    for (int c = 0; c < 3; c++) {
        assert_true(r->county[c].money_grazing == 30000);
    }
    region_close(r);
    region_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_old_bases_grow),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_placement),
    };
    return cmocka_run_group_tests_name("special", tests, NULL, NULL);
}
