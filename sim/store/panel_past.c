/* The panel of years that another run has done, for a run that branches off it (sim/branch.h). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"
#include "sim/store/trajectories.h"

const char *hq_panel_past(struct panel *old, const struct engine *e, const struct config *past,
                          const char *folder, int done)
{
    const double share = e->params->output_panel_share;
    *old = (struct panel){0};
    hq_panel_describe(old, past, e->model->name);
    old->part = hq_text("%s/trajectories.h5", folder);
    if (!hq_file_exists(old->part)) {
        free(old->part);
        old->part = hq_text("%s/trajectories.partial.h5", folder);
    }
    if (share <= 0 || done == 0) {
        return NULL;
    }
    if (old->layout.share != share) {
        return "follows another share of the households";
    }
    if (strcmp(old->layout.columns, hq_config_panel(e->config)) != 0) {
        return "holds other columns";
    }
    old->layout.members = hq_panel_founders(&e->directory, e->counties, share, e->first, e->last);
    hq_sum_over_ranks(&old->layout.members, 1);
    return hq_panel_verify(old, old->part, done);
}

/* Copies so many rows of all variables, which rank 0 reads. Collective. */
static void take_rows(struct panel *p, const struct panel *old, int64_t total)
{
    const int64_t file = hq_rank() == 0 ? hq_trajectories_open_to_read(old->part) : -1;
    unsigned char *values = hq_alloc((size_t)HQ_PANEL_BLOCK * HQ_SLOTS * sizeof(int64_t));
    int failed = 0;
    for (int v = 0; v < hq_panel_variables(&p->layout); v++) {
        const struct panel_variable variable = hq_panel_variable(&p->layout, v);
        for (int64_t at = 0; at < total; at += HQ_PANEL_BLOCK) {
            const int64_t rows = total - at < HQ_PANEL_BLOCK ? total - at : HQ_PANEL_BLOCK;
            if (hq_rank() == 0 && !hq_trajectories_read(file, variable, at, rows, values)) {
                failed = EIO;
            }
            const int error = hq_trajectories_write(p->file, v, values, at, hq_rank() == 0 ? rows : 0, rows);
            failed = failed ? failed : error;
        }
    }
    if (file >= 0) {
        hq_trajectories_close_read(file);
    }
    free(values);
    hq_agree_written(failed, "", p->part);
}

void hq_panel_take(struct panel *p, const struct panel *old, int done)
{
    if (!p->on || done == 0) {
        return;
    }
    const struct panel_year *last = &old->years[done - 1];
    const int64_t total = last->first + last->rows;
    if (total > p->room) {
        hq_panel_grow(p, total);
    }
    take_rows(p, old, total);
    for (int y = 0; y < done; y++) {
        p->years[y] = old->years[y];
        hq_agree_written(hq_trajectories_year(p->file, y, &p->years[y]), "", p->part);
    }
    p->rows = total;
}
