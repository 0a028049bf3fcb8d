/* Values of figures. Sums over entries, counties and years are of integers; series and real parameters are doubles
 * and taken as decimals of nine places. */
#include "models/replay/figures.h"

#include <string.h>

const struct figure_row figure_rows[] = {
#define FIGURE(programme, quantity, how, over, what, meaning)                                                  \
    {#programme, #quantity, FIGURE_##how, OVER_##over, what, meaning},
#define SWITCH(programme, keys)
#include "models/rows/figures.def"
#undef FIGURE
#undef SWITCH
};
const int figure_count = sizeof figure_rows / sizeof *figure_rows;

static const struct switch_keys switches[] = {
#define FIGURE(...)
#define SWITCH(programme, keys) {#programme, keys},
#include "models/rows/figures.def"
#undef FIGURE
#undef SWITCH
};

const char *const figure_hows[FIGURE_HOWS] = {"money",  "quantity", "counties",  "prefectures",
                                              "begins", "series",   "parameter", "table",
                                              "places", "given",    "none"};
const char *const figure_overs[FIGURE_OVERS] = {"sum", "last", "mean"};

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
        if (sign && place_covers(&e->places, s->place, one->county)) {
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
        return number_of(place_counties(&e->places, s->place, found), 1);
    case FIGURE_PREFECTURES:
        return number_of(place_prefectures(&e->places, s->place, found), 1);
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
            if (place_covers(&e->places, s->place, county)) {
                const double times = factor >= 0 ? parameter_in(e, factor, county, year).real : b ? b[at] : 1.0;
                over += times == 0.0 ? 0.0 : a[at] * times; /* a ratio of nothing is not a number */
                under += c ? c[at] : 0.0;
            }
        }
    }
    struct number value = c ? number_divide(number_of_real(over), number_of_real(under)) : number_of_real(over);
    value = p.rest ? number_subtract(number_of(1, 1), value) : value;
    *why = is_known(value) ? NULL : "it is a share of nothing";
    return row->over == OVER_MEAN ? number_divide(value, number_of(last - first + 1, 1)) : value;
}

/* ---- settings ---------------------------------------------------------------------------------------- */

static int county_in(const struct evidence *e, const char *place)
{
    int county = 0;
    while (county < e->places.count && !place_covers(&e->places, place, county)) {
        county++;
    }
    return county;
}

static struct number of_parameter(const struct evidence *e, const struct figure_row *row,
                                  const struct statement *s, int first, int last, const char **why)
{
    const int parameter = parameter_of(e, row->what, strlen(row->what)), county = county_in(e, s->place);
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

static struct number of_table(const struct evidence *e, const struct figure_row *row, const struct statement *s,
                              const char **why)
{
    struct number sum = number_of(0, 1);
    for (int c = 0; c < e->places.count; c++) {
        if (place_covers(&e->places, s->place, c)) {
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
    return number_of(strcmp(row->what, "prefectures") == 0 ? place_prefectures(&e->places, s->place, NULL)
                                                           : place_counties(&e->places, s->place, NULL),
                     1);
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
    if (!shared_years(e, s, &first, &last)) {
        *why = "the run has none of these years";
        return unknown_number;
    }
    if (row->how == FIGURE_PARAMETER) {
        return of_parameter(e, row, s, first, last, why);
    }
    return row->how == FIGURE_SERIES ? of_series(e, row, s, first, last, why)
                                     : of_entries(e, row, s, first, last, why);
}

/* Whether what a key switches runs in a county and year: where the key is `group.enabled`, from group.start to
 * group.end. */
static bool runs_in(const struct evidence *e, int parameter, int county, int year)
{
    const char *group = e->parameters->rows[parameter].group;
    bool inside = true;
    for (int i = 0; i < e->parameters->count && inside; i++) {
        const struct param_row *row = &e->parameters->rows[i];
        if (strcmp(row->group, group) == 0 &&
            (strcmp(row->name, "start") == 0 || strcmp(row->name, "end") == 0)) {
            const int64_t limit = parameter_in(e, i, county, year).integer;
            inside = strcmp(row->name, "start") == 0 ? year >= limit : year <= limit;
        }
    }
    return inside && parameter_in(e, parameter, county, year).integer != 0;
}

static bool runs_anywhere(const struct evidence *e, const struct statement *s, int parameter, int first,
                          int last)
{
    for (int c = 0; c < e->places.count; c++) {
        for (int year = first; year <= last && place_covers(&e->places, s->place, c); year++) {
            if (runs_in(e, parameter, c, year)) {
                return true;
            }
        }
    }
    return false;
}

int programme_runs(const struct evidence *e, const struct statement *s)
{
    const char *keys = NULL;
    int runs = -1, first, last;
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        keys = strcmp(switches[i].programme, s->programme) == 0 ? switches[i].keys : keys;
    }
    if (!keys || !keys[0]) {
        return keys ? 1 : -1;
    }
    if (!shared_years(e, s, &first, &last)) {
        return 0;
    }
    for (const char *at = keys; *at && runs < 1; at += *at == ' ') {
        const size_t size = strcspn(at, " ");
        const int parameter = parameter_of(e, at, size);
        at += size;
        runs = parameter < 0 ? runs : runs_anywhere(e, s, parameter, first, last);
    }
    return runs;
}
