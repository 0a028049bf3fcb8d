/* Exact rationals: reading, arithmetic, order and text, against 64-bit cases and at the limits of 128 bits. */
#include "unit/sim/test.h"

#include "models/replay/number.c" // NOLINT(bugprone-suspicious-include)

static struct number read(const char *text)
{
    struct number out;
    assert_null(number_read(text, &out));
    return out;
}

static void same(struct number a, int64_t over, int64_t under)
{
    assert_true(a.over == over && a.under == under);
}

static void reads_decimals(void **state)
{
    (void)state;
    same(read("0"), 0, 1);
    same(read("-0.50"), -1, 2);
    same(read("6.83333"), 683333, 100000);
    same(read("1440000000"), 1440000000, 1);
    static const char *const wrong[] = {"", "-", ".5", "5.", "1.2.3", "1e6", " 1", "1,000", "+1", "1/2"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct number out;
        assert_non_null(number_read(wrong[i], &out));
        assert_false(is_known(out));
    }
    struct number out;
    assert_string_equal(number_read("1234567890123456789012345678", &out), "has more than 27 digits");
}

static void reads_doubles(void **state)
{
    (void)state;
    same(number_of_real(0.1), 1, 10);
    same(number_of_real(-2.5), -5, 2);
    assert_false(is_known(number_of_real(1e300)));
    assert_false(is_known(number_of_real(1e300 * 1e300)));
    const double infinite = 1e300 * 1e300;
    assert_false(is_known(number_of_real(infinite - infinite)));
}

/* Against integers of 64 bits, in which nothing is lost. */
static void arithmetic(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        const int64_t a = (int64_t)(test_random(&seed) % 2001) - 1000,
                      b = (int64_t)(test_random(&seed) % 999) + 1;
        const int64_t c = (int64_t)(test_random(&seed) % 2001) - 1000,
                      d = (int64_t)(test_random(&seed) % 999) + 1;
        const struct number x = number_of(a, b), y = number_of(c, d);
        const struct number sum = number_add(x, y), less = number_subtract(x, y), times = number_multiply(x, y);
        assert_true(sum.over * b * d == (a * d + c * b) * sum.under);
        assert_true(less.over * b * d == (a * d - c * b) * less.under);
        assert_true(times.over * b * d == a * c * times.under);
        const struct number over = number_divide(x, y);
        assert_true(c == 0 ? !is_known(over) : over.over * b * c == a * d * over.under && over.under > 0);
        assert_int_equal(number_compare(x, y), (a * d > c * b) - (a * d < c * b));
    }
}

static void what_passes_128_bits_is_unknown(void **state)
{
    (void)state;
    const struct number big = read("100000000000000000000000000"); /* 10^26 */
    assert_true(is_known(number_multiply(big, number_of(1000000, 1))));
    const struct number lost = number_multiply(big, big);
    assert_false(is_known(lost));
    assert_false(is_known(number_add(lost, big)));
    assert_false(is_known(number_divide(big, lost)));
    assert_false(is_known(number_of(1, 0)));
    assert_true(is_known(number_divide(big, big)));
    const struct number near = number_add(big, number_of(1, 1));
    assert_int_equal(number_compare(number_divide(big, near), number_of(1, 1)),
                     -1); /* cross products would not fit */
    assert_int_equal(number_compare(number_divide(near, big), number_divide(big, near)), 1);
}

static void text(struct number a, const char *wanted)
{
    char space[NUMBER_TEXT];
    assert_string_equal(number_text(a, space), wanted);
}

static void texts(void **state)
{
    (void)state;
    text(unknown_number, "");
    text(number_of(0, 1), "0");
    text(number_of(-31000, 1), "-31000");
    text(number_of(1, 8), "0.125");
    text(number_of(2, 3), "0.666667");
    text(number_of(-2, 3), "-0.666667");
    text(number_of(9999999, 10000000), "1");
    text(number_of(1, 3000000), "0");
    text(number_of(-1, 30000000), "0");
    text(read("123456789012345678901234567"), "123456789012345678901234567");
    text(number_divide(read("100000000000000000000000001"), read("100000000000000000000000000")), "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_decimals), cmocka_unit_test(reads_doubles),
        cmocka_unit_test(arithmetic),     cmocka_unit_test(what_passes_128_bits_is_unknown),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
