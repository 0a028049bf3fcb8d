/* Deaths and births; who would marry; who leaves for town.
 *
 * One uniform u a person and year, keyed by the slot, decides. From below it is death:
 *   q(x, year) of the life table (models/people/life.h), which falls over the years,
 *   times chronic_risk or acute_risk for the ill, over the mean of these factors that hazards of illness settle
 *   to: so the life table holds with illness, and whoever causes less illness causes fewer deaths; and times
 *   untreated_deaths for the ill who go without care (illness.c): these come on top of the table
 * From above, among those who live, it is
 *   for a wife: a birth, first_birth f(age), second_birth f(age) m or third_birth f(age) m by children at home,
 *     f = 1 under 28, falling evenly to 0 at 41; m = minority_births in a minority's household
 *   for a single adult: marriage sought (models/people/marriage.c), then leaving for town
 * so luck in all of these is the same under every policy. Half a draw a person, refined by a draw that the
 * household shares: the chance is exact to 2^-24. Children are born into a free slot; where none is free, there
 * is no birth, and it is counted. Deaths and births are at the year's end, after people have grown a year
 * older: ages here are one above those lived through in the year. Known limits: children at home are persons
 * under 20 and at least 18 years younger than the woman; nobody divorces. */
#include "models/people/life.h"

enum { DIES = 1, HAPPENS = 2 };
enum { NOBODY = 127 }; /* age of who is not there (byte_age) */
enum { USUAL = 4 };    /* slots that every village has filled somewhere */

/* ---- chances ------------------------------------------------------------------------------------------- */

/* The chance of death of the healthy by code (1 + 2 age + sex, ages a year on), in units of 2^-16. */
enum { CODES = 256 };
struct chances {
    float dies[CODES];
};

static void tabulate(const struct parameters *p, int32_t year, struct chances *by)
{
    const struct mortality m = mortality_of(p, year);
    const float chronic = (float)p->demography_chronic_risk, acute = (float)p->demography_acute_risk;
    const float falls = (float)p->illness_hazard, slope = (float)p->illness_age_effect;
    const float stays = (float)p->illness_chronic_share, ends = hq_max(1e-3f, (float)p->illness_recovery);
    float *dies = by->dies;
    each_row (code, CODES) {
        const float age = (float)((code - 1) >> 1) - 1.0f;
        const float table = death_at(m, age, (code & 1) ^ 1);
        const float ill = hq_min(0.5f, falls * hq_exp(slope * (age - 20.0f)));
        const float lasting = ill * stays, share = lasting / (lasting + ends);
        const float mean =
            1.0f + (chronic - 1.0f) * share + (acute - 1.0f) * ill * (1.0f - stays) * (1.0f - share);
        dies[code] = hq_select(age < 0.0f, 0.0f, 65536.0f * table / mean); /* not the newborn */
    }
}

/* A person's uniform of the year, 0 to 2^16, both ends included: comparisons with chances are strict, so that
 * nothing befalls whom nothing can. */
HQ_INLINE float uniform_of(int32_t slot, uint32_t luck, uint32_t finer)
{
    return (float)(int32_t)(luck >> (16 * (slot & 1)) & 0xffff) + (float)(int32_t)(finer >> 16) * 0x1p-16f;
}

/* What may come from above to a member of a slot, in units of 2^-16: to a wife as if she had no child yet. */
static float happens_to(const struct parameters *p, uint8_t person, bool married)
{
    const int age = person_age(person);
    if (!married) {
        return 65536.0f * (seeks_at(p, person) + leaves_at(p, person));
    }
    const bool fertile = is_woman(person) && age >= FERTILE_FROM && age <= FERTILE_TO;
    return fertile ? 65536.0f * (float)p->demography_first_birth * fertility_at((float)age) : 0.0f;
}

