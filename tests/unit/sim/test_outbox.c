/* Households that end and move: all of them, with all that they have, the same on any ranks. */
#include "unit/sim/toy.h"

#include "sim/lineage.h"
#include "sim/outbox.h"
#include "sim/store/trajectories.h"
#include "unit/sim/ranks.h"

enum { VILLAGES = 17, HOUSEHOLDS = 1681, BOXES = 3, ROW = 64 };

/* A household as it lies in its columns, slots one after the other. */
struct household {
    int64_t village;
    unsigned char row[ROW];
};

static uint64_t code_of(const struct engine *e, int64_t village)
{
    const struct place *p = &e->directory.places[village];
    return hq_village_code(e->counties->code_numbers[p->county], p->index);
}

static void read_row(const struct engine *e, const struct slab *s, int32_t i, unsigned char *row)
{
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++) {
        const size_t width = hq_type_size(household_rows[c].type);
        const unsigned char *values = e->layout.kinds[c] == HQ_STATE ? hq_slab_column(s, &e->layout, c) : NULL;
        for (int slot = 0; values && slot < household_rows[c].slots; slot++, row += width)
            memcpy(row, values + width * (size_t)(slot * s->capacity + i), width);
    }
}

/* Where a household of this id goes: to another village, to its own (it stays), or (-1) away. */
static int64_t fate_of(uint64_t id, int64_t village)
{
    const uint64_t luck = hq_mix64(id + 99);
    if (luck % 10 == 0)
        return -1;
    return luck % 10 < 4 ? (int64_t)((luck >> 8) % VILLAGES) : village;
}

/* Posts a household's fate to a box, as a kernel does through a view. */
static void post_fate(struct engine *e, struct outbox *box, int64_t own, int32_t row, int64_t fate)
{
    uint64_t *const id = hq_slab_column(&e->slabs[own], &e->layout, C_id);
    void *const columns[] = {id};
    const struct view v = {.columns = columns, .outbox = box};
    box->village = own;
    if (fate < 0)
        hq_post_end(&v, row);
    else
        hq_post_move(&v, row, code_of(e, fate));
}

/* What is where after the posts are applied, over all ranks. */
struct outcome {
    const char *folder;
    int64_t moved[MOST_RANKS];
    char hash[33];
    int32_t live[VILLAGES];
    struct household at[VILLAGES][HOUSEHOLDS];
};

static void apply_fates(void *with)
{
    struct outcome *o = with;
    struct engine e;
    struct config *config = toy_engine(&e, o->folder, NULL, 1);
    struct outbox boxes[BOXES] = {{0}};
    char hash[33];
    hq_engine_found(&e);
    for (int64_t v = 0; v < e.last - e.first; v++) {
        const uint64_t *id = hq_slab_column(&e.slabs[v], &e.layout, C_id);
        for (int32_t i = e.slabs[v].live - 1; i >= 0; i--) { /* in any order, into any box */
            const int64_t fate = fate_of(id[i], e.first + v);
            if (fate != e.first + v)
                post_fate(&e, &boxes[id[i] % BOXES], v, i, fate);
        }
    }
    o->moved[hq_rank()] = hq_outboxes_apply(&e, boxes, BOXES);
    for (int b = 0; b < BOXES; b++) {
        if (boxes[b].count != 0)
            hq_fail(HQ_EXIT_INTERNAL, "an outbox is not emptied");
        hq_outbox_free(&boxes[b]);
    }
    hq_state_hash(&e, hash, NULL);
    if (hq_rank() == 0)
        memcpy(o->hash, hash, sizeof hash);
    for (int64_t v = 0; v < e.last - e.first; v++) {
        o->live[e.first + v] = e.slabs[v].live;
        for (int32_t i = 0; i < e.slabs[v].live; i++)
            read_row(&e, &e.slabs[v], i, o->at[e.first + v][i].row);
    }
    toy_engine_free(&e, config);
}

static struct outcome *outcome_of(const char *folder, int ranks)
{
    struct outcome *o = calloc(1, sizeof *o);
    o->folder = folder;
    on_ranks(ranks, apply_fates, o);
    return o;
}

