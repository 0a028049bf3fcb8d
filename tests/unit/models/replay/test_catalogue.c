/* The catalogue: what is read of it, what is refused of it and where, and the shipped one. */
#include "unit/sim/scratch.h"

#include "models/replay/catalogue.c" // NOLINT(bugprone-suspicious-include)
#include "unit/models/replay/catalogue_fixture.h"

#define TRAINED                                                                                                \
    "aa-trained,3.1,2009,15,training,trained,31000,31,thousand,31000,persons,exact,exact,,,,,trained,\n"

static void rows(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diagnostics d = {0};
    struct texts t;
    struct catalogue c;
    assert_true(read_texts(
        &arena, &t,
        TRAINED "aa-d-unit,3.2,2009-2010,15:key 1522,training,unit,,1,1,2.5,1,at_least,bound,0.05,"
                "aa-d-unit = bb-money / aa-trained,yes,,a ratio,\n"
                "aa-on,4.1,,15,training,runs,,,,,,exact,setting,,,,,it runs,\n",
        "bb-money,1.1,2009,64,training,money,,1,1,77500,Yuan,about,approximate,500,,,,money,\n", &d, &c));
    assert_int_equal(c.count, 4);
    assert_int_equal(c.document_count, 2);
    const struct document *two = catalogue_document(&c, "two");
    assert_int_equal(two->first, 3);
    assert_int_equal(two->count, 1);
    assert_null(catalogue_document(&c, "three"));
    const struct statement *s = &c.statements[1];
    assert_ptr_equal(catalogue_statement(&c, "aa-d-unit", 9), s);
    assert_null(catalogue_statement(&c, "aa-d-uni", 8));
    assert_int_equal(s->first, 2009);
    assert_int_equal(s->last, 2010);
    assert_int_equal(s->kind, BOUND);
    assert_int_equal(s->bound, AT_LEAST);
    assert_true(s->computed && !c.statements[0].computed);
    assert_int_equal(number_compare(s->value, number_of(5, 2)), 0);
    assert_int_equal(number_compare(s->tolerance, number_of(1, 20)), 0);
    assert_false(is_known(c.statements[2].value));
    assert_int_equal(c.statements[2].first, 0);
    hq_arena_free(&arena);
}

/* The rows are refused, with this at this place: file:line:column: error: text. */
static void refuse_rows(const char *one, const char *wanted)
{
    struct arena arena = {0};
    struct diagnostics d = {0};
    struct texts t;
    struct catalogue c;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_false(read_texts(&arena, &t, one, "", &d, &c));
    hq_print_diagnostics(&d, out);
    assert_int_equal(fclose(out), 0);
    if (!strstr(text, wanted)) {
        fail_msg("%s", text);
    }
    free(text);
    hq_free_diagnostics(&d);
    hq_arena_free(&arena);
}

