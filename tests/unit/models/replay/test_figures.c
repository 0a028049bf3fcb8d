/* Figures: every way of having one, what has none and why; the rows that there are. */
#include "unit/sim/test.h"

#include "models/replay/figures.c" // NOLINT(bugprone-suspicious-include)
#include "unit/models/replay/replay_fixture.h"

static void has(const struct finished *f, enum figure_how how, enum figure_over over, const char *what,
                int first, int last, const char *place, const char *wanted)
{
    const struct figure_row row = {"p", "q", how, over, what, "no mechanism"};
    const struct statement s = {.place = place, .first = first, .last = last, .value = number_of(77, 1)};
    const char *why;
    char space[NUMBER_TEXT];
    const char *text = number_text(figure_value(&f->e, &row, &s, &why), space);
    if (strcmp(text, wanted) != 0) {
        fail_msg("%s: %s, not %s (%s)", what, text, wanted, why ? why : "");
    }
    assert_true(*wanted ? why == NULL : why != NULL);
}

static void of_the_ledger(void **state)
{
    (void)state;
    struct finished f;
    finish(&f);
    has(&f, FIGURE_MONEY, OVER_SUM, "training *>fund grant", 2009, 2009, "15", "40000000");
    has(&f, FIGURE_MONEY, OVER_SUM, "training *>fund grant", 0, 0, "15", "40000001");
    has(&f, FIGURE_MONEY, OVER_SUM, "training *>fund grant", 1990, 2009, "150522", "31000000");
    has(&f, FIGURE_MONEY, OVER_LAST, "training *>fund grant", 2009, 2010, "15", "1");
    has(&f, FIGURE_MONEY, OVER_MEAN, "training *>fund grant", 2009, 2010, "15", "20000000.5");
    has(&f, FIGURE_MONEY, OVER_SUM, "training *>fund - training fund>*", 2009, 2009, "15", "20000000");
    has(&f, FIGURE_QUANTITY, OVER_SUM, "training fund>suppliers", 2009, 2009, "15", "20000");
    has(&f, FIGURE_COUNTIES, OVER_SUM, "training *>fund", 2009, 2009, "15", "2");
    has(&f, FIGURE_COUNTIES, OVER_SUM, "training *>fund", 2010, 2010, "15", "1");
    has(&f, FIGURE_PREFECTURES, OVER_SUM, "training *>fund", 2009, 2009, "15", "1");
    has(&f, FIGURE_BEGINS, OVER_SUM, "planting fund>households", 2009, 2010, "15", "2010");
    has(&f, FIGURE_BEGINS, OVER_SUM, "planting fund>households", 2009, 2009, "15", "");
    has(&f, FIGURE_MONEY, OVER_SUM, "training *>fund grant", 2011, 2012, "15", "");
    has(&f, FIGURE_MONEY, OVER_SUM, "training", 2009, 2009, "15", "");
    has(&f, FIGURE_MONEY, OVER_SUM, "relief *>fund", 2009, 2009, "15", "0");
    finished_free(&f);
}

static void of_the_series(void **state)
{
    (void)state;
    struct finished f;
    finish(&f);
    has(&f, FIGURE_SERIES, OVER_LAST, "persons", 2009, 2010, "15", "400");
    has(&f, FIGURE_SERIES, OVER_SUM, "persons", 2009, 2010, "150523", "500");
    has(&f, FIGURE_SERIES, OVER_MEAN, "persons", 2009, 2010, "150523", "250");
    has(&f, FIGURE_SERIES, OVER_LAST, "share * persons", 2009, 2009, "15", "125");
    has(&f, FIGURE_SERIES, OVER_LAST, "share * persons / persons", 2009, 2009, "15", "0.3125");
    has(&f, FIGURE_SERIES, OVER_LAST, "1 - share * persons / persons", 2009, 2009, "15", "0.6875");
    has(&f, FIGURE_SERIES, OVER_SUM, "persons * planting.survival", 2009, 2010, "150523", "350");
    has(&f, FIGURE_SERIES, OVER_SUM, "persons * planting.unheard_of", 2009, 2010, "150523", "");
    has(&f, FIGURE_SERIES, OVER_LAST, "persons / nothing", 2009, 2009, "15", "");
    has(&f, FIGURE_SERIES, OVER_LAST, "unheard_of", 2009, 2009, "15", "");
    has(&f, FIGURE_SERIES, OVER_LAST, "persons / unheard_of", 2009, 2009, "15", "");
    has(&f, FIGURE_SERIES, OVER_LAST, "unheard_of * persons", 2009, 2009, "15", "");
    has(&f, FIGURE_SERIES, OVER_LAST, "", 2009, 2009, "15", "");
    finished_free(&f);
}

