/* The baseline's ledger entries, and the books as a whole.
 *
 * Everything that households receive and pay outside programmes is posted from the sums over
 * households (rows/flows.def); then two things must hold in every county, to the fen, over all programmes: the
 * households' account equals their savings, and what they owe the banks equals their debt. Programmes post
 * their own payments, so a fen that a programme pays and no household receives is found here. */
#include <stdio.h>

#include "models/poverty.h"
#include "sim/ledger.h"

/* Flows of the baseline: which sum moves from where to where. */
static const struct flow {
    int tally, from, to, instrument;
} flows[] = {
#define BOOKED(tally, from, to, instrument, ...) {T_##tally, A_##from, A_##to, I_##instrument},
#include "models/rows/flows.def"
#undef BOOKED
};
enum { FLOWS = sizeof flows / sizeof *flows };

/* What of a year's sum is the baseline's: loans of programmes, what ecological industries pay and minimum living security are in
 * the programmes' books. */
static int64_t sum_of(const int64_t *t, int tally)
{
    switch (tally) {
    case T_borrowed:
        return t[tally] - t[T_project_loans] - t[T_house_debt] - t[T_flat_debt];
    case T_sales:
        return t[tally] - t[T_eco_sales];
    case T_property:
        return t[tally] - t[T_eco_rents];
    case T_public_transfers:
        return t[tally] - t[T_security_paid];
    default:
        return t[tally];
    }
}

/* A sum under zero flows back. */
static void close(struct world *w, int county)
{
    const int64_t *t = hq_tallies(w, county);
    for (int f = 0; f < FLOWS; f++) {
        const int64_t sum = sum_of(t, flows[f].tally);
        const bool back = sum < 0;
        hq_post(w->ledger, county, P_baseline, back ? flows[f].to : flows[f].from,
                back ? flows[f].from : flows[f].to, flows[f].instrument, back ? -sum : sum, 0);
    }
}

const struct yearly HQ_SYMBOL(baseline_year) = {.close = close};

void HQ_SYMBOL(open_books)(struct world *w)
{
    for (int county = 0; county < w->counties; county++) {
        struct county *c = hq_county(w, county);
        const int64_t *t = hq_tallies(w, county);
        hq_post(w->ledger, county, P_baseline, A_opening, A_households, I_opening, t[T_savings], 0);
        hq_post(w->ledger, county, P_baseline, A_banks, A_opening, I_opening, t[T_debt], 0); /* of a survey */
        c->persons_last = t[T_persons];
        c->households_last = t[T_households];
        c->registered_last = t[T_registered];
    }
}

/* Land that is rented is land that is let, and nobody is paid a rent that nobody pays. */
static bool rents_add_up(const int64_t *t)
{
    const int64_t cropland = t[T_cropland_rent] - t[T_cropland_rent_received] - t[T_absent_rent];
    return t[T_cropland_rented] == t[T_cropland_let] + t[T_absent_let] && cropland >= 0 &&
           t[T_pasture_rent] >= t[T_pasture_rent_received];
}

const char *HQ_SYMBOL(check_books)(struct world *w)
{
    for (int county = 0; county < w->counties; county++) {
        const int64_t *t = hq_tallies(w, county);
        int64_t held = 0, owed = 0;
        for (int programme = 0; programme < PROGRAMMES; programme++) {
            held += hq_balance(w->ledger, county, programme, A_households);
            owed -= hq_balance(w->ledger, county, programme, A_banks);
        }
        /* Those who leave are counted here, but their books have gone ahead. */
        if (held != t[T_savings] - t[T_leaving_savings] || owed != t[T_debt] - t[T_leaving_debt]) {
            snprintf(w->fault, sizeof w->fault,
                     "county %s: households hold %lld fen by the books and %lld by count, owe %lld and %lld",
                     w->county_codes[county], (long long)held, (long long)(t[T_savings] - t[T_leaving_savings]),
                     (long long)owed, (long long)(t[T_debt] - t[T_leaving_debt]));
            return w->fault;
        }
        const int64_t funds = hq_balance(w->ledger, county, P_mutual_fund, A_village_funds);
        if (funds != t[T_fund_cash] || t[T_fund_unexplained] != 0) {
            snprintf(
                w->fault, sizeof w->fault,
                "county %s: mutual funds hold %lld fen by the books and %lld by count, %lld are unexplained",
                w->county_codes[county], (long long)funds, (long long)t[T_fund_cash],
                (long long)t[T_fund_unexplained]);
            return w->fault;
        }
        if (!rents_add_up(t)) {
            snprintf(w->fault, sizeof w->fault,
                     "county %s: more land is rented than let, or more rent received than paid",
                     w->county_codes[county]);
            return w->fault;
        }
    }
    return NULL;
}
