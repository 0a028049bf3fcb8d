/* Telling how far a run is: one line rewritten on a terminal, a line every tenth otherwise. */
#ifndef SIM_PROGRESS_H
#define SIM_PROGRESS_H

#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *out; /* NULL: quiet */
    int terminal, total, told;
    double start;
    int64_t households;
};

/* `total` years over `households`; out NULL for silence. */
void hq_progress_begin(struct progress *p, FILE *out, int total, int64_t households);
/* `done` of the years begun here are finished. */
void hq_progress_step(struct progress *p, int year, int done);
void hq_progress_end(struct progress *p);

#endif
