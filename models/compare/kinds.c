#include "models/compare/kinds.h"

#include <stdlib.h>

#include "models/poverty.h"
#include "sim/error.h"

const char *const kind_columns[KIND_COLUMNS] = {"memberships", "registered", "settled", "minority",
                                                "person",      "learning",   "work"};

#define BIT(column) (1U << (column))
enum { NO_PANEL = 1U << KIND_COLUMNS };

/* The columns that a kind is told by. */
#define NEEDS_registered    BIT(K_REGISTERED)
#define NEEDS_left_register BIT(K_REGISTERED)
#define NEEDS_settled       BIT(K_SETTLED)
#define NEEDS_minority      BIT(K_MINORITY)
#define NEEDS_elderly       BIT(K_PERSON)
#define NEEDS_no_worker     (BIT(K_PERSON) | BIT(K_LEARNING) | BIT(K_WORK))
#define NEEDS_with_migrant  (BIT(K_PERSON) | BIT(K_WORK))
#define NEEDS_main_wages    NO_PANEL
#define NEEDS_main_business NO_PANEL
#define NEEDS_main_other    NO_PANEL
static const struct {
    const char *name;
    unsigned needs;
} kind_rows[KINDS] = {
#define MEMBER(name, bit, meaning) {#name, BIT(K_MEMBERSHIPS)},
#define OTHER(name, meaning)       {#name, NEEDS_##name},
#include "models/rows/groups.def"
#undef OTHER
#undef MEMBER
    {"decile_1", 0}, {"decile_2", 0}, {"decile_3", 0}, {"decile_4", 0}, {"decile_5", 0},
    {"decile_6", 0}, {"decile_7", 0}, {"decile_8", 0}, {"decile_9", 0}, {"decile_10", 0},
};

const char *kind_name(int kind)
{
    return kind_rows[kind].name;
}

const char *kind_lacks(const struct panel_file *panel, int kind)
{
    const int slots = hq_panel_file_slots(panel, kind_columns[K_PERSON]);
    for (int c = 0; c < KIND_COLUMNS; c++) {
        const int wanted = c >= K_PERSON ? slots : 1;
        if ((kind_rows[kind].needs & BIT(c)) &&
            (wanted == 0 || hq_panel_file_slots(panel, kind_columns[c]) != wanted)) {
            return kind_columns[c];
        }
    }
    return kind_rows[kind].needs & NO_PANEL ? "wages" : NULL;
}

/* ---- one household --------------------------------------------------------------------------------------------- */

/* What people make of a household. */
static uint64_t by_people(const int64_t *person, const int64_t *learning, const int64_t *work, int slots)
{
    bool old = true, away = false, able = false;
    for (int s = 0; s < slots; s++) {
        if (person[s] == 0) {
            continue;
        }
        const int32_t age = person_age((uint8_t)person[s]);
        old = old && age >= ELDER_FROM;
        away = away || (work && work_kind((uint8_t)work[s]) == AWAY);
        able = able ||
               (learning && age >= ADULT_FROM && age <= ADULT_TO && health_of((uint8_t)learning[s]) != CHRONIC);
    }
    return (uint64_t)old << KIND_elderly | (uint64_t)away << KIND_with_migrant |
           (uint64_t)(!able && !away && work && learning) << KIND_no_worker;
}

uint64_t kinds_of(const int64_t *const values[KIND_COLUMNS], int slots)
{
    uint64_t found = 0;
    if (values[K_MEMBERSHIPS]) {
        const int64_t in = *values[K_MEMBERSHIPS];
#define MEMBER(name, bit, meaning) found |= (uint64_t)((in & (bit)) != 0) << KIND_##name;
#define OTHER(name, meaning)
#include "models/rows/groups.def"
#undef OTHER
#undef MEMBER
    }
    if (values[K_REGISTERED]) {
        found |= (uint64_t)(*values[K_REGISTERED] == 1) << KIND_registered |
                 (uint64_t)(*values[K_REGISTERED] == 2) << KIND_left_register;
    }
    if (values[K_SETTLED]) {
        found |= (uint64_t)(*values[K_SETTLED] > 0) << KIND_settled;
    }
    if (values[K_MINORITY]) {
        found |= (uint64_t)(*values[K_MINORITY] != 0) << KIND_minority;
    }
    return values[K_PERSON] ? found | by_people(values[K_PERSON], values[K_LEARNING], values[K_WORK], slots)
                            : found;
}

/* ---- tenths ---------------------------------------------------------------------------------------------------- */

enum { HALF = 1 << 16 };

/* Halves of an income, in the order of incomes. */
static uint32_t in_order(int32_t income)
{
    return (uint32_t)income ^ UINT32_C(0x80000000);
}

/* The first of `count` bins at which the sum reaches `wanted`; *below: the sum before it. */
static uint32_t bin_reaching(const int64_t *bins, int64_t wanted, int64_t *below)
{
    uint32_t bin = 0;
    while (bin < HALF - 1 && *below + bins[bin] < wanted) {
        *below += bins[bin++];
    }
    return bin;
}

/* By the upper half of incomes first, then by the lower half of those in the same bin. */
void find_tenths(int64_t rows, const int32_t *income, const int32_t *heads, int32_t limits[DECILES - 1])
{
    int64_t *upper = hq_zalloc(HALF, sizeof *upper),
            *lower = hq_zalloc((size_t)HALF * (DECILES - 1), sizeof *lower);
    int64_t all = 0, below[DECILES - 1] = {0};
    uint32_t bins[DECILES - 1];
    for (int64_t i = 0; i < rows; i++) {
        upper[in_order(income[i]) / HALF] += heads[i];
        all += heads[i];
    }
    for (int k = 0; k < DECILES - 1; k++) {
        bins[k] = bin_reaching(upper, (all * (k + 1) + DECILES - 1) / DECILES, &below[k]);
    }
    for (int64_t i = 0; i < rows; i++) {
        const uint32_t bin = in_order(income[i]) / HALF;
        for (int k = 0; k < DECILES - 1; k++) {
            lower[(size_t)k * HALF + in_order(income[i]) % HALF] += bins[k] == bin ? heads[i] : 0;
        }
    }
    for (int k = 0; k < DECILES - 1; k++) {
        const uint32_t at =
            bin_reaching(lower + (size_t)k * HALF, (all * (k + 1) + DECILES - 1) / DECILES, &below[k]);
        limits[k] = (int32_t)((bins[k] * HALF + at) ^ UINT32_C(0x80000000));
    }
    free(upper);
    free(lower);
}
