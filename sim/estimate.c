#include "sim/estimate.h"

#include <stdlib.h>
#include <string.h>

#include "sim/directory.h"
#include "sim/engine.h"
#include "sim/error.h"
#include "sim/ledger_books.h"
#include "sim/machine.h"
#include "sim/markets.h"
#include "sim/population.h"
#include "sim/store/checkpoint.h"
#include "sim/store/container.h"
#include "sim/store/history.h"
#include "sim/store/trajectories.h"

/* A block of villages (sim/blocks.h) ends within a page. */
enum { BLOCK_END = 2048, STATE_HASH = 33, RUN_JSON = 1536, META = 120, DIRECTORY_ENTRY = 16, SECTION = 56 };

static int64_t years_in(const struct engine_params *p)
{
    return p->run_last_year - p->run_first_year + 1;
}

int hq_years_of(const struct config *config)
{
    const struct engine_params *p = hq_config_engine(config);
    return (int)(p->output_stop_after ? p->output_stop_after - p->run_first_year + 1 : years_in(p));
}

static int64_t hashed_columns(const struct model *m, const struct engine_params *p)
{
    const struct engine e = {.model = m};
    return p->output_column_hashes ? hq_hashed_columns(&e) : 0;
}

/* ---- households to come -------------------------------------------------------------------------------- */

double hq_growth_after(const struct growth *growth, int years)
{
    const int run = growth->years < years ? growth->years : years;
    const double grown = run ? growth->grown * run / growth->years : 0;
    const double now = 1 + grown + growth->a_year * (years - run);
    return now > 1 ? now : 1;
}

/* Rows of a village after so many years, and the rows reserved for them. */
static int32_t rows_after(const struct growth *growth, int years, int32_t founders, int32_t *capacity)
{
    /* lint: allow float-cast: rows of a village, which are counted in 32 bits */
    const int32_t rows = (int32_t)(hq_growth_after(growth, years) * founders + 0.5);
    *capacity = hq_capacity_for(rows);
    return rows;
}

/* ---- memory ------------------------------------------------------------------------------------------ */

/* Households to draw founders from: their values, and what pools and the file's copy take. */
static int64_t survey_of(const struct config *config)
{
    const struct population *p = hq_config_population(config);
    const struct input_file *files;
    const int inputs = hq_config_inputs(config, &files);
    int64_t bytes = 0;
    for (int i = 0; p && i < inputs; i++) {
        bytes += strcmp(files[i].role, "population.survey") == 0 ? (int64_t)files[i].size : 0;
    }
    const int64_t pools = 2 * (int64_t)(sizeof(int32_t) + sizeof(int64_t));
    return p ? bytes + p->count * (pools + (int64_t)sizeof *p->rows +
                                   p->fields->count * HQ_SLOTS * (int64_t)sizeof(double))
             : 0;
}

/* Areas of a run's counties. */
static int areas_of(const struct model *m, const struct config *config)
{
    struct areas areas;
    hq_areas_make(&areas, hq_config_counties(config), m->classes);
    const int count = areas.count;
    hq_areas_free(&areas);
    return count;
}

/* Numbers of indicators.h5 in bytes. */
static int64_t reports_of(const struct model *m, const struct config *config)
{
    return hq_config_engine(config)->output_indicators && m->report
               ? hq_report_size(m->reports, areas_of(m, config)) * hq_years_of(config) * (int64_t)sizeof(double)
               : 0;
}

/* Cells of a year, reports of all years; at the end the file in memory. */
static int64_t reporting_of(const struct model *m, const struct config *config)
{
    const int64_t noted = HQ_CELL_BLOCK; /* an integer a block says whether it has something */
    const int64_t cells = hq_config_counties(config)->count * m->county_cells + m->region_cells;
    const int64_t reports = reports_of(m, config);
    return reports > 0 ? (cells + cells / noted) * (int64_t)sizeof(int64_t) + 2 * reports : 0;
}

