#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/text/convert.h"

static const char whole[] = "is not a whole number", number[] = "is not a number",
                  yuan[] = "is not an amount in Yuan";
static const char octal[] = "begins with 0, which some read as octal; write it without";
static const char hexadecimal[] = "is hexadecimal; write it in decimal";
static const char thousands[] = "has '_' where it does not part thousands";
static const char large[] = "is larger than 64 bits hold";

static void integers(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        int64_t value;
    } right[] = {{"0", 0},
                 {"-0", 0},
                 {"7", 7},
                 {"+7", 7},
                 {"-5", -5},
                 {"1e6", 1000000},
                 {"1E6", 1000000},
                 {"1e+6", 1000000},
                 {"2.5e3", 2500},
                 {"10.0", 10},
                 {"1200e-2", 12},
                 {"1_000_000", 1000000},
                 {"12_000", 12000},
                 {"0e9999", 0},
                 {"9223372036854775807", INT64_MAX},
                 {"-9223372036854775808", INT64_MIN},
                 {"9.223372036854775807e18", INT64_MAX}};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        int64_t value = 99;
        assert_null(hq_to_integer(right[i].word, &value));
        assert_int_equal(value, right[i].value);
    }
}

static void words_that_are_no_integers(void **state)
{
    (void)state;
    static const struct {
        const char *word, *why;
    } wrong[] = {{"", whole},
                 {"-", whole},
                 {"10k", whole},
                 {"k", whole},
                 {"nan", whole},
                 {"NaN", whole},
                 {".nan", whole},
                 {"inf", whole},
                 {"-.inf", whole},
                 {"true", whole},
                 {" 1", whole},
                 {"1 ", whole},
                 {"1,000", whole},
                 {"--1", whole},
                 {"10.7", whole},
                 {"1e-1", whole},
                 {"15e-1", whole},
                 {"1e-400", whole},
                 {".5", whole},
                 {"5.", whole},
                 {"1e", whole},
                 {"1e+", whole},
                 {"1.5.2", whole},
                 {"\xD9\xA1", whole}, /* an Arabic digit */
                 {"010", octal},
                 {"-010", octal},
                 {"00", octal},
                 {"0_1", octal},
                 {"0o17", whole},
                 {"0x10", hexadecimal},
                 {"-0XFF", hexadecimal},
                 {"1_0", thousands},
                 {"1_000_00", thousands},
                 {"1000_000", thousands},
                 {"1__000", thousands},
                 {"1_000_", thousands},
                 {"_1", thousands},
                 {"1.000_000", whole},
                 {"9223372036854775808", large},
                 {"-9223372036854775809", large},
                 {"1e19", large},
                 {"1e30", large},
                 {"1e10000", "has an exponent out of reason"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t value = 99;
        const char *why = hq_to_integer(wrong[i].word, &value);
        assert_non_null(why);
        assert_string_equal(why, wrong[i].why);
        assert_int_equal(value, 99);
    }
}

static void digits_have_an_end(void **state)
{
    (void)state;
    char word[301] = "0.";
    double value;
    memset(word + 2, '1', 298);
    assert_string_equal(hq_to_real(word, &value), "has more digits than any number needs");
    word[202] = '\0'; /* 200 digits */
    assert_null(hq_to_real(word, &value));
    assert_true(value == 1.0 / 9);
}

static void reals(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        double value;
    } right[] = {{"0.1", 0.1},
                 {"-2.5e-3", -2.5e-3},
                 {"1_000.5", 1000.5},
                 {"1e308", 1e308},
                 {"5e-324", 5e-324},
                 {"123456789012345678901234567890", 123456789012345678901234567890.0},
                 {"0.000", 0},
                 {"1e6", 1e6},
                 {"2.2250738585072011e-308", 2.2250738585072011e-308},
                 {"3", 3},
                 {"0e5", 0},
                 {"9007199254740993", 9007199254740992.0}};
    double value;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        assert_null(hq_to_real(right[i].word, &value));
        assert_true(value == right[i].value);
    }
    assert_null(hq_to_real("-0", &value));
    assert_false(signbit(value)); /* one zero, one hash */
    static const char *const wrong[] = {"nan",  ".nan",  "inf", "Infinity", "-.Inf",
                                        "0.5x", "1e3e3", "",    "1,5",      "0x1p3"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(hq_to_real(wrong[i], &value), i == 9 ? hexadecimal : number);
    assert_string_equal(hq_to_real("1e309", &value), "is larger than a real number holds");
    assert_string_equal(hq_to_real("-1e9999", &value), "is larger than a real number holds");
    assert_string_equal(hq_to_real("1e-400", &value), "is smaller than a real number holds");
    assert_string_equal(hq_to_real("00.5", &value), octal);
}

