/* The whole model in one village: its tables, the same bytes in all instruction sets, books that balance
 * whatever the parameters. */
#include "unit/models/village_fixture.h"

#include "sim/directory.h"
#include "sim/isa.h"

static const struct model *const builds[HQ_ISAS] = {&poverty_sse2, &poverty_avx2, &poverty_avx512};

/* The banner with so many households, and as much of its land. */
static struct fixture *county(int32_t households)
{
    struct fixture *f = village_banner(households, 2 * households); /* new ones begin */
    f->county.rural_persons = 3.3 * households;
    f->county.prefecture_code = 1505;
    f->county.loading_1 = 0.6;
    f->county.loading_9 = 0.8;
    f->county.cropland_mu *= households / 86882.0;
    f->county.pasture_mu *= households / 86882.0;
    f->county.area_km2 *= households / 86882.0;
    return f;
}

/* All programmes run, with money for a part of the village. */
static void all_programmes(struct fixture *f)
{
    struct parameters *p = &f->parameters;
    const int64_t money = 10000 * (int64_t)f->view.live;
    p->grazing_enabled = p->forest_return_enabled = p->planting_enabled = p->rangers_enabled = 1;
    p->training_enabled = p->industry_enabled = p->relocation_enabled = p->relief_enabled = 1;
    p->grazing_start = p->forest_return_start = p->planting_start = p->rangers_start = p->training_start = 2009;
    p->industry_start = p->relocation_start = p->relief_start = 2009;
    p->relief_drought = 0; /* every other year or so */
    p->grazing_budget = p->forest_return_budget = p->planting_budget = p->rangers_budget = money;
    p->training_budget = p->industry_budget = p->relocation_budget = p->relief_budget = money;
    p->relocation_least_sand = 0;
    p->relocation_horizon = 100; /* some would go, though the houses stand in their own village */
    p->grazing_ban_rate = 6;
    p->grazing_balance_rate = 1.5;
    p->calendar_dibao_line = 1200;
    p->calendar_dibao_share = 0.6;
    p->calendar_pension = 60;
}

static void found(struct fixture *f, const struct model *m)
{
    m->found(&f->world);
    m->synthesise(&f->view);
    village_check(f);
    hq_ledger_open_year(f->world.ledger, f->world.year);
    m->founded(&f->world);
}

static void share_places(struct fixture *f, enum hq_stage stage)
{
    for (int q = 0; q < QUOTAS; q++) {
        if (poverty_sse2.quotas[q].stage == stage) {
            const int64_t most = f->granted[q] < f->demand[q] ? f->granted[q] : f->demand[q];
            f->places[q] = (int32_t)(most > 0 ? most : 0);
        }
    }
}

/* A pass as the engine runs it: scratch and the demand that is counted now begin empty. */
static void pass(struct fixture *f, const struct model *m, enum hq_stage stage)
{
    village_pass(f);
    for (int q = 0; q < QUOTAS; q++) {
        const bool now = m->quotas[q].stage == (stage == HQ_OFFERS ? HQ_OFFERS : HQ_PLAN);
        f->village_demand[q] = now ? 0 : f->village_demand[q];
    }
    for (const struct process *const *p = m->processes; *p; p++) {
        if ((*p)->stage == stage) {
            village_run(f, *p);
        }
    }
    for (int q = 0; q < QUOTAS; q++) {
        f->demand[q] = f->village_demand[q];
    }
}

/* A household of the next year: a row that stays, or what was posted of one that begins. */
struct source {
    uint64_t id;
    int32_t row;
    const unsigned char *packed; /* NULL: a row */
};