static int64_t tables_of(const struct model *m, const struct config *config, const struct directory *d)
{
    const struct engine_params *p = hq_config_engine(config);
    const int64_t counties = hq_config_counties(config)->count, years = years_in(p);
    const int64_t hashes = years * STATE_HASH * (1 + hashed_columns(m, p));
    const int64_t history = years * m->series_count * counties * (int64_t)sizeof(double) + hashes;
    int64_t jumps = 0;
    for (int i = 0; i < m->purpose_count; i++) {
        jumps += m->purposes[i].draws * (int64_t)sizeof(struct hq_jump);
    }
    /* Tallies: the year's, the stage's, and the sums of an exchange; quotas: demand, before, granted, sums. */
    const int64_t sums = counties * (3 * m->tally_count + 4 * m->quota_count) * (int64_t)sizeof(int64_t);
    const int64_t rows =
        counties * ((int64_t)m->county.size + m->parameters.count * (int64_t)sizeof(union cell) +
                    2 * (int64_t)sizeof(int64_t));
    const int64_t books =
        3 * counties * m->books.account_count * m->books.programme_count * (int64_t)sizeof(int64_t);
    return survey_of(config) + d->villages * (int64_t)sizeof(struct place) + history + jumps + sums + rows +
           books + reporting_of(m, config);
}

/* As sim/run.c writes them. */
static bool is_checkpoint(const struct engine_params *p, int years)
{
    return hq_checkpoint_due(p, (int)p->run_first_year + years - 1);
}

/* Records of markets, this run's and its base's, are whole on every rank; so is a file while it is read. */
static int64_t markets_of(const struct model *m, const struct config *config, const struct directory *d)
{
    const struct engine_params *p = hq_config_engine(config);
    const int64_t one = hq_markets_file_size(m, hq_config_counties(config)->count, d->villages);
    const bool frozen = strcmp(p->run_markets, "frozen") == 0;
    return one * (p->output_markets + 2 * frozen) +
           (p->output_markets || frozen ? d->villages * m->quota_count * (int64_t)sizeof(struct hq_cut) : 0);
}

static int64_t writing_of(const struct config *config, int64_t villages)
{
    const struct engine_params *p = hq_config_engine(config);
    for (int years = hq_years_of(config); years > 0; years--) {
        if (is_checkpoint(p, years)) {
            return HQ_CONTAINER_PIECE + villages * (SECTION + DIRECTORY_ENTRY);
        }
    }
    return 0;
}

/* Counting takes some nanoseconds a household. */
static const int64_t most_counted = 50000000;

static int64_t members_of(const struct config *config, const struct directory *d)
{
    const double share = hq_config_engine(config)->output_panel_share;
    if (share >= 1) {
        return d->households;
    }
    if (d->households <= most_counted) {
        return hq_panel_founders(d, hq_config_counties(config), share, 0, d->villages);
    }
    /* lint: allow float-cast: households, far under 2^53 */
    return (int64_t)(share * (double)d->households);
}

/* Threads gather members in lists that begin at so many places and grow by doubling. What they let go of, all
 * shorter lists and the last, stays with each thread but the first: the allocator keeps it for that thread. */
static int64_t lists_of_threads(int64_t members, int threads)
{
    int64_t capacity = 1024;
    while (capacity < members / threads) {
        capacity *= 2;
    }
    return members ? (threads - 1) * 2 * capacity * 2 * (int64_t)sizeof(int32_t) : 0;
}

/* A rank's part of the members is taken to be its part of the households. */
static int64_t panel_of(const struct panel *p, const struct config *config, const struct directory *d,
                        const struct growth *growth, int64_t own_households, int threads)
{
    if (!p->on || !d->households) {
        return 0;
    }
    const int years = hq_years_of(config);
    const bool ends = years == p->layout.years;
    const double part = (double)own_households / (double)d->households;
    /* lint: allow float-cast: households, far under 2^53 */
    const int64_t own = (int64_t)(hq_growth_after(growth, years) * part * (double)p->layout.members);
    return hq_trajectories_memory(&p->layout, own, HQ_PANEL_STEP, ends) + lists_of_threads(own, threads);
}

static void describe_panel(struct panel *p, const struct model *model, const struct config *config,
                           const struct directory *d)
{
    *p = (struct panel){0};
    hq_panel_describe(p, config, model->name);
    p->layout.members = p->on ? members_of(config, d) : 0;
}

