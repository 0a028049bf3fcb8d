/* Training and labour transfer (seeds 002, 003, 004): an enrolled household sends a member on a course at the
 * programme's cost. Three kinds (training.kind, of a county and year):
 *   0, for off-farm work: the best worker, who seeks a local job in the same year;
 *     courses' = courses + 1, which raises the wage by course_return and, in the year of the course, the
 *     chance of a job by course_placement (livelihoods/jobs.c)
 *   1, practical farming: a household with fields and a worker at home;
 *     farm_skill' = (1 - farm_wear) farm_skill + farm_effect x courses / households    of the village
 *     harvests are 1 + farm_skill times as great (livelihoods/crops.c): neighbours learn from who was there
 *   2, for school-leavers who do not go on ("two kinds of backward students"): of a household the first of 16 to
 *     20 who has finished compulsory school and left; courses' = courses + 1, and no school in the year of the
 *     course: it competes with senior school (people/schooling.c)
 * Places: as many as the money pays for, and as the bases take (bases x base_places, by money) where those are
 * stated: more money in other counties then leaves fewer of them for this one. Whether a trainee finds work is decided
 * where jobs are finite: one placed trainee is one other seeker without a job.
 * Labour brokers: money a person of the county lowers the friction of leaving (livelihoods/migration.h),
 *   log odds of leaving + brokers_effect x ln(1 + money / brokers_usual)
 * Known limits: at most three courses a person; a course takes no working time; one kind a county and year;
 * nothing came of brokers but that the odds of leaving are assumed to rise. */
#include "models/policies/training.h"
#include "models/policies/policy.h"

enum { MOST_COURSES = 3 };

/* A county's money for courses in the year: its part of the region's, its own budget (the run's, and what of its taxes it
 * adds: policies/budget.c), and what others have passed on. */
static int64_t money_here(const struct world *w, int county, const void *what)
{
    (void)what;
    const struct parameters *p = hq_parameters(w, county);
    const struct county *c = hq_county(w, county);
    const int64_t own =
        RUNS(p, training, w->year) ? money_in_course(p->training_budget, w->year, COURSE_OF(p, training)) : 0;
    return c->money_training + own + hq_paid(w->ledger, county, P_training, A_passed) +
           hq_paid(w->ledger, county, P_training, A_counties_own);
}

/* Courses that the bases of the region take, by the counties' money; all where no bases are stated. */
static int64_t room_in_bases(const struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (p->training_bases < 0) {
        return INT64_MAX;
    }
    return county_part(w, county, here_of_region(w, p->training_bases * p->training_base_places), money_here,
                       NULL);
}

/* Persons of a county where the programme is. */
static int64_t persons_there(const struct world *w, int county, const void *what)
{
    (void)what;
    const struct parameters *p = hq_parameters(w, county);
    return RUNS(p, training, w->year) ? ((const struct county *)hq_county(w, county))->persons_last : 0;
}

/* Money of labour brokers: by the persons of the counties where the programme is. */
static void pay_brokers(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const struct course course = COURSE_OF(p, training);
    const int64_t stated = money_in_course(p->training_brokers_money, w->year, course),
                  money = RUNS(p, training, w->year) ? here_of_region(w, stated) : 0;
    const int64_t part = county_part(w, county, money, persons_there, NULL);
    hq_post(w->ledger, county, P_training, A_three_west, A_suppliers, I_grant, part, 0);
    c->brokers = c->persons_last > 0 ? (float)((double)part / 100.0 / (double)c->persons_last) : 0.0f;
}

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, training);
    const int64_t places = places_for(money, c->places_training, p->training_cost),
                  room = room_in_bases(w, county);
    pay_brokers(w, county);
    grant(w, county, Q_training, places < room ? places : room);
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

/* Households with fields and a worker at home. */
static void claim_farm_courses(const struct view *v)
{
    const int32_t *best = ROW(v, best);
    const float *cropland = ROW(v, cropland);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        claim[i] = hq_where((best[i] >= 0) & (cropland[i] > 0.0f), weight[i]);
    }
}

