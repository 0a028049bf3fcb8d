/* Illness: acute for the year, or chronic until it ends; care that a household cannot pay; what it costs.
 *
 *   hazard(age) = hazard (1 - water_effect w) exp(age_effect (age - 20)), at most 1/2
 *   a healthy person falls ill with it; an illness stays with chance chronic_share (1 - clinic_effect c)
 *       w, c: parts of the village that programmes have brought safe water and a clinic to (rows/goods.def)
 *   a chronic illness ends with chance recovery
 *   cost = median x dearer x exp(spread z) x prices x (new illnesses + chronic_cost x chronic ones),
 *       once a household;  dearer = exp(cost_growth (year - 2010)), beside consumer prices
 *   a household forgoes care where (1 - reimbursed + advance x reimbursed) cost > savings + what last year's
 *       income left over subsistence + herd_means x herd at its classes' prices in need: it spends (1 -
 *       forgone_share) cost, its
 *       new illnesses stay with chance chronic_share x untreated_stays, and its ill die sooner (vital.c)
 *   catastrophic: own spending > 0 and > catastrophic x max(0, income - subsistence)
 *   impoverished by illness: income per head >= line, and less own spending < line
 * Until the insurance refunds it, a household advances what will be refunded, but where health aid has opened a
 * window (policies/health.c, which also brings care home and teaches doctors): there advance is 0.
 * Half a draw a person decides illness: it is spread over the hazard, and its lower part stays. Who would be
 * chronically ill only without care waits with both bits of health set until the household's care is known, so
 * luck is the same with care and without. Known limits: all ill members of a household go without care, or
 * none; credit is not counted among the means; care does not shorten a chronic illness. */
#include "models/livelihoods/herds.h"

/* Whether health aid visits anybody in the village this year. */
static bool visits_in(const struct view *v)
{
    const struct parameters *p = v->parameters;
    return p->health_enabled && v->places[Q_health] > 0;
}

/* Bits of the draw's outcome. */
enum { FALLS = 0, STAYS = 1, GOES_ON = 2, STAYS_UNTREATED = 3 };

/* What the draws in `luck` would do to the people of one slot. With `visits` those of households with `cared`
 * recover more often. */
HQ_INLINE void cast_with(const struct view *v, int32_t slot, const uint8_t *who, const uint32_t *luck,
                         const uint8_t *cared, uint8_t *fate, const bool visits)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const int32_t rows = v->rows;
    const float water = part_working(p, village, village->all_water, village->built_water);
    const float clinic = part_working(p, village, village->all_clinics, village->built_clinics);
    const float falls = (float)p->illness_hazard * (1.0f - (float)p->goods_water_effect * water);
    const float stays = (float)p->illness_chronic_share * (1.0f - (float)p->health_clinic_effect * c->staffed) *
                        (1.0f - (float)p->goods_clinic_effect * clinic);
    const float slope = (float)p->illness_age_effect, alone = (float)p->illness_recovery,
                visited = hq_min(1.0f, alone * (float)p->health_care_recovery);
    const float untreated = hq_min(1.0f, stays * (float)p->illness_untreated_stays);
    each_row (i, rows) {
        const float u = half_uniform(luck[i], slot), age = (float)person_age(who[i]);
        const float hazard = hq_min(0.5f, falls * hq_exp(slope * (age - 20.0f)));
        const float ends = visits ? hq_select(cared[i] != 0, visited, alone) : alone;
        const int32_t ill = u < hazard, lasts = u < hazard * stays, goes_on = u >= ends;
        const int32_t may_last = u < hazard * untreated;
        fate[i] = (uint8_t)(ill << FALLS | lasts << STAYS | goes_on << GOES_ON | may_last << STAYS_UNTREATED);
    }
}

static void cast_fates(const struct view *v, int32_t slot, const uint8_t *who, const uint32_t *luck,
                       uint8_t *fate)
{
    if (visits_in(v)) {
        cast_with(v, slot, who, luck, ROW(v, cared), fate, true);
    } else {
        cast_with(v, slot, who, luck, NULL, fate, false);
    }
}

/* Fates become health. The household's count grows by 1 for a new illness, by 16 for an older one that goes on,
 * by 256 for a new one that stays, by 4096 for everybody. */
