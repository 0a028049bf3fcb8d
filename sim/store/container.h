/* Checked files: named sections behind one XXH3-128, written so that nothing half-written looks whole.
 * Layout (little endian, every part padded with zeros to 64 bytes): magic "HORQIN1\n" and the section
 * count (64 bits); per section its name (32 bytes) and size (64 bits), then its bytes; at the end the
 * hash of all that came before (16 bytes, canonical order, no padding). */
#ifndef SIM_CONTAINER_H
#define SIM_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of memory in which a file is read back. */
enum { HQ_CONTAINER_PIECE = 4 << 20 };

struct section {
    const char *name; /* at most 31 bytes */
    const void *bytes;
    size_t size;
};

/* Writes to `path`.part, flushes it to the disk, reads it back and compares the hash, renames it to
 * `path` and flushes the folder. Pieces of a write stay under 1 GiB. Returns 0 or an errno (ENOSPC on a
 * full disk; EIO where what is read back differs; EINVAL for names too long or twice); on error nothing
 * of this write remains, and a file that stood at `path` before stands there still (unless all
 * went well but the last step, the flush of the folder). */
int hq_container_write(const char *path, const struct section *sections, int count);

/* Bytes of a file of so many sections whose bytes, each padded to 64, come to `padded`. */
int64_t hq_container_size(int64_t sections, int64_t padded);
/* Bytes of one section with its padding. */
int64_t hq_container_padded(int64_t size);

/* Reads and verifies a file. Returns NULL and sets *why (a text, static or malloc'd and never freed)
 * where it is missing, cut off, damaged or of another format. */
struct container;
struct container *hq_container_read(const char *path, const char **why);
/* A section's bytes, aligned to 64, or NULL; valid until the container is freed. */
const void *hq_container_section(const struct container *c, const char *name, size_t *size);
void hq_container_free(struct container *c);

#endif
