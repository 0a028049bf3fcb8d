/* Who is in the household: members, working adults at what they can do, pupils, elders, the best worker.
 *
 * An adult of 16 to 64 counts 1, with a chronic illness `chronic_work`, in a year of serious illness
 * `acute_work`; the best worker is the one with the highest return of schooling and courses, the lowest
 * slot among equals. Runs in both passes, since the scratch of one is not seen in the other. */
#include "models/poverty.h"

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float chronic = (float)p->illness_chronic_work, acute = (float)p->illness_acute_work;
    const float year_worth = (float)p->labour_schooling_return, course_worth = (float)p->labour_course_return;
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning);
    int32_t *members = ROW(v, members), *pupils = ROW(v, pupils), *elders = ROW(v, elders),
            *best = ROW(v, best);
    int32_t *workers = ROW(v, workers), *years = ROW(v, years);
    float *adults = ROW(v, adults), *skill = ROW(v, skill);
    const int32_t rows = v->rows, stride = v->stride;
    each_row (i, rows) {
        members[i] = 0;
        pupils[i] = 0;
        elders[i] = 0;
        best[i] = -1;
        workers[i] = 0;
        years[i] = 0;
        adults[i] = 0.0f;
        skill[i] = -1.0f;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t *who = person + slot * stride, *what = learning + slot * stride;
        if (!anybody(who, rows)) {
            continue;
        }
        each_row (i, rows) {
            const int32_t there = who[i] != 0, age = person_age(who[i]), health = health_of(what[i]);
            const int32_t adult = there & (age >= ADULT_FROM) & (age <= ADULT_TO);
            const float able = health == CHRONIC ? chronic : health == ACUTE ? acute : 1.0f;
            const float worth =
                year_worth * (float)schooling_of(what[i]) + course_worth * (float)courses_of(what[i]);
            const int32_t better = adult & (health != CHRONIC) & (worth > skill[i]);
            members[i] += there;
            pupils[i] += there & (age >= PUPIL_FROM) & (age <= PUPIL_TO);
            elders[i] += there & (age >= ELDER_FROM);
            adults[i] += adult ? able : 0.0f;
            workers[i] += adult & (health != CHRONIC);
            best[i] = better ? slot : best[i];
            years[i] = better ? schooling_of(what[i]) : years[i];
            skill[i] = better ? worth : skill[i];
        }
    }
    each_row (i, rows) {
        skill[i] = hq_max(skill[i], 0.0f);
    }
}

#define READS  COLUMNS(C_person, C_learning)
#define WRITES COLUMNS(C_members, C_pupils, C_elders, C_best, C_adults, C_skill, C_workers, C_years)
const struct process HQ_SYMBOL(make_up_offers) = {"make_up_offers", HQ_OFFERS, run, READS, WRITES};
const struct process HQ_SYMBOL(make_up) = {"make_up", HQ_SETTLE, run, READS, WRITES};
