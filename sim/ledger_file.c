/* The books as bytes: their hash, their table, and their part of a checkpoint. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/digest.h"
#include "sim/error.h"
#include "sim/ledger_books.h"

/* ---- hashes ---------------------------------------------------------------------------------- */

static void hash_number(XXH3_state_t *hash, int64_t number)
{
    XXH3_128bits_update(hash, &number, sizeof number);
}

void hq_ledger_hash(const struct ledger *ledger, char hex[33])
{
    XXH3_state_t *hash = hq_digest_begin();

    for (int64_t y = 0; y < ledger->year_count; y++) {
        for (int64_t i = ledger->years[y].first; i < ledger_last(ledger, y); i++) {
            const struct book_entry *e = &ledger->entries[i];
            hash_number(hash, ledger->years[y].year);
            hq_digest_text(hash, ledger->county_codes[e->county]);
            hq_digest_text(hash, ledger->rows.programmes[e->programme].name);
            hq_digest_text(hash, ledger->rows.accounts[e->from].name);
            hq_digest_text(hash, ledger->rows.accounts[e->to].name);
            hq_digest_text(hash, ledger->rows.instruments[e->instrument].name);
            hash_number(hash, e->fen);
            hash_number(hash, e->quantity);
        }
    }
    hq_digest_end_hex(hash, hex);
}

/* ---- table ----------------------------------------------------------------------------------- */

