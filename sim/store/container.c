/* Checked files. The hash is taken from memory before the bytes go to the disk, so that it says what
 * was meant, not what was written. */
#define _GNU_SOURCE 1
#include "sim/store/container.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/digest.h"
#include "sim/error.h"
#include "sim/store/files.h"

enum { BLOCK = 64, NAME = 32, HASH = 16 };

/* Pieces in which a file is read and hashed. */
#define PIECE ((size_t)HQ_CONTAINER_PIECE)

static const char magic[8] = {'H', 'O', 'R', 'Q', 'I', 'N', '1', '\n'};

static void put_u64(unsigned char *to, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        to[i] = (unsigned char)(value >> 8 * i);
}

static uint64_t get_u64(const unsigned char *from)
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++)
        value |= (uint64_t)from[i] << 8 * i;
    return value;
}

static void end_hash(XXH3_state_t *hash, unsigned char digest[HASH])
{
    XXH128_canonical_t canonical;

    XXH128_canonicalFromHash(&canonical, hq_digest_end(hash));
    memcpy(digest, canonical.digest, HASH);
}

/* ---- writing --------------------------------------------------------------------------------- */

struct writer {
    int fd, error;
    int64_t at;
    XXH3_state_t *hash;
};

static void put_bytes(struct writer *w, const void *bytes, size_t size)
{
    if (w->error || size == 0)
        return;
    w->error = hq_write_at(w->fd, bytes, size, w->at);
    w->at += (int64_t)size;
}

/* Bytes and the zeros up to the next block. */
static void put_block(struct writer *w, const void *bytes, size_t size)
{
    static const unsigned char zeros[BLOCK];
    size_t padding = (BLOCK - size % BLOCK) % BLOCK;

    if (size > 0)
        XXH3_128bits_update(w->hash, bytes, size);
    XXH3_128bits_update(w->hash, zeros, padding);
    put_bytes(w, bytes, size);
    put_bytes(w, zeros, padding);
}

static void put_sections(struct writer *w, const struct section *sections, int count)
{
    unsigned char head[BLOCK] = {0};

    memcpy(head, magic, sizeof magic);
    put_u64(head + sizeof magic, (uint64_t)count);
    put_block(w, head, BLOCK);
    for (int i = 0; i < count; i++) {
        memset(head, 0, BLOCK);
        memcpy(head, sections[i].name, strlen(sections[i].name));
        put_u64(head + NAME, sections[i].size);
        put_block(w, head, BLOCK);
        put_block(w, sections[i].bytes, sections[i].size);
    }
}

int64_t hq_container_padded(int64_t size)
{
    return (size + BLOCK - 1) / BLOCK * BLOCK;
}

int64_t hq_container_size(int64_t sections, int64_t padded)
{
    return BLOCK + sections * BLOCK + padded + HASH;
}

static int check_names(const struct section *sections, int count)
{
    for (int i = 0; i < count; i++) {
        if (strlen(sections[i].name) >= NAME)
            return EINVAL;
        for (int k = 0; k < i; k++)
            if (strcmp(sections[i].name, sections[k].name) == 0)
                return EINVAL;
    }
    return 0;
}

/* Hashes the first `size` bytes of what is on the disk. */
static int hash_of_file(int fd, size_t size, unsigned char digest[HASH])
{
    unsigned char *piece = hq_alloc(PIECE);
    XXH3_state_t *hash = hq_digest_begin();
    int error = 0;

    for (size_t at = 0; at < size && !error; at += PIECE) {
        size_t part = size - at < PIECE ? size - at : PIECE;
        error = hq_read_at(fd, piece, part, (int64_t)at);
        if (!error)
            XXH3_128bits_update(hash, piece, part);
    }
    end_hash(hash, digest);
    free(piece);
    return error;
}

static int read_back(int fd, size_t size, const unsigned char expected[HASH])
{
    unsigned char found[HASH], written[HASH];

    /* Asks for the disk's own bytes, not for the copy that the kernel still holds; no more than a hint. */
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    int error = hash_of_file(fd, size, found);
    if (!error)
        error = hq_read_at(fd, written, HASH, (int64_t)size);
    if (!error && (memcmp(found, expected, HASH) != 0 || memcmp(written, expected, HASH) != 0))
        error = EIO;
    return error;
}

