#include "sim/store/result.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/audit.h"
#include "sim/error.h"
#include "sim/markets.h"
#include "sim/parallel.h"
#include "sim/population.h"
#include "sim/provenance.h"
#include "sim/store/checkpoint.h"
#include "sim/store/files.h"
#include "sim/store/indicator_file.h"
#include "sim/store/market_record.h"

/* What a new run removes first. resolved.yml is replaced in one step instead: it tells that the folder is
 * ours, and a run that is killed in between is resumed from it. */
static const char *const result_files[] = {"run.json",   "series.h5",  "series.partial.h5", "trajectories.h5",
                                           "ledger.csv", "yearly.csv", "indicators.h5"};
enum { RESULT_FILES = sizeof result_files / sizeof *result_files };

static void need(int failed, const char *what)
{
    if (failed) {
        hq_fail(HQ_EXIT_IO, "%s cannot be written: %s", what, strerror(failed));
    }
}

char *hq_result_folder(const struct config *config, const char *out)
{
    if (out) {
        return hq_copy_text(out);
    }
    const char *name = hq_config_engine(config)->run_name;
    return hq_text("results/%s-%.12s", name && *name ? name : "run", hq_config_hash(config));
}

/* The text value of a member of run.json, as hq_json_text writes it; only for values without escapes. */
static bool member(const char *json, const char *key, char *value, size_t size)
{
    char *pattern = hq_text("\"%s\": \"", key);
    const char *at = strstr(json, pattern);
    const size_t skip = strlen(pattern);
    free(pattern);
    if (!at) {
        return false;
    }
    snprintf(value, size, "%.*s", (int)strcspn(at + skip, "\""), at + skip);
    return true;
}

static bool still_has(const char *folder, const char *file, const char *json, const char *key)
{
    char said[64] = "", found[33] = "";
    char *path = hq_text("%s/%s", folder, file);
    hq_file_hash(path, found);
    free(path);
    return found[0] && member(json, key, said, sizeof said) && strcmp(said, found) == 0;
}

static bool number_member(const char *json, const char *key, double *value)
{
    char *pattern = hq_text("\"%s\": ", key);
    const char *at = strstr(json, pattern);
    if (at) {
        *value = strtod(at + strlen(pattern), NULL);
    }
    free(pattern);
    return at != NULL;
}

/* Whether a result holds the panel that is asked for; one who asks for none is content with any. */
static bool has_panel(const char *folder, const char *json, const struct config *config)
{
    const double wanted = hq_config_engine(config)->output_panel_share;
    const char *columns = hq_config_panel(config);
    const size_t room = strlen(columns) + 2;
    char *said = hq_zalloc(room, 1), hash[64] = "", *path = hq_text("%s/trajectories.h5", folder);
    double share = 0;
    const bool there =
        wanted <= 0 ||
        (number_member(json, "panel_share", &share) && share == wanted &&
         member(json, "panel_columns", said, room) && strcmp(said, columns) == 0 &&
         member(json, "trajectories_hash", hash, sizeof hash) && hq_panel_is_whole(path, config, hash));
    free(said);
    free(path);
    return there;
}

/* Whether a result holds the indicators that are asked for. */
static bool has_indicators(const char *folder, const char *json, const struct config *config)
{
    char said[64] = "";
    return !hq_config_engine(config)->output_indicators ||
           (member(json, "indicators_file_hash", said, sizeof said) &&
            (!said[0] || still_has(folder, "indicators.h5", json, "indicators_file_hash")));
}

/* Whether a result holds the record of markets that it is asked for, as run.json knows it. */
static bool has_markets(const char *folder, const char *json, const struct config *config)
{
    const struct engine_params *p = hq_config_engine(config);
    char said[64] = "", found[33];
    return !p->output_markets ||
           (member(json, "markets_hash", said, sizeof said) &&
            !hq_market_identity(folder, (int)p->run_first_year, (int)p->run_last_year, found) &&
            strcmp(said, found) == 0);
}