static int by_id(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Those who stay and those who begin, in the order of ids. Returns how many. */
static int32_t sources_of(const struct fixture *f, struct source *sources)
{
    const size_t size = sizeof(int64_t) + (f->layout.row_size + 7) / 8 * 8;
    int32_t count = 0;
    for (int32_t i = 0; i < f->view.live; i++) {
        bool ends = false;
        for (int64_t k = 0; k < f->outbox.count; k++) {
            ends |= f->outbox.posts[k].row == i && f->outbox.posts[k].target == 0;
        }
        if (!ends) {
            sources[count++] = (struct source){ROW(&f->view, id)[i], i, NULL};
        }
    }
    for (int64_t k = 0; k < f->outbox.child_count; k++) {
        struct source *s = &sources[count++];
        s->packed = f->outbox.children + (size_t)k * size + sizeof(int64_t);
        memcpy(&s->id, s->packed + f->layout.packed[C_id], sizeof s->id);
    }
    qsort(sources, (size_t)count, sizeof *sources, by_id);
    for (int32_t k = 1; k < count; k++) {
        assert_true(sources[k - 1].id != sources[k].id);
    }
    return count;
}

/* One column of the next year. */
static void gather(struct fixture *f, int c, const struct source *sources, int32_t count)
{
    const size_t width = hq_type_size(village_column(c)->type), stride = (size_t)f->view.stride;
    unsigned char *next = village_zeros(village_bytes(f, c));
    for (int32_t k = 0; k < count; k++) {
        const struct source *s = &sources[k];
        for (size_t slot = 0; slot < village_column(c)->slots; slot++) {
            const unsigned char *from =
                s->packed ? s->packed + f->layout.packed[c] + slot * width
                          : (unsigned char *)f->columns[c] + (slot * stride + (size_t)s->row) * width;
            memcpy(next + (slot * stride + (size_t)k) * width, from, width);
        }
    }
    free(f->columns[c]);
    f->columns[c] = next;
}

/* Households end and begin, as the engine would have it. Those who move stay: the houses stand in the village.
 */
static void deliver(struct fixture *f)
{
    struct source *sources =
        village_zeros((size_t)(f->view.live + f->outbox.child_count + 1) * sizeof *sources);
    const int32_t count = sources_of(f, sources);
    assert_in_range(count, 0, f->view.stride - HQ_LANES);
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        if (village_column(c)->kind == HQ_STATE) {
            gather(f, c, sources, count);
        }
    }
    free(sources);
    f->view.live = count;
    f->view.rows = (count + HQ_LANES - 1) / HQ_LANES * HQ_LANES;
    f->outbox.count = f->outbox.child_count = 0;
    village_streams(f);
}

static void run_year(struct fixture *f, const struct model *m, int year)
{
    if (year > f->world.first_year) {
        village_year(f, year);
        hq_ledger_open_year(f->world.ledger, year);
    } else {
        memset(f->tally, 0, sizeof f->tally);
    }
    memset(f->granted, 0, sizeof f->granted);
    m->plan(&f->world);
    share_places(f, HQ_PLAN);
    pass(f, m, HQ_OFFERS);
    m->clear(&f->world);
    share_places(f, HQ_OFFERS);
    pass(f, m, HQ_SETTLE);
    const char *fault = m->close(&f->world);
    fault = fault ? fault : hq_ledger_close_year(f->world.ledger);
    if (fault) {
        fail_msg("%s", fault);
    }
    deliver(f);
}

static void assert_same(const struct fixture *f, const struct fixture *g)
{
    assert_int_equal(f->view.live, g->view.live);
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        if (memcmp(f->columns[c], g->columns[c], village_bytes(f, c)) != 0) {
            fail_msg("column %s differs", village_column(c)->name);
        }
    }
    assert_memory_equal(&f->village, &g->village, sizeof f->village);
    assert_memory_equal(&f->county, &g->county, sizeof f->county);
    assert_memory_equal(&f->region, &g->region, sizeof f->region);
    assert_memory_equal(f->tally, g->tally, sizeof f->tally);
    assert_memory_equal(f->village_demand, g->village_demand, sizeof f->village_demand);
}

/* Ten years of everything: sse2, avx2 and avx512 hold the same bytes at the end of each. */
static void test_isas(void **state)
{
    (void)state;
    struct fixture *villages[HQ_ISAS];
    for (int isa = 0; isa < HQ_ISAS; isa++) {
        villages[isa] = county(501);
        all_programmes(villages[isa]);
        if (hq_isa_choose(hq_isa_names[isa]) >= 0) {
            found(villages[isa], builds[isa]);
        }
    }
    for (int year = 2009; year < 2019; year++) {
        for (int isa = 0; isa < HQ_ISAS; isa++) {
            if (hq_isa_choose(hq_isa_names[isa]) >= 0) {
                run_year(villages[isa], builds[isa], year);
                assert_same(villages[0], villages[isa]);
            }
        }
    }
    assert_true(villages[0]->tally[T_ranger_jobs] > 0 || villages[0]->tally[T_trained] > 0);
    assert_true(villages[0]->view.live > 501); /* households have begun */
    for (int isa = 0; isa < HQ_ISAS; isa++) {
        village_free(villages[isa]);
    }
}

/* A household's own processes do not see its neighbours: a vector of them with one more
 * household and padding behind, or alone, becomes the same. */
