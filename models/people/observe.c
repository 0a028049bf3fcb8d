/* What a village sees of incomes: last year's, with an error that all programmes of the year share.
 *   seen = ln(max(1 Yuan, income per head without aid that went by need))
 *          + sigma z                                            (people/observe.h)
 * Aid is left out, or those helped would lose their place every second year.
 * Known limit: the error is new every year, and another one than the register's. */
#include "models/people/observe.h"

static void run(const struct view *v)
{
    const float noise = error_seen(v);
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
