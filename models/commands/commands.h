/* The commands of the program. Each takes the arguments behind its name and returns an exit code. */
#ifndef MODELS_COMMANDS_H
#define MODELS_COMMANDS_H

#include "sim/isa.h"

extern const struct model_family model_families[];
extern const int model_family_count;

int command_run(int argc, char **argv);
int command_resume(int argc, char **argv);
int command_check(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_draws(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_bench(int argc, char **argv);
int command_list(int argc, char **argv);
int command_schema(int argc, char **argv);
int command_estimate(int argc, char **argv);
int command_population(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_compare(int argc, char **argv);
int command_measure(int argc, char **argv);
int command_version(int argc, char **argv);

/* One option of a command: a flag where `value` is NULL, else an option with one argument. */
struct option_row {
    const char *name;   /* "--out" */
    bool *flag;         /* set by a flag */
    const char **value; /* set by an option; the last one wins */
    const char ***list; /* appended to by an option that may be repeated; NULL-terminated, malloc'd */
};

/* Reads options by a table and collects the other arguments. Accepts --name value and --name=value.
 * On an unknown option prints an error with those there are and returns false. */
bool read_options(const char *command, int argc, char **argv, const struct option_row *rows,
                  const char **others, int most_others, int *other_count);

/* A whole number within a range, or an error naming the option and false. */
bool whole_number(const char *option, const char *text, long long low, long long high, long long *out);

/* The model of a name (in its first build: rows are the same in all), or an error with a suggestion and NULL.
 */
const struct model *named_model(const char *command, const char *name);

#endif
