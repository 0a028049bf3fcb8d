#include "sim/audit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"

/* The largest difference of a stock that was within its bounds. */
struct worst {
    int64_t difference, allowed;
    int county, year;
};

struct audit {
    int stocks, years;
    size_t cells;               /* counties x (stocks, and the households) */
    int64_t *last;              /* stocks at last year's end */
    int64_t *now, *came, *left; /* of the year; this rank's, then all ranks' */
    int64_t *books;             /* balances behind the stocks, at last year's end */
    struct worst *worst;        /* a stock */
};

static size_t cell(const struct audit *a, int county, int stock)
{
    return (size_t)county * (size_t)(a->stocks + 1) + (size_t)stock;
}

/* ---- counting ---------------------------------------------------------------------------------------- */

static int64_t whole_units(const struct stock_row *s, double value)
{
    const double units = value * s->factor + 0.5;
    if (!(units > -9e18 && units < 9e18)) {
        hq_fail(HQ_EXIT_INTERNAL, "audit: %s of a household are %g %s", s->name, units, s->unit);
    }
    /* lint: allow float-cast: within 64 bits, looked at above */
    const int64_t cut = (int64_t)units;
    return cut - ((double)cut > units);
}

/* One household's part of a stock, not weighted. */
static int64_t part_of(const struct engine *e, const struct slab *slab, const struct stock_row *s, int32_t row)
{
    if (s->measure == HQ_HOUSEHOLDS || s->measure == HQ_NOTHING) {
        return s->measure == HQ_HOUSEHOLDS;
    }
    if (e->layout.kinds[s->column] != HQ_STATE) {
        return 0;
    }
    const struct column_row *column = &e->model->household.rows[s->column];
    const size_t width = hq_type_size(column->type);
    const unsigned char *values = hq_slab_column(slab, &e->layout, s->column);
    int64_t sum = 0;
    for (size_t slot = 0; slot < column->slots; slot++) {
        const unsigned char *at = values + (slot * (size_t)slab->capacity + (size_t)row) * width;
        int64_t exact;
        if (s->measure == HQ_PRESENT) {
            sum += hq_load_value(at, column->type) != 0;
        } else if (column->type == HQ_i64 && s->factor == 1) { /* a double would round it */
            memcpy(&exact, at, sizeof exact);
            sum += exact;
        } else {
            sum += whole_units(s, hq_load_value(at, column->type));
        }
    }
    return sum;
}

/* Adds a household to sums of its county: every stock, and behind them the households that it stands for. */
static void add_household(const struct engine *e, const struct slab *slab, int32_t row, int county,
                          int64_t *sums)
{
    const struct audit *a = e->audit;
    const uint16_t *weight = hq_slab_column(slab, &e->layout, 1);
    for (int s = 0; s < a->stocks; s++) {
        sums[cell(a, county, s)] += part_of(e, slab, &e->model->stocks[s], row) * weight[row];
    }
    sums[cell(a, county, a->stocks)] += weight[row];
}

static void count_rows(const struct engine *e, int64_t *sums)
{
    memset(sums, 0, e->audit->cells * sizeof *sums);
    for (int64_t v = 0; v < e->last - e->first; v++) {
        for (int32_t row = 0; row < e->slabs[v].live; row++) {
            add_household(e, &e->slabs[v], row, e->slabs[v].county, sums);
        }
    }
}

void hq_audit_posts(struct engine *e, const struct outbox *boxes, int count)
{
    struct audit *a = e->audit;
    for (int b = 0; a && b < count; b++) {
        for (int64_t i = 0; i < boxes[b].count; i++) {
            const struct post *p = &boxes[b].posts[i];
            const struct slab *slab = &e->slabs[p->village];
            const int64_t to = p->target ? hq_directory_find(&e->directory, e->counties, p->target) : -1;
            if (to >= 0) { /* one that ends is no mover; one without a village is refused when applied */
                add_household(e, slab, p->row, slab->county, a->left);
                add_household(e, slab, p->row, e->directory.places[to].county, a->came);
            }
        }
    }
}

/* ---- books ------------------------------------------------------------------------------------------- */

static bool is_booked(const struct model *m, int stock)
{
    for (int f = 0; f < m->flow_count; f++) {
        if (m->flows[f].stock == stock && m->flows[f].kind == HQ_FLOW_BOOK) {
            return true;
        }
    }
    return false;
}

static int64_t balance_of(const struct engine *e, const struct flow_row *flow, int county)
{
    int64_t sum = 0;
    for (int p = 0; p < e->model->books.programme_count; p++) {
        if (flow->programme == HQ_ALL_PROGRAMMES || flow->programme == p) {
            sum += hq_balance(e->ledger, county, p, flow->source);
        }
    }
    return flow->sign * sum;
}

/* What the ledger says of the booked stocks, into `books`. */
static void read_books(const struct engine *e, int64_t *books)
{
    const struct audit *a = e->audit;
    memset(books, 0, a->cells * sizeof *books);
    for (int f = 0; f < e->model->flow_count; f++) {
        const struct flow_row *flow = &e->model->flows[f];
        for (int c = 0; c < e->counties->count && flow->kind == HQ_FLOW_BOOK; c++) {
            books[cell(a, c, flow->stock)] += balance_of(e, flow, c);
        }
    }
}

/* ---- accounts ---------------------------------------------------------------------------------------- */

