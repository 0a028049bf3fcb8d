/* Education aid (seeds 001, 003): money for poor students, and for the teachers of poor counties.
 * A registered household with somebody who may go to a school that costs something has the aid for one student, the
 * one at the highest level; who has it keeps it to the end of school, then the poorest are served.
 *   c = max(0, cost of school - aid)       in the choice of people/schooling.c, and in what is paid
 *   aid = money (1 - teaching_share) / places where places are stated, else `aid`, and places = that money / aid
 * The rest of the money sends teachers to courses: for the years after,
 *   taught' = min(1, taught (1 - teaching_wear) + courses / teachers),   courses = money / teaching_course,
 *   teachers = pupils / teaching_pupils
 *   chance that a pupil leaves school x (1 - teaching_effect taught)
 * Both act through classes finished, and wages later. The school has the aid from the fund; what nobody goes to
 * school for stays there. Known limits: a household's other students go unaided; teachers are alike in all
 * schools of a county; those sent to it, and its schools' partners, stand for themselves as counts. */
#include "models/people/schooling.h"
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, education);
    /* lint: allow float-cast: a budget is at most 10^14 fen, a share at most 1 */
    c->teaching_money = (int64_t)((double)money * p->education_teaching_share);
    const int64_t rest = money - c->teaching_money;
    c->student_aid = pay_for_each(rest, c->places_education, p->education_aid);
    grant(w, county, Q_education, places_for(rest, c->places_education, p->education_aid));
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    hq_post(w->ledger, county, P_education, A_fund, A_state, I_purchase, t[T_paid_education],
            t[T_students_aided]);
    const int64_t courses = c->teaching_money / p->education_teaching_course;
    hq_post(w->ledger, county, P_education, A_fund, A_suppliers, I_purchase,
            courses * p->education_teaching_course, courses);
    c->taught = reached_after(c->taught, p->education_teaching_wear, courses,
                              (double)t[T_pupils] / p->education_teaching_pupils);
}

const struct yearly HQ_SYMBOL(education_year) = {.plan = plan, .close = close};

/* One place for a registered household with a student whose school costs something. `rank` is not yet in use. */
static void claim_aid(const struct view *v)
{
    const uint8_t *registered = ROW(v, registered);
    const uint16_t *weight = ROW(v, weight);
    uint16_t *everybody = ROW(v, ills);
    uint8_t *level = ROW(v, fate);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    struct way ways[LEVELS];
    find_ways(v, ways);
    each_row (i, rows) {
        everybody[i] = 0xff;
    }
    find_students(v, ways, everybody, level);
    each_row (i, rows) {
        claim[i] = hq_where((registered[i] == 1) & (level[i] > 0), weight[i]);
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->education_enabled) {
        claim_aid(v);
        v->tally[T_served_education] += give_places_for_a_year(v, Q_education, IN_STUDENT_AID, 1.0f, true);
    }
}

#define CLAIM_READS C_person, C_learning, C_registered, C_weight, C_ills, C_fate
const struct process HQ_SYMBOL(enrol_education) = {"enrol_education", HQ_OFFERS, enrol,
                                                   COLUMNS(SERVE_READS, CLAIM_READS),
                                                   COLUMNS(C_claim, C_rank, C_memberships, C_ills, C_fate)};

/* The student goes to school, or the aid is not paid. Aid is for the level at which one was due, whoever of the
 * household goes to it. */
static void pay(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    if (!p->education_enabled || c->student_aid == 0) {
        return;
    }
    struct way ways[LEVELS];
    find_ways(v, ways);
    const float aid = 0.01f * (float)c->student_aid;
    int32_t off[LEVELS];
    for (int level = PRIMARY; level < LEVELS; level++) {
        const int32_t fen = hq_fen(aid_for(ways[level].price, aid));
        off[level] = fen < c->student_aid ? fen : c->student_aid;
    }
    uint16_t *slots = ROW(v, ills);
    uint8_t *level = ROW(v, fate);
    const uint16_t *school = ROW(v, school), *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    int32_t *cost = ROW(v, schooling_cost), *due = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        slots[i] = 0xff;
    }
    find_students(v, ways, slots, level);
    each_row (i, rows) {
        due[i] = hq_where((memberships[i] & IN_STUDENT_AID) != 0, level[i]);
        slots[i] = school[i] & 0xff;
    }
    find_students(v, ways, slots, level);
    int64_t paid = 0, students = 0;
    each_row_sum (i, rows, paid, students) {
        const int32_t goes = (due[i] > 0) & (due[i] == level[i]);
        const int32_t less = hq_where(goes & (level[i] == 1 + PRIMARY), off[PRIMARY]) +
                             hq_where(goes & (level[i] == 1 + JUNIOR), off[JUNIOR]) +
                             hq_where(goes & (level[i] == 1 + SENIOR), off[SENIOR]);
        cost[i] -= less;
        paid += (int64_t)less * weight[i];
        students += hq_where(goes, weight[i]);
    }
    v->tally[T_paid_education] += paid;
    v->tally[T_schooling_cost] -= paid;
    v->tally[T_students_aided] += students;
}

const struct process HQ_SYMBOL(pay_education) = {
    "pay_education", HQ_SETTLE, pay,
    COLUMNS(C_person, C_learning, C_school, C_memberships, C_weight, C_schooling_cost, C_claim, C_ills, C_fate),
    COLUMNS(C_schooling_cost, C_claim, C_ills, C_fate)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->education_enabled) {
        claim_aid(v);
        state_demand(v, Q_education);
    }
}

const struct process HQ_SYMBOL(count_education) = {"count_education", HQ_SETTLE, count,
                                                   COLUMNS(C_moving, CLAIM_READS, C_claim),
                                                   COLUMNS(C_claim, C_ills, C_fate)};
