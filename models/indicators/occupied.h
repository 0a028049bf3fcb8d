/* Histograms of a year's cells (account/cells.h) with the bins in which somebody is: far fewer than there are. */
#ifndef MODELS_INDICATORS_OCCUPIED_H
#define MODELS_INDICATORS_OCCUPIED_H

#include "models/account/cells.h"
#include "sim/report.h"

struct occupied {
    const int64_t *cells; /* the histogram; of counties also LINES_AT and what follows */
    int32_t bins[BINS];   /* ascending: those with rows */
    int count;
    int64_t *own; /* memory of sums; NULL: the cells are the year's */
};

/* One measure (enum measured) of a county; of an area, added up where it has several counties; a group of the region,
 * `counties` being those of the run. Free with occupied_free. */
void occupied_of_county(const struct cells *cells, int county, int measure, struct occupied *out);
void occupied_of_area(const struct cells *cells, const struct area *a, int measure, struct occupied *out);
void occupied_of_group(const struct cells *cells, int counties, int group, struct occupied *out);
void occupied_free(struct occupied *o);

#endif
