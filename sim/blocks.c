#define _GNU_SOURCE 1 /* MAP_ANONYMOUS */
#include "sim/blocks.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sim/engine.h"
#include "sim/error.h"

int hq_villages_together(int64_t villages, int threads)
{
    const int64_t most = 16, rounds = 16, some = villages / (rounds * threads);
    return (int)(some < 1 ? 1 : some < most ? some : most);
}

/* Of the spare block, if there is one, as much as is needed: its pages are there already. */
static struct block take(size_t bytes, struct block *spare)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    struct block b = {.size = (bytes + page - 1) / page * page};
    /* Not from the heap: what the heap gets back it keeps. */
    void *memory = spare->memory
                       ? mremap(spare->memory, spare->size, b.size, MREMAP_MAYMOVE)
                       : mmap(NULL, b.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        hq_fail(HQ_EXIT_WONT_FIT,
                "out of memory for villages of %zu bytes: use more ranks or a smaller population.scale", bytes);
    }
    b.memory = memory;
    *spare = (struct block){0};
    return b;
}

void hq_block_gather(struct block *block, struct block *spare, struct slab *slabs, int64_t count,
                     const struct slab_layout *layout)
{
    size_t bytes = 0, at = 0;
    bool apart = false;
    for (int64_t v = 0; v < count; v++) {
        apart = apart || (slabs[v].memory && !slabs[v].lent);
        bytes += slabs[v].memory ? hq_slab_size(layout, slabs[v].capacity) : 0;
    }
    if (!apart) {
        return;
    }
    struct block whole = take(bytes, spare);
    for (int64_t v = 0; v < count; v++) {
        if (!slabs[v].memory) {
            continue;
        }
        const size_t size = hq_slab_size(layout, slabs[v].capacity);
        memcpy(whole.memory + at, slabs[v].memory, size);
        hq_slab_free(&slabs[v]);
        slabs[v].memory = whole.memory + at;
        slabs[v].lent = true;
        at += size;
    }
    *spare = *block;
    *block = whole;
}

void hq_block_free(struct block *block)
{
    if (block->memory) {
        munmap(block->memory, block->size);
    }
    *block = (struct block){0};
}

void hq_gather_around(struct engine *e, struct block *spare, int64_t village)
{
    const int64_t number = village / e->together, first = number * e->together;
    const int64_t left = e->last - e->first - first;
    hq_block_gather(&e->blocks[number], spare, &e->slabs[first], left < e->together ? left : e->together,
                    &e->layout);
}

void hq_gather_all(struct engine *e)
{
    struct block spare = {0};
    for (int64_t v = 0; v < e->last - e->first; v += e->together) {
        hq_gather_around(e, &spare, v);
    }
    hq_block_free(&spare);
}
