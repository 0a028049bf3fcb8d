/* Marriage, from and to a pool of the county.
 *
 * Who would marry (models/people/vital.c) is counted at the year's end by class of age: women under 25, to 29,
 * older; men two years later. In the next year
 *   weddings of a class = min(women, men who seek)
 * and `allot` hands them to villages. Within a village women follow by lot, men by schooling (more than nine
 * years, seven to nine, fewer), then by lot. The bride leaves her slot and takes nothing along; a groom's
 * household gets a woman of
 *   age = his - 1 to 3, within her class;  schooling = mean of the county's brides + 2 z years;  good health
 * So women who leave are women who come, in every county and class, in a population at full
 * scale; thinned villages round by lot, and the two are equal on average. Men need a free slot at home; one
 * member a household marries in a year; who is left over may seek again. A woman who is the only one of 16 and
 * more beside children stays with them. Known limits: a bride is a new person, without courses; nobody marries
 * into the wife's household, across counties or to town; no bride price. */
#include "models/people/family.h"
#include "models/policies/policy.h"

enum { CLASSES = 3, MEN_LATER = 2 };
_Static_assert(Q_brides_3 == Q_brides_1 + 2 && Q_grooms_3 == Q_grooms_1 + 2, "quotas of a sex are in a row");

static const int class_from[CLASSES + 1] = {20, 25, 30, 48};

/* ---- the county --------------------------------------------------------------------------------------- */

/* Brides of the first year are as the founders of their age. */
static void found(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    c->bride_schooling = p->demography_enabled ? (float)p->founding_schooling : 0.0f;
}

static void plan(struct world *w, int county)
{
    for (int class = 0; class < CLASSES; class ++) {
        const int64_t women = w->demand[county * QUOTAS + Q_brides_1 + class];
        const int64_t men = w->demand[county * QUOTAS + Q_grooms_1 + class];
        grant(w, county, Q_brides_1 + class, men);
        grant(w, county, Q_grooms_1 + class, women);
    }
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const int64_t *t = hq_tallies(w, county);
    c->bride_schooling = t[T_brides_sought] > 0 ? (float)t[T_brides_years] / (float)t[T_brides_sought] : 0.0f;
}

const struct yearly HQ_SYMBOL(partners_year) = {.found = found, .plan = plan, .close = close};

/* ---- who would marry ------------------------------------------------------------------------------------ */

/* The quota that a member counts in. */
static int quota_of(uint8_t person)
{
    const int age = person_age(person) - (is_woman(person) ? 0 : MEN_LATER);
    int class = 0;
    while (class + 1 < CLASSES && age >= class_from[class + 1]) {
        class ++;
    }
    return (is_woman(person) ? Q_brides_1 : Q_grooms_1) + class;
}

/* Whether somebody of working age or older is left in the household when the member goes, or nobody at all. */
static bool may_leave(const struct family *f, int slot)
{
    int others = 0, grown = 0;
    for (int k = 0; k < HQ_SLOTS; k++) {
        const uint8_t person = family_person(f, k);
        others += k != slot && person != 0;
        grown += k != slot && person != 0 && person_age(person) >= ADULT_FROM;
    }
    return others == 0 || grown > 0;
}

/* The quota of a row's seeker, or -1 where it has none who can marry now. */
static int seeker_quota(const struct view *v, int32_t row)
{
    const struct family f = family_of(v, row);
    const int slot = ROW(v, seeking)[row] - 1;
    if (slot < 0 || ROW(v, moving)[row] >= FOUNDED) {
        return -1;
    }
    const uint8_t person = family_person(&f, slot);
    return (is_woman(person) ? may_leave(&f, slot) : free_slot(&f) >= 0) ? quota_of(person) : -1;
}

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->demography_enabled) {
        return;
    }
    const uint8_t *seeking = ROW(v, seeking);
    const uint16_t *weight = ROW(v, weight);
    for (int32_t i = next_marked(seeking, 0, v->rows); i < v->rows; i = next_marked(seeking, i + 1, v->rows)) {
        const int quota = seeker_quota(v, i);
        if (quota < 0) {
            continue;
        }
        v->demand[quota] += weight[i];
        if (quota < Q_grooms_1) {
            const struct family f = family_of(v, i);
            v->tally[T_brides_sought] += weight[i];
            v->tally[T_brides_years] += (int64_t)weight[i] * schooling_of(family_learning(&f, seeking[i] - 1));
        }
    }
}

#define SEEKER_READS FAMILY_COLUMNS, C_weight, C_seeking, C_moving
const struct process HQ_SYMBOL(count_partners) = {"count_partners", HQ_SETTLE, count, COLUMNS(SEEKER_READS),
                                                  NULL};

