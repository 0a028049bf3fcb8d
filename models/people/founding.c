/* The founding population: villages, households and people that reproduce the region table.
 *
 * Villages have land by heads: as much as the county has for each rural person, times lognormal factors of mean
 * 1, so land a head is the table's whatever the size of households; sand and cover scatter around the county's
 * shares; remoteness is uniform. Within a village cropland and pasture are lognormal
 * with mean the village's share; herds are lognormal among those that have one.
 * People: models/people/founding_people.c; adults' schooling falls with age; chronic illness rises with it.
 * Shares are assumed (founding.* parameters). What a survey says (population.survey) takes the place of each:
 * models/people/surveyed.c. Known limit: land, herd, ability and make-up are independent of each other. */
#include "models/livelihoods/crops.h"
#include "models/livelihoods/herds.h"
#include "models/livelihoods/vacancies.h"
#include "models/nature/pasture.h"

/* exp(s z - s^2 / 2): lognormal with mean 1. */
HQ_INLINE float spread_around_one(float s, float z)
{
    return hq_exp(s * z - 0.5f * s * s);
}

/* Members of all rows. */
static int64_t persons_of(const struct view *v)
{
    const int32_t *members = ROW(v, members);
    const int32_t rows = v->rows;
    int64_t persons = 0;
    each_row_sum (i, rows, persons) {
        persons += members[i];
    }
    return persons;
}

/* When members are counted: the mean land of a household. */
static void found_nature(const struct view *v, float *field_mu, float *grass_mu)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    struct village *village = v->village;
    float z[6];
    for (int k = 0; k < 6; k++) {
        z[k] = hq_normal(hq_draw(v->own, v->jumps[D_founding_village + k]));
    }
    const float live = (float)v->live, size = (float)persons_of(v) / hq_max(1.0f, live);
    const float a_household = size / hq_max(1.0f, (float)c->rural_persons);
    *field_mu = (float)c->cropland_mu * a_household * spread_around_one(0.2f, z[0]);
    *grass_mu = (float)c->pasture_mu * a_household * spread_around_one(0.3f, z[1]);
    village->land = hq_max((float)(c->area_km2 * 1500.0) * a_household, *field_mu + *grass_mu) * live;
    village->hectares = *grass_mu * live / 15.0f;
    village->sand = hq_clamp((float)c->sand_share + 0.12f * z[2], 0.0f, 0.95f);
    village->forest =
        hq_clamp((float)c->forest_share * spread_around_one(0.4f, z[3]), 0.0f, 0.95f - village->sand);
    village->remoteness = hq_uniform(hq_draw(v->own, v->jumps[D_founding_village + 4]));
    village->reserve = 0.5f * (float)greatest_reserve(p, c);
    village->rain = 1.0f;
    village->fed = 1.0f;
}