/* What the draws do to a member: DIES, or HAPPENS where something may come from above, or 0. */
static int fate_of(const struct parameters *p, const struct chances *by, uint8_t person, uint8_t learning,
                   bool married, bool forgoes, float u)
{
    const int32_t health = health_of(learning);
    const float chronic = (float)p->demography_chronic_risk, acute = (float)p->demography_acute_risk;
    const float risk = hq_select(health == CHRONIC, chronic, hq_select(health == ACUTE, acute, 1.0f));
    const float worse = ((health != HEALTHY) & forgoes) ? (float)p->illness_untreated_deaths : 1.0f;
    if (u < by->dies[person] * risk * worse) {
        return DIES;
    }
    return person > 2 && 65536.0f - u < happens_to(p, person, married) ? HAPPENS : 0;
}

/* ---- who is looked at ------------------------------------------------------------------------------------ */

/* Nearly nothing befalls nearly everybody, so that chances are looked up only for those whom the upper eight
 * bits of their draw do not rule out against bounds by age, health and family:
 *
 *   u < chance        only where upper bits <= ceil(greatest chance / 2^8) - 1
 *   2^16 - u < chance only where 255 - upper bits <= the same of the greatest chance from above
 *
 * Of the ill an eighth of the upper bits counts while what illness does is at most eightfold, else nothing.
 * Bounds are in steps of 2^-8 and include 0, so some are looked at in vain; nobody is missed. */
enum { BANDS = 5 };
static const uint8_t band_from[BANDS + 1] = {0, 2, 50, 70, 85, 128}; /* ages, a year on */

struct bounds {
    uint8_t dies[BANDS];   /* of the healthy */
    uint8_t ill;           /* 0xff, or 0 where illness does more than eightfold */
    uint8_t single, minor; /* from above; a minor may leave but not marry yet */
    uint8_t wife, mother;  /* a mother: a wife who has a child at home */
};

/* The greatest upper bits of a uniform under a chance, in units of 2^-16 and with room for rounding. */
static uint8_t bits_under(float chance)
{
    const float steps = hq_min(256.0f, (1.001f * chance + 1.0f) * 0x1p-8f);
    const int32_t whole = hq_truncate(steps), up = whole + ((float)whole < steps);
    return (uint8_t)(up - 1);
}

static struct bounds bounds_of(const struct parameters *p, const struct chances *by)
{
    const float risk = hq_max((float)p->demography_chronic_risk, (float)p->demography_acute_risk);
    const float worse = (float)p->illness_untreated_deaths, first = (float)p->demography_first_birth;
    const float later = hq_max((float)p->demography_second_birth, (float)p->demography_third_birth);
    const float more = hq_max(1.0f, (float)p->demography_minority_births);
    struct bounds b = {.ill = hq_max(1.0f, risk) * hq_max(1.0f, worse) <= 7.9f ? 0xff : 0,
                       .single = bits_under(65536.0f * (float)(p->demography_marriage + p->demography_leaving)),
                       .minor = bits_under(65536.0f * (float)p->demography_leaving),
                       .wife = bits_under(65536.0f * first),
                       .mother = bits_under(65536.0f * hq_min(first, later * more))};
    for (int band = 0; band < BANDS; band++) {
        float most = 0.0f;
        for (int code = 1 + 2 * band_from[band]; code < 1 + 2 * band_from[band + 1] && code < CODES; code++) {
            most = hq_max(most, by->dies[code]);
        }
        b.dies[band] = bits_under(most);
    }
    return b;
}

/* 1 where x <= bound, of bytes. */
HQ_INLINE uint8_t byte_up_to(uint8_t x, uint8_t bound)
{
    const uint8_t less = (uint8_t)(bound - x);
    return (uint8_t)((uint8_t)((uint8_t)(~bound & x) | ((uint8_t) ~(bound ^ x) & less)) >> 7) ^ 1;
}

/* 0xff where an age is under `from`, both at most 127. */
HQ_INLINE uint8_t mask_under(uint8_t age, uint8_t from)
{
    return byte_mask((uint8_t)((uint8_t)(age - from) >> 7));
}

