/* The panel of a run: which households are followed (by a hash of their id, so the same under every policy
 * and seed, and those of a small share among those of a larger one; households that leave them are followed
 * too: sim/lineage.h), their rows of every year, and the file
 * that they go to. */
#ifndef SIM_TRAJECTORIES_H
#define SIM_TRAJECTORIES_H

#include "sim/engine.h"
#include "sim/store/trajectories_file.h"

struct panel {
    bool on;            /* a share of 0 has no panel: then nothing below is used */
    char *part, *whole; /* paths: while the run goes on, and at its end */
    struct trajectories_layout layout;
    const struct column_row **columns; /* kept: rows of the model's household table, then of `villages` */
    int *numbers;                      /* of the kept: in the model's tables */
    struct column_row *villages; /* copies of the village columns kept, under the names that files give them */
    int village_count;
    struct trajectories *file;
    struct panel_year *years;
    int64_t rows, room; /* written; that the file has room for */
    char hash[33];      /* once finished */
    int64_t bytes;
};

/* Whether a household is in a panel of this share. */
bool hq_panel_holds(double share, uint64_t id);

/* Founders in a panel of this share in villages [first, last) of the directory. */
int64_t hq_panel_founders(const struct directory *d, const struct county_table *counties, double share,
                          int64_t first, int64_t last);

/* A panel of this configuration without members, paths and file; hq_panel_free frees it. Not collective. */
void hq_panel_describe(struct panel *p, const struct config *config, const char *model);

/* Rows collected at a time: what bounds the memory. */
enum { HQ_PANEL_STEP = 1 << 18 };

/* The file of a run that begins, or, where `done` years are over, of one that goes on. Returns NULL, or why the
 * file that is there cannot be gone on with (the same verdict on all ranks). Ends the run with HQ_EXIT_IO
 * where it cannot be written. Collective. */
const char *hq_panel_begin(struct panel *p, const struct engine *e, const char *folder, int done);

/* The panel of the first `done` years of another run with this configuration, in its result folder. NULL, or why a
 * run that branches off it cannot take it over (the same verdict on all ranks); where the run has none, or no year is
 * done, there is nothing to take. hq_panel_free frees it. Collective. */
const char *hq_panel_past(struct panel *old, const struct engine *e, const struct config *past,
                          const char *folder, int done);

/* Takes these years over into a panel that begins. Collective. */
void hq_panel_take(struct panel *p, const struct panel *old, int done);

/* The rows of the year that the engine has done. Collective. */
void hq_panel_year(struct panel *p, struct engine *e, int year_index);

/* What was written so far goes to the disk, before a checkpoint that relies on it. Collective. */
void hq_panel_sync(struct panel *p, struct engine *e);

/* Closes the file, reads it back and gives it its name. Collective. */
void hq_panel_finish(struct panel *p, struct engine *e);

/* Closes what is open; the file stays, to be gone on with. Collective. */
void hq_panel_free(struct panel *p);

/* Among the files of a panel: reads the first `done` years of a file back (NULL, or what is wrong; the same verdict on
 * all ranks); makes the open file longer, to so many rows. Collective. */
const char *hq_panel_verify(struct panel *p, const char *path, int done);
void hq_panel_grow(struct panel *p, int64_t rows);

/* Whether a file holds a whole panel of a configuration, with this hash. On one process. */
bool hq_panel_is_whole(const char *path, const struct config *config, const char *hash);

#endif
