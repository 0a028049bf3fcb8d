/* Funds of programmes in a run with frozen markets (run.markets): places and rates of pay are the base run's,
 * and go to whoever comes up to its cuts. Where that is more than the base paid, a fund may fall short; what is
 * missing comes from a source of its own, so that the books balance and the sum can be read off the ledger
 * (from frozen_markets). What a fund does not pay stays in it, as ever. */
#include "models/poverty.h"
#include "sim/ledger.h"
#include "sim/markets.h"

/* A programme keeps to the base where its money does. */
static const struct {
    int programme, money;
} funds[] = {
#define POLICY(name, ...) {P_##name, K_money_##name},
#include "models/rows/policies.def"
#undef POLICY
};
enum { FUNDS = sizeof funds / sizeof *funds };

static void close(struct world *w, int county)
{
    for (int f = 0; f < FUNDS; f++) {
        const int64_t held = hq_balance(w->ledger, county, funds[f].programme, A_fund);
        if (held < 0 && hq_column_held_in(w, county, funds[f].money)) {
            hq_post(w->ledger, county, funds[f].programme, A_frozen_markets, A_fund, I_shortfall, -held, 0);
        }
    }
}

const struct yearly HQ_SYMBOL(frozen_year) = {.close = close};
