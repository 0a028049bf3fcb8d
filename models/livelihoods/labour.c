/* Work off the farm: local jobs, of which there are only so many, and migration.
 *
 * Spare months are what fields and herd leave of the adults' year. A household with enough of them and a
 * healthy worker seeks one local job (offers). Vacancies of a county follow its real income of last year, and
 * the capital of enterprises that programmes have built (policies/industry.c); they reach villages in
 * proportion to seekers, and within a village go to the highest skill + connection_worth x connection / 3 +
 * luck z (+ course_placement for the year's trainees,
 *     + job_access for relocated households)
 * so that a trainee who wins a place displaces somebody. A household with another healthy worker (or one
 * without a local job) and months to spare sends a migrant with
 *     logit P = base + network x tie + schooling x years + wage ln(migrant / local wage),  P x demand
 * The local wage is the calendar's x (tightness / tightness of the first year)^wage_response.
 * Wages: months x wage x exp(skill - skill of eight school years + ability / 2); away, living costs go off.
 * Known limit: one local worker and one migrant a household at most. */
#include "models/livelihoods/crops.h"
#include "models/livelihoods/vacancies.h"
#include "sim/allot.h"
#include "sim/select.h"

/* Spare months of a household. */
HQ_INLINE float spare_months(float adults, float cropland, float herd, float field_months, float herd_months)
{
    return hq_max(0.0f, 12.0f * adults - field_months * cropland - herd_months * herd);
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float growth = c->income_first > 0.0f ? hq_max(c->income_last, 1.0f) / c->income_first : 1.0f;
    c->vacancies = (float)w->households[county] * jobs_a_household(p, c) *
                       hq_power(growth, (float)p->labour_vacancy_growth) +
                   (float)c->enterprise_capital / (float)p->industry_job_capital;
}

/* What a replay states, shared out by trainees. */
static void clear_placements(struct world *w)
{
    const struct parameters *p = hq_parameters(w, 0);
    int64_t total = 0, before = 0;
    for (int c = 0; c < w->counties; c++) {
        total += w->demand[c * QUOTAS + Q_placements];
    }
    for (int c = 0; c < w->counties; c++) {
        const int64_t own = w->demand[c * QUOTAS + Q_placements];
        const int64_t placed = p->training_placed < total ? p->training_placed : total;
        w->places[c * QUOTAS + Q_placements] = w->replay ? hq_allot(placed, before, own, total, 0) : 0;
        before += own;
    }
}

static void clear(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t seekers = w->demand[county * QUOTAS + Q_jobs], jobs = hq_round(c->vacancies);
    w->places[county * QUOTAS + Q_jobs] = jobs < seekers ? jobs : seekers;
    const float tightness = seekers > 0 ? hq_clamp(c->vacancies / (float)seekers, 0.01f, 100.0f) : 1.0f;
    c->tightness = tightness;
    if (c->tightness_first <= 0.0f) {
        c->tightness_first = tightness;
    }
    c->job_wage = (float)p->calendar_wage_local *
                  hq_power(tightness / c->tightness_first, (float)p->labour_wage_response);
    if (county == 0) {
        clear_placements(w);
    }
}

/* Before anybody has sought: half of the households are taken to seek a job. */
static void found(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    c->tightness = hq_min(1.0f, 2.0f * jobs_a_household(p, c));
}

const struct yearly HQ_SYMBOL(labour_year) = {.found = found, .plan = plan, .clear = clear};

static void seek(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float field = crop_months(p, v->county_row), herding = (float)p->herds_months;
    const float least = (float)p->labour_least_spare;
    const float *adults = ROW(v, adults), *fields = ROW(v, fields), *herd = ROW(v, herd);
    const int32_t *best = ROW(v, best);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t seekers = 0;
    each_row_sum (i, rows, seekers) {
        const int32_t seeks =
            (spare_months(adults[i], fields[i], herd[i], field, herding) >= least) & (best[i] >= 0);
        seekers += hq_where(seeks, weight[i]);
    }
    v->demand[Q_jobs] += (int32_t)seekers;
    v->tally[T_seekers] += seekers;
}

const struct process HQ_SYMBOL(seek_jobs) = {"seek_jobs", HQ_OFFERS, seek,
                                             COLUMNS(C_adults, C_fields, C_herd, C_best, C_weight), NULL};

/* Ranks the seekers, best first; `course` is the head start of the year's trainees. Returns where the village's
 * jobs cut the ranking; the cut is known as that of `quota`. */