static void of_settings(void **state)
{
    (void)state;
    struct finished f;
    finish(&f);
    has(&f, FIGURE_PARAMETER, OVER_LAST, "planting.cost", 2009, 2009, "150522", "419"); /* Yuan, kept as fen */
    has(&f, FIGURE_PARAMETER, OVER_LAST, "planting.survival", 2009, 2009, "15", "0.7");
    has(&f, FIGURE_PARAMETER, OVER_SUM, "planting.budget", 2009, 2010, "15", "190800000");
    has(&f, FIGURE_PARAMETER, OVER_LAST, "planting.unheard_of", 2009, 2009, "15", "");
    has(&f, FIGURE_PARAMETER, OVER_LAST, "planting.cost", 2009, 2009, "64", "");
    has(&f, FIGURE_TABLE, OVER_LAST, "area_km2", 0, 0, "15", "21000.5");
    has(&f, FIGURE_TABLE, OVER_LAST, "class", 0, 0, "15", "");
    has(&f, FIGURE_TABLE, OVER_LAST, "rivers", 0, 0, "15", "");
    has(&f, FIGURE_PLACES, OVER_LAST, "counties", 1990, 1990, "15:key", "2");
    has(&f, FIGURE_PLACES, OVER_LAST, "prefectures", 0, 0, "15", "1");
    has(&f, FIGURE_GIVEN, OVER_LAST, "", 1990, 1990, "15", "77");
    has(&f, FIGURE_NONE, OVER_LAST, "", 2009, 2009, "15", "");
    finished_free(&f);
}

static int runs(const struct finished *f, const char *programme, int first, int last)
{
    const struct statement s = {.place = "15", .programme = programme, .first = first, .last = last};
    return programme_runs(&f->e, &s);
}

static void switched(void **state)
{
    (void)state;
    struct finished f;
    finish(&f);
    assert_int_equal(runs(&f, "restoration", 2009, 2009), 1); /* planting, from 2002 */
    assert_int_equal(runs(&f, "training", 2009, 2009), 0);
    assert_int_equal(runs(&f, "restoration", 2030, 2031), 0);
    assert_int_equal(runs(&f, "lines", 2009, 2009), 1);
    assert_int_equal(runs(&f, "unheard_of", 2009, 2009), -1);
    finished_free(&f);
}

/* Whether the model may post what a term takes. */
static bool posted(const struct term *t)
{
    const struct ledger_rows *books = &poverty_sse2.books;
    const struct filter one = {.terms = {*t}, .count = 1};
    for (int i = 0; i < books->posting_count; i++) {
        const struct posting_row *row = &books->postings[i];
        const struct entry entry = {.programme = books->programmes[row->programme].name,
                                    .from = books->accounts[row->from].name,
                                    .to = books->accounts[row->to].name,
                                    .instrument = books->instruments[row->instrument].name};
        if (filter_takes(&one, &entry)) {
            return true;
        }
    }
    return false;
}

/* Every row can be read, names entries that the model may post, stands once and says what it means; nothing is given or missing without a reason. */
static void the_rows(void **state)
{
    (void)state;
    for (int i = 0; i < figure_count; i++) {
        const struct figure_row *row = &figure_rows[i];
        struct filter filter;
        struct product product;
        assert_ptr_equal(figure_named(row->programme, row->quantity), row);
        assert_true(row->meaning[0] != '\0');
        if (row->how <= FIGURE_BEGINS && !filter_read(row->what, &filter)) {
            fail_msg("%s: %s", row->quantity, row->what);
        }
        for (int t = 0; row->how <= FIGURE_BEGINS && t < filter.count; t++) {
            if (!posted(&filter.terms[t])) {
                fail_msg("%s: nothing is posted of term %d of %s", row->quantity, t + 1, row->what);
            }
        }
        if (row->how == FIGURE_SERIES && !product_read(row->what, &product)) {
            fail_msg("%s: %s", row->quantity, row->what);
        }
        assert_true((row->how == FIGURE_GIVEN || row->how == FIGURE_NONE) == (row->what[0] == '\0'));
    }
    assert_null(figure_named("training", "unheard_of"));
    const struct term fund = {"industry", "beijing_city", "interest", "*", 1},
                      banks = {"industry", "beijing_city", "banks", "*", 1};
    assert_true(posted(&fund) && !posted(&banks));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_the_ledger), cmocka_unit_test(of_the_series), cmocka_unit_test(of_settings),
        cmocka_unit_test(switched),      cmocka_unit_test(the_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
