/* Kinds of households: the groups of indicators (models/rows/groups.def) as far as a panel tells them apart, and tenths of persons
 * by income. A panel is of the year's end, when memberships are those of the year and people a year older:
 *   elderly       everybody is 60 and more
 *   with_migrant  somebody was away for work in the year
 *   no_worker     nobody was, and nobody of 16 to 64 is without a chronic illness
 * What a household lives on most (main_...) is in no panel. */
#ifndef MODELS_COMPARE_KINDS_H
#define MODELS_COMPARE_KINDS_H

#include <stdint.h>

#include "sim/store/panel_file.h"

#define GROUP(name, meaning) KIND_##name,
enum kind {
#include "models/rows/groups.def"
    KIND_decile_1,
    DECILES = 10,
    KINDS = KIND_decile_1 + DECILES
};
#undef GROUP
_Static_assert(KINDS <= 64, "a household's kinds are bits");

const char *kind_name(int kind);

/* Columns that tell kinds, in the order of `kind_columns`. */
enum { K_MEMBERSHIPS, K_REGISTERED, K_SETTLED, K_MINORITY, K_PERSON, K_LEARNING, K_WORK, KIND_COLUMNS };
extern const char *const kind_columns[KIND_COLUMNS];

/* What a panel lacks to tell a kind, a column that it might have or that none has; NULL: nothing. */
const char *kind_lacks(const struct panel_file *panel, int kind);

/* The kinds of a household, but for tenths, from its values in columns (NULL: not there), each of `slots` where it is of people. */
uint64_t kinds_of(const int64_t *const values[KIND_COLUMNS], int slots);

/* Incomes up to which persons are in each of the first nine tenths: of persons with equal incomes all are in the lower
 * one. `heads` are persons, at least 0. */
void find_tenths(int64_t rows, const int32_t *income, const int32_t *heads, int32_t limits[DECILES - 1]);
/* The bit of the tenth of an income. */
static inline uint64_t tenth_of(int32_t income, const int32_t limits[DECILES - 1])
{
    int tenth = 0;
    for (int k = 0; k < DECILES - 1; k++) {
        tenth += income > limits[k];
    }
    return UINT64_C(1) << (KIND_decile_1 + tenth);
}

#endif
