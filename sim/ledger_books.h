/* The inside of the ledger, shared by ledger.c (the books) and ledger_file.c (the books as bytes). */
#ifndef SIM_LEDGER_BOOKS_H
#define SIM_LEDGER_BOOKS_H

#include "sim/ledger.h"

/* Written to checkpoints as it stands in memory: no padding, little endian. */
struct book_entry {
    int32_t county, programme;
    int16_t from, to;
    int32_t instrument;
    int64_t fen, quantity;
};
_Static_assert(sizeof(struct book_entry) == 32, "entries have no padding");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "checkpoints are little endian");

struct book_year {
    int32_t year, closed;
    int64_t first; /* its first entry; the last stands before the first of the next year */
};
_Static_assert(sizeof(struct book_year) == 16, "years have no padding");

struct ledger {
    struct ledger_rows rows;
    const char *const *county_codes;
    int county_count;
    struct book_entry *entries;
    struct book_year *years;
    int64_t entry_count, entry_room, year_count, year_room;
    int64_t *balance, *received, *paid; /* [county][programme][account]; the last two of this year */
    char *trouble;                      /* what the last close complained of, or NULL */
};

/* Where a programme's accounts in a county begin in the arrays; all that the arrays hold. */
size_t ledger_at(const struct ledger *ledger, int county, int programme);
size_t ledger_cells(const struct ledger *ledger);

/* One past the last entry of a year. */
int64_t ledger_last(const struct ledger *ledger, int64_t year_row);

/* As hq_post, but NULL or what is wrong with the entry instead of the end of the run. */
const char *ledger_try(struct ledger *ledger, const struct book_entry *entry);

/* Back to no entries and no years. */
void ledger_empty(struct ledger *ledger);

#endif
