/* Chances in life, as founding and the years share them (models/people/founding_people.c, vital.c).
 *
 * The life table: chances of death in a year of life by age and sex, which fall over the years.
 *   q(0) = infant_deaths, q(1..4) = child_deaths, both times exp(-infant_decline (year - 2000))
 *   q(x) = (base_deaths + level exp(rise x)) exp(-decline (year - 2000)), by sex
 * A wife's chance of a birth falls evenly from 28 to 41. Who is single seeks to marry from the legal age on,
 * less so from 35 to 50; the schooled may leave for town in their youth. Ages here are those just reached. */
#ifndef MODELS_PEOPLE_LIFE_H
#define MODELS_PEOPLE_LIFE_H

#include "models/people/family.h"

struct mortality {
    float infant, child, base_men, base_women, level_men, level_women, rise_men, rise_women;
};

static inline struct mortality mortality_of(const struct parameters *p, int32_t year)
{
    const float since = (float)(year - 2000);
    const float left = hq_exp(-(float)p->demography_decline * since);
    const float infants = hq_exp(-(float)p->demography_infant_decline * since);
    return (struct mortality){.infant = infants * (float)p->demography_infant_deaths,
                              .child = infants * (float)p->demography_child_deaths,
                              .base_men = left * (float)p->demography_base_deaths_men,
                              .base_women = left * (float)p->demography_base_deaths_women,
                              .level_men = left * 1e-6f * (float)p->demography_level_men,
                              .level_women = left * 1e-6f * (float)p->demography_level_women,
                              .rise_men = (float)p->demography_rise_men,
                              .rise_women = (float)p->demography_rise_women};
}

/* The chance to die between this birthday and the next, at most 1. */
HQ_INLINE float death_at(struct mortality m, float age, int32_t woman)
{
    const float rise = hq_select(woman, m.rise_women, m.rise_men);
    const float grown = hq_select(woman, m.base_women, m.base_men) +
                        hq_select(woman, m.level_women, m.level_men) * hq_exp(rise * age);
    return hq_min(1.0f, hq_select(age < 1.0f, m.infant, hq_select(age < 5.0f, m.child, grown)));
}

enum { FERTILE_FROM = 16, FERTILE_TO = 40, CHILD_TO = 19, GENERATION = 18 };
enum {
    MEN_MARRY_FROM = 22,
    WOMEN_MARRY_FROM = 20,
    SEEKS_TO = 49,
    LEAVES_FROM = 18,
    LEAVES_TO = 24,
    LEAVES_SCHOOLED = 10
};

/* How much of the chance of a birth is left at an age. */
HQ_INLINE float fertility_at(float age)
{
    return hq_clamp((41.0f - age) / 14.0f, 0.0f, 1.0f);
}

/* The chance in a year that a single person seeks to marry. */
HQ_INLINE float seeks_at(const struct parameters *p, uint8_t person)
{
    const int age = person_age(person);
    const float rate = (float)p->demography_marriage * hq_clamp((float)(50 - age) / 15.0f, 0.0f, 1.0f);
    return age >= (is_woman(person) ? WOMEN_MARRY_FROM : MEN_MARRY_FROM) ? rate : 0.0f;
}

/* The chance to leave for town of who has the schooling. */
HQ_INLINE float leaves_at(const struct parameters *p, uint8_t person)
{
    const int age = person_age(person);
    return age >= LEAVES_FROM && age <= LEAVES_TO ? (float)p->demography_leaving : 0.0f;
}

#endif
