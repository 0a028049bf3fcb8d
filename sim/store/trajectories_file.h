/* trajectories.h5: households of the panel, year by year, as one long table in netCDF-4/CF (an indexed ragged
 * array whose instances are counties). The layout is made by one process and all room in it is taken before
 * any value is written; values are then written by all ranks together (MPI-IO), each rank one run of rows,
 * and touch nothing but their own bytes. So a kill cannot damage the layout, and the bytes of a finished
 * file do not depend on ranks, threads or resuming. */
#ifndef SIM_TRAJECTORIES_FILE_H
#define SIM_TRAJECTORIES_FILE_H

#include "sim/rows.h"
#include "sim/store/netcdf.h"

struct trajectories_layout {
    const char *title, *model, *configuration_hash, *program_version;
    const char *columns; /* names of the columns, by commas */
    double share;
    uint64_t seed;
    int first_year, years;
    int64_t members; /* rows of the first year; the file has room for as many in every year */
    int counties;
    const char *const *county_codes, *const *county_names;
    const int32_t *county_code_numbers;
    const struct column_row *const *kept; /* columns */
    int kept_count;
};

/* A variable over rows. The first ones are the file's own, then one a column kept. */
enum { PANEL_ID, PANEL_TIME, PANEL_YEAR, PANEL_VILLAGE, PANEL_COUNTY, PANEL_WEIGHT, PANEL_OWN };
struct panel_variable {
    const char *name;
    enum hq_nc_type type;
    int slots; /* values a row, side by side */
    const char *unit, *meaning;
};
struct panel_variable hq_panel_variable(const struct trajectories_layout *layout, int variable);
int hq_panel_variables(const struct trajectories_layout *layout);

/* ---- the hash -------------------------------------------------------------------------------- */

/* Rows carry one number each, which takes up the row's place in its year and all its values in the order of
 * variables; a year's hash is made of two wrapping sums over its rows. */
struct panel_sums {
    uint64_t sum[2];
};
void hq_panel_open_rows(uint64_t *hashes, int64_t rows, int64_t first);
void hq_panel_fold_rows(uint64_t *hashes, int64_t rows, struct panel_variable variable, const void *values,
                        int threads);
void hq_panel_close_rows(const uint64_t *hashes, int64_t rows, struct panel_sums *sums);
/* The two sums in hexadecimal digits, as files hold a year's hash. */
void hq_panel_sums_hex(struct panel_sums sums, char hex[33]);

struct panel_year {
    int64_t first, rows; /* in the file; rows 0 and no hash: not reached */
    char hash[33];
};
/* Hash of a whole file: of its years and columns. */
void hq_panel_hash(const struct trajectories_layout *layout, const struct panel_year *years, char hash[33]);

/* ---- size ------------------------------------------------------------------------------------ */

/* Bytes of a file of the layout with all its room, before it is made: of its values exactly, of what is around
 * them within some KiB (the library packs small pieces). 0 where the layout cannot be made. Not collective. */
int64_t hq_trajectories_size(const struct trajectories_layout *layout);

/* Rows read back at a time. */
enum { HQ_PANEL_BLOCK = 1 << 16 };

/* Bytes that a rank holds while it has so many rows a year: while they are chosen, collected and written,
 * `step` at a time, or while the file is read back, if it is; the most of these. */
int64_t hq_trajectories_memory(const struct trajectories_layout *layout, int64_t own, int64_t step,
                               bool read_back);

/* ---- writing --------------------------------------------------------------------------------- */

/* Makes the file under `path`, on one process, and takes its room on the disk. 0 or an errno; on error
 * nothing of it remains. */
int hq_trajectories_create(const char *path, const struct trajectories_layout *layout);

/* Forgets years from `done` on. On one process. 0 or an errno. */
int hq_trajectories_rewind(const char *path, const struct trajectories_layout *layout, int done);

/* Opens it to write values. Collective where several ranks run under MPI, which then write together; else it
 * is written by rank 0, to which the others (threads, in tests) send their rows. 0 or an errno. */
struct trajectories;
int hq_trajectories_open(const char *path, const struct trajectories_layout *layout, struct trajectories **out);

/* Rows [at, at + rows) of one variable, this rank's; `most` is the largest `rows` of any rank. Collective. */
int hq_trajectories_write(struct trajectories *t, int variable, const void *values, int64_t at, int64_t rows,
                          int64_t most);
/* The index of one year, then all to the disk. Collective. */
int hq_trajectories_year(struct trajectories *t, int year_index, const struct panel_year *year);
/* Collective; frees `t` in any case. */
int hq_trajectories_close(struct trajectories *t);

/* Makes room for so many rows, or cuts the file to them, and flushes it to the disk. On one process, with the
 * file closed elsewhere. 0 or an errno. */
int hq_trajectories_resize(const char *path, const struct trajectories_layout *layout, int64_t rows);

/* ---- reading --------------------------------------------------------------------------------- */

/* Whether a file is of this layout; NULL, or why not. */
const char *hq_trajectories_fits(const char *path, const struct trajectories_layout *layout);

/* Reads the index of all years (`out` has room for them), and the values of every `step`th of the first
 * `done` ones from `from` on, whose hashes must be as the index says. NULL, or what is wrong: a text that lives
 * until the next call. */
const char *hq_trajectories_verify(const char *path, const struct trajectories_layout *layout, int done,
                                   int from, int step, struct panel_year *out);

/* Opens without a lock, to read. HDF5's identifier, or negative. */
int64_t hq_trajectories_open_to_read(const char *path);
void hq_trajectories_close_read(int64_t file);

/* Rows [at, at + rows) of one variable of a file opened to read. */
bool hq_trajectories_read(int64_t file, struct panel_variable variable, int64_t at, int64_t rows, void *values);

#endif
