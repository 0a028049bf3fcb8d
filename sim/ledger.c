/* The books. Every sum is kept as it grows, so that a balance is a look-up: steps ask for balances
 * all the time (what is left in the fund?), and the entries of a century are many. */
#include "sim/ledger.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/ledger_books.h"
#include "sim/store/files.h"

/* ---- making ---------------------------------------------------------------------------------- */

size_t ledger_at(const struct ledger *ledger, int county, int programme)
{
    return ((size_t)county * (size_t)ledger->rows.programme_count + (size_t)programme) *
           (size_t)ledger->rows.account_count;
}

size_t ledger_cells(const struct ledger *ledger)
{
    return ledger_at(ledger, ledger->county_count, 0);
}

struct ledger *hq_ledger_new(const struct ledger_rows *rows, const char *const *county_codes, int county_count)
{
    struct ledger *ledger = hq_zalloc(1, sizeof *ledger);

    ledger->rows = *rows;
    ledger->county_codes = county_codes;
    ledger->county_count = county_count;
    ledger->balance = hq_zalloc(ledger_cells(ledger), sizeof *ledger->balance);
    ledger->received = hq_zalloc(ledger_cells(ledger), sizeof *ledger->received);
    ledger->paid = hq_zalloc(ledger_cells(ledger), sizeof *ledger->paid);
    return ledger;
}

void hq_ledger_free(struct ledger *ledger)
{
    if (!ledger)
        return;
    free(ledger->entries);
    free(ledger->years);
    free(ledger->balance);
    free(ledger->received);
    free(ledger->paid);
    free(ledger->trouble);
    free(ledger);
}

void ledger_empty(struct ledger *ledger)
{
    size_t bytes = ledger_cells(ledger) * sizeof *ledger->balance;

    memset(ledger->balance, 0, bytes);
    memset(ledger->received, 0, bytes);
    memset(ledger->paid, 0, bytes);
    ledger->entry_count = ledger->year_count = 0;
}

/* Room for one more row. */
static void *grown(void *rows, int64_t count, int64_t *room, size_t size)
{
    if (count < *room)
        return rows;
    *room = *room > 0 ? *room * 2 : 64;
    void *more = realloc(rows, (size_t)*room * size);
    if (!more)
        hq_fail(HQ_EXIT_WONT_FIT, "no memory for %" PRId64 " rows of the ledger", *room);
    return more;
}

/* ---- years ----------------------------------------------------------------------------------- */

static struct book_year *last_year(const struct ledger *ledger)
{
    return ledger->year_count > 0 ? &ledger->years[ledger->year_count - 1] : NULL;
}

int64_t ledger_last(const struct ledger *ledger, int64_t year_row)
{
    return year_row + 1 < ledger->year_count ? ledger->years[year_row + 1].first : ledger->entry_count;
}

void hq_ledger_open_year(struct ledger *ledger, int year)
{
    const struct book_year *last = last_year(ledger);
    size_t bytes = ledger_cells(ledger) * sizeof *ledger->received;

    if (last && !last->closed)
        hq_fail(HQ_EXIT_INTERNAL, "ledger: %d was opened before %d was closed", year, last->year);
    if (last && year <= last->year)
        hq_fail(HQ_EXIT_INTERNAL, "ledger: %d was opened after %d", year, last->year);
    ledger->years = grown(ledger->years, ledger->year_count, &ledger->year_room, sizeof *ledger->years);
    ledger->years[ledger->year_count++] = (struct book_year){.year = year, .first = ledger->entry_count};
    memset(ledger->received, 0, bytes);
    memset(ledger->paid, 0, bytes);
}

static bool may_be_overdrawn(const struct account_row *account)
{
    return account->side != HQ_FUND;
}

/* What is wrong in one programme's books in one county, malloc'd, or NULL. */
static char *trouble_in(const struct ledger *ledger, int county, int programme)
{
    const int64_t *balance = ledger->balance + ledger_at(ledger, county, programme);
    const char *code = ledger->county_codes[county], *name = ledger->rows.programmes[programme].name;
    __int128 sum = 0;

    for (int a = 0; a < ledger->rows.account_count; a++) {
        uint64_t below = balance[a] < 0 ? -(uint64_t)balance[a] : 0;
        sum += balance[a];
        if (below > 0 && !may_be_overdrawn(&ledger->rows.accounts[a]))
            return hq_text("%s of programme %s in county %s is overdrawn by %" PRIu64 ".%02" PRIu64
                           " Yuan at the end of %d",
                           ledger->rows.accounts[a].name, name, code, below / 100, below % 100,
                           last_year(ledger)->year);
    }
    if (sum != 0)
        return hq_text("the books of programme %s in county %s do not balance at the end of %d", name, code,
                       last_year(ledger)->year);
    return NULL;
}

/* The same of money that left one programme of a county and reached no other. */
static char *trouble_between(const struct ledger *ledger, int county)
{
    for (int a = 0; a < ledger->rows.account_count; a++) {
        __int128 sum = 0;
        for (int p = 0; p < ledger->rows.programme_count; p++)
            sum += ledger->balance[ledger_at(ledger, county, p) + (size_t)a];
        if (ledger->rows.accounts[a].side == HQ_BETWEEN && sum != 0)
            return hq_text("what programmes of county %s hold in %s does not add up to zero at the end of %d",
                           ledger->county_codes[county], ledger->rows.accounts[a].name,
                           last_year(ledger)->year);
    }
    return NULL;
}