bool hq_result_complete(const char *folder, const struct config *config, char state_hash[33])
{
    char *path = hq_text("%s/run.json", folder), *json;
    size_t size;
    const int missing = hq_read_file(path, &json, &size);
    free(path);
    if (missing) {
        return false;
    }
    char hash[64] = "", version[64] = "";
    const bool whole =
        member(json, "configuration_hash", hash, sizeof hash) && strcmp(hash, hq_config_hash(config)) == 0 &&
        member(json, "version", version, sizeof version) && strcmp(version, hq_version()) == 0 &&
        member(json, "state_hash", state_hash, 33) &&
        still_has(folder, "series.h5", json, "series_file_hash") &&
        still_has(folder, "ledger.csv", json, "ledger_file_hash") && has_panel(folder, json, config) &&
        has_markets(folder, json, config) && has_indicators(folder, json, config);
    free(json);
    return whole;
}

bool hq_result_says(const char *folder, const char *key, char *value, size_t size)
{
    char *path = hq_text("%s/run.json", folder), *json = NULL;
    size_t length;
    value[0] = '\0';
    const bool found = hq_read_file(path, &json, &length) == 0 && member(json, key, value, size);
    free(json);
    free(path);
    return found;
}

bool hq_result_audited(const char *folder, const struct config *config)
{
    const struct engine_params *p = hq_config_engine(config);
    char *path = hq_text("%s/run.json", folder), *json;
    size_t size;
    double years = 0;
    if (hq_read_file(path, &json, &size) == 0) {
        number_member(json, "audited_years", &years);
        free(json);
    }
    free(path);
    return years == (double)(p->run_last_year - p->run_first_year + 1);
}

bool hq_result_writable(const char *folder)
{
    DIR *d = opendir(folder);
    if (!d) {
        return errno == ENOENT || errno == ENOTDIR; /* with a file in the way, making it fails and says so */
    }
    bool empty = true, ours = false;
    for (const struct dirent *entry; (entry = readdir(d));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            empty = false;
            ours = ours || strncmp(entry->d_name, "resolved.yml", 12) == 0; /* or its .part, on a full disk */
        }
    }
    closedir(d);
    return empty || ours;
}

int hq_result_stopped(const char *folder, const struct config *config, bool *same_program)
{
    char *json = hq_text("%s/run.json", folder);
    const bool finished = hq_file_exists(json);
    free(json);
    int year = finished ? 0 : hq_checkpoint_newest(folder, INT32_MAX);
    while (year && !hq_checkpoint_belongs(folder, year, hq_config_hash(config),
                                          same_program)) { /* damaged: an older one */
        year = hq_checkpoint_newest(folder, year - 1);
    }
    return year;
}

static void remove_earlier(const char *folder, bool keep_checkpoints)
{
    for (int i = 0; i < RESULT_FILES; i++) {
        char *path = hq_text("%s/%s", folder, result_files[i]);
        remove(path);
        free(path);
    }
    if (!keep_checkpoints) {
        char *panel = hq_text("%s/trajectories.partial.h5", folder);
        remove(panel);
        free(panel);
        char *path = hq_text("%s/checkpoints", folder), *markets = hq_text("%s/markets", folder);
        hq_remove_folder(path);
        hq_remove_folder(markets);
        free(path);
        free(markets);
    }
}

struct series_layout hq_result_layout(const struct engine *e, char *const *hashed_names, int hashed_count)
{
    const struct county_table *t = e->counties;
    const struct model *m = e->model;
    int class_count = 0;
    while (m->classes[class_count]) {
        class_count++;
    }
    return (struct series_layout){
        .title = e->params->run_name,
        .model = m->name,
        .configuration_hash = hq_config_hash(e->config),
        .program_version = hq_version(),
        .seed = (uint64_t)e->params->run_seed,
        .first_year = (int)e->params->run_first_year,
        .years = (int)(e->params->run_last_year - e->params->run_first_year + 1),
        .counties = t->count,
        .county_codes = t->codes,
        .county_names = t->names,
        .prefectures = t->prefectures,
        .county_code_numbers = t->code_numbers,
        .classes = t->classes,
        .class_names = m->classes,
        .class_count = class_count,
        .series = m->series,
        .series_count = m->series_count,
        .hashed_columns = (const char *const *)hashed_names,
        .hashed_count = hashed_count,
    };
}

static void create_series(struct result *r, const struct engine *e)
{
    const struct series_layout layout = hq_result_layout(e, r->hashed_names, r->hashed_count);
    char *path = hq_text("%s/series.partial.h5", r->folder);
    need(hq_series_create(path, &layout, &r->series), path);
    free(path);
}

