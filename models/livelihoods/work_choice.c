/* What each person of 16 to 64 does in the year who is neither at school nor chronically ill: stay on farm and
 * herd, seek a local job, work on own account, or be away. Chosen before land is let, by what is known then:
 * last year's wage and luck of those who sought a job.
 *
 * Monthly returns, with e = exp(skill - skill of eight years + ability / 2):
 *   away = migrant wage (1 - living share) e
 *   job  = wage of last year x expected chance x e
 *          (this year's trainees expect one of min(1, chance exp(course_placement)); who has one that goes on,
 *          of 1)
 *   own  = own_pay x wage (1 - own_distance x remoteness) x demand x e, with savings of own_capital
 *   home = max(home_month at prices of the year,
 *              part x what fields and herd earn in a common year (crops.h, herds.h; e^(ability / 2) of it)
 *                  / months that they need)
 *          (part: of the months of a job those that fields and herd would lack; what the household gets whatever
 *          it does, counts nowhere here)
 *
 * A local job of last year has ended with probability `separation`, drawn for each person by luck of its own, and
 * so have those of who has moved since, but for flats in towns, which are taken for the job's sake. So do businesses
 * on own account, with probability `own_ends`, by the same luck.
 *
 * Rule 1, two logits: who leaves and who returns (livelihoods/migration.h); of the others those whose job goes on
 * keep it, as do those whose business does, and the rest choose home, job or own account with odds
 *   1 : (job / home)^(1/scale) : begins own_odds (own / home)^(1/scale)
 * begins: own_ends, for who begins stays 1 / own_ends years, so that the odds of being on own account are those
 * without it, however long businesses last. In the first year, when those who have one are not known, it is 1, and no
 * savings are asked for: theirs are in the business. Nor are they of who goes on
 * (the luck of a logit is new every year: if all went by it, most jobs would end for no reason but luck, and
 * `separation` counts those that are given up).
 * Rule 2, satisficing (bounded rationality): whose household had `aspiration` of the village's mean income a
 * head last year does what he did then. Of the others a share `search` looks at one alternative, drawn evenly
 * but for leaving, (1 + search_ties x tie) x demand as easily as another, and takes it where
 *   ln return of it + error z > ln return of what he did + threshold
 * Both rules go by the same two uniforms a person; under both nobody leaves from 60 on (migration.h). Away he
 * is for months x (0.6 + 0.4 u), and his hands with him. Known limits: businesses end alike whatever they earn; members decide without knowing of each
 * other; what a month at home is worth is the same for all of them; nobody moves with his family. */
#include "models/livelihoods/crops.h"
#include "models/livelihoods/herds.h"
#include "models/livelihoods/migration.h"
#include "models/livelihoods/work.h"

enum rule { BY_LOGIT = 1, BY_SATISFICING = 2 };

/* What the people of a village see of last year: how many were away, and the mean income. */
static void look_around(const struct view *v)
{
    const struct parameters *p = v->parameters;
    struct village *village = v->village;
    const uint8_t *person = ROW(v, person), *work = ROW(v, work);
    const int32_t *income = ROW(v, income), *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    uint16_t *count = ROW(v, doing);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i, *did = work + i;
        uint8_t away = 0, all = 0;
#define ADD(slot)                                                                                              \
    away = (uint8_t)(away + byte_away(did[(slot)*stride]));                                                    \
    all = (uint8_t)(all + (byte_any(who[(slot)*stride]) &                                                      \
                           byte_within(byte_age(who[(slot)*stride]), ADULT_FROM, ADULT_TO)));
        EACH_SLOT(ADD)
#undef ADD
        count[i] = (uint16_t)(away | all << 8);
    }
    int64_t away = 0, all = 0, persons = 0, had = 0;
    each_row_sum (i, rows, away, all, persons, had) {
        away += (count[i] & 255) * weight[i];
        all += (count[i] >> 8) * weight[i];
        persons += members[i] * weight[i];
        had += (int64_t)income[i] * (members[i] * weight[i]);
    }
    if (!hq_column_is_held(v, W_away_share)) {
        village->away_share = all > 0 ? hq_min(1.0f, (float)away / (float)all) : 0.0f;
    }
    if (p->work_rule == BY_SATISFICING && !hq_column_is_held(v, W_usual_income)) {
        village->usual_income = persons > 0 ? hq_yuan((int32_t)(had / persons)) : 0.0f;
    }
}

