#include "sim/directory.h"

#include <stdlib.h>

#include "sim/error.h"
#include "sim/pcg.h"

enum { LEAST_VILLAGES = 4, MOST_WEIGHT = 65535, INDEX_BITS = 20 };

uint64_t hq_village_code(int32_t county_number, int32_t index)
{
    return ((uint64_t)county_number << (2 * INDEX_BITS)) | ((uint64_t)(index + 1) << INDEX_BITS);
}

uint64_t hq_founder_id(int32_t county_number, int32_t index, int32_t row)
{
    return hq_village_code(county_number, index) | (uint64_t)(row + 1);
}

/* Households of village `index` of `villages`: an even split that adds up. */
static int32_t even_share(int64_t households, int64_t villages, int64_t index)
{
    return (int32_t)(households * (index + 1) / villages - households * index / villages);
}

struct ticket {
    uint64_t hash;
    int32_t index;
};

static bool ahead_of(const struct ticket *a, const struct ticket *b)
{
    return a->hash < b->hash || (a->hash == b->hash && a->index < b->index);
}

/* The ticket that has `rank` (from 0) before it; the others change places. Not a sort: of counties with hundreds
 * of thousands of villages that would take seconds. */
static struct ticket ticket_at(struct ticket *tickets, int32_t count, int32_t rank)
{
    int32_t low = 0, high = count - 1;
    while (low < high) {
        const struct ticket pivot = tickets[low + (high - low) / 2];
        int32_t i = low, j = high;
        while (i <= j) {
            while (ahead_of(&tickets[i], &pivot)) {
                i++;
            }
            while (ahead_of(&pivot, &tickets[j])) {
                j--;
            }
            if (i <= j) {
                const struct ticket other = tickets[i];
                tickets[i++] = tickets[j];
                tickets[j--] = other;
            }
        }
        if (rank <= j) {
            high = j;
        } else if (rank >= i) {
            low = i;
        } else {
            break;
        }
    }
    return tickets[rank];
}

static struct ticket ticket_of(int32_t county_number, int32_t index)
{
    return (struct ticket){hq_mix64(hq_mix64(hq_village_code(county_number, index)) + 1), index};
}

/* The villages that stay when a county is thinned, those of the lowest hashes, in order of their index. */
static int32_t *draw_villages(int32_t county_number, int32_t villages, int32_t keep)
{
    struct ticket *tickets = hq_alloc((size_t)villages * sizeof *tickets);
    for (int32_t i = 0; i < villages; i++) {
        tickets[i] = ticket_of(county_number, i);
    }
    const struct ticket last = ticket_at(tickets, villages, keep - 1);
    int32_t *drawn = hq_alloc((size_t)keep * sizeof *drawn);
    int32_t count = 0;
    for (int32_t i = 0; i < villages; i++) {
        const struct ticket ticket = ticket_of(county_number, i);
        if (!ahead_of(&last, &ticket)) {
            drawn[count++] = i;
        }
    }
    free(tickets);
    return drawn;
}

/* How many villages of a county are simulated. */
static int64_t village_count(int32_t villages, double scale)
{
    /* lint: allow float-cast: scale is at most 1,000 and villages fit in 32 bits */
    const int64_t wanted = (int64_t)((double)villages * scale + 0.5);
    const int64_t least = villages < LEAST_VILLAGES ? villages : LEAST_VILLAGES;
    return wanted < least ? least : wanted;
}

static void add_county(struct directory *d, const struct county_table *t, int c, double scale)
{
    const int32_t villages = t->villages[c];
    const int64_t count = village_count(villages, scale);
    int32_t *drawn = count < villages ? draw_villages(t->code_numbers[c], villages, (int32_t)count) : NULL;
    int64_t kept = 0;
    for (int64_t i = 0; i < count; i++) {
        const int32_t index = drawn ? drawn[i] : (int32_t)i;
        struct place *p = &d->places[d->villages++];
        p->county = c;
        p->index = index;
        p->households = even_share(t->households[c], villages, index % villages);
        p->first = (int32_t)kept;
        kept += p->households;
    }
    free(drawn);
    d->kept[c] = kept;
    d->full[c] = count < villages ? t->households[c] : kept;
    d->households += kept;
    if (d->full[c] / (kept ? kept : 1) >= MOST_WEIGHT) {
        hq_fail(HQ_EXIT_USAGE,
                "population.scale is so small that a household of county %s would stand for "
                "%d others or more",
                t->codes[c], MOST_WEIGHT);
    }
}

void hq_directory_make(struct directory *d, const struct county_table *counties, double scale)
{
    *d = (struct directory){0};
    int64_t villages = 0;
    for (int c = 0; c < counties->count; c++) {
        const int64_t count = village_count(counties->villages[c], scale);
        if (count >= 1 << INDEX_BITS ||
            counties->households[c] / counties->villages[c] >= (1 << INDEX_BITS) - 1) {
            hq_fail(HQ_EXIT_USAGE,
                    "county %s has more villages or larger ones than ids can hold (2^20): "
                    "lower population.scale or give the county more villages",
                    counties->codes[c]);
        }
        villages += count;
    }
    d->places = hq_zalloc((size_t)villages, sizeof *d->places);
    d->kept = hq_zalloc((size_t)counties->count, sizeof *d->kept);
    d->full = hq_zalloc((size_t)counties->count, sizeof *d->full);
    for (int c = 0; c < counties->count; c++) {
        add_county(d, counties, c, scale);
    }
}

void hq_directory_free(struct directory *d)
{
    free(d->places);
    free(d->kept);
    free(d->full);
    *d = (struct directory){0};
}

/* The first village whose households begin at or after `rank` shares of the whole. */
static int64_t boundary(const struct directory *d, int rank, int ranks)
{
    const int64_t target = (int64_t)((__int128)d->households * rank / ranks);
    int64_t before = 0, village = 0;
    while (village < d->villages && before < target) {
        before += d->places[village++].households;
    }
    return rank == ranks ? d->villages : village;
}

void hq_directory_share(const struct directory *d, int rank, int ranks, int64_t *first, int64_t *last)
{
    *first = boundary(d, rank, ranks);
    *last = boundary(d, rank + 1, ranks);
}

int64_t hq_founder_weight(const struct directory *d, const struct place *p, int32_t row)
{
    const __int128 full = d->full[p->county];
    const int64_t kept = d->kept[p->county], i = p->first + row;
    return (int64_t)(full * (i + 1) / kept - full * i / kept);
}

int64_t hq_directory_find(const struct directory *d, const struct county_table *counties, uint64_t code)
{
    int64_t low = 0, high = d->villages;
    while (low < high) { /* codes rise in canonical order */
        const int64_t middle = low + (high - low) / 2;
        const struct place *p = &d->places[middle];
        const uint64_t here = hq_village_code(counties->code_numbers[p->county], p->index);
        if (here == code) {
            return middle;
        }
        if (here < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return -1;
}