static void fall_ill(const uint8_t *who, uint8_t *what, const uint8_t *fate, uint16_t *count, int32_t rows)
{
    each_row (i, rows) {
        const uint8_t there = byte_any(who[i]), was = byte_chronic(what[i]);
        const uint8_t new_illness = there & (was ^ 1) & fate[i] & 1,
                      old_illness = there & was & (fate[i] >> GOES_ON);
        const uint8_t staying = new_illness & (fate[i] >> STAYS), lasting = old_illness | staying;
        const uint8_t undecided = new_illness & (staying ^ 1) & (fate[i] >> STAYS_UNTREATED);
        const uint8_t health =
            (uint8_t)((lasting | undecided) * CHRONIC + (uint8_t)((new_illness ^ staying) * ACUTE));
        what[i] = (uint8_t)((what[i] & 0xcf) | health << 4);
        count[i] = (uint16_t)(count[i] + (new_illness | old_illness << 4 | staying << 8 | there << 12));
    }
}

/* What a household can raise for care: fen as Yuan. */
struct means {
    float needed, subsistence, part, forgone; /* needed: of a bill, at treatment */
    struct animal_prices in_need;
};

static struct means means_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const float reimbursed = (float)p->calendar_medical_reimbursement;
    const float advanced = c->window ? 0.0f : (float)p->illness_advance;
    return (struct means){.needed = 1.0f - reimbursed + advanced * reimbursed,
                          .subsistence = (float)(p->money_subsistence * p->calendar_cpi),
                          .part = (float)p->illness_herd_means,
                          .forgone = (float)p->illness_forgone_share,
                          .in_need = need_prices_of(p, v->county_row, village)};
}

/* Cost of the year, and whether care is forgone: `without` is 1 there. */
HQ_INLINE void reckon_with(const struct view *v, uint32_t *luck, const uint16_t *count, uint8_t *without,
                           const uint8_t *cared, const bool visits)
{
    const struct parameters *p = v->parameters;
    const struct means m = means_of(v);
    const float dearer = hq_exp((float)p->illness_cost_growth * (float)(v->year - 2010));
    const float median = (float)(p->illness_cost * p->calendar_cpi) * dearer,
                spread = (float)p->illness_cost_spread;
    const float chronic_cost = (float)p->illness_chronic_cost;
    const float at_home = chronic_cost * (1.0f - (float)p->health_care_cover);
    const float needed = m.needed, subsistence = m.subsistence, part = m.part;
    const float missed = m.forgone;
    const int32_t *income = ROW(v, income), *savings = ROW(v, savings);
    const float *herd = ROW(v, herd);
    const uint16_t *cattle = ROW(v, cattle);
    int32_t *cost = ROW(v, illness), *forgone = ROW(v, forgone);
    const int32_t rows = v->rows;
    draw_rows(v, D_illness_cost, luck);
    each_row (i, rows) {
        const int32_t new_ones = count[i] & 15, old_ones = (count[i] >> 4) & 15, persons = count[i] >> 12;
        const float older = visits ? hq_select(cared[i] != 0, at_home, chronic_cost) : chronic_cost;
        const float burden = (float)new_ones + older * (float)old_ones;
        const int32_t whole = hq_fen(burden * median * hq_exp(spread * hq_normal(luck[i])));
        const float over = hq_max(0.0f, (hq_yuan(income[i]) - subsistence) * (float)persons);
        const float means = hq_yuan(savings[i]) + over + part * herd_worth_of(herd[i], cattle[i], m.in_need);
        const int32_t cannot = needed * hq_yuan(whole) > means;
        const int32_t gone = hq_where(cannot, hq_round(missed * (float)whole));
        cost[i] = whole - gone;
        forgone[i] = gone;
        without[i] = (uint8_t)(gone > 0);
    }
}

static void reckon_costs(const struct view *v, uint32_t *luck, const uint16_t *count, uint8_t *without)
{
    if (visits_in(v)) {
        reckon_with(v, luck, count, without, ROW(v, cared), true);
    } else {
        reckon_with(v, luck, count, without, NULL, false);
    }
}

