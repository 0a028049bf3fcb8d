/* The founders' households: who is in them, how old, who is married to whom.
 *
 * A head of 24 to 74, a spouse, up to three children by the head's age, up to two elders.
 * With demography on, heads are of middle age (43 + 11.5 z) and fewer children and elders live with them, and
 * grown children have married as they would have by its hazard: daughters have left, one son has brought his
 * wife and may have a child, his brothers have left with theirs.
 * What a survey says (population.survey) takes the place of each: models/people/surveyed.c. Of its persons,
 * whom it does not pair, the oldest man and the oldest woman of 20 and more are taken for a couple where at
 * most twelve years part them, then the next ones. */
#include "models/people/family.h"

/* Puts a person into a slot where `there` holds. */
HQ_INLINE uint8_t someone(int32_t there, float age, int32_t woman)
{
    return there ? person_code(hq_truncate(hq_clamp(age, 0.0f, 100.0f)), woman) : 0;
}

/* Members by slot: 0 head, 1 spouse, 2-4 children, 5-6 elders; slot 7 stays free. */
static void found_people(const struct view *v)
{
    uint8_t *person = ROW(v, person);
    const struct parameters *p = v->parameters;
    const int32_t rows = v->live, stride = v->stride, families = p->demography_enabled != 0;
    const struct hq_jump age_jump = JUMP(v, D_founding_people), spouse_jump = JUMP(v, D_founding_people + 1);
    const struct hq_jump children_jump = JUMP(v, D_founding_people + 2),
                         gap_jump = JUMP(v, D_founding_people + 3);
    const struct hq_jump elder_jump = JUMP(v, D_founding_people + 4), sex_jump = JUMP(v, D_founding_people + 5);
    uint8_t *head = person, *spouse = person + stride, *first = person + 2 * stride,
            *second = person + 3 * stride;
    uint8_t *third = person + 4 * stride, *elder = person + 5 * stride, *other = person + 6 * stride;
    STREAMS(v);
    each_live_row (i, rows) {
        const uint32_t seniority = DRAW(i, age_jump);
        const float usual = hq_clamp(43.0f + 11.5f * hq_normal(seniority), 24.0f, 74.0f);
        const float age = hq_select(families, usual, 24.0f + 50.0f * hq_uniform(seniority));
        const float u = hq_uniform(DRAW(i, children_jump)), gap = 22.0f + 8.0f * hq_uniform(DRAW(i, gap_jump));
        const uint32_t sexes = DRAW(i, sex_jump);
        const float w = hq_uniform(DRAW(i, elder_jump));
        /* Children live at home from the head's 24th year; after 50 they leave one by one. */
        const float most = age < 30.0f ? 0.7f : age < 52.0f ? 0.95f : age < 62.0f ? 0.55f : 0.25f;
        const float two = age < 30.0f ? 0.1f : age < 52.0f ? hq_select(families, 0.56f, 0.62f) : 0.18f;
        const float three = age < 52.0f ? hq_select(families, 0.08f, 0.12f) : 0.02f;
        const float aged = age < 52.0f ? hq_select(families, 0.17f, 0.34f) : 0.08f;
        const int32_t head_woman = (sexes & 15) == 0;
        head[i] = someone(1, age, head_woman);
        spouse[i] = someone(hq_uniform(DRAW(i, spouse_jump)) < 0.88f, age - 1.5f, !head_woman);
        first[i] = someone(u < most && age - gap >= 0.0f, age - gap, (sexes >> 4) & 1);
        second[i] = someone(u < two && age - gap >= 3.0f, age - gap - 3.0f, (sexes >> 5) & 1);
        third[i] = someone(u < three && age - gap >= 6.0f, age - gap - 6.0f, (sexes >> 6) & 1);
        elder[i] = someone(w < aged, age + 25.0f, 1);
        other[i] = someone(w < 0.5f * aged, age + 27.0f, 0);
    }
}

/* Whether a child of this age has married, by a number of 0 to 1023. */
static bool has_married(const struct parameters *p, uint8_t person, uint32_t luck)
{
    float single = 1.0f;
    for (int32_t age = is_woman(person) ? 20 : 22; age < person_age(person); age++) {
        single *= 1.0f - (float)p->demography_marriage;
    }
    return (float)(int32_t)luck < 1024.0f * (1.0f - single);
}

/* The wife of a son, and their child where she has had time for one and there is room. */
static void marry_son(const struct family *f, int slot, uint32_t luck)
{
    enum { WIFE = 7, FIRST_CHILD_AT = 24 };
    const int32_t his = person_age(family_person(f, slot)), hers = his > 22 ? his - 2 : 20;
    const int32_t age = hers - FIRST_CHILD_AT;
    put_person(f, WIFE, person_code(hers, 1), 0);
    *f->married |= (uint8_t)(1U << slot | 1U << WIFE);
    const int place = free_slot(f);
    if (age >= 0 && age < 18 && place >= 0) {
        put_person(f, place, person_code(age, (int32_t)(luck & 1)), 0);
    }
}

/* Who is married, and what has become of grown children. */
static void found_families(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct hq_jump jump = JUMP(v, D_founding_people + 6);
    STREAMS(v);
    for (int32_t i = 0; p->demography_enabled && i < v->live; i++) {
        const struct family f = family_of(v, i);
        const uint32_t luck = DRAW(i, jump);
        *f.married = (uint8_t)((family_person(&f, 1) ? 3 : 0) |
                               (family_person(&f, 5) && family_person(&f, 6) ? 3 << 5 : 0));
        for (int child = 0; child < 3; child++) {
            const uint8_t person = family_person(&f, 2 + child);
            if (!person || !has_married(p, person, luck >> (10 * child) & 1023)) {
                continue;
            }
            if (is_woman(person) || family_person(&f, 7)) {
                put_person(&f, 2 + child, 0, 0);
            } else {
                marry_son(&f, 2 + child, luck >> 30);
            }
        }
    }
}

/* The k-th oldest member of a sex of 20 and more, or -1. */
static int adult_by_age(const struct family *f, bool woman, int k)
{
    for (int code = 240 + (woman ? 2 : 1); code >= person_code(20, woman); code -= 2) {
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            if (family_person(f, slot) == code && k-- == 0) {
                return slot;
            }
        }
    }
    return -1;
}

/* Couples among surveyed persons. */
static void pair_surveyed(const struct view *v)
{
    enum { FAR_APART = 12 };
    const struct parameters *p = v->parameters;
    const bool surveyed = GIVEN(v, age) && GIVEN(v, woman);
    for (int32_t i = 0; surveyed && p->demography_enabled && i < v->live; i++) {
        const struct family f = family_of(v, i);
        *f.married = 0;
        for (int man = 0, woman = 0;;) {
            const int his = adult_by_age(&f, false, man), hers = adult_by_age(&f, true, woman);
            if (his < 0 || hers < 0) {
                break;
            }
            const int apart = person_age(family_person(&f, his)) - person_age(family_person(&f, hers));
            if (apart >= -FAR_APART && apart <= FAR_APART) {
                *f.married |= (uint8_t)(1U << his | 1U << hers);
            }
            man += apart >= -FAR_APART; /* who is much older than the other has no partner here */
            woman += apart <= FAR_APART;
        }
    }
}

void HQ_SYMBOL(found_people)(const struct view *v)
{
    found_people(v);
    found_families(v);
    HQ_SYMBOL(take_persons)(v);
    pair_surveyed(v);
}
