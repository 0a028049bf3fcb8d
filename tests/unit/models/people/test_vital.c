/* Deaths against the life table, births against fertility; who seeks to marry, who leaves. */
#include "models/people/vital.c"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 20000 };

/* A village in which nothing happens to anybody. */
static struct fixture *village_of(int32_t households)
{
    struct fixture *f = village_make(households);
    struct parameters *p = &f->parameters;
    p->demography_enabled = 1;
    p->demography_infant_deaths = p->demography_child_deaths = 0;
    p->demography_base_deaths_men = p->demography_base_deaths_women = 0;
    p->demography_level_men = p->demography_level_women = 0;
    p->demography_first_birth = p->demography_second_birth = p->demography_third_birth = 0;
    p->demography_marriage = p->demography_leaving = 0;
    p->demography_decline = p->demography_infant_decline = 0;
    return f;
}

static void with_life_table(struct fixture *f)
{
    struct fixture *defaults = village_make(1);
    const struct parameters *d = &defaults->parameters;
    struct parameters *p = &f->parameters;
    p->demography_infant_deaths = d->demography_infant_deaths;
    p->demography_child_deaths = d->demography_child_deaths;
    p->demography_base_deaths_men = d->demography_base_deaths_men;
    p->demography_base_deaths_women = d->demography_base_deaths_women;
    p->demography_level_men = d->demography_level_men;
    p->demography_level_women = d->demography_level_women;
    village_free(defaults);
}

/* The table of a village's parameters, in double precision. */
static double chance_of_death(const struct parameters *p, int age, int woman)
{
    const double base = woman ? p->demography_base_deaths_women : p->demography_base_deaths_men;
    const double level = woman ? p->demography_level_women : p->demography_level_men;
    const double rise = woman ? p->demography_rise_women : p->demography_rise_men;
    return age < 1   ? p->demography_infant_deaths
           : age < 5 ? p->demography_child_deaths
                     : fmin(1, base + level * 1e-6 * exp(rise * age));
}

static double expectancy(const struct parameters *p, int year, int woman)
{
    double alive = 1, years = 0;
    for (int age = 0; age < 120; age++) {
        const double since = year - 2000, fall = age < 5 ? p->demography_infant_decline : p->demography_decline;
        const double q = chance_of_death(p, age, woman) * exp(-fall * since);
        years += alive * (1 - q) + alive * q * (age ? 0.5 : 0.1);
        alive *= 1 - q;
    }
    return years;
}

static void test_expectancy(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    assert_near(expectancy(&f->parameters, 2000, 0), 68.1, 0.05); /* as the parameters' rows say */
    assert_near(expectancy(&f->parameters, 2000, 1), 70.8, 0.05);
    assert_near(expectancy(&f->parameters, 2010, 0), 68.1 + 4.1, 0.2);
    assert_near(expectancy(&f->parameters, 2010, 1), 70.8 + 4.1, 0.2);
    village_free(f);
}

static int alive(const struct fixture *f)
{
    int found = 0;
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        for (int32_t i = 0; i < f->view.live; i++) {
            found += ROW(&f->view, person)[slot * f->view.stride + i] != 0;
        }
    }
    return found;
}

/* Deaths of a year among 160,000 persons of an age, health by health. */
static void assert_deaths(int age, int woman, int health, double expected)
{
    struct fixture *f = village_of(HOUSEHOLDS);
    with_life_table(f);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            village_person(f, i, slot, age + 1, woman, 5, health, 1);
        }
    }
    village_run(f, &vital_generic);
    assert_int_equal(f->tally[T_deaths] + alive(f), HOUSEHOLDS * HQ_SLOTS);
    const double share = (double)f->tally[T_deaths] / (HOUSEHOLDS * HQ_SLOTS);
    assert_four_sigma(share, expected, share_error(expected, HOUSEHOLDS * HQ_SLOTS));
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_true(ROW(&f->view, person)[i] || !ROW(&f->view, learning)[i]);
    }
    village_free(f);
}

