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

/* What can happen to a person by code (1 + 2 age + sex, ages a year on; married: + 256), in units of 2^-16: the
 * chance of death of the healthy, and that of all that comes from above. */
enum { CODES = 256 };
struct chances {
    float dies[CODES], happens[2 * CODES];
};

static void tabulate_deaths(const struct parameters *p, int32_t year, struct chances *by)
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

static void tabulate(const struct parameters *p, int32_t year, struct chances *by)
{
    tabulate_deaths(p, year, by);
    for (int code = 0; code < CODES; code++) {
        const uint8_t person = (uint8_t)code;
        const int age = person_age(person);
        const bool lives = code >= 3,
                   fertile = lives && is_woman(person) && age >= FERTILE_FROM && age <= FERTILE_TO;
        by->happens[code] = lives ? 65536.0f * (seeks_at(p, person) + leaves_at(p, person)) : 0.0f;
        by->happens[CODES + code] =
            fertile ? 65536.0f * (float)p->demography_first_birth * fertility_at((float)age) : 0.0f;
    }
}

/* A person's uniform of the year, 0 to 2^16, both ends included: comparisons with chances are strict, so that
 * nothing befalls whom nothing can. */
HQ_INLINE float uniform_of(int32_t slot, uint32_t luck, uint32_t finer)
{
    return (float)(int32_t)(luck >> (16 * (slot & 1)) & 0xffff) + (float)(int32_t)(finer >> 16) * 0x1p-16f;
}

/* What the draws do to the people of one slot: DIES, or HAPPENS where something may come from above. */
static void cast_fates(const struct parameters *p, const struct chances *by, int32_t slot, const uint8_t *who,
                       const uint8_t *what, const uint8_t *married, const uint32_t *luck, const uint32_t *finer,
                       const int32_t *forgone, uint8_t *fate, int32_t rows)
{
    const float chronic = (float)p->demography_chronic_risk, acute = (float)p->demography_acute_risk;
    const float untreated = (float)p->illness_untreated_deaths;
    const float *dies = by->dies, *happens = by->happens;
    each_row (i, rows) {
        const int32_t code = who[i], wed = (married[i] >> slot) & 1, health = (what[i] >> 4) & 3;
        const float u = uniform_of(slot, luck[i], finer[i]);
        const float risk = hq_select(health == CHRONIC, chronic, hq_select(health == ACUTE, acute, 1.0f));
        const float worse = hq_select((health != HEALTHY) & (forgone[i] > 0), untreated, 1.0f);
        const int32_t ends = u < dies[code] * risk * worse, above = 65536.0f - u < happens[CODES * wed + code];
        fate[i] = (uint8_t)(ends * DIES | above * HAPPENS);
    }
}

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

static void meet_fate(const struct view *v, int32_t row, int slot, uint8_t fate, uint32_t luck, uint32_t finer)
{
    const struct family f = family_of(v, row);
    const float left = 65536.0f - uniform_of(slot, luck, finer);
    if (fate & DIES) {
        remove_person(&f, slot);
        v->tally[T_deaths] += ROW(v, weight)[row];
    } else if (is_married(&f, slot)) {
        bear(v, &f, row, slot, left, finer);
    } else {
        find_own_way(v, &f, row, slot, left);
    }
}

/* The members of the year by age. */
static void count_ages(const struct view *v)
{
    const uint8_t *person = ROW(v, person);
    const uint16_t *weight = ROW(v, weight);
    uint16_t *count = ROW(v, ills); /* no longer in use */
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i;
        uint8_t young = 0, old = 0;
#define ADD(slot)                                                                                              \
    young =                                                                                                    \
        (uint8_t)(young + (byte_any(who[(slot)*stride]) & byte_within(byte_age(who[(slot)*stride]), 0, 15)));  \
    old = (uint8_t)(old + (byte_any(who[(slot)*stride]) & byte_within(byte_age(who[(slot)*stride]), 66, 120)));
        EACH_SLOT(ADD)
#undef ADD
        count[i] = (uint16_t)(young | old << 8);
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
    count_ages(v);
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning), *married = ROW(v, married);
    uint8_t *fate = ROW(v, fate);
    uint32_t *luck = ROW(v, rank), *finer = (uint32_t *)(void *)ROW(v, claim);
    const int32_t rows = v->rows, stride = v->stride;
    draw_rows(v, D_vital + 4, finer);
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t *who = person + slot * stride, *what = learning + slot * stride;
        if (slot % 2 == 0) {
            draw_rows(v, D_vital + slot / 2, luck);
        }
        if (!anybody(who, rows)) {
            continue;
        }
        cast_fates(p, &by, slot, who, what, married, luck, finer, ROW(v, forgone), fate, rows);
        for (int32_t i = next_marked(fate, 0, rows); i < rows; i = next_marked(fate, i + 1, rows)) {
            meet_fate(v, i, slot, fate[i], luck[i], finer[i]);
        }
    }
}

const struct process HQ_SYMBOL(vital) = {
    "vital", HQ_SETTLE, run,
    COLUMNS(FAMILY_COLUMNS, C_weight, C_minority, C_seeking, C_fate, C_rank, C_claim, C_ills, C_forgone),
    COLUMNS(FAMILY_COLUMNS, C_seeking, C_fate, C_rank, C_claim, C_ills)};
