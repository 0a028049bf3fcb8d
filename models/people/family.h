/* Families within a household: who is there, who is married to whom. For single rows: what happens to families
 * is rare, so it is looked for in vectors (models/people/vital.c, division.c) and done row by row. */
#ifndef MODELS_PEOPLE_FAMILY_H
#define MODELS_PEOPLE_FAMILY_H

#include <string.h>

#include "models/poverty.h"

/* A couple leaves the household of an older one whose man is at most so old. */
enum { HOUSE_MASTER_TO = 59 };

/* One household's people: pointers to slot 0, slots a stride apart. */
struct family {
    uint8_t *person, *learning, *work, *married;
    size_t stride;
};

static inline struct family family_of(const struct view *v, int32_t row)
{
    return (struct family){ROW(v, person) + row, ROW(v, learning) + row, ROW(v, work) + row,
                           ROW(v, married) + row, (size_t)v->stride};
}
#define FAMILY_COLUMNS C_person, C_learning, C_work, C_married

/* One row's draw of the year. */
static inline uint32_t draw_of(const struct view *v, int32_t row, int draw)
{
    return hq_draw((struct hq_stream){v->state[row], v->increment[row]}, JUMP(v, draw));
}

static inline uint8_t family_person(const struct family *f, int slot)
{
    return f->person[(size_t)slot * f->stride];
}

static inline uint8_t family_learning(const struct family *f, int slot)
{
    return f->learning[(size_t)slot * f->stride];
}

static inline bool is_woman(uint8_t person)
{
    return (person & 1) == 0; /* of somebody: 1 + 2 age + 1 */
}

static inline bool is_married(const struct family *f, int slot)
{
    return *f->married >> slot & 1;
}

/* The first slot without a person, or -1. */
static inline int free_slot(const struct family *f)
{
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        if (family_person(f, slot) == 0) {
            return slot;
        }
    }
    return -1;
}

static inline int members_of(const struct family *f)
{
    int members = 0;
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        members += family_person(f, slot) != 0;
    }
    return members;
}

static inline void put_person(const struct family *f, int slot, uint8_t person, uint8_t learning)
{
    f->person[(size_t)slot * f->stride] = person;
    f->learning[(size_t)slot * f->stride] = learning;
    f->work[(size_t)slot * f->stride] = 0;
}

/* The k-th oldest married member of a sex (k from 0, ties by slot), or -1. */
static inline int married_by_age(const struct family *f, bool woman, int k)
{
    int found = -1;
    unsigned taken = 0;
    for (; k >= 0; k--) {
        found = -1;
        for (int slot = 0; slot < HQ_SLOTS; slot++) {
            const uint8_t person = family_person(f, slot);
            const bool may = is_married(f, slot) && is_woman(person) == woman && !(taken >> slot & 1);
            if (may && (found < 0 || person > family_person(f, found))) {
                found = slot;
            }
        }
        if (found < 0) {
            return -1;
        }
        taken |= 1U << found;
    }
    return found;
}

/* The spouse of a married member: couples are paired by age, the oldest man with the oldest woman. */
static inline int spouse_of(const struct family *f, int slot)
{
    const bool woman = is_woman(family_person(f, slot));
    int k = 0;
    while (married_by_age(f, woman, k) != slot) {
        k++;
    }
    return married_by_age(f, !woman, k);
}

/* Takes a member out, by death or departure; who was married to it is so no more. */
static inline void remove_person(const struct family *f, int slot)
{
    if (is_married(f, slot)) {
        const int spouse = spouse_of(f, slot);
        *f->married &= (uint8_t) ~(1U << slot);
        if (spouse >= 0) {
            *f->married &= (uint8_t) ~(1U << spouse);
        }
    }
    put_person(f, slot, 0, 0);
}

/* The next row from `row` on whose byte is not 0, or `rows` (a multiple of 8). */
static inline int32_t next_marked(const uint8_t *bytes, int32_t row, int32_t rows)
{
    _Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first of eight bytes is the lowest");
    uint64_t passed = ~UINT64_C(0) << 8 * (row % 8); /* of the first eight, those from `row` on */
    for (row -= row % 8; row < rows; row += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + row, sizeof eight);
        if (eight & passed) {
            return row + __builtin_ctzll(eight & passed) / 8;
        }
        passed = ~UINT64_C(0);
    }
    return rows;
}

#endif