static void found_means(const struct view *v, float field_mu, float grass_mu)
{
    const struct parameters *p = v->parameters;
    const float land = (float)p->founding_land_spread, herd_spread = (float)p->founding_herd_spread;
    const float herdless = (float)p->founding_herdless, able = (float)p->founding_ability_spread;
    const struct county *c = v->county_row;
    const double mean_herd = p->founding_herd > 0 ? p->founding_herd : c->herd * p->founding_herd_share;
    const float animals = (float)mean_herd / hq_max(0.01f, 1.0f - herdless);
    const float minority_share = (float)p->founding_minority_share, tie = (float)p->founding_network;
    const float months = (float)(p->founding_savings_months * p->money_subsistence * p->calendar_cpi / 12.0);
    float *cropland = ROW(v, cropland), *pasture = ROW(v, pasture), *herd = ROW(v, herd);
    int16_t *ability = ROW(v, ability), *connection = ROW(v, connection);
    uint16_t *network = ROW(v, network);
    int32_t *savings = ROW(v, savings);
    uint8_t *minority = ROW(v, minority);
    const int32_t *members = ROW(v, members);
    struct hq_jump jump[9];
    for (int k = 0; k < 9; k++) {
        jump[k] = JUMP(v, D_founding + k);
    }
    const struct hq_jump field_jump = jump[0], grass_jump = jump[1], herd_jump = jump[2], has_jump = jump[3];
    const struct hq_jump able_jump = jump[4], ties_jump = jump[5], away_jump = jump[6], cash_jump = jump[7];
    const struct hq_jump people_jump = jump[8];
    const int32_t rows = v->live;
    STREAMS(v);
    each_live_row (i, rows) {
        cropland[i] = field_mu * spread_around_one(land, hq_normal(DRAW(i, field_jump)));
        pasture[i] = grass_mu * spread_around_one(land, hq_normal(DRAW(i, grass_jump)));
        const float has = hq_uniform(DRAW(i, has_jump)) < herdless ? 0.0f : 1.0f;
        herd[i] = has * animals * spread_around_one(herd_spread, hq_normal(DRAW(i, herd_jump)));
    }
    each_live_row (i, rows) {
        ability[i] = to_trait(able * hq_normal(DRAW(i, able_jump)));
        connection[i] = to_trait(hq_normal(DRAW(i, ties_jump)));
        network[i] = to_network(2.0f * tie * hq_uniform(DRAW(i, away_jump)));
        minority[i] = hq_uniform(DRAW(i, people_jump)) < minority_share;
        savings[i] =
            hq_fen(months * (float)members[i] * spread_around_one(0.8f, hq_normal(DRAW(i, cash_jump))));
    }
}

/* Large stock of the herds: a share that is uniform around the mean among households, as far as 0 or 1; the
 * young in it as where none is sold. */
static void found_classes(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float mean = (float)p->founding_cattle, spread = mean < 0.5f ? mean : 1.0f - mean;
    const float young = large_stock_of(p).calves;
    const float *herd = ROW(v, herd);
    uint16_t *cattle = ROW(v, cattle), *calves = ROW(v, calves);
    const struct hq_jump share_jump = JUMP(v, D_herd_classes + 3);
    const int32_t rows = v->live;
    STREAMS(v);
    each_live_row (i, rows) {
        const float share = mean + spread * (2.0f * hq_uniform(DRAW(i, share_jump)) - 1.0f);
        const float large = hq_min(65535.0f, 10.0f * herd[i] * share);
        cattle[i] = (uint16_t)hq_truncate(large);
        calves[i] = (uint16_t)hq_truncate(young * large);
    }
}

/* Schooling by age and luck; chronic illness at about the share that hazard and recovery settle to. */
static void found_learning(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float usual = (float)p->founding_schooling;
    const float falls = (float)(p->illness_hazard * p->illness_chronic_share),
                ends = (float)p->illness_recovery;
    const float slope = (float)p->illness_age_effect;
    const uint8_t *person = ROW(v, person);
    uint8_t *learning = ROW(v, learning);
    int32_t *members = ROW(v, members);
    const int32_t rows = v->live, stride = v->stride;
    STREAMS(v);
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const struct hq_jump jump = JUMP(v, D_founding_schooling + slot);
        const uint8_t *who = person + slot * stride;
        uint8_t *what = learning + slot * stride;
        each_live_row (i, rows) {
            const uint32_t bits = DRAW(i, jump);
            const float age = (float)person_age(who[i]);
            const float grown = usual - 0.08f * (age - 30.0f) + 2.5f * hq_normal(bits);
            const float years = hq_clamp(age < 20.0f ? hq_min(age - 7.0f, 9.0f) : grown, 0.0f, 12.0f);
            const float onset = falls * hq_exp(slope * (age - 20.0f));
            const float share = onset / (onset + ends);
            /* The low bits of the draw are independent of its rank: schooling uses the high ones. */
            const int32_t ill = (float)(int32_t)(hq_mix64(bits) & 0xffff) < 65536.0f * share;
            const int32_t there = who[i] != 0;
            what[i] = there ? learning_code(hq_truncate(years), ill ? CHRONIC : HEALTHY, 0) : 0;
            members[i] += there;
        }
    }
}

