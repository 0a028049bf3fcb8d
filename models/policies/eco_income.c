/* What households get of the county's ecological industries (policies/eco_industry.c), wages aside:
 *   of one industry = min(most, rate x what they have), rounded down to the fen
 *   sold:      to visitors by the appeal of the village (near roads, under trees), herbs by own cropland, fruit by
 *              the village's grown trees
 *   rent:      of sand under photovoltaic stations to all of the village, of pasture under wind power by own rights
 *   dividends: of photovoltaic stations to registered households, for whom shares of them are held
 * with rate = part x what the industry sells / what all households of the county had last year. Dividends go by need:
 * the register leaves them out of what it assesses. Known limits: no household decides to take a guest or to plant a
 * herb; what is sold is net of cost, and takes no months of anybody. */
#include "models/policies/eco_industries.h"
#include "sim/select.h"

/* Fen that every household of a village gets by what the village has. */
static int32_t by_village(const struct parameters *p, float rate, float has)
{
    return hq_truncate(hq_min((float)p->eco_industry_most, rate * has * 1000.0f));
}

static void pay(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const float most = (float)p->eco_industry_most;
    const int32_t guests = by_village(p, c->rate_tourism_appeal, appeal_of(p, village)),
                  fruit = by_village(p, c->rate_fruit_rooted, village->rooted),
                  sand = by_village(p, c->rate_photovoltaic_bare, village->sand),
                  part = hq_truncate(hq_min(most, c->rate_photovoltaic_registered));
    const float herbs = c->rate_medicine_cropland, wind = c->rate_wind_pasture;
    const uint8_t *registered = ROW(v, registered);
    const uint16_t *weight = ROW(v, weight);
    const float *cropland = ROW(v, cropland), *pasture = ROW(v, pasture);
    int32_t *sales = ROW(v, sales), *property = ROW(v, property), *transfers = ROW(v, transfers),
            *aid = ROW(v, aid);
    const int32_t rows = v->rows;
    int64_t sold = 0, rents = 0, dividends = 0;
    each_row_sum (i, rows, sold, rents, dividends) {
        const int32_t sells = guests + fruit + hq_truncate(hq_min(most, herbs * cropland[i]));
        const int32_t lets = sand + hq_truncate(hq_min(most, wind * pasture[i]));
        const int32_t gets = hq_where(registered[i] == 1, part), here = weight[i] > 0;
        sales[i] += hq_where(here, sells);
        property[i] += hq_where(here, lets);
        transfers[i] += gets;
        aid[i] += gets;
        sold += (int64_t)sells * weight[i];
        rents += (int64_t)lets * weight[i];
        dividends += (int64_t)gets * weight[i];
    }
    v->tally[T_eco_sales] += sold;
    v->tally[T_eco_rents] += rents;
    v->tally[T_eco_dividends] += dividends;
}

/* What next year's parts go by. */
static void count_bases(const struct view *v)
{
    const struct village *village = v->village;
    const uint8_t *registered = ROW(v, registered);
    const uint16_t *weight = ROW(v, weight), *cattle = ROW(v, cattle);
    const float *cropland = ROW(v, cropland), *pasture = ROW(v, pasture), *herd = ROW(v, herd);
    const int32_t rows = v->rows;
    int64_t households = 0, poor = 0, fields = 0, rights = 0, large = 0, animals = 0;
    each_row_sum (i, rows, households, poor, fields, rights) {
        households += weight[i];
        poor += hq_where(registered[i] == 1, weight[i]);
        fields += (int64_t)hq_round(cropland[i]) * weight[i];
        rights += (int64_t)hq_round(pasture[i]) * weight[i];
    }
    each_row_sum (i, rows, large, animals) {
        large += (int64_t)cattle[i] * weight[i];
        animals += (int64_t)hq_round(10.0f * herd[i]) * weight[i];
    }
    v->tally[T_base_registered] += poor;
    v->tally[T_base_cropland] += fields;
    v->tally[T_base_pasture] += rights;
    v->tally[T_base_cattle] += large;
    v->tally[T_base_small] += animals > large ? animals - large : 0;
    v->tally[T_base_appeal] += households * hq_round(1000.0f * appeal_of(v->parameters, village));
    v->tally[T_base_bare] += households * hq_round(1000.0f * village->sand);
    v->tally[T_base_rooted] += households * hq_round(1000.0f * village->rooted);
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    if (p->eco_industry_enabled && c->eco_capital > 0) {
        pay(v);
        count_bases(v);
    }
}

const struct process HQ_SYMBOL(eco_income) = {"eco_income", HQ_SETTLE, run,
                                              COLUMNS(C_weight, C_registered, C_cropland, C_pasture, C_cattle,
                                                      C_herd, C_sales, C_property, C_transfers, C_aid),
                                              COLUMNS(C_sales, C_property, C_transfers, C_aid)};
