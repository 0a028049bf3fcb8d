/* Households that leave their village: kernels post, the engine applies at the year's end.
 *
 * Kernels never insert or delete rows. They post ends and moves to the view's outbox; after the settle pass
 * the engine takes the posts of all threads, sends movers to the ranks that hold their new villages, and
 * sets every changed village up again with its rows in the order of ids: where a household stands depends
 * on membership alone, not on threads, ranks or the order of posts. */
#ifndef SIM_OUTBOX_H
#define SIM_OUTBOX_H

#include "sim/model.h"

struct post {
    uint64_t id, target; /* target: the code of the new village; 0: the household ends */
    int64_t village;     /* own village, counted from the rank's first */
    int32_t row;
};

struct outbox {
    struct post *posts;
    int64_t count, capacity;
    int64_t village; /* set by the engine before a village is run */
};

/* Row `row` of the view ceases to exist. */
void hq_post_end(const struct view *v, int32_t row);
/* Row `row` moves to the village with this code (sim/directory.h), which must exist. */
void hq_post_move(const struct view *v, int32_t row, uint64_t village_code);

void hq_outbox_free(struct outbox *box);

struct engine;
/* Applies all posts and empties the outboxes. Collective. Ends the run (exit 70) on a row posted twice,
 * an id that is there already, or a village that does not exist. Returns how many households moved or
 * ended on all ranks. */
int64_t hq_outboxes_apply(struct engine *e, struct outbox *boxes, int count);

#endif
