/* What has come out of a plan: every number of every run beside that of the base, seed by seed. */
#ifndef MODELS_COMPARE_COMPARISON_H
#define MODELS_COMPARE_COMPARISON_H

#include "models/compare/changes.h"
#include "models/compare/paired.h"
#include "models/compare/plan.h"
#include "models/compare/sheet.h"

/* The runs of a replicate that a sheet of a pair has: column side x replicates + replicate. The base has one number beside the live
 * run and may have another beside the frozen one: kinds, and households of both runs or of one, are told by the run beside it. */
enum side { WITHOUT, WITH, HELD, WITHOUT_HELD, RUN_SIDES };

/* What of an effect: all of it, what is left of it with the base's markets, and what live markets add. */
enum effect_part { TOTAL, DIRECT, SPILL_OVER, PARTS };
extern const char *const part_names[PARTS]; /* "total", "direct", "spill_over" */

struct comparison {
    struct plan *plan;
    int year, replicates;
    int pairs;             /* scenarios less the base; 1 of a factorial: all groups against none */
    struct sheet *sheets;  /* a pair each, RUN_SIDES x replicates columns */
    struct sheet *subsets; /* of a factorial, less the base beside it: column subset x replicates + replicate */
};

/* Reads and compares all results of a plan that has run, on one process. HQ_EXIT_DONE, or an exit code with what is wrong in
 * *why (malloc'd). Free with comparison_free in any case. */
int comparison_make(struct comparison *c, struct plan *plan, const struct compare_options *options, char **why);
void comparison_free(struct comparison *c);

/* The name of what a pair compares with the base. */
const char *comparison_name(const struct comparison *c, int pair);
/* Whether a pair has frozen runs. */
bool comparison_held(const struct comparison *c, int pair);

/* What a row of a pair changes, by replicate. */
void comparison_part(const struct comparison *c, const struct sheet_row *row, enum effect_part part,
                     double *differences);
struct interval comparison_effect(const struct comparison *c, const struct sheet_row *row,
                                  enum effect_part part);
/* Of one side, as it is. */
struct interval comparison_level(const struct comparison *c, const struct sheet_row *row, enum side side);
/* luck_of the total or the direct effect. */
double comparison_luck(const struct comparison *c, const struct sheet_row *row, enum effect_part part);

/* A row of a pair in the year compared, or NULL. */
const struct sheet_row *comparison_row(const struct comparison *c, int pair, const char *table,
                                       const char *measure, const char *area, const char *name,
                                       const char *line);

/* The labels of lines, in the order of the files, that the head count of a pair is known at; returns how many. */
enum { MOST_LABELS = 64 };
int comparison_lines(const struct comparison *c, int pair, const char *labels[MOST_LABELS]);

#endif
