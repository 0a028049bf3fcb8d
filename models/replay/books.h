/* The books of a run (ledger.csv of its result), and sums over those of their entries that a filter takes. */
#ifndef MODELS_REPLAY_BOOKS_H
#define MODELS_REPLAY_BOOKS_H

#include "sim/text/csv.h"

struct entry {
    const char *programme, *from, *to, *instrument;
    int64_t fen, quantity;
    int year, county; /* number of the county in the run */
};

struct books {
    struct entry *entries;
    int count;
};

/* Reads a ledger; balances that are carried over are no entries. Without `codes` counties are not looked up (all 0).
 * Returns false, with a report, where it is damaged. */
bool books_read(struct arena *arena, const struct source *ledger, const char *const *codes, int counties,
                struct diagnostics *d, struct books *out);

/* Which entries count, and how: terms parted by " + " or " - ", each `programme from>to instrument`, where a word
 * may end in * for any ending, and instrument may be left out. */
enum { MOST_TERMS = 8 };
struct filter {
    struct term {
        char programme[40], from[40], to[40], instrument[40];
        int sign;
    } terms[MOST_TERMS];
    int count;
};

/* False where `text` is no filter. */
bool filter_read(const char *text, struct filter *out);

/* 1 or -1 where an entry counts, 0 where it does not. */
int filter_takes(const struct filter *f, const struct entry *e);

#endif