/* A first guess of income, for rankings, register and spells before the first year is over: farm and herd, the
 * mean household's part of the county's local jobs and of own account, what the tie to migrants says of
 * journeys, gifts. */
static void guess_income(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float field =
        crop_expected(v) - (float)p->calendar_agricultural_tax + (float)p->calendar_grain_subsidy;
    const float local =
        hq_min(1.0f, jobs_a_household(p, c)) * (float)(p->labour_job_months * p->calendar_wage_local);
    const float trade =
        (float)(p->work_own_market * (double)p->work_own_months * p->work_own_pay * p->calendar_wage_local);
    const float away =
        (float)(0.8 * p->migration_months * p->calendar_migrant_wage * (1.0 - p->migration_living_share));
    const float gifts = (float)(p->transfers_private_share * p->money_subsistence * p->calendar_cpi);
    const struct herd_earns earns = herd_earns_of(p, v->county_row, v->village);
    const uint16_t *cattle = ROW(v, cattle);
    const float *cropland = ROW(v, cropland), *herd = ROW(v, herd);
    const int16_t *ability = ROW(v, ability);
    const uint16_t *network = ROW(v, network);
    const int32_t *members = ROW(v, members);
    int32_t *assessed = ROW(v, assessed);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const float farm = field * cropland[i] + earned_by_herd(earns, herd[i], cattle[i]);
        const float work = local + trade + away * network_of(network[i]);
        const float earned = (farm + work) * hq_exp(0.5f * trait_of(ability[i]));
        const float a_head = gifts + earned / (float)(members[i] > 0 ? members[i] : 1);
        assessed[i] = hq_where(members[i] > 0, hq_fen(a_head));
    }
}

/* What follows from income: spells that began before are left-censored at one year. */
static void found_standing(const struct view *v)
{
    const int32_t *members = ROW(v, members), *assessed = ROW(v, assessed);
    const int32_t *savings = ROW(v, savings), *debt = ROW(v, debt);
    const uint16_t *weight = ROW(v, weight);
    const struct county *c = v->county_row;
    const int32_t line = c->line;
    int32_t *income = ROW(v, income);
    uint8_t *spell = ROW(v, spell), *registered = ROW(v, registered);
    const int32_t rows = v->rows;
    int64_t owned = 0, owed = 0, persons = 0, listed = 0;
    each_row_sum (i, rows, owned, owed, persons, listed) {
        income[i] = assessed[i];
        spell[i] = (members[i] > 0) & (income[i] < line);
        registered[i] = spell[i];
        owned += (int64_t)savings[i] * weight[i];
        owed += (int64_t)debt[i] * weight[i];
        persons += members[i] * weight[i];
        listed += hq_where(registered[i], members[i] * weight[i]);
    }
    v->tally[T_savings] += owned;
    v->tally[T_debt] += owed;
    v->tally[T_persons] += persons;
    v->tally[T_registered] += listed;
}

void HQ_SYMBOL(found_village)(const struct view *v)
{
    static const struct process *const counts[] = {
#define PROCESS(name)
#define COUNT(name) &HQ_SYMBOL(name),
#include "models/processes.def"
#undef COUNT
#undef PROCESS
    };
    float field_mu, grass_mu;
    HQ_SYMBOL(found_people)(v);
    found_learning(v);
    HQ_SYMBOL(take_learning)(v);
    found_nature(v, &field_mu, &grass_mu);
    HQ_SYMBOL(found_salinity)(v);
    HQ_SYMBOL(found_cover)(v);
    HQ_SYMBOL(found_school)(v);
    found_means(v, field_mu, grass_mu);
    HQ_SYMBOL(take_means)(v);
    found_classes(v);
    HQ_SYMBOL(found_goods)(v);
    HQ_SYMBOL(found_base)(v);
    HQ_SYMBOL(found_technique)(v);
    HQ_SYMBOL(make_up).run(v);
    HQ_SYMBOL(found_work)(v);
    guess_income(v);
    HQ_SYMBOL(take_income)(v);
    found_standing(v);
    HQ_SYMBOL(make_up).run(v);
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        counts[k]->run(v);
    }
}
