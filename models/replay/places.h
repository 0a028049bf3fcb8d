/* Which counties of a run a statement is about: codes and classes of the catalogue in the region table. */
#ifndef MODELS_REPLAY_PLACES_H
#define MODELS_REPLAY_PLACES_H

#include "sim/text/csv.h"

struct territory {
    struct csv table; /* the region table */
    const char *const *codes;
    int *rows; /* of the run's counties, in the table */
    int count;
};

/* The run's counties in the region table. Returns false, with a report, where a column that classes stand in is
 * missing; the codes must live on. */
bool territory_read(struct arena *arena, const struct source *table, const char *const *codes, int count,
                    struct diagnostics *d, struct territory *out);

/* Whether a county of the run lies in a list of places in a year: a code of two, four or six digits, with or without
 * a class behind a colon. A class is a word of the columns class and zone, a column that holds 1 (or 2, from 2009 on:
 * old bases that were added then, policies/special.h), or one of key (national or regional), national_key,
 * regional_key, minority. 11, Beijing, is nowhere in a region table: what it does is booked in the counties that it
 * does it for, so it covers them all. */
bool place_covers(const struct territory *t, const char *place, int county, int year);

/* How many counties, and of how many prefectures, of those that `holds` says (NULL: all). */
int place_counties(const struct territory *t, const char *place, int year, const bool *holds);
int place_prefectures(const struct territory *t, const char *place, int year, const bool *holds);

/* A cell of the region table; NULL without such a column. */
const char *territory_cell(const struct territory *t, int county, const char *column);

#endif
