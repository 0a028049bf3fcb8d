/* How a finished run's programmes were delivered: what of their money was spent and where it leaked, whom they served,
 * whether what they built is used, and who stays out of poverty when help has ended. Out of the files of a result. */
#ifndef MODELS_DELIVERY_DELIVERY_H
#define MODELS_DELIVERY_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/text/arena.h"

/* One number. `value` is not-a-number where nothing is to be divided by: nobody served, nothing built. */
struct delivered {
    const char *programme, *name, *unit, *meaning;
    double value;
};

struct deliveries {
    struct arena arena; /* holds rows and texts */
    struct delivered *rows;
    int count, capacity;
};

/* Adds a number; the texts must live as long as the arena. */
void delivery_add(struct deliveries *out, const char *programme, const char *name, const char *unit,
                  const char *meaning, double value);

/* A year of a finished result, and what it was a moment ago. */
struct delivery_of {
    const char *folder;
    int year, first_year; /* told; first of the run */
};

/* Each adds its numbers of the region in the year, programme by programme, and returns NULL, or what is wrong with the result
 * (a text that lives in the arena). Not collective. */

/* Ratios of series (ratios.def), out of series.h5. */
const char *delivery_ratios(const struct delivery_of *of, struct deliveries *out);

/* Money, out of ledger.csv, Yuan of the year: what a programme's funds received, with what was carried over; of it spent (`execution`:
 * the share); of what was spent, leaked to the connected (`leakage`) ; what households put in themselves, and what was lent. */
const char *delivery_money(const struct delivery_of *of, struct deliveries *out);

/* Who is served, out of indicators.h5, for each programme by its members (rows/groups.def) and the register: inclusion error
 * (of those served, not under the own line), exclusion error (of those under it, not served), both by income without aid
 * that goes by need. Coady, Grosh and Hoddinott 2004 for the terms. */
const char *delivery_served(const struct delivery_of *of, struct deliveries *out);

/* Who stays out, out of trajectories.h5: of households that a programme helped, no longer helps, and that were not poor in the
 * year in which help had ended, the share that is not poor 1, 3 and 5 years later (`out_1` ...); all such ends up to the year.
 * Households weigh by weight. Likewise for the register. And `over_indebted`: households whose debt is more than a year's income.
 * Without a panel, or without the columns, nothing is added and `*why` says what is missing. */
const char *delivery_after(const struct delivery_of *of, struct deliveries *out, const char **why);

#endif
