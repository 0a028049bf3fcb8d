/* Places: codes and classes in a region table. */
#include "unit/sim/test.h"

#include "models/replay/places.c" // NOLINT(bugprone-suspicious-include)

#define TABLE                                                                                                  \
    "code,class,zone,key_county,regional_key_county,border,minority\n150102,farming,other,0,0,0,none\n"        \
    "150121,pastoral,yinshan,1,0,0,none\n150205,farming,sand,0,1,1,manchu\n640104,farming,arid,1,0,0,hui\n"

static const char *const codes[] = {"150102", "150121", "150205", "640104"};

static struct territory territory(struct arena *arena, const char *text)
{
    struct diagnostics d = {0};
    struct territory t;
    struct source *source = hq_arena_alloc(arena, sizeof *source);
    *source = (struct source){"table", text, strlen(text), 0, true};
    assert_true(territory_read(arena, source, codes, 4, &d, &t));
    return t;
}

static void covers(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct territory t = territory(&arena, TABLE);
    static const struct {
        const char *place;
        int counties, prefectures;
    } cases[] = {
        {"15", 3, 2},
        {"64", 1, 1},
        {"1501", 2, 1},
        {"150121", 1, 1},
        {"1501 64", 3, 2},
        {"11", 4, 3},
        {"15:key", 2, 2},
        {"15:national_key", 1, 1},
        {"15:regional_key", 1, 1},
        {"15:border", 1, 1},
        {"15:minority", 1, 1},
        {"15:pastoral", 1, 1},
        {"15:yinshan", 1, 1},
        {"15:farming", 2, 2},
        {"15:sand 640104", 2, 2},
        {"15:old_base", 0, 0},
        {"13", 0, 0},
        {"64:key", 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int found = place_counties(&t, cases[i].place, 2009, NULL),
                  of = place_prefectures(&t, cases[i].place, 2009, NULL);
        if (found != cases[i].counties || of != cases[i].prefectures) {
            fail_msg("%s: %d, %d", cases[i].place, found, of);
        }
    }
    const bool holds[] = {true, false, true, true};
    assert_int_equal(place_counties(&t, "15", 2009, holds), 2);
    assert_int_equal(place_prefectures(&t, "1501", 2009, holds), 1);
    assert_string_equal(territory_cell(&t, 2, "zone"), "sand");
    assert_null(territory_cell(&t, 2, "forest"));
    hq_arena_free(&arena);
}

/* Rows of the table in any order, and counties that do not run. */
static void order_of_the_table(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct territory t =
        territory(&arena, "class,code,zone,key_county,regional_key_county,minority\nfarming,640104,b,1,0,hui\n"
                          "farming,999999,a,1,1,none\npastoral,150205,a,0,0,none\nfarming,150121,a,0,0,"
                          "none\nfarming,150102,c,0,0,none\n");
    assert_string_equal(territory_cell(&t, 0, "zone"), "c");
    assert_string_equal(territory_cell(&t, 3, "zone"), "b");
    assert_int_equal(place_counties(&t, "15:pastoral", 2009, NULL), 1);
    assert_int_equal(place_counties(&t, "15:border", 2009, NULL), 0);
    hq_arena_free(&arena);
}

/* Counties that are of a class from 2009 on only: marked 2. */
static void marked_later(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct territory t = territory(
        &arena,
        "code,class,zone,key_county,regional_key_county,minority,old_base\n150102,farming,a,0,0,none,0\n"
        "150121,farming,a,0,0,none,1\n150205,farming,a,0,0,none,2\n640104,farming,a,0,0,none,2\n");
    assert_int_equal(place_counties(&t, "15:old_base", 2008, NULL), 1);
    assert_int_equal(place_counties(&t, "15:old_base", 2009, NULL), 2);
    assert_int_equal(place_prefectures(&t, "15:old_base 64:old_base", 2010, NULL), 3);
    hq_arena_free(&arena);
}

static void a_column_is_missing(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct diagnostics d = {0};
    struct territory t;
    const char *text = "code,class,key_county,regional_key_county,minority\n150102,farming,0,0,none\n";
    const struct source source = {"table", text, strlen(text), 0, true};
    assert_false(territory_read(&arena, &source, codes, 1, &d, &t));
    assert_int_equal(d.count, 1);
    hq_free_diagnostics(&d);
    hq_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covers),
        cmocka_unit_test(order_of_the_table),
        cmocka_unit_test(marked_later),
        cmocka_unit_test(a_column_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