static void test_padding(void **state)
{
    (void)state;
    struct fixture *f = county(HQ_LANES + 1), *g = county(HQ_LANES + 1);
    found(f, &poverty_sse2);
    found(g, &poverty_sse2);
    g->view.rows = g->view.live = HQ_LANES;
    village_pass(f);
    village_pass(g);
    const char *const alone[] = {"make_up",   "illness", "make_up", "crops",  "fodder", "herds",
                                 "transfers", "reckon",  "money",   "credit", "people"};
    for (size_t k = 0; k < sizeof alone / sizeof *alone; k++) {
        village_process(alone[k])->run(&f->view);
        village_process(alone[k])->run(&g->view);
    }
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        const size_t width = hq_type_size(village_column(c)->type);
        assert_memory_equal(f->columns[c], g->columns[c], HQ_LANES * width);
    }
    village_free(f);
    village_free(g);
}

/* A value of a parameter: its default, anywhere in its range, or one of the bounds. */
static void any_value(const struct param_row *row, union cell *cell)
{
    const int way = dice_to(12);
    const double low = row->low, high = row->high < low + 1e5 ? row->high : low + 1e5;
    const double x = way == 0 ? low : way == 1 ? high : dice_between(low, way < 4 ? high : fmin(high, low + 2));
    if (row->type == HQ_REAL) {
        cell->real = x;
    } else if (row->type == HQ_YUAN) {
        cell->integer = (int64_t)(x * 100);
    } else if (row->type == HQ_BOOL || (row->type == HQ_INT && strcmp(row->unit, "year") != 0)) {
        cell->integer = (int64_t)x;
    }
}

/* Any parameters within their ranges, years on end: no number is lost, no stock falls under zero, no padding
 * is touched, every fen is in the books. */
static void test_any_parameters(void **state)
{
    (void)state;
    const struct param_table *t = &poverty_sse2.parameters;
    for (int round = 0; round < 150; round++) {
        struct fixture *f = county(96);
        union cell *cells = (union cell *)(void *)&f->parameters;
        const int changed = 1 + dice_to(60);
        all_programmes(f);
        for (int k = 0; k < changed; k++) {
            const int p = dice_to(t->count);
            any_value(&t->rows[p], &cells[p]);
        }
        found(f, &poverty_sse2);
        for (int year = 2009; year < 2013; year++) {
            run_year(f, &poverty_sse2, year);
            for (int32_t i = 0; i < f->view.live; i++) {
                assert_true(ROW(&f->view, savings)[i] >= 0 && ROW(&f->view, debt)[i] >= 0);
                assert_true(ROW(&f->view, herd)[i] >= 0 && ROW(&f->view, cropland)[i] >= 0);
                assert_between(network_of(ROW(&f->view, network)[i]), 0, 1);
            }
        }
        village_free(f);
    }
}

/* A sum of the fifth year under this weather and this cost of an illness. */
static double fifth_year(int sum, double rain, double illness)
{
    struct fixture *f = county(600);
    f->parameters.weather_observed = rain;
    f->parameters.illness_cost = illness;
    found(f, &poverty_sse2);
    for (int year = 2009; year < 2014; year++) {
        run_year(f, &poverty_sse2, year);
    }
    const double value = (double)f->tally[sum];
    village_free(f);
    return value;
}

/* A lasting shock goes the way it must: dry years lower incomes, illness that costs more leaves more debt. */
static void test_directions(void **state)
{
    (void)state;
    assert_true(fifth_year(T_income, -1.8, 1500) < 0.9 * fifth_year(T_income, 0, 1500));
    assert_true(fifth_year(T_debt, 0, 20000) > 1.2 * fifth_year(T_debt, 0, 0));
}

/* Descriptor rows: names and codes are unique, processes declare columns that exist, series sums that exist. */
static void test_tables(void **state)
{
    (void)state;
    for (int isa = 0; isa < HQ_ISAS; isa++) {
        const struct model *m = builds[isa];
        assert_string_equal(m->isa, hq_isa_names[isa]);
        assert_int_equal(m->household.count, HOUSEHOLD_COLUMNS);
        for (const struct process *const *p = m->processes; *p; p++) {
            assert_true((*p)->stage == HQ_OFFERS || (*p)->stage == HQ_SETTLE);
            for (const struct process *const *q = m->processes; q < p; q++) {
                assert_string_not_equal((*p)->name, (*q)->name);
            }
            const short *const lists[] = {(*p)->reads, (*p)->writes};
            for (int l = 0; l < 2; l++) {
                for (const short *c = lists[l]; c && *c >= 0; c++) {
                    assert_in_range(*c, 0, HOUSEHOLD_COLUMNS - 1);
                }
            }
        }
        for (int p = 0; p < m->purpose_count; p++) {
            for (int q = 0; q < p; q++) {
                assert_true(m->purposes[p].code != m->purposes[q].code);
            }
        }
        for (int s = 0; s < m->series_count; s++) {
            const struct series_row *row = &m->series[s];
            assert_in_range(row->over, 0, (row->kind == HQ_COUNTY_VALUE ? COUNTY_COLUMNS : TALLIES) - 1);
            assert_in_range(row->under, 0, TALLIES - 1);
        }
    }
}

