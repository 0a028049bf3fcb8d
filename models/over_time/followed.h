/* The panel of a finished run (trajectories.h5) as a panel in memory: 20 bytes a household and year. */
#ifndef MODELS_OVER_TIME_FOLLOWED_H
#define MODELS_OVER_TIME_FOLLOWED_H

#include "models/over_time/panel.h"
#include "sim/store/panel_file.h"

/* Households by id: where in the panel they are. */
struct id_map {
    uint64_t *ids; /* by unit, in order of their first row */
    uint32_t *slots;
    int64_t units, room; /* slots: a power of 2 */
};

struct followed {
    struct time_panel panel; /* places are the file's counties; without lines */
    struct panel_file file;
    struct id_map map;
    bool of_persons;  /* weights count persons; else households */
    bool has_incomes; /* some row's is not 0: a run that does not keep a column writes zeros (money.kept) */
};

struct followed_choice {
    const char *income; /* column, fen per head */
    const bool *inside; /* by county of the file: whose rows count; NULL: all */
    bool of_households; /* count households, not persons */
};

/* Opens a file and reads all years that are done. A household weighs its members times `weight`; without the column
 * `person` (panels of output.panel_columns that leave it out) it weighs `weight` alone, and of_persons is false. Who has
 * no members is not observed. Incomes that are 0 throughout are none. HQ_EXIT_DONE, or HQ_EXIT_IO, HQ_EXIT_USAGE, HQ_EXIT_BAD_DATA with what is wrong in *why
 * (malloc'd). Free in any case. */
int followed_open(const char *path, struct followed *f, char **why);
int followed_read(struct followed *f, const struct followed_choice *choice, char **why);
void followed_free(struct followed *f);

/* Columns of numbers, one a household, in a period: units x count, malloc'd, not-a-number where not observed; NULL where one
 * is not there, with what is wrong in *why. */
double *followed_predictors(const struct followed *f, int period, const char *const *columns, int count,
                            char **why);

#endif
