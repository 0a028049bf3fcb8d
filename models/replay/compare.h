/* What a source states against what a run gave, statement by statement. */
#ifndef MODELS_REPLAY_COMPARE_H
#define MODELS_REPLAY_COMPARE_H

#include "models/replay/figures.h"

enum grade { AS_STATED, NOT_AS_STATED, NO_FIGURE, GRADES };

struct finding {
    const struct statement *statement;
    struct number simulated, difference; /* difference: simulated less stated */
    enum grade grade;
    const char *verdict, *why; /* why: NULL, or why there is no figure */
};

/* One finding a statement of the document, in their order, from the arena.
 *
 * The figure of a statement is that of its row (models/rows/figures.def); of a computed one (-d-) its relation at
 * the figures of the others; of one without a row too, where the relation begins with its id. Settings and notes
 * that the model has no figure of count as the source states them, and so do statements of other documents. */
struct finding *compare_all(struct arena *arena, const struct catalogue *c, const struct document *document,
                            const struct evidence *e);

#endif
