/* Who is poor in which of two runs: persons and households, by county and kind, at poverty lines (changes.h, table `persons`). */
#ifndef MODELS_COMPARE_TALLIES_H
#define MODELS_COMPARE_TALLIES_H

#include "models/compare/durations.h"
#include "models/compare/households.h"
#include "models/compare/kinds.h"

/* The names of changes.h. OF_ALL: by area; OF_KIND: by kind, too. */
#define COUNTED_ROWS                                                                                           \
    COUNT_ROW(persons, OF_KIND)                                                                                \
    COUNT_ROW(poor, OF_KIND)                                                                                   \
    COUNT_ROW(lifted, OF_KIND)                                                                                 \
    COUNT_ROW(pushed, OF_KIND)                                                                                 \
    COUNT_ROW(poor_both, OF_KIND)                                                                              \
    COUNT_ROW(poor_neither, OF_KIND)                                                                           \
    COUNT_ROW(only_base, OF_ALL)                                                                               \
    COUNT_ROW(only_base_poor, OF_ALL)                                                                          \
    COUNT_ROW(only_other, OF_ALL)                                                                              \
    COUNT_ROW(only_other_poor, OF_ALL)
#define COUNT_ROW(name, where) W_##name,
enum { COUNTED_ROWS COUNTS };
#undef COUNT_ROW

enum { IN_PERSONS, IN_HOUSEHOLDS, COUNTED };

/* Places are the panel's counties, then kinds. */
struct tally {
    int64_t of[SIDES][COUNTED];
};
struct tallies {
    int counties, lines;
    struct tally *cells; /* places x lines x COUNTS */
};
void tallies_make(struct tallies *t, int counties, int lines);
void tallies_free(struct tallies *t);
void tallies_add(struct tallies *to, const struct tallies *from);
struct tally *tally_at(const struct tallies *t, int place, int line, int which);

/* Poverty lines of a year: fen, by side, county and line; no income is below one that is not there (INT64_MIN). Lines that nobody
 * asked for, or no county has, are not counted at. */
struct year_lines {
    int counties, lines;
    bool counted[MOST_LINES];
    int64_t *fen;
};
void year_lines_make(struct year_lines *l, const struct runs *r, int year);
void year_lines_free(struct year_lines *l);

/* Lifted or pushed; at each line. */
enum { LIFTED, PUSHED, WAYS };
struct all_stays {
    struct stays of[WAYS][MOST_LINES];
};

/* Counts a year's households into `out` and those lifted and pushed into `stays`. Kinds are those of the household in the other
 * run and the tenth of the base's. */
void count_year(const struct households sides[SIDES], const struct matches *m, const struct year_lines *lines,
                int year, struct tallies *out, struct all_stays *stays);

#endif
