/* Relations: precedence, comparisons, spans, and everything that is no relation. */
#include "unit/sim/test.h"

#include "models/replay/relation.c" // NOLINT(bugprone-suspicious-include)

/* a-a is 10 +- 1, a-b 4, a-z nothing known; no other id. */
static bool known(void *with, const char *id, int size, struct span *out)
{
    (void)with;
    const char *ids[] = {"a-a", "a-b", "a-z"};
    const struct span values[] = {span_of(number_of(10, 1), number_of(1, 1)),
                                  span_of(number_of(4, 1), number_of(0, 1)), unknown_span};
    for (int i = 0; i < 3; i++) {
        if (size == 3 && strncmp(id, ids[i], 3) == 0) {
            *out = values[i];
            return true;
        }
    }
    return false;
}

static enum truth truth(const char *text)
{
    const struct relation r = relation_read(text, (struct values){known, NULL});
    if (r.wrong) {
        fail_msg("%s: %s at %d", text, r.wrong, r.at);
    }
    return relation_truth(&r, number_of(0, 1));
}

static void comparisons(void **state)
{
    (void)state;
    assert_int_equal(truth("a-a = 2 + 2 * a-b"), HOLDS);
    assert_int_equal(truth("a-a = ( 2 + 2 ) * a-b"), FAILS);
    assert_int_equal(truth("a-a = 16 - 4 - 2"), HOLDS);
    assert_int_equal(truth("a-a = 160 / 4 / a-b"), HOLDS);
    assert_int_equal(truth("0.4 * a-a = a-b"), HOLDS);
    assert_int_equal(truth("a-a > a-b"), HOLDS);
    assert_int_equal(truth("a-a < a-b"), FAILS);
    assert_int_equal(truth("a-a <= 10"), HOLDS);
    assert_int_equal(truth("a-a < 10"), FAILS);
    assert_int_equal(truth("a-a >= 10"), HOLDS);
    assert_int_equal(truth("a-a ~ 11"), HOLDS);
    assert_int_equal(truth("a-a ~ 11.1"), FAILS);
    assert_int_equal(truth("a-b * a-a ~ 36"), HOLDS);
    assert_int_equal(truth("a-b / a-a ~ 0.36"), FAILS);
    assert_int_equal(truth("a-z = 1"), NOT_KNOWN);
    assert_int_equal(truth("a-a ~ a-z"), NOT_KNOWN);
    assert_int_equal(truth("a-a / ( a-b - 4 ) > 1"), NOT_KNOWN);
}

static void equal_to_within_slack(void **state)
{
    (void)state;
    const struct relation r = relation_read("a-a = 10.5", (struct values){known, NULL});
    assert_int_equal(relation_truth(&r, number_of(1, 2)), HOLDS);
    assert_int_equal(relation_truth(&r, number_of(49, 100)), FAILS);
    assert_string_equal(r.right_text, "10.5");
    assert_int_equal(number_compare(r.right.value, number_of(21, 2)), 0);
}

static void refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *wrong;
        int at;
    } cases[] = {
        {"", "an id, a number or ( is wanted here", 0},
        {"a-a", "a relation has one of = ~ <= >= < > here", 3},
        {"a-a =", "an id, a number or ( is wanted here", 5},
        {"a-a = ", "a space ends the relation", 6},
        {"a-a =  1", "tokens stand between single spaces", 6},
        {"a-a = 1 = 1", "cannot read on from here", 8},
        {"a-a = a-c", "there is no statement of this id", 6},
        {"a-a = ( 1 + 2", "a ( is never closed", 13},
        {"a-a = 1 + )", "an id, a number or ( is wanted here", 10},
        {"a-a = 1.2.3", "is not a number: digits, and a point between them", 6},
        {"a-a == 1", "a relation has one of = ~ <= >= < > here", 4},
        {"a-a = -1", "an id, a number or ( is wanted here", 6},
        {"A = 1", "an id, a number or ( is wanted here", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct relation r = relation_read(cases[i].text, (struct values){known, NULL});
        if (!r.wrong || strcmp(r.wrong, cases[i].wrong) != 0 || r.at != cases[i].at) {
            fail_msg("'%s': %s at %d", cases[i].text, r.wrong ? r.wrong : "nothing", r.at);
        }
    }
    char deep[400] = "";
    for (int i = 0; i < 100; i++) {
        memcpy(deep + (size_t)(2 * i), "( ", 3);
    }
    const struct relation r = relation_read(deep, (struct values){known, NULL});
    assert_non_null(r.wrong);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons),
        cmocka_unit_test(equal_to_within_slack),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