static double factor_at(const struct parameters *p, int age)
{
    const double ill = fmin(0.5, p->illness_hazard * exp(p->illness_age_effect * (age - 20)));
    const double lasting = ill * p->illness_chronic_share, share = lasting / (lasting + p->illness_recovery);
    return 1 + (p->demography_chronic_risk - 1) * share +
           (p->demography_acute_risk - 1) * ill * (1 - p->illness_chronic_share) * (1 - share);
}

/* Mortality falls from year to year: of those who live, and of infants at their own rate. */
static void test_decline(void **state)
{
    (void)state;
    for (int infants = 0; infants < 2; infants++) {
        const int age = infants ? 0 : 70;
        for (int year = 2000; year <= 2020; year += 10) {
            struct fixture *f = village_of(HOUSEHOLDS);
            with_life_table(f);
            f->parameters.demography_decline = 0.02;
            f->parameters.demography_infant_decline = 0.08;
            const double fall = exp(-(infants ? 0.08 : 0.02) * (year - 2000));
            const double expected =
                chance_of_death(&f->parameters, age, 0) / factor_at(&f->parameters, age) * fall;
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                village_person(f, i, 3, age + 1, 0, 5, HEALTHY, 0);
            }
            village_year(f, year);
            village_run(f, &vital_generic);
            assert_four_sigma((double)f->tally[T_deaths] / HOUSEHOLDS, expected,
                              share_error(expected, HOUSEHOLDS));
            village_free(f);
        }
    }
}

static void test_deaths_by_age(void **state)
{
    (void)state;
    struct fixture *f = village_make(1);
    const struct parameters *p = &f->parameters;
    const int ages[] = {0, 1, 4, 5, 15, 30, 50, 65, 75, 85, 95};
    for (size_t k = 0; k < sizeof ages / sizeof *ages; k++) {
        for (int woman = 0; woman < 2; woman++) {
            const double q = chance_of_death(p, ages[k], woman) / factor_at(p, ages[k]);
            assert_deaths(ages[k], woman, HEALTHY, q);
            if (ages[k] % 25 == 0) {
                assert_deaths(ages[k], woman, CHRONIC, fmin(1, q * p->demography_chronic_risk));
                assert_deaths(ages[k], woman, ACUTE, fmin(1, q * p->demography_acute_risk));
            }
        }
    }
    village_free(f);
}

/* Newborn live through 90 years of illness and its deaths without births or moves: those alive at an age are
 * l(x) of the table. Health factors are set by the hazards of illness, where nobody has yet died of it, so at
 * old ages, where deaths have thinned the ill, the table is missed: the bound says by how much at most. */
static void live(int woman, bool with_illness)
{
    enum { BORN = 10000 };
    struct fixture *f = village_of(BORN);
    with_life_table(f);
    f->parameters.illness_forgone_share = 0; /* the table holds where care is paid */
    if (!with_illness) {
        f->parameters.demography_chronic_risk = f->parameters.demography_acute_risk = 1;
    }
    const struct process *illness = village_process("illness");
    for (int32_t i = 0; i < BORN; i++) {
        village_person(f, i, i % HQ_SLOTS, 0, woman, 0, HEALTHY, 0);
    }
    double table = 1;
    for (int age = 0; age < 90; age++) {
        village_year(f, 1950 + age);
        village_run(f, illness);
        for (int32_t i = 0; i < BORN; i++) {
            uint8_t *person = &ROW(&f->view, person)[i % HQ_SLOTS * f->view.stride + i];
            *person = (uint8_t)(*person + (*person ? 2 : 0));
        }
        village_run(f, &vital_generic);
        table *= 1 - chance_of_death(&f->parameters, age, woman);
        if (age % 10 == 9 || age == 0) {
            const double left = (double)alive(f) / BORN, bound = with_illness ? 0.01 : 0;
            assert_true(fabs(left - table) < 4 * share_error(table, BORN) + bound);
        }
    }
    village_free(f);
}

static void test_life_table(void **state)
{
    (void)state;
    for (int woman = 0; woman < 2; woman++) {
        live(woman, false);
        live(woman, true);
    }
}

