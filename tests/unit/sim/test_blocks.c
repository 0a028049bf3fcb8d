/* Villages that lie side by side: one block, no holes, the same values. */
#include "unit/sim/toy.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/blocks.h"
#include "sim/slab.h"

enum { COUNT = 5 };

/* Every byte of village v but its header is `mark + v`. */
static void fill(struct slab *s, const struct slab_layout *layout, int mark, int v)
{
    memset(s->memory + layout->header, mark + v, hq_slab_size(layout, s->capacity) - layout->header);
    hq_slab_demand(s, layout)[Q_jobs] = 1000 * mark + v;
}

static void holds(const struct slab *s, const struct slab_layout *layout, int mark, int v)
{
    const size_t size = hq_slab_size(layout, s->capacity);
    for (size_t i = layout->header; i < size; i++)
        assert_int_equal(s->memory[i], mark + v);
    assert_int_equal(hq_slab_demand(s, layout)[Q_jobs], 1000 * mark + v);
}

/* All that are there lie behind each other from the block's beginning, and fill it but for a page. */
static void lie_side_by_side(const struct block *b, const struct slab *slabs, const struct slab_layout *layout)
{
    size_t at = 0;
    for (int v = 0; v < COUNT; v++) {
        if (!slabs[v].memory)
            continue;
        assert_ptr_equal(slabs[v].memory, b->memory + at);
        assert_true(slabs[v].lent);
        assert_int_equal((uintptr_t)slabs[v].memory % 64, 0);
        at += hq_slab_size(layout, slabs[v].capacity);
    }
    assert_in_range(b->size, at, at + (size_t)sysconf(_SC_PAGESIZE) - 1);
}

static void villages_are_put_together(void **state)
{
    (void)state;
    struct slab_layout layout;
    struct block b = {0}, spare = {0};
    struct slab slabs[COUNT] = {0};
    hq_layout_make(&layout, &toy, NULL);
    for (int v = 0; v < COUNT; v++) {
        if (v != 3) { /* not made yet */
            hq_slab_make(&slabs[v], &layout, 0, v, 10 + 100 * v);
            fill(&slabs[v], &layout, 20, v);
        }
    }
    hq_block_gather(&b, &spare, slabs, COUNT, &layout);
    lie_side_by_side(&b, slabs, &layout);
    assert_null(slabs[3].memory);
    for (int v = 0; v < COUNT; v++) {
        if (v != 3)
            holds(&slabs[v], &layout, 20, v);
    }
    assert_null(spare.memory); /* there was no block before */
    const unsigned char *before = b.memory;
    hq_block_gather(&b, &spare, slabs, COUNT, &layout); /* all are there: nothing moves */
    assert_ptr_equal(b.memory, before);
    lie_side_by_side(&b, slabs, &layout);

    hq_slab_make(&slabs[3], &layout, 0, 3, 310);
    hq_slab_reserve(&slabs[1], &layout, 1000); /* leaves the block, with its rows and header */
    assert_false(slabs[1].lent);
    assert_int_equal(hq_slab_demand(&slabs[1], &layout)[Q_jobs], 20001);
    for (int v = 0; v < COUNT; v++)
        fill(&slabs[v], &layout, 40, v);
    hq_block_gather(&b, &spare, slabs, COUNT, &layout);
    lie_side_by_side(&b, slabs, &layout);
    assert_int_equal(slabs[1].capacity, hq_capacity_for(1000));
    assert_ptr_equal(spare.memory, before); /* the old block is spare, and the next one then */
    for (int v = 0; v < COUNT; v++) {
        holds(&slabs[v], &layout, 40, v);
    }
    hq_slab_reserve(&slabs[4], &layout, 2000);
    fill(&slabs[4], &layout, 40, 4);
    hq_block_gather(&b, &spare, slabs, COUNT, &layout);
    lie_side_by_side(&b, slabs, &layout);
    for (int v = 0; v < COUNT; v++) {
        holds(&slabs[v], &layout, 40, v);
        hq_slab_free(&slabs[v]); /* not the block's memory */
        assert_null(slabs[v].memory);
    }
    hq_block_free(&spare);
    hq_block_free(&b);
    assert_null(b.memory);
    hq_block_free(&b); /* of none: nothing */
    hq_layout_free(&layout);
}

