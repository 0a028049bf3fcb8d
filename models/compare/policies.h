/* The policies of a configuration, and the settings that leave some of them on. */
#ifndef MODELS_COMPARE_POLICIES_H
#define MODELS_COMPARE_POLICIES_H

#include <stdbool.h>

#include "sim/config/config.h"
#include "sim/model.h"
#include "sim/text/arena.h"

enum { MOST_POLICIES = 64 };

/* In the order of the model's rows. */
struct policies {
    const char *names[MOST_POLICIES];
    bool enabled[MOST_POLICIES]; /* somewhere, in some year of the run */
    int count;
};

void policies_of(struct policies *p, const struct model *model, const struct config *config);

/* Policies named by a text "a+b" of `length` bytes, as bits by their number; "all" are those that are enabled. 0: there
 * is no such policy, or none is enabled; then `why` (malloc'd) says it. */
uint64_t policies_named(const struct policies *p, const char *text, size_t length, char **why);

/* The settings with which exactly these run: what is enabled and not among them is switched off, what is among them and not
 * enabled is switched on. Returns how many; at most p->count. */
int policies_settings(const struct policies *p, uint64_t on, struct arena *arena, const char **sets);

#endif
