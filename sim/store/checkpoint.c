#include "sim/store/checkpoint.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/provenance.h"
#include "sim/store/container.h"
#include "sim/store/files.h"

enum { NAME_SIZE = 32, FORMAT = 1 };

/* Section "meta" of world.hqc. */
struct meta {
    int64_t format, year, files, villages, done;
    char configuration[40], program[40]; /* hashes of the configuration and of the program's file */
};

/* Section "directory" of a village file: one a village. */
struct entry {
    int64_t village; /* in the run's directory */
    int32_t live, capacity;
};

static char *file_of(const char *folder, int year, const char *name)
{
    return hq_text("%s/checkpoints/%d/%s", folder, year, name);
}

static char *villages_file(const char *folder, int year, int rank)
{
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "villages-%05d.hqc", rank);
    return file_of(folder, year, name);
}

/* Every rank's villages: a directory, then the slabs as they lie in memory. */
static int write_villages(const struct engine *e, const char *path)
{
    const size_t count = (size_t)(e->last - e->first);
    struct entry *directory = hq_zalloc(count + 1, sizeof *directory);
    struct section *sections = hq_zalloc(count + 1, sizeof *sections);
    char(*names)[NAME_SIZE] = hq_zalloc(count + 1, NAME_SIZE);
    sections[0] = (struct section){"directory", directory, count * sizeof *directory};
    for (size_t v = 0; v < count; v++) {
        const struct slab *s = &e->slabs[v];
        directory[v] = (struct entry){e->first + (int64_t)v, s->live, s->capacity};
        snprintf(names[v], NAME_SIZE, "village %zu", v);
        sections[v + 1] = (struct section){names[v], s->memory, hq_slab_size(&e->layout, s->capacity)};
    }
    const int failed = hq_container_write(path, sections, (int)count + 1);
    free(directory);
    free(sections);
    free(names);
    return failed;
}

static int write_world(const struct engine *e, const struct history *h, const char *path)
{
    struct meta meta = {FORMAT, e->year, hq_ranks(), e->directory.villages, h->done, {0}, {0}};
    snprintf(meta.configuration, sizeof meta.configuration, "%s", hq_config_hash(e->config));
    hq_file_hash("/proc/self/exe", meta.program);
    size_t ledger_size = 0;
    void *ledger = hq_ledger_pack(e->ledger, &ledger_size);
    const size_t counties = (size_t)e->counties->count, done = (size_t)h->done;
    const struct section sections[] = {
        {"meta", &meta, sizeof meta},
        {"region", e->region, e->model->region.size},
        {"counties", e->county_rows, counties * e->model->county.size},
        {"ledger", ledger, ledger_size},
        {"values", h->values, done * (size_t)h->series * counties * sizeof *h->values},
        {"reports", h->reports, done * (size_t)h->report * sizeof *h->reports},
        {"state hashes", h->state, done * sizeof *h->state},
        {"column hashes", h->column, done * (size_t)h->columns * sizeof *h->column},
    };
    const int failed = hq_container_write(path, sections, (int)(sizeof sections / sizeof *sections));
    free(ledger);
    return failed;
}

