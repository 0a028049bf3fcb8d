/* Errors in what the user wrote: collected while everything is read, printed in one pass. */
#ifndef SIM_DIAGNOSTIC_H
#define SIM_DIAGNOSTIC_H

#include <stdio.h>

#include "sim/text/source.h"

struct diagnostic;
struct diagnostics { /* all zero: none yet */
    struct diagnostic *items;
    int count, capacity;
    int64_t most;          /* print at most so many, and say how many more there are; 0: all */
    const char *kind;      /* NULL: "error" */
    bool in_configuration; /* some error is in a configuration, not in a table */
};

/* Adds an error. The source and its text must stay until it is printed. */
void hq_report(struct diagnostics *d, const struct source *source, struct mark at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Prints all errors in the order of sources, lines and columns: `name:line:column: error: text`, the
 * line, and a caret below the column. Long lines are cut around the caret. */
void hq_print_diagnostics(struct diagnostics *d, FILE *out);
void hq_free_diagnostics(struct diagnostics *d);

/* Looks for the word that a misspelt one was meant to be: start with hq_suggest, offer candidates, take
 * `best` (NULL where none is near). Case does not matter; of equally near ones the first is kept. */
struct suggestion {
    const char *word, *best;
    int distance;
};
struct suggestion hq_suggest(const char *word);
void hq_offer(struct suggestion *s, const char *candidate);

/* "; did you mean 'pasture.growth'?", or "". The text is valid until `space` goes. */
enum { HQ_HINT = 160 };
const char *hq_hint(const struct suggestion *s, char space[HQ_HINT]);

#endif
