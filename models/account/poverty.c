/* The poverty count; the lines themselves are in account/lines.c.
 *
 *   poor = income / members < line,  gap = (line - income / members) / line
 * Income per head against the region's line (farming or pastoral) and the national one, poor if strictly
 * under it; gaps in millionths so that their sums are exact; negative incomes count as they are. */
#include "models/poverty.h"

static void count_poor(const struct view *v)
{
    const struct county *c = v->county_row;
    const int32_t line = c->line, national = c->national_line;
    const float scale = 1e6f / (float)(line > 0 ? line : 1);
    const int32_t *income = ROW(v, income), *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    uint8_t *spell = ROW(v, spell);
    const int32_t rows = v->rows;
    int64_t households = 0, persons = 0, poor = 0, poor_national = 0, gap = 0, squared = 0, entered = 0,
            left = 0;
    each_row_sum (i, rows, households, persons, poor, poor_national, gap, squared, entered, left) {
        const int64_t heads = (int64_t)members[i] * weight[i];
        const int32_t is_poor = (income[i] < line) & (members[i] > 0);
        const int32_t was_poor = spell[i] > 0;
        const int32_t short_of = hq_where(is_poor, hq_round((float)(line - income[i]) * scale));
        households += weight[i];
        persons += heads;
        poor += hq_where_long(is_poor, heads);
        poor_national += hq_where_long((income[i] < national) & (members[i] > 0), heads);
        gap += short_of * heads;
        squared += hq_round((float)short_of * (float)short_of * 1e-6f) * heads;
        entered += hq_where(is_poor & ~was_poor, weight[i]);
        left += hq_where(was_poor & ~is_poor, weight[i]);
        spell[i] = (uint8_t)hq_where(is_poor, spell[i] + (spell[i] < 255));
    }
    v->tally[T_households] += households;
    v->tally[T_persons] += persons;
    v->tally[T_poor] += poor;
    v->tally[T_poor_national] += poor_national;
    v->tally[T_gap] += gap;
    v->tally[T_gap_squared] += squared;
    v->tally[T_entered] += entered;
    v->tally[T_left] += left;
}

/* Land, herds and the village's nature at the year's end. */
static void take_stock(const struct view *v)
{
    const struct village *village = v->village;
    const float *herd = ROW(v, herd), *cropland = ROW(v, cropland), *forest = ROW(v, forest);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t animals = 0, fields = 0, returned = 0, all = 0;
    each_row_sum (i, rows, animals, fields, returned, all) {
        animals += (int64_t)hq_round(herd[i] * 1e3f) * weight[i];
        fields += (int64_t)hq_round(cropland[i] * 1e2f) * weight[i];
        returned += (int64_t)hq_round(forest[i] * 1e2f) * weight[i];
        all += weight[i];
    }
    const int64_t worth = v->live > 0 ? all / v->live : 0; /* villages that this one stands for */
    v->tally[T_herd] += animals;
    v->tally[T_cropland] += fields;
    v->tally[T_returned] += returned;
    v->tally[T_village_rows] += worth;
    v->tally[T_green] += worth * hq_round(village->green);
    v->tally[T_reserve] += worth * hq_round(village->reserve);
    v->tally[T_sand] += worth * hq_round(village->sand * 1e6f);
    v->tally[T_cover] += worth * hq_round(village->forest * 1e6f);
    v->tally[T_saline] += worth * hq_round(village->saline * 1e6f);
    v->tally[T_stocking] += worth * hq_round(village->stocking * 1e3f);
    v->tally[T_rain] += worth * hq_round(village->rain * 1e3f);
}

static void run(const struct view *v)
{
    count_poor(v);
    take_stock(v);
}

const struct process HQ_SYMBOL(poverty_count) = {
    "poverty_count", HQ_SETTLE, run,
    COLUMNS(C_income, C_members, C_weight, C_spell, C_herd, C_cropland, C_forest), COLUMNS(C_spell)};