/* Households with a school-leaver who may still take a course; his slot and 1 into `fate`. */
static void claim_leavers_courses(const struct view *v)
{
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning);
    const uint16_t *weight = ROW(v, weight);
    uint8_t *fate = ROW(v, fate);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i, *what = learning + i;
        uint8_t found = 0, slot_and_1 = 0;
#define LOOK(slot)                                                                                             \
    {                                                                                                          \
        const uint8_t is = byte_leaver(who[(slot)*stride], what[(slot)*stride]), first = is & (found ^ 1);     \
        const uint8_t courses = what[(slot)*stride] >> 6, full = (courses >> 1) & courses & 1;                 \
        slot_and_1 |= (uint8_t)((slot) + 1) & byte_mask(first & (full ^ 1));                                   \
        found |= is;                                                                                           \
    }
        EACH_SLOT(LOOK)
#undef LOOK
        fate[i] = slot_and_1;
    }
    each_row (i, rows) {
        claim[i] = hq_where(fate[i] != 0, weight[i]);
    }
}

static void claim_kind(const struct view *v)
{
    switch (((const struct parameters *)v->parameters)->training_kind) {
    case FARM_COURSES:
        claim_farm_courses(v);
        break;
    case LEAVERS_COURSES:
        claim_leavers_courses(v);
        break;
    default:
        claim_courses(v);
    }
}

/* A course more, for the best worker or the school-leaver of who is in one. */
static void teach(const struct view *v, uint16_t bit, bool leavers)
{
    const uint16_t *memberships = ROW(v, memberships);
    const int32_t *best = ROW(v, best);
    const uint8_t *fate = ROW(v, fate);
    uint8_t *learning = ROW(v, learning);
    const int32_t rows = v->rows, stride = v->stride;
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        uint8_t *what = learning + (size_t)slot * (size_t)stride;
        if (leavers) {
            each_row (i, rows) {
                const int32_t trained = (fate[i] == slot + 1) & ((memberships[i] & bit) != 0);
                what[i] = (uint8_t)(what[i] + (trained << 6));
            }
        } else {
            each_row (i, rows) {
                const int32_t trained = (best[i] == slot) & ((memberships[i] & bit) != 0);
                what[i] = (uint8_t)(what[i] + (trained << 6));
            }
        }
    }
}

/* What a village has learned of farming. */
static void spread_farming(const struct view *v, int64_t courses)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t households = 0;
    each_row_sum (i, rows, households) {
        households += weight[i];
    }
    const float taught = households > 0 ? (float)((double)courses / (double)households) : 0.0f;
    village->farm_skill =
        (1.0f - (float)p->training_farm_wear) * village->farm_skill + (float)p->training_farm_effect * taught;
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->training_enabled) {
        return;
    }
    const bool labour = p->training_kind == LABOUR_COURSES;
    const uint16_t bit = labour ? IN_TRAINING : IN_OTHER_COURSE, other = labour ? IN_OTHER_COURSE : IN_TRAINING;
    uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    each_row (i, rows) { /* of another kind last year */
        memberships[i] = (uint16_t)(memberships[i] & ~other);
    }
    claim_kind(v);
    const int64_t courses = give_places_for_a_year(v, Q_training, bit, 1.0f, false);
    v->tally[T_trained] += courses;
    v->demand[Q_placements] += labour ? (int32_t)courses : 0;
    if (p->training_kind == FARM_COURSES) {
        spread_farming(v, courses);
    } else {
        teach(v, bit, !labour);
    }
}

#define COURSE_READS C_person, C_learning, C_best, C_weight, C_cropland, C_fate
const struct process HQ_SYMBOL(enrol_training) = {"enrol_training", HQ_OFFERS, enrol,
                                                  COLUMNS(SERVE_READS, COURSE_READS),
                                                  COLUMNS(C_claim, C_rank, C_fate, C_memberships, C_learning)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->training_enabled) {
        claim_kind(v);
        state_demand(v, Q_training);
    }
}

const struct process HQ_SYMBOL(count_training) = {
    "count_training", HQ_SETTLE, count, COLUMNS(C_moving, C_claim, COURSE_READS), COLUMNS(C_claim, C_fate)};