static uint64_t id_at(const struct outcome *o, int64_t village, int32_t i)
{
    uint64_t id;
    memcpy(&id, o->at[village][i].row, sizeof id);
    return id;
}

/* Against the founded villages: who should be where, with what. */
static void everybody_is_where_they_should_be(void **state)
{
    struct engine e;
    struct config *config = toy_engine(&e, *state, NULL, 1);
    struct outcome *o = outcome_of(*state, 1);
    int64_t expected[VILLAGES] = {0}, moved = 0;
    hq_engine_found(&e);
    for (int64_t v = 0; v < VILLAGES; v++) {
        const uint64_t *id = hq_slab_column(&e.slabs[v], &e.layout, C_id);
        for (int32_t i = 0; i < e.slabs[v].live; i++) {
            const int64_t fate = fate_of(id[i], v);
            unsigned char before[ROW] = {0};
            moved += fate != v;
            if (fate < 0)
                continue;
            int32_t k = 0;
            while (k < o->live[fate] && id_at(o, fate, k) != id[i])
                k++;
            assert_true(k < o->live[fate]);
            read_row(&e, &e.slabs[v], i, before);
            assert_memory_equal(before, o->at[fate][k].row, ROW);
            expected[fate]++;
        }
    }
    for (int64_t v = 0; v < VILLAGES; v++) {
        assert_int_equal(o->live[v], expected[v]); /* and nobody else */
        for (int32_t k = 1; k < o->live[v]; k++)
            assert_true(id_at(o, v, k - 1) < id_at(o, v, k)); /* position follows from membership */
    }
    assert_int_equal(o->moved[0], moved);
    assert_true(moved > 500 && moved < 900);
    free(o);
    toy_engine_free(&e, config);
}

static void ranks_do_not_matter(void **state)
{
    struct outcome *alone = outcome_of(*state, 1);
    for (int ranks = 2; ranks <= 14; ranks += 3) {
        struct outcome *shared = outcome_of(*state, ranks);
        for (int r = 0; r < ranks; r++)
            assert_int_equal(shared->moved[r], alone->moved[0]);
        assert_string_equal(shared->hash, alone->hash);
        assert_memory_equal(shared->live, alone->live, sizeof alone->live);
        assert_memory_equal(shared->at, alone->at, sizeof alone->at);
        free(shared);
    }
    free(alone);
}

/* All move into one village, then out of it again; padding stays zero. */
static void villages_fill_and_empty(void **state)
{
    struct engine e;
    struct config *config = toy_engine(&e, *state, NULL, 1);
    struct outbox box = {0};
    char before[33], after[33];
    hq_engine_found(&e);
    hq_state_hash(&e, before, NULL);
    for (int64_t v = 0; v < VILLAGES; v++)
        for (int32_t i = 0; v != 4 && i < e.slabs[v].live; i++)
            post_fate(&e, &box, v, i, 4);
    hq_outboxes_apply(&e, &box, 1);
    assert_int_equal(e.slabs[4].live, HOUSEHOLDS);
    assert_true(e.slabs[4].capacity >= HOUSEHOLDS);
    const uint64_t *id = hq_slab_column(&e.slabs[4], &e.layout, C_id);
    for (int32_t i = 0; i < HOUSEHOLDS; i++) {
        int64_t home = VILLAGES - 1;
        while (code_of(&e, home) > id[i]) /* an id is its founders' village and row */
            home--;
        if (home != 4)
            post_fate(&e, &box, 4, i, home);
    }
    for (int64_t v = 0; v < VILLAGES; v++)
        assert_int_equal(e.slabs[v].live, v == 4 ? HOUSEHOLDS : 0);
    hq_outboxes_apply(&e, &box, 1);
    hq_state_hash(&e, after, NULL);
    assert_string_equal(before, after);
    for (int64_t v = 0; v < VILLAGES; v++) {
        const int8_t *mood = hq_slab_column(&e.slabs[v], &e.layout, C_mood);
        const uint16_t *weight = hq_slab_column(&e.slabs[v], &e.layout, C_weight);
        for (int32_t i = e.slabs[v].live; i < e.slabs[v].capacity; i++)
            assert_true(mood[i] == 0 && weight[i] == 0);
    }
    hq_outbox_free(&box);
    assert_null(box.posts);
    toy_engine_free(&e, config);
}

