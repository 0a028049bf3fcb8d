#include "sim/store/market_record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/digest.h"
#include "sim/error.h"
#include "sim/store/container.h"
#include "sim/store/files.h"

enum { SECTIONS = 6, CHECK_SUM = 16 };

static char *file_of(const char *folder, int64_t year)
{
    return hq_text("%s/markets/%lld.hqc", folder, (long long)year);
}

void hq_market_record_make(struct market_record *r, const struct market_owner *owner, int64_t quotas,
                           int64_t columns, int64_t fields)
{
    *r = (struct market_record){.owner = *owner, .quotas = quotas, .columns = columns, .fields = fields};
    const size_t counties = (size_t)owner->counties, villages = (size_t)owner->villages;
    r->terms = hq_zalloc(counties * (size_t)(quotas + columns + fields) + 1, sizeof *r->terms);
    for (int moment = 0; moment < 2; moment++) {
        r->values[moment] = hq_zalloc(counties * (size_t)columns + 1, sizeof *r->values[moment]);
    }
    r->cuts = hq_zalloc(villages * (size_t)quotas + 1, sizeof *r->cuts);
    r->village = hq_zalloc(villages * (size_t)fields + 1, sizeof *r->village);
}

void hq_market_record_free(struct market_record *r)
{
    free(r->terms);
    free(r->values[0]);
    free(r->values[1]);
    free(r->cuts);
    free(r->village);
    *r = (struct market_record){0};
}

/* The file's sections and where their bytes stand in the record. */
static void sections_of(const struct market_record *r, struct section sections[SECTIONS])
{
    const size_t counties = (size_t)r->owner.counties, villages = (size_t)r->owner.villages;
    const size_t rows = (size_t)(r->quotas + r->columns + r->fields), columns = (size_t)r->columns;
    const struct section all[SECTIONS] = {
        {"owner", &r->owner, sizeof r->owner},
        {"terms", r->terms, counties * rows * sizeof *r->terms},
        {"after plan", r->values[0], counties * columns * sizeof *r->values[0]},
        {"after clear", r->values[1], counties * columns * sizeof *r->values[1]},
        {"cuts", r->cuts, villages * (size_t)r->quotas * sizeof *r->cuts},
        {"village columns", r->village, villages * (size_t)r->fields * sizeof *r->village},
    };
    memcpy(sections, all, sizeof all);
}

int64_t hq_market_record_size(const struct market_record *r)
{
    struct section sections[SECTIONS];
    int64_t padded = 0;
    sections_of(r, sections);
    for (int s = 0; s < SECTIONS; s++) {
        padded += hq_container_padded((int64_t)sections[s].size);
    }
    return hq_container_size(SECTIONS, padded);
}

int hq_market_record_write(const struct market_record *r, const char *folder)
{
    struct section sections[SECTIONS];
    sections_of(r, sections);
    char *dir = hq_text("%s/markets", folder), *path = file_of(folder, r->owner.year);
    int failed = hq_make_folder(dir);
    if (!failed) {
        failed = hq_container_write(path, sections, SECTIONS);
    }
    free(dir);
    free(path);
    return failed;
}

/* NULL, or in which way the record is not one of this run's kind. */
static const char *other_than(const struct market_owner *found, const struct market_owner *wanted, int64_t year)
{
    if (found->format != wanted->format || strcmp(found->rows, wanted->rows) != 0) {
        return "was written by a version of the program with other markets: run the base again";
    }
    if (found->year != year || found->first_year != wanted->first_year) {
        return "is of a run with another first year";
    }
    if (found->seed != wanted->seed) {
        return "is of a run with another seed";
    }
    if (found->counties != wanted->counties || found->villages != wanted->villages ||
        strcmp(found->population, wanted->population) != 0) {
        return "is of a run with other counties, villages or households";
    }
    return NULL;
}

static void end_texts(struct market_owner *o)
{
    o->population[sizeof o->population - 1] = o->rows[sizeof o->rows - 1] = 0;
    o->configuration[sizeof o->configuration - 1] = o->state[sizeof o->state - 1] = 0;
}

/* Copies all sections into a record; NULL, or why not. */
static const char *take_all(struct market_record *r, const struct container *c,
                            const struct market_owner *wanted, int64_t year, int *damaged)
{
    size_t size;
    struct market_owner found;
    const void *bytes = hq_container_section(c, "owner", &size);
    *damaged = !bytes || size != sizeof found;
    if (*damaged) {
        return "holds no record of markets";
    }
    memcpy(&found, bytes, sizeof found);
    end_texts(&found);
    const char *why = other_than(&found, wanted, year);
    if (why) {
        return why;
    }
    struct section sections[SECTIONS];
    r->owner = found;
    sections_of(r, sections);
    for (int s = 1; s < SECTIONS; s++) {
        bytes = hq_container_section(c, sections[s].name, &size);
        if (!bytes || size != sections[s].size) {
            *damaged = 1;
            return "does not hold what its head says";
        }
        memcpy((void *)sections[s].bytes, bytes, size);
    }
    return NULL;
}

const char *hq_market_record_read(struct market_record *r, const char *folder, const struct market_owner *owner,
                                  int64_t year, int *damaged)
{
    char *path = file_of(folder, year);
    const char *why = NULL;
    struct container *c = hq_container_read(path, &why);
    *damaged = !c && hq_file_exists(path);
    if (c) {
        why = take_all(r, c, owner, year, damaged);
        hq_container_free(c);
    }
    free(path);
    return why;
}

/* The check sum at a file's end; 0 or an errno. */
static int check_sum_of(const char *path, unsigned char sum[CHECK_SUM])
{
    struct stat what;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    int failed = fstat(fd, &what) != 0 ? errno : what.st_size < CHECK_SUM ? EIO : 0;
    if (!failed) {
        failed = hq_read_at(fd, sum, CHECK_SUM, what.st_size - CHECK_SUM);
    }
    close(fd);
    return failed;
}

const char *hq_market_identity(const char *folder, int first, int last, char hex[33])
{
    static _Thread_local char text[160];
    XXH3_state_t *hash = hq_digest_begin();
    bool missing = false;
    for (int year = first; year <= last && !missing; year++) {
        unsigned char sum[CHECK_SUM];
        char *path = file_of(folder, year);
        const int failed = check_sum_of(path, sum);
        if (failed == ENOENT || failed == ENOTDIR) {
            snprintf(text, sizeof text, "holds no record of the markets of %d: run it with output.markets=true",
                     year);
        } else if (failed) {
            snprintf(text, sizeof text, "cannot be read: %s", strerror(failed));
        } else {
            XXH3_128bits_update(hash, sum, sizeof sum);
        }
        missing = failed != 0;
        free(path);
    }
    hq_digest_end_hex(hash, hex);
    return missing ? text : NULL;
}
