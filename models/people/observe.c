/* What a village sees of incomes: last year's, with an error that all programmes of the year share.
 *   seen = ln(max(1 Yuan, income per head without aid that went by need))
 *          + noise x (1 - information x delivery) z             (delivery: policies/officers.c)
 * Aid is left out, or those helped would lose their place every second year.
 * Known limit: the error is new every year, and another one than the register's. */
#include "models/poverty.h"

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float known = (float)p->officers_information * village->delivery;
    const float noise = (float)p->register_noise * (1.0f - known);
    const int32_t *assessed = ROW(v, assessed);
    float *seen = ROW(v, seen);
    const struct hq_jump jump = JUMP(v, D_observed_income);
    const int32_t rows = v->rows;
    STREAMS(v);
    each_row (i, rows) {
        seen[i] = hq_log(hq_max(1.0f, hq_yuan(assessed[i]))) + noise * hq_normal(DRAW(i, jump));
    }
}

const struct process HQ_SYMBOL(observe) = {"observe", HQ_OFFERS, run, COLUMNS(C_assessed), COLUMNS(C_seen)};
