/* Local jobs, of which there are only so many.
 *
 *   people    = persons of the county last year over those of the first year
 *   vacancies = households x jobs a household (vacancies.h) x (tradable + (1 - tradable) people)
 *               x real income growth^vacancy_growth
 *               + capital of enterprises (policies/industry.c) / job_capital, that of energy / its own
 *               + jobs by ecological industries (policies/eco_industry.c)
 *   holders   = persons with a local job last year that has not ended (probability `separation`) and who still
 *               seek one: their jobs go on, all of them where there are vacancies for all
 *   score     = skill + connection_worth x connection / 3 + luck z
 *               (+ course_placement for the year's trainee, + job_access for households in new houses (relocation) or in
 *               flats (worker_relocation), times luck)
 *   wage      = the calendar's x (jobs over applicants, over those of the first year)^wage_response
 *   chance'   = memory x chance + (1 - memory) x min(1, (jobs - holders) over other applicants): what people
 *               without a job that goes on expect
 *   own_demand = (1 + persons on own account last year / (households x people) / (own_market x growth^own_growth))
 *                ^(-1 / own_elasticity): what own account earns, over what one alone would
 *
 * Households are those of the first year, income growth is that of income per head, so that both together follow the
 * county's income. Shops, building and carting go where people live; mines and plants stay, and so `tradable` of the
 * jobs do. Who sells on own account sells to the people of the county alone.
 *
 * Holders come first, in the county and in their village: no score of another, a course included, takes a job
 * that goes on. Where vacancies fall below the holders, villages lose in proportion to theirs, and of those of a
 * village the ones with the lowest score. What holders leave reaches villages in proportion to the other
 * applicants, and within a village goes to the persons with the highest score, so that a trainee who wins a place
 * displaces somebody. Of a household two apply: holders first, then those with the most schooling and courses,
 * the lower slot among equals (told apart in 30,000 steps, of holders in 1,900). Who finds none stays on the farm
 * this year. A job takes job_months of a healthy person's year, acute_work of that in a year of serious illness.
 * Whether a job has ended is drawn before work is chosen (livelihoods/work_choice.c). With `separation` 1 there
 * are no holders, and every job is drawn anew every year.
 *
 * In steady state a job lasts 1 / separation years, a little less for age, illness and leaving.
 *
 * Known limits: the chance that a job ends is the same for all, whatever the trade, the worker and the years in it;
 * `separation` counts all reasons but leaving, age and illness; employers shed by score, not by seniority; if the
 * trainee has left, the best worker at home has the head start; people who are away count where their households are;
 * jobs follow people with a year's delay, of whichever age and income. */
#include "models/livelihoods/vacancies.h"
#include "models/livelihoods/work.h"
#include "models/policies/parts.h"
#include "sim/select.h"

/* ---- the county ------------------------------------------------------------------------------------- */

/* Persons of the county at last year's end, over those at the first year's; 1 until there are both. */
static float people(const struct county *c)
{
    return c->persons_first > 0 ? (float)((double)c->persons_last / (double)c->persons_first) : 1.0f;
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float growth = c->income_first > 0.0f ? hq_max(c->income_last, 1.0f) / c->income_first : 1.0f;
    const float here = people(c), stays = (float)p->labour_tradable;
    c->vacancies = (float)w->households[county] * jobs_a_household(p, c) * (stays + (1.0f - stays) * here) *
                       hq_power(growth, (float)p->labour_vacancy_growth) +
                   (float)c->enterprise_capital / (float)p->industry_job_capital +
                   (float)c->energy_capital / (float)p->industry_energy_job_capital + c->eco_jobs;
    const double households = (double)(w->households[county] > 0 ? w->households[county] : 1) * (double)here;
    const float traders = households > 0.0 ? (float)((double)c->traders_last / households) : 0.0f;
    const float market = (float)p->work_own_market * hq_power(growth, (float)p->work_own_growth);
    c->own_demand = hq_power(1.0f + traders / market, -1.0f / (float)p->work_own_elasticity);
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    c->traders_last = hq_tallies(w, county)[T_own_persons];
}

