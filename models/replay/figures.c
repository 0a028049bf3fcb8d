/* Values of figures. Sums over entries, counties and years are of integers; series and real parameters are doubles
 * and taken as decimals of nine places. */
#include "models/replay/figures.h"

#include <string.h>

#include "sim/text/convert.h"

const struct figure_row figure_rows[] = {
#define FIGURE(programme, quantity, how, over, what, origin, meaning)                                          \
    {#programme, #quantity, FIGURE_##how, OVER_##over, what, origin, meaning},
#define SWITCH(...)
#define THING(...)
#include "models/rows/figures.def"
#undef FIGURE
#undef SWITCH
#undef THING
};
const int figure_count = sizeof figure_rows / sizeof *figure_rows;

const struct switch_keys figure_switches[] = {
#define FIGURE(...)
#define SWITCH(programme, keys)          {#programme, "", keys},
#define THING(programme, quantity, keys) {#programme, #quantity, keys},
#include "models/rows/figures.def"
#undef FIGURE
#undef SWITCH
#undef THING
};
const int figure_switch_count = sizeof figure_switches / sizeof *figure_switches;

const char *const figure_hows[FIGURE_HOWS] = {"money",  "quantity",  "counties", "prefectures", "begins",
                                              "series", "parameter", "table",    "marked",      "places",
                                              "pairs",  "given",     "none"};
const char *const figure_overs[FIGURE_OVERS] = {"sum", "last", "mean", "all"};
const char *const figure_origins[ORIGINS] = {
    [ORIGIN_NONE] = "",           [ORIGIN_TAKEN] = "taken",     [ORIGIN_INPUT] = "input",
    [ORIGIN_IMPOSED] = "imposed", [ORIGIN_OUTCOME] = "outcome",
};

const struct figure_row *figure_named(const char *programme, const char *quantity)
{
    for (int i = 0; i < figure_count; i++) {
        if (strcmp(figure_rows[i].programme, programme) == 0 &&
            strcmp(figure_rows[i].quantity, quantity) == 0) {
            return &figure_rows[i];
        }
    }
    return NULL;
}

/* The years that a statement and the run share; false where there are none. */
static bool shared_years(const struct evidence *e, const struct statement *s, int *first, int *last)
{
    *first = s->first && s->first > e->first_year ? s->first : e->first_year;
    *last = s->last && s->last < e->last_year ? s->last : e->last_year;
    return *first <= *last;
}

/* ---- the ledger -------------------------------------------------------------------------------------- */

static struct number of_entries(const struct evidence *e, const struct figure_row *row,
                                const struct statement *s, int first, int last, const char **why)
{
    struct filter filter;
    enum { MOST_COUNTIES = 4096 };
    static bool found[MOST_COUNTIES];
    if (!filter_read(row->what, &filter) || e->places.count > MOST_COUNTIES) {
        *why = "the row's filter cannot be read";
        return unknown_number;
    }
    memset(found, 0, sizeof found);
    first = row->over == OVER_LAST ? last : first;
    int64_t fen = 0, quantity = 0;
    int begins = 0;
    for (int i = 0; i < e->books.count; i++) {
        const struct entry *one = &e->books.entries[i];
        const int sign = one->year < first || one->year > last ? 0 : filter_takes(&filter, one);
        if (sign && place_covers(&e->places, s->place, one->county, one->year)) {
            fen += sign * one->fen;
            quantity += sign * one->quantity;
            found[one->county] = true;
            begins = begins && begins < one->year ? begins : one->year;
        }
    }
    const int64_t years = row->over == OVER_MEAN ? last - first + 1 : 1;
    switch (row->how) {
    case FIGURE_MONEY:
        return number_of(fen, 100 * years);
    case FIGURE_QUANTITY:
        return number_of(quantity, years);
    case FIGURE_COUNTIES:
        return number_of(place_counties(&e->places, s->place, last, found), 1);
    case FIGURE_PREFECTURES:
        return number_of(place_prefectures(&e->places, s->place, last, found), 1);
    default:
        *why = begins ? *why : "nothing of it is in the ledger";
        return begins ? number_of(begins, 1) : unknown_number;
    }
}

/* ---- parameters ------------------------------------------------------------------------------------------ */

static int parameter_of(const struct evidence *e, const char *key, size_t size)
{
    for (int i = 0; i < e->parameters->count; i++) {
        const struct param_row *row = &e->parameters->rows[i];
        const size_t group = strlen(row->group);
        if (strlen(row->name) + group + 1 == size && strncmp(row->group, key, group) == 0 &&
            key[group] == '.' && strncmp(row->name, key + group + 1, size - group - 1) == 0) {
            return i;
        }
    }
    return -1;
}

/* In a county of the run and a year. */
static union cell parameter_in(const struct evidence *e, int parameter, int county, int year)
{
    enum { MOST_PARAMETERS = 4096 };
    static union cell cells[MOST_PARAMETERS];
    if (e->parameters->count > MOST_PARAMETERS) {
        return (union cell){.integer = 0};
    }
    hq_config_resolve(e->config, county, year, cells);
    return cells[parameter];
}

/* ---- series ------------------------------------------------------------------------------------------ */

/* Names of `a * b / c`; "" where not there; `1 - ` before them takes the value from one. b may be the key of a real
 * parameter. */
struct product {
    char over[2][40], under[40];
    bool rest;
};

static bool product_read(const char *text, struct product *out)
{
    *out = (struct product){.rest = strncmp(text, "1 - ", 4) == 0};
    text += out->rest ? 4 : 0;
    const char *slash = strstr(text, " / "), *star = strstr(text, " * ");
    const size_t all = slash ? (size_t)(slash - text) : strlen(text);
    const size_t one = star ? (size_t)(star - text) : all;
    if (one >= 40 || (star && all - one - 3 >= 40) || (slash && strlen(slash + 3) >= 40)) {
        return false;
    }
    memcpy(out->over[0], text, one);
    if (star) {
        memcpy(out->over[1], star + 3, all - one - 3);
    }
    if (slash) {
        memcpy(out->under, slash + 3, strlen(slash + 3));
    }
    return true;
}

static const double no_series;

/* A series, NULL where the name is "" and `no_series` where there is none of it. */
static const double *series_named(const struct evidence *e, const char *name)
{
    const double *values = name[0] ? e->series(e->with, name) : NULL;
    return values || !name[0] ? values : &no_series;
}

static struct number of_series(const struct evidence *e, const struct figure_row *row,
                               const struct statement *s, int first, int last, const char **why)
{
    struct product p;
    *why = "the result has no such series";
    if (!product_read(row->what, &p)) {
        return unknown_number;
    }
    const int factor = parameter_of(e, p.over[1], strlen(p.over[1]));
    const double *a = series_named(e, p.over[0]), *b = factor < 0 ? series_named(e, p.over[1]) : NULL,
                 *c = series_named(e, p.under);
    if (!a || a == &no_series || b == &no_series || c == &no_series) {
        return unknown_number;
    }
    double over = 0, under = 0;
    for (int year = row->over == OVER_LAST ? last : first; year <= last; year++) {
        for (int county = 0; county < e->places.count; county++) {
            const size_t at = (size_t)(year - e->first_year) * (size_t)e->places.count + (size_t)county;
            if (place_covers(&e->places, s->place, county, year)) {
                const double times = factor >= 0 ? parameter_in(e, factor, county, year).real : b ? b[at] : 1.0;
                over += times == 0.0 ? 0.0 : a[at] * times; /* a ratio of nothing is not a number */
                under += c ? c[at] : 0.0;
            }
        }
    }
    struct number value = c ? number_divide(number_of_real(over), number_of_real(under)) : number_of_real(over);
    value = p.rest ? number_subtract(number_of(1, 1), value) : value;
    *why = is_known(value) ? NULL : "it is a share of nothing";
    return row->over == OVER_MEAN && !c ? number_divide(value, number_of(last - first + 1, 1)) : value;
}

/* ---- settings ---------------------------------------------------------------------------------------- */

static int county_in(const struct evidence *e, const char *place, int year)
{
    int county = 0;
    while (county < e->places.count && !place_covers(&e->places, place, county, year)) {
        county++;
    }
    return county;
}

static struct number of_parameter(const struct evidence *e, const struct figure_row *row,
                                  const struct statement *s, int first, int last, const char **why)
{
    const int parameter = parameter_of(e, row->what, strlen(row->what)), county = county_in(e, s->place, last);
    if (parameter < 0 || county == e->places.count) {
        *why = parameter < 0 ? "the model has no such parameter" : "no county of the run lies there";
        return unknown_number;
    }
    const enum hq_param_type type = e->parameters->rows[parameter].type;
    struct number sum = number_of(0, 1);
    for (int year = row->over == OVER_LAST ? last : first; year <= last; year++) {
        const union cell cell = parameter_in(e, parameter, county, year);
        sum = number_add(sum, type == HQ_REAL ? number_of_real(cell.real)
                                              : number_of(cell.integer, type == HQ_YUAN ? 100 : 1));
    }
    return row->over == OVER_MEAN ? number_divide(sum, number_of(last - first + 1, 1)) : sum;
}

/* The year at which a statement without years, or of others, looks at the places. */
static int year_of(const struct evidence *e, const struct statement *s)
{
    return s->last ? s->last : e->last_year;
}

static struct number of_table(const struct evidence *e, const struct figure_row *row, const struct statement *s,
                              const char **why)
{
    struct number sum = number_of(0, 1);
    for (int c = 0; c < e->places.count; c++) {
        if (place_covers(&e->places, s->place, c, year_of(e, s))) {
            const char *text = territory_cell(&e->places, c, row->what);
            struct number one = unknown_number;
            if (!text || number_read(text, &one)) {
                *why = "the region table has no such column of numbers";
                return unknown_number;
            }
            sum = number_add(sum, one);
        }
    }
    return sum;
}

static struct number of_place(const struct evidence *e, const struct figure_row *row, const struct statement *s)
{
    const int year = year_of(e, s);
    return number_of(strcmp(row->what, "prefectures") == 0 ? place_prefectures(&e->places, s->place, year, NULL)
                                                           : place_counties(&e->places, s->place, year, NULL),
                     1);
}

static struct number of_marks(const struct evidence *e, const struct figure_row *row, const struct statement *s,
                              const char **why)
{
    enum { LONGEST = 40 };
    char column[LONGEST] = "";
    const char *space = strchr(row->what, ' ');
    int count = 0;
    memcpy(column, row->what, (size_t)(space - row->what)); /* the test of the rows sees that it is one */
    for (int c = 0; c < e->places.count; c++) {
        const char *text = territory_cell(&e->places, c, column);
        if (!text) {
            *why = "the region table has no such column";
            return unknown_number;
        }
        count += place_covers(&e->places, s->place, c, year_of(e, s)) && strcmp(text, space + 1) == 0;
    }
    return number_of(count, 1);
}

/* Whether the table of pairs has a county in a year. */
static bool is_paired(const struct csv *pairs, const char *code, int year)
{
    const int years = hq_csv_column(pairs, "year"), places = hq_csv_column(pairs, "place");
    for (int row = 0; row < pairs->rows; row++) {
        int one;
        if (strcmp(hq_csv_cell(pairs, row, places)->text, code) == 0 &&
            !hq_to_year(hq_csv_cell(pairs, row, years)->text, &one) && one == year) {
            return true;
        }
    }
    return false;
}

static struct number of_pairs(const struct evidence *e, const struct statement *s, int year, const char **why)
{
    int count = 0;
    if (e->pairs.rows == 0) {
        *why = "the configuration has no table of pairs";
        return unknown_number;
    }
    for (int c = 0; c < e->places.count; c++) {
        const char *code = e->places.codes[c];
        count += place_covers(&e->places, s->place, c, year) && is_paired(&e->pairs, code, year) &&
                 !is_paired(&e->pairs, code, year - 1);
    }
    return number_of(count, 1);
}

/* A parameter that no year changes. */
static bool is_fixed(const struct evidence *e, const struct figure_row *row)
{
    const int parameter = row->how == FIGURE_PARAMETER ? parameter_of(e, row->what, strlen(row->what)) : -1;
    return parameter >= 0 && !(e->parameters->rows[parameter].flags & HQ_BY_YEAR);
}

struct number figure_value(const struct evidence *e, const struct figure_row *row, const struct statement *s,
                           const char **why)
{
    int first, last;
    *why = NULL;
    if (row->how == FIGURE_GIVEN) {
        return s->value;
    }
    if (row->how == FIGURE_NONE) {
        *why = row->meaning;
        return unknown_number;
    }
    if (row->how == FIGURE_TABLE) {
        return of_table(e, row, s, why);
    }
    if (row->how == FIGURE_PLACES) {
        return of_place(e, row, s);
    }
    if (row->how == FIGURE_MARKED) {
        return of_marks(e, row, s, why);
    }
    if (!shared_years(e, s, &first, &last)) {
        if (is_fixed(e, row)) { /* what stood before the run is one number */
            return of_parameter(e, row, s, e->last_year, e->last_year, why);
        }
        *why = "the run has none of these years";
        return unknown_number;
    }
    if (row->over == OVER_SUM && s->first && (first > s->first || last < s->last)) {
        *why = "the run has some of these years only";
        return unknown_number;
    }
    if (row->how == FIGURE_PAIRS) {
        return of_pairs(e, s, last, why);
    }
    if (row->how == FIGURE_PARAMETER) {
        return of_parameter(e, row, s, first, last, why);
    }
    return row->how == FIGURE_SERIES ? of_series(e, row, s, first, last, why)
                                     : of_entries(e, row, s, first, last, why);
}

/* ---- origin ------------------------------------------------------------------------------------------ */

static double real_in(const struct evidence *e, int parameter, int county, int year)
{
    const union cell cell = parameter_in(e, parameter, county, year);
    const enum hq_param_type type = e->parameters->rows[parameter].type;
    return type == HQ_REAL ? cell.real : (double)cell.integer;
}

/* Whether a parameter states something, 0 or more, in the years and places of a statement. */
static bool is_stated(const struct evidence *e, const struct statement *s, const char *key)
{
    const int parameter = parameter_of(e, key, strlen(key));
    int first, last;
    if (parameter < 0 || !shared_years(e, s, &first, &last)) {
        return false;
    }
    for (int c = 0; c < e->places.count; c++) {
        for (int year = first; year <= last; year++) {
            if (place_covers(&e->places, s->place, c, year) && real_in(e, parameter, c, year) >= 0.0) {
                return true;
            }
        }
    }
    return false;
}

enum origin figure_origin(const struct evidence *e, const struct figure_row *row, const struct statement *s)
{
    const size_t size = strcspn(row->origin, " ");
    if (row->how == FIGURE_GIVEN || row->how == FIGURE_NONE) {
        return row->how == FIGURE_GIVEN ? ORIGIN_TAKEN : ORIGIN_NONE;
    }
    if (strcmp(row->origin, "outcome") == 0 ||
        (row->origin[size] && !is_stated(e, s, row->origin + size + 1))) {
        return ORIGIN_OUTCOME;
    }
    return strncmp(row->origin, "imposed", size) == 0 ? ORIGIN_IMPOSED : ORIGIN_INPUT;
}

/* ---- switches ---------------------------------------------------------------------------------------- */

/* Whether `group.name` of a parameter's group, if there is one, lets it run in a county and year. */
static bool group_runs(const struct evidence *e, const char *group, int county, int year)
{
    bool inside = true;
    for (int i = 0; i < e->parameters->count && inside; i++) {
        const struct param_row *row = &e->parameters->rows[i];
        const bool own = strcmp(row->group, group) == 0;
        if (own && strcmp(row->name, "enabled") == 0) {
            inside = parameter_in(e, i, county, year).integer != 0;
        } else if (own && strcmp(row->name, "start") == 0) {
            inside = year >= parameter_in(e, i, county, year).integer;
        } else if (own && strcmp(row->name, "end") == 0) {
            inside = year <= parameter_in(e, i, county, year).integer;
        }
    }
    return inside;
}

/* Whether all keys of a word hold in a county and year; `known`: the model has them all. */
static bool word_holds(const struct evidence *e, const char *word, size_t size, int county, int year,
                       bool *known)
{
    bool holds = true;
    for (size_t at = 0; at < size;) {
        const size_t key = strcspn(word + at, "&> "), all = strcspn(word + at, "& ");
        const int parameter = parameter_of(e, word + at, key);
        struct number limit = number_of(0, 1);
        if (key < all) {
            char text[NUMBER_TEXT] = "";
            memcpy(text, word + at + key + 1, all - key - 1 < NUMBER_TEXT ? all - key - 1 : 0);
            *known = *known && !number_read(text, &limit);
        }
        *known = *known && parameter >= 0;
        holds = holds && *known && group_runs(e, e->parameters->rows[parameter].group, county, year) &&
                number_compare(number_of_real(real_in(e, parameter, county, year)), limit) > 0;
        at += all + (word[at + all] == '&');
    }
    return holds;
}

/* Whether one of the words holds in a statement's years and places. */
static enum runs keys_run(const struct evidence *e, const struct statement *s, const char *keys)
{
    int first, last;
    bool any_known = false;
    if (!shared_years(e, s, &first, &last)) {
        return NO_YEARS;
    }
    if (!*keys) {
        return RUNS;
    }
    for (const char *at = keys; *at; at += *at == ' ') {
        const size_t size = strcspn(at, " ");
        for (int c = 0; c < e->places.count; c++) {
            for (int year = first; year <= last; year++) {
                bool known = true;
                if (place_covers(&e->places, s->place, c, year) && word_holds(e, at, size, c, year, &known)) {
                    return RUNS;
                }
                any_known = any_known || known;
            }
        }
        at += size;
    }
    return any_known ? RUNS_NOT : NO_PROGRAMME;
}

static const char *keys_of(const char *programme, const char *quantity)
{
    for (int i = 0; i < figure_switch_count; i++) {
        const struct switch_keys *one = &figure_switches[i];
        if (strcmp(one->programme, programme) == 0 && strcmp(one->quantity, quantity) == 0) {
            return one->keys;
        }
    }
    return NULL;
}

enum runs programme_runs(const struct evidence *e, const struct statement *s)
{
    const char *all = keys_of(s->programme, ""), *own = keys_of(s->programme, s->quantity);
    if (!all) {
        return NO_PROGRAMME;
    }
    return keys_run(e, s, own && *own ? own : all);
}