/* A household that leaves row i, with half of its money. */
static void begin(const struct view *v, int32_t i, int32_t k)
{
    const struct child child = hq_post_child(v, i, k);
    const int64_t half = ROW(v, cash)[i] / 2;
    const uint8_t age = 20;
    ROW(v, cash)[i] -= half;
    hq_give(&child, C_cash, 0, &half);
    hq_give(&child, C_age, 5, &age);
}

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* As a process of the year posts: the engine applies at its end, and tallies count who is there before. */
static void move_some(const struct view *v)
{
    if (v->county == 2 && v->place == 15) /* nobody goes, some come */
        return;
    for (int32_t i = 0; i < v->live; i++) {
        const uint64_t luck = hq_mix64(ROW(v, id)[i] + (uint64_t)v->year);
        if (luck % 20 == 0)
            hq_post_end(v, i);
        else if (luck % 20 == 2)
            for (int32_t k = 0; k < 1 + (int32_t)(luck >> 40 & 1); k++)
                begin(v, i, k);
        else if (luck % 20 == 1)
            hq_post_move(v, i, hq_village_code(205, (int32_t)(luck >> 32) & 3));
    }
}

struct years {
    const char *folder;
    char hash[33];
    int64_t last[2]; /* households counted in the last two years */
    int64_t live;
};

/* What was summed while the year went on, before and after moves, is the hash of what came out. */
static void year_s_hash_is_the_state_s(struct engine *e)
{
    char of_year[33], of_state[33], columns[2][32][33] = {{{0}}};
    hq_hash_of_year(e, of_year, columns[0]);
    hq_state_hash(e, of_state, columns[1]);
    assert_string_equal(of_year, of_state);
    assert_memory_equal(columns[0], columns[1], sizeof columns[0]);
}

static void run_years(void *with)
{
    static const short some[] = {C_id, C_weight, C_cash, -1}, cash[] = {C_cash, -1};
    static const struct process moving = {"move", HQ_SETTLE, move_some, some, cash};
    static const struct process *const processes[] = {&toy_applying, &toy_working, &toy_accounting, &moving,
                                                      NULL};
    struct years *y = with;
    struct model m = toy;
    struct engine e;
    struct config *config = toy_load(y->folder, NULL);
    char hash[33];
    m.processes = processes;
    hq_engine_make(&e, &m, &lanes_sse2, config, 1 + hq_rank() % 3);
    hq_engine_found(&e);
    hq_hash_keep(&e);
    int64_t live = 0;
    for (int year = 2001; year <= 2006; year++) {
        hq_engine_year(&e, year);
        year_s_hash_is_the_state_s(&e);
        live = 0;
        for (int64_t v = 0; v < e.last - e.first; v++)
            live += e.slabs[v].live;
        hq_sum_over_ranks(&live, 1);
        if (hq_rank() == 0 && year >= 2005) {
            y->last[year - 2005] = 0;
            for (int c = 0; c < 3; c++)
                y->last[year - 2005] += e.tallies[c * TALLIES + T_households];
        }
        if (hq_rank() == 0 && year == 2005)
            y->live = live;
    }
    hq_state_hash(&e, hash, NULL);
    if (hq_rank() == 0)
        memcpy(y->hash, hash, sizeof hash);
    toy_engine_free(&e, config);
}

static void years_with_moves_are_the_same_on_any_ranks(void **state)
{
    struct years alone = {.folder = *state};
    on_ranks(1, run_years, &alone);
    assert_int_equal(alone.last[1], alone.live); /* next year's count is of those left at this one's end */
    assert_true(alone.last[1] > HOUSEHOLDS);     /* one in 20 ends, one and a half begin */
    for (int ranks = 2; ranks <= 8; ranks += 2) {
        struct years shared = {.folder = *state};
        on_ranks(ranks, run_years, &shared);
        assert_string_equal(shared.hash, alone.hash);
    }
}