/* What a replay states, shared out by trainees. */
static void clear_placements(struct world *w)
{
    const struct parameters *p = hq_parameters(w, 0);
    static const int quota = Q_placements;
    const int64_t total = all_counties(w, demand_in, &quota),
                  placed = p->training_placed < total ? p->training_placed : total;
    for (int c = 0; c < w->counties; c++) {
        w->places[c * QUOTAS + Q_placements] = w->replay ? county_part(w, c, placed, demand_in, &quota) : 0;
    }
}

static float jobs_over(float jobs, int64_t seekers)
{
    return seekers > 0 ? hq_clamp(jobs / (float)seekers, 0.01f, 100.0f) : 1.0f;
}

static void clear(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t others = w->demand[county * QUOTAS + Q_jobs],
                  holders = w->demand[county * QUOTAS + Q_kept_jobs], jobs = hq_round(c->vacancies);
    const int64_t kept = jobs < holders ? jobs : holders, left = jobs - kept;
    w->places[county * QUOTAS + Q_kept_jobs] = kept;
    w->places[county * QUOTAS + Q_jobs] = left < others ? left : others;
    const float tightness = jobs_over(c->vacancies, holders + others);
    const float memory = (float)p->work_chance_memory;
    c->tightness = tightness;
    if (c->tightness_first <= 0.0f) {
        c->tightness_first = tightness;
    }
    c->job_wage = (float)p->calendar_wage_local *
                  hq_power(tightness / c->tightness_first, (float)p->labour_wage_response);
    c->job_chance =
        memory * c->job_chance + (1.0f - memory) * hq_min(1.0f, jobs_over(c->vacancies - (float)kept, others));
    if (county == 0) {
        clear_placements(w);
    }
}

/* Before anybody has sought: half of the households are taken to seek a job, and of the jobs that there are those
 * that have not ended are taken; as many are on own account as `own_market` says. */
static void found(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const float share = hq_min(1.0f, 2.0f * jobs_a_household(p, c)), ended = (float)p->labour_separation;
    c->tightness = share;
    c->job_chance = share < 1.0f ? share * ended / (1.0f - share * (1.0f - ended)) : 1.0f;
    c->traders_last = (int64_t)hq_round((float)p->work_own_market * (float)w->households[county]);
}

const struct yearly HQ_SYMBOL(labour_year) = {.found = found, .plan = plan, .clear = clear, .close = close};

/* ---- who gets them ---------------------------------------------------------------------------------- */

/* Worth of applicants in steps: up to 30,001 of those without a job that goes on, more of the others. */
enum { STEPS = 30000, GOES_ON = 16, APPLICANT = 15 };

/* The two best of a household so far: slots from 1 on and their worth in steps, from 1 on. */
struct two {
    uint8_t first, second;
    uint16_t first_worth, second_worth;
};

HQ_INLINE struct two add_applicant(struct two t, uint8_t slot, uint8_t seeks, uint8_t goes_on, uint8_t learning,
                                   uint16_t year, uint16_t course)
{
    const uint16_t schooling = learning & 15, courses = learning >> 6, holds = (uint16_t) - (uint16_t)goes_on;
    const uint16_t able = (uint16_t)(1 + schooling * year + courses * course);
    const uint16_t first = (uint16_t)((able & (uint16_t)~holds) | ((STEPS + 2 + (able >> 4)) & holds));
    const uint16_t worth = (uint16_t)(first & (uint16_t) - (uint16_t)seeks);
    /* All under 2^15: the top bit says which is greater. */
    const uint16_t best = (uint16_t) - (uint16_t)((uint16_t)(t.first_worth - worth) >> 15);
    const uint16_t good = (uint16_t) - (uint16_t)((uint16_t)(t.second_worth - worth) >> 15) & (uint16_t)~best;
    const uint8_t best8 = (uint8_t)best, good8 = (uint8_t)good, none = (uint8_t) ~(best8 | good8);
    const uint8_t own = (uint8_t)(slot + 1);
    return (struct two){
        .second = (uint8_t)((t.first & best8) | (own & good8) | (t.second & none)),
        .second_worth = (uint16_t)((t.first_worth & best) | (worth & good) | (t.second_worth & ~(best | good))),
        .first = (uint8_t)((own & best8) | (t.first & ~best8)),
        .first_worth = (uint16_t)((worth & best) | (t.first_worth & ~best)),
    };
}

