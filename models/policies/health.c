/* Health aid (seeds 001, 003): care and medicine brought home to the chronically ill, one window where hospital
 * bills are settled, and doctors sent to courses.
 * A registered household with a chronic patient has a place for a year, the poorest first; there
 *   cost of chronic illness x (1 - care_cover),   chance that it ends x care_recovery
 * In a county with a window (any money of the programme opens it) a household needs its own part of a bill at
 * treatment; elsewhere `illness.advance` of what the insurance will pay besides. Courses of doctors, as those of
 * teachers (policies/education.c):
 *   staffed' = min(1, staffed (1 - clinic_wear) + courses / doctors),   doctors = persons / clinic_persons
 *   chance that an illness stays x (1 - clinic_effect staffed)          from the next year on
 * All three act through people/illness.c: what care costs, what must be raised for it, who goes without, who
 * stays ill. Known limits: the window's own cost is the hospitals'; care at home is the same for all, and its
 * price a household, whatever its number of patients; clinics paired and experts sent are counts. */
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, health);
    /* lint: allow float-cast: a budget is at most 10^14 fen, a share at most 1 */
    c->clinic_money = (int64_t)((double)money * p->health_clinic_share);
    c->window = money > 0 && p->health_window;
    const int64_t rest = money - c->clinic_money;
    c->care_pay = pay_for_each(rest, c->places_health, p->health_care);
    grant(w, county, Q_health, places_for(rest, c->places_health, p->health_care));
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    const int64_t courses = c->clinic_money / p->health_clinic_course;
    hq_post(w->ledger, county, P_health, A_fund, A_clinics, I_purchase, t[T_paid_health], t[T_served_health]);
    hq_post(w->ledger, county, P_health, A_fund, A_suppliers, I_purchase, courses * p->health_clinic_course,
            courses);
    c->staffed = reached_after(c->staffed, p->health_clinic_wear, courses,
                               (double)c->persons_last / p->health_clinic_persons);
}

const struct yearly HQ_SYMBOL(health_year) = {.plan = plan, .close = close};

/* One place for a registered household with a chronic patient. */
static void claim_care(const struct view *v)
{
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning), *registered = ROW(v, registered);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    uint8_t *patients = ROW(v, fate);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i, *what = learning + i;
        uint8_t ill = 0;
#define ADD(slot) ill = (uint8_t)(ill + (byte_any(who[(slot)*stride]) & byte_chronic(what[(slot)*stride])));
        EACH_SLOT(ADD)
#undef ADD
        patients[i] = ill;
    }
    each_row (i, rows) {
        claim[i] = hq_where((registered[i] == 1) & (patients[i] > 0), weight[i]);
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->health_enabled) {
        return;
    }
    uint8_t *cared = ROW(v, cared);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        cared[i] = 0;
    }
    if (v->places[Q_health] <= 0) {
        return;
    }
    claim_care(v);
    const struct hq_cut cut = serve(v, Q_health, 1.0f, 0);
    const uint32_t *rank = ROW(v, rank);
    const uint64_t *id = ROW(v, id);
    const int32_t *claim = ROW(v, claim);
    int64_t served = 0;
    each_row_sum (i, rows, served) {
        const int32_t serves = hq_served(cut, rank[i], id[i]);
        cared[i] = (uint8_t)serves;
        served += hq_where(serves, claim[i]);
    }
    v->tally[T_served_health] += served;
}

#define CLAIM_READS C_person, C_learning, C_registered, C_weight, C_fate
const struct process HQ_SYMBOL(enrol_health) = {"enrol_health", HQ_OFFERS, enrol,
                                                COLUMNS(SERVE_READS, CLAIM_READS, C_cared),
                                                COLUMNS(C_claim, C_rank, C_fate, C_cared)};

/* Clinics are paid for the year; whom the visits reach: those chronically ill when the year settles. */
static void pay(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    if (!p->health_enabled || v->places[Q_health] <= 0) {
        return;
    }
    claim_care(v);
    const uint8_t *cared = ROW(v, cared), *patients = ROW(v, fate);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t served = 0, visited = 0;
    each_row_sum (i, rows, served, visited) {
        served += cared[i] * weight[i];
        visited += cared[i] * patients[i] * weight[i];
    }
    v->tally[T_paid_health] += served * c->care_pay;
    v->tally[T_visited] += visited;
}

const struct process HQ_SYMBOL(pay_health) = {"pay_health", HQ_SETTLE, pay,
                                              COLUMNS(CLAIM_READS, C_claim, C_cared), COLUMNS(C_claim, C_fate)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->health_enabled) {
        claim_care(v);
        state_demand(v, Q_health);
    }
}

const struct process HQ_SYMBOL(count_health) = {
    "count_health", HQ_SETTLE, count, COLUMNS(C_moving, CLAIM_READS, C_claim), COLUMNS(C_claim, C_fate)};
