/* horqin list: every row is there, in the order of its table, as text and as JSON. */
#include "unit/models/commands/program.h"

#include "models/commands/list.c"    // NOLINT(bugprone-suspicious-include)
#include "models/commands/options.c" // NOLINT(bugprone-suspicious-include)

/* Any terminal shows them. */
static void padded_cells_are_ascii(void **state)
{
    (void)state;
    for (int f = 0; f < model_family_count; f++) {
        for (int l = 0; l < LISTS; l++) {
            struct table t;
            lists[l].list(model_families[f].builds[0], &t);
            assert_int_equal(t.at, t.rows * t.width);
            assert_true(t.width <= MOST_HEADINGS);
            for (int i = 0; i < t.at; i++) {
                for (const char *c = t.cells[i]; *c; c++) {
                    assert_true((unsigned char)*c < 128);
                }
            }
            table_end(&t);
        }
    }
}

static int lines_of(const char *text)
{
    int lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* Programmes for which counties have a budget: the others are lines of the region's books. */
static int budgets_of(const struct model *m)
{
    int budgets = 0;
    for (int k = 1; k < m->books.programme_count; k++) {
        for (int i = 0; i < m->parameters.count; i++) {
            const struct param_row *row = &m->parameters.rows[i];
            budgets += strcmp(row->group, m->books.programmes[k].name) == 0 && strcmp(row->name, "budget") == 0;
        }
    }
    return budgets;
}

/* One line a row, behind a line of headings. */
static void counts_are_those_of_the_tables(void **state)
{
    for (int f = 0; f < model_family_count; f++) {
        const struct model *m = model_families[f].builds[0];
        int processes = 0;
        while (m->processes[processes])
            processes++;
        int funded = 0; /* entries of programmes out of sources */
        for (int i = 0; i < m->books.posting_count; i++) {
            const struct posting_row *row = &m->books.postings[i];
            funded += row->programme != 0 && m->books.accounts[row->from].side == HQ_SOURCE;
        }
        const int counts[LISTS] = {
            budgets_of(m),
            processes,
            hq_engine_parameters.count + m->parameters.count,
            m->household.count + m->village.count + m->county.count + m->region.count,
            m->series_count,
            index_count,
            m->purpose_count,
            m->quota_count,
            m->books.account_count,
            m->books.instrument_count,
            funded,
            m->books.posting_count,
            m->stock_count,
            m->books.programme_count ? figure_count : 0,
        };
        for (int l = 0; l < LISTS; l++) {
            struct said s = SAY(command_list, lists[l].word, "--model", m->name);
            assert_int_equal(s.code, HQ_EXIT_DONE);
            assert_string_equal(s.err, "");
            assert_int_equal(lines_of(s.out), counts[l] + 1);
            said_free(&s);
        }
    }
}

static void rows_stand_in_their_order(void **state)
{
    const struct model *m = named_model("list", "poverty");
    struct said s = SAY(command_list, "purposes");
    const char *at = s.out;
    for (int p = 0; p < m->purpose_count; p++) {
        char *line = hq_text("\n%s ", m->purposes[p].name);
        at = strstr(at, line);
        assert_non_null(at);
        at++;
        free(line);
    }
    said_free(&s);
}

/* Settle never stands before offers, and within a stage the model's order holds. */
static void processes_stand_as_a_year_runs_them(void **state)
{
    (void)state;
    const struct model *m = named_model("list", "poverty");
    struct table t;
    list_processes(m, &t);
    int at = 0;
    for (int stage = HQ_OFFERS; stage <= HQ_SETTLE; stage++) {
        for (int i = 0; m->processes[i]; i++) {
            if ((int)m->processes[i]->stage == stage) {
                assert_string_equal(t.cells[at * t.width], m->processes[i]->name);
                assert_string_equal(t.cells[at * t.width + 1], stage == HQ_OFFERS ? "offers" : "settle");
                at++;
            }
        }
    }
    assert_int_equal(at, t.rows);
    table_end(&t);
}

/* A policy carries the parameters of its group; none is taken for the baseline. */
static void policies_have_their_parameters(void **state)
{
    struct said s = SAY(command_list, "policies");
    assert_null(strstr(s.out, "baseline"));
    assert_null(strstr(s.out, "\nsecurity ")); /* a programme of the ledger that the calendar pays */
    const char *training = strstr(s.out, "\ntraining ");
    assert_non_null(training);
    const struct model *m = named_model("list", "poverty");
    const char *at = training, *last = "", *end = strchr(training + 1, '\n');
    for (int i = 0; i < m->parameters.count; i++) {
        if (strcmp(m->parameters.rows[i].group, "training") == 0) {
            last = m->parameters.rows[i].name;
            at = strstr(at, last);
            assert_true(at && at < end);
        }
    }
    assert_int_equal(end - at, strlen(last)); /* and nothing behind them */
    said_free(&s);
    s = SAY(command_list, "policies", "--json");
    assert_non_null(
        strstr(s.out, "\"name\": \"training\",\n      \"enabled\": false,\n      \"unit\": \"courses\""));
    said_free(&s);
}

static void columns_know_types_and_slots(void **state)
{
    struct said s = SAY(command_list, "columns", "--model=hh1", "--json");
    assert_non_null(strstr(
        s.out,
        "{\n      \"level\": \"household\",\n      \"name\": \"size\",\n      \"type\": "
        "\"u8\",\n      \"slots\": 1,\n      \"kind\": \"state\",\n      \"unit\": "
        "\"persons\",\n      \"default\": 0,\n      \"step\": 1,\n      \"meaning\": \"members\"\n    }"));
    said_free(&s);
}

static void alone_it_lists_the_lists(void **state)
{
    struct said s = say(state, command_list, (const char *const[]){NULL});
    assert_int_equal(s.code, HQ_EXIT_DONE);
    assert_int_equal(lines_of(s.out), LISTS + 1);
    for (int l = 0; l < LISTS; l++)
        assert_non_null(strstr(s.out, lists[l].word));
    said_free(&s);
}

static void mistakes_are_named(void **state)
{
    MUST_FAIL(HQ_EXIT_USAGE,
              "there is no list 'policy'; did you mean 'policies'?; there are: policies processes",
              command_list, "policy");
    MUST_FAIL(HQ_EXIT_USAGE, "there is no model 'povety'; did you mean 'poverty'?; there are: poverty hh1",
              command_list, "policies", "--model", "povety");
    MUST_FAIL(HQ_EXIT_USAGE, "unexpected argument columns", command_list, "policies", "columns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(padded_cells_are_ascii),     scratch_test(counts_are_those_of_the_tables),
        scratch_test(rows_stand_in_their_order),      cmocka_unit_test(processes_stand_as_a_year_runs_them),
        scratch_test(policies_have_their_parameters), scratch_test(columns_know_types_and_slots),
        scratch_test(alone_it_lists_the_lists),       scratch_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