/* Marks who must be looked at in one slot. `youngest`: of the household's members, an age. */
static void mark(const struct bounds *b, int32_t slot, const uint8_t *who, const uint8_t *what,
                 const uint8_t *married, const uint8_t *youngest, const uint32_t *luck, uint8_t *fate,
                 int32_t rows)
{
    const int32_t shift = 16 * (slot & 1) + 8;
    const uint8_t infant = b->dies[0] ^ b->dies[1], grown = b->dies[1] ^ b->dies[2],
                  aging = b->dies[2] ^ b->dies[3], old = b->dies[3] ^ b->dies[4], oldest = b->dies[4];
    const uint8_t ill = b->ill, single = b->single, minor = b->minor ^ b->single, wife = b->wife,
                  mother = b->mother ^ b->wife;
    each_row (i, rows) {
        const uint8_t person = who[i], age = byte_age(person), upper = (uint8_t)(luck[i] >> shift);
        const uint8_t wed = (married[i] >> slot) & 1, woman = (uint8_t)~person & 1;
        const uint8_t sick = byte_mask(byte_acute(what[i]) | byte_chronic(what[i]));
        const uint8_t low = (uint8_t)((upper & (uint8_t)~sick) | ((upper >> 3) & ill & sick));
        const uint8_t deadly =
            oldest ^ (old & mask_under(age, band_from[4])) ^ (aging & mask_under(age, band_from[3])) ^
            (grown & mask_under(age, band_from[2])) ^ (infant & mask_under(age, band_from[1]));
        /* A child of hers is 18 years younger, and under 20. */
        const uint8_t child = mask_under(youngest[i], CHILD_TO + 1) &
                              (uint8_t)~mask_under(age, (uint8_t)(youngest[i] + GENERATION) & 127);
        const uint8_t fertile = wed & woman & byte_within(age, FERTILE_FROM, FERTILE_TO);
        const uint8_t free = (wed ^ 1) & byte_within(age, LEAVES_FROM, SEEKS_TO);
        const uint8_t above =
            (uint8_t)((byte_mask(free) & (single ^ (minor & mask_under(age, WOMEN_MARRY_FROM)))) |
                      (byte_mask(fertile) & (wife ^ (mother & child))));
        const uint8_t dies = byte_up_to(low, deadly),
                      happens = (free | fertile) & byte_up_to((uint8_t)~upper, above);
        fate[i] = byte_any(person) & (dies | happens);
    }
}

/* ---- what happens ---------------------------------------------------------------------------------------- */

/* Children at home of a woman of this age. */
static int children_of(const struct family *f, int age)
{
    int children = 0;
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t person = family_person(f, slot);
        children += person != 0 && person_age(person) <= CHILD_TO && person_age(person) + GENERATION <= age;
    }
    return children;
}

/* A wife for whom a first birth would be due: is it due with the children that she has? */
static void bear(const struct view *v, const struct family *f, int32_t row, int slot, float left,
                 uint32_t finer)
{
    const struct parameters *p = v->parameters;
    const int age = person_age(family_person(f, slot)), children = children_of(f, age);
    const float minority = ROW(v, minority)[row] ? (float)p->demography_minority_births : 1.0f;
    const float first = (float)p->demography_first_birth;
    const float rate = children == 0   ? first
                       : children == 1 ? (float)p->demography_second_birth * minority
                                       : (float)p->demography_third_birth * minority;
    if (left >= 65536.0f * hq_min(rate, first) * fertility_at((float)age)) {
        return;
    }
    const int64_t weight = ROW(v, weight)[row];
    const int place = free_slot(f);
    if (place < 0) {
        v->tally[T_crowded] += weight;
        return;
    }
    const float sex = (float)(int32_t)(hq_mix64((uint64_t)finer << 3 | (uint64_t)slot) & 0xffff) * 0x1p-16f;
    put_person(f, place, person_code(0, sex >= (float)p->demography_boys), 0);
    v->tally[T_births] += weight;
}

/* What happens to one person who is not married: `left` is 2^16 less the uniform. */
static void find_own_way(const struct view *v, const struct family *f, int32_t row, int slot, float left)
{
    const struct parameters *p = v->parameters;
    const uint8_t person = family_person(f, slot);
    uint8_t *seeking = &ROW(v, seeking)[row];
    if (left < 65536.0f * seeks_at(p, person)) {
        *seeking = *seeking ? *seeking : (uint8_t)(slot + 1);
    } else if (schooling_of(family_learning(f, slot)) >= LEAVES_SCHOOLED) {
        remove_person(f, slot);
        v->tally[T_left_home] += ROW(v, weight)[row];
    }
}

