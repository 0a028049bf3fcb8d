/* What people do when the first year begins. Each is away with the share of his kind that leaving and return
 * have come to since the age of 16,
 *   share = leaving / (leaving + return) x (1 - exp(-(leaving + return) (age - 15.5)))         until 59
 *           then that of 59 x exp(-return (age - 59)), since nobody leaves any more
 * as if the household's circumstances had always been those of its founding, his age's chances those of all his
 * years, and nobody of it were away; of the others as many have a local job as there are vacancies a
 * household for two adults. Who has somebody away has ties as after three such years, beside those that
 * `founding.network` gives. The rule is in livelihoods/migration.h. Known limits: those away at the start have
 * been so for three years where they are old enough; nobody is on own account yet. */
#include "models/livelihoods/migration.h"
#include "models/livelihoods/vacancies.h"

static void begin_work(const struct view *v, const struct migration_rule r, int32_t slot, const uint32_t *luck)
{
    const struct parameters *p = v->parameters;
    const uint8_t months = (uint8_t)hq_round((float)p->migration_months),
                  job_months = (uint8_t)hq_round((float)p->labour_job_months);
    const float with_job = 0.5f * jobs_a_household(p, v->county_row);
    const size_t at = (size_t)slot * (size_t)v->stride;
    const uint8_t *who = ROW(v, person) + at, *what = ROW(v, learning) + at, *married = ROW(v, married);
    const float *leaving = ROW(v, leaving);
    uint8_t *work = ROW(v, work) + at, *fate = ROW(v, fate);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const float lived = (float)person_age(who[i]), last = hq_min(lived, (float)LEAVING_TO),
                    since = lived - last;
        const float out =
            r.leave_a_year *
            hq_logistic(leaving_odds(r, leaving[i], who[i], what[i], (married[i] >> slot) & 1) - r.age * since);
        const float back = r.return_a_year * hq_logistic(return_odds(r, who[i], 3));
        const float u = half_uniform(luck[i], slot), years = hq_max(0.0f, last - 15.5f);
        const float away = out / (out + back) * (1.0f - hq_exp(-(out + back) * years)) * hq_exp(-back * since);
        const int32_t goes = u < away, works = u < away + (1.0f - away) * with_job;
        fate[i] = (uint8_t)(goes | works << 1);
    }
    each_row (i, rows) {
        const uint8_t may = byte_may_work(who[i], what[i]), goes = may & fate[i] & 1;
        const uint8_t works = may & (fate[i] >> 1) & (goes ^ 1), age = byte_age(who[i]);
        const uint8_t long_ago = byte_mask(byte_within(age, ADULT_FROM + 3, ADULT_TO));
        const uint8_t years = (uint8_t)((3 & long_ago) | ((age - ADULT_FROM) & 3 & (uint8_t)~long_ago));
        work[i] = (uint8_t)(((months | AWAY << 4 | years << 6) & byte_mask(goes)) |
                            ((job_months | LOCAL_JOB << 4) & byte_mask(works)));
    }
}

/* Ties of those who have somebody away. */
static void tie_families(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float memory = (float)p->migration_network_memory, known = 1.0f - memory * memory * memory;
    const uint8_t *work = ROW(v, work);
    uint16_t *network = ROW(v, network);
    uint16_t *doing = ROW(v, doing);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        uint8_t away = 0;
#define ADD(slot) away |= byte_away(work[(slot)*stride + (size_t)i]);
        EACH_SLOT(ADD)
#undef ADD
        doing[i] = away;
    }
    each_row (i, rows) {
        const float tie = network_of(network[i]);
        network[i] = to_network(tie + (float)doing[i] * known * (1.0f - tie));
    }
}

void HQ_SYMBOL(found_work)(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct migration_rule r = migration_rule_of(p);
    const uint8_t *person = ROW(v, person);
    uint32_t *luck = ROW(v, rank);
    float *off_farm = ROW(v, off_farm), *remitted = ROW(v, remitted);
    const int32_t rows = v->rows;
    each_row (i, rows) { /* nothing earned off the farm yet */
        off_farm[i] = remitted[i] = 0.0f;
    }
    weigh_leaving(v);
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        if (slot % 2 == 0) {
            draw_rows(v, D_founding_work + slot / 2, luck);
        }
        if (anybody(person + slot * v->stride, v->rows)) {
            begin_work(v, r, slot, luck);
        }
    }
    tie_families(v);
}
