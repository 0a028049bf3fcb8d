/* Founding from a survey: every household is what its row says; what is not said is as founding makes it. */
#include "models/people/surveyed.c" // NOLINT(bugprone-suspicious-include)

#include "sim/population.h"

#include "unit/models/village_fixture.h"

enum { HOUSEHOLDS = 300, ROWS = 7 };

static double values[ROWS][FIELDS * HQ_SLOTS];
static struct population_row rows[ROWS];
static bool has[FIELDS];

static double *at(int row, int field, int slot)
{
    return &values[row][field * HQ_SLOTS + slot];
}

/* Seven households of different weights; the last leaves all to the model but its persons. */
static struct population population(void)
{
    static const int32_t code = 150522, class = 0;
    struct population p = {.fields = &poverty_sse2.fields, .rows = rows, .count = ROWS, .has = has};
    for (int r = 0; r < ROWS; r++) {
        for (int k = 0; k < FIELDS * HQ_SLOTS; k++) {
            values[r][k] = HQ_NOT_SAID;
        }
        rows[r] = (struct population_row){150522, 0, 1000000 * (r + 1), values[r]};
        for (int slot = 0; slot <= r; slot++) {
            *at(r, F_age, slot) = 10 * slot + r;
            *at(r, F_woman, slot) = slot & 1;
            *at(r, F_schooling, slot) = slot == 3 ? HQ_NOT_SAID : slot + 2;
            *at(r, F_chronic, slot) = slot == 2;
        }
        if (r < ROWS - 1) {
            *at(r, F_cropland, 0) = 10.5 + r;
            *at(r, F_pasture, 0) = 100 * r;
            *at(r, F_herd, 0) = 7 * r;
            *at(r, F_savings, 0) = 1234.56 + r;
            *at(r, F_debt, 0) = 99.99 * r;
            *at(r, F_income, 0) = 5000 * (r - 1);
            *at(r, F_minority, 0) = r & 1;
        }
    }
    hq_population_pool(&p, &code, &class, 1, 3);
    return p;
}

static struct fixture *county(void)
{
    struct fixture *f = village_banner(HOUSEHOLDS, HOUSEHOLDS);
    village_year(f, 2002);
    return f;
}

static void found(struct fixture *f, const struct population *p)
{
    void **given = p ? hq_population_give(p, 0, 0, HOUSEHOLDS, HOUSEHOLDS, f->view.stride, 5) : NULL;
    f->view.given = (const void *const *)given;
    poverty_sse2.found(&f->world);
    poverty_sse2.synthesise(&f->view);
    f->view.given = NULL;
    if (p) {
        hq_population_forget(p, given);
    }
}

static int32_t per_head(double yuan, int persons)
{
    return hq_fen((float)yuan / (float)persons);
}

static double mean_size(const struct fixture *f)
{
    int64_t persons = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        persons += ROW(&f->view, members)[i];
    }
    return (double)persons / HOUSEHOLDS;
}

static void every_household_is_its_row(void **state)
{
    (void)state;
    struct population p = population();
    for (int f = 0; f < FIELDS; f++) {
        has[f] = true;
    }
    struct fixture *f = county(), *g = county();
    found(f, &p);
    found(g, NULL);
    const size_t stride = (size_t)f->view.stride;
    int64_t savings = 0, debt = 0, persons = 0, grass = 0;
    int taken[ROWS] = {0};
    const double larger = mean_size(f) / mean_size(g); /* households: land goes by heads */
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        const int r = hq_population_row(&p, 0, i, HOUSEHOLDS, 5), members = r + 1;
        const bool all = r < ROWS - 1;
        taken[r]++;
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            const uint8_t who = ROW(&f->view, person)[(size_t)slot * stride + (size_t)i];
            const uint8_t what = ROW(&f->view, learning)[(size_t)slot * stride + (size_t)i];
            assert_int_equal(who, slot < members ? person_code(10 * slot + r, slot & 1) : 0);
            if (slot < members && slot != 3) {
                assert_int_equal(schooling_of(what), slot + 2);
            }
            assert_int_equal(health_of(what), slot < members && slot == 2 ? CHRONIC : HEALTHY);
        }
        assert_int_equal(ROW(&f->view, members)[i], members);
        const double fields = all ? 10.5 + r : larger * ROW(&g->view, cropland)[i];
        const double rights = all ? 100.0 * r : larger * ROW(&g->view, pasture)[i];
        assert_near(ROW(&f->view, cropland)[i], fields, all ? 0 : 1e-6 * fields);
        assert_near(ROW(&f->view, pasture)[i], rights, all ? 0 : 1e-6 * rights);
        assert_true(ROW(&f->view, herd)[i] == (all ? 7.0f * (float)r : ROW(&g->view, herd)[i]));
        assert_int_equal(ROW(&f->view, minority)[i], all ? (r & 1) : ROW(&g->view, minority)[i]);
        if (all) {
            assert_int_equal(ROW(&f->view, savings)[i], 123456 + 100 * r);
            assert_int_equal(ROW(&f->view, income)[i], per_head(5000.0 * (r - 1), members));
        }
        assert_int_equal(ROW(&f->view, debt)[i], all ? 9999 * r : 0);
        assert_true(ROW(&f->view, ability)[i] == ROW(&g->view, ability)[i]);
        savings += ROW(&f->view, savings)[i];
        debt += ROW(&f->view, debt)[i];
        persons += members;
        grass += hq_fen(ROW(&f->view, pasture)[i]);
    }
    for (int r = 0; r < ROWS; r++) { /* 300 households over weights of 1 to 7, which add up to 28 */
        assert_true(abs(28 * taken[r] - HOUSEHOLDS * (r + 1)) <= 28);
    }
    assert_int_equal(f->tally[T_savings], savings);
    assert_int_equal(f->tally[T_debt], debt);
    assert_int_equal(f->tally[T_persons], persons);
    assert_true(f->village.hectares == (float)grass / 1500.0f);
    hq_population_free(&p);
    village_free(f);
    village_free(g);
}

/* A survey that knows herds only changes herds, and what follows from them. */
static void one_field_changes_no_other(void **state)
{
    (void)state;
    struct population p = population();
    for (int f = 0; f < FIELDS; f++) {
        has[f] = f == F_herd;
    }
    struct fixture *f = county(), *g = county();
    found(f, &p);
    found(g, NULL);
    int other = 0;
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        assert_true(ROW(&f->view, cropland)[i] == ROW(&g->view, cropland)[i]);
        assert_int_equal(ROW(&f->view, savings)[i], ROW(&g->view, savings)[i]);
        other += ROW(&f->view, herd)[i] != ROW(&g->view, herd)[i];
    }
    assert_true(other > HOUSEHOLDS / 2);
    assert_memory_equal(ROW(&f->view, person), ROW(&g->view, person), village_bytes(f, C_person));
    assert_memory_equal(ROW(&f->view, learning), ROW(&g->view, learning), village_bytes(f, C_learning));
    assert_true(f->village.hectares == g->village.hectares);
    hq_population_free(&p);
    village_free(f);
    village_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_household_is_its_row),
        cmocka_unit_test(one_field_changes_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
