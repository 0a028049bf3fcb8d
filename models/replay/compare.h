/* What a source states against what a run gave, statement by statement. */
#ifndef MODELS_REPLAY_COMPARE_H
#define MODELS_REPLAY_COMPARE_H

#include "models/replay/figures.h"

/* AS_STATED compared and found so; RUNNING: a setting without a value, whose programme runs; TAKEN: never compared. */
enum grade { AS_STATED, RUNNING, TAKEN, NOT_AS_STATED, NO_FIGURE, GRADES };

struct finding {
    const struct statement *statement;
    struct number simulated, difference; /* difference: simulated less stated */
    enum grade grade;
    const char *verdict, *why; /* why: NULL, or why there is no figure */
    enum origin origin;        /* of what is simulated */
};

/* One finding a statement of the document, in their order, from the arena.
 *
 * The figure of a statement is that of its row (models/rows/figures.def); of a computed one (-d-) its relation at
 * the figures of the others; of one without a row too, where the relation begins with its id. Settings and notes
 * that the model has no figure of count as the source states them, and so do statements of other documents. Where it
 * comes from is, for a computed one, the furthest of what it is computed from: an outcome in it makes it one. */
struct finding *compare_all(struct arena *arena, const struct catalogue *c, const struct document *document,
                            const struct evidence *e);

#endif
