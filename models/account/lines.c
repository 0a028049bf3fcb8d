/* The poverty lines that hold, and what a year leaves of income (seed 002: the line is adjusted every year after
 * the national line and the prices of farming and pastoral areas).
 *
 *   rule 0   line = the calendar's, farming or pastoral
 *   rule 1   line = line of last year x (a national / national of last year + (1 - a) cpi / cpi of last year)
 *   rule 2   line = income_share x last year's net income per head of the region, not below the county's line of
 *            minimum living security (how the lines of 2011 were set: 30 to 50% of the income of 2010)
 * Rules 1 and 2 hold from lines.start on, at the earliest from the second year: before, the calendar's. Rounded
 * to the fen each year, so that a line is last year's times a factor whatever was run before.
 * Known limits: no price index of farming and pastoral areas alone was found: the calendar's consumer prices;
 * where the national line changes what it measures (2011: it doubles) rule 1 follows it by a. */
#include "models/poverty.h"

enum { CALENDAR, INDEXED, BY_INCOME };

/* The calendar's line of a county, in Yuan. */
static double published(const struct parameters *p)
{
    return p->register_pastoral_line ? p->calendar_poverty_line_region_pastoral
                                     : p->calendar_poverty_line_region_farming;
}

/* Last year's line, in fen, adjusted: Yuan. */
static double indexed(const struct parameters *p, const struct county *c)
{
    const double national = p->calendar_poverty_line_national / (0.01 * c->national_line),
                 prices = p->calendar_cpi / c->cpi_last, share = p->lines_national_share;
    return 0.01 * c->line * (share * national + (1.0 - share) * prices);
}

static double by_income(const struct parameters *p, const struct county *c)
{
    const double line = p->lines_income_share * 0.01 * (double)c->region_income;
    return line > p->calendar_dibao_line ? line : p->calendar_dibao_line;
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const bool follows = w->year > w->first_year && w->year >= p->lines_start && c->line > 0;
    const double line = follows && p->lines_rule == INDEXED && c->national_line > 0 ? indexed(p, c)
                        : follows && p->lines_rule == BY_INCOME                     ? by_income(p, c)
                                                                                    : published(p);
    c->line = (int32_t)hq_fen_of_double(line);
    c->national_line = (int32_t)hq_fen_of_double(p->calendar_poverty_line_national);
}

/* Net income per head of the region in fen, rounded down; 0 where nobody lives. */
static int64_t region_income(const struct world *w)
{
    int64_t income = 0, persons = 0;
    for (int c = 0; c < w->counties; c++) {
        income += hq_tallies(w, c)[T_income];
        persons += hq_tallies(w, c)[T_persons];
    }
    return persons > 0 ? income / persons : 0;
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    c->persons_last = t[T_persons];
    c->households_last = t[T_households];
    c->registered_last = t[T_registered];
    c->cpi_last = p->calendar_cpi;
    c->region_income = county == 0 ? region_income(w) : ((const struct county *)hq_county(w, 0))->region_income;
    const double persons = t[T_persons] > 0 ? (double)t[T_persons] : 1.0;
    c->income_last = (float)((double)t[T_income] / 100.0 / persons / p->calendar_cpi);
    if (w->year == w->first_year) {
        c->income_first = c->income_last;
        c->persons_first = c->persons_last;
    }
}

/* Founders are judged by the first year's line. */
const struct yearly HQ_SYMBOL(lines_year) = {.found = plan, .plan = plan, .close = close};
