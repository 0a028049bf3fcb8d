/* The founders' households: who is in them, how old, who is married to whom.
 *
 * With demography on, every household is that of a couple, its single children, and sons with wife and children
 * who have not left, made by the chances of models/people/life.h, year by year from the wedding to the first
 * year:
 *   the man's age: by cohorts alive in 2000 (history.def), times the chance that he or his wife is alive, times
 *       the chance to live on one's own: 1 - P(a parent lives) (P(single) + P(married) P(not divided))
 *   wedding: the chance to seek, times WEDDINGS, since not all find a partner; his wife is 1 to 3 years younger
 *   births: first_birth, and later ones by the history of chances (history.def), times fertility at her age
 *   children: some leave for town; daughters marry and leave; a couple leaves with chance `division` a year
 *       while the father is under 60
 * Who is single or widowed may be seeking a partner for the first year. So a population begins near where its chances, had
 * they always held, would have brought it: nothing jumps in the first years. What a survey says
 * (population.survey) takes the place of each: models/people/surveyed.c. Of its persons, whom it does not pair,
 * the oldest man and the oldest woman of 20 and more are taken for a couple where at most twelve years part
 * them, then the next ones. With demography off, one cohort: a head of 24 to 74, a spouse, up to three children
 * by the head's age, up to two elders. Known limits: survival is that of the first year's table; nobody heads a
 * household who has never married; children who have died are not taken off; who has no slot is left out. */
#include "models/people/life.h"

/* Usual ages: of a father at a son's birth, of a man at his wedding; WEDDINGS: share of those who seek a
 * partner and find one; SCHOOLED: share of former youths with the schooling to leave. All assumed. */
enum { FATHER_AT = 26, MARRIED_AT = 25, WIFE_YOUNGER = 2 };
#define WEDDINGS 0.9f
#define SCHOOLED 0.13f

/* Puts a person into a slot where `there` holds. */
HQ_INLINE uint8_t someone(int32_t there, float age, int32_t woman)
{
    return there ? person_code(hq_truncate(hq_clamp(age, 0.0f, 100.0f)), woman) : 0;
}