/* What is kept in 16 bits comes back within half a step, the ends and every step exactly; beyond the ends it
 * stays there. Rows and accessors know the same steps. */
static void test_kept_numbers(void **state)
{
    (void)state;
    const struct column_row *rows = poverty_sse2.household.rows;
    assert_true(rows[C_ability].scale == TRAIT_STEP && rows[C_connection].scale == TRAIT_STEP);
    assert_true(rows[C_network].scale == NETWORK_STEP);
    for (int32_t kept = -32767; kept <= 32767; kept++) {
        assert_int_equal(to_trait(trait_of((int16_t)kept)), kept);
        assert_true(trait_of((int16_t)kept) == (float)(kept * rows[C_ability].scale)); /* as files have it */
    }
    for (int32_t kept = 0; kept <= NETWORK_WHOLE; kept++) {
        assert_int_equal(to_network(network_of((uint16_t)kept)), kept);
    }
    for (int k = 0; k < 100000; k++) {
        const double trait = dice_between(-15.99, 15.99), tie = dice();
        assert_near(trait_of(to_trait((float)trait)), trait, 0.5 * TRAIT_STEP + 1e-6);
        assert_near(network_of(to_network((float)tie)), tie, 0.5 * NETWORK_STEP + 1e-7);
        assert_int_equal(to_trait((float)-trait), -to_trait((float)trait)); /* no leaning to one side */
    }
    assert_int_equal(to_trait(1e30f), 32767);
    assert_int_equal(to_trait(-1e30f), -32767);
    assert_true(network_of(to_network(1.0f)) == 1.0f && network_of(to_network(0.0f)) == 0.0f);
    assert_int_equal(to_network(1.5f), NETWORK_WHOLE);
    assert_int_equal(to_network(-0.5f), 0);
}

/* The moving average neither stops short of its ends nor drifts: with everybody away, or nobody, it gets to 1
 * or 0 and stays; otherwise it is never further from the one in real numbers than a step / (1 - memory). */
static void test_moving_average(void **state)
{
    (void)state;
    static const float memories[] = {0.0f, 0.3f, 0.5f, 0.8f, 0.9f, 0.99f, 0.9999f};
    for (size_t m = 0; m < sizeof memories / sizeof *memories; m++) {
        for (int32_t away = 0; away <= 1; away++) {
            uint16_t kept = to_network(dice_between(0, 1) < 0.5 ? 0.3f : 0.999f);
            for (int year = 0; year < 200000 && kept != away * NETWORK_WHOLE; year++) {
                const uint16_t next = network_after(kept, memories[m], away);
                assert_true(away ? next > kept : next < kept);
                kept = next;
            }
            assert_int_equal(kept, away * NETWORK_WHOLE);
            assert_int_equal(network_after(kept, memories[m], away), kept);
        }
        const double bound = NETWORK_STEP / (1 - (double)memories[m]);
        uint16_t kept = to_network(0.25f);
        double real = 0.25, sum = 0;
        for (int year = 0; year < 100000; year++) {
            const int32_t away = dice() < 0.3;
            kept = network_after(kept, memories[m], away);
            real = (double)memories[m] * real + (1 - (double)memories[m]) * away;
            assert_near(network_of(kept), real, 1.01 * bound); /* and the last bits of single precision */
            sum += network_of(kept) - real;
        }
        if (memories[m] <= 0.99f) { /* a year moves it by hundreds of steps: what is rounded off has mean 0 */
            assert_near(sum / 100000, 0, NETWORK_STEP);
        }
    }
    for (int32_t kept = 0; kept <= NETWORK_WHOLE; kept += 7) { /* memory 1: nothing moves */
        assert_int_equal(network_after((uint16_t)kept, 1.0f, kept & 1), kept);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),         cmocka_unit_test(test_isas),
        cmocka_unit_test(test_padding),        cmocka_unit_test(test_any_parameters),
        cmocka_unit_test(test_directions),     cmocka_unit_test(test_kept_numbers),
        cmocka_unit_test(test_moving_average),
    };
    return cmocka_run_group_tests_name("poverty", tests, NULL, NULL);
}
