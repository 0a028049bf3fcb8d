/* What persons choose to do: both rules against their closed forms. */
#include "models/livelihoods/work_choice.c"

#include "unit/models/livelihoods/choice_fixture.h"

extern const struct yearly labour_year_sse2;

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static double normal_above(double x)
{
    return 0.5 * erfc(x / sqrt(2));
}

/* Who leaves, by age, schooling and tie; who returns, by age and years away. Chances of a lifetime in a year,
 * so that they are large enough to be told apart. */
static void test_leaving_and_return(void **state)
{
    (void)state;
    enum { MEN = 64000, KINDS = 8 };
    struct fixture *f = men(MEN);
    f->parameters.migration_lifetime = 1;
    f->parameters.migration_shift = -3;
    f->parameters.calendar_migrant_demand = 0.75;
    for (int32_t i = 0; i < MEN; i++) {
        village_person(f, i, 2, i & 1 ? 45 : 25, 0, i & 2 ? 9 : 5, HEALTHY, 0);
        ROW(&f->view, network)[i] = to_network(i & 4 ? 0.75f : 0);
    }
    choose(f);
    for (int k = 0; k < KINDS; k++) {
        const double odds = 2.07 - 3 + 1.39 + 0.67 - 0.13 * (k & 1 ? 45 : 25) + 0.07 + 0.88 +
                            0.17 * (k & 2 ? 9 : 5) + 4.36 * (k & 4 ? 0.75 : 0);
        const double chance = 0.75 * logistic(odds);
        assert_four_sigma(share_of(f, AWAY, KINDS, k), chance, share_error(chance, MEN / KINDS));
    }
    assert_true(f->tally[T_came_back] == 0);
    for (int32_t i = 0; i < MEN; i++) {
        ROW(&f->view, work)[2 * f->view.stride + i] = work_code(8, AWAY, i & 2 ? 3 : 1);
    }
    village_year(f, 2010);
    choose(f);
    int64_t back = 0;
    for (int k = 0; k < 4; k++) {
        const double chance = 1 - logistic(-1.2 + 0.06 * (k & 1 ? 45 : 25) - 0.08 * (k & 2 ? 3 : 1));
        assert_four_sigma(share_of(f, AWAY, 4, k), chance, share_error(chance, MEN / 4));
    }
    for (int32_t i = 0; i < MEN; i++) {
        back += work_kind(man(f, i)) != AWAY;
        assert_int_equal(work_years(man(f, i)), work_kind(man(f, i)) != AWAY ? 0 : i & 2 ? 3 : 2);
    }
    assert_true(f->tally[T_came_back] == back);
    village_free(f);
}

/* The last age at which people leave is 59; who is away then need not come back. Under both rules. */
static void test_too_old_to_leave(void **state)
{
    (void)state;
    enum { MEN = 4000 };
    for (int rule = BY_LOGIT; rule <= BY_SATISFICING; rule++) {
        struct fixture *f = men(MEN);
        struct parameters *p = &f->parameters;
        p->work_rule = rule;
        p->migration_lifetime = 1;
        p->migration_shift = 20; /* who may leave does */
        p->migration_return_base = -20;
        p->calendar_migrant_demand = 1;
        p->work_search = 1;
        p->work_aspiration = 20;
        p->work_error = 0;
        p->work_threshold = -10; /* who looks at leaving leaves */
        for (int32_t i = 0; i < MEN; i++) {
            village_person(f, i, 2, i & 1 ? 60 : 59, 0, 8, HEALTHY, 0);
            ROW(&f->view, income)[i] = 100;
        }
        choose(f);
        assert_true(share_of(f, AWAY, 2, 0) > (rule == BY_LOGIT ? 0.999 : 0.3));
        assert_true(share_of(f, AWAY, 2, 1) == 0);
        everybody(f, work_code(8, AWAY, 1));
        p->work_search = 1e-6;
        village_year(f, 2010);
        choose(f);
        assert_true(share_of(f, AWAY, 2, 1) > 0.999);
        village_free(f);
    }
}

