/* Whole-or-absent files, folders, and reading and writing with every error looked at. */
#define _GNU_SOURCE 1
#include "sim/store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/error.h"
#include "sim/parallel.h"

/* The kernel moves at most 2 GiB less a page at a time. */
#define PIECE ((size_t)1 << 29)

/* ---- paths ----------------------------------------------------------------------------------- */

static int make_one(const char *path)
{
    struct stat what;

    if (mkdir(path, 0777) == 0)
        return 0;
    int error = errno;
    /* A folder that stands is fine whatever mkdir said: "/" on a read-only disk gives EROFS. */
    if (stat(path, &what) == 0)
        return S_ISDIR(what.st_mode) ? 0 : ENOTDIR;
    return error;
}

int hq_make_folder(const char *path)
{
    if (*path == '\0')
        return ENOENT;
    char *copy = hq_copy_text(path);
    int error = 0;

    for (char *end = copy + 1; !error && *end != '\0'; end++) {
        if (*end != '/' || end[-1] == '/')
            continue;
        *end = '\0';
        error = make_one(copy);
        *end = '/';
    }
    if (!error)
        error = make_one(copy);
    free(copy);
    return error;
}

int hq_make_temporary_folder(const char *prefix, char **path)
{
    const char *set = getenv("TMPDIR"), *where = set && *set ? set : "/tmp";
    *path = NULL;
    for (int number = 0; number < INT_MAX; number++) {
        free(*path);
        *path = hq_text("%s/%s-%ld-%d", where, prefix, (long)getpid(), number);
        if (mkdir(*path, S_IRWXU) == 0) {
            return 0;
        }
        if (errno != EEXIST) {
            return errno;
        }
    }
    return EEXIST;
}

bool hq_same_folder(const char *a, const char *b)
{
    struct stat one, two;
    return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

bool hq_file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* The folder that holds `path`, malloc'd. */
static char *folder_of(const char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    if (length == 0)
        return hq_copy_text(".");
    while (length > 1 && path[length - 1] == '/')
        length--;
    char *folder = hq_copy_text(path);
    folder[length] = '\0';
    return folder;
}

static int remove_entry(const char *path, const struct stat *what, int kind, struct FTW *at)
{
    (void)what, (void)kind, (void)at;
    return remove(path) == 0 || errno == ENOENT ? 0 : errno;
}

int hq_remove_folder(const char *path)
{
    struct stat what;

    if (lstat(path, &what) != 0)
        return errno == ENOENT ? 0 : errno;
    if (!S_ISDIR(what.st_mode))
        return ENOTDIR;
    int result = nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    return result == -1 ? errno : result;
}

/* ---- to the disk ----------------------------------------------------------------------------- */

static int flush_path(const char *path, bool folder)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | (folder ? O_DIRECTORY : 0));

    if (fd < 0)
        return errno;
    int error = fsync(fd) == 0 ? 0 : errno;
    /* Some network file systems cannot sync a folder, and need not. */
    if (folder && error == EINVAL)
        error = 0;
    if (close(fd) != 0 && !error)
        error = errno;
    return error;
}

int hq_flush_file(const char *path)
{
    return flush_path(path, false);
}

int hq_flush_folder_of(const char *path)
{
    char *folder = folder_of(path);
    int error = flush_path(folder, true);

    free(folder);
    return error;
}

int hq_rename_durably(const char *from, const char *to)
{
    if (rename(from, to) != 0)
        return errno;
    int error = hq_flush_folder_of(to);
    char *left = folder_of(from), *entered = folder_of(to);

    if (!error && strcmp(left, entered) != 0)
        error = hq_flush_folder_of(from);
    free(left);
    free(entered);
    return error;
}

