/* What a process may see, in the check build: sim/hidden.c is compiled here a second time, as in that build. */
#ifndef HQ_CHECK_COLUMNS
#define HQ_CHECK_COLUMNS 1
#endif
#include "unit/sim/scratch.h"

#include "sim/error.h"
#include "sim/hidden.c" // NOLINT(bugprone-suspicious-include)

enum { C_ID, C_HERD, C_AGE, C_CASH, COLUMNS, ROWS = 2 * HQ_LANES, STRIDE = 3 * HQ_LANES };

static const struct column_row rows[COLUMNS] = {
    {"id", HQ_u64, 1, HQ_STATE, "1", "", 0, 0, 0},
    {"herd", HQ_f32, 1, HQ_STATE, "1", "", 0, 0, 0},
    {"age", HQ_u8, 8, HQ_STATE, "1", "", 0, 0, 0},
    {"cash", HQ_i32, 1, HQ_SCRATCH, "1", "", 0, 0, 0},
};
static const struct model model = {.name = "hidden", .household = {rows, COLUMNS, 0}};

/* What a kernel does to a row of a column. */
enum deed { NOTHING, READ, WRITE, WRITE_THE_SAME };
static struct {
    enum deed deed;
    int column;
    int32_t row;
} order;
static volatile unsigned char got;

static void do_as_ordered(const struct view *v)
{
    volatile unsigned char *byte =
        (unsigned char *)v->columns[order.column] + (size_t)order.row * hq_type_size(rows[order.column].type);
    if (order.deed == READ)
        got = *byte;
    else if (order.deed == WRITE)
        *byte = (unsigned char)(*byte + 1);
    else if (order.deed == WRITE_THE_SAME)
        *byte = *byte;
}

static const short reads[] = {C_ID, C_HERD, C_AGE, -1}, writes[] = {C_AGE, -1};
static const struct process process = {"greedy", HQ_SETTLE, do_as_ordered, reads, writes};

static const short nothing[] = {-1};
static const struct process reader = {"reader", HQ_SETTLE, do_as_ordered, reads, nothing};
static const struct process *chosen = &process;

/* Runs the chosen process: `greedy` declares to read id, herd and age, and to write age; `reader` to write
 * nothing. */
static void run_process(void *with)
{
    static uint64_t id[STRIDE];
    static float herd[STRIDE];
    static uint8_t age[8 * STRIDE];
    static int32_t cash[STRIDE];
    static struct hidden *h;
    void *columns[COLUMNS] = {id, herd, age, cash};
    struct view v = {.rows = ROWS, .live = ROWS - 3, .stride = STRIDE, .columns = columns};
    (void)with;
    h = hq_hidden_make(&model);
    for (int i = 0; i < STRIDE; i++)
        id[i] = (uint64_t)i;
    hq_run_hidden(h, chosen, &v);
    if (v.columns != columns) /* the next process sees the real ones again */
        _exit(1);
    hq_hidden_free(h);
}

static void ordered(enum deed deed, int column, int32_t row)
{
    order.deed = deed;
    order.column = column;
    order.row = row;
}

static void declared_columns_may_be_used(void **state)
{
    (void)state;
    ordered(READ, C_ID, 77);
    run_process(NULL);
    assert_int_equal(got, 77); /* the real one */
    ordered(READ, C_HERD, ROWS - 1);
    run_process(NULL);
    ordered(WRITE, C_AGE, 7 * STRIDE + ROWS - 1);
    run_process(NULL);
    ordered(WRITE_THE_SAME, C_HERD, 0);
    run_process(NULL);
}

static void undeclared_columns_cannot_be_touched(void **state)
{
    static const enum deed deeds[] = {READ, WRITE, WRITE_THE_SAME};
    for (int d = 0; d < 3; d++) {
        ordered(deeds[d], C_CASH, d * (ROWS - 1) / 2);
        scratch_must_fail(state, run_process, NULL, HQ_EXIT_INTERNAL,
                          "horqin: error: process `greedy` touches column `cash`, which it does not declare\n");
    }
}

static void columns_that_are_only_read_must_not_change(void **state)
{
    ordered(WRITE, C_HERD, 0);
    scratch_must_fail(state, run_process, NULL, HQ_EXIT_INTERNAL,
                      "process `greedy` changes column `herd`, which it declares to read only");
    ordered(WRITE, C_HERD, ROWS - 1);
    scratch_must_fail(state, run_process, NULL, HQ_EXIT_INTERNAL, "changes column `herd`");
    ordered(WRITE, C_ID, 5);
    scratch_must_fail(state, run_process, NULL, HQ_EXIT_INTERNAL, "changes column `id`");
}

static void all_slots_are_compared(void **state)
{
    chosen = &reader;
    ordered(READ, C_AGE, 7 * STRIDE + ROWS - 1);
    run_process(NULL);
    order.deed = WRITE;
    scratch_must_fail(state, run_process, NULL, HQ_EXIT_INTERNAL, "process `reader` changes column `age`");
    chosen = &process;
}

static int32_t written; /* to a value that the run does not keep */

static void look_for_unkept(void *with)
{
    static float herd[STRIDE];
    static uint8_t age[8 * STRIDE];
    void *columns[COLUMNS] = {NULL, herd, age, NULL};
    const enum hq_kind kinds[COLUMNS] = {HQ_STATE, HQ_STATE, HQ_SUM, HQ_SCRATCH};
    const struct view v = {.rows = ROWS, .live = ROWS - 3, .stride = STRIDE, .columns = columns};
    (void)with;
    herd[0] = 1;
    age[written] = 1;
    hq_hidden_unkept(&model, kinds, &v);
    age[written] = 0;
}

static void state_that_is_not_kept_stays_zero(void **state)
{
    written = 7 * STRIDE + ROWS; /* behind the last row */
    look_for_unkept(NULL);
    written--;
    scratch_must_fail(state, look_for_unkept, NULL, HQ_EXIT_INTERNAL,
                      "column `age` is written although what needs it is off");
}

static void crash(void *with)
{
    unsigned char *no_column = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)with;
    hq_hidden_make(&model);
    *(volatile unsigned char *)no_column = 1;
}

static void other_crashes_stay_what_they_are(void **state)
{
    char *errors = scratch_path(state, "stderr");
    const int status = scratch_child(crash, NULL, errors);
    /* By the signal, or by a sanitizer that reports it. */
    assert_false(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == HQ_EXIT_INTERNAL));
    assert_true(WIFEXITED(status) || WTERMSIG(status) == SIGSEGV);
    free(errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declared_columns_may_be_used),
        scratch_test(undeclared_columns_cannot_be_touched),
        scratch_test(columns_that_are_only_read_must_not_change),
        scratch_test(all_slots_are_compared),
        scratch_test(state_that_is_not_kept_stays_zero),
        scratch_test(other_crashes_stay_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