static int newest_first(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

/* Years that have a folder under checkpoints/, newest first. */
static int *checkpoint_years(const char *folder, int *count)
{
    char *path = hq_text("%s/checkpoints", folder);
    DIR *d = opendir(path);
    free(path);
    int *years = hq_zalloc(1, sizeof *years);
    *count = 0;
    for (const struct dirent *entry; d && (entry = readdir(d));) {
        char *end;
        const long year = strtol(entry->d_name, &end, 10);
        if (end != entry->d_name && !*end) {
            int *more = hq_zalloc((size_t)*count + 2, sizeof *more);
            memcpy(more, years, (size_t)*count * sizeof *years);
            free(years);
            years = more;
            years[(*count)++] = (int)year;
        }
    }
    if (d) {
        closedir(d);
    }
    qsort(years, (size_t)*count, sizeof *years, newest_first);
    return years;
}

/* Keeps the newest up to `year`; later ones are of a course that the run has not taken, or were damaged. */
static void remove_old(const char *folder, int year, int keep)
{
    int count, kept = 0;
    int *years = checkpoint_years(folder, &count);
    for (int i = 0; i < count; i++) {
        if (years[i] <= year && kept < keep) {
            kept++;
            continue;
        }
        char *path = hq_text("%s/checkpoints/%d", folder, years[i]);
        hq_remove_folder(path);
        free(path);
    }
    free(years);
}

bool hq_checkpoint_due(const struct engine_params *p, int year)
{
    const int every = (int)p->output_checkpoint_every, last = (int)p->run_last_year;
    const bool regular = every && (year - (int)p->run_first_year + 1) % every == 0;
    const bool stops = p->output_stop_after > 0 && p->output_stop_after < last &&
                       (year == p->output_stop_after || year == p->output_stop_after - 1);
    return year < last && (regular || stops);
}

void hq_checkpoint_write(struct engine *e, const struct history *h, const char *folder, int keep)
{
    const double start = hq_now();
    char *dir = hq_text("%s/checkpoints/%d", folder, e->year);
    char *world = file_of(folder, e->year, "world.hqc");
    if (hq_rank() == 0) {
        hq_remove_folder(dir);
        hq_agree_written(hq_make_folder(dir), "checkpoint ", dir);
    } else {
        hq_agree_written(0, "checkpoint ", dir);
    }
    char *own = villages_file(folder, e->year, hq_rank());
    hq_agree_written(write_villages(e, own), "checkpoint ", own);
    hq_agree_written(hq_rank() == 0 ? write_world(e, h, world) : 0, "checkpoint ", world);
    if (hq_rank() == 0) {
        remove_old(folder, e->year, keep);
    }
    free(dir);
    free(world);
    free(own);
    e->seconds[PHASE_CHECKPOINT] += hq_now() - start;
}

int hq_checkpoint_newest(const char *folder, int latest)
{
    int count, found = 0;
    int *years = checkpoint_years(folder, &count);
    for (int i = 0; i < count && !found; i++) {
        char *world = file_of(folder, years[i], "world.hqc");
        found = years[i] <= latest && hq_file_exists(world) ? years[i] : 0;
        free(world);
    }
    free(years);
    return found;
}

/* Copies a section of exactly this size. */
static bool take(const struct container *c, const char *name, void *to, size_t size)
{
    size_t found;
    const void *bytes = hq_container_section(c, name, &found);
    if (!bytes || found != size) {
        return false;
    }
    memcpy(to, bytes, size);
    return true;
}

/* Whether the program file that runs here wrote the checkpoint. */
static bool own_program(const struct meta *meta)
{
    char program[33];
    hq_file_hash("/proc/self/exe", program);
    return strcmp(program, meta->program) == 0;
}

bool hq_checkpoint_belongs(const char *folder, int year, const char *configuration, bool *same_program)
{
    char *path = file_of(folder, year, "world.hqc");
    const char *why = NULL;
    struct meta meta = {0};
    struct container *c = hq_container_read(path, &why);
    const bool ours = c && take(c, "meta", &meta, sizeof meta) && meta.format == FORMAT &&
                      strncmp(meta.configuration, configuration, sizeof meta.configuration) == 0;
    if (c) {
        hq_container_free(c);
    }
    *same_program = ours && own_program(&meta);
    free(path);
    return ours;
}

/* Hashes of columns: of a run that kept none a branch can have none, and it may do without them. */
static bool take_column_hashes(const struct container *c, struct history *h, size_t done)
{
    return h->columns == 0 ||
           take(c, "column hashes", h->column, done * (size_t)h->columns * sizeof *h->column);
}

static const char *read_world(struct engine *e, struct history *h, const struct container *c, const char *owner,
                              struct meta *meta)
{
    const size_t counties = (size_t)e->counties->count;
    if (!take(c, "meta", meta, sizeof *meta) || meta->format != FORMAT) {
        return "it is of another format";
    }
    if (strcmp(meta->configuration, owner) != 0) {
        return "it belongs to another configuration";
    }
    if (meta->villages != e->directory.villages || meta->done < 0 || meta->done > h->years) {
        return "it holds other villages or years";
    }
    const size_t done = (size_t)meta->done;
    size_t size;
    const void *ledger = hq_container_section(c, "ledger", &size);
    if (!ledger || !hq_ledger_unpack(e->ledger, ledger, size) ||
        !take(c, "region", e->region, e->model->region.size) ||
        !take(c, "counties", e->county_rows, counties * e->model->county.size) ||
        !take(c, "values", h->values, done * (size_t)h->series * counties * sizeof *h->values) ||
        !take(c, "state hashes", h->state, done * sizeof *h->state)) {
        return "its parts do not fit this program's tables";
    }
    if (!take_column_hashes(c, h, done)) {
        return "it has no hashes of columns: say output.column_hashes=false";
    }
    h->done = (int)meta->done;
    /* Of years that were run without indicators there are none. */
    take(c, "reports", h->reports, done * (size_t)h->report * sizeof *h->reports);
    return NULL;
}

/* Takes one own village, laid out as `old` says, out of a village file. Returns NULL or what is wrong. */
static const char *read_village(struct engine *e, const struct container *c, size_t number,
                                const struct entry *entry, const struct slab_layout *old)
{
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "village %zu", number);
    const struct place *p = &e->directory.places[entry->village];
    struct slab *s = &e->slabs[entry->village - e->first];
    hq_slab_free(s);
    hq_slab_make(s, old, p->county, p->index, 0);
    hq_slab_reserve_exactly(s, old, entry->capacity);
    s->live = entry->live;
    if (entry->live < 0 || entry->live > entry->capacity ||
        !take(c, name, s->memory, hq_slab_size(old, entry->capacity))) {
        return "its villages do not fit this program's tables";
    }
    const char *lost = old == &e->layout ? NULL : hq_slab_adapt(s, old, &e->layout);
    return lost ? hq_text("its households have `%s`, which this configuration switches off everywhere", lost)
                : NULL;
}

