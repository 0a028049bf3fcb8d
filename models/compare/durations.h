/* For how long households are where a policy has brought them (above the line, or under it): by id, in how many years in all, and
 * in how many without a break. */
#ifndef MODELS_COMPARE_DURATIONS_H
#define MODELS_COMPARE_DURATIONS_H

#include <stdint.h>

struct stay {
    uint64_t id;
    int32_t heads, weight;       /* of the last year: persons x weight, households */
    int16_t years, run, longest; /* in all; up to the last year; of all runs. years 0: an empty place */
    int16_t last;                /* the last year */
};

struct stays { /* all zero: nobody */
    struct stay *places;
    int64_t room, count;
};

/* A year in which a household is there. Years of one household must rise. */
void stays_add(struct stays *s, uint64_t id, int year, int32_t heads, int32_t weight);
void stays_free(struct stays *s);

#endif