int hq_write_at(int fd, const void *bytes, size_t size, int64_t offset)
{
    const char *next = bytes;

    while (size > 0) {
        ssize_t done = pwrite(fd, next, size < PIECE ? size : PIECE, offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? errno : EIO;
        next += done, offset += done, size -= (size_t)done;
    }
    return 0;
}

int hq_read_at(int fd, void *bytes, size_t size, int64_t offset)
{
    char *next = bytes;

    while (size > 0) {
        ssize_t done = pread(fd, next, size < PIECE ? size : PIECE, offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? errno : EIO;
        next += done, offset += done, size -= (size_t)done;
    }
    return 0;
}

/* ---- pending files --------------------------------------------------------------------------- */

int hq_file_begin(struct pending_file *f, const char *path)
{
    f->path = hq_copy_text(path);
    f->part = hq_text("%s.part", path);
    f->stream = fopen(f->part, "we");
    if (f->stream)
        return 0;
    int error = errno;
    hq_file_abandon(f);
    return error;
}

/* The stream remembers that a write failed, not why: write on and see. A disk that has room again
 * does not bring back what was lost. */
static int reason_of_failure(FILE *stream)
{
    clearerr(stream);
    errno = 0;
    if (fputc('\n', stream) == EOF || fflush(stream) != 0)
        return errno ? errno : EIO;
    return EIO;
}

static int finish_stream(FILE *stream)
{
    if (ferror(stream))
        return reason_of_failure(stream);
    if (fflush(stream) != 0 || fsync(fileno(stream)) != 0)
        return errno;
    return 0;
}

int hq_file_commit(struct pending_file *f)
{
    int error = finish_stream(f->stream);

    /* close() is where some network file systems tell of a full disk. */
    if (fclose(f->stream) != 0 && !error)
        error = errno;
    f->stream = NULL;
    if (!error)
        error = hq_rename_durably(f->part, f->path);
    hq_file_abandon(f);
    return error;
}

/* Also ends a committed file, whose .part is then no more. */
void hq_file_abandon(struct pending_file *f)
{
    if (f->stream)
        fclose(f->stream);
    if (f->part)
        unlink(f->part);
    free(f->part);
    free(f->path);
    *f = (struct pending_file){0};
}

/* ---- into memory ----------------------------------------------------------------------------- */

/* Reads to the end whatever the file says of its size: it may be a pipe, or grow. */
static int read_all(int fd, char **bytes, size_t *size, size_t room)
{
    for (;;) {
        if (*size + 1 >= room) {
            room *= 2;
            char *more = realloc(*bytes, room);
            if (!more)
                return ENOMEM;
            *bytes = more;
        }
        size_t left = room - 1 - *size;
        ssize_t done = read(fd, *bytes + *size, left < PIECE ? left : PIECE);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno;
        if (done == 0)
            break;
        *size += (size_t)done;
    }
    (*bytes)[*size] = '\0';
    return 0;
}

int hq_read_file(const char *path, char **bytes, size_t *size)
{
    struct stat what;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    *bytes = NULL;
    *size = 0;
    if (fd < 0)
        return errno;
    int error = fstat(fd, &what) == 0 ? 0 : errno;
    if (!error) {
        size_t room = what.st_size > 0 ? (size_t)what.st_size + 2 : 4096;
        *bytes = malloc(room);
        error = *bytes ? read_all(fd, bytes, size, room) : ENOMEM;
    }
    close(fd);
    if (error) {
        free(*bytes);
        *bytes = NULL;
        *size = 0;
    }
    return error;
}

/* ---- text ------------------------------------------------------------------------------------ */

char *hq_text(const char *format, ...)
{
    char *text;
    va_list list;

    va_start(list, format);
    int length = vasprintf(&text, format, list);
    va_end(list);
    if (length < 0)
        hq_fail(HQ_EXIT_WONT_FIT, "no memory for a text");
    return text;
}

void hq_agree_written(int failed, const char *what, const char *path)
{
    int64_t worst = failed;
    hq_max_over_ranks(&worst, 1);
    if (failed) {
        hq_fail(HQ_EXIT_IO, "%s%s cannot be written: %s", what, path, strerror(failed));
    }
    if (worst) {
        hq_barrier(); /* the rank that failed speaks */
    }
}

const char *hq_first_said(const char *why)
{
    static _Thread_local char said[160];
    int64_t speaker = why ? hq_ranks() - hq_rank() : 0, text[sizeof said / sizeof(int64_t)] = {0};
    hq_max_over_ranks(&speaker, 1);
    if (why && speaker == hq_ranks() - hq_rank()) {
        memset(said, 0, sizeof said);
        snprintf(said, sizeof said, "%s", why);
        memcpy(text, said, sizeof said);
    }
    hq_sum_over_ranks(text, sizeof text / sizeof *text); /* the others add nothing */
    memcpy(said, text, sizeof said);
    return speaker ? said : NULL;
}
