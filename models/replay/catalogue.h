/* The catalogue of what the source documents state (configs/sources/README.md), as a replay reads it. */
#ifndef MODELS_REPLAY_CATALOGUE_H
#define MODELS_REPLAY_CATALOGUE_H

#include "models/replay/relation.h"
#include "sim/text/csv.h"

enum statement_kind { EXACT, BOUND, APPROXIMATE, SETTING, NOTE, STATEMENT_KINDS };
enum statement_bound { AS_SAID, AT_LEAST, AT_MOST, ABOUT, STATEMENT_BOUNDS };

struct statement {
    const char *id, *sentence, *place, *programme, *quantity, *unit, *relation, *meaning, *reason;
    int first, last;                /* years; 0: not said */
    struct number value, tolerance; /* of the model's unit; value unknown: none stated. Tolerance 0: none */
    enum statement_kind kind;
    enum statement_bound bound;
    bool computed; /* -d-: from others, by its relation */
};

struct document {
    const char *name, *prefix, *title;
    int first, count; /* its statements */
};

struct catalogue {
    struct document *documents;
    struct statement *statements; /* document by document, in the order of their sentences */
    int document_count, count;
};

extern const char *const statement_kinds[STATEMENT_KINDS], *const statement_bounds[STATEMENT_BOUNDS];

/* How the bytes of a file of the catalogue are had: NULL (and a report of its own) where it cannot be read. */
struct shelf {
    const struct source *(*open)(void *with, const char *name);
    void *with;
};

/* Reads sources.csv and the statements of every document that it lists; whatever is wrong is in `d`, with its
 * place. Returns false where anything is. */
bool catalogue_read(struct arena *arena, struct shelf shelf, struct diagnostics *d, struct catalogue *out);

/* By their names, or NULL. */
const struct document *catalogue_document(const struct catalogue *c, const char *name);
const struct statement *catalogue_statement(const struct catalogue *c, const char *id, int size);

#endif
