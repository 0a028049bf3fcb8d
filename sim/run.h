/* A whole run: from a configuration to a result folder. */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include "sim/config/config.h"
#include "sim/isa.h"

struct run_request {
    const char *config; /* path of a configuration */
    const char *const *sets;
    int set_count;
    const char *out; /* result folder, or NULL for results/<name>-<hash> */
    int threads;     /* 0: as many as OpenMP says */
    const char *isa; /* NULL: the fastest */
    bool quiet, json, force;
    bool silent; /* nothing on standard output: another command says what the run gave */
    bool audit;  /* count people, animals, land and money once more every year (sim/audit.h) */
    bool resume; /* go on from the newest checkpoint in the folder `out` */
    const struct model_family *families;
    int family_count;
};

/* Runs, prints the yearly table (or one JSON object), the result folder and, last, the state hash on
 * standard output. Returns an exit code. Collective. */
int hq_run(const struct run_request *request);

/* Loads and checks a configuration only. Returns an exit code; on HQ_EXIT_DONE *config is set. Collective. */
int hq_run_load(const struct run_request *request, struct config **config);

#endif