/* A couple and so many children at home, of 1, 2 ... years. */
static struct fixture *couples_with(int age, int children)
{
    struct fixture *f = village_of(HOUSEHOLDS);
    f->parameters.demography_first_birth = 0.3;
    f->parameters.demography_second_birth = 0.1;
    f->parameters.demography_third_birth = 0.05;
    f->parameters.demography_minority_births = 2;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 3, 30, 0, 5, HEALTHY, 0);
        village_person(f, i, 5, age, 1, 5, HEALTHY, 0);
        ROW(&f->view, married)[i] = 1 << 3 | 1 << 5;
        for (int child = 0; child < children; child++) {
            village_person(f, i,
                           child < 3    ? child
                           : child == 3 ? 4
                                        : child + 2,
                           child + 1, child % 2, 0, HEALTHY, 0);
        }
    }
    return f;
}

static double births(struct fixture *f)
{
    const int before = alive(f);
    village_run(f, &vital_generic);
    assert_int_equal(alive(f) - before, f->tally[T_births]);
    const double share = (double)(f->tally[T_births] + f->tally[T_crowded]) / HOUSEHOLDS;
    village_free(f);
    return share;
}

static void test_births(void **state)
{
    (void)state;
    const double expected[] = {0.3, 0.1, 0.05, 0.05};
    for (int children = 0; children < 4; children++) {
        const double half = expected[children] * 7 / 14; /* at 34, of 27 to 41 */
        assert_four_sigma(births(couples_with(27, children)), expected[children],
                          share_error(expected[children], HOUSEHOLDS));
        assert_four_sigma(births(couples_with(34, children)), half, share_error(half, HOUSEHOLDS));
        assert_true(births(couples_with(41, children)) == 0);
    }
    struct fixture *f = couples_with(27, 1);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        ROW(&f->view, minority)[i] = 1;
    }
    assert_four_sigma(births(f), 0.2, share_error(0.2, HOUSEHOLDS));
    f = couples_with(27, 0);
    memset(ROW(&f->view, married), 0, HOUSEHOLDS);
    assert_true(births(f) == 0);
    f = couples_with(27, 0); /* somebody else's: too near in age */
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 0, 10, 0, 3, HEALTHY, 0);
    }
    assert_four_sigma(births(f), 0.3, share_error(0.3, HOUSEHOLDS));
}

static void test_newborn(void **state)
{
    (void)state;
    struct fixture *f = couples_with(27, 0);
    f->parameters.demography_first_birth = 1;
    f->parameters.demography_infant_deaths = 1; /* of those born before */
    village_run(f, &vital_generic);
    assert_int_equal(f->tally[T_births], HOUSEHOLDS);
    assert_int_equal(f->tally[T_deaths], 0);
    int boys = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const uint8_t child = ROW(&f->view, person)[i]; /* the first free slot */
        assert_true(child && person_age(child) == 0 && ROW(&f->view, learning)[i] == 0);
        boys += !is_woman(child);
    }
    assert_four_sigma((double)boys / HOUSEHOLDS, 0.535, share_error(0.535, HOUSEHOLDS));
    village_free(f);
    f = couples_with(27, 6); /* no slot is free */
    f->parameters.demography_third_birth = 0.3;
    village_run(f, &vital_generic);
    assert_int_equal(f->tally[T_births], 0);
    assert_four_sigma((double)f->tally[T_crowded] / HOUSEHOLDS, 0.3, share_error(0.3, HOUSEHOLDS));
    village_free(f);
}

/* The widowed are single again; other couples of the household are not. */
static void test_widows(void **state)
{
    (void)state;
    struct fixture *f = village_of(64);
    f->parameters.demography_base_deaths_men = 0.5;
    for (int32_t i = 0; i < 64; i++) {
        village_person(f, i, 0, 70, 0, 5, HEALTHY, 0);
        village_person(f, i, 4, 66, 1, 5, HEALTHY, 0);
        village_person(f, i, 2, 40, 0, 5, HEALTHY, 0);
        village_person(f, i, 7, 42, 1, 5, HEALTHY, 0);
        ROW(&f->view, married)[i] = 1 | 1 << 4 | 1 << 2 | 1 << 7;
    }
    f->view.parameters = &f->parameters;
    village_run(f, &vital_generic);
    for (int32_t i = 0; i < 64; i++) {
        const bool old = ROW(&f->view, person)[i], young = ROW(&f->view, person)[2 * f->view.stride + i];
        assert_int_equal(ROW(&f->view, married)[i], (old ? 1 | 1 << 4 : 0) | (young ? 1 << 2 | 1 << 7 : 0));
    }
    assert_in_range(f->tally[T_deaths], 40, 88);
    village_free(f);
}

