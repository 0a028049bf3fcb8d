/* The empty series.h5 as bytes in memory, and where in it the values go. Inside of series_file.c. */
#ifndef SIM_SERIES_IMAGE_H
#define SIM_SERIES_IMAGE_H

#include "sim/store/series_file.h"

/* All values lie contiguously: a series as double [years][counties]; the state hash as char
 * [years][HQ_HASH_TEXT]; column hashes as char [years][hashed_count][HQ_HASH_TEXT]. */
enum { HQ_HASH_TEXT = 32 };

struct series_image {
    char *bytes;
    size_t size;
    int64_t *series_at; /* offsets in the file */
    int64_t state_hash_at, column_hash_at;
};

/* 0, or EINVAL where the layout cannot be written. */
int series_image_make(const struct series_layout *layout, struct series_image *image);
void series_image_free(struct series_image *image);

#endif