/* What the people of a slot earned off the farm last year. In the last slots few work: what HQ_LANES rows have
 * nobody to pay for is left out. */
static void recall_slot(const struct view *v, struct pay pay, int32_t slot)
{
    const struct skills s = skills_of(v->parameters);
    const size_t at = (size_t)slot * (size_t)v->stride;
    for (int32_t from = 0; from < v->rows; from += HQ_LANES) {
        const uint8_t *did = ROW(v, work) + at + from, *what = ROW(v, learning) + at + from;
        const int16_t *ability = ROW(v, ability) + from;
        float *off_farm = ROW(v, off_farm) + from, *remitted = ROW(v, remitted) + from;
        if (!anybody_works(did, HQ_LANES)) {
            continue;
        }
        each_row (k, HQ_LANES) {
            const int32_t kind = work_kind(did[k]);
            const float earned = person_earns(did[k], what[k], ability[k], pay, s);
            remitted[k] += hq_select(kind == AWAY, earned, 0.0f);
            off_farm[k] += hq_select(kind == AWAY, 0.0f, earned);
        }
    }
}

/* What members earned off the farm last year, at wages of this year away and of last year here. */
static void recall_earnings(const struct view *v, struct pay pay)
{
    float *off_farm = ROW(v, off_farm), *remitted = ROW(v, remitted);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        off_farm[i] = remitted[i] = 0.0f;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        recall_slot(v, pay, slot);
    }
}

/* What a month of one more at home is worth. */
static void weigh_home(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float field = crop_months(v), herding = (float)p->herds_months;
    const float least = (float)(p->work_home_month * p->calendar_cpi),
                job = hq_max(1.0f, (float)p->labour_job_months);
    const float *adults = ROW(v, adults), *fields = ROW(v, fields), *herd = ROW(v, herd);
    const float earns = crop_expected(v);
    const struct herd_earns animals = herd_earns_of(p, v->county_row, v->village);
    const int16_t *ability = ROW(v, ability);
    const uint16_t *cattle = ROW(v, cattle);
    float *at_home = ROW(v, at_home), *spare = ROW(v, spare);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const float need = field * fields[i] + herding * herd[i], left = 12.0f * adults[i] - need;
        const float lacking = hq_clamp((job - left) / job, 0.0f, 1.0f);
        const float farm = (earns * fields[i] + earned_by_herd(animals, herd[i], cattle[i])) *
                           hq_exp(0.5f * trait_of(ability[i]));
        const float month = hq_max(0.0f, farm) / hq_max(1.0f, need);
        spare[i] = hq_max(0.0f, left);
        at_home[i] = hq_log(hq_max(least, month * lacking));
    }
}

/* Who is content, and how easily a way out comes to mind; for rule 2. */
static void weigh_contentment(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float others = village->away_share, ties = (float)p->work_search_ties;
    const float demand = (float)p->calendar_migrant_demand;
    const float enough_for_all = (float)p->work_aspiration * village->usual_income;
    const uint16_t *network = ROW(v, network);
    const int32_t *income = ROW(v, income);
    float *leaving = ROW(v, leaving), *enough = ROW(v, enough);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        leaving[i] = (1.0f + ties * tie_of(network_of(network[i]), others)) * demand;
        enough[i] = (float)(hq_yuan(income[i]) >= enough_for_all);
    }
}

/* Those with minimum living security lose a part of what they earn off the farm: home is worth more to them, and
 * leaving less (livelihoods/security.c). */
static void weigh_security(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float taken = (float)(p->security_response * p->calendar_dibao_share);
    if (taken <= 0.0f || v->places[Q_security] <= 0) {
        return;
    }
    const float bonus = -hq_log(1.0f - taken);
    const float stays = p->work_rule == BY_LOGIT ? bonus / (float)p->work_scale : 0.0f;
    const uint16_t *memberships = ROW(v, memberships);
    float *at_home = ROW(v, at_home), *leaving = ROW(v, leaving);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const int32_t in = (memberships[i] & IN_SECURITY) != 0;
        at_home[i] += hq_select(in, bonus, 0.0f);
        leaving[i] -= hq_select(in, stays, 0.0f);
    }
}

/* What a year offers to everybody alike: log monthly returns, of a trainee's job and of one that goes on too. */
struct offers {
    float job, course_job, kept_job, own, away;
};