/* Share of households whose only single member does what a tally says. */
static double singles(int age, int woman, int schooling, bool married, int tally)
{
    struct fixture *f = village_of(HOUSEHOLDS);
    f->parameters.demography_marriage = 0.2;
    f->parameters.demography_leaving = 0.1;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        village_person(f, i, 6, age, woman, schooling, HEALTHY, 0);
        ROW(&f->view, married)[i] = married ? 1 << 6 : 0;
    }
    village_run(f, &vital_generic);
    int seeking = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_true(ROW(&f->view, seeking)[i] == 0 || ROW(&f->view, seeking)[i] == 7);
        seeking += ROW(&f->view, seeking)[i] != 0;
    }
    assert_int_equal(alive(f) + f->tally[T_left_home], HOUSEHOLDS);
    const double share = (double)(tally ? f->tally[tally] : seeking) / HOUSEHOLDS;
    village_free(f);
    return share;
}

static void test_singles(void **state)
{
    (void)state;
    const double error = share_error(0.2, HOUSEHOLDS);
    assert_four_sigma(singles(20, 1, 6, false, 0), 0.2, error);
    assert_four_sigma(singles(22, 0, 6, false, 0), 0.2, error);
    assert_four_sigma(singles(42, 0, 6, false, 0), 0.2 * 8 / 15, error);
    assert_true(singles(19, 1, 6, false, 0) == 0);
    assert_true(singles(21, 0, 6, false, 0) == 0);
    assert_true(singles(50, 0, 6, false, 0) == 0);
    assert_true(singles(30, 0, 6, true, 0) == 0);
    assert_four_sigma(singles(18, 0, 10, false, T_left_home), 0.1, error);
    assert_four_sigma(singles(24, 1, 12, false, T_left_home), 0.1, error);
    assert_true(singles(24, 1, 9, false, T_left_home) == 0);
    assert_true(singles(25, 1, 12, false, T_left_home) == 0);
    assert_true(singles(20, 1, 12, true, T_left_home) == 0);
}

static void test_ages(void **state)
{
    (void)state;
    struct fixture *f = village_of(3);
    const int ages[] = {1, 15, 16, 65, 66, 120}; /* one more than in the year */
    for (int k = 0; k < 6; k++) {
        village_person(f, k % 3, k, ages[k], k % 2, 0, HEALTHY, 0);
    }
    ROW(&f->view, weight)[0] = 7;
    village_run(f, &vital_generic);
    assert_int_equal(f->tally[T_young], 7 + 1);
    assert_int_equal(f->tally[T_old], 1 + 1);
    village_free(f);
}

/* The greatest uniform befalls nobody whom nothing can befall. */
static void test_ends_of_the_uniform(void **state)
{
    (void)state;
    struct fixture *f = village_of(1);
    struct chances by;
    const uint32_t most = UINT32_MAX;
    tabulate(&f->parameters, 2009, &by);
    for (int code = 0; code < 255; code++) {
        for (int married = 0; married < 2; married++) {
            assert_int_equal(
                fate_of(&f->parameters, &by, (uint8_t)code, 0, married, false, uniform_of(1, most, most)), 0);
        }
    }
    village_free(f);
}

/* Chances of all sizes, those at the ends among them. */
static void any_chances(struct parameters *p)
{
    p->demography_infant_deaths = dice_to(4) ? dice_between(0, 0.1) : dice_to(2);
    p->demography_child_deaths = dice_between(0, 0.01);
    p->demography_base_deaths_men = dice_to(8) ? dice_between(0, 0.01) : 1;
    p->demography_base_deaths_women = dice_between(0, 0.01);
    p->demography_level_men = dice_between(0, 100);
    p->demography_level_women = dice_between(0, 100);
    p->demography_chronic_risk = dice_between(1, dice_to(2) ? 3 : 20);
    p->demography_acute_risk = dice_between(1, dice_to(2) ? 3 : 20);
    p->illness_untreated_deaths = dice_between(1, dice_to(2) ? 2 : 10);
    p->demography_first_birth = dice_to(8) ? dice_between(0, 0.5) : 1;
    p->demography_second_birth = dice_between(0, 0.3);
    p->demography_third_birth = dice_between(0, 0.3);
    p->demography_minority_births = dice_between(0, 3);
    p->demography_marriage = dice_to(8) ? dice_between(0, 0.5) : 1;
    p->demography_leaving = dice_between(0, 0.2);
}