const char *hq_ledger_close_year(struct ledger *ledger)
{
    struct book_year *year = last_year(ledger);

    if (!year || year->closed)
        hq_fail(HQ_EXIT_INTERNAL, "ledger: closed where no year is open");
    free(ledger->trouble);
    ledger->trouble = NULL;
    for (int county = 0; county < ledger->county_count && !ledger->trouble; county++) {
        for (int programme = 0; programme < ledger->rows.programme_count && !ledger->trouble; programme++)
            ledger->trouble = trouble_in(ledger, county, programme);
        if (!ledger->trouble)
            ledger->trouble = trouble_between(ledger, county);
    }
    year->closed = ledger->trouble == NULL;
    return ledger->trouble;
}

/* ---- entries --------------------------------------------------------------------------------- */

static bool within(int32_t row, int count)
{
    return row >= 0 && row < count;
}

/* Whether the model has such an entry, or the one that this takes back. */
static bool is_posting(const struct ledger_rows *rows, const struct book_entry *e)
{
    for (int i = 0; i < rows->posting_count; i++) {
        const struct posting_row *row = &rows->postings[i];
        if (row->programme == e->programme && row->instrument == e->instrument &&
            ((row->from == e->from && row->to == e->to) || (row->from == e->to && row->to == e->from)))
            return true;
    }
    return rows->posting_count == 0;
}

static const char *wrong_with(const struct ledger *ledger, const struct book_entry *e)
{
    if (!last_year(ledger) || last_year(ledger)->closed)
        return "no year is open";
    if (!within(e->county, ledger->county_count))
        return "there is no such county";
    if (!within(e->programme, ledger->rows.programme_count))
        return "there is no such programme";
    if (!within(e->from, ledger->rows.account_count) || !within(e->to, ledger->rows.account_count))
        return "there is no such account";
    if (e->from == e->to)
        return "an account pays itself";
    if (!within(e->instrument, ledger->rows.instrument_count))
        return "there is no such instrument";
    if (!is_posting(&ledger->rows, e))
        return "no posting of the model is like this";
    if (e->fen < 0)
        return "the amount is below zero";
    return NULL;
}

const char *ledger_try(struct ledger *ledger, const struct book_entry *e)
{
    const char *wrong = wrong_with(ledger, e);

    if (wrong || (e->fen == 0 && e->quantity == 0))
        return wrong;
    size_t from = ledger_at(ledger, e->county, e->programme) + (size_t)e->from;
    size_t to = ledger_at(ledger, e->county, e->programme) + (size_t)e->to;
    int64_t less, more, paid, received;
    if (__builtin_sub_overflow(ledger->balance[from], e->fen, &less) ||
        __builtin_add_overflow(ledger->balance[to], e->fen, &more) ||
        __builtin_add_overflow(ledger->paid[from], e->fen, &paid) ||
        __builtin_add_overflow(ledger->received[to], e->fen, &received))
        return "the sum is beyond 64 bits";
    ledger->balance[from] = less;
    ledger->balance[to] = more;
    ledger->paid[from] = paid;
    ledger->received[to] = received;
    ledger->entries = grown(ledger->entries, ledger->entry_count, &ledger->entry_room, sizeof *ledger->entries);
    ledger->entries[ledger->entry_count++] = *e;
    return NULL;
}

/* An account's number as entries hold it: none where it does not fit. */
static int16_t account_number(int account)
{
    return (int16_t)(account >= 0 && account <= INT16_MAX ? account : -1);
}

void hq_post(struct ledger *ledger, int county, int programme, int from, int to, int instrument, int64_t fen,
             int64_t quantity)
{
    const struct book_entry entry = {county, programme, account_number(from), account_number(to), instrument,
                                     fen,    quantity};
    const char *wrong = ledger_try(ledger, &entry);

    if (wrong)
        hq_fail(HQ_EXIT_INTERNAL,
                "ledger: %s (county %d, programme %d, from account %d to %d, instrument %d, %" PRId64
                " fen, quantity %" PRId64 ")",
                wrong, county, programme, from, to, instrument, fen, quantity);
}

/* ---- sums ------------------------------------------------------------------------------------ */

static int64_t look_up(const struct ledger *ledger, const int64_t *sums, int county, int programme, int account)
{
    if (!within(county, ledger->county_count) || !within(programme, ledger->rows.programme_count) ||
        !within(account, ledger->rows.account_count))
        hq_fail(HQ_EXIT_INTERNAL, "ledger: asked for county %d, programme %d, account %d", county, programme,
                account);
    return sums[ledger_at(ledger, county, programme) + (size_t)account];
}

int64_t hq_balance(const struct ledger *ledger, int county, int programme, int account)
{
    return look_up(ledger, ledger->balance, county, programme, account);
}

int64_t hq_received(const struct ledger *ledger, int county, int programme, int account)
{
    return look_up(ledger, ledger->received, county, programme, account);
}

int64_t hq_paid(const struct ledger *ledger, int county, int programme, int account)
{
    return look_up(ledger, ledger->paid, county, programme, account);
}
