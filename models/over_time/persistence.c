#include "models/over_time/persistence.h"

#include "models/indicators/real.h"

/* A unit in a window. */
struct path {
    bool whole; /* observed throughout */
    int poor;
    double mean, gaps, squares; /* means of x and of g(x); of the gaps of poor periods */
};

static struct path path_of(const struct time_panel *p, int64_t unit, int from, int span)
{
    struct path path = {.whole = true};
    for (int t = from; t < from + span; t++) {
        const double x = panel_ratio(p, unit, t), gap = panel_gap(x);
        path.whole = path.whole && x == x;
        path.poor += panel_is_poor(p, x);
        path.mean += x / span;
        path.gaps += gap / span;
        path.squares += gap * gap / span;
    }
    return path;
}

/* Sums; divided by the weight at the end. */
static void add_path(const struct path *path, double weight, double tau, struct persistence *s)
{
    const double lasting = panel_gap(path->mean), part = (double)path->poor / s->span;
    s->rows++;
    s->weight += weight;
    s->total[0] += weight * path->gaps;
    s->total[1] += weight * path->squares;
    s->chronic[0] += weight * lasting;
    s->chronic[1] += weight * lasting * lasting;
    s->periods_poor[path->poor] += weight;
    /* A part such as 3/10 may be tau and a hair less after the division. */
    if (path->poor > 0 && path->poor >= tau * s->span * (1 - 1e-12)) {
        s->headcount += weight;
        s->k[0] += weight * part;
        s->k[1] += weight * path->gaps;
        s->k[2] += weight * path->squares;
    }
}

void persistence_of(const struct time_panel *p, int from, int to, int span, double tau, struct persistence *out)
{
    *out = (struct persistence){.span = span};
    for (int t = from; t + span - 1 <= to; t++) {
        for (int64_t i = 0; i < p->units; i++) {
            if (!panel_observed(p, i, t)) {
                continue;
            }
            const struct path path = path_of(p, i, t, span);
            const double weight = panel_weight(p, i, t);
            out->first += weight;
            if (path.whole) {
                add_path(&path, weight, tau, out);
            }
        }
    }
    const double weight = out->weight; /* where it is 0 all is 0 / 0 */
    out->duration = out->k[0] / out->headcount;
    out->headcount /= weight;
    for (int a = 0; a < 2; a++) {
        out->total[a] /= weight;
        out->chronic[a] /= weight;
    }
    for (int a = 0; a < 3; a++) {
        out->k[a] /= weight;
    }
    for (int n = 0; n <= span; n++) {
        out->periods_poor[n] /= weight;
    }
}