/* Bounds rule out nobody to whom something happens, and most of the others: whom they leave, fate_of decides.
 */
static void test_bounds(void **state)
{
    (void)state;
    enum { ROWS = 512, ROUNDS = 400 };
    _Alignas(64) static uint8_t who[ROWS], what[ROWS], married[ROWS], youngest[ROWS], fate[ROWS];
    _Alignas(64) static uint32_t luck[ROWS];
    int64_t marked = 0, befallen = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct fixture *f = village_of(1);
        struct chances by;
        if (round) {
            any_chances(&f->parameters);
        } else {
            with_life_table(f);
        }
        tabulate(&f->parameters, 2000 + dice_to(20), &by);
        const struct bounds b = bounds_of(&f->parameters, &by);
        const int slot = dice_to(HQ_SLOTS);
        for (int i = 0; i < ROWS; i++) {
            who[i] = dice_to(6) ? person_code(dice_to(106), dice_to(2)) : 0;
            what[i] = learning_code(dice_to(12), dice_to(3), 0);
            married[i] = (uint8_t)(dice_to(2) << slot);
            youngest[i] = NOBODY;
            luck[i] = (uint32_t)dice_to(65536) << 16 | (uint32_t)dice_to(65536);
            luck[i] = dice_to(4) ? luck[i] : dice_to(2) ? 0 : UINT32_MAX;
        }
        mark(&b, slot, who, what, married, youngest, luck, fate, ROWS);
        for (int i = 0; i < ROWS; i++) {
            const float u = uniform_of(slot, luck[i], (uint32_t)dice_to(65536) << 16);
            const int befalls =
                who[i] ? fate_of(&f->parameters, &by, who[i], what[i], married[i] >> slot & 1, true, u) : 0;
            assert_true(fate[i] || !befalls);
            assert_true(who[i] || !fate[i]);
            marked += round == 0 && fate[i];
            befallen += round == 0 && befalls;
        }
        village_free(f);
    }
    assert_in_range(marked, 1, ROWS / 2);
    assert_in_range(befallen, 1, marked);
}

/* A wife with a child at home is looked at by the chance of later births only; with the child gone, by that of
 * the first, though it goes in the year itself. */
static void test_child_gone(void **state)
{
    (void)state;
    for (int gone = 0; gone < 2; gone++) {
        struct fixture *f = couples_with(27, 0);
        f->parameters.demography_second_birth = 0;
        f->parameters.demography_first_birth = 0.3;
        f->parameters.demography_child_deaths = gone;
        f->parameters.demography_chronic_risk = f->parameters.demography_acute_risk = 1;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            village_person(f, i, 0, 4, 0, 0, HEALTHY, 0);
        }
        village_run(f, &vital_generic);
        assert_int_equal(f->tally[T_deaths], gone * HOUSEHOLDS);
        assert_four_sigma((double)f->tally[T_births] / HOUSEHOLDS, 0.3 * gone,
                          share_error(0.3 * gone, HOUSEHOLDS));
        village_free(f);
    }
}

static void test_off(void **state)
{
    (void)state;
    struct fixture *f = couples_with(27, 0);
    f->parameters.demography_enabled = 0;
    assert_true(births(f) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expectancy),    cmocka_unit_test(test_decline),
        cmocka_unit_test(test_deaths_by_age), cmocka_unit_test(test_life_table),
        cmocka_unit_test(test_births),        cmocka_unit_test(test_newborn),
        cmocka_unit_test(test_widows),        cmocka_unit_test(test_singles),
        cmocka_unit_test(test_ages),          cmocka_unit_test(test_ends_of_the_uniform),
        cmocka_unit_test(test_off),           cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_child_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