/* Left to themselves, leaving and return settle to leaving / (leaving + return). */
static void test_steady_state(void **state)
{
    (void)state;
    enum { MEN = 20000 };
    struct fixture *f = men(MEN);
    struct parameters *p = &f->parameters;
    p->migration_lifetime = 2;
    p->migration_shift = 0;
    p->migration_network = p->migration_remittance = p->migration_local_income = 0;
    p->migration_labour = 0; /* who is away is none */
    p->migration_return_years = 0;
    for (int year = 0; year < 40; year++) { /* (1 - 0.5 (out + back))^40 is under 10^-6 */
        village_year(f, 2010 + year);
        choose(f);
    }
    const double out = logistic(2.07 + 1.39 - 0.13 * 30 + 0.07 + 0.17 * 8 + 0.88),
                 back = logistic(-1.2 + 0.06 * 30);
    const double share = out / (out + back);
    assert_four_sigma(share_of(f, AWAY, 1, 0), share, share_error(share, MEN));
    village_free(f);
}

/* Home, job and own account by log expected returns; own account where it is remote, and without savings. */
static void test_conditional_logit(void **state)
{
    (void)state;
    enum { MEN = 40000 };
    for (int remote = 0; remote < 2; remote++) {
        struct fixture *f = men(MEN);
        struct parameters *p = &f->parameters;
        p->migration_shift = -100;
        p->work_scale = 0.5;
        p->work_own_odds = 0.2;
        p->work_own_ends = 1;        /* everybody chooses */
        f->county.persons_first = 1; /* a later year than the first */
        p->labour_schooling_return = 0.05;
        f->village.remoteness = (float)remote;
        for (int32_t i = 0; i < MEN; i++) {
            village_person(f, i, 2, 30, 0, i & 1 ? 8 : 12, HEALTHY, 0);
            ROW(&f->view, ability)[i] = to_trait(i & 1 ? 0 : -0.2f);
            ROW(&f->view, savings)[i] = i & 2 ? 299999 : 300000;
        }
        choose(f);
        for (int k = 0; k < 4; k++) {
            const double e = k & 1 ? 1 : exp(0.05 * 4 - 0.1), own = 800 * (remote ? 0.5 : 1);
            const double seek = pow(1000 * 0.25 * e / 200, 2), trade = k & 2 ? 0 : 0.2 * pow(own * e / 200, 2);
            const double odds[] = {1, seek, trade};
            for (int kind = AT_HOME; kind <= OWN_ACCOUNT; kind++) {
                const double share = odds[kind] / (1 + seek + trade);
                assert_four_sigma(share_of(f, kind, 4, k), share, share_error(share, MEN / 4));
            }
        }
        village_free(f);
    }
}

enum { MEMBERS = 20000 };
/* Every second man is in a programme, home or a job is all there is, and jobs are sought as expected. */
static void seek_jobs(struct fixture *f, uint16_t bit, double others, double members)
{
    f->parameters.migration_shift = -100;
    f->parameters.work_own_odds = 0;
    for (int32_t i = 0; i < MEMBERS; i++) {
        ROW(&f->view, memberships)[i] = i & 1 ? bit : 0;
    }
    choose(f);
    assert_four_sigma(share_of(f, LOCAL_JOB, 2, 0), others, share_error(others, MEMBERS / 2));
    assert_four_sigma(share_of(f, LOCAL_JOB, 2, 1), members, share_error(members, MEMBERS / 2));
}

/* This year's trainee expects a better chance of a job; where courses do not help he chooses as others do. */
static void test_trainee(void **state)
{
    (void)state;
    for (int help = 0; help < 2; help++) {
        struct fixture *f = men(MEMBERS);
        f->parameters.labour_course_placement = help;
        seek_jobs(f, IN_TRAINING, 250.0 / 450, help ? 250 * exp(1) / (200 + 250 * exp(1)) : 250.0 / 450);
        village_free(f);
    }
}

/* The security takes half, and half of that is reckoned with: home is worth 1 / 0.75 as much, leaving has log odds
 * less by ln of that; without places, or without response, nothing changes. */
static void test_security_taken(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        struct fixture *f = men(MEMBERS);
        f->parameters.calendar_dibao_share = 0.5;
        f->parameters.security_response = k == 1 ? 0 : 0.5;
        f->places[Q_security] = k != 2;
        seek_jobs(f, IN_SECURITY, 250.0 / 450, 250 / (k == 0 ? 200 / 0.75 + 250 : 450));
        assert_near(ROW(&f->view, leaving)[0] - ROW(&f->view, leaving)[1], k == 0 ? -log(0.75) : 0, 1e-4);
        village_free(f);
    }
}

