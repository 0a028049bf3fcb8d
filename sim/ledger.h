/* The ledger: double-entry books in integer fen, by programme, county and year.
 *
 * An entry moves an amount from one account to another; a fund's balance at the year's end is what is
 * carried over. The books are the same on every rank (entries are posted by the replicated steps). */
#ifndef SIM_LEDGER_H
#define SIM_LEDGER_H

#include <stdio.h>

#include "sim/rows.h"

struct ledger;

/* What the rows point to and the codes belong to the caller and outlive the ledger. */
struct ledger *hq_ledger_new(const struct ledger_rows *rows, const char *const *county_codes, int county_count);
void hq_ledger_free(struct ledger *ledger);

/* Entries posted from now on belong to this year. Years go up, and each is closed before the next is
 * opened; anything else ends the run (HQ_EXIT_INTERNAL). */
void hq_ledger_open_year(struct ledger *ledger, int year);

/* Moves `fen` (>= 0) from account `from` to account `to`, in the form that `instrument` says; `quantity`
 * counts the programme's physical output that this entry pays for (0 where none). Zero entries (no fen, no
 * quantity) are not kept. Ends the run (HQ_EXIT_INTERNAL) on a row that does not exist, an entry that no
 * posting row of the model has (where it has any), an amount below zero, an account paying itself, a sum
 * beyond 64 bits, or where no year is open. */
void hq_post(struct ledger *ledger, int county, int programme, int from, int to, int instrument, int64_t fen,
             int64_t quantity);

/* Received less paid, over all years, of one account of one programme in one county, in fen. */
int64_t hq_balance(const struct ledger *ledger, int county, int programme, int account);

/* Sums of this year's entries into an account (received) and out of it (paid), in fen. */
int64_t hq_received(const struct ledger *ledger, int county, int programme, int account);
int64_t hq_paid(const struct ledger *ledger, int county, int programme, int account);

/* Closes the year: every fund must hold zero or more, the sum over all accounts must be zero, per programme and
 * county, and over all programmes of a county money between them (HQ_BETWEEN) must be zero. NULL if so, else what
 * does not balance (a text that lives until the next close); the year then stays open. */
const char *hq_ledger_close_year(struct ledger *ledger);

/* 32 hexadecimal digits over all entries (year, county code, names of programme, accounts and instrument,
 * amount, quantity) in order of posting: the same when rows move in their tables. */
void hq_ledger_hash(const struct ledger *ledger, char hex[33]);

/* ledger.csv: year,county,programme,from,to,instrument,yuan,quantity,unit; amounts with two decimals; at the
 * end of each closed year one row per fund with a balance, to "carried over" and without an instrument: the
 * stock at that year's end, which the fund holds at the start of the next. Returns 0 or an errno. */
int hq_ledger_write(const struct ledger *ledger, FILE *out);

/* For checkpoints: the books as bytes (malloc'd), and back into a ledger of the same rows, in the place of
 * what it holds. hq_ledger_unpack returns false where the bytes are damaged or of other rows; the ledger
 * is then empty. */
void *hq_ledger_pack(const struct ledger *ledger, size_t *size);
bool hq_ledger_unpack(struct ledger *ledger, const void *bytes, size_t size);

#endif