static void put_field(FILE *out, const char *text)
{
    if (!text)
        text = "";
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void put_row(const struct ledger *ledger, FILE *out, int year, const struct book_entry *e,
                    const char *to, const struct instrument_row *instrument)
{
    const struct programme_row *programme = &ledger->rows.programmes[e->programme];

    fprintf(out, "%d,", year);
    put_field(out, ledger->county_codes[e->county]);
    fputc(',', out);
    put_field(out, programme->name);
    fputc(',', out);
    put_field(out, ledger->rows.accounts[e->from].name);
    fputc(',', out);
    put_field(out, to);
    fputc(',', out);
    put_field(out, instrument ? instrument->name : "");
    fprintf(out, ",%" PRId64 ".%02d,%" PRId64 ",", e->fen / 100, (int)(e->fen % 100), e->quantity);
    put_field(out, instrument && instrument->unit ? instrument->unit : programme->unit);
    fputc('\n', out);
}

static void put_carried_over(const struct ledger *ledger, FILE *out, int year, const int64_t *balance)
{
    for (int c = 0; c < ledger->county_count; c++) {
        for (int p = 0; p < ledger->rows.programme_count; p++) {
            for (int a = 0; a < ledger->rows.account_count; a++) {
                const int16_t fund = (int16_t)a;
                struct book_entry e = {c, p, fund, fund, 0, balance[ledger_at(ledger, c, p) + (size_t)a], 0};
                if (ledger->rows.accounts[a].side == HQ_FUND && e.fen != 0)
                    put_row(ledger, out, year, &e, "carried over", NULL);
            }
        }
    }
}

int hq_ledger_write(const struct ledger *ledger, FILE *out)
{
    int64_t *balance = hq_zalloc(ledger_cells(ledger), sizeof *balance);

    errno = 0;
    fputs("year,county,programme,from,to,instrument,yuan,quantity,unit\n", out);
    for (int64_t y = 0; y < ledger->year_count; y++) {
        for (int64_t i = ledger->years[y].first; i < ledger_last(ledger, y); i++) {
            const struct book_entry *e = &ledger->entries[i];
            size_t at = ledger_at(ledger, e->county, e->programme);
            put_row(ledger, out, ledger->years[y].year, e, ledger->rows.accounts[e->to].name,
                    &ledger->rows.instruments[e->instrument]);
            balance[at + (size_t)e->from] -= e->fen;
            balance[at + (size_t)e->to] += e->fen;
        }
        if (ledger->years[y].closed)
            put_carried_over(ledger, out, ledger->years[y].year, balance);
    }
    free(balance);
    return ferror(out) ? (errno ? errno : EIO) : 0; /* of the last try to write, which failed as well */
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

/* Head, years, entries, hash of all of them. */
struct pack_head {
    char magic[8];
    XXH128_canonical_t rows; /* which rows the numbers in the entries mean */
    int64_t years, entries;
};
_Static_assert(sizeof(struct pack_head) == 40, "the head has no padding");

static const char pack_magic[8] = {'H', 'Q', 'B', 'O', 'O', 'K', 'S', '2'};

static XXH128_canonical_t hash_of_rows(const struct ledger *ledger)
{
    XXH3_state_t *hash = hq_digest_begin();
    XXH128_canonical_t canonical;

    hash_number(hash, ledger->rows.account_count);
    for (int a = 0; a < ledger->rows.account_count; a++) {
        hq_digest_text(hash, ledger->rows.accounts[a].name);
        hash_number(hash, ledger->rows.accounts[a].side);
    }
    hash_number(hash, ledger->rows.programme_count);
    for (int p = 0; p < ledger->rows.programme_count; p++)
        hq_digest_text(hash, ledger->rows.programmes[p].name);
    hash_number(hash, ledger->rows.instrument_count);
    for (int i = 0; i < ledger->rows.instrument_count; i++)
        hq_digest_text(hash, ledger->rows.instruments[i].name);
    hash_number(hash, ledger->county_count);
    for (int c = 0; c < ledger->county_count; c++)
        hq_digest_text(hash, ledger->county_codes[c]);
    XXH128_canonicalFromHash(&canonical, hq_digest_end(hash));
    return canonical;
}

void *hq_ledger_pack(const struct ledger *ledger, size_t *size)
{
    size_t years = (size_t)ledger->year_count * sizeof *ledger->years;
    size_t entries = (size_t)ledger->entry_count * sizeof *ledger->entries;
    struct pack_head head = {.years = ledger->year_count, .entries = ledger->entry_count};
    size_t body = sizeof head + years + entries;
    XXH128_canonical_t hash;
    char *bytes = hq_alloc(body + sizeof hash);

    memcpy(head.magic, pack_magic, sizeof head.magic);
    head.rows = hash_of_rows(ledger);
    memcpy(bytes, &head, sizeof head);
    if (years > 0)
        memcpy(bytes + sizeof head, ledger->years, years);
    if (entries > 0)
        memcpy(bytes + sizeof head + years, ledger->entries, entries);
    XXH128_canonicalFromHash(&hash, XXH3_128bits(bytes, body));
    memcpy(bytes + body, &hash, sizeof hash);
    *size = body + sizeof hash;
    return bytes;
}

/* The head, where magic, rows, sizes and hash are right. */
static bool unpack_head(const struct ledger *ledger, const char *bytes, size_t size, struct pack_head *head)
{
    XXH128_canonical_t rows = hash_of_rows(ledger), hash;

    if (size < sizeof *head + sizeof hash)
        return false;
    size_t body = size - sizeof hash, left = body - sizeof *head;
    memcpy(head, bytes, sizeof *head);
    XXH128_canonicalFromHash(&hash, XXH3_128bits(bytes, body));
    if (memcmp(bytes + body, &hash, sizeof hash) != 0 ||
        memcmp(head->magic, pack_magic, sizeof pack_magic) != 0 || memcmp(&head->rows, &rows, sizeof rows) != 0)
        return false;
    if (head->years < 0 || (uint64_t)head->years > left / sizeof(struct book_year))
        return false;
    left -= (size_t)head->years * sizeof(struct book_year);
    return head->entries >= 0 && (uint64_t)head->entries <= left / sizeof(struct book_entry) &&
           left == (size_t)head->entries * sizeof(struct book_entry);
}

/* Posts one packed year again, with all the checks of posting and closing. */
static bool replay_year(struct ledger *ledger, struct book_year year, const char *entries, int64_t end)
{
    const struct book_year *before = ledger->year_count ? &ledger->years[ledger->year_count - 1] : NULL;
    struct book_entry entry;

    if ((before && (!before->closed || year.year <= before->year)) || year.first != ledger->entry_count ||
        end < year.first)
        return false;
    hq_ledger_open_year(ledger, year.year);
    for (int64_t i = year.first; i < end; i++) {
        memcpy(&entry, entries + (size_t)i * sizeof entry, sizeof entry);
        if (ledger_try(ledger, &entry) || ledger->entry_count != i + 1)
            return false;
    }
    return !year.closed || !hq_ledger_close_year(ledger);
}

static bool replay(struct ledger *ledger, const struct pack_head *head, const char *bytes)
{
    const char *years = bytes + sizeof *head;
    const char *entries = years + (size_t)head->years * sizeof(struct book_year);
    struct book_year year, next;

    for (int64_t y = 0; y < head->years; y++) {
        int64_t end = head->entries;
        memcpy(&year, years + (size_t)y * sizeof year, sizeof year);
        if (y + 1 < head->years) {
            memcpy(&next, years + (size_t)(y + 1) * sizeof next, sizeof next);
            end = next.first;
        }
        if (end > head->entries || !replay_year(ledger, year, entries, end))
            return false;
    }
    return ledger->entry_count == head->entries;
}

bool hq_ledger_unpack(struct ledger *ledger, const void *bytes, size_t size)
{
    struct pack_head head;

    ledger_empty(ledger);
    if (!unpack_head(ledger, bytes, size, &head))
        return false;
    if (replay(ledger, &head, bytes))
        return true;
    ledger_empty(ledger);
    return false;
}
