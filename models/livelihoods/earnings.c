/* What persons earn off the farm, by the months that they work there:
 *   local job   months x wage of the county x e,  e = exp(skill - skill of eight school years + ability / 2)
 *   away        months x migrant wage x (1 - living_share) x e
 *   own account months x own_pay x wage of the calendar x (1 - own_distance x remoteness) x demand x e
 * The first two are wages, the last is income from business. What is earned away comes home in the year, less
 * what is lived on there; a household's ties grow with every year in which somebody of it is away:
 *   network' = memory x network + (1 - memory) x (somebody is away), kept to 2^-15 and moving by as much at least */
#include "models/livelihoods/work.h"

/* What the people of a slot earn, in Yuan: added to the household's sums. In the last slots few work: what
 * HQ_LANES rows have nobody to pay for is left out. */
static void pay_slot(const struct view *v, struct pay pay, int32_t slot)
{
    const struct skills s = skills_of(v->parameters);
    const size_t at = (size_t)slot * (size_t)v->stride;
    for (int32_t from = 0; from < v->rows; from += HQ_LANES) {
        const uint8_t *work = ROW(v, work) + at + from, *what = ROW(v, learning) + at + from;
        const int16_t *ability = ROW(v, ability) + from;
        float *by_jobs = ROW(v, off_farm) + from, *by_trade = ROW(v, at_home) + from,
              *from_away = ROW(v, remitted) + from;
        if (!anybody_works(work, HQ_LANES)) {
            continue;
        }
        each_row (k, HQ_LANES) {
            const int32_t kind = work_kind(work[k]);
            const float earned = person_earns(work[k], what[k], ability[k], pay, s);
            by_jobs[k] += hq_select(kind == LOCAL_JOB, earned, 0.0f);
            by_trade[k] += hq_select(kind == OWN_ACCOUNT, earned, 0.0f);
            from_away[k] += hq_select(kind == AWAY, earned, 0.0f);
        }
    }
}

/* A household's wages are one flow and what it sells another, whoever earns them: each is clamped once. */
static void pay_households(const struct view *v)
{
    const float *by_jobs = ROW(v, off_farm), *by_trade = ROW(v, at_home), *from_away = ROW(v, remitted);
    const uint16_t *weight = ROW(v, weight);
    int32_t *wages = ROW(v, wages), *sales = ROW(v, sales);
    const int32_t rows = v->rows;
    int64_t paid = 0, sold = 0, sent = 0;
    each_row_sum (i, rows, paid, sold, sent) {
        const int32_t wage = hq_fen(by_jobs[i] + from_away[i]), trade = hq_fen(by_trade[i]);
        wages[i] += wage;
        sales[i] += trade;
        paid += (int64_t)wage * weight[i];
        sold += (int64_t)trade * weight[i];
        sent += (int64_t)hq_fen(from_away[i]) * weight[i];
    }
    v->tally[T_job_wages] += paid;
    v->tally[T_own_earned] += sold;
    v->tally[T_away_wages] += sent;
}

/* Members of a household by kind of work (may work, local job, own account, away: four bits each) and their
 * months (local job, own account: a byte each). */
struct counts {
    uint16_t persons, months;
    uint8_t months_away;
};

HQ_INLINE struct counts count_person(struct counts c, uint8_t person, uint8_t learning, uint8_t work)
{
    const uint8_t local = byte_local(work), own = byte_own(work), away = byte_away(work), months = work & 15;
    const uint16_t kinds = (uint16_t)(byte_may_work(person, learning) | local << 4 | own << 8 | away << 12);
    const uint8_t here = months & byte_mask(local), trading = months & byte_mask(own);
    return (struct counts){(uint16_t)(c.persons + kinds), (uint16_t)(c.months + (here | trading << 8)),
                           (uint8_t)(c.months_away + (months & byte_mask(away)))};
}

/* Counts of the village. */
static void count_work(const struct view *v)
{
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning), *work = ROW(v, work);
    const uint16_t *weight = ROW(v, weight);
    uint16_t *persons = ROW(v, doing), *months = ROW(v, freed);
    uint8_t *months_away = ROW(v, months);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i, *what = learning + i, *does = work + i;
        struct counts c = {0};
#define ADD(slot) c = count_person(c, who[(slot)*stride], what[(slot)*stride], does[(slot)*stride]);
        EACH_SLOT(ADD)
#undef ADD
        persons[i] = c.persons;
        months[i] = c.months;
        months_away[i] = c.months_away;
    }
    int64_t able = 0, placed = 0, trading = 0, away = 0, local_months = 0, own_months = 0, away_months = 0;
    each_row_sum (i, rows, able, placed, trading, away, local_months, own_months, away_months) {
        const int32_t each = weight[i];
        able += (persons[i] & 15) * each;
        placed += (persons[i] >> 4 & 15) * each;
        trading += (persons[i] >> 8 & 15) * each;
        away += (persons[i] >> 12) * each;
        local_months += (months[i] & 255) * each;
        own_months += (months[i] >> 8) * each;
        away_months += months_away[i] * each;
    }
    v->tally[T_may_work] += able;
    v->tally[T_placed] += placed;
    v->tally[T_own_persons] += trading;
    v->tally[T_away_persons] += away;
    v->tally[T_months_local] += local_months;
    v->tally[T_months_own] += own_months;
    v->tally[T_months_away] += away_months;
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct pay pay = pay_of(v);
    const float memory = (float)p->migration_network_memory;
    const uint16_t *weight = ROW(v, weight), *persons = ROW(v, doing);
    float *by_jobs = ROW(v, off_farm), *by_trade = ROW(v, at_home), *from_away = ROW(v, remitted);
    uint16_t *network = ROW(v, network);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        by_jobs[i] = by_trade[i] = from_away[i] = 0.0f;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        pay_slot(v, pay, slot);
    }
    pay_households(v);
    count_work(v);
    int64_t sending = 0;
    each_row_sum (i, rows, sending) {
        const int32_t away = persons[i] >= 1 << 12;
        network[i] = network_after(network[i], memory, away);
        sending += hq_where(away, weight[i]);
    }
    v->tally[T_migrants] += sending;
}

const struct process HQ_SYMBOL(earn) = {
    "earn", HQ_SETTLE, run,
    COLUMNS(C_person, C_learning, C_work, C_weight, C_ability, C_wages, C_sales, C_network, C_months, C_doing,
            C_freed, C_off_farm, C_at_home, C_remitted),
    COLUMNS(C_wages, C_sales, C_network, C_months, C_doing, C_freed, C_off_farm, C_at_home, C_remitted)};