/* Two men and many fields: what a month at home is worth by the months that would be missed, and by what fields
 * and herd earn in a common year: neither what the household earns elsewhere nor what it gets anyway moves it.
 */
static void test_home(void **state)
{
    (void)state;
    struct fixture *f = men(400);
    f->parameters.crops_months = 0.25;
    f->parameters.herds_months = 0.5;
    f->parameters.migration_months = 8;
    for (int32_t i = 0; i < 400; i++) {
        ROW(&f->view, cropland)[i] = (float)(i % 40);
        ROW(&f->view, herd)[i] = (float)(i / 40);
        ROW(&f->view, cattle)[i] = (uint16_t)(i / 40 * (i % 4));
        ROW(&f->view, ability)[i] = to_trait((float)(i % 5 - 2) / 4);
        ROW(&f->view, assessed)[i] = 1000 * dice_to(5000);
        if (i % 3 == 0) {
            ROW(&f->view, work)[2 * f->view.stride + i] = work_code(6, i % 2 ? OWN_ACCOUNT : LOCAL_JOB, 0);
        }
    }
    choose(f);
    for (int32_t i = 0; i < 400; i++) {
        const bool own = i % 3 == 0 && i % 2, job = i % 3 == 0 && i % 2 == 0;
        const double need = 0.25 * (i % 40) + 0.5 * (i / 40), adults = own ? 0.5 : 1;
        const double part = fmin(1, fmax(0, (7 - 12 * adults + need) / 7));
        const double able = exp((i % 5 - 2) / 8.0);
        const double farm = ((double)crop_expected(&f->view) * (i % 40) + village_herd_earns(f, i)) * able;
        const double month = fmax(200, fmax(0, farm) / fmax(1, need) * part);
        assert_near(exp((double)ROW(&f->view, at_home)[i]), month, 1e-4 * month);
        assert_near(ROW(&f->view, off_farm)[i], (own ? 4800 : job ? 6000 : 0) * able, 0.1);
    }
    village_free(f);
}

/* Nobody who is content changes; of the others a share looks, at one thing, and changes as its return is seen: that
 * of a job which goes on is certain, of one which has ended (now 4) a chance. */
static void test_satisficing(void **state)
{
    (void)state;
    enum { MEN = 60000 };
    for (int turn = AT_HOME; turn <= AWAY + 1; turn++) {
        const bool ended = turn > AWAY;
        const int now = ended ? LOCAL_JOB : turn;
        struct fixture *f = men(MEN);
        f->parameters.labour_separation = ended;
        struct parameters *p = &f->parameters;
        p->work_rule = 2;
        p->work_aspiration = 0.8;
        p->work_search = 0.6;
        p->work_search_ties = 3;
        p->work_error = 0.5;
        p->work_threshold = 0.3;
        p->calendar_migrant_demand = 0.9;
        p->labour_schooling_return = 0;
        for (int32_t i = 0; i < MEN; i++) {
            village_income(f, i, i % 2 ? 100000 : 300000); /* mean 2,000 Yuan: content from 1,600 on */
            ROW(&f->view, network)[i] = to_network(now == AWAY ? 0 : 0.5f);
        }
        everybody(f, work_code(now == AWAY ? 8 : 0, now, now == AWAY));
        choose(f);
        assert_near(f->village.usual_income, 2000, 1e-3);
        for (int32_t i = 0; i < MEN; i += 2) {
            assert_int_equal(work_kind(man(f, i)), now);
        }
        const double pay[] = {200, now == LOCAL_JOB && !ended ? 1000 : 250, 800, 500};
        const double tie = now == AWAY ? 1 : 0.5, ease[] = {1, 1, 1, (1 + 3 * tie) * 0.9};
        double all = 0, stays = 1;
        for (int kind = AT_HOME; kind <= AWAY; kind++) {
            all += kind == now ? 0 : ease[kind];
        }
        for (int kind = AT_HOME; kind <= AWAY; kind++) {
            if (kind != now) {
                const double takes = normal_above((log(pay[now] / pay[kind]) + 0.3) / 0.5);
                const double share = 0.6 * ease[kind] / all * takes;
                assert_four_sigma(share_of(f, kind, 2, 1), share, share_error(share, MEN / 2));
                stays -= share;
            }
        }
        assert_four_sigma(share_of(f, now, 2, 1), stays, share_error(stays, MEN / 2));
        village_free(f);
    }
}

/* Both rules go by the same luck: whoever leaves by the logit, where his chance is smaller, looks at something
 * by the other rule; and a rule changes nothing but what people do. */