/* One village: ends, moves that stay, and households that begin, with what they were given and all else at
 * its default; rows in the order of ids. */
static void a_village_changes_in_place(void **state)
{
    enum { OWN = 2, MOST = 400 };
    struct engine e;
    struct config *config = toy_engine(&e, *state, NULL, 1);
    hq_engine_found(&e);
    struct slab *s = &e.slabs[OWN];
    struct outbox box = {.layout = &e.layout, .village = 0};
    void *columns[HOUSEHOLD_COLUMNS];
    for (int c = 0; c < HOUSEHOLD_COLUMNS; c++)
        columns[c] = e.layout.kinds[c] == HQ_STATE ? hq_slab_column(s, &e.layout, c) : NULL;
    const struct view v = {.columns = columns, .outbox = &box, .year = 2003};
    static struct household before[MOST];
    static uint64_t was[MOST];
    const int32_t live = s->live;
    int32_t expected = live, begun = 0, moved = 0;
    hq_post_move(&v, 1, code_of(&e, 0)); /* of another village */
    box.village = OWN;
    for (int32_t i = live - 1; i >= 0; i--) {
        ROW(&v, cash)[i] = 1000 + i;
        if (i % 7 == 3) {
            hq_post_end(&v, i);
            expected--;
        } else if (i % 7 == 5) {
            begin(&v, i, 0);
            begun++;
        } else if (i % 7 == 6) {
            hq_post_move(&v, i, code_of(&e, 4));
            moved++;
        }
        read_row(&e, s, i, before[i].row);
        was[i] = ROW(&v, id)[i];
    }
    hq_outbox_apply_village(&e, &box, 1);
    assert_int_equal(s->live, expected + begun);
    assert_int_equal(box.count, 1 + moved);
    assert_int_equal(box.child_count, 0);
    assert_int_equal(box.posts[0].row, 1);
    const uint64_t *id = hq_slab_column(s, &e.layout, C_id);
    for (int64_t p = 1; p < box.count; p++)
        assert_true(box.posts[p].id == id[box.posts[p].row]);
    int32_t old = 0, new = 0;
    for (int32_t i = 0; i < s->live; i++) {
        unsigned char row[ROW] = {0};
        assert_true(i == 0 || id[i - 1] < id[i]);
        read_row(&e, s, i, row);
        if (id[i] >> 63 == 0) {
            while (old % 7 == 3)
                old++;
            assert_memory_equal(row, before[old++].row, ROW);
            continue;
        }
        int32_t parent = 5;
        while (parent < live && hq_child_id(was[parent], 2003, 0) != id[i])
            parent += 7;
        assert_true(parent < live);
        assert_int_equal(((int64_t *)hq_slab_column(s, &e.layout, C_cash))[i], (1000 + parent) / 2);
        assert_int_equal(((int8_t *)hq_slab_column(s, &e.layout, C_mood))[i], 3);
        assert_true(((double *)hq_slab_column(s, &e.layout, C_height))[i] == 1.5);
        const uint8_t *age = hq_slab_column(s, &e.layout, C_age);
        for (int slot = 0; slot < HQ_SLOTS; slot++)
            assert_int_equal(age[slot * s->capacity + i], slot == 5 ? 20 : 0);
        new ++;
    }
    assert_int_equal(new, begun);
    hq_outbox_free(&box);
    toy_engine_free(&e, config);
}

static void born_twice(void *with)
{
    struct engine e;
    toy_engine(&e, with, NULL, 1);
    hq_engine_found(&e);
    struct outbox box = {.layout = &e.layout, .village = 1};
    void *const columns[] = {hq_slab_column(&e.slabs[1], &e.layout, C_id),
                             hq_slab_column(&e.slabs[1], &e.layout, C_weight)};
    const struct view v = {.columns = columns, .outbox = &box, .year = 2003};
    hq_post_child(&v, 3, 0);
    hq_post_child(&v, 3, 0);
    hq_outbox_apply_village(&e, &box, 0);
}