/* Members by slot: 0 head, 1 spouse, 2-4 children, 5-6 elders; slot 7 stays free. */
static void found_cohort(const struct view *v)
{
    uint8_t *person = ROW(v, person);
    const int32_t rows = v->live, stride = v->stride;
    const struct hq_jump age_jump = JUMP(v, D_founding_people), spouse_jump = JUMP(v, D_founding_people + 1);
    const struct hq_jump children_jump = JUMP(v, D_founding_people + 2),
                         gap_jump = JUMP(v, D_founding_people + 3);
    const struct hq_jump elder_jump = JUMP(v, D_founding_people + 4), sex_jump = JUMP(v, D_founding_people + 5);
    uint8_t *head = person, *spouse = person + stride, *first = person + 2 * stride,
            *second = person + 3 * stride;
    uint8_t *third = person + 4 * stride, *elder = person + 5 * stride, *other = person + 6 * stride;
    STREAMS(v);
    each_live_row (i, rows) {
        const float age = 24.0f + 50.0f * hq_uniform(DRAW(i, age_jump));
        const float u = hq_uniform(DRAW(i, children_jump)), gap = 22.0f + 8.0f * hq_uniform(DRAW(i, gap_jump));
        const uint32_t sexes = DRAW(i, sex_jump);
        const float w = hq_uniform(DRAW(i, elder_jump));
        /* Children live at home from the head's 24th year; after 50 they leave one by one. */
        const float most = age < 30.0f ? 0.7f : age < 52.0f ? 0.95f : age < 62.0f ? 0.55f : 0.25f;
        const float two = age < 30.0f ? 0.1f : age < 52.0f ? 0.62f : 0.18f;
        const float three = age < 52.0f ? 0.12f : 0.02f;
        const float aged = age < 52.0f ? 0.34f : 0.08f;
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

/* ---- families ------------------------------------------------------------------------------------------ */

/* What a village's founders have in common, so that chances and ages need not be worked out for each. */
enum { YOUNGEST = 22, OLDEST = 92, AGES = OLDEST - YOUNGEST + 1, YEARS = 80 };
struct past {
    const struct parameters *p;
    int32_t year;                      /* the founders' first */
    float alive[2][OLDEST + 2];        /* by sex (1: women) and age: survivors of those who came to 22 */
    uint64_t heads[AGES];              /* running count of households by the age of the man, in 2^-32 of all */
    float second[YEARS], third[YEARS]; /* chances of later births so many years ago */
};

struct history_row {
    float year, one, other;
};

static const struct history_row cohorts[] = {
#define COHORT(year, persons) {year, (float)(persons), 0},
#define BIRTHS(...)
#include "models/people/history.def"
#undef COHORT
#undef BIRTHS
};

static const struct history_row births[] = {
#define COHORT(...)
#define BIRTHS(year, second, third) {year, (float)(second), (float)(third)},
#include "models/people/history.def"
#undef COHORT
#undef BIRTHS
};

/* A row of history at a year: interpolated, and the first and last row hold beyond. */
static struct history_row history_at(const struct history_row *rows, int count, float year)
{
    int k = 0;
    while (k < count - 2 && year >= rows[k + 1].year) {
        k++;
    }
    const float part = hq_clamp((year - rows[k].year) / (rows[k + 1].year - rows[k].year), 0.0f, 1.0f);
    return (struct history_row){year, rows[k].one + part * (rows[k + 1].one - rows[k].one),
                                rows[k].other + part * (rows[k + 1].other - rows[k].other)};
}

static void recall_births(struct past *past)
{
    enum { ROWS = sizeof births / sizeof *births, PARAMETERS_FROM = 2000 };
    const float second = (float)past->p->demography_second_birth,
                third = (float)past->p->demography_third_birth;
    for (int ago = 0; ago < YEARS; ago++) {
        const float year = (float)(past->year - ago);
        const float now = hq_clamp(
            (year - births[ROWS - 1].year) / ((float)PARAMETERS_FROM - births[ROWS - 1].year), 0.0f, 1.0f);
        const struct history_row then = history_at(births, ROWS, year);
        past->second[ago] = then.one + now * (second - then.one);
        past->third[ago] = then.other + now * (third - then.other);
    }
}

static void recall_deaths(struct past *past)
{
    const struct mortality m = mortality_of(past->p, past->year);
    for (int woman = 0; woman < 2; woman++) {
        float left = 1.0f;
        for (int age = 0; age < OLDEST + 2; age++) {
            past->alive[woman][age] = left;
            left *= age < YOUNGEST ? 1.0f : 1.0f - death_at(m, (float)age, woman);
        }
    }
}

/* Survivors at an age of those who were alive at an earlier one. */
static float survives(const struct past *past, int woman, int from, int age)
{
    from = from < YOUNGEST ? YOUNGEST : from > OLDEST ? OLDEST : from;
    age = age < from ? from : age > OLDEST + 1 ? OLDEST + 1 : age;
    return past->alive[woman][age] / past->alive[woman][from];
}

/* The chance that at least one parent lives, of whom the father was so old when a son of this age was born. */
static float has_parents(const struct past *past, int age)
{
    const float father = survives(past, 0, FATHER_AT, age + FATHER_AT);
    const float mother = survives(past, 1, FATHER_AT - WIFE_YOUNGER, age + FATHER_AT - WIFE_YOUNGER);
    return 1.0f - (1.0f - father) * (1.0f - mother);
}

/* The share of men of an age who have left their parents' household or have none: who is single stays, and
 * couples divide off while the father is of working age. */
static float on_their_own(const struct past *past, int age, float single)
{
    const int last = HOUSE_MASTER_TO - FATHER_AT < age ? HOUSE_MASTER_TO - FATHER_AT : age;
    float stays = 1.0f;
    for (int year = MARRIED_AT; year < last; year++) {
        stays *= 1.0f - (float)past->p->demography_division;
    }
    return 1.0f - has_parents(past, age) * (single + (1.0f - single) * stays);
}

/* How many households are headed by a man of an age or, where he has died, his widow. */
static void count_heads(struct past *past)
{
    enum { ROWS = sizeof cohorts / sizeof *cohorts, CENSUS = 2000 };
    float heads[AGES], all = 0.0f, single = 1.0f, sum = 0.0f;
    for (int age = YOUNGEST; age <= OLDEST; age++) {
        const int then = age - (past->year - CENSUS);
        const float alive = history_at(cohorts, ROWS, (float)(past->year - age)).one;
        const float grown = alive / survives(past, 0, YOUNGEST, then);
        const float his = survives(past, 0, YOUNGEST, age),
                    hers = survives(past, 1, YOUNGEST, age - WIFE_YOUNGER);
        heads[age - YOUNGEST] =
            grown * (1.0f - (1.0f - his) * (1.0f - hers)) * on_their_own(past, age, single) * (1.0f - single);
        all += heads[age - YOUNGEST];
        single *= 1.0f - WEDDINGS * seeks_at(past->p, person_code(age, 0));
    }
    for (int k = 0; k < AGES; k++) {
        sum += heads[k];
        past->heads[k] =
            (uint64_t)(int64_t)((double)(sum / all) * 0x1p32); /* lint: allow float-cast: between 0 and 2^32 */
    }
}

/* One household's luck: uniforms in steps of 2^-16, four out of a mix. */
struct luck {
    uint64_t key, bits;
    int32_t used;
};

static float uniform(struct luck *luck)
{
    luck->bits = luck->used % 4 == 0 ? hq_mix64(luck->key + (uint64_t)luck->used) : luck->bits >> 16;
    luck->used++;
    return ((float)(int32_t)(luck->bits & 0xffff) + 0.5f) * 0x1p-16f;
}

static int below(struct luck *luck, int count)
{
    return hq_truncate(uniform(luck) * (float)count);
}

/* The age at which a person has married by now, or 0. */
static int wedding_age(const struct past *past, struct luck *luck, int woman, int age)
{
    for (int then = woman ? WOMEN_MARRY_FROM : MEN_MARRY_FROM; then < age; then++) {
        if (uniform(luck) < WEDDINGS * seeks_at(past->p, person_code(then, woman))) {
            return then;
        }
    }
    return 0;
}

/* The children of a wife who is `age` and has married at `wed`: their ages, the oldest first. Returns how many.
 */
enum { MOST_CHILDREN = 8 };
static int bear_children(const struct past *past, struct luck *luck, int age, int wed, bool minority, int *ages)
{
    const float more = minority ? (float)past->p->demography_minority_births : 1.0f;
    const float first = (float)past->p->demography_first_birth;
    int children = 0;
    for (int then = wed + 1; then <= FERTILE_TO && then <= age && children < MOST_CHILDREN; then++) {
        const int ago = age - then < YEARS ? age - then : YEARS - 1;
        const float rate = children == 0   ? first
                           : children == 1 ? hq_min(1.0f, more * past->second[ago])
                                           : hq_min(1.0f, more * past->third[ago]);
        if (uniform(luck) < rate * fertility_at((float)then)) {
            ages[children++] = age - then;
        }
    }
    return children;
}

/* Single persons, the widowed among them, look for a partner already as vital.c would have had it last year:
 * one of a household, the first by slot. */
static void seek(const struct past *past, struct luck *luck, const struct family *f, uint8_t *seeking)
{
    for (int slot = 0; slot < HQ_SLOTS && *seeking == 0; slot++) {
        const uint8_t person = family_person(f, slot);
        if (person && !is_married(f, slot) && uniform(luck) < seeks_at(past->p, person)) {
            *seeking = (uint8_t)(slot + 1);
        }
    }
}

/* Whether a couple lives with his parents still: it may have left in each year since the wedding while his
 * father was of working age. */
static bool lives_with_parents(const struct past *past, struct luck *luck, int fathers_age, int years)
{
    for (int ago = 0; ago < years; ago++) {
        if (fathers_age - ago <= HOUSE_MASTER_TO && uniform(luck) < (float)past->p->demography_division) {
            return false;
        }
    }
    return true;
}

/* A man's wife and their children, as far as there is room. */
static void put_wife_and_children(const struct past *past, struct luck *luck, const struct family *f, int slot,
                                  int his_age, int wed, bool minority)
{
    const int wife = free_slot(f), hers = his_age - 1 - below(luck, 3);
    int ages[MOST_CHILDREN];
    put_person(f, wife, person_code(hers, 1), 0);
    *f->married |= (uint8_t)(1U << slot | 1U << wife);
    const int children = bear_children(past, luck, hers, wed - (his_age - hers), minority, ages);
    for (int k = 0; k < children; k++) {
        const int place = free_slot(f);
        if (place >= 0 && ages[k] < MEN_MARRY_FROM) {
            put_person(f, place, person_code(ages[k], uniform(luck) >= (float)past->p->demography_boys), 0);
        }
    }
}

/* What has become of a child of the oldest couple. */
static void settle_child(const struct past *past, struct luck *luck, const struct family *f, int age,
                         int fathers_age, bool minority)
{
    const int woman = uniform(luck) >= (float)past->p->demography_boys, place = free_slot(f);
    if (place < 0) {
        return;
    }
    for (int then = LEAVES_FROM; then <= LEAVES_TO && then <= age; then++) {
        if (uniform(luck) < SCHOOLED * leaves_at(past->p, person_code(then, woman))) {
            return;
        }
    }
    const int wed = wedding_age(past, luck, woman, age);
    if (wed && (woman || !lives_with_parents(past, luck, fathers_age, age - wed))) {
        return;
    }
    put_person(f, place, person_code(age, woman), 0);
    if (wed && free_slot(f) >= 0) {
        put_wife_and_children(past, luck, f, place, age, wed, minority);
    } else if (wed) {
        put_person(f, place, 0, 0);
    }
}

/* Who of the oldest couple is alive: both, he alone or she alone. */
static void put_oldest(const struct past *past, struct luck *luck, const struct family *f, int his, int hers)
{
    const float he = survives(past, 0, YOUNGEST, his), she = survives(past, 1, YOUNGEST, hers);
    const float both = he * she, he_alone = he * (1.0f - she), she_alone = she * (1.0f - he);
    const float u = uniform(luck) * (both + he_alone + she_alone);
    if (u < both + he_alone) {
        put_person(f, 0, person_code(his, 0), 0);
    }
    if (u < both || u >= both + he_alone) {
        put_person(f, u < both ? 1 : 0, person_code(hers, 1), 0);
    }
    *f->married = u < both ? 3 : 0;
}

static int age_of_head(const struct past *past, uint32_t draw)
{
    int low = 0, high = AGES - 1;
    while (low < high) {
        const int middle = (low + high) / 2;
        *(past->heads[middle] > draw ? &high : &low) = past->heads[middle] > draw ? middle : middle + 1;
    }
    return YOUNGEST + low;
}

static void found_family(const struct view *v, const struct past *past, int32_t row, uint32_t seniority,
                         struct luck *luck, bool minority)
{
    const struct family f = family_of(v, row);
    const int his = age_of_head(past, seniority), hers = his - 1 - below(luck, 3);
    uint8_t *seeking = &ROW(v, seeking)[row];
    int ages[MOST_CHILDREN], wed = wedding_age(past, luck, 0, his);
    *f.married = *seeking = 0;
    wed = wed ? wed : his - 1;
    put_oldest(past, luck, &f, his, hers);
    const int children = bear_children(past, luck, hers, wed - (his - hers), minority, ages);
    for (int k = 0; k < children; k++) {
        settle_child(past, luck, &f, ages[k], his, minority);
    }
    seek(past, luck, &f, seeking);
}

static void found_families(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float minority_share = (float)p->founding_minority_share;
    const struct hq_jump age_jump = JUMP(v, D_founding_people), people_jump = JUMP(v, D_founding + 8);
    const struct hq_jump luck_jump = JUMP(v, D_founding_people + 1), more_jump = JUMP(v, D_founding_people + 2);
    struct past past = {.p = p, .year = v->year};
    STREAMS(v);
    recall_births(&past);
    recall_deaths(&past);
    count_heads(&past);
    for (int32_t i = 0; i < v->live; i++) {
        struct luck luck = {(uint64_t)DRAW(i, luck_jump) << 32 | DRAW(i, more_jump), 0, 0};
        const bool minority =
            hq_uniform(DRAW(i, people_jump)) < minority_share; /* as models/people/founding.c */
        found_family(v, &past, i, DRAW(i, age_jump), &luck, minority);
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
    const struct parameters *p = v->parameters;
    if (p->demography_enabled) {
        found_families(v);
    } else {
        found_cohort(v);
    }
    HQ_SYMBOL(take_persons)(v);
    pair_surveyed(v);
}