static void refusals(void **state)
{
    (void)state;
    refuse_rows(TRAINED TRAINED, "one.csv:3:1: error: id 'aa-trained' stands twice");
    refuse_rows("bb-x,3.1,2009,15,p,q,,1,1,1,1,exact,exact,,,,,m,\n",
                "does not begin with the document's prefix");
    refuse_rows("a,3.1,2009,15,p,q,,1,1,1,1,exact,exact,,,,,m,\n", "does not begin with the document's prefix");
    refuse_rows("aa-x,3.1,209,15,p,q,,1,1,1,1,exact,exact,,,,,m,\n",
                "one.csv:2:10: error: years '209' is no year");
    refuse_rows("aa-x,3.1,2010-2009,15,p,q,,1,1,1,1,exact,exact,,,,,m,\n", "is no year");
    refuse_rows("aa-x,3.1,2009,,p,q,,1,1,1,1,exact,exact,,,,,m,\n", "is no list of places");
    refuse_rows("aa-x,3.1,2009,15:,p,q,,1,1,1,1,exact,exact,,,,,m,\n", "is no list of places");
    refuse_rows("aa-x,3.1,2009,15 ,p,q,,1,1,1,1,exact,exact,,,,,m,\n", "is no list of places");
    refuse_rows("aa-x,3.1,2009,152,p,q,,1,1,1,1,exact,exact,,,,,m,\n", "is no list of places");
    refuse_rows("aa-x,3.1,2009,15,p,q,,1,1,1,1,exact,certain,,,,,m,\n",
                "kind 'certain' is no kind: exact, bound,");
    refuse_rows("aa-x,3.1,2009,15,p,q,,1,1,1,1,most,exact,,,,,m,\n", "bound 'most' is no bound");
    refuse_rows("aa-x,3.1,2009,15,p,q,,1,1,1,1,exact,bound,,,,,m,\n", "bound 'exact' is no side");
    refuse_rows("aa-x,3.1,2009,15,p,q,,1,1,1,1,about,bound,,,,,m,\n", "bound 'about' is no side");
    refuse_rows("", "one.csv:1:1: error: no row stands under the heading");
    refuse_rows("aa-x,3.1,2009,15,p,q,,1,1,1e6,1,exact,exact,,,,,m,\n", "value_model '1e6' is not a number");
    refuse_rows("aa-x,3.1,2009,15,p,q,,,,,,exact,exact,,,,,m,\n", "value_model '' is missing");
    refuse_rows("aa-x,3.1,2009,15,p,q,,1,1,1,1,exact,exact,x,,,,m,\n", "tolerance 'x' is not a number");
    refuse_rows("aa-d-x,3.1,2009,15,p,q,,1,1,1,1,exact,exact,,,,,m,\n", "is missing: a statement with -d-");
    refuse_rows("aa-x,3.1,2009,15,p,q,,1,1,1,1,exact,exact,,aa-x = aa-y,yes,,m,\n",
                "one.csv:2:51: error: relation of aa-x: there is no statement of this id");
    refuse_rows("aa-x,3.1\n", "one.csv:2:1: error: 2 cells in this row");
    refuse_rows("aa-x,3.1,2009,15,p,q,,1,1,\"1\n", "this quote is never closed");
    refuse_rows("\xff\n", "error:");
}

static void missing_files_and_columns(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diagnostics d = {0};
    struct catalogue c;
    struct texts t = {.names = {"sources.csv"}, .texts = {SOURCES}};
    assert_false(catalogue_read(&arena, (struct shelf){open_text, &t}, &d, &c));
    assert_int_equal(d.count, 0); /* who opens says that */
    t = (struct texts){.names = {"sources.csv", "one.csv"}, .texts = {SOURCES, "id,sentence\n"}};
    assert_false(catalogue_read(&arena, (struct shelf){open_text, &t}, &d, &c));
    assert_int_equal(d.count, 1);
    t = (struct texts){.names = {"sources.csv"}, .texts = {""}};
    assert_false(catalogue_read(&arena, (struct shelf){open_text, &t}, &d, &c));
    hq_free_diagnostics(&d);
    hq_arena_free(&arena);
}

static const struct source *open_shipped(void *with, const char *name)
{
    struct arena *arena = with;
    char *path = hq_arena_print(arena, "%s/sources/%s", CONFIGS, name), *bytes;
    size_t size;
    struct source *source = hq_arena_alloc(arena, sizeof *source);
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    *source = (struct source){path, hq_arena_bytes(arena, bytes, size), size, 0, true};
    free(bytes);
    return source;
}

static bool as_stated(void *with, const char *id, int size, struct span *out)
{
    const struct statement *s = catalogue_statement(with, id, size);
    *out = s ? span_of(s->value, s->tolerance) : (struct span){0};
    return s != NULL;
}

/* Every relation of the shipped catalogue can be read, and a computed statement is what its relation gives. */
static void the_shipped_catalogue(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diagnostics d = {0};
    struct catalogue c;
    assert_true(catalogue_read(&arena, (struct shelf){open_shipped, &arena}, &d, &c));
    assert_true(c.count > 600);
    int computed = 0;
    for (int i = 0; i < c.count; i++) {
        const struct statement *s = &c.statements[i];
        if (s->computed) {
            const struct relation r = relation_read(s->relation, (struct values){as_stated, &c});
            const struct number half =
                number_multiply(s->value, number_of(1, 100000)); /* five digits at least */
            computed++;
            if (r.wrong || relation_truth(&r, half) != HOLDS) {
                fail_msg("%s: %s", s->id, s->relation);
            }
        }
    }
    assert_true(computed > 100);
    hq_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(refusals),
        cmocka_unit_test(missing_files_and_columns),
        cmocka_unit_test(the_shipped_catalogue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
