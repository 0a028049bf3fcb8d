/* Land that a household works: its own cropland with what it has rented (livelihoods/rental.c), less what it
 * lets; nothing where it has been relocated, since the land lies at home:
 *   fields = max(0, cropland + rented) where not relocated, else 0 */
#include "models/poverty.h"

static void run(const struct view *v)
{
    const float *cropland = ROW(v, cropland), *rented = ROW(v, rented);
    const uint8_t *settled = ROW(v, settled);
    float *fields = ROW(v, fields);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        fields[i] = settled[i] > 0 ? 0.0f : hq_max(0.0f, cropland[i] + rented[i]);
    }
}

/* In both passes, since the scratch of one is not seen in the other. */
const struct process HQ_SYMBOL(till_offers) = {"till_offers", HQ_OFFERS, run,
                                               COLUMNS(C_cropland, C_rented, C_settled), COLUMNS(C_fields)};
const struct process HQ_SYMBOL(till) = {"till", HQ_SETTLE, run, COLUMNS(C_cropland, C_rented, C_settled),
                                        COLUMNS(C_fields)};
