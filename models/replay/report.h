/* What `horqin replay` prints. */
#ifndef MODELS_REPLAY_REPORT_H
#define MODELS_REPLAY_REPORT_H

#include <stdio.h>

#include "models/replay/compare.h"

/* A line a statement, in the order of the document's sentences, then how many of each kind came to each grade, and
 * how many of them the run made itself. */
void report_print(const struct document *document, const struct finding *findings, FILE *out);

/* The same as one JSON object, with all that is known of each statement. */
void report_json(const char *config, const struct document *document, const struct finding *findings,
                 const struct evidence *e, FILE *out);

/* Names the exact statements that differ or have no figure; returns how many there are. */
int report_failures(const struct document *document, const struct finding *findings, FILE *out);

#endif
