/* The short run behind an estimate: a thinned population, all counties, no files. */
#include <stdlib.h>
#include <string.h>

#include "sim/engine.h"
#include "sim/error.h"
#include "sim/estimate.h"
#include "sim/floating.h"
#include "sim/ledger_books.h"
#include "sim/provenance.h"
#include "sim/store/files.h"
#include "sim/store/result.h"

/* Wide enough to leave the caches next to the cores, small enough for less than a second; and the most that is
 * run at all, where four large villages a county come to more. */
enum { WANTED = 100000, MOST = 1000000, SHORTEST_SCALE_INVERSE = 30000 };
static const double most_seconds = 0.6;

/* Stated, where nothing is measured: a slow core of 2015; a county's ledger with all programmes at work. */
static const double stated_rate = 2e6, stated_entries = 60, stated_line = 60;
enum { STATED_BASE = 64 << 20 };

static double thin_scale(const struct config *config)
{
    const struct county_table *t = hq_config_counties(config);
    const double scale = hq_config_engine(config)->population_scale;
    int64_t full = 0;
    for (int c = 0; c < t->count; c++) {
        full += t->households[c];
    }
    double thin = (double)WANTED / (double)(full > 0 ? full : 1);
    thin = thin < 1.0 / SHORTEST_SCALE_INVERSE ? 1.0 / SHORTEST_SCALE_INVERSE : thin;
    return thin < scale ? thin : scale;
}

static int load_thinned(const struct run_request *request, double scale, struct config **config)
{
    const char **sets = hq_zalloc((size_t)request->set_count + 1, sizeof *sets);
    char *thinned = hq_text("population.scale=%.17g", scale);
    for (int i = 0; i < request->set_count; i++) {
        sets[i] = request->sets[i];
    }
    sets[request->set_count] = thinned;
    struct run_request short_run = *request;
    short_run.sets = sets;
    short_run.set_count = request->set_count + 1;
    const int code = hq_run_load(&short_run, config);
    free(sets);
    free(thinned);
    return code;
}

/* Bytes of a table by its writer. */
static double size_of(const struct engine *e, const struct history *h)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        hq_fail(HQ_EXIT_WONT_FIT, "no memory for a table");
    }
    if (h) {
        hq_history_csv(h, e, out);
    } else {
        hq_ledger_write(e->ledger, out);
    }
    fclose(out);
    free(text);
    return (double)size;
}

static int64_t series_size(const struct engine *e, const struct history *h)
{
    char **names = h->columns ? hq_hashed_names(e) : NULL;
    const struct series_layout layout = hq_result_layout(e, names, h->columns);
    const int64_t size = hq_series_size(&layout);
    for (int i = 0; i < h->columns; i++) {
        free(names[i]);
    }
    free(names);
    return size;
}

/* The years, as a run does them, until the time is up. */
static void run_years(struct engine *e, struct history *h, struct calibration *c)
{
    const double start = hq_now();
    const int years = h->years;
    char state[33], (*columns)[33] = hq_zalloc((size_t)h->columns + 1, sizeof *columns);
    int done = 0;
    while (done < years && hq_now() - start < most_seconds) {
        hq_engine_year(e, (int)e->params->run_first_year + done++);
        hq_state_hash(e, state, h->columns ? columns : NULL);
        hq_history_record(h, e, state, (const char(*)[33])columns);
    }
    const double seconds = hq_now() - start;
    c->years = done;
    c->year_rate = (double)e->directory.households * done / (seconds > 1e-9 ? seconds : 1e-9);
    free(columns);
}

static void measure(struct engine *e, struct history *h, struct calibration *c)
{
    const double start = hq_now();
    hq_engine_found(e);
    const double founding = hq_now() - start;
    c->households = e->directory.households;
    c->found_rate = (double)c->households / (founding > 1e-9 ? founding : 1e-9);
    run_years(e, h, c);
    c->ledger_bytes = size_of(e, NULL) / c->years;
    c->table_bytes = size_of(e, h) / c->years;
    c->entry_bytes = (double)e->ledger->entry_count * (double)sizeof(struct book_entry) / c->years +
                     (double)sizeof(struct book_year);
    c->series_bytes = series_size(e, h);
}

/* Without a run. */
static void state_rates(const struct config *config, int threads, struct calibration *c)
{
    const double counties = hq_config_counties(config)->count;
    c->found_rate = c->year_rate = stated_rate * threads;
    c->entry_bytes = counties * stated_entries * (double)sizeof(struct book_entry);
    c->ledger_bytes = counties * stated_entries * stated_line;
    c->base_bytes = STATED_BASE;
}

int hq_calibrate(const struct run_request *request, const struct config *config, int isa, int threads,
                 struct calibration *c)
{
    struct config *thinned;
    struct memory_need need;
    const struct model *model = request->families[hq_config_model(config)].builds[isa];
    *c = (struct calibration){0};
    hq_set_floating_point();
    const int code = load_thinned(request, thin_scale(config), &thinned);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    hq_estimate_memory(&need, model, thinned, 1, threads, 0);
    struct engine e;
    struct history h;
    hq_engine_make(&e, model, hq_lanes[isa], thinned, threads);
    hq_history_make(&h, &e);
    c->measured = need.households <= MOST;
    if (c->measured) {
        measure(&e, &h, c);
        const int64_t own =
            hq_memory_total(&need) - need.writing + e.ledger->entry_room * (int64_t)sizeof(struct book_entry);
        c->base_bytes = (int64_t)hq_peak_memory() - own;
    } else {
        state_rates(config, threads, c);
        c->series_bytes = series_size(&e, &h);
    }
    hq_history_free(&h);
    hq_engine_free(&e);
    hq_config_free(thinned);
    return HQ_EXIT_DONE;
}
