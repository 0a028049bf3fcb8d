/* The books read back, damaged ones refused; filters. */
#include "unit/sim/test.h"

#include "models/replay/books.c" // NOLINT(bugprone-suspicious-include)

#define LEDGER "year,county,programme,from,to,instrument,yuan,quantity,unit\n"

static const char *const codes[] = {"150102", "150121"};

static bool read(struct arena *arena, struct diagnostics *d, const char *text, struct books *out)
{
    struct source *source = hq_arena_alloc(arena, sizeof *source);
    *source = (struct source){"ledger.csv", text, strlen(text), 0, true};
    return books_read(arena, source, codes, 2, d, out);
}

static void entries(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diagnostics d = {0};
    struct books b;
    assert_true(read(&arena, &d,
                     LEDGER "2009,150102,training,region,fund,grant,12.05,0,courses\n"
                            "2009,150121,training,fund,suppliers,purchase,1000.00,7,courses\n"
                            "2009,150121,training,fund,carried over,,3.00,0,courses\n"
                            "2010,150102,\"a, b\",fund,suppliers,bases,0.00,100,bases\n",
                     &b));
    assert_int_equal(b.count, 3);
    assert_int_equal(b.entries[0].fen, 1205);
    assert_int_equal(b.entries[1].county, 1);
    assert_int_equal(b.entries[1].quantity, 7);
    assert_int_equal(b.entries[2].year, 2010);
    assert_int_equal(b.entries[2].county, 0);
    assert_string_equal(b.entries[2].programme, "a, b");
    hq_arena_free(&arena);
}

static void damage(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "",
        "year,county\n2009,150102\n",
        LEDGER "209,150102,training,region,fund,grant,12.05,0,courses\n",
        LEDGER "2009,150103,training,region,fund,grant,12.05,0,courses\n",
        LEDGER "2009,150102,training,region,fund,grant,twelve,0,courses\n",
        LEDGER "2009,150102,training,region,fund,grant,12.05,0.5,courses\n",
        LEDGER "2009,150102,training,region,fund,grant\n",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct arena arena = {0};
        struct diagnostics d = {0};
        struct books b;
        assert_false(read(&arena, &d, broken[i], &b));
        assert_true(d.count > 0);
        hq_free_diagnostics(&d);
        hq_arena_free(&arena);
    }
}

static int takes(const char *text, const char *programme, const char *from, const char *to,
                 const char *instrument)
{
    struct filter f;
    assert_true(filter_read(text, &f));
    const struct entry e = {programme, from, to, instrument, 1, 1, 2009, 0};
    return filter_takes(&f, &e);
}

static void filters(void **state)
{
    (void)state;
    assert_int_equal(takes("training *>fund grant", "training", "region", "fund", "grant"), 1);
    assert_int_equal(takes("training *>fund grant", "training", "region", "fund", "shortfall"), 0);
    assert_int_equal(takes("training *>fund grant", "industry", "region", "fund", "grant"), 0);
    assert_int_equal(takes("* beijing_*>*", "pairing", "beijing_city", "fund", "grant"), 1);
    assert_int_equal(takes("* beijing_*>*", "pairing", "region", "fund", "grant"), 0);
    assert_int_equal(takes("a b>c share - a c>b share", "a", "c", "b", "share"), -1);
    assert_int_equal(takes("a b>c + a c>b", "a", "c", "b", "share"), 1);
    assert_int_equal(takes("a b>c", "a", "b", "cc", ""), 0);
    static const char *const wrong[] = {"",          "a",         "a b",      "a b>",    "a >c",
                                        "a b>c d e", "a b>c d +", "a b>c  d", "a b>c + "};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct filter f;
        if (filter_read(wrong[i], &f)) {
            fail_msg("'%s' is no filter", wrong[i]);
        }
    }
    struct filter f;
    assert_false(filter_read("a b>c + a b>c + a b>c + a b>c + a b>c + a b>c + a b>c + a b>c + a b>c", &f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(entries), cmocka_unit_test(damage),
                                       cmocka_unit_test(filters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
