/* Salinity: its steady state, what restoration takes away, and what irrigated fields lose. */
#include "models/nature/salinity.c"

#include "unit/models/village_fixture.h"

static struct fixture *irrigated(double share)
{
    struct fixture *f = village_make(4);
    f->county.irrigated_share = share;
    f->parameters.salinity_rise = 0.05;
    f->parameters.salinity_drainage = 0.3;
    f->parameters.salinity_leaching = 0.04;
    f->village.rain = 1.0f;
    return f;
}

/* From anywhere it settles to a / (a + leaching rain), by the closed form of its linear recursion. */
static void test_steady_state(void **state)
{
    (void)state;
    const float starts[] = {0.0f, 1.0f};
    for (int k = 0; k < 8; k++) {
        const double share = 0.25 * (k % 4 + 1), rain = k < 4 ? 1 : 1.4, a = 0.05 * 0.7 * share,
                     b = 0.04 * rain;
        for (int from = 0; from < 2; from++) {
            struct fixture *f = irrigated(share);
            f->village.saline = starts[from];
            f->village.rain = (float)rain;
            for (int year = 1; year <= 400; year++) {
                village_run(f, &salinity_generic);
                const double left = (starts[from] - a / (a + b)) * pow(1 - a - b, year);
                assert_near(f->village.saline, a / (a + b) + left, 2e-6); /* float steps of 6e-8, damped */
            }
            village_free(f);
        }
    }
}

/* No irrigation, or all of it drained: nothing rises, and what there is leaches out. */
static void test_dry_and_drained(void **state)
{
    (void)state;
    struct fixture *f = irrigated(0);
    f->village.saline = 0.5f;
    village_run(f, &salinity_generic);
    assert_near(f->village.saline, 0.48, 1e-6);
    f->county.irrigated_share = 1;
    f->parameters.salinity_drainage = 1;
    village_run(f, &salinity_generic);
    assert_near(f->village.saline, 0.48 * 0.96, 1e-6);
    f->parameters.salinity_leaching = 0;
    const float before = f->village.saline;
    village_run(f, &salinity_generic);
    assert_true(f->village.saline == before);
    village_free(f);
}

/* Villages start around the steady state, with its mean; with no rise there is none. */
static void test_founding(void **state)
{
    (void)state;
    enum { VILLAGES = 4000 };
    struct fixture *f = irrigated(0.5);
    f->parameters.salinity_spread = 0.3;
    const double a = 0.05 * 0.7 * 0.5, settled = a / (a + 0.04);
    double sum = 0, ranks = 0;
    for (int k = 0; k < VILLAGES; k++) {
        f->view.own = hq_stream_of(f->keys, UINT64_C(150522) << 40 | (uint64_t)k << 20);
        found_salinity_generic(&f->view);
        sum += f->village.saline;
        ranks += hq_uniform(hq_draw(f->view.own, f->view.jumps[D_village_more]));
    }
    assert_four_sigma(sum / VILLAGES, settled, settled * sqrt((exp(0.09) - 1) / VILLAGES));
    assert_four_sigma(ranks / VILLAGES, 0.5, sqrt(1.0 / 12 / VILLAGES));
    f->parameters.salinity_rise = 0;
    found_salinity_generic(&f->view);
    assert_true(f->village.saline == 0.0f);
    village_free(f);
}

/* Irrigated yields fall by loss x saline, rain-fed ones do not. */
static void test_yield(void **state)
{
    (void)state;
    const double shares[] = {0, 0.6, 1};
    for (int k = 0; k < 3; k++) {
        int32_t sales[2];
        for (int saline = 0; saline < 2; saline++) {
            struct fixture *f = irrigated(shares[k]);
            f->village.saline = saline ? 0.5f : 0.0f;
            f->parameters.crops_saline_loss = 0.4;
            f->parameters.crops_irrigated_gain = 2;
            f->parameters.crops_spread = f->parameters.crops_disaster = 0;
            for (int32_t i = 0; i < 4; i++) {
                ROW(&f->view, fields)[i] = ROW(&f->view, cropland)[i] = 100;
            }
            village_run(f, village_process("crops"));
            sales[saline] = ROW(&f->view, sales)[2];
            village_free(f);
        }
        const double s = shares[k], rest = (s * 2 * (1 - 0.4 * 0.5) + 1 - s) / (s * 2 + 1 - s);
        assert_true(sales[0] > 0);
        assert_near((double)sales[1] / sales[0], rest, 1e-6);
    }
}

/* A hundredth of the land planted takes `treatment` hundredths of the saline land away. */
static void test_restoration(void **state)
{
    (void)state;
    struct fixture *f = irrigated(0.5);
    f->parameters.salinity_treatment = 3;
    f->parameters.planting_enabled = true;
    f->parameters.planting_survival = 0.5;
    f->village.land = 10000;
    f->village.sand = 0.5f;
    f->village.saline = 0.2f;
    f->places[Q_planting] = 200;
    village_run(f, village_process("enrol_planting"));
    assert_near(f->village.saline, 0.2 * (1 - 3 * 0.01), 1e-6);
    f->parameters.salinity_treatment = 100;
    village_run(f, village_process("enrol_planting"));
    assert_true(f->village.saline == 0.0f);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steady_state), cmocka_unit_test(test_dry_and_drained),
        cmocka_unit_test(test_founding),     cmocka_unit_test(test_yield),
        cmocka_unit_test(test_restoration),
    };
    return cmocka_run_group_tests_name("salinity", tests, NULL, NULL);
}
