/* The households of a panel in a year, in memory, and which of one run are which of the other. */
#ifndef MODELS_COMPARE_HOUSEHOLDS_H
#define MODELS_COMPARE_HOUSEHOLDS_H

#include "models/compare/runs.h"

struct household {
    uint64_t id, kinds;      /* kinds: bits of kinds.h */
    int32_t county, village; /* place in the file's counties; number in the county */
    int32_t income;          /* per head, fen */
    int32_t heads, weight;   /* persons x weight; households that it stands for */
};

struct households {
    struct household *rows; /* by county, village and id, as the file has them */
    int64_t count;
};

/* Reads a year that the panel has; kinds where asked for. An exit code, with *why from the arena. Free in any case. */
int households_read(const struct runs *r, int side, int year, bool with_kinds, struct households *out,
                    const char **why);
void households_free(struct households *h);

/* Columns that every comparison needs; HQ_EXIT_DONE, or HQ_EXIT_USAGE with the cure in *why. */
int households_check(const struct runs *r, const char **why);

/* Households of both runs by id: a row of each, -1 where only one has it. First those that live in the same village in both,
 * which stand in the same order; then, by id, those who moved in one of the two, and those that only one has. */
struct match {
    int64_t row[SIDES];
};
struct matches {
    struct match *pairs;
    int64_t count;
};
void match_households(const struct households sides[SIDES], struct matches *out);
void matches_free(struct matches *m);

#endif
