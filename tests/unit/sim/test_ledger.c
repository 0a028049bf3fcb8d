/* The books: what balances, what is carried over, and what ends the run. */
#define _GNU_SOURCE 1
#include "unit/sim/books.h"

static void sums_follow_the_entries(void **state)
{
    struct ledger *books = books_new();

    (void)state;
    hq_ledger_open_year(books, 1998);
    hq_post(books, KEERQIN, TRAINING, TREASURY, FUND, GRANT, 3100, 0);
    hq_post(books, KEERQIN, TRAINING, DONORS, FUND, GRANT, 50, 0);
    hq_post(books, KEERQIN, TRAINING, FUND, HOUSEHOLDS, PAYMENT, 2000, 2);
    assert_int_equal(hq_balance(books, KEERQIN, TRAINING, TREASURY), -3100);
    assert_int_equal(hq_balance(books, KEERQIN, TRAINING, FUND), 1150);
    assert_int_equal(hq_balance(books, KEERQIN, TRAINING, HOUSEHOLDS), 2000);
    assert_int_equal(hq_received(books, KEERQIN, TRAINING, FUND), 3150);
    assert_int_equal(hq_paid(books, KEERQIN, TRAINING, FUND), 2000);
    assert_int_equal(hq_paid(books, KEERQIN, TRAINING, DONORS), 50);

    /* Nothing spills into another programme or county. */
    assert_int_equal(hq_balance(books, KEERQIN, RELOCATION, FUND), 0);
    assert_int_equal(hq_balance(books, NAIMAN, TRAINING, FUND), 0);
    assert_null(hq_ledger_close_year(books));
    hq_ledger_free(books);
    hq_ledger_free(NULL);
}

static void a_fund_carries_over_and_yearly_sums_start_again(void **state)
{
    struct ledger *books = books_with_two_years();

    (void)state;
    assert_int_equal(hq_balance(books, KEERQIN, TRAINING, FUND), 95);
    assert_int_equal(hq_received(books, KEERQIN, TRAINING, FUND), 0);
    assert_int_equal(hq_paid(books, KEERQIN, TRAINING, FUND), 1000);
    hq_ledger_open_year(books, 2003); /* years may be left out */
    assert_int_equal(hq_balance(books, KEERQIN, TRAINING, FUND), 95);
    assert_int_equal(hq_paid(books, KEERQIN, TRAINING, FUND), 0);
    hq_post(books, KEERQIN, TRAINING, FUND, COLLEGE, PAYMENT, 95, 0);
    assert_null(hq_ledger_close_year(books));
    assert_int_equal(hq_balance(books, KEERQIN, TRAINING, FUND), 0);
    hq_ledger_free(books);
}

static void an_overdrawn_fund_is_named(void **state)
{
    struct ledger *books = books_new();

    (void)state;
    hq_ledger_open_year(books, 1998);
    hq_post(books, NAIMAN, RELOCATION, TREASURY, FUND, GRANT, 1000, 0);
    hq_post(books, NAIMAN, RELOCATION, FUND, HOUSEHOLDS, PAYMENT, 1205, 1);
    /* Money of another programme does not help. */
    hq_post(books, NAIMAN, TRAINING, TREASURY, FUND, GRANT, 9999, 0);
    assert_string_equal(hq_ledger_close_year(books),
                        "county fund of programme relocation in county 150525 is overdrawn by 2.05 Yuan "
                        "at the end of 1998");

    /* The year is open still: the entry that was missing puts it right. */
    hq_post(books, NAIMAN, RELOCATION, DONORS, FUND, GRANT, 205, 0);
    assert_null(hq_ledger_close_year(books));
    hq_ledger_free(books);
}

static void sources_and_uses_may_go_either_way(void **state)
{
    struct ledger *books = books_new();

    (void)state;
    hq_ledger_open_year(books, 1998);
    hq_post(books, NAIMAN, RELOCATION, HOUSEHOLDS, TREASURY, PAYMENT, 1000, 0);
    assert_null(hq_ledger_close_year(books));
    assert_int_equal(hq_balance(books, NAIMAN, RELOCATION, HOUSEHOLDS), -1000);
    hq_ledger_free(books);
}

