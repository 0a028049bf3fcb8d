/* The audit of `horqin run --audit`: a second count of people, households, animals, land and money.
 *
 * At the end of every year all rows of all villages are added up anew, by county, and must be what last
 * year's end and the year's flows give:
 *     stock = last year's stock + tallies in - tallies out + came from other counties - left for them
 * Moves are counted here, from the posts, before the engine applies them. Stocks that the ledger keeps are
 * compared with its balances instead: what movers carry is in the books of no county until the next year, so
 * those who came at the year's end are left out.
 *
 * The rows (STOCK, FLOW, BOOK) are the model's. A stock of floats is counted in rounded whole units; it
 * is exact where flows are whole units or tallied by the same rounding, and has a slack a household
 * where they are not. The audit reads and changes nothing: state and results are the same bits with it and
 * without it. A run that is resumed is audited from its checkpoint on. */
#ifndef SIM_AUDIT_H
#define SIM_AUDIT_H

#include "sim/engine.h"
#include "sim/outbox.h"
#include "sim/text/json.h"

struct audit;

/* Counts where the run begins: after founding, or after a checkpoint is read. Collective. */
void hq_audit_begin(struct engine *e);

/* Counts what movers of this rank carry between counties. Before the posts are applied; does nothing where
 * there is no audit. */
void hq_audit_posts(struct engine *e, const struct outbox *boxes, int count);

/* Counts the year's end. Ends the run (exit 70) where an account does not hold, naming stock, county, year
 * and difference. Does nothing where there is no audit. Collective. */
void hq_audit_year(struct engine *e);

/* Writes "audited_years" and the array "audit": a row a stock, with the worst difference and where it was. */
void hq_audit_json(const struct engine *e, struct json *j);

void hq_audit_free(struct engine *e);

#endif