static void truth_has_six_words(void **state)
{
    (void)state;
    static const char *const words[2][3] = {{"false", "no", "off"}, {"true", "yes", "on"}};
    int64_t value;
    for (int truth = 0; truth < 2; truth++)
        for (int i = 0; i < 3; i++) {
            assert_null(hq_to_bool(words[truth][i], &value));
            assert_int_equal(value, truth);
        }
    static const char *const wrong[] = {"True", "YES", "y", "1", "0", "", "tru", "truee"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(hq_to_bool(wrong[i], &value),
                            "is neither true (true, yes, on) nor false (false, no, off)");
}

/* Exact from the decimal text: 1.005 as a double is below the half and would round down to 1.00 either
 * way, but 1.015 and 2.675 would not; halves go to the even fen. */
static void yuan_become_fen_half_to_even(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        int64_t fen;
    } right[] = {{"1", 100},
                 {"1.005", 100},
                 {"1.015", 102},
                 {"1.025", 102},
                 {"1.0050000000000000000000000001", 101},
                 {"1.0049999999999999999999999999", 100},
                 {"2.675", 268},
                 {"-1.005", -100},
                 {"-1.015", -102},
                 {"-3.5", -350},
                 {"0.005", 0},
                 {"0.0051", 1},
                 {"0.0049", 0},
                 {"0.015", 2},
                 {"-0.005", 0},
                 {"0.00049", 0},
                 {"1e6", 100000000},
                 {"1_000_000.10", 100000010},
                 {"12345e-3", 1234},
                 {"12355e-3", 1236},
                 {"1e-9", 0},
                 {"9999999999999999.99", 999999999999999999},
                 {"92233720368547758.07", INT64_MAX}};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        int64_t fen = 99;
        assert_null(hq_to_fen(right[i].word, &fen));
        assert_int_equal(fen, right[i].fen);
    }
    int64_t fen;
    assert_string_equal(hq_to_fen("92233720368547758.075", &fen),
                        large); /* the half goes up to even, past the end */
    assert_string_equal(hq_to_fen("1e17", &fen), large);
    assert_string_equal(hq_to_fen("ten", &fen), yuan);
    assert_string_equal(hq_to_fen("10k", &fen), yuan);
    assert_string_equal(hq_to_fen("010", &fen), octal);
}

static void years_and_codes(void **state)
{
    (void)state;
    int year = 0;
    int32_t code = 0;
    assert_null(hq_to_year("2009", &year));
    assert_int_equal(year, 2009);
    static const char *const no_years[] = {"209", "02009", "2e3", "20o9", "", "-200", "1899", "2201", "2009.0"};
    for (size_t i = 0; i < sizeof no_years / sizeof *no_years; i++)
        assert_string_equal(hq_to_year(no_years[i], &year), "is not a year from 1900 to 2200");
    assert_null(hq_to_code("150522", &code));
    assert_int_equal(code, 150522);
    assert_null(hq_to_code("999999999", &code));
    static const char *const no_codes[] = {"", "0150522", "15052x", "1e5", "1234567890", "-1", "Xincheng"};
    for (size_t i = 0; i < sizeof no_codes / sizeof *no_codes; i++)
        assert_string_equal(hq_to_code(no_codes[i], &code),
                            "is not a county code (one to nine digits, the first not 0)");
}