static struct hq_cut fill_jobs(const struct view *v, const float *spare, uint32_t *rank, int32_t *claim,
                               float course, int quota)
{
    const struct parameters *p = v->parameters;
    const float least = (float)p->labour_least_spare, luck = (float)p->labour_luck;
    const float ties = (float)p->labour_connection_worth / 3.0f, near = luck * (float)p->relocation_job_access;
    const uint64_t *id = ROW(v, id);
    const float *skill = ROW(v, skill), *connection = ROW(v, connection);
    const int32_t *best = ROW(v, best);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const struct hq_jump jump = JUMP(v, D_jobs);
    const int32_t rows = v->rows;
    STREAMS(v);
    each_row (i, rows) {
        const int32_t seeks = (spare[i] >= least) & (best[i] >= 0);
        const float score = skill[i] + ties * connection[i] + luck * hq_normal(DRAW(i, jump)) +
                            course * (float)((memberships[i] & IN_TRAINING) != 0) +
                            near * (float)((memberships[i] & IN_RELOCATION) != 0);
        claim[i] = hq_where(seeks, weight[i]);
        rank[i] = seeks ? hq_order_of(-score) : HQ_UNRANKED;
    }
    return hq_take_cut(v, quota, rank, claim, id, v->places[Q_jobs], hq_cut_ranking);
}

/* A replay: as many trainees have a job as the source states, by luck. */
static void impose_placements(const struct view *v, uint32_t *rank, int32_t *claim, int32_t *job)
{
    const uint64_t *id = ROW(v, id);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const struct hq_jump jump = JUMP(v, D_jobs);
    const int32_t rows = v->rows;
    STREAMS(v);
    each_row (i, rows) {
        const int32_t trained = (memberships[i] & IN_TRAINING) != 0;
        claim[i] = hq_where(trained, weight[i]);
        rank[i] = trained ? DRAW(i, jump) >> 1 : HQ_UNRANKED;
    }
    const struct hq_cut cut =
        hq_take_cut(v, Q_placements, rank, claim, id, v->places[Q_placements], hq_cut_ranking);
    each_row (i, rows) {
        const int32_t trained = claim[i] > 0, placed = trained & hq_served(cut, rank[i], id[i]);
        job[i] = (job[i] & (trained ^ 1)) | placed;
    }
}

/* Who has a local job: 0 or 1. In a village with trainees the jobs are filled twice, the second time without
 * their head start: who would have had one then is what gross and net placement are counted from. */
static void give_jobs(const struct view *v, const float *spare, int32_t *job)
{
    const struct parameters *p = v->parameters;
    const float course = (float)(p->labour_luck * p->labour_course_placement);
    const uint64_t *id = ROW(v, id);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    uint32_t *rank = ROW(v, rank);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    int32_t trainees = 0;
    int64_t gained = 0, displaced = 0, placed = 0;
    struct hq_cut cut = fill_jobs(v, spare, rank, claim, course, Q_jobs);
    each_row_sum (i, rows, trainees) {
        job[i] = (claim[i] > 0) & hq_served(cut, rank[i], id[i]);
        trainees += (memberships[i] & IN_TRAINING) != 0;
    }
    if (trainees == 0) {
        hq_note_cut(v, Q_untrained, cut);
        return;
    }
    if (v->replay && p->training_placed >= 0) {
        impose_placements(v, rank, claim, job);
    }
    cut = fill_jobs(v, spare, rank, claim, 0.0f, Q_untrained);
    each_row_sum (i, rows, gained, displaced, placed) {
        const int32_t trained = (memberships[i] & IN_TRAINING) != 0;
        const int32_t without = (claim[i] > 0) & hq_served(cut, rank[i], id[i]);
        placed += hq_where(job[i] & trained, weight[i]);
        gained += hq_where(job[i] & trained & (without ^ 1), weight[i]);
        displaced += hq_where((job[i] ^ 1) & (trained ^ 1) & without, weight[i]);
    }
    v->tally[T_trained_placed] += placed;
    v->tally[T_trained_gained] += gained;
    v->tally[T_displaced] += displaced;
}

