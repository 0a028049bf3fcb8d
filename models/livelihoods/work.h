/* What work off the farm pays, as those who choose and those who are paid see it. */
#ifndef MODELS_LIVELIHOODS_WORK_H
#define MODELS_LIVELIHOODS_WORK_H

#include "models/poverty.h"

/* Yuan a month to a person of eight school years and ability 0. */
struct pay {
    float local, own, away; /* away: less what is lived on there */
};

static inline struct pay pay_of(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const float near = 1.0f - (float)p->work_own_distance * village->remoteness;
    return (struct pay){c->job_wage > 0.0f ? c->job_wage : (float)p->calendar_wage_local,
                        (float)(p->work_own_pay * p->calendar_wage_local) * near * c->own_demand,
                        (float)p->calendar_migrant_wage * (1.0f - (float)p->migration_living_share)};
}

/* What a class and a course add to log earnings, and eight classes together. */
struct skills {
    float year, course, eight_years;
};

static inline struct skills skills_of(const struct parameters *p)
{
    const float year = (float)p->labour_schooling_return;
    return (struct skills){year, (float)p->labour_course_return, 8.0f * year};
}

/* Log of what a person earns, over one of eight school years and ability 0. */
HQ_INLINE float skill_of(uint8_t learning, float ability, struct skills s)
{
    return s.year * (float)schooling_of(learning) + s.course * (float)courses_of(learning) - s.eight_years +
           0.5f * ability;
}

/* What so many months bring, in Yuan. */
HQ_INLINE float earned_in(int32_t months, float pay, float skill)
{
    return (float)months * pay * hq_exp(skill);
}

/* What a person's work of the year brings, in Yuan. */
HQ_INLINE float person_earns(uint8_t work, uint8_t learning, int16_t ability, struct pay pay, struct skills s)
{
    const int32_t kind = work_kind(work);
    const float month = hq_select(kind == AWAY, pay.away, hq_select(kind == LOCAL_JOB, pay.local, pay.own));
    return earned_in(work_months(work), month, skill_of(learning, trait_of(ability), s));
}

/* Whether anybody in a slot has months off the farm. */
static inline bool anybody_works(const uint8_t *work, int32_t rows)
{
    uint8_t months = 0;
    each_row_any(i, rows, months)
    {
        months |= work[i];
    }
    return (months & 15) != 0;
}

#endif
