/* The books as a table, as a hash and as part of a checkpoint. */
#define _GNU_SOURCE 1
#include "unit/sim/books.h"

#include <errno.h>
#include <xxhash.h>

static void assert_table(const struct ledger *books, const char *expected)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_int_equal(hq_ledger_write(books, out), 0);
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

static const char two_years[] =
    "year,county,programme,from,to,instrument,yuan,quantity,unit\n"
    "1998,150502,training,treasury,county fund,grant,31.00,0,persons\n"
    "1998,150502,training,county fund,households,payment,20.05,2,persons\n"
    "1998,150525,relocation,donors,county fund,grant,7.00,0,\"dwellings, \"\"new\"\"\"\n"
    "1998,150525,relocation,county fund,households,payment,7.00,1,\"dwellings, \"\"new\"\"\"\n"
    "1998,150502,training,county fund,carried over,,10.95,0,persons\n"
    "1999,150502,training,county fund,households,payment,10.00,1,persons\n"
    "1999,150525,baseline,treasury,households,grant,0.00,7,\n"
    "1999,150502,training,county fund,carried over,,0.95,0,persons\n";

static void the_table_is_exact(void **state)
{
    struct ledger *books = books_with_two_years();

    (void)state;
    assert_table(books, two_years);

    /* A year without an entry still tells what its funds hold; an open year is not at its end. */
    hq_ledger_open_year(books, 2000);
    assert_table(books, two_years);
    assert_null(hq_ledger_close_year(books));
    char *longer = hq_text("%s2000,150502,training,county fund,carried over,,0.95,0,persons\n", two_years);
    assert_table(books, longer);
    free(longer);
    hq_ledger_free(books);
}

static void empty_books_are_a_heading(void **state)
{
    struct ledger *books = books_new();

    (void)state;
    assert_table(books, "year,county,programme,from,to,instrument,yuan,quantity,unit\n");
    hq_ledger_free(books);
}

static void large_amounts_keep_their_fen(void **state)
{
    struct ledger *books = books_new();

    (void)state;
    hq_ledger_open_year(books, 1998);
    hq_post(books, KEERQIN, BASELINE, TREASURY, HOUSEHOLDS, GRANT, INT64_MAX, INT64_MIN);
    hq_post(books, KEERQIN, BASELINE, HOUSEHOLDS, TREASURY, PAYMENT, 1, 0);
    hq_post(books, KEERQIN, BASELINE, HOUSEHOLDS, TREASURY, PAYMENT, 0, 0); /* not kept */
    assert_table(books,
                 "year,county,programme,from,to,instrument,yuan,quantity,unit\n"
                 "1998,150502,baseline,treasury,households,grant,92233720368547758.07,-9223372036854775808,\n"
                 "1998,150502,baseline,households,treasury,payment,0.01,0,\n");
    hq_ledger_free(books);
}

static void a_full_disk_is_reported(void **state)
{
    struct ledger *books = books_with_two_years();
    FILE *out = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(out);
    setvbuf(out, NULL, _IONBF, 0);
    assert_int_not_equal(hq_ledger_write(books, out), 0);
    fclose(out);
    hq_ledger_free(books);
}

/* ---- hashes ---------------------------------------------------------------------------------- */

