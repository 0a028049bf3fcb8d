/* Files that are whole or absent, and folders. All functions return 0 or an errno. */
#ifndef SIM_FILES_H
#define SIM_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Makes a folder and its parents. */
int hq_make_folder(const char *path);

/* Makes a new folder under TMPDIR (/tmp where that is not set), PREFIX-PROCESS-NUMBER, that only its owner may enter;
 * *path (free() it) is where it stands, or where none could be made. */
int hq_make_temporary_folder(const char *prefix, char **path);

/* A text file written under `path`.part and renamed when whole. After hq_file_begin write to the
 * stream; hq_file_commit checks for errors of any earlier write, flushes to the disk, renames, and
 * flushes the folder; on any error the .part is removed. */
struct pending_file {
    FILE *stream;
    char *path, *part;
};
int hq_file_begin(struct pending_file *f, const char *path);
int hq_file_commit(struct pending_file *f);
void hq_file_abandon(struct pending_file *f);

/* All `size` bytes at `offset`, in pieces under 1 GiB; a file that ends too early is EIO. */
int hq_write_at(int fd, const void *bytes, size_t size, int64_t offset);
int hq_read_at(int fd, void *bytes, size_t size, int64_t offset);

/* fsync of a file by path; of the folder that holds it. */
int hq_flush_file(const char *path);
int hq_flush_folder_of(const char *path);
int hq_rename_durably(const char *from, const char *to);

/* Whole file into memory, ended by a NUL that `size` does not count; free() it. */
int hq_read_file(const char *path, char **bytes, size_t *size);
bool hq_file_exists(const char *path);
/* Whether two paths lead to the same folder; false where one is not there. */
bool hq_same_folder(const char *a, const char *b);
int hq_remove_folder(const char *path); /* and all in it; absent is no error */

/* The verdict of a write (0 or an errno) on all ranks: where any has failed the run ends with HQ_EXIT_IO, and
 * the rank that failed says of what. Collective. */
void hq_agree_written(int failed, const char *what, const char *path);

/* The reason of the first rank that has one (NULL: this one has none), on all ranks, any of which may be the
 * first to tell it; NULL where nobody has. At most 159 bytes of it; a text that lives until the next call.
 * Collective. */
const char *hq_first_said(const char *why);

/* printf into a fresh string (malloc). */
char *hq_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
