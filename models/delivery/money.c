/* Money of programmes, out of the ledger. */
#include <stdlib.h>
#include <string.h>

#include "models/delivery/delivery.h"
#include "models/replay/books.h"
#include "sim/error.h"
#include "sim/store/files.h"

enum { MOST_PROGRAMMES = 256 };

/* Fen: in and out of a programme's funds before the year and in it; leaked of the latter; households' own; lent. As wide as
 * it takes for any number of entries of 64 bits. */
struct purse {
    const char *programme;
    __int128 carried, received, spent, leaked, own, lent;
};

static struct purse *purse_of(struct purse *purses, int *count, const char *programme)
{
    for (int i = 0; i < *count; i++) {
        if (strcmp(purses[i].programme, programme) == 0) {
            return &purses[i];
        }
    }
    if (*count == MOST_PROGRAMMES) {
        return NULL;
    }
    purses[*count] = (struct purse){.programme = programme};
    return &purses[(*count)++];
}

static bool ends_in(const char *text, const char *end)
{
    const size_t size = strlen(text), tail = strlen(end);
    return size >= tail && strcmp(text + size - tail, end) == 0;
}

static bool is_own(const struct entry *e)
{
    return strcmp(e->instrument, "own_contribution") == 0 || strcmp(e->instrument, "share") == 0;
}

static void take_up(struct purse *p, const struct entry *e, int year)
{
    const int64_t in = strcmp(e->to, "fund") == 0 ? e->fen : 0;
    const int64_t out = strcmp(e->from, "fund") == 0 ? e->fen : 0;
    if (e->year < year) {
        p->carried += in - out;
    } else if (e->year == year) {
        p->received += in;
        p->spent += out;
        p->leaked += strcmp(e->to, "leaks") == 0 ? e->fen : 0;
        p->lent += ends_in(e->instrument, "loan") ? e->fen : 0;
        if (is_own(e)) {
            p->own += strcmp(e->from, "households") == 0 ? e->fen : 0;
            p->own -= strcmp(e->to, "households") == 0 ? e->fen : 0;
        }
    }
}

static void tell(const struct purse *p, struct deliveries *out)
{
    const char *const programme = hq_arena_text(&out->arena, p->programme);
    const double there = (double)(p->carried + p->received) / 100.0;
    delivery_add(out, programme, "money", "Yuan",
                 "what its funds received in the year and had left from earlier ones", there);
    delivery_add(out, programme, "execution", "1",
                 "part of it that was spent, or passed on to other programmes",
                 (double)p->spent / 100.0 / there);
    delivery_add(out, programme, "leakage", "1", "part of what was spent that leaked to the connected",
                 (double)p->leaked / (double)p->spent);
    delivery_add(out, programme, "own", "Yuan", "what households put in themselves", (double)p->own / 100.0);
    delivery_add(out, programme, "lent", "Yuan", "what was lent beside it", (double)p->lent / 100.0);
}

/* The books of the result; false where they cannot be read. */
static bool read_books(const struct delivery_of *of, struct arena *arena, struct diagnostics *d,
                       struct books *books)
{
    char *path = hq_text("%s/ledger.csv", of->folder);
    struct source *source;
    const bool right =
        hq_source_read(arena, path, 0, true, &source) == 0 && books_read(arena, source, NULL, 0, d, books);
    free(path);
    return right;
}

const char *delivery_money(const struct delivery_of *of, struct deliveries *out)
{
    struct arena arena = {NULL};
    struct diagnostics d = {0};
    struct books books = {0};
    struct purse purses[MOST_PROGRAMMES];
    int count = 0;
    const char *wrong = NULL;
    if (!read_books(of, &arena, &d, &books)) {
        wrong = hq_arena_print(&out->arena, "%s/ledger.csv cannot be read", of->folder);
    }
    for (int i = 0; !wrong && i < books.count; i++) {
        struct purse *p = purse_of(purses, &count, books.entries[i].programme);
        if (!p) {
            wrong = hq_arena_print(&out->arena, "%s/ledger.csv has more than %d programmes", of->folder,
                                   MOST_PROGRAMMES);
        } else {
            take_up(p, &books.entries[i], of->year);
        }
    }
    for (int i = 0; !wrong && i < count; i++) {
        if (purses[i].carried + purses[i].received > 0) { /* has a fund */
            tell(&purses[i], out);
        }
    }
    hq_free_diagnostics(&d);
    hq_arena_free(&arena);
    return wrong;
}
