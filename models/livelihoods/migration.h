/* Who leaves to work elsewhere, and who comes back: the logits of FNNR-ABM (docs/model.md says which of its
 * variables is which of ours).
 *
 *   leaving: intercept + shift + local_income x Yuan earned at home off the farm + labour x adults at home
 *            + network x tie + land x standard mu an adult at home + enrolled + age x age + man
 *            + schooling x years + married + works + remittance x Yuan earned away
 *            + what labour brokers do (policies/training.c)
 *   return:  return_base + return_age x age + return_years x years away
 * Both are chances of a lifetime and are spread over `lifetime` years; leaving times the demand for migrants.
 * Ages: there those of 15 to 59 may leave. Here people work from 16 on, as the law has it (at 15 they are at
 * school), to 64; nobody leaves from 60 on, under either rule of work, and who is away then stays or comes back
 * by the logit of return until he is 65.
 *   tie = min(1, the household's network + the village's share of people who were away last year) */
#ifndef MODELS_LIVELIHOODS_MIGRATION_H
#define MODELS_LIVELIHOODS_MIGRATION_H

#include "models/poverty.h"

enum { TAKEN_FOR_MARRIED = 24, LEAVING_TO = 59 };

/* The person's part of the rule. */
struct migration_rule {
    float age, man, schooling, married;
    float back, back_age, back_years;
    float leave_a_year, return_a_year; /* of a lifetime's chance */
    int32_t families;                  /* marriages are known */
};

static inline struct migration_rule migration_rule_of(const struct parameters *p)
{
    const float a_year = 1.0f / (float)p->migration_lifetime;
    return (struct migration_rule){.age = (float)p->migration_age,
                                   .man = (float)p->migration_man,
                                   .schooling = (float)p->migration_schooling,
                                   .married = (float)p->migration_married,
                                   .back = (float)p->migration_return_base,
                                   .back_age = (float)p->migration_return_age,
                                   .back_years = (float)p->migration_return_years,
                                   .leave_a_year = a_year * (float)p->calendar_migrant_demand,
                                   .return_a_year = a_year,
                                   .families = p->demography_enabled != 0};
}

/* Log odds of leaving within a lifetime; `common` is what the members of the household share. */
HQ_INLINE float leaving_odds(struct migration_rule r, float common, uint8_t person, uint8_t learning,
                             int32_t wife_or_husband)
{
    const int32_t age = person_age(person);
    const int32_t married = (r.families & wife_or_husband) | ((r.families ^ 1) & (age >= TAKEN_FOR_MARRIED));
    return common + r.age * (float)age + r.man * (float)(person & 1) +
           r.schooling * (float)schooling_of(learning) + r.married * (float)married;
}

/* Log odds of return within a lifetime. */
HQ_INLINE float return_odds(struct migration_rule r, uint8_t person, int32_t years)
{
    return r.back + r.back_age * (float)person_age(person) + r.back_years * (float)years;
}

/* Whether a person is of an age at which people leave. */
HQ_INLINE int32_t of_age_to_leave(uint8_t person)
{
    return person_age(person) <= LEAVING_TO;
}

HQ_INLINE float tie_of(float network, float away_share)
{
    return hq_min(1.0f, network + away_share);
}

/* The household's part of the log odds of leaving, into `leaving`. */
static inline void weigh_leaving(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float others = village->away_share, real = 1.0f / (float)p->calendar_cpi;
    const struct county *c = v->county_row;
    const float brokers =
        (float)p->training_brokers_effect * hq_log(1.0f + c->brokers / (float)p->training_brokers_usual);
    const float base = (float)(p->migration_intercept + p->migration_shift + p->migration_works) + brokers;
    const float by_income = (float)p->migration_local_income * real,
                by_money = (float)p->migration_remittance * real;
    const float by_labour = (float)p->migration_labour, by_tie = (float)p->migration_network;
    const float by_land = (float)(p->migration_land / p->migration_land_unit),
                by_contract = (float)p->migration_enrolled;
    const float *off_farm = ROW(v, off_farm), *remitted = ROW(v, remitted);
    const uint16_t *network = ROW(v, network);
    const float *cropland = ROW(v, cropland);
    const int32_t *workers = ROW(v, workers);
    const uint16_t *memberships = ROW(v, memberships);
    float *leaving = ROW(v, leaving);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const float labour = (float)workers[i];
        const int32_t enrolled = (memberships[i] & IN_FOREST_RETURN) != 0;
        leaving[i] = base + by_income * off_farm[i] + by_labour * labour +
                     by_tie * tie_of(network_of(network[i]), others) +
                     by_land * cropland[i] / hq_max(1.0f, labour) + by_contract * (float)enrolled +
                     by_money * remitted[i];
    }
}
#define LEAVING_READS C_off_farm, C_remitted, C_network, C_cropland, C_workers, C_memberships, C_leaving

#endif