static void test_same_luck(void **state)
{
    (void)state;
    enum { MEN = 20000 };
    struct fixture *f = men(MEN), *g = men(MEN);
    f->parameters.migration_shift = 100; /* all who look, leave */
    f->parameters.migration_lifetime = 10;
    f->parameters.work_own_odds = 0;
    g->parameters.work_rule = 2;
    g->parameters.work_search = 0.1;
    g->parameters.work_aspiration = 20;
    g->parameters.work_search_ties = 100;
    g->parameters.work_threshold = 0;
    g->parameters.work_error = 0;
    for (int32_t i = 0; i < MEN; i++) {
        village_income(f, i, 100000);
        village_income(g, i, 100000);
        ROW(&g->view, network)[i] = ROW(&f->view, network)[i] = to_network(1);
    }
    choose(f);
    choose(g);
    int same = 0, moved = 0;
    for (int32_t i = 0; i < MEN; i++) {
        const bool leaves = work_kind(man(f, i)) == AWAY, changes = man(g, i) != 0;
        assert_true(leaves == changes); /* at home he has less than anywhere else */
        moved += leaves;
        same += leaves && man(f, i) == man(g, i);
    }
    assert_four_sigma((double)moved / MEN, 0.1, share_error(0.1, MEN));
    assert_true(same > 0.9 * moved); /* 101 of 104 look away first, for the same months */
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        if (village_column(c)->kind == HQ_STATE && c != C_work) {
            assert_true(c == C_id || memcmp(f->columns[c], g->columns[c], village_bytes(f, c)) == 0);
        }
    }
    village_free(f);
    village_free(g);
}

/* Applicants answer to the chance that there has been, the chance to applicants: they settle, and where they
 * settle the share that applies is what the expected chance makes of it. Without memory and with steep choice
 * they swing. */
static void test_no_cobweb(void **state)
{
    (void)state;
    enum { MEN = 40000, YEARS = 25 };
    const double memory[] = {0.5, 0}, scale[] = {1, 0.2};
    for (int k = 0; k < 2; k++) {
        struct fixture *f = men(MEN);
        struct parameters *p = &f->parameters;
        p->migration_shift = -100;
        p->labour_separation = 1; /* everybody chooses anew */
        p->work_own_odds = 0;
        p->work_chance_memory = memory[k];
        p->work_scale = scale[k];
        p->labour_wage_response = 0.1;
        f->county.vacancies = 0.1f * MEN;
        f->county.job_chance = 1;
        double share[YEARS], expected = 0, wage = 0;
        for (int year = 0; year < YEARS; year++) {
            village_year(f, 2010 + year);
            memset(f->village_demand, 0, sizeof f->village_demand);
            expected = (double)f->county.job_chance;
            wage = (double)f->county.job_wage;
            choose(f);
            f->demand[Q_jobs] = f->village_demand[Q_jobs];
            share[year] = (double)f->demand[Q_jobs] / MEN;
            labour_year_sse2.clear(&f->world, 0);
        }
        const double by_return = pow(wage * expected / 200, 1 / scale[k]), last = by_return / (1 + by_return);
        assert_four_sigma(share[YEARS - 1], last, share_error(last, MEN));
        const double swing = fabs(share[YEARS - 1] - share[YEARS - 2]);
        if (k == 0) { /* two draws of the same share */
            assert_between(swing, 0, 4 * sqrt(2) * share_error(last, MEN));
        } else {
            assert_true(swing > 0.3);
        }
        village_free(f);
    }
}