/* What one programme hands on another one takes, in the same county and to the fen. */
static void money_between_programmes_arrives(void **state)
{
    struct ledger *books = books_new();

    (void)state;
    hq_ledger_open_year(books, 1998);
    hq_post(books, NAIMAN, TRAINING, DONORS, FUND, GRANT, 1000, 0);
    hq_post(books, NAIMAN, TRAINING, FUND, PASSED, GRANT, 700, 0);
    hq_post(books, NAIMAN, RELOCATION, PASSED, FUND, GRANT, 699, 0);
    /* Another county's does not help. */
    hq_post(books, KEERQIN, RELOCATION, PASSED, FUND, GRANT, 1, 0);
    hq_post(books, KEERQIN, TRAINING, FUND, PASSED, GRANT, 0, 1);
    hq_post(books, KEERQIN, TRAINING, DONORS, PASSED, GRANT, 1, 0);
    assert_string_equal(
        hq_ledger_close_year(books),
        "what programmes of county 150525 hold in passed does not add up to zero at the end of 1998");
    hq_post(books, NAIMAN, RELOCATION, PASSED, FUND, GRANT, 1, 0);
    assert_null(hq_ledger_close_year(books));
    assert_int_equal(hq_balance(books, NAIMAN, TRAINING, PASSED), 700);
    assert_int_equal(hq_balance(books, NAIMAN, RELOCATION, PASSED), -700);

    /* A year later as well, and too much is no better than too little. */
    hq_ledger_open_year(books, 1999);
    hq_post(books, NAIMAN, RELOCATION, PASSED, FUND, GRANT, 1, 0);
    assert_non_null(hq_ledger_close_year(books));
    hq_ledger_free(books);
}

static void many_entries_fit(void **state)
{
    struct ledger *books = books_new();

    (void)state;
    for (int year = 1950; year < 2050; year++) {
        hq_ledger_open_year(books, year);
        for (int i = 0; i < 100; i++)
            hq_post(books, i % COUNTIES, i % PROGRAMMES, TREASURY, HOUSEHOLDS, GRANT, i, 1);
        assert_null(hq_ledger_close_year(books));
    }
    int64_t sum = 0;
    for (int c = 0; c < COUNTIES; c++)
        for (int p = 0; p < PROGRAMMES; p++)
            sum += hq_balance(books, c, p, HOUSEHOLDS);
    assert_int_equal(sum, 100 * 4950);
    hq_ledger_free(books);
}

/* ---- what ends the run ----------------------------------------------------------------------- */

struct post {
    struct ledger *books;
    int county, programme, from, to, instrument;
    int64_t fen;
};

static void do_post(void *with)
{
    const struct post *p = with;

    hq_post(p->books, p->county, p->programme, p->from, p->to, p->instrument, p->fen, 0);
}

static void do_open_1998(void *books)
{
    hq_ledger_open_year(books, 1998);
}

static void do_close(void *books)
{
    hq_ledger_close_year(books);
}

static void do_ask(void *books)
{
    hq_balance(books, 0, 0, ACCOUNTS);
}

/* A model that says which entries there are has these and their returns, and no other. */
static void only_postings_of_the_model_are_taken(void **state)
{
    static const struct posting_row postings[] = {{TRAINING, TREASURY, FUND, GRANT, "", "budget"},
                                                  {TRAINING, FUND, COLLEGE, PAYMENT, "", "courses"}};
    struct ledger_rows rows = books_rows;
    rows.postings = postings;
    rows.posting_count = 2;
    struct ledger *books = hq_ledger_new(&rows, books_codes, COUNTIES);
    const struct post good = {books, NAIMAN, TRAINING, TREASURY, FUND, GRANT, 1};
    struct post bad = good;

    hq_ledger_open_year(books, 1998);
    do_post((void *)&good);
    hq_post(books, NAIMAN, TRAINING, FUND, TREASURY, GRANT, 1, 0);
    assert_int_equal(hq_balance(books, NAIMAN, TRAINING, FUND), 0);
    bad.programme = RELOCATION;
    scratch_must_fail(state, do_post, &bad, 70, "no posting of the model is like this");
    bad = good, bad.instrument = PAYMENT;
    scratch_must_fail(state, do_post, &bad, 70, "no posting of the model is like this");
    bad = good, bad.from = DONORS;
    scratch_must_fail(state, do_post, &bad, 70, "no posting of the model is like this");
    bad = good, bad.to = COLLEGE;
    scratch_must_fail(state, do_post, &bad, 70, "no posting of the model is like this");
    hq_ledger_free(books);
}