static void write_year(struct result *r, const struct history *h, int year)
{
    need(hq_series_year(r->series, year, h->values + (size_t)year * (size_t)h->series * (size_t)h->counties,
                        h->state[year],
                        h->columns ? (const char(*)[33])h->column + (size_t)year * (size_t)h->columns : NULL),
         "series.partial.h5");
}

void hq_result_begin(struct result *r, const struct engine *e, const struct history *h, bool keep_checkpoints)
{
    if (hq_rank() != 0) {
        return;
    }
    r->hashed_count = h->columns;
    r->hashed_names = h->columns ? hq_hashed_names(e) : NULL;
    need(hq_make_folder(r->folder), r->folder);
    remove_earlier(r->folder, keep_checkpoints);
    hq_result_write_configuration(r->folder, e->config);
    create_series(r, e);
    for (int year = 0; year < h->done; year++) {
        write_year(r, h, year);
    }
}

void hq_result_year(struct result *r, struct engine *e, const struct history *h)
{
    const double start = hq_now();
    if (hq_rank() == 0) {
        write_year(r, h, h->done - 1);
    }
    e->seconds[PHASE_OUTPUT] += hq_now() - start;
}

static void write_tables(const struct result *r, const struct engine *e, const struct history *h)
{
    char *ledger = hq_text("%s/ledger.csv", r->folder), *yearly = hq_text("%s/yearly.csv", r->folder);
    struct pending_file f;
    need(hq_file_begin(&f, ledger), ledger);
    need(hq_ledger_write(e->ledger, f.stream), ledger);
    need(hq_file_commit(&f), ledger);
    need(hq_file_begin(&f, yearly), yearly);
    hq_history_csv(h, e, f.stream);
    need(hq_file_commit(&f), yearly);
    char *indicators = hq_text("%s/indicators.h5", r->folder);
    need(hq_indicators_write(indicators, e, h), indicators);
    free(indicators);
    free(ledger);
    free(yearly);
}

static void json_facts(struct json *j, const struct engine *e, const struct run_facts *facts)
{
    const double years = (double)facts->households * facts->years_run;
    hq_json_int(j, "ranks", facts->ranks);
    hq_json_int(j, "threads", facts->threads);
    hq_json_text(j, "instruction_set", e->lanes->isa);
    hq_json_int(j, "households", facts->households);
    hq_json_int(j, "villages", e->directory.villages);
    hq_json_int(j, "first_year_run", facts->first_year_run);
    hq_json_int(j, "years_run", facts->years_run);
    hq_json_real(j, "household_years", years);
    hq_json_real(j, "household_years_per_second", facts->seconds_total > 0 ? years / facts->seconds_total : 0);
    hq_json_real(j, "seconds", facts->seconds_total);
    hq_json_object(j, "seconds_by_phase");
    for (int p = 0; p < PHASES; p++) {
        hq_json_real(j, hq_phase_names[p], facts->seconds[p]);
    }
    hq_json_close(j, '}');
    hq_json_int(j, "peak_memory_per_rank_bytes", facts->peak_rank_bytes);
    hq_json_real(j, "village_memory_per_household_bytes",
                 facts->households ? (double)facts->slab_bytes / (double)facts->households : 0);
    hq_json_real(j, "peak_memory_per_household_bytes",
                 facts->households ? (double)facts->peak_rank_bytes * facts->ranks / (double)facts->households
                                   : 0);
    hq_json_int(j, "households_at_the_end", facts->living);
    hq_json_real(j, "peak_memory_per_household_at_the_end_bytes",
                 facts->living ? (double)facts->peak_rank_bytes * facts->ranks / (double)facts->living : 0);
}

static void json_panel(struct json *j, const struct panel *p)
{
    const bool on = p && p->on;
    hq_json_real(j, "panel_share", on ? p->layout.share : 0);
    hq_json_text(j, "panel_columns", on ? p->layout.columns : "");
    hq_json_text(j, "trajectories_hash", on ? p->hash : "");
    hq_json_int(j, "trajectories_rows", on ? p->rows : 0);
    hq_json_int(j, "trajectories_bytes", on ? p->bytes : 0);
}