/* Of this process, in bytes. */
static size_t resident(void)
{
    FILE *f = fopen("/proc/self/statm", "r");
    unsigned long all = 0, here = 0;
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%lu %lu", &all, &here), 2); // NOLINT(cert-err34-c): two numbers of the system
    fclose(f);
    return here * (size_t)sysconf(_SC_PAGESIZE);
}

/* Every second village grows by a vector, neighbours never one after another: in a heap their old places would
 * be holes that nothing fits in, two fifths of what all of them hold. Here nothing is left behind. */
static void growth_leaves_no_holes(void **state)
{
    enum { MANY = 800, TOGETHER = 8 };
    static const int order[] = {0, 4, 2, 6};
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* it holds back what is freed */
#endif
    struct slab_layout layout;
    struct block blocks[MANY / TOGETHER] = {{0}}, spare = {0};
    struct slab *slabs = calloc(MANY, sizeof *slabs);
    hq_layout_make(&layout, &toy, NULL);
    const size_t before = resident();
    size_t held = 0;
    for (int v = 0; v < MANY; v++) {
        hq_slab_make(&slabs[v], &layout, 0, v, 300);
        if (v % TOGETHER == TOGETHER - 1)
            hq_block_gather(&blocks[v / TOGETHER], &spare, &slabs[v - TOGETHER + 1], TOGETHER, &layout);
    }
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        for (int v = 0; v < MANY; v += TOGETHER) {
            hq_slab_reserve(&slabs[v + order[k]], &layout, 321);
            hq_block_gather(&blocks[v / TOGETHER], &spare, &slabs[v], TOGETHER, &layout);
        }
    }
    for (int v = 0; v < MANY; v++)
        held += hq_slab_size(&layout, slabs[v].capacity);
    assert_in_range(resident() - before, held, held + held / 8);
    hq_block_free(&spare);
    for (int b = 0; b < MANY / TOGETHER; b++)
        hq_block_free(&blocks[b]);
    free(slabs);
    hq_layout_free(&layout);
}

static void together_there_are_rounds_for_all_threads(void **state)
{
    (void)state;
    assert_int_equal(hq_villages_together(0, 4), 1);
    assert_int_equal(hq_villages_together(15, 2), 1);
    assert_int_equal(hq_villages_together(100000, 2), 16);
    for (int threads = 1; threads < 200; threads *= 3) {
        for (int64_t villages = 1; villages < 100000; villages = 3 * villages + 1) {
            const int some = hq_villages_together(villages, threads);
            assert_in_range(some, 1, 16);
            assert_true(some == 1 || villages / some >= (int64_t)16 * threads);
        }
    }
}

/* After any year no village is outside of its block, on any number of threads. */
static void a_run_keeps_its_villages_together(void **state)
{
    for (int threads = 1; threads <= 3; threads++) {
        struct engine e;
        struct config *config = toy_load(*state, NULL);
        hq_engine_make(&e, &toy, &lanes_sse2, config, threads);
        toy_run(&e, 2004);
        assert_int_equal(e.together, hq_villages_together(e.last - e.first, threads));
        for (int64_t v = 0; v < e.last - e.first; v++) {
            const struct block *b = &e.blocks[v / e.together];
            assert_true(e.slabs[v].lent);
            assert_true(e.slabs[v].memory >= b->memory);
            assert_true(e.slabs[v].memory + hq_slab_size(&e.layout, e.slabs[v].capacity) <=
                        b->memory + b->size);
        }
        toy_engine_free(&e, config);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(villages_are_put_together),
        cmocka_unit_test(growth_leaves_no_holes),
        cmocka_unit_test(together_there_are_rounds_for_all_threads),
        toy_test(a_run_keeps_its_villages_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