static struct offers offers_of(const struct view *v, struct pay pay)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float chance = hq_clamp(c->job_chance, 1e-3f, 1.0f);
    const float helped = hq_min(1.0f, chance * hq_exp((float)p->labour_course_placement));
    const float wage = hq_max(1.0f, pay.local);
    return (struct offers){hq_log(wage * chance), hq_log(wage * helped), hq_log(wage),
                           hq_log(hq_max(1.0f, pay.own)), hq_log(hq_max(1.0f, pay.away))};
}

/* What `fate` says beside the kind of work: a local job that goes on. */
enum { KIND = 3, KEPT = 4 };

/* The fates of those of a slot whose job or business of last year has not ended; 0 of the others. */
static void find_goes_on(const struct view *v, int32_t slot, const uint32_t *luck, uint8_t *goes_on)
{
    const struct parameters *p = v->parameters;
    const float job_ends = (float)p->labour_separation, own_ends = (float)p->work_own_ends;
    const uint8_t *did = ROW(v, work) + (size_t)slot * (size_t)v->stride, *moving = ROW(v, moving);
    const uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const int32_t moved = (moving[i] == ARRIVED) & ((memberships[i] & IN_WORKER_FLAT) == 0);
        const int32_t had_job = work_kind(did[i]) == LOCAL_JOB, had_own = work_kind(did[i]) == OWN_ACCOUNT;
        const int32_t lasts = half_uniform(luck[i], slot) >= hq_select(had_job, job_ends, own_ends);
        const int32_t fate = hq_where(had_job, LOCAL_JOB | KEPT) | hq_where(had_own, OWN_ACCOUNT);
        goes_on[i] = (uint8_t)hq_where(lasts & (moved ^ 1), fate);
    }
}

/* Rule 1 for the people of a slot: kinds into `fate`. */
static void choose_by_logit(const struct view *v, struct offers offers, int32_t slot, const uint32_t *moves,
                            const uint32_t *stays, const uint8_t *goes_on, uint8_t *fate)
{
    const struct parameters *p = v->parameters;
    const struct migration_rule rule = migration_rule_of(p);
    const struct skills s = skills_of(p);
    const float steep = 1.0f / (float)p->work_scale, own_odds = (float)p->work_own_odds;
    const float job = hq_exp(steep * offers.job), course_job = hq_exp(steep * offers.course_job);
    const struct county *c = v->county_row;
    const bool first = c->persons_first == 0;
    const float begins = first ? 1.0f : (float)p->work_own_ends;
    const float own = begins * own_odds * hq_exp(steep * offers.own);
    const int32_t capital =
        first ? INT32_MIN : hq_fen((float)((double)p->work_own_capital / 100.0 * p->calendar_cpi));
    const size_t at = (size_t)slot * (size_t)v->stride;
    const uint8_t *who = ROW(v, person) + at, *what = ROW(v, learning) + at, *did = ROW(v, work) + at;
    const uint8_t *married = ROW(v, married);
    const float *leaving = ROW(v, leaving), *at_home = ROW(v, at_home);
    const int16_t *ability = ROW(v, ability);
    const int32_t *best = ROW(v, best), *savings = ROW(v, savings);
    const uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const int32_t was_away = work_kind(did[i]) == AWAY;
        const float out = leaving_odds(rule, leaving[i], who[i], what[i], (married[i] >> slot) & 1);
        const float back = return_odds(rule, who[i], work_years(did[i]));
        const float leave_a_year = hq_select(of_age_to_leave(who[i]), rule.leave_a_year, 0.0f);
        const float chance =
            hq_logistic(hq_select(was_away, back, out)) * hq_select(was_away, rule.return_a_year, leave_a_year);
        const int32_t moves_on = half_uniform(moves[i], slot) < chance;
        const int32_t trainee = (best[i] == slot) & ((memberships[i] & IN_TRAINING) != 0);
        const float over = hq_exp(steep * (skill_of(what[i], trait_of(ability[i]), s) - at_home[i]));
        const float seek = over * hq_select(trainee, course_job, job);
        const float trade = over * hq_select(savings[i] >= capital, own, 0.0f);
        const float u = half_uniform(stays[i], slot) * (1.0f + seek + trade);
        const int32_t choice = (u >= 1.0f) + (u >= 1.0f + seek), goes = was_away ^ moves_on;
        const int32_t here = goes_on[i] ? goes_on[i] : choice;
        fate[i] = (uint8_t)hq_where(goes ^ 1, here) | (uint8_t)(goes * AWAY);
    }
}

