/* Villages that a thread takes one after another lie side by side in one block of memory.
 *
 * A village that outgrows its rows moves to memory of its own (sim/slab.h). In a heap its old place would be a
 * hole that no larger village fits in: with households that begin every year, half as much again as all
 * villages take. So when a thread is through with its villages they are put together anew, in a block that
 * fits, and their old block is the spare one for those that come next: a thread has room for one set of
 * villages more, and nobody has holes. */
#ifndef SIM_BLOCKS_H
#define SIM_BLOCKS_H

#include "sim/slab.h"

struct block {
    unsigned char *memory; /* NULL: none */
    size_t size;           /* bytes, whole pages */
};

/* How many neighbours of a rank's villages make a block, and are taken at a time by one of its threads: a few,
 * and yet some rounds for all threads. At least 1. */
int hq_villages_together(int64_t villages, int threads);

/* Puts `count` slabs of a block together, if any of them has memory of its own, in the spare block, which takes
 * the size that they need, or a new one where there is none; the old block, or none, is the spare one then.
 * Slabs not made yet stay so. Ends the run (exit 3) where there is no memory. */
void hq_block_gather(struct block *block, struct block *spare, struct slab *slabs, int64_t count,
                     const struct slab_layout *layout);

/* Slabs in it must not be used any more. */
void hq_block_free(struct block *block);

struct engine;
/* The block of an engine's own village `village` (0: the first), and all blocks. */
void hq_gather_around(struct engine *e, struct block *spare, int64_t village);
void hq_gather_all(struct engine *e);

#endif
