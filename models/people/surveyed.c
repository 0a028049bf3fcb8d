/* What a survey says of the founders, in place of what founding has made of them (docs/survey.md). A value that
 * is not said stays as it was made. Persons come all together: where the survey has them, a household consists
 * of those that it lists and of no others.
 * A village's pasture is what its households have the right to: where the survey gives it, their sum.
 * Known limit: ability and networks are drawn without regard to what is surveyed. */
#include "models/poverty.h"

static void take_real(const float *said, float *to, int32_t rows)
{
    if (!said) {
        return;
    }
    each_live_row (i, rows) {
        to[i] = said[i] > HQ_UNSAID_REAL ? said[i] : to[i];
    }
}

static void take_money(const int64_t *said, int32_t *to, int32_t rows)
{
    if (!said) {
        return;
    }
    each_live_row (i, rows) {
        to[i] = said[i] > HQ_UNSAID_YUAN ? (int32_t)said[i] : to[i];
    }
}

void HQ_SYMBOL(take_persons)(const struct view *v)
{
    const int32_t *age = GIVEN(v, age), *woman = GIVEN(v, woman);
    const int32_t rows = v->live;
    const size_t stride = (size_t)v->stride;
    for (size_t slot = 0; slot < HQ_SLOTS && age && woman; slot++) {
        const int32_t *years = age + slot * stride, *sex = woman + slot * stride;
        uint8_t *person = ROW(v, person) + slot * stride;
        each_live_row (i, rows) {
            person[i] = years[i] < 0 ? 0 : person_code(years[i], sex[i]);
        }
    }
}

void HQ_SYMBOL(take_learning)(const struct view *v)
{
    const int32_t *schooling = GIVEN(v, schooling), *chronic = GIVEN(v, chronic);
    const int32_t rows = v->live;
    const size_t stride = (size_t)v->stride;
    for (size_t slot = 0; slot < HQ_SLOTS && schooling; slot++) {
        const int32_t *years = schooling + slot * stride;
        const uint8_t *person = ROW(v, person) + slot * stride;
        uint8_t *learning = ROW(v, learning) + slot * stride;
        each_live_row (i, rows) {
            const uint8_t said = (uint8_t)((learning[i] & 0xf0) | years[i]);
            learning[i] = ((years[i] < 0) | (person[i] == 0)) ? learning[i] : said;
        }
    }
    for (size_t slot = 0; slot < HQ_SLOTS && chronic; slot++) {
        const int32_t *ill = chronic + slot * stride;
        const uint8_t *person = ROW(v, person) + slot * stride;
        uint8_t *learning = ROW(v, learning) + slot * stride;
        each_live_row (i, rows) {
            const uint8_t said = (uint8_t)((learning[i] & 0xcf) | (ill[i] > 0 ? CHRONIC << 4 : HEALTHY << 4));
            learning[i] = ((ill[i] < 0) | (person[i] == 0)) ? learning[i] : said;
        }
    }
}

/* Pasture of the village by its households' rights, in hundredths of a mu, which add up in any order. */
static void measure_pasture(const struct view *v)
{
    const float *pasture = ROW(v, pasture), *cropland = ROW(v, cropland);
    struct village *village = v->village;
    const int32_t rows = v->live;
    int64_t grass = 0, field = 0;
    for (int32_t i = 0; i < rows; i++) {
        grass += hq_fen(pasture[i]);
        field += hq_fen(cropland[i]);
    }
    village->hectares = (float)grass / 1500.0f;
    village->land = hq_max(village->land, (float)(grass + field) / 100.0f);
}

void HQ_SYMBOL(take_means)(const struct view *v)
{
    const int32_t rows = v->live;
    take_real(GIVEN(v, cropland), ROW(v, cropland), rows);
    take_real(GIVEN(v, pasture), ROW(v, pasture), rows);
    take_real(GIVEN(v, herd), ROW(v, herd), rows);
    take_money(GIVEN(v, savings), ROW(v, savings), rows);
    take_money(GIVEN(v, debt), ROW(v, debt), rows);
    const int32_t *said = GIVEN(v, minority);
    uint8_t *minority = ROW(v, minority);
    if (said) {
        each_live_row (i, rows) {
            minority[i] = said[i] < 0 ? minority[i] : (uint8_t)said[i];
        }
    }
    if (GIVEN(v, pasture)) {
        measure_pasture(v);
    }
}

void HQ_SYMBOL(take_income)(const struct view *v)
{
    const float *said = GIVEN(v, income);
    const int32_t *members = ROW(v, members);
    int32_t *assessed = ROW(v, assessed);
    const int32_t rows = v->live;
    if (!said) {
        return;
    }
    each_live_row (i, rows) {
        const float head = said[i] / (float)(members[i] > 0 ? members[i] : 1);
        assessed[i] = said[i] > HQ_UNSAID_REAL ? hq_fen(head) : assessed[i];
    }
}