/* Rule 2 for the people of a slot. */
static void choose_by_satisficing(const struct view *v, struct offers offers, int32_t slot,
                                  const uint32_t *moves, const uint32_t *stays, const uint8_t *goes_on,
                                  uint8_t *fate)
{
    const struct parameters *p = v->parameters;
    const struct skills s = skills_of(p);
    const float search = hq_max(1e-6f, (float)p->work_search), error = (float)p->work_error;
    const float threshold = (float)p->work_threshold, never = -1e3f;
    const int32_t capital = hq_fen((float)((double)p->work_own_capital / 100.0 * p->calendar_cpi));
    const size_t at = (size_t)slot * (size_t)v->stride;
    const uint8_t *who = ROW(v, person) + at, *what = ROW(v, learning) + at, *did = ROW(v, work) + at;
    const float *leaving = ROW(v, leaving), *at_home = ROW(v, at_home);
    const int16_t *ability = ROW(v, ability);
    const float *enough = ROW(v, enough);
    const int32_t *best = ROW(v, best), *savings = ROW(v, savings);
    const uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const int32_t now = work_kind(did[i]);
        const float u = half_uniform(moves[i], slot);
        const float ease = hq_select(of_age_to_leave(who[i]), leaving[i], 0.0f);
        const float home = (float)(now != AT_HOME), job = (float)(now != LOCAL_JOB),
                    own = (float)(now != OWN_ACCOUNT), away = hq_select(now != AWAY, ease, 0.0f);
        const float at_point = u / search * (home + job + own + away);
        const int32_t other = (at_point >= home) + (at_point >= home + job) + (at_point >= home + job + own);
        const int32_t trainee = (best[i] == slot) & ((memberships[i] & IN_TRAINING) != 0);
        const float skill = skill_of(what[i], trait_of(ability[i]), s);
        const float sought = hq_select(trainee, offers.course_job, offers.job);
        const float by_job = skill + hq_select((goes_on[i] & KEPT) != 0, offers.kept_job, sought);
        const float by_own = hq_select(savings[i] >= capital, skill + offers.own, never);
        const float by_leaving = skill + offers.away;
        const float had = hq_select(
            now == AT_HOME, at_home[i],
            hq_select(now == LOCAL_JOB, by_job, hq_select(now == OWN_ACCOUNT, skill + offers.own, by_leaving)));
        const float seen = hq_select(
            other == AT_HOME, at_home[i],
            hq_select(other == LOCAL_JOB, by_job, hq_select(other == OWN_ACCOUNT, by_own, by_leaving)));
        const float z = hq_normal((stays[i] >> (16 * (slot & 1)) & 0xffff) << 16 | 0x8000);
        const int32_t changes = (enough[i] == 0.0f) & (u < search) & (seen + error * z > had + threshold);
        const int32_t kept = goes_on[i] & hq_where(changes ^ 1, KEPT);
        fate[i] = (uint8_t)((now + hq_where(changes, other - now)) | kept);
    }
}

/* Kinds become what is done; counts of the household. */
static void note_choice(const struct view *v, int32_t slot, const uint8_t *fate, uint8_t own_months)
{
    const size_t at = (size_t)slot * (size_t)v->stride;
    const uint8_t *who = ROW(v, person) + at, *what = ROW(v, learning) + at, *months = ROW(v, months);
    uint8_t *work = ROW(v, work) + at;
    uint16_t *doing = ROW(v, doing), *freed = ROW(v, freed);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const uint8_t was = work[i], may = byte_may_work(who[i], what[i]);
        const uint8_t kind = fate[i] & KIND & byte_mask(may), went = byte_away(was);
        const uint8_t away = kind & (kind >> 1), own = (kind >> 1) & (away ^ 1), seeks = kind & (away ^ 1);
        const uint8_t keeps = fate[i] / KEPT & may;
        const uint8_t long_ago = (was >> 7) & (was >> 6) & 1;
        const uint8_t years = (uint8_t)((was >> 6) + (long_ago ^ 1)) & byte_mask(away);
        const uint8_t off = (months[i] & byte_mask(away)) | (own_months & byte_mask(own));
        /* As make_up counts them: adults, local jobs left out. */
        const uint8_t counts = byte_any(who[i]) & byte_within(byte_age(who[i]), ADULT_FROM, ADULT_TO) &
                               (byte_chronic(what[i]) ^ 1);
        const uint8_t before = was & 15 & byte_mask(counts & (byte_local(was) ^ 1));
        const uint16_t back = (uint16_t)((uint16_t)before - off);
        const uint16_t ill = (uint16_t) - (uint16_t)byte_acute(what[i]);
        work[i] = (uint8_t)(off | kind << 4 | (years | keeps) << 6);
        freed[i] = (uint16_t)(freed[i] + ((back & (uint16_t)~ill) | ((uint16_t)(back << 8) & ill)));
        doing[i] = (uint16_t)(doing[i] + seeks + 16 * keeps + 256 * (went & (away ^ 1)));
    }
}

