/* What a stated total of the region has beyond the lines that are itemised (conflicts 11 and 13 of configs/sources):
 * a line of its own, so that the books show the total and nothing is rescaled or added up twice.
 *
 *   unitemised = total - what centre and region paid for all programmes in the year
 *   of it the region's own = regional total - what the region paid
 *   pastoral counties get pastoral total - what they were paid; where none is stated, their part like the others
 *   a county's part otherwise = allot(the rest, registered persons; persons where none is registered)
 * It has no effect: what it was spent on is not said. Known limit: where the lines come to more than the total
 * nothing is posted, and a replay says by how much they do. */
#include <stdlib.h>

#include "models/poverty.h"
#include "sim/allot.h"
#include "sim/error.h"
#include "sim/ledger.h"

enum { PASTORAL = 2 }; /* of the model's classes */

/* What a source has paid for the programmes of a county in the year. */
static int64_t paid_by(const struct world *w, int county, int source)
{
    int64_t sum = 0;
    for (int programme = 0; programme < PROGRAMMES; programme++) {
        sum += programme == P_baseline ? 0 : hq_paid(w->ledger, county, programme, source);
    }
    return sum;
}

static bool is_pastoral(const struct world *w, int county)
{
    return w->classes[county] == PASTORAL;
}

/* out[county] += its part of `money` among the counties of one side, by registered persons or persons. */
static void share(const struct world *w, int64_t money, bool every, bool pastoral, int64_t *out)
{
    int64_t total = 0, before = 0;
    bool by_register = true;
    for (int pass = 0; pass < 2 && total == 0; pass++) {
        by_register = pass == 0;
        for (int c = 0; c < w->counties; c++) {
            const struct county *row = hq_county(w, c);
            total += every || is_pastoral(w, c) == pastoral
                         ? by_register ? row->registered_last : row->persons_last
                         : 0;
        }
    }
    for (int c = 0; c < w->counties; c++) {
        const struct county *row = hq_county(w, c);
        const int64_t own =
            every || is_pastoral(w, c) == pastoral ? by_register ? row->registered_last : row->persons_last : 0;
        out[c] += hq_allot(money, before, own, total, 0);
        before += own;
    }
}

/* The whole region, with the first county. */
static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (county > 0 || p->unitemised_total < 0) {
        return;
    }
    int64_t spent = 0, own = 0, pastoral = 0;
    for (int c = 0; c < w->counties; c++) {
        const int64_t region = paid_by(w, c, A_region), all = region + paid_by(w, c, A_central);
        spent += all;
        own += region;
        pastoral += is_pastoral(w, c) ? all : 0;
    }
    const int64_t rest = p->unitemised_total - spent, floor = p->unitemised_pastoral - pastoral;
    if (rest <= 0) {
        return;
    }
    int64_t *parts = hq_zalloc((size_t)w->counties, sizeof *parts);
    if (p->unitemised_pastoral < 0) {
        share(w, rest, true, false, parts);
    } else {
        const int64_t there = floor < 0 ? 0 : floor < rest ? floor : rest;
        share(w, there, false, true, parts);
        share(w, rest - there, false, false, parts);
    }
    const int64_t left = p->unitemised_regional < 0 ? 0 : p->unitemised_regional - own;
    const int64_t regional = left < 0 ? 0 : left < rest ? left : rest;
    int64_t before = 0;
    for (int c = 0; c < w->counties; c++) {
        const int64_t region = hq_allot(regional, before, parts[c], rest, 0);
        before += parts[c];
        hq_post(w->ledger, c, P_unitemised, A_central, A_unitemised, I_grant, parts[c] - region, 0);
        hq_post(w->ledger, c, P_unitemised, A_region, A_unitemised, I_grant, region, 0);
    }
    free(parts);
}

const struct yearly HQ_SYMBOL(unitemised_year) = {.close = close};