/* Those who wait for it get to know whether they stay ill. */
static void decide(uint8_t *what, const uint8_t *without, uint16_t *count, int32_t rows)
{
    each_row (i, rows) {
        const uint8_t undecided = byte_acute(what[i]) & byte_chronic(what[i]), worsens = undecided & without[i];
        const uint8_t cleared = (uint8_t)(worsens * (ACUTE << 4) + (undecided ^ worsens) * (CHRONIC << 4));
        what[i] = (uint8_t)(what[i] ^ cleared);
        count[i] = (uint16_t)(count[i] + (worsens << 8));
    }
}

static void count_patients(const struct view *v, const uint16_t *count)
{
    const int32_t *forgone = ROW(v, forgone);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t fallen = 0, chronic = 0, patients = 0, uncared = 0, worth = 0;
    each_row_sum (i, rows, fallen, chronic, patients, uncared, worth) {
        const int32_t new_ones = count[i] & 15, old_ones = (count[i] >> 4) & 15, staying = (count[i] >> 8) & 15;
        const int32_t all = (new_ones + old_ones) * weight[i];
        fallen += new_ones * weight[i];
        chronic += (old_ones + staying) * weight[i];
        patients += all;
        uncared += hq_where(forgone[i] > 0, all);
        worth += (int64_t)forgone[i] * weight[i];
    }
    v->tally[T_ill] += fallen;
    v->tally[T_chronic] += chronic;
    v->tally[T_patients] += patients;
    v->tally[T_uncared] += uncared;
    v->tally[T_care_forgone] += worth;
}

static void run(const struct view *v)
{
    const uint8_t *person = ROW(v, person);
    uint8_t *learning = ROW(v, learning), *fate = ROW(v, fate);
    uint16_t *count = ROW(v, ills);
    uint32_t *luck = ROW(v, rank); /* not yet in use */
    const int32_t rows = v->rows, stride = v->stride;
    uint32_t filled = 0; /* slots with anybody, one bit each */
    each_row (i, rows) {
        count[i] = 0;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t *who = person + slot * stride;
        if (slot % 2 == 0) {
            draw_rows(v, D_illness + slot / 2, luck);
        }
        if (anybody(who, rows)) {
            filled |= 1U << slot;
            cast_fates(v, slot, who, luck, fate);
            fall_ill(who, learning + slot * stride, fate, count, rows);
        }
    }
    reckon_costs(v, luck, count, fate);
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        if (filled >> slot & 1) {
            decide(learning + slot * stride, fate, count, rows);
        }
    }
    count_patients(v, count);
}

const struct process HQ_SYMBOL(illness) = {"illness", HQ_SETTLE, run,
                                           COLUMNS(C_person, C_weight, C_learning, C_income, C_savings, C_herd,
                                                   C_cattle, C_illness, C_forgone, C_ills, C_fate, C_rank,
                                                   C_cared),
                                           COLUMNS(C_learning, C_illness, C_forgone, C_ills, C_fate, C_rank)};

/* What the year's illness did to households, when their income is known. */
static void weigh_burden(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float reimbursed_share = (float)p->calendar_medical_reimbursement;
    const float subsistence = (float)(p->money_subsistence * p->calendar_cpi);
    const float most = (float)p->illness_catastrophic;
    const int32_t line = c->line;
    const int32_t *illness = ROW(v, illness), *income = ROW(v, income), *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t catastrophic = 0, impoverished = 0;
    each_row_sum (i, rows, catastrophic, impoverished) {
        const int32_t own = illness[i] - hq_round(reimbursed_share * (float)illness[i]);
        const float heads = (float)(members[i] > 0 ? members[i] : 1), earned = hq_yuan(income[i]);
        const float over = hq_max(0.0f, earned - subsistence);
        const float a_head = hq_yuan(own) / heads;
        const int32_t heavy = (own > 0) & (a_head > most * over);
        const int32_t falls = (income[i] >= line) & (income[i] - hq_round(a_head * 100.0f) < line);
        catastrophic += hq_where(heavy, weight[i]);
        impoverished += hq_where(falls, weight[i]);
    }
    v->tally[T_catastrophic] += catastrophic;
    v->tally[T_impoverished] += impoverished;
}

const struct process HQ_SYMBOL(illness_burden) = {"illness_burden", HQ_SETTLE, weigh_burden,
                                                  COLUMNS(C_illness, C_income, C_members, C_weight), NULL};