/* Months away of those of a household who go. */
static void draw_months(const struct view *v)
{
    const float longest = (float)((const struct parameters *)v->parameters)->migration_months;
    uint32_t *luck = ROW(v, rank);
    uint8_t *months = ROW(v, months);
    const int32_t rows = v->rows;
    draw_rows(v, D_migration, luck);
    each_row (i, rows) {
        months[i] = (uint8_t)hq_round(longest * (0.6f + 0.4f * hq_uniform(luck[i])));
    }
}

/* Hands that stay; those who seek a job. */
static void state_work(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float acute = (float)p->illness_acute_work;
    const uint16_t *doing = ROW(v, doing), *freed = ROW(v, freed), *weight = ROW(v, weight);
    float *adults = ROW(v, adults);
    const int32_t rows = v->rows;
    int64_t seekers = 0, holders = 0, back = 0;
    each_row_sum (i, rows, seekers, holders, back) {
        const int32_t both = (int16_t)freed[i], ill = (both + 128) >> 8, healthy = both - 256 * ill;
        adults[i] = hq_max(0.0f, adults[i] + ((float)healthy + acute * (float)ill) * (1.0f / 12.0f));
        const int32_t seek = doing[i] & 15, keep = doing[i] >> 4 & 15;
        seekers += (seek < 2 ? seek : 2) * weight[i];
        holders += (keep < 2 ? keep : 2) * weight[i];
        back += (doing[i] >> 8) * weight[i];
    }
    v->demand[Q_jobs] += (int32_t)(seekers - holders);
    v->demand[Q_kept_jobs] += (int32_t)holders;
    v->tally[T_seekers] += seekers;
    v->tally[T_kept_jobs] += holders;
    v->tally[T_came_back] += back;
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct pay pay = pay_of(v);
    const struct offers offers = offers_of(v, pay);
    const uint8_t own_months = (uint8_t)p->work_own_months;
    const uint8_t *person = ROW(v, person);
    uint8_t *fate = ROW(v, fate), *goes_on = ROW(v, applicant);
    uint16_t *doing = ROW(v, doing), *freed = ROW(v, freed);
    uint32_t *moves = ROW(v, rank), *stays = (uint32_t *)(void *)ROW(v, claim), *ends = ROW(v, order);
    const int32_t rows = v->rows;
    look_around(v);
    recall_earnings(v, pay);
    weigh_home(v);
    if (p->work_rule == BY_LOGIT) {
        weigh_leaving(v);
    } else {
        weigh_contentment(v);
    }
    weigh_security(v);
    draw_months(v);
    each_row (i, rows) {
        doing[i] = freed[i] = 0;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        if (slot % 2 == 0) {
            draw_rows(v, D_work + slot / 2, moves);
            draw_rows(v, D_work + 4 + slot / 2, stays);
            draw_rows(v, D_separation + slot / 2, ends);
        }
        if (!anybody(person + slot * v->stride, rows)) {
            continue;
        }
        find_goes_on(v, slot, ends, goes_on);
        if (p->work_rule == BY_LOGIT) {
            choose_by_logit(v, offers, slot, moves, stays, goes_on, fate);
        } else {
            choose_by_satisficing(v, offers, slot, moves, stays, goes_on, fate);
        }
        note_choice(v, slot, fate, own_months);
    }
    state_work(v);
}

const struct process HQ_SYMBOL(choose_work) = {
    "choose_work", HQ_OFFERS, run,
    COLUMNS(LEAVING_READS, C_person, C_learning, C_work, C_married, C_weight, C_income, C_members, C_ability,
            C_savings, C_best, C_adults, C_fields, C_herd, C_cattle, C_at_home, C_enough, C_months, C_doing,
            C_freed, C_fate, C_rank, C_claim, C_moving, C_applicant, C_order),
    COLUMNS(C_work, C_adults, C_spare, C_off_farm, C_remitted, C_leaving, C_at_home, C_enough, C_months,
            C_doing, C_freed, C_fate, C_rank, C_claim, C_applicant, C_order)};
