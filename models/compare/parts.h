/* The parts of a comparison, each of which adds its tables (changes.h): an exit code, with what is wrong in *why (in the
 * arena of `out`). */
#ifndef MODELS_COMPARE_PARTS_H
#define MODELS_COMPARE_PARTS_H

#include "models/compare/runs.h"

/* Adds a row, unless neither run defines its number. Its texts have to last as long as the list. */
void changes_add(struct changes *c, struct change row);

int indicator_changes(const struct runs *r, struct changes *out, const char **why); /* indicator, group, run */
int cost_changes(const struct runs *r, struct changes *out, const char **why);      /* cost, ledger */
int person_changes(const struct runs *r, struct changes *out,
                   const char **why); /* persons to duration_households; after `indicator` */

#endif