static void the_hash_follows_every_field_and_the_order(void **state)
{
    const struct {
        int year, county, programme, from, to, instrument, fen, quantity;
    } variants[] = {
        {1998, KEERQIN, TRAINING, TREASURY, FUND, GRANT, 100, 1},
        {1999, KEERQIN, TRAINING, TREASURY, FUND, GRANT, 100, 1},
        {1998, NAIMAN, TRAINING, TREASURY, FUND, GRANT, 100, 1},
        {1998, KEERQIN, RELOCATION, TREASURY, FUND, GRANT, 100, 1},
        {1998, KEERQIN, TRAINING, DONORS, FUND, GRANT, 100, 1},
        {1998, KEERQIN, TRAINING, TREASURY, COLLEGE, GRANT, 100, 1},
        {1998, KEERQIN, TRAINING, TREASURY, FUND, PAYMENT, 100, 1},
        {1998, KEERQIN, TRAINING, TREASURY, FUND, GRANT, 101, 1},
        {1998, KEERQIN, TRAINING, TREASURY, FUND, GRANT, 100, 2},
        {1998, KEERQIN, TRAINING, TREASURY, FUND, GRANT, 100, 256},
    };
    enum { N = sizeof variants / sizeof *variants };
    char hashes[N + 2][33];

    (void)state;
    for (int i = 0; i < N + 2; i++) {
        struct ledger *books = books_new();
        int k = i < N ? i : 0;
        hq_ledger_open_year(books, variants[k].year);
        if (i == N)
            hq_post(books, 0, 0, TREASURY, HOUSEHOLDS, GRANT, 1, 0);
        hq_post(books, variants[k].county, variants[k].programme, variants[k].from, variants[k].to,
                variants[k].instrument, variants[k].fen, variants[k].quantity);
        if (i == N + 1)
            hq_post(books, 0, 0, TREASURY, HOUSEHOLDS, GRANT, 1, 0);
        hq_ledger_hash(books, hashes[i]);
        assert_int_equal(strlen(hashes[i]), 32);
        assert_int_equal(strspn(hashes[i], "0123456789abcdef"), 32);
        for (int other = 0; other < i; other++)
            assert_string_not_equal(hashes[i], hashes[other]);
        hq_ledger_free(books);
    }
}

