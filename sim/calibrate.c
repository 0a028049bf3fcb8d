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
static const double seconds_of_rate = 0.5, seconds_of_tables = 0.3;

/* Stated, where nothing is measured: a slow core of 2015; a county's ledger with all programmes at work;
 * households by two in a hundred founders a year, as in the fastest year of the shipped regions. */
static const double stated_rate = 2e6, stated_entries = 70, stated_line = 65, stated_growth = 0.02;
enum { STATED_BASE = 64 << 20, ENTRY = sizeof(struct book_entry) };

/* The scale at which about so many households are left, but never more than the run's own. */
static double thin_scale(const struct config *config, int wanted)
{
    const struct county_table *t = hq_config_counties(config);
    const double scale = hq_config_engine(config)->population_scale;
    int64_t full = 0;
    for (int c = 0; c < t->count; c++) {
        full += t->households[c];
    }
    double thin = (double)wanted / (double)(full > 0 ? full : 1);
    thin = thin < 1.0 / SHORTEST_SCALE_INVERSE ? 1.0 / SHORTEST_SCALE_INVERSE : thin;
    return thin < scale ? thin : scale;
}

static int load_thinned(const struct run_request *request, double scale, struct config **config)
{
    const char **sets = hq_zalloc((size_t)request->set_count + 3, sizeof *sets);
    char *thinned = hq_text("population.scale=%.17g", scale);
    for (int i = 0; i < request->set_count; i++) {
        sets[i] = request->sets[i];
    }
    sets[request->set_count] = thinned;
    sets[request->set_count + 1] = "run.markets=live"; /* the base's villages are not those of a thinned run */
    sets[request->set_count + 2] = "output.markets=false";
    struct run_request short_run = *request;
    short_run.sets = sets;
    short_run.set_count = request->set_count + 3;
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

/* One short run. */
struct trial {
    struct config *config;
    struct engine engine;
    struct history history;
    struct memory_need need;
    double written, entries, table;                /* bytes after the newest year */
    double last_written, last_entries, last_table; /* what that year added */
    double grown, last_grown;                      /* households over founders, less 1; what the year added */
};

static int begin(struct trial *t, const struct run_request *request, double scale, int isa, int threads)
{
    const int code = load_thinned(request, scale, &t->config);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    const struct model *model = request->families[hq_config_model(t->config)].builds[isa];
    hq_engine_make(&t->engine, model, hq_lanes[isa], t->config, threads);
    hq_history_make(&t->history, &t->engine);
    hq_hash_keep(&t->engine);
    return HQ_EXIT_DONE;
}

static void end(struct trial *t)
{
    hq_history_free(&t->history);
    hq_engine_free(&t->engine);
    hq_config_free(t->config);
}

static void weigh_tables(struct trial *t)
{
    const struct engine *e = &t->engine;
    const double written = size_of(e, NULL), table = size_of(e, &t->history);
    const double entries = (double)e->ledger->entry_count * ENTRY +
                           (double)e->ledger->year_count * (double)sizeof(struct book_year);
    t->last_written = written - t->written;
    t->last_table = table - t->table;
    t->last_entries = entries - t->entries;
    t->written = written;
    t->table = table;
    t->entries = entries;
}

static void count_households(struct trial *t)
{
    const struct engine *e = &t->engine;
    int64_t live = 0, founders = 0;
    for (int64_t v = 0; v < e->last - e->first; v++) {
        live += e->slabs[v].live;
        founders += e->directory.places[e->first + v].households;
    }
    const double grown = founders ? (double)(live - founders) / (double)founders : 0;
    t->last_grown = grown - t->grown;
    t->grown = grown;
}

/* The years, as a run does them, until the time is up. Returns the seconds that they took. */
static double run_years(struct trial *t, double most_seconds)
{
    struct engine *e = &t->engine;
    struct history *h = &t->history;
    char state[33], (*columns)[33] = hq_zalloc((size_t)h->columns + 1, sizeof *columns);
    double seconds = 0;
    while (h->done < h->years && seconds < most_seconds) {
        const double start = hq_now();
        hq_engine_year(e, (int)e->params->run_first_year + h->done);
        hq_hash_of_year(e, state, h->columns ? columns : NULL);
        hq_history_record(h, e, state, (const char(*)[33])columns);
        seconds += hq_now() - start;
        weigh_tables(t);
        count_households(t);
    }
    free(columns);
    return seconds;
}

static double rate(double count, double seconds)
{
    return count / (seconds > 1e-9 ? seconds : 1e-9);
}

/* Bytes a year: years that were not run are taken to be as the last one that was. */
static double a_year(const struct trial *t, double all, double last)
{
    return (all + last * (t->history.years - t->history.done)) / t->history.years;
}

static void take_tables(const struct trial *t, struct calibration *c)
{
    c->ledger_bytes = a_year(t, t->written, t->last_written);
    c->entry_bytes = a_year(t, t->entries, t->last_entries);
    c->table_bytes = a_year(t, t->table, t->last_table);
}

static void take_growth(const struct trial *t, struct calibration *c)
{
    c->growth = (struct growth){t->history.done, t->grown, t->last_grown > 0 ? t->last_grown : 0};
}

static void measure(struct trial *t, const struct model *model, int threads, struct calibration *c)
{
    const double start = hq_now();
    hq_engine_found(&t->engine);
    c->households = t->engine.directory.households;
    c->found_rate = rate((double)c->households, hq_now() - start);
    const double seconds = run_years(t, seconds_of_rate);
    c->years = t->history.done;
    c->year_rate = rate((double)c->households * c->years, seconds);
    c->series_bytes = series_size(&t->engine, &t->history);
    take_tables(t, c);
    take_growth(t, c);
    hq_estimate_memory(&t->need, model, t->config, &c->growth, 1, threads, 0);
    const int64_t books = t->engine.ledger->entry_room * ENTRY;
    struct memory_need kept = t->need; /* nothing was written */
    kept.writing = kept.panel = 0;
    c->base_bytes = (int64_t)hq_peak_memory() - (hq_memory_total(&kept) + books);
}

/* Programmes start and end: where the first run did not come to the last year, as few villages as there may be
 * tell what the books hold in all of them, and by how much households grow in number. */
static int measure_tables(const struct run_request *request, double scale, int isa, int threads,
                          struct calibration *c)
{
    struct trial few = {0};
    const int code = begin(&few, request, scale, isa, threads);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    if (2 * few.engine.directory.households < c->households) {
        hq_engine_found(&few.engine);
        run_years(&few, seconds_of_tables);
        take_tables(&few, c);
        if (few.history.done > c->growth.years) {
            take_growth(&few, c);
        }
    }
    end(&few);
    return HQ_EXIT_DONE;
}

/* Without a run. */
static void state_rates(const struct config *config, int threads, struct calibration *c)
{
    const double counties = hq_config_counties(config)->count;
    c->found_rate = c->year_rate = stated_rate * threads;
    c->entry_bytes = counties * stated_entries * ENTRY;
    c->ledger_bytes = counties * stated_entries * stated_line;
    c->base_bytes = STATED_BASE;
    c->growth = (struct growth){0, 0, stated_growth};
}

int hq_calibrate(const struct run_request *request, const struct config *config, int isa, int threads,
                 struct calibration *c)
{
    struct trial trial = {0};
    *c = (struct calibration){0};
    const struct model *model = request->families[hq_config_model(config)].builds[isa];
    hq_set_floating_point();
    int code = begin(&trial, request, thin_scale(config, WANTED), isa, threads);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    c->measured = trial.engine.directory.households <= MOST;
    hq_estimate_panel(model, config,
                      &c->growth); /* before the process is measured: it makes a file in memory */
    if (c->measured) {
        measure(&trial, model, threads, c);
    } else {
        state_rates(config, threads, c);
        c->series_bytes = series_size(&trial.engine, &trial.history);
    }
    c->panel_bytes = hq_estimate_panel(model, config, &c->growth);
    const bool cut_short = c->measured && c->years < trial.history.years;
    end(&trial);
    return cut_short ? measure_tables(request, thin_scale(config, 1), isa, threads, c) : HQ_EXIT_DONE;
}