/* An applicant's code: the slot from 1 on, and whether the job goes on. */
HQ_INLINE uint8_t applicant_of(uint8_t slot, uint16_t worth)
{
    return (uint8_t)(slot | ((uint16_t)(STEPS + 1 - worth) >> 15) * GOES_ON);
}

/* Who of each household applies. */
static void find_applicants(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float by_year = (float)p->labour_schooling_return, by_course = (float)p->labour_course_return;
    const float most = 15.0f * by_year + 3.0f * by_course, steps = most > 0.0f ? (float)STEPS / most : 0.0f;
    const uint16_t year = (uint16_t)hq_truncate(by_year * steps),
                   course = (uint16_t)hq_truncate(by_course * steps);
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning), *work = ROW(v, work);
    const size_t stride = (size_t)v->stride;
    uint8_t *first = ROW(v, applicant), *second = first + stride;
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const uint8_t *who = person + i, *what = learning + i, *does = work + i;
        struct two t = {0};
#define ADD(slot)                                                                                              \
    t = add_applicant(                                                                                         \
        t, slot, byte_may_work(who[(slot)*stride], what[(slot)*stride]) & byte_local(does[(slot)*stride]),     \
        byte_goes_on(does[(slot)*stride]), what[(slot)*stride], year, course);
        EACH_SLOT(ADD)
#undef ADD
        first[i] = applicant_of(t.first, t.first_worth);
        second[i] = applicant_of(t.second, t.second_worth);
    }
}

/* Learning of the applicant in a place (0: the first), and 0 where there is none. */
static void look_up_learning(const struct view *v, int place, uint8_t *learned)
{
    const uint8_t *applicant = ROW(v, applicant) + (size_t)place * (size_t)v->stride;
    const int32_t rows = v->rows;
    each_row (i, rows) {
        learned[i] = 0;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t *what = ROW(v, learning) + (size_t)slot * (size_t)v->stride;
        each_row (i, rows) {
            const uint8_t other = byte_any((applicant[i] & APPLICANT) ^ (uint8_t)(slot + 1));
            learned[i] |= what[i] & byte_mask(other ^ 1);
        }
    }
}

/* Scores of the applicants in a place; `course` is the head start of the year's trainees. A quarter of its order is
 * before that of any other for whoever has a job that goes on: scores are under 10^8. */
static void rank_applicants(const struct view *v, int place, float course)
{
    const struct parameters *p = v->parameters;
    const struct skills s = skills_of(p);
    const float luck = (float)p->labour_luck, ties = (float)p->labour_connection_worth / 3.0f,
                by_house = luck * (float)p->relocation_job_access,
                by_flat = luck * (float)p->worker_relocation_job_access;
    const size_t at = (size_t)place * (size_t)v->stride;
    const uint8_t *applicant = ROW(v, applicant) + at;
    uint8_t *learned = ROW(v, fate);
    const int16_t *connection = ROW(v, connection);
    const int32_t *best = ROW(v, best);
    const uint64_t *id = ROW(v, id);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const uint8_t *settled = ROW(v, settled);
    uint32_t *order = ROW(v, order) + at;
    int32_t *jobs = ROW(v, jobs) + at;
    uint64_t *by = ROW(v, applicant_id) + at;
    const struct hq_jump jump = JUMP(v, D_jobs + place);
    const uint64_t turn = (uint64_t)0 - (uint64_t)place;
    const int32_t rows = v->rows;
    look_up_learning(v, place, learned);
    STREAMS(v);
    each_row (i, rows) {
        const int32_t slot = (int32_t)(applicant[i] & APPLICANT) - 1, goes_on = (int32_t)applicant[i] / GOES_ON,
                      trainee = (best[i] == slot) & ((memberships[i] & IN_TRAINING) != 0);
        const float near = hq_select((memberships[i] & IN_WORKER_FLAT) != 0, by_flat, by_house);
        const float score = skill_of(learned[i], 0.0f, s) + ties * trait_of(connection[i]) +
                            luck * hq_normal(DRAW(i, jump)) + course * (float)trainee +
                            near * (float)(settled[i] > 0);
        const uint32_t own = hq_order_of(-score), held = (uint32_t)0 - (uint32_t)goes_on;
        const uint32_t first = (own & ~held) | (own >> 2 & held);
        order[i] = slot >= 0 ? first : HQ_UNRANKED;
        jobs[i] = hq_where(slot >= 0, weight[i]);
    }
    each_row (i, rows) {
        by[i] = id[i] ^ turn;
    }
}