/* Random people, both rules, several years: months, who may, hands left, what is counted. */
static void test_people(void **state)
{
    (void)state;
    enum { HOUSEHOLDS = 3000 };
    for (int rule = 1; rule <= 2; rule++) {
        struct fixture *f = men(HOUSEHOLDS);
        f->parameters.work_rule = rule;
        f->parameters.work_search = 0.5;
        f->parameters.migration_lifetime = 2;
        f->parameters.migration_months = 12;
        for (int32_t i = 0; i < HOUSEHOLDS; i++) {
            village_income(f, i, dice_to(1000000));
            ROW(&f->view, weight)[i] = (uint16_t)(1 + i % 4);
            ROW(&f->view, savings)[i] = dice_to(600000);
            for (int slot = 0; slot < HQ_SLOTS; slot++) {
                if (dice() < 0.5) {
                    village_person(f, i, slot, dice_to(90), dice_to(2), dice_to(16), dice_to(3), dice_to(4));
                }
            }
        }
        for (int year = 2010; year < 2016; year++) {
            village_year(f, year);
            memset(f->village_demand, 0, sizeof f->village_demand);
            choose(f);
            int64_t demand = 0, kept = 0, kinds[4] = {0};
            for (int32_t i = 0; i < HOUSEHOLDS; i++) {
                int seek = 0, keep = 0;
                for (int slot = 0; slot < HQ_SLOTS; slot++) {
                    const int32_t at = slot * f->view.stride + i;
                    const uint8_t work = ROW(&f->view, work)[at], who = ROW(&f->view, person)[at];
                    const int kind = work_kind(work), months = work_months(work);
                    kinds[kind]++;
                    assert_in_range(months, 0, 12);
                    assert_int_equal(months > 0, kind == OWN_ACCOUNT || kind == AWAY);
                    if (kind == LOCAL_JOB) {
                        assert_in_range(work_years(work), 0, work_kind(WAS(f, work)[at]) == LOCAL_JOB);
                        keep += work_years(work);
                    } else {
                        assert_int_equal(work_years(work) > 0, kind == AWAY);
                    }
                    assert_true(kind == AT_HOME || (who && health_of(ROW(&f->view, learning)[at]) != CHRONIC));
                    assert_true(kind == AT_HOME || (person_age(who) >= 16 && person_age(who) <= 64));
                    seek += kind == LOCAL_JOB;
                }
                demand += (seek < 2 ? seek : 2) * ROW(&f->view, weight)[i];
                kept += (keep < 2 ? keep : 2) * ROW(&f->view, weight)[i];
            }
            assert_true(kinds[1] > 100 && kinds[2] > 100 && kinds[3] > 100);
            assert_true(f->tally[T_seekers] == demand && f->tally[T_kept_jobs] == kept);
            assert_true(f->village_demand[Q_jobs] == demand - kept && f->village_demand[Q_kept_jobs] == kept);
            assert_true((kept > 0) == (year > 2010)); /* nobody has had a job before */
            float *left = village_zeros(village_bytes(f, C_adults));
            memcpy(left, ROW(&f->view, adults), village_bytes(f, C_adults));
            village_run(f, village_process("make_up_offers"));
            for (int32_t i = 0; i < HOUSEHOLDS; i++) { /* the hands that make_up counts when settling */
                assert_near(left[i], ROW(&f->view, adults)[i], 1e-5);
            }
            free(left);
        }
        village_free(f);
    }
}

/* The village's share away and mean income are seen anew, unless a base run's record holds them. */
static void test_neighbours(void **state)
{
    (void)state;
    struct fixture *f = men(100);
    f->parameters.work_rule = 2;
    for (int32_t i = 0; i < 100; i++) {
        village_person(f, i, 4, 50, 1, 8, CHRONIC, 0);
        ROW(&f->view, weight)[i] = i < 50 ? 3 : 1;
        village_income(f, i, i < 50 ? 100000 : 300000);
        ROW(&f->view, work)[2 * f->view.stride + i] = i < 50 ? work_code(8, AWAY, 1) : 0;
    }
    choose(f);
    assert_near(f->village.away_share, 150.0 / 400, 1e-6);
    assert_near(f->village.usual_income, 1500, 1e-3);
    f->view.held_columns = UINT64_C(1) << W_away_share | UINT64_C(1) << W_usual_income;
    f->village.away_share = 0.75f;
    f->village.usual_income = 10;
    choose(f);
    assert_true(f->village.away_share == 0.75f && f->village.usual_income == 10.0f);
    village_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_leaving_and_return),
                                       cmocka_unit_test(test_too_old_to_leave),
                                       cmocka_unit_test(test_steady_state),
                                       cmocka_unit_test(test_conditional_logit),
                                       cmocka_unit_test(test_trainee),
                                       cmocka_unit_test(test_security_taken),
                                       cmocka_unit_test(test_home),
                                       cmocka_unit_test(test_satisficing),
                                       cmocka_unit_test(test_same_luck),
                                       cmocka_unit_test(test_no_cobweb),
                                       cmocka_unit_test(test_people),
                                       cmocka_unit_test(test_neighbours)};
    return cmocka_run_group_tests_name("work_choice", tests, NULL, NULL);
}
