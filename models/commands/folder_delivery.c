/* How the programmes of a run were delivered: money, errors of targeting, use of what was built, who stays out. */
#include <stdlib.h>

#include "models/commands/measure_folder.h"
#include "models/delivery/delivery.h"
#include "models/indicators/real.h"
#include "sim/error.h"

int folder_delivery(struct folder *f, const char *part, char **why)
{
    const struct delivery_of of = {f->texts->folder, f->stored.year[f->year], f->stored.year[0]};
    struct deliveries d = {0};
    const char *left_out = NULL;
    if (f->area != 0) {
        fprintf(stderr, "horqin measure: %s is told of the whole region alone, without --area\n", part);
        return HQ_EXIT_DONE;
    }
    const char *wrong = delivery_money(&of, &d);
    wrong = wrong ? wrong : delivery_served(&of, &d);
    wrong = wrong ? wrong : delivery_ratios(&of, &d);
    wrong = wrong ? wrong : delivery_after(&of, &d, &left_out);
    for (int i = 0; i < d.count && !wrong; i++) {
        folder_add(f, (struct folder_row){.part = part,
                                          .line = hq_copy_text(""),
                                          .index = hq_copy_text(d.rows[i].name),
                                          .at = hq_copy_text(d.rows[i].programme),
                                          .from = of.year,
                                          .to = of.year,
                                          .value = d.rows[i].value,
                                          .error = not_known(),
                                          .least = not_known(),
                                          .most = not_known()});
    }
    if (left_out && !wrong) {
        fprintf(stderr, "horqin measure: %s: %s\n", part, left_out);
    }
    *why = wrong ? hq_copy_text(wrong) : NULL;
    hq_arena_free(&d.arena);
    return wrong ? HQ_EXIT_BAD_DATA : HQ_EXIT_DONE;
}