static void the_hash_is_of_names_not_of_row_numbers(void **state)
{
    const struct account_row accounts[] = {books_accounts[FUND], books_accounts[HOUSEHOLDS],
                                           books_accounts[TREASURY]};
    const struct programme_row programmes[] = {
        books_programmes[BASELINE], {"new", "", ""}, books_programmes[TRAINING]};
    const struct instrument_row instruments[] = {books_instruments[PAYMENT], books_instruments[GRANT]};
    const char *const codes[] = {"150525", "150502"};
    const struct ledger_rows rows = {accounts, 3, programmes, 3, instruments, 2, NULL, 0};
    struct ledger *books = books_new(), *moved = hq_ledger_new(&rows, codes, 2);
    char hash[33], moved_hash[33];

    (void)state;
    hq_ledger_open_year(books, 1998);
    hq_post(books, KEERQIN, TRAINING, TREASURY, FUND, GRANT, 100, 1);
    hq_ledger_hash(books, hash);
    hq_ledger_open_year(moved, 1998);
    hq_post(moved, 1, 2, 2, 0, 1, 100, 1);
    hq_ledger_hash(moved, moved_hash);
    assert_string_equal(hash, moved_hash);
    hq_ledger_free(books);
    hq_ledger_free(moved);
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

/* As if there had been no checkpoint: same table, hash and sums, then and a year later. */
static void assert_same_books(struct ledger *a, struct ledger *b)
{
    char hash_a[33], hash_b[33];
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(hq_ledger_write(a, out), 0);
    fclose(out);
    assert_table(b, text);
    free(text);
    hq_ledger_hash(a, hash_a);
    hq_ledger_hash(b, hash_b);
    assert_string_equal(hash_a, hash_b);
    for (int c = 0; c < COUNTIES; c++)
        for (int p = 0; p < PROGRAMMES; p++)
            for (int k = 0; k < ACCOUNTS; k++) {
                assert_int_equal(hq_balance(a, c, p, k), hq_balance(b, c, p, k));
                assert_int_equal(hq_received(a, c, p, k), hq_received(b, c, p, k));
                assert_int_equal(hq_paid(a, c, p, k), hq_paid(b, c, p, k));
            }
}

static void go_on(struct ledger *books)
{
    hq_ledger_open_year(books, 2000);
    hq_post(books, KEERQIN, TRAINING, FUND, HOUSEHOLDS, PAYMENT, 95, 1);
    assert_null(hq_ledger_close_year(books));
}

static void packed_books_come_back(void **state)
{
    struct ledger *books = books_with_two_years(), *back = books_new();
    size_t size, size_again;
    void *bytes = hq_ledger_pack(books, &size), *again;

    (void)state;
    assert_true(hq_ledger_unpack(back, bytes, size));
    assert_same_books(books, back);
    again = hq_ledger_pack(back, &size_again);
    assert_int_equal(size, size_again);
    assert_memory_equal(bytes, again, size);
    /* Once more, over what is there. */
    assert_true(hq_ledger_unpack(back, bytes, size));
    assert_same_books(books, back);
    go_on(books);
    go_on(back);
    assert_same_books(books, back);
    free(bytes);
    free(again);
    hq_ledger_free(books);
    hq_ledger_free(back);
}

static void an_open_year_comes_back_open(void **state)
{
    struct ledger *books = books_with_two_years(), *back = books_new();
    size_t size;

    (void)state;
    hq_ledger_open_year(books, 2000);
    hq_post(books, KEERQIN, TRAINING, FUND, HOUSEHOLDS, PAYMENT, 96, 1); /* overdrawn, so far */
    void *bytes = hq_ledger_pack(books, &size);
    assert_true(hq_ledger_unpack(back, bytes, size));
    assert_same_books(books, back);
    assert_non_null(hq_ledger_close_year(back));
    hq_post(back, KEERQIN, TRAINING, DONORS, FUND, GRANT, 1, 0);
    assert_null(hq_ledger_close_year(back));
    free(bytes);
    hq_ledger_free(books);
    hq_ledger_free(back);
}

static void empty_books_come_back(void **state)
{
    struct ledger *books = books_new(), *back = books_new();
    size_t size;
    void *bytes = hq_ledger_pack(books, &size);

    (void)state;
    assert_true(hq_ledger_unpack(back, bytes, size));
    assert_same_books(books, back);
    free(bytes);
    hq_ledger_free(books);
    hq_ledger_free(back);
}

/* A fresh copy of the bytes, so that the address sanitizer sees any look past the end. Refused bytes leave
 * the ledger empty, whatever it held. */
static bool unpacks(const void *bytes, size_t size)
{
    struct ledger *back = books_with_two_years(), *empty = books_new();
    char *copy = malloc(size ? size : 1);

    memcpy(copy, bytes, size);
    bool done = hq_ledger_unpack(back, copy, size);
    if (!done)
        assert_same_books(empty, back);
    free(copy);
    hq_ledger_free(back);
    hq_ledger_free(empty);
    return done;
}

static void damaged_bytes_are_refused(void **state)
{
    struct ledger *books = books_with_two_years();
    size_t size;
    unsigned char *bytes = hq_ledger_pack(books, &size);

    (void)state;
    for (size_t length = 0; length < size; length++)
        assert_false(unpacks(bytes, length));
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= (unsigned char)(1 << i % 8);
        assert_false(unpacks(bytes, size));
        bytes[i] ^= (unsigned char)(1 << i % 8);
    }
    assert_true(unpacks(bytes, size));
    free(bytes);
    hq_ledger_free(books);
}

/* Puts the right hash at the end. */
static void sign(unsigned char *bytes, size_t size)
{
    XXH128_canonical_t hash;

    XXH128_canonicalFromHash(&hash, XXH3_128bits(bytes, size - 16));
    memcpy(bytes + size - 16, &hash, 16);
}