/* One who is looked at: `luck` is the slot's draw, the finer one is the household's. */
static void meet_fate(const struct view *v, const struct chances *by, int32_t row, int slot, uint32_t luck)
{
    const struct family f = family_of(v, row);
    const uint32_t finer = draw_of(v, row, D_vital + 4);
    const float u = uniform_of(slot, luck, finer);
    const uint8_t person = family_person(&f, slot);
    const int fate = fate_of(v->parameters, by, person, family_learning(&f, slot), is_married(&f, slot),
                             ROW(v, forgone)[row] > 0, u);
    if (fate == DIES) {
        remove_person(&f, slot);
        v->tally[T_deaths] += ROW(v, weight)[row];
    } else if (fate && is_married(&f, slot)) {
        bear(v, &f, row, slot, 65536.0f - u, finer);
    } else if (fate) {
        find_own_way(v, &f, row, slot, 65536.0f - u);
    }
    if (family_person(&f, slot) == 0) {
        ROW(v, months)[row] = NOBODY; /* a mother may have no child any more */
    }
}

/* The members of the year by age, and the age of each household's youngest. */
static void count_ages(const struct view *v, uint8_t *youngest)
{
    const uint8_t *person = ROW(v, person);
    const uint16_t *weight = ROW(v, weight);
    uint16_t *count = ROW(v, ills); /* no longer in use */
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i;
        uint8_t young = 0, old = 0, least = NOBODY;
#define ADD(slot)                                                                                              \
    young =                                                                                                    \
        (uint8_t)(young + (byte_any(who[(slot)*stride]) & byte_within(byte_age(who[(slot)*stride]), 0, 15)));  \
    old =                                                                                                      \
        (uint8_t)(old + (byte_any(who[(slot)*stride]) & byte_within(byte_age(who[(slot)*stride]), 66, 120)));  \
    least = (uint8_t)(least + ((uint8_t)(byte_age(who[(slot)*stride]) - least) &                               \
                               mask_under(byte_age(who[(slot)*stride]), least)));
        EACH_SLOT(ADD)
#undef ADD
        count[i] = (uint16_t)(young | old << 8);
        youngest[i] = least;
    }
    int64_t young = 0, old = 0;
    each_row_sum (i, rows, young, old) {
        young += (count[i] & 255) * weight[i];
        old += (count[i] >> 8) * weight[i];
    }
    v->tally[T_young] += young;
    v->tally[T_old] += old;
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->demography_enabled) {
        return;
    }
    _Alignas(64) struct chances by;
    tabulate(p, v->year, &by);
    const struct bounds bounds = bounds_of(p, &by);
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning), *married = ROW(v, married);
    uint8_t *fate = ROW(v, fate), *youngest = ROW(v, months); /* no longer in use */
    uint32_t *luck = ROW(v, rank);
    const int32_t rows = v->rows, stride = v->stride;
    int32_t drawn = -1;
    count_ages(v, youngest);
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t *who = person + slot * stride, *what = learning + slot * stride;
        if (slot >= USUAL && !anybody(who, rows)) {
            continue;
        }
        if (drawn != slot / 2) {
            drawn = slot / 2;
            draw_rows(v, D_vital + drawn, luck);
        }
        mark(&bounds, slot, who, what, married, youngest, luck, fate, rows);
        for (int32_t i = next_marked(fate, 0, rows); i < rows; i = next_marked(fate, i + 1, rows)) {
            meet_fate(v, &by, i, slot, luck[i]);
        }
    }
}

const struct process HQ_SYMBOL(vital) = {
    "vital", HQ_SETTLE, run,
    COLUMNS(FAMILY_COLUMNS, C_weight, C_minority, C_seeking, C_fate, C_rank, C_months, C_ills, C_forgone),
    COLUMNS(FAMILY_COLUMNS, C_seeking, C_fate, C_rank, C_months, C_ills)};
