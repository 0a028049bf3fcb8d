/* Which villages there are, in canonical order, and which rank runs which.
 *
 * A county's households are split evenly over its villages. population.scale < 1 keeps whole villages
 * (at least four a county, or all), chosen by a hash of their codes and not of the seed; each kept
 * household carries an integer weight such that the weights of a county sum to its households. A scale
 * over 1 replicates villages under new codes. Ids of founders are village code and row. */
#ifndef SIM_DIRECTORY_H
#define SIM_DIRECTORY_H

#include "sim/config/config.h"

struct place {             /* one village */
    int32_t county, index; /* index within the county; replicas are numbered on */
    int32_t households;
    int32_t first; /* kept households of the county in earlier villages */
};

struct directory {
    int64_t villages, households;
    struct place *places;
    int64_t *kept; /* a county: households simulated */
    int64_t *full; /* a county: households that they stand for */
};

/* The same on every rank; not collective. */
void hq_directory_make(struct directory *d, const struct county_table *counties, double scale);
void hq_directory_free(struct directory *d);

/* Villages [*first, *last) of a rank: contiguous runs of about equal numbers of households. */
void hq_directory_share(const struct directory *d, int rank, int ranks, int64_t *first, int64_t *last);

/* The village with this code, as an index into `places`, or -1. */
int64_t hq_directory_find(const struct directory *d, const struct county_table *counties, uint64_t code);

/* Id of a founder; the code of a village (never 0). */
uint64_t hq_village_code(int32_t county_number, int32_t index);
uint64_t hq_founder_id(int32_t county_number, int32_t index, int32_t row);

/* Weight of a kept household: its share of the county's households. */
int64_t hq_founder_weight(const struct directory *d, const struct place *p, int32_t row);

#endif
