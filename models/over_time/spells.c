#include "models/over_time/spells.h"

#include "models/indicators/real.h"

/* A unit's spells: every period that is followed by an observed one is at risk once. */
static void add_unit(const struct time_panel *p, int64_t unit, struct spells *s)
{
    int so_far = 0;
    bool poor = false, seen = false, before = false;
    for (int t = 0; t < p->periods; t++) {
        const double ratio = panel_ratio(p, unit, t);
        const bool here = ratio == ratio, now = here && panel_is_poor(p, ratio);
        if (here && before) {
            const int kind = (poor ? POOR_SEEN : ABOVE_SEEN) + !seen;
            struct duration *d = &s->of[kind][so_far - 1];
            const double weight = panel_weight(p, unit, t - 1);
            d->at_risk += weight;
            d->ends += now != poor ? weight : 0;
            d->squares += weight * weight;
            d->rows++;
            s->longest[kind] = s->longest[kind] > so_far ? s->longest[kind] : so_far;
        }
        const bool goes_on = here && before && now == poor;
        seen = goes_on ? seen : here && before;
        so_far = goes_on ? so_far + 1 : 1;
        poor = now;
        before = here;
    }
}

void spells_of(const struct time_panel *p, struct spells *out)
{
    *out = (struct spells){0};
    for (int64_t i = 0; i < p->units; i++) {
        add_unit(p, i, out);
    }
}

void survival_of(const struct duration *durations, int count, struct survival *out)
{
    double survivor = 1.0, sum = 0;
    for (int j = 0; j < count; j++) {
        const struct duration *d = &durations[j];
        const double hazard = d->at_risk > 0 ? d->ends / d->at_risk : not_known();
        const double number = d->at_risk * d->at_risk / d->squares;
        survivor *= 1.0 - hazard;
        sum += hazard / ((1.0 - hazard) * number);
        /* Where the last one has left the formula has 0 times infinity. */
        out[j] = (struct survival){hazard, survivor, survivor == 0 ? 0.0 : survivor * root_of(sum)};
    }
}

int survival_median(const struct survival *s, int count)
{
    for (int j = 0; j < count; j++) {
        if (s[j].survivor <= 0.5 * (1 + 1e-12)) { /* a half may be a hair more after the products */
            return j + 1;
        }
    }
    return 0;
}
