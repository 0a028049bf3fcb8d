/* Training for off-farm work (seeds 002, 003, 004): an enrolled household sends its best worker on a
 * course at the programme's cost, and the worker seeks a local job in the same year.
 *   courses' = courses + 1, which raises the wage by course_return and, in the year of the course, the
 *   chance of a job by course_placement (livelihoods/jobs.c)
 * Whether the trainee finds work is decided where jobs are finite: one placed trainee is one other
 * seeker without a job. Known limit: all courses are alike; at most three a person. */
#include "models/policies/policy.h"

enum { MOST_COURSES = 3 };

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, training);
    grant(w, county, Q_training, places_for(money, c->places_training, p->training_cost));
}

static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const struct county *c = hq_county(w, county);
    const int64_t courses = hq_tallies(w, county)[T_trained],
                  money = hq_balance(w->ledger, county, P_training, A_fund);
    hq_post(w->ledger, county, P_training, A_fund, A_suppliers, I_purchase,
            price_of(courses, money, c->places_training, p->training_cost), courses);
}

const struct yearly HQ_SYMBOL(training_year) = {.plan = plan, .close = close};

/* Courses of the best worker, by slot; MOST_COURSES where there is none. */
static void claim_courses(const struct view *v)
{
    const uint8_t *learning = ROW(v, learning);
    const int32_t *best = ROW(v, best);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows, stride = v->stride;
    each_row (i, rows) {
        claim[i] = 0;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t *what = learning + slot * stride;
        each_row (i, rows) {
            const int32_t open = (best[i] == slot) & (courses_of(what[i]) < MOST_COURSES);
            claim[i] += hq_where(open, weight[i]);
        }
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->training_enabled) {
        return;
    }
    claim_courses(v);
    const int64_t courses = give_places_for_a_year(v, Q_training, IN_TRAINING, 1.0f, false);
    v->tally[T_trained] += courses;
    v->demand[Q_placements] += (int32_t)courses;
    const uint16_t *memberships = ROW(v, memberships);
    const int32_t *best = ROW(v, best);
    uint8_t *learning = ROW(v, learning);
    const int32_t rows = v->rows, stride = v->stride;
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        uint8_t *what = learning + slot * stride;
        each_row (i, rows) {
            const int32_t trained = (best[i] == slot) & ((memberships[i] & IN_TRAINING) != 0);
            what[i] = (uint8_t)(what[i] + (trained << 6));
        }
    }
}

const struct process HQ_SYMBOL(enrol_training) = {"enrol_training", HQ_OFFERS, enrol,
                                                  COLUMNS(SERVE_READS, C_learning, C_best, C_weight),
                                                  COLUMNS(C_claim, C_rank, C_memberships, C_learning)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->training_enabled) {
        claim_courses(v);
        state_demand(v, Q_training);
    }
}

const struct process HQ_SYMBOL(count_training) = {"count_training", HQ_SETTLE, count,
                                                  COLUMNS(C_moving, C_learning, C_best, C_weight, C_claim),
                                                  COLUMNS(C_claim)};
