/* Transfers of the calendar, gifts, and income from property.
 *
 *   public  = grain subsidy x cropland + 12 pension x elders
 *   private = private_share x subsistence minimum x members
 *   property = deposit rate x savings; rents are in livelihoods/rental.c and pasture_rental.c
 * The minimum living security is in livelihoods/security.c. Gifts are those from outside the
 * village: help within it, which public aid crowds out, is in livelihoods/help.c.
 * Known limit: gifts from outside do not fall when the state gives more. */
#include "models/poverty.h"

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float subsidy = (float)p->calendar_grain_subsidy, pension = 12.0f * (float)p->calendar_pension;
    const float gift = (float)(p->transfers_private_share * p->money_subsistence * p->calendar_cpi);
    const float deposit = (float)p->money_deposit_rate;
    const float *cropland = ROW(v, cropland);
    const int32_t *elders = ROW(v, elders), *members = ROW(v, members);
    const int32_t *savings = ROW(v, savings);
    const uint16_t *weight = ROW(v, weight);
    int32_t *transfers = ROW(v, transfers), *property = ROW(v, property);
    const int32_t rows = v->rows;
    int64_t paid = 0, given = 0;
    each_row_sum (i, rows, paid, given) {
        const float size = (float)members[i];
        const int32_t state = hq_fen(subsidy * cropland[i] + pension * (float)elders[i]);
        const int32_t kin = hq_fen(gift * size);
        transfers[i] += state + kin;
        property[i] += hq_fen(deposit * hq_yuan(savings[i]));
        paid += (int64_t)state * weight[i];
        given += (int64_t)kin * weight[i];
    }
    v->tally[T_public_transfers] += paid;
    v->tally[T_private_transfers] += given;
}

const struct process HQ_SYMBOL(transfers) = {
    "transfers", HQ_SETTLE, run,
    COLUMNS(C_cropland, C_elders, C_members, C_savings, C_weight, C_transfers, C_property),
    COLUMNS(C_transfers, C_property)};