static void add_villages(struct memory_need *need, const struct directory *d, const struct slab_layout *layout,
                         const struct growth *growth, int years, int ranks, int threads, int32_t *most_rows)
{
    int64_t first, last;
    hq_directory_share(d, need->rank, ranks, &first, &last);
    need->villages = last - first;
    need->tables += need->villages * (int64_t)(sizeof(struct slab) + sizeof(struct block));
    need->tables += need->villages / hq_villages_together(need->villages, threads) * BLOCK_END;
    for (int64_t v = first; v < last; v++) {
        int32_t capacity;
        const int32_t live = rows_after(growth, years, d->places[v].households, &capacity);
        const int64_t values = (int64_t)layout->row_size * live;
        need->households += d->places[v].households;
        need->values += values;
        need->headers += (int64_t)layout->header;
        need->padding += (int64_t)hq_slab_size(layout, capacity) - (int64_t)layout->header - values;
        *most_rows = capacity > *most_rows ? capacity : *most_rows;
    }
}

/* Villages that a thread puts together: each has memory of its own before, and the heap keeps it. */
static int64_t on_their_way(const struct slab_layout *layout, int64_t villages, int threads, int32_t rows)
{
    return hq_villages_together(villages, threads) * (int64_t)hq_slab_size(layout, rows);
}

int64_t hq_memory_total(const struct memory_need *need)
{
    const int64_t output = need->writing > need->panel ? need->writing : need->panel;
    return need->values + need->padding + need->headers + need->workspaces + output + need->tables;
}

void hq_estimate_memory(struct memory_need *need, const struct model *model, const struct config *config,
                        const struct growth *growth, int ranks, int threads, int rank)
{
    struct directory d;
    struct slab_layout layout;
    const int counties = hq_config_counties(config)->count;
    hq_directory_make(&d, hq_config_counties(config), hq_config_engine(config)->population_scale);
    hq_layout_make(&layout, model, config);
    const int64_t tables = tables_of(model, config, &d) + markets_of(model, config, &d);
    struct panel panel;
    describe_panel(&panel, model, config, &d);
    *need = (struct memory_need){0};
    for (int r = rank < 0 ? 0 : rank; r < (rank < 0 ? ranks : rank + 1); r++) {
        struct memory_need one = {.rank = r, .tables = tables};
        int32_t most_rows = 0;
        add_villages(&one, &d, &layout, growth, hq_years_of(config), ranks, threads, &most_rows);
        one.writing = writing_of(config, one.villages);
        one.panel = panel_of(&panel, config, &d, growth, one.households, threads);
        one.workspaces =
            threads * (hq_workspace_size(model, &layout, counties, most_rows, reports_of(model, config) > 0) +
                       on_their_way(&layout, one.villages, threads, most_rows));
        if (r == rank || r == 0 || hq_memory_total(&one) > hq_memory_total(need)) {
            *need = one;
        }
    }
    hq_panel_free(&panel);
    hq_layout_free(&layout);
    hq_directory_free(&d);
}

/* Rounded up: arrays of entries grow by doubling, and the old one stands while the new one is filled. */
int64_t hq_ledger_memory(const struct calibration *c, const struct config *config)
{
    /* lint: allow float-cast: bytes of a ledger, far under 2^53 */
    return (int64_t)(2.0 * c->entry_bytes * hq_years_of(config));
}

/* ---- disk -------------------------------------------------------------------------------------------- */

/* All village files of a checkpoint after so many years. */
static int64_t village_files(const struct model *m, const struct config *config, const struct growth *growth,
                             int years, int ranks)
{
    struct directory d;
    struct slab_layout layout;
    int64_t bytes = 0;
    hq_directory_make(&d, hq_config_counties(config), hq_config_engine(config)->population_scale);
    hq_layout_make(&layout, m, config);
    for (int r = 0; r < ranks; r++) {
        int64_t first, last, padded = 0;
        hq_directory_share(&d, r, ranks, &first, &last);
        for (int64_t v = first; v < last; v++) {
            int32_t capacity;
            rows_after(growth, years, d.places[v].households, &capacity);
            padded += hq_container_padded((int64_t)hq_slab_size(&layout, capacity));
        }
        padded += hq_container_padded((last - first) * DIRECTORY_ENTRY);
        bytes += hq_container_size(last - first + 1, padded);
    }
    hq_layout_free(&layout);
    hq_directory_free(&d);
    return bytes;
}