/* The same of all own villages that are in the file; adds how many to *taken. */
static const char *read_villages(struct engine *e, const struct container *c, const struct slab_layout *old,
                                 int64_t *taken)
{
    size_t size;
    const struct entry *directory = hq_container_section(c, "directory", &size);
    const char *why = directory ? NULL : "its villages do not fit this program's tables";
    struct block spare = {0};
    for (size_t i = 0; directory && i < size / sizeof *directory && !why; i++) {
        const int64_t v = directory[i].village;
        if (v < e->first || v >= e->last) {
            continue;
        }
        why = read_village(e, c, i, &directory[i], old);
        if (!why && (v - e->first + 1) % e->together == 0) {
            hq_gather_around(e, &spare, v - e->first);
        }
        ++*taken;
    }
    hq_block_free(&spare);
    if (!why) {
        hq_gather_all(e);
    }
    return why;
}

static const char *read_all_villages(struct engine *e, const char *folder, const struct slab_layout *old,
                                     const struct meta *meta)
{
    int64_t taken = 0;
    const char *why = NULL;
    for (int64_t file = 0; file < meta->files && taken < e->last - e->first && !why; file++) {
        char *path = villages_file(folder, (int)meta->year, (int)file);
        struct container *c = hq_container_read(path, &why);
        free(path);
        if (!c) {
            return hq_text("one of its files %s", why);
        }
        why = read_villages(e, c, old, &taken);
        hq_container_free(c);
    }
    return why || taken == e->last - e->first ? why : "villages are missing";
}

/* One checkpoint of a run with this configuration hash and layout; NULL, or why not, the same verdict on all
 * ranks. */
static const char *read_year(struct engine *e, struct history *h, const char *folder, int year,
                             const char *owner, const struct slab_layout *old, struct meta *meta)
{
    char *path = file_of(folder, year, "world.hqc");
    const char *why = NULL;
    struct container *c = hq_container_read(path, &why);
    free(path);
    if (c) {
        why = read_world(e, h, c, owner, meta);
        hq_container_free(c);
    } else {
        why = hq_text("its world.hqc %s", why);
    }
    if (!why) {
        why = read_all_villages(e, folder, old, meta);
    }
    return hq_first_said(why);
}

static void warn_of_another_program(const struct meta *meta, const char *folder, int year)
{
    if (hq_rank() == 0 && !own_program(meta)) {
        hq_warn(
            "checkpoint %s/checkpoints/%d was written by another build of the program: if its model differs, "
            "the years up to %d and those behind are of two models; `horqin run %s/resolved.yml --out DIR` "
            "computes them all by one",
            folder, year, year, folder);
    }
}

