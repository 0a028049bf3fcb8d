/* Stopping politely: signals only set a flag, and the ranks agree on it at a year's end. */
#ifndef SIM_STOP_H
#define SIM_STOP_H

#include <stdbool.h>

/* From now on USR1, TERM and INT ask for a checkpoint and a stop; PIPE is ignored. A second INT ends at once.
 */
void hq_stop_watch(void);

/* Whether any rank has been asked to stop. Collective. */
bool hq_stop_wanted(void);

#endif