/* Where the village's jobs cut the ranking of its applicants; the cut is known as that of `quota`. What lies
 * between the two places has no claim. */
static struct hq_cut fill_jobs(const struct view *v, float course, int quota)
{
    const size_t between = (size_t)(v->stride - v->rows);
    memset(ROW(v, order) + v->rows, 0xff, between * sizeof(uint32_t));
    memset(ROW(v, jobs) + v->rows, 0, between * sizeof(int32_t));
    memset(ROW(v, applicant_id) + v->rows, 0, between * sizeof(uint64_t));
    const bool second = anybody(ROW(v, applicant) + v->stride, v->rows);
    rank_applicants(v, 0, course);
    if (second) {
        rank_applicants(v, 1, course);
    } else {
        memset(ROW(v, jobs) + v->stride, 0, (size_t)v->rows * sizeof(int32_t));
    }
    if (hq_quota_is_held(v, quota)) {
        return v->cuts[quota];
    }
    const struct hq_cut cut = hq_cut_ranking(ROW(v, order), ROW(v, jobs), ROW(v, applicant_id),
                                             second ? v->stride + v->rows : v->rows,
                                             (int64_t)v->places[Q_kept_jobs] + v->places[Q_jobs]);
    hq_note_cut(v, quota, cut);
    return cut;
}

/* Slots of those served, a bit each. */
static void mark_served(const struct view *v, struct hq_cut cut, uint8_t *served)
{
    const int32_t rows = v->rows;
    each_row (i, rows) {
        served[i] = 0;
    }
    for (int place = 0; place < 2; place++) {
        const size_t at = (size_t)place * (size_t)v->stride;
        const uint8_t *applicant = ROW(v, applicant) + at;
        const uint32_t *order = ROW(v, order) + at;
        const int32_t *jobs = ROW(v, jobs) + at;
        const uint64_t *by = ROW(v, applicant_id) + at;
        each_row (i, rows) {
            const int32_t code =
                1 << applicant[i]; /* of who goes on 16 higher; no mask, which would narrow it */
            const int32_t bit = (code >> 1 & 255) | code >> (GOES_ON + 1);
            const int32_t has = (jobs[i] > 0) & hq_served(cut, order[i], by[i]);
            served[i] = (uint8_t)(served[i] | hq_where(has, bit));
        }
    }
}

/* The bit of the year's trainee: the best worker at home; 0 where nobody trains. */
HQ_INLINE int32_t trainee_of(int32_t best, uint16_t memberships)
{
    return hq_where((memberships & IN_TRAINING) != 0, (1 << (best + 1)) >> 1);
}

/* A replay: as many trainees have a job as the source states, by luck, whatever they have sought. Where a
 * trainee can no longer work, the household counts and nobody works. */
static void impose_placements(const struct view *v, uint8_t *served)
{
    const uint64_t *id = ROW(v, id);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const int32_t *best = ROW(v, best);
    uint32_t *rank = ROW(v, rank);
    int32_t *claim = ROW(v, claim);
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
    int64_t placed = 0;
    each_row_sum (i, rows, placed) {
        const int32_t places = (claim[i] > 0) & hq_served(cut, rank[i], id[i]);
        const int32_t bit = trainee_of(best[i], memberships[i]);
        served[i] = (uint8_t)((served[i] & ~bit) | hq_where(places, bit));
        placed += hq_where(places, weight[i]);
    }
    v->tally[T_trained_placed] += placed;
}

/* In a village with trainees the jobs are filled twice, the second time without their head start: who would
 * have had one then is what gross and net placement are counted from. */