static void ranges_are_said_with_their_unit(void **state)
{
    (void)state;
    union cell cell;
    char why[HQ_WHY];
    const struct param_row households = {.group = "population",
                                         .name = "households",
                                         .type = HQ_INT,
                                         .unit = "households",
                                         .low = 0,
                                         .high = 2e9};
    assert_true(hq_convert(&households, "2e9", &cell, why));
    assert_int_equal(cell.integer, 2000000000);
    assert_true(hq_convert(&households, "0", &cell, why));
    assert_false(hq_convert(&households, "-5", &cell, why));
    assert_string_equal(
        why, "population.households: -5 is out of range: it must be from 0 to 2000000000 households");
    assert_false(hq_convert(&households, "2000000001", &cell, why));
    assert_false(hq_convert(&households, "10k", &cell, why));
    assert_string_equal(why, "population.households: '10k' is not a whole number");
    const struct param_row share = {
        .group = "g", .name = "share", .type = HQ_REAL, .unit = "1", .low = 1e-6, .high = 0.5};
    assert_true(hq_convert(&share, "0.5", &cell, why));
    assert_true(cell.real == 0.5);
    assert_false(hq_convert(&share, "0.50001", &cell, why));
    assert_string_equal(why, "g.share: 0.50001 is out of range: it must be from 1e-06 to 0.5");
    const struct param_row money = {
        .group = "g", .name = "money", .type = HQ_YUAN, .unit = "Yuan", .low = -1, .high = 2.5};
    assert_true(hq_convert(&money, "2.5", &cell, why));
    assert_int_equal(cell.integer, 250);
    assert_true(hq_convert(&money, "-1", &cell, why));
    assert_false(hq_convert(&money, "2.51", &cell, why));
    assert_string_equal(why, "g.money: 2.51 is out of range: it must be from -1 to 2.5 Yuan");
    const struct param_row flag = {
        .group = "g", .name = "flag", .type = HQ_BOOL, .unit = "", .low = 0, .high = 1};
    assert_true(hq_convert(&flag, "on", &cell, why));
    assert_int_equal(cell.integer, 1);
    assert_false(hq_convert(&flag, "1", &cell, why));
}

static void columns_have_the_ranges_of_their_types(void **state)
{
    (void)state;
    static const struct {
        enum hq_type type;
        const char *least, *most, *below, *above;
    } types[] = {{HQ_u8, "0", "255", "-1", "256"},
                 {HQ_i8, "-128", "127", "-129", "128"},
                 {HQ_u16, "0", "65535", "-1", "65536"},
                 {HQ_i16, "-32768", "32767", "-32769", "32768"},
                 {HQ_i32, "-2147483648", "2147483647", "-2147483649", "2147483648"},
                 {HQ_u32, "0", "4294967295", "-1", "4294967296"},
                 {HQ_u64, "0", "9223372036854775807", "-1", "1e19"}};
    unsigned char out[9];
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        memset(out, 0xAA, sizeof out);
        assert_null(hq_convert_column(types[i].type, types[i].least, out));
        assert_null(hq_convert_column(types[i].type, types[i].most, out));
        assert_int_equal(out[hq_type_size(types[i].type)], 0xAA); /* nothing past it is touched */
        assert_non_null(hq_convert_column(types[i].type, types[i].below, out));
        assert_non_null(hq_convert_column(types[i].type, types[i].above, out));
    }
    int16_t small;
    float narrow;
    double wide;
    assert_null(hq_convert_column(HQ_i16, "-300", &small));
    assert_int_equal(small, -300);
    assert_null(hq_convert_column(HQ_f32, "350.5", &narrow));
    assert_true(narrow == 350.5f);
    assert_string_equal(hq_convert_column(HQ_f32, "4e38", &narrow), "is larger than 32 bits hold");
    assert_null(hq_convert_column(HQ_f64, "4e38", &wide));
    assert_true(wide == 4e38);
    hq_store_column(HQ_i16, -2, &small);
    assert_int_equal(small, -2);
    hq_store_column(HQ_f32, 0.5, &narrow);
    assert_true(narrow == 0.5f);
    hq_store_column(HQ_f64, 2.5, &wide);
    assert_true(wide == 2.5);
}

