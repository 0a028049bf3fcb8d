/* A small set of books for the tests of the ledger. */
#ifndef TESTS_UNIT_SIM_BOOKS_H
#define TESTS_UNIT_SIM_BOOKS_H

#include "unit/sim/scratch.h"

#include "sim/ledger.h"

enum { TREASURY, DONORS, FUND, COLLEGE, HOUSEHOLDS, PASSED, ACCOUNTS };
enum { BASELINE, TRAINING, RELOCATION, PROGRAMMES };
enum { GRANT, PAYMENT, INSTRUMENTS };
enum { KEERQIN, NAIMAN, COUNTIES };

static const struct account_row books_accounts[ACCOUNTS] = {
    {"treasury", HQ_SOURCE, "the state"},
    {"donors", HQ_SOURCE, "gifts"},
    {"county fund", HQ_FUND, "waits to be spent"},
    {"college", HQ_FUND, "courses"},
    {"households", HQ_USE, "arrived"},
    {"passed", HQ_BETWEEN, "on the way"},
};

static const struct programme_row books_programmes[PROGRAMMES] = {
    {"baseline", "", "no programme"},
    {"training", "persons", "courses"},
    {"relocation", "dwellings, \"new\"", "moves"},
};

static const struct instrument_row books_instruments[INSTRUMENTS] = {
    {"grant", "for a purpose", NULL},
    {"payment", "for \"something\"", NULL},
};

static const struct ledger_rows books_rows = {
    .accounts = books_accounts,
    .account_count = ACCOUNTS,
    .programmes = books_programmes,
    .programme_count = PROGRAMMES,
    .instruments = books_instruments,
    .instrument_count = INSTRUMENTS,
};

static const char *const books_codes[COUNTIES] = {"150502", "150525"};

static inline struct ledger *books_new(void)
{
    return hq_ledger_new(&books_rows, books_codes, COUNTIES);
}

/* Two years of entries: 31 Yuan train 2 persons of 3, and the rest is carried over. */
static inline struct ledger *books_with_two_years(void)
{
    struct ledger *books = books_new();

    hq_ledger_open_year(books, 1998);
    hq_post(books, KEERQIN, TRAINING, TREASURY, FUND, GRANT, 3100, 0);
    hq_post(books, KEERQIN, TRAINING, FUND, HOUSEHOLDS, PAYMENT, 2005, 2);
    hq_post(books, NAIMAN, RELOCATION, DONORS, FUND, GRANT, 700, 0);
    hq_post(books, NAIMAN, RELOCATION, FUND, HOUSEHOLDS, PAYMENT, 700, 1);
    assert_null(hq_ledger_close_year(books));
    hq_ledger_open_year(books, 1999);
    hq_post(books, KEERQIN, TRAINING, FUND, HOUSEHOLDS, PAYMENT, 1000, 1);
    hq_post(books, NAIMAN, BASELINE, TREASURY, HOUSEHOLDS, GRANT, 0, 7);
    assert_null(hq_ledger_close_year(books));
    return books;
}

#endif