/* A right hash over wrong books: head of 40 bytes, two years of 16, six entries of 32. */
static void deceitful_bytes_are_refused(void **state)
{
    const struct {
        size_t at;
        int64_t value;
    } lies[] = {
        {24, 3},
        {24, -1},
        {24, INT64_MAX},
        {32, 5},
        {32, 7},
        {32, INT64_MAX},
        {32, -1},
        {40, 1999 | 1LL << 32}, /* the first year is no earlier than the second */
        {40, 1998},             /* the first year is open */
        {48, 1},
        {64, 7},
        {64, -1},
        {64, INT64_MAX},
        {72, COUNTIES}, /* county and programme of the first entry */
        {72, 1LL << 32 | 0xFFFFFFFF},
        {72, (int64_t)PROGRAMMES << 32},
        {80, ACCOUNTS}, /* its accounts, 16 bits each, and its instrument */
        {80, TREASURY | ACCOUNTS << 16},
        {80, 0},
        {80, TREASURY | 0xFFFFLL << 16},
        {80, TREASURY | FUND << 16 | (int64_t)INSTRUMENTS << 32},
        {80, INT64_MIN | (TREASURY | FUND << 16)},
        {88, -1},
        {88, 0},
        {88, 1}, /* too little to pay from */
    };
    struct ledger *books = books_with_two_years();
    size_t size;
    unsigned char *bytes = hq_ledger_pack(books, &size), *copy = malloc(size);

    (void)state;
    assert_int_equal(size, 40 + 2 * 16 + 6 * 32 + 16);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        memcpy(copy, bytes, size);
        memcpy(copy + lies[i].at, &lies[i].value, 8);
        sign(copy, size);
        if (unpacks(copy, size))
            fail_msg("lie %zu was believed", i);
    }
    /* No years and seven entries take as many bytes as two years and six entries. */
    const int64_t counts[] = {0, 7};
    memcpy(copy, bytes, size);
    memcpy(copy + 24, counts, sizeof counts);
    sign(copy, size);
    assert_false(unpacks(copy, size));
    free(bytes);
    free(copy);
    hq_ledger_free(books);
}

static void bytes_of_other_rows_are_refused(void **state)
{
    struct ledger *books = books_with_two_years();
    struct programme_row programmes[PROGRAMMES];
    const char *const codes[COUNTIES] = {"150502", "150526"};
    size_t size;
    void *bytes = hq_ledger_pack(books, &size);

    (void)state;
    memcpy(programmes, books_programmes, sizeof programmes);
    programmes[TRAINING].name = "course";
    const struct instrument_row instruments[INSTRUMENTS] = {{"gift", "", NULL}, books_instruments[PAYMENT]};
    struct ledger_rows renamed = books_rows, fewer = books_rows, given = books_rows, less = books_rows;
    renamed.programmes = programmes;
    fewer.account_count--;
    given.instruments = instruments;
    less.instrument_count--;
    struct ledger *others[] = {
        hq_ledger_new(&renamed, books_codes, COUNTIES), hq_ledger_new(&books_rows, codes, COUNTIES),
        hq_ledger_new(&fewer, books_codes, COUNTIES),   hq_ledger_new(&given, books_codes, COUNTIES),
        hq_ledger_new(&less, books_codes, COUNTIES),
    };
    for (int i = 0; i < 5; i++) {
        assert_false(hq_ledger_unpack(others[i], bytes, size));
        hq_ledger_free(others[i]);
    }
    free(bytes);
    hq_ledger_free(books);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_exact),
        cmocka_unit_test(empty_books_are_a_heading),
        cmocka_unit_test(large_amounts_keep_their_fen),
        cmocka_unit_test(a_full_disk_is_reported),
        cmocka_unit_test(the_hash_follows_every_field_and_the_order),
        cmocka_unit_test(the_hash_is_of_names_not_of_row_numbers),
        cmocka_unit_test(packed_books_come_back),
        cmocka_unit_test(an_open_year_comes_back_open),
        cmocka_unit_test(empty_books_come_back),
        cmocka_unit_test(damaged_bytes_are_refused),
        cmocka_unit_test(deceitful_bytes_are_refused),
        cmocka_unit_test(bytes_of_other_rows_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
