/* Households that leave their village, end or begin: kernels post, the engine applies at the year's end.
 *
 * Kernels never insert or delete rows. They post ends, moves and new households to the view's outbox. Ends and
 * new households are applied while their village is at hand, by the thread that ran it. After the settle pass
 * the engine takes the moves of all threads and sends movers to the ranks that hold their new villages. Changed
 * villages have their rows in the order of ids: where a household stands depends on membership alone, not on
 * threads, ranks or the order of posts. */
#ifndef SIM_OUTBOX_H
#define SIM_OUTBOX_H

#include "sim/model.h"

struct slab_layout;

struct post {
    uint64_t id, target; /* target: the code of the new village; 0: the household ends */
    int64_t village;     /* own village, counted from the rank's first */
    int32_t row;
};

struct outbox {
    struct post *posts;
    int64_t count, capacity;
    int64_t village;                  /* set by the engine before a village is run */
    const struct slab_layout *layout; /* set by the engine, once */
    unsigned char *children;          /* households that begin, as they will be sent: see sim/outbox.c */
    int64_t child_count, child_capacity;
};

/* Row `row` of the view ceases to exist. */
void hq_post_end(const struct view *v, int32_t row);
/* Row `row` moves to the village with this code (sim/directory.h), which must exist. */
void hq_post_move(const struct view *v, int32_t row, uint64_t village_code);

/* A household that row `row` lets go in the view's year, its k-th: to be filled in before anything else is
 * posted. It begins at the year's end in the same village, with an id of its own (sim/lineage.h), the weight of
 * `row`, and the default of every other column. */
struct child {
    unsigned char *packed;
    const struct slab_layout *layout;
};
struct child hq_post_child(const struct view *v, int32_t row, int32_t k);
/* Sets a value of the column's type in a state column. */
void hq_give(const struct child *child, int column, int slot, const void *value);

void hq_outbox_free(struct outbox *box);

struct engine;
/* Applies the ends and new households of the village last run; `posts` is the number of posts before it. Moves
 * stay, their rows where they now are. For one thread, which may not hash the village before. Ends the run
 * (exit 70) on a row posted twice or an id that is there already. */
void hq_outbox_apply_village(struct engine *e, struct outbox *box, int64_t posts);
/* Applies all other posts and empties the outboxes. Collective. Ends the run (exit 70) on a row posted twice,
 * an id that is there already, or a village that does not exist. Returns how many households moved or
 * ended on all ranks. */
int64_t hq_outboxes_apply(struct engine *e, struct outbox *boxes, int count);

#endif