static void an_id_begins_once(void **state)
{
    scratch_must_fail(state, born_twice, *state, HQ_EXIT_INTERNAL, "begins twice in 2001");
}

/* Ids of ancestry: newcomers', all different, of their parent's lineage (so of its panel). */
static void ids_go_by_ancestry(void **state)
{
    (void)state;
    enum { PARENTS = 4000 };
    static uint64_t ids[PARENTS * 4];
    int count = 0, both = 0;
    for (uint64_t x = 1; x < 1000; x++)
        assert_true(hq_unmix64(hq_mix64(x * 0x123456789abcdef)) == x * 0x123456789abcdef);
    for (int32_t p = 0; p < PARENTS; p++) {
        uint64_t id = hq_founder_id(101, p / 100, p % 100);
        for (int generation = 0; generation < 2; generation++) {
            for (int32_t k = 0; k < 2; k++) {
                const uint64_t child = hq_child_id(id, 2003 + generation, k);
                assert_true(child >> 63);
                assert_true(hq_lineage(child) >> 40 == hq_lineage(id) >> 40);
                assert_true(hq_panel_holds(0.25, child) == hq_panel_holds(0.25, id));
                both += hq_child_id(id, 2004 + generation, k) == child;
                ids[count++] = child;
            }
            id = ids[count - 1];
        }
    }
    assert_int_equal(both, 0);
    qsort(ids, (size_t)count, sizeof *ids, by_number);
    for (int i = 1; i < count; i++)
        assert_true(ids[i - 1] != ids[i]);
}

struct mistake {
    const char *folder;
    enum { TWICE, NOWHERE, ALREADY_THERE } kind;
};

static void err(void *with)
{
    const struct mistake *m = with;
    struct engine e;
    struct outbox box = {0};
    toy_engine(&e, m->folder, NULL, 1);
    hq_engine_found(&e);
    uint64_t *id = hq_slab_column(&e.slabs[2], &e.layout, C_id);
    void *const columns[] = {id};
    const struct view v = {.columns = columns, .outbox = &box};
    box.village = 2;
    if (m->kind == NOWHERE)
        hq_post_move(&v, 7, hq_village_code(999, 0));
    if (m->kind == ALREADY_THERE)
        ((uint64_t *)hq_slab_column(&e.slabs[3], &e.layout, C_id))[0] = id[7];
    if (m->kind != NOWHERE)
        hq_post_move(&v, 7, code_of(&e, 3));
    if (m->kind == TWICE)
        hq_post_end(&v, 7);
    hq_outboxes_apply(&e, &box, 1);
}

static void mistakes_end_the_run(void **state)
{
    static const char *const says[] = {"is posted twice in 2001",
                                       "moves to a village that does not exist, in 2001",
                                       "is in its village already, in 2001"};
    for (int kind = TWICE; kind <= ALREADY_THERE; kind++) {
        struct mistake m = {*state, kind};
        scratch_must_fail(state, err, &m, HQ_EXIT_INTERNAL, says[kind]);
    }
}

static void nothing_posted_changes_nothing(void **state)
{
    struct engine e;
    struct config *config = toy_engine(&e, *state, NULL, 1);
    struct outbox boxes[BOXES] = {{0}};
    hq_engine_found(&e);
    const unsigned char *memory = e.slabs[0].memory;
    assert_int_equal(hq_outboxes_apply(&e, boxes, BOXES), 0);
    assert_ptr_equal(e.slabs[0].memory, memory);
    toy_engine_free(&e, config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        toy_test(everybody_is_where_they_should_be), toy_test(ranks_do_not_matter),
        toy_test(villages_fill_and_empty),           toy_test(years_with_moves_are_the_same_on_any_ranks),
        toy_test(a_village_changes_in_place),        toy_test(an_id_begins_once),
        cmocka_unit_test(ids_go_by_ancestry),        toy_test(mistakes_end_the_run),
        toy_test(nothing_posted_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