static void wrong_entries_end_the_run(void **state)
{
    struct ledger *books = books_new();
    struct post good = {books, KEERQIN, TRAINING, TREASURY, FUND, GRANT, 1}, bad = good;

    scratch_must_fail(state, do_post, &good, 70, "no year is open");
    hq_ledger_open_year(books, 1998);
    assert_int_equal(scratch_child(do_post, &good, "/dev/null"), 0);
    bad.county = COUNTIES;
    scratch_must_fail(state, do_post, &bad, 70, "no such county");
    bad = good, bad.programme = -1;
    scratch_must_fail(state, do_post, &bad, 70, "no such programme");
    bad = good, bad.to = ACCOUNTS;
    scratch_must_fail(state, do_post, &bad, 70, "no such account");
    bad = good, bad.to = 65536 + FUND; /* which 16 bits would take for the fund */
    scratch_must_fail(state, do_post, &bad, 70, "no such account");
    bad = good, bad.instrument = INSTRUMENTS;
    scratch_must_fail(state, do_post, &bad, 70, "no such instrument");
    bad = good, bad.instrument = -1;
    scratch_must_fail(state, do_post, &bad, 70, "no such instrument");
    bad = good, bad.to = TREASURY;
    scratch_must_fail(state, do_post, &bad, 70, "pays itself");
    bad = good, bad.fen = -1;
    scratch_must_fail(state, do_post, &bad, 70, "below zero");
    scratch_must_fail(state, do_ask, books, 70, "account 6");
    hq_ledger_free(books);
}

/* Each of the four sums that an entry changes, where the other three have room. */
static void sums_beyond_64_bits_end_the_run(void **state)
{
    struct ledger *books = books_new();
    struct post most = {books, KEERQIN, TRAINING, TREASURY, FUND, GRANT, INT64_MAX}, back = most, one = most;

    back.from = FUND, back.to = TREASURY;
    one.fen = 2;
    hq_ledger_open_year(books, 1998);
    do_post(&most);
    assert_int_equal(hq_balance(books, KEERQIN, TRAINING, FUND), INT64_MAX);
    assert_null(hq_ledger_close_year(books));

    hq_ledger_open_year(books, 1999);
    one.from = DONORS; /* the fund's balance */
    scratch_must_fail(state, do_post, &one, 70, "beyond 64 bits");
    one.from = TREASURY, one.to = HOUSEHOLDS; /* the treasury's */
    scratch_must_fail(state, do_post, &one, 70, "beyond 64 bits");
    do_post(&back);
    assert_int_equal(hq_balance(books, KEERQIN, TRAINING, TREASURY), 0);
    one.from = DONORS, one.to = TREASURY; /* what the treasury received this year */
    scratch_must_fail(state, do_post, &one, 70, "beyond 64 bits");
    one.from = FUND, one.to = HOUSEHOLDS; /* what the fund paid this year */
    scratch_must_fail(state, do_post, &one, 70, "beyond 64 bits");
    one.from = TREASURY, one.to = FUND;
    do_post(&one);
    hq_ledger_free(books);
}

static void years_out_of_order_end_the_run(void **state)
{
    struct ledger *books = books_new();

    scratch_must_fail(state, do_close, books, 70, "no year is open");
    hq_ledger_open_year(books, 1997);
    scratch_must_fail(state, do_open_1998, books, 70, "1998 was opened before 1997 was closed");
    assert_null(hq_ledger_close_year(books));
    scratch_must_fail(state, do_close, books, 70, "no year is open");
    hq_ledger_open_year(books, 1998);
    assert_null(hq_ledger_close_year(books));
    scratch_must_fail(state, do_open_1998, books, 70, "1998 was opened after 1998");
    hq_ledger_free(books);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_follow_the_entries),
        cmocka_unit_test(a_fund_carries_over_and_yearly_sums_start_again),
        cmocka_unit_test(an_overdrawn_fund_is_named),
        cmocka_unit_test(sources_and_uses_may_go_either_way),
        cmocka_unit_test(money_between_programmes_arrives),
        cmocka_unit_test(many_entries_fit),
        scratch_test(only_postings_of_the_model_are_taken),
        scratch_test(wrong_entries_end_the_run),
        scratch_test(sums_beyond_64_bits_end_the_run),
        scratch_test(years_out_of_order_end_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