static int write_file(int fd, const struct section *sections, int count)
{
    struct writer w = {.fd = fd, .hash = hq_digest_begin()};
    unsigned char digest[HASH];

    put_sections(&w, sections, count);
    size_t size = (size_t)w.at;
    end_hash(w.hash, digest);
    put_bytes(&w, digest, HASH);
    if (!w.error && fsync(fd) != 0)
        w.error = errno;
    return w.error ? w.error : read_back(fd, size, digest);
}

int hq_container_write(const char *path, const struct section *sections, int count)
{
    int error = check_names(sections, count);
    if (error)
        return error;
    char *part = hq_text("%s.part", path);
    int fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (fd < 0) {
        error = errno;
    } else {
        error = write_file(fd, sections, count);
        if (close(fd) != 0 && !error)
            error = errno;
        if (!error)
            error = hq_rename_durably(part, path);
        if (error)
            unlink(part);
    }
    free(part);
    return error;
}

/* ---- reading --------------------------------------------------------------------------------- */

struct container {
    unsigned char *bytes; /* the whole file, aligned to BLOCK */
    size_t size;          /* without the hash */
    uint64_t count;
};

/* The name block of the section at *at; *at moves to the next. NULL where the sizes run past the end,
 * which a right hash excludes unless the file was made to deceive. */
static const unsigned char *next_section(const struct container *c, size_t *at)
{
    const unsigned char *head = c->bytes + *at;

    if (c->size - *at < BLOCK || head[NAME - 1] != 0)
        return NULL;
    uint64_t size = get_u64(head + NAME), left = c->size - *at - BLOCK;
    if (size > left || (left - size) < (BLOCK - size % BLOCK) % BLOCK)
        return NULL;
    *at += BLOCK + (size_t)(size + (BLOCK - size % BLOCK) % BLOCK);
    return head;
}

static bool sections_fit(struct container *c)
{
    size_t at = BLOCK;

    c->count = get_u64(c->bytes + sizeof magic);
    for (uint64_t i = 0; i < c->count; i++)
        if (!next_section(c, &at))
            return false;
    return at == c->size;
}

static const char *load(struct container *c, int fd)
{
    struct stat what;
    unsigned char found[HASH], written[HASH];

    if (fstat(fd, &what) != 0)
        return hq_text("cannot be read: %s", strerror(errno));
    if (!S_ISREG(what.st_mode))
        return "is not a file";
    if (what.st_size < BLOCK + HASH)
        return "is cut off: it is shorter than the shortest of its kind";
    size_t size = (size_t)what.st_size, room = (size + BLOCK - 1) / BLOCK * BLOCK;
    c->size = size - HASH;
    c->bytes = aligned_alloc(BLOCK, room);
    if (!c->bytes)
        hq_fail(HQ_EXIT_WONT_FIT, "no memory for a file of %zu bytes", size);
    int error = hq_read_at(fd, c->bytes, size, 0);
    if (error)
        return hq_text("cannot be read: %s", strerror(error));
    if (memcmp(c->bytes, magic, sizeof magic) != 0)
        return "is not a checked file of this program, or was written by another version of it";
    XXH3_state_t *hash = hq_digest_begin();
    for (size_t at = 0; at < c->size; at += PIECE)
        XXH3_128bits_update(hash, c->bytes + at, c->size - at < PIECE ? c->size - at : PIECE);
    end_hash(hash, found);
    memcpy(written, c->bytes + c->size, HASH);
    if (memcmp(found, written, HASH) != 0)
        return "is cut off or damaged: its check sum does not fit its contents";
    return sections_fit(c) ? NULL : "is damaged: its sections do not add up";
}

struct container *hq_container_read(const char *path, const char **why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        *why = errno == ENOENT ? "is not there" : hq_text("cannot be opened: %s", strerror(errno));
        return NULL;
    }
    struct container *c = hq_zalloc(1, sizeof *c);
    *why = load(c, fd);
    close(fd);
    if (!*why)
        return c;
    hq_container_free(c);
    return NULL;
}

const void *hq_container_section(const struct container *c, const char *name, size_t *size)
{
    size_t at = BLOCK;

    for (uint64_t i = 0; i < c->count; i++) {
        const unsigned char *head = next_section(c, &at);
        if (strcmp((const char *)head, name) != 0)
            continue;
        *size = (size_t)get_u64(head + NAME);
        return head + BLOCK;
    }
    *size = 0;
    return NULL;
}

void hq_container_free(struct container *c)
{
    if (!c)
        return;
    free(c->bytes);
    free(c);
}