/* world.hqc after so many years: eight sections. */
static int64_t world_file(const struct model *m, const struct config *config, const struct calibration *c,
                          int years)
{
    const int64_t counties = hq_config_counties(config)->count;
    /* lint: allow float-cast: bytes of a ledger, far under 2^53 */
    const int64_t ledger = (int64_t)(c->entry_bytes * years);
    const int64_t reports = reports_of(m, config) / hq_years_of(config) * years;
    return hq_container_size(
        8, hq_container_padded(META) + hq_container_padded((int64_t)m->region.size) +
               hq_container_padded(counties * (int64_t)m->county.size) + hq_container_padded(ledger) +
               hq_container_padded(years * m->series_count * counties * (int64_t)sizeof(double)) +
               hq_container_padded(reports) + hq_container_padded((int64_t)years * STATE_HASH) +
               hq_container_padded(years * hashed_columns(m, hq_config_engine(config)) * STATE_HASH));
}

static void add_checkpoints(struct disk_need *need, const struct model *m, const struct config *config,
                            const struct calibration *c, int ranks)
{
    const struct engine_params *p = hq_config_engine(config);
    int64_t largest = 0;
    int written = 0;
    for (int years = hq_years_of(config); years > 0; years--) {
        if (is_checkpoint(p, years)) {
            const int64_t bytes =
                village_files(m, config, &c->growth, years, ranks) + world_file(m, config, c, years);
            largest = bytes > largest ? bytes : largest;
            need->checkpoint_bytes += written++ < p->output_checkpoint_keep ? bytes : 0;
        }
    }
    need->checkpoints = written < p->output_checkpoint_keep ? written : (int)p->output_checkpoint_keep;
    need->most_bytes = need->checkpoint_bytes + (written > need->checkpoints ? largest : 0);
}

static int64_t written_size(const struct config *config)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        hq_fail(HQ_EXIT_WONT_FIT, "no memory for a configuration's text");
    }
    hq_config_write(config, out);
    fclose(out);
    free(text);
    return (int64_t)size;
}

int64_t hq_estimate_panel(const struct model *model, const struct config *config, const struct growth *growth)
{
    struct panel panel;
    struct directory d;
    hq_directory_make(&d, hq_config_counties(config), hq_config_engine(config)->population_scale);
    describe_panel(&panel, model, config, &d);
    /* The file is made with room for its founders in every year, and then grows by such pieces. */
    const int years = panel.layout.years;
    double all = 0;
    for (int year = 1; year <= years; year++) {
        all += hq_growth_after(growth, year);
    }
    /* lint: allow float-cast: years, a little more than those of the run */
    panel.layout.years = (int)all + ((double)(int)all < all - 1e-9);
    const int64_t bytes = panel.on ? hq_trajectories_size(&panel.layout) : 0;
    hq_panel_free(&panel);
    hq_directory_free(&d);
    return bytes;
}

static int64_t market_file(const struct model *model, const struct config *config)
{
    const struct county_table *t = hq_config_counties(config);
    struct directory d;
    hq_directory_make(&d, t, hq_config_engine(config)->population_scale);
    const int64_t bytes = hq_markets_file_size(model, t->count, d.villages);
    hq_directory_free(&d);
    return bytes;
}

int64_t hq_disk_total(const struct disk_need *need)
{
    return need->series + need->panel + need->indicators + need->ledger + need->inputs + need->others +
           need->markets + need->checkpoint_bytes;
}

void hq_estimate_disk(struct disk_need *need, const struct model *model, const struct config *config,
                      const struct calibration *c, int ranks)
{
    const struct input_file *files;
    const int count = hq_config_inputs(config, &files), years = hq_years_of(config);
    *need = (struct disk_need){.series = c->series_bytes, .panel = c->panel_bytes};
    /* lint: allow float-cast: bytes of tables, far under 2^53 */
    need->ledger = (int64_t)(c->ledger_bytes * years);
    for (int i = 0; i < count; i++) {
        need->inputs += (int64_t)files[i].size;
    }
    /* lint: allow float-cast: as above */
    need->markets = hq_config_engine(config)->output_markets ? years * market_file(model, config) : 0;
    need->others = written_size(config) + (int64_t)(c->table_bytes * years) + RUN_JSON;
    add_checkpoints(need, model, config, c, ranks);
    need->indicators = reports_of(model, config);
    need->most_bytes += need->series + need->panel + need->indicators + need->ledger + need->inputs +
                        need->others + need->markets;
}