static void compare_with_untrained(const struct view *v, const uint8_t *served, bool imposed)
{
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const int32_t *best = ROW(v, best);
    uint8_t *without = ROW(v, fate);
    const int32_t rows = v->rows;
    int64_t gained = 0, displaced = 0, placed = 0;
    mark_served(v, fill_jobs(v, 0.0f, Q_untrained), without);
    each_row_sum (i, rows, gained, displaced, placed) {
        const int32_t trainee = trainee_of(best[i], memberships[i]);
        const int32_t lost = without[i] & ~served[i] & ~trainee;
        const int32_t losers = (lost != 0) + ((lost & (lost - 1)) != 0); /* two at most */
        placed += hq_where(served[i] & trainee, weight[i]);
        gained += hq_where(served[i] & trainee & ~without[i], weight[i]);
        displaced += losers * weight[i];
    }
    v->tally[T_trained_placed] += imposed ? 0 : placed;
    v->tally[T_trained_gained] += gained;
    v->tally[T_displaced] += displaced;
}

static int32_t trainees_of(const struct view *v)
{
    const uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    int32_t trainees = 0;
    each_row_sum (i, rows, trainees) {
        trainees += (memberships[i] & IN_TRAINING) != 0;
    }
    return trainees;
}

/* What those who sought a job now do; who can no longer work is at home. */
static void take_jobs(const struct view *v, const uint8_t *served)
{
    const struct parameters *p = v->parameters;
    const float job = (float)p->labour_job_months;
    const uint8_t healthy = (uint8_t)hq_round(job), ill = (uint8_t)hq_round(job * (float)p->illness_acute_work);
    uint16_t *freed = ROW(v, freed);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        freed[i] = 0;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const size_t at = (size_t)slot * (size_t)v->stride;
        const uint8_t *who = ROW(v, person) + at, *what = ROW(v, learning) + at;
        uint8_t *work = ROW(v, work) + at;
        if (!anybody(who, rows)) {
            continue;
        }
        each_row (i, rows) {
            const uint8_t may = byte_may_work(who[i], what[i]), acute = byte_acute(what[i]);
            const uint8_t has = (uint8_t)(served[i] >> slot) & 1 & may, sought = byte_local(work[i]);
            const uint8_t keeps = may & (sought ^ 1) & (has ^ 1);
            const uint8_t months = (healthy & byte_mask(acute ^ 1)) | (ill & byte_mask(acute));
            /* Only a replay gives a job to one who has not sought it: he gives up what else he did. */
            const uint8_t other = work[i] & 15 & byte_mask(has & (sought ^ 1));
            work[i] = (uint8_t)((work[i] & byte_mask(keeps)) | ((months | LOCAL_JOB << 4) & byte_mask(has)));
            const uint16_t taken = (uint16_t)((months & byte_mask(has)) - other);
            const uint16_t sick = (uint16_t) - (uint16_t)acute;
            freed[i] = (uint16_t)(freed[i] + ((taken & (uint16_t)~sick) | ((uint16_t)(taken << 8) & sick)));
        }
    }
}

/* Hands that are left to fields and herd. */
static void lower_hands(const struct view *v)
{
    const float acute = (float)((const struct parameters *)v->parameters)->illness_acute_work;
    const uint16_t *freed = ROW(v, freed);
    float *adults = ROW(v, adults);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const int32_t both = (int16_t)freed[i], ill = (both + 128) >> 8, healthy = both - 256 * ill;
        adults[i] = hq_max(0.0f, adults[i] - ((float)healthy + acute * (float)ill) * (1.0f / 12.0f));
    }
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float course = (float)(p->labour_luck * p->labour_course_placement);
    uint8_t *served = ROW(v, months); /* of the offers' pass */
    find_applicants(v);
    const struct hq_cut cut = fill_jobs(v, course, Q_jobs);
    mark_served(v, cut, served);
    if (trainees_of(v) == 0) {
        hq_note_cut(v, Q_untrained, cut);
    } else {
        const bool imposed = v->replay && p->training_placed >= 0;
        if (imposed) {
            impose_placements(v, served);
        }
        compare_with_untrained(v, served, imposed);
    }
    take_jobs(v, served);
    lower_hands(v);
}

const struct process HQ_SYMBOL(find_jobs) = {
    "find_jobs", HQ_SETTLE, run,
    COLUMNS(C_id, C_weight, C_person, C_learning, C_work, C_adults, C_connection, C_best, C_memberships,
            C_settled, C_applicant, C_order, C_jobs, C_applicant_id, C_months, C_freed, C_fate, C_rank,
            C_claim),
    COLUMNS(C_work, C_adults, C_applicant, C_order, C_jobs, C_applicant_id, C_months, C_freed, C_fate, C_rank,
            C_claim)};