/* Households by whom founding drew them from, where that was a survey. */
static void json_founders(struct json *j, const struct engine *e)
{
    static const char *const names[HQ_DRAWN_KINDS] = {"own_county", "class", "model"};
    const struct population *p = hq_config_population(e->config);
    int64_t shares[HQ_DRAWN_KINDS];
    if (!p)
        return;
    hq_population_shares(p, e->directory.kept, shares);
    hq_json_object(j, "founders");
    for (int k = 0; k < HQ_DRAWN_KINDS; k++)
        hq_json_int(j, names[k], shares[k]);
    hq_json_close(j, '}');
}

static void json_markets(struct json *j, const struct result *r, const struct engine_params *p)
{
    const int first = (int)p->run_first_year, last = (int)p->run_last_year;
    char own[33] = "", base[33] = "";
    if (p->output_markets && hq_market_identity(r->folder, first, last, own)) {
        own[0] = 0;
    }
    if (strcmp(p->run_markets, "frozen") == 0 && hq_market_identity(p->run_base, first, last, base)) {
        base[0] = 0; /* gone since the last year began */
    }
    hq_json_text(j, "markets", p->run_markets);
    hq_json_text(j, "markets_hash", own);
    hq_json_text(j, "base_markets_hash", base);
}

/* The run that this one branches off. Behind the run's own hashes, whose names are looked for from the front. */
static void json_past(struct json *j, const struct config *config)
{
    int year;
    const char *state;
    const struct config *past = hq_config_past(config, &year, &state);
    if (!past) {
        return;
    }
    hq_json_object(j, "from");
    hq_json_text(j, "configuration_hash", hq_config_hash(past));
    hq_json_int(j, "year", year);
    hq_json_text(j, "state_hash", state);
    hq_json_close(j, '}');
}

static void write_run_json(const struct result *r, const struct engine *e, const struct history *h,
                           const struct run_facts *facts)
{
    char *path = hq_text("%s/run.json", r->folder), *series = hq_text("%s/series.h5", r->folder);
    char *ledger_file = hq_text("%s/ledger.csv", r->folder),
         *indicators = hq_text("%s/indicators.h5", r->folder);
    char hash[33];
    struct pending_file f;
    struct json j;
    need(hq_file_begin(&f, path), path);
    hq_json_begin(&j, f.stream);
    hq_json_text(&j, "name", e->params->run_name);
    hq_json_text(&j, "model", e->model->name);
    hq_json_text(&j, "configuration_hash", hq_config_hash(e->config));
    hq_json_text(&j, "state_hash", h->done ? h->state[h->done - 1] : "");
    hq_ledger_hash(e->ledger, hash);
    hq_json_text(&j, "ledger_hash", hash);
    hq_file_hash(series, hash);
    hq_json_text(&j, "series_file_hash", hash);
    hq_file_hash(ledger_file, hash);
    hq_json_text(&j, "ledger_file_hash", hash);
    hash[0] = '\0';
    if (h->report > 0) {
        hq_file_hash(indicators, hash);
    }
    hq_json_text(&j, "indicators_file_hash", hash);
    json_panel(&j, facts->panel);
    json_markets(&j, r, e->params);
    hq_json_int(&j, "seed", e->params->run_seed);
    json_founders(&j, e);
    json_past(&j, e->config);
    json_facts(&j, e, facts);
    hq_audit_json(e, &j);
    hq_provenance_json(&j);
    hq_json_end(&j);
    need(hq_file_commit(&f), path);
    free(path);
    free(series);
    free(ledger_file);
    free(indicators);
}

void hq_result_finish(struct result *r, struct engine *e, const struct history *h,
                      const struct run_facts *facts)
{
    if (hq_rank() != 0) {
        return;
    }
    char *part = hq_text("%s/series.partial.h5", r->folder), *whole = hq_text("%s/series.h5", r->folder);
    need(hq_series_close(r->series), part);
    r->series = NULL;
    need(hq_rename_durably(part, whole), whole);
    write_tables(r, e, h);
    write_run_json(r, e, h, facts);
    free(part);
    free(whole);
}

void hq_result_free(struct result *r)
{
    for (int i = 0; i < r->hashed_count && r->hashed_names; i++) {
        free(r->hashed_names[i]);
    }
    free(r->hashed_names);
    free(r->folder);
    if (r->series) {
        hq_series_close(r->series);
    }
    *r = (struct result){0};
}