static void earn(const struct view *v, const float *spare, int32_t *local_months, int32_t *away_months)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float eight_years = 8.0f * (float)p->labour_schooling_return, least = (float)p->labour_least_spare;
    const float job_months = (float)p->labour_job_months, job_wage = c->job_wage;
    const float away_wage = (float)p->calendar_migrant_wage * (1.0f - (float)p->migration_living_share);
    const float pull =
        (float)p->migration_base +
        (float)p->migration_wage * hq_log((float)p->calendar_migrant_wage / hq_max(1.0f, job_wage));
    const float ties = (float)p->migration_network, year_worth = (float)p->migration_schooling;
    const float demand = (float)p->calendar_migrant_demand, longest = (float)p->migration_months;
    const float memory = (float)p->migration_network_memory;
    const float *skill = ROW(v, skill), *ability = ROW(v, ability);
    const int32_t *workers = ROW(v, workers), *years = ROW(v, years);
    const uint16_t *weight = ROW(v, weight);
    float *network = ROW(v, network);
    int32_t *wages = ROW(v, wages);
    const struct hq_jump go_jump = JUMP(v, D_migration), months_jump = JUMP(v, D_migration + 1);
    const int32_t rows = v->rows;
    int64_t paid = 0, placed = 0, migrants = 0, months = 0;
    STREAMS(v);
    each_row_sum (i, rows, paid, placed, migrants, months) {
        const int32_t job = local_months[i]; /* 0 or 1 so far */
        const float worked = job ? hq_min(job_months, spare[i]) : 0.0f;
        const float left = spare[i] - worked;
        const float odds = pull + ties * network[i] + year_worth * (float)years[i];
        const float chance = hq_logistic(odds) * demand;
        const int32_t able = (left >= least) & (workers[i] > job);
        const int32_t goes = able & (hq_uniform(DRAW(i, go_jump)) < chance);
        const float stay = hq_min(left, longest) * (0.6f + 0.4f * hq_uniform(DRAW(i, months_jump)));
        const float away = goes ? stay : 0.0f;
        const float worth = hq_exp(skill[i] - eight_years + 0.5f * ability[i]);
        const int32_t earned = hq_fen(worth * (worked * job_wage + away * away_wage));
        wages[i] += earned;
        network[i] = memory * network[i] + (1.0f - memory) * (goes ? 1.0f : 0.0f);
        local_months[i] = hq_round(worked);
        away_months[i] = hq_round(away);
        paid += (int64_t)earned * weight[i];
        placed += hq_where(job, weight[i]);
        migrants += hq_where(goes, weight[i]);
        months += (int64_t)away_months[i] * weight[i];
    }
    v->tally[T_job_wages] += paid;
    v->tally[T_placed] += placed;
    v->tally[T_migrants] += migrants;
    v->tally[T_months_away] += months;
}

/* Months of a household that are still to be given to its people, by slot. */
struct months {
    uint8_t local, away, best; /* best: slot of the best worker */
};

/* The months of the person in a slot; takes those away from the household. */
HQ_INLINE uint8_t take_months(struct months *m, uint8_t slot, uint8_t person, uint8_t learning)
{
    const uint8_t first = byte_any(m->best ^ slot) ^ 1, placed = byte_any(m->local);
    const uint8_t adult =
        byte_any(person) & byte_within(byte_age(person), ADULT_FROM, ADULT_TO) & (byte_chronic(learning) ^ 1);
    const uint8_t travels = byte_mask(adult & (first ^ placed)), works = byte_mask(first);
    const uint8_t away = m->away & travels;
    m->away = (uint8_t)(m->away - away);
    return (uint8_t)(away | (m->local & works) << 4);
}

/* Writes the months to people: the local job to the best worker, the journey to another healthy adult,
 * or to the best worker where he has no local job. */
static void note_months(const struct view *v, const int32_t *local_months, const int32_t *away_months)
{
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning);
    const int32_t *best = ROW(v, best);
    uint8_t *work = ROW(v, work);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        struct months m = {(uint8_t)local_months[i], (uint8_t)away_months[i], (uint8_t)best[i]};
        const uint8_t *who = person + i, *what = learning + i;
        uint8_t *when = work + i;
#define NOTE(slot) when[(slot)*stride] = take_months(&m, slot, who[(slot)*stride], what[(slot)*stride]);
        EACH_SLOT(NOTE)
#undef NOTE
    }
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float field = crop_months(p, v->county_row), herding = (float)p->herds_months;
    const float *adults = ROW(v, adults), *fields = ROW(v, fields), *herd = ROW(v, herd);
    float *spare = ROW(v, spare);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        spare[i] = spare_months(adults[i], fields[i], herd[i], field, herding);
    }
    int32_t *local_months = ROW(v, local_months), *away_months = ROW(v, away_months);
    give_jobs(v, spare, local_months);
    earn(v, spare, local_months, away_months);
    note_months(v, local_months, away_months);
}

const struct process HQ_SYMBOL(work) = {
    "work", HQ_SETTLE, run,
    COLUMNS(C_id, C_weight, C_adults, C_fields, C_herd, C_skill, C_connection, C_best, C_workers, C_years,
            C_memberships, C_ability, C_network, C_person, C_learning, C_wages, C_spare, C_rank, C_claim,
            C_local_months, C_away_months),
    COLUMNS(C_spare, C_rank, C_claim, C_network, C_wages, C_work, C_local_months, C_away_months)};