/* After reading: the year as it ended, and demand as it was counted then. */
static void open_read_year(struct engine *e, int year)
{
    hq_engine_open_year(e, year);
    int64_t *none = hq_zalloc((size_t)e->counties->count * (size_t)e->model->tally_count + 1, sizeof *none);
    hq_exchange(e, none);
    free(none);
}

bool hq_checkpoint_try(struct engine *e, struct history *h, const char *folder)
{
    int year = hq_checkpoint_newest(folder, 9999);
    while (year) {
        struct meta meta = {0};
        const char *why = read_year(e, h, folder, year, hq_config_hash(e->config), &e->layout, &meta);
        if (!why) {
            warn_of_another_program(&meta, folder, year);
            open_read_year(e, year);
            return true;
        }
        hq_warn("checkpoint %s/checkpoints/%d is passed over (%s)", folder, year, why);
        year = hq_checkpoint_newest(folder, year - 1);
    }
    return false;
}

void hq_checkpoint_read(struct engine *e, struct history *h, const char *folder)
{
    if (!hq_checkpoint_try(e, h, folder)) {
        hq_fail(HQ_EXIT_BAD_DATA, "%s holds no checkpoint to resume from: run its resolved.yml again", folder);
    }
}

const char *hq_checkpoint_branch(struct engine *e, struct history *h, const char *folder, int year,
                                 const struct config *past)
{
    struct slab_layout old;
    struct meta meta = {0};
    hq_layout_make(&old, e->model, past);
    const bool same =
        memcmp(old.kinds, e->layout.kinds, (size_t)e->model->household.count * sizeof *old.kinds) == 0;
    const char *why = read_year(e, h, folder, year, hq_config_hash(past), same ? &e->layout : &old, &meta);
    hq_layout_free(&old);
    if (!why) {
        open_read_year(e, year);
    }
    return why;
}

const char *hq_checkpoint_identity(const char *folder, int year, char configuration[33], char state[33])
{
    char *path = file_of(folder, year, "world.hqc");
    const char *why = NULL;
    struct meta meta = {0};
    struct container *c = hq_container_read(path, &why);
    size_t size = 0;
    if (c && (!take(c, "meta", &meta, sizeof meta) || meta.format != FORMAT)) {
        why = "is of another format";
    } else if (c && !own_program(&meta)) {
        why = "was written by another build of the program: the years up to it and those behind would be of "
              "two models; "
              "run what is there again with this one";
    }
    const char(*states)[33] = c && !why ? hq_container_section(c, "state hashes", &size) : NULL;
    if (c && !why && (meta.done < 1 || size != (size_t)meta.done * sizeof *states)) {
        why = "does not hold what its head says";
    }
    if (!why) {
        snprintf(configuration, 33, "%.32s", meta.configuration);
        snprintf(state, 33, "%.32s", states[meta.done - 1]);
    }
    if (c) {
        hq_container_free(c);
    }
    free(path);
    return why;
}

const char *hq_checkpoint_values(const char *folder, int year, int first_year, size_t count, double *values)
{
    char *path = file_of(folder, year, "world.hqc");
    const char *why = NULL;
    size_t size = 0;
    struct container *c = hq_container_read(path, &why);
    const size_t done = (size_t)year - (size_t)first_year + 1;
    const double *all = c ? hq_container_section(c, "values", &size) : NULL;
    if (c && (!all || size != done * count * sizeof *all)) {
        why = "does not hold what its head says";
    } else if (c) {
        memcpy(values, all + (done - 1) * count, count * sizeof *values);
    }
    if (c) {
        hq_container_free(c);
    }
    free(path);
    return why;
}

char *hq_checkpoint_list(const char *folder)
{
    int count;
    int *years = checkpoint_years(folder, &count);
    char *list = hq_copy_text("");
    for (int i = count - 1; i >= 0; i--) {
        char *world = file_of(folder, years[i], "world.hqc");
        if (hq_file_exists(world)) {
            char *longer = hq_text("%s%s%d", list, *list ? ", " : "", years[i]);
            free(list);
            list = longer;
        }
        free(world);
    }
    free(years);
    return list;
}