/* ---- weddings ------------------------------------------------------------------------------------------- */

/* Who is served first: low numbers. */
static uint32_t order_of(const struct view *v, int32_t row, int quota)
{
    const struct family f = family_of(v, row);
    const int years = schooling_of(family_learning(&f, ROW(v, seeking)[row] - 1));
    const uint32_t class = quota < Q_grooms_1 || years > 9 ? 0 : years > 6 ? 1 : 2;
    return class << 30 | draw_of(v, row, D_wedding) >> 2;
}

/* A bride from the pool comes to her husband in `slot`. */
static void bring_bride(const struct view *v, int32_t row, int slot, int class)
{
    const struct county *c = v->county_row;
    const struct family f = family_of(v, row);
    const uint32_t luck = draw_of(v, row, D_wedding + 1);
    const int place = free_slot(&f), younger = 1 + (int)((uint64_t)(luck & 0xffff) * 3 >> 16);
    const int wanted = person_age(family_person(&f, slot)) - younger;
    const int youngest = class_from[class], oldest = class_from[class + 1] - 1;
    const int age = wanted < youngest ? youngest : wanted > oldest ? oldest : wanted;
    const float z = hq_normal((luck & 0xffff0000) | 0x8000);
    const int32_t years = hq_round(hq_clamp(c->bride_schooling + 2.0f * z, 0.0f, (float)MOST_SCHOOLING));
    put_person(&f, place, person_code(age, 1), learning_code(years, HEALTHY, 0));
    *f.married |= (uint8_t)(1U << slot | 1U << place);
    v->tally[T_brides_came] += ROW(v, weight)[row];
}

static void marry(const struct view *v, int32_t row, int quota)
{
    const struct family f = family_of(v, row);
    const int slot = ROW(v, seeking)[row] - 1;
    if (quota < Q_grooms_1) {
        remove_person(&f, slot);
        v->tally[T_brides_left] += ROW(v, weight)[row];
    } else {
        bring_bride(v, row, slot, quota - Q_grooms_1);
    }
    ROW(v, seeking)[row] = 0;
}

/* The village's seekers: their rows and the quotas that they stand in. */
struct seekers {
    int32_t *row;
    uint32_t *quota;
    int32_t count;
};

/* The first of those still seeking in a quota, or -1. */
static int32_t first_in(const struct view *v, const struct seekers *s, int quota)
{
    int32_t next = -1;
    uint32_t first = 0;
    for (int32_t k = 0; k < s->count; k++) {
        if (s->quota[k] == (uint32_t)quota && ROW(v, seeking)[s->row[k]]) {
            const uint32_t order = order_of(v, s->row[k], quota);
            if (next < 0 || order < first) { /* ties: in the order of ids */
                next = s->row[k];
                first = order;
            }
        }
    }
    return next;
}

/* Fills the village's weddings of one quota; where what is left is less than a row's weight, by lot. */
static void fill(const struct view *v, int quota, const struct seekers *s)
{
    int64_t places = v->places[quota];
    while (places > 0) {
        const int32_t next = first_in(v, s, quota);
        if (next < 0) {
            return;
        }
        const int64_t weight = ROW(v, weight)[next];
        const int64_t lot = (int64_t)((uint64_t)(draw_of(v, next, D_wedding + 1)) * (uint64_t)weight >> 32);
        if (places <= lot) {
            return;
        }
        marry(v, next, quota);
        places -= weight;
    }
}

static void wed(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->demography_enabled) {
        return;
    }
    uint8_t *seeking = ROW(v, seeking);
    struct seekers s = {ROW(v, claim), ROW(v, rank), 0};
    for (int32_t i = next_marked(seeking, 0, v->rows); i < v->rows; i = next_marked(seeking, i + 1, v->rows)) {
        const int quota = seeker_quota(v, i);
        s.row[s.count] = i;
        s.quota[s.count++] = quota < 0 ? UINT32_MAX : (uint32_t)quota;
    }
    for (int quota = Q_brides_1; quota <= Q_grooms_3; quota++) {
        fill(v, quota, &s);
    }
    for (int32_t k = 0; k < s.count; k++) {
        seeking[s.row[k]] = 0;
    }
}

const struct process HQ_SYMBOL(wed) = {"wed", HQ_SETTLE, wed, COLUMNS(SEEKER_READS, C_claim, C_rank),
                                       COLUMNS(FAMILY_COLUMNS, C_seeking, C_claim, C_rank)};
