/* Who is in the household: members, working adults at what they can do, pupils, elders, the best worker.
 *
 *   adults = sum over members of 16 to 64 of (1 | chronic_work | acute_work) x (1 - months off the farm / 12)
 *            + min(1, that) x water_months / 12 x part of the village that programmes have brought water to
 * An adult of 16 to 64 counts 1, with a chronic illness `chronic_work`, in a year of serious illness
 * `acute_work`; months are those away and on own account, last year's in the offers until people choose anew
 * (livelihoods/work_choice.c), this year's when settling; those of local jobs go off when jobs are given
 * (livelihoods/jobs.c). The best worker is the one not away with the highest return of schooling and courses,
 * the lowest slot among equals (told apart in 30,000 steps). Runs in both passes, since the scratch of one is
 * not seen in the other. Counts are bytes as people are, so that a vector holds as many households as it can.
 */
#include "models/poverty.h"

struct counts {
    uint8_t members, pupils, elders, healthy, acute, chronic, workers;
    uint8_t off, off_ill;   /* months off the farm, of the healthy and the ill */
    uint8_t best, learning; /* slot of the best worker from 1 on, and what that person has learned */
    uint16_t worth;         /* of the best worker, from 1 on */
};

struct worth {
    uint16_t year, course; /* steps of a class and of a course */
};

static struct worth worth_of(const struct parameters *p)
{
    const float year = (float)p->labour_schooling_return, course = (float)p->labour_course_return;
    const float most = 15.0f * year + 3.0f * course, steps = most > 0.0f ? 30000.0f / most : 0.0f;
    return (struct worth){(uint16_t)hq_truncate(year * steps), (uint16_t)hq_truncate(course * steps)};
}

HQ_INLINE struct counts add_person(struct counts c, uint8_t slot, uint8_t person, uint8_t learning,
                                   uint8_t work, struct worth by)
{
    const uint8_t there = byte_any(person), age = byte_age(person);
    const uint8_t adult = there & byte_within(age, ADULT_FROM, ADULT_TO);
    const uint8_t chronic = byte_chronic(learning), acute = byte_acute(learning), fit = adult & (chronic ^ 1);
    const uint8_t worker = fit & (byte_away(work) ^ 1);
    const uint8_t off = work & 15 & byte_mask(fit & (byte_local(work) ^ 1));
    const uint16_t schooling = learning & 15, courses = learning >> 6;
    const uint16_t worth =
        (uint16_t)((1 + schooling * by.year + courses * by.course) & (uint16_t) - (uint16_t)worker);
    const uint16_t better = (uint16_t) - (uint16_t)((uint16_t)(c.worth - worth) >> 15); /* both under 2^15 */
    const uint8_t narrow = (uint8_t)better;
    return (struct counts){
        .members = (uint8_t)(c.members + there),
        .pupils = (uint8_t)(c.pupils + (there & byte_within(age, PUPIL_FROM, PUPIL_TO))),
        .elders = (uint8_t)(c.elders + (there & byte_within(age, ELDER_FROM, 127))),
        .healthy = (uint8_t)(c.healthy + (fit & (acute ^ 1))),
        .acute = (uint8_t)(c.acute + (adult & acute)),
        .chronic = (uint8_t)(c.chronic + (adult & chronic)),
        .workers = (uint8_t)(c.workers + worker),
        .off = (uint8_t)(c.off + (off & byte_mask(acute ^ 1))),
        .off_ill = (uint8_t)(c.off_ill + (off & byte_mask(acute))),
        .best = (uint8_t)((c.best & ~narrow) | ((slot + 1) & narrow)),
        .learning = (uint8_t)((c.learning & ~narrow) | (learning & narrow)),
        .worth = (uint16_t)((c.worth & ~better) | (worth & better)),
    };
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float chronic = (float)p->illness_chronic_work, acute = (float)p->illness_acute_work;
    const float year_worth = (float)p->labour_schooling_return, course_worth = (float)p->labour_course_return;
    const struct worth by = worth_of(p);
    const struct village *village = v->village;
    const float freed = (float)(p->goods_water_months / 12.0) *
                        part_working(p, village, village->all_water, village->built_water);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning), *work = ROW(v, work);
    int32_t *members = ROW(v, members), *pupils = ROW(v, pupils), *elders = ROW(v, elders),
            *best = ROW(v, best);
    int32_t *workers = ROW(v, workers);
    float *adults = ROW(v, adults), *skill = ROW(v, skill);
    each_row (i, rows) {
        const uint8_t *who = person + i, *what = learning + i, *does = work + i;
        struct counts c = {0};
#define ADD(slot) c = add_person(c, slot, who[(slot)*stride], what[(slot)*stride], does[(slot)*stride], by);
        EACH_SLOT(ADD)
#undef ADD
        members[i] = c.members;
        pupils[i] = c.pupils;
        elders[i] = c.elders;
        workers[i] = c.workers;
        best[i] = (int32_t)c.best - 1;
        const float off = ((float)c.off + acute * (float)c.off_ill) * (1.0f / 12.0f);
        const float able = (float)c.healthy + acute * (float)c.acute + chronic * (float)c.chronic - off;
        adults[i] = able + freed * hq_min(1.0f, able); /* nobody fetches water who is not there */
        skill[i] = year_worth * (float)schooling_of(c.learning) + course_worth * (float)courses_of(c.learning);
    }
}

#define READS  COLUMNS(C_person, C_learning, C_work)
#define WRITES COLUMNS(C_members, C_pupils, C_elders, C_best, C_adults, C_skill, C_workers)
const struct process HQ_SYMBOL(make_up_offers) = {"make_up_offers", HQ_OFFERS, run, READS, WRITES};
const struct process HQ_SYMBOL(make_up) = {"make_up", HQ_SETTLE, run, READS, WRITES};