/* The year's flows of a stock, moves left out; the text (malloc'd) names them. */
static int64_t flows_of(const struct engine *e, int county, int stock, const int64_t *books, char **text)
{
    const struct audit *a = e->audit;
    const size_t at = cell(a, county, stock);
    int64_t sum = 0;
    *text = hq_copy_text("");
    for (int f = 0; f < e->model->flow_count; f++) {
        const struct flow_row *flow = &e->model->flows[f];
        if (flow->stock == stock && flow->kind == HQ_FLOW_TALLY) {
            const int64_t amount = flow->sign * hq_tallies(&e->world, county)[flow->source];
            char *longer = hq_text("%s, %s %+" PRId64, *text, flow->name, amount);
            free(*text);
            *text = longer;
            sum += amount;
        }
    }
    if (is_booked(e->model, stock)) {
        free(*text);
        sum = books[at] - a->books[at];
        *text = hq_text(", by the ledger %+" PRId64, sum);
    }
    return sum;
}

static void check_one(const struct engine *e, int county, int stock, const int64_t *books)
{
    struct audit *a = e->audit;
    const struct stock_row *s = &e->model->stocks[stock];
    const size_t at = cell(a, county, stock), heads = cell(a, county, a->stocks);
    const bool booked = is_booked(e->model, stock);
    char *flows;
    const int64_t in = flows_of(e, county, stock, books, &flows);
    const int64_t moved = booked ? 0 : a->came[at] - a->left[at];
    const int64_t counted = booked ? a->now[at] - a->came[at] : a->now[at];
    const int64_t difference = counted - (a->last[at] + in + moved);
    const int64_t size = difference < 0 ? -difference : difference;
    /* A slack of rounding a household, and the float arithmetic of large ones: a millionth of the stock. */
    const int64_t allowed =
        s->slack > 0 ? s->slack * (a->now[heads] + a->left[heads]) + (counted >> 20) + 1 : 0;
    if (size > allowed) {
        hq_fail(HQ_EXIT_INTERNAL,
                "audit: %s of county %s do not add up in %d: %" PRId64 " counted, %+" PRId64
                " %s against last year's %" PRId64 "%s, moves %+" PRId64 "%s",
                s->name, e->counties->codes[county], e->year, counted, difference, s->unit, a->last[at], flows,
                moved, allowed ? " (more than rounding explains)" : "");
    }
    if (a->worst[stock].year == 0 || size > a->worst[stock].difference) {
        a->worst[stock] = (struct worst){size, allowed, county, e->year};
    }
    a->last[at] = counted;
    free(flows);
}

void hq_audit_year(struct engine *e)
{
    struct audit *a = e->audit;
    if (!a) {
        return;
    }
    count_rows(e, a->now);
    hq_sum_over_ranks(a->now, (int64_t)(3 * a->cells)); /* came and left stand behind it */
    int64_t *books = hq_zalloc(a->cells, sizeof *books);
    read_books(e, books);
    for (int c = 0; c < e->counties->count; c++) {
        for (int s = 0; s < a->stocks; s++) {
            check_one(e, c, s, books);
        }
    }
    memcpy(a->books, books, a->cells * sizeof *books);
    memset(a->now, 0, 3 * a->cells * sizeof *a->now);
    free(books);
    a->years++;
}

void hq_audit_begin(struct engine *e)
{
    struct audit *a = hq_zalloc(1, sizeof *a);
    e->audit = a;
    a->stocks = e->model->stock_count;
    a->cells = (size_t)e->counties->count * (size_t)(a->stocks + 1);
    a->last = hq_zalloc(a->cells, sizeof *a->last);
    a->now = hq_zalloc(3 * a->cells, sizeof *a->now);
    a->came = a->now + a->cells;
    a->left = a->came + a->cells;
    a->books = hq_zalloc(a->cells, sizeof *a->books);
    a->worst = hq_zalloc((size_t)a->stocks + 1, sizeof *a->worst);
    count_rows(e, a->last);
    hq_sum_over_ranks(a->last, (int64_t)a->cells);
    read_books(e, a->books);
    for (int c = 0; c < e->counties->count; c++) {
        for (int s = 0; s < a->stocks; s++) {
            if (is_booked(e->model, s)) { /* after a checkpoint nobody remembers who came at last year's end */
                a->last[cell(a, c, s)] = a->books[cell(a, c, s)];
            }
        }
    }
}

void hq_audit_json(const struct engine *e, struct json *j)
{
    const struct audit *a = e->audit;
    hq_json_int(j, "audited_years", a ? a->years : 0);
    hq_json_array(j, "audit");
    for (int s = 0; a && s < a->stocks; s++) {
        const struct worst *w = &a->worst[s];
        hq_json_object(j, NULL);
        hq_json_text(j, "stock", e->model->stocks[s].name);
        hq_json_text(j, "unit", e->model->stocks[s].unit);
        hq_json_int(j, "years", a->years);
        hq_json_int(j, "worst_difference", w->difference);
        hq_json_int(j, "allowed_there", w->allowed);
        hq_json_text(j, "county", a->years ? e->counties->codes[w->county] : "");
        hq_json_int(j, "year", w->year);
        hq_json_close(j, '}');
    }
    hq_json_close(j, ']');
}

void hq_audit_free(struct engine *e)
{
    if (e->audit) {
        free(e->audit->last);
        free(e->audit->now);
        free(e->audit->books);
        free(e->audit->worst);
        free(e->audit);
        e->audit = NULL;
    }
}