static void values_are_written_short_and_whole(void **state)
{
    (void)state;
    char space[HQ_NUMBER];
    assert_string_equal(hq_real_text(0.1, space), "0.1");
    assert_string_equal(hq_real_text(2e9, space), "2000000000");
    assert_string_equal(hq_real_text(9e18, space), "9e+18");
    assert_string_equal(hq_real_text(1e-6, space), "1e-06");
    assert_string_equal(hq_real_text(-0.25, space), "-0.25");
    assert_string_equal(hq_real_text(0, space), "0");
    assert_string_equal(hq_real_text(0.1 + 0.2, space), "0.30000000000000004");
    assert_string_equal(hq_fen_text(1205, space), "12.05");
    assert_string_equal(hq_fen_text(-50, space), "-0.50");
    assert_string_equal(hq_fen_text(-300, space), "-3");
    assert_string_equal(hq_fen_text(INT64_MIN, space), "-92233720368547758.08");
    assert_string_equal(hq_cell_text(HQ_INT, (union cell){.integer = -7}, space), "-7");
    assert_string_equal(hq_cell_text(HQ_BOOL, (union cell){.integer = 1}, space), "true");
    assert_string_equal(hq_cell_text(HQ_BOOL, (union cell){.integer = 0}, space), "false");
    assert_string_equal(hq_cell_text(HQ_YUAN, (union cell){.integer = 7}, space), "0.07");
    assert_string_equal(hq_cell_text(HQ_TEXT, (union cell){.text = "free"}, space), "free");
}

/* Bit patterns spread over all exponents: what is written reads back the same. */
static void what_is_written_reads_back(void **state)
{
    (void)state;
    uint64_t bits = 1;
    for (int i = 0; i < 20000; i++) {
        double value, back;
        char space[HQ_NUMBER];
        bits = bits * 6364136223846793005u + 1442695040888963407u;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        assert_null(hq_to_real(hq_real_text(value, space), &back));
        assert_memory_equal(&value, &back, sizeof value);
        int64_t fen = (int64_t)bits, same;
        assert_null(hq_to_fen(hq_fen_text(fen, space), &same));
        assert_true(fen == same);
    }
}

/* Where the machine has such a locale: a decimal comma changes nothing. */
static void the_locale_does_not_matter(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8", "fr_FR.utf8"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof *names && !found; i++)
        found = setlocale(LC_ALL, names[i]) && strcmp(localeconv()->decimal_point, ",") == 0;
    if (!found)
        skip();
    char space[HQ_NUMBER], plain[HQ_NUMBER];
    double value;
    assert_null(hq_to_real("2.5", &value));
    assert_true(value == 2.5);
    assert_string_equal(hq_real_text(0.1, space), "0.1");
    snprintf(plain, sizeof plain, "%g", 0.5);
    assert_string_equal(plain, "0,5"); /* the locale of others is left as it was */
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),
        cmocka_unit_test(words_that_are_no_integers),
        cmocka_unit_test(digits_have_an_end),
        cmocka_unit_test(reals),
        cmocka_unit_test(truth_has_six_words),
        cmocka_unit_test(yuan_become_fen_half_to_even),
        cmocka_unit_test(years_and_codes),
        cmocka_unit_test(ranges_are_said_with_their_unit),
        cmocka_unit_test(columns_have_the_ranges_of_their_types),
        cmocka_unit_test(values_are_written_short_and_whole),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(the_locale_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
