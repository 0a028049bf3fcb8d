/* How a household that looks ahead divides its wealth between consumption and next year's capital.
 *
 *   V(x, a) = max over 0 < k' < x of  u(x - k') + beta E V(x', a),   u(c) = c^(1 - r) / (1 - r)
 *   x'      = f(a, k') + (1 - d) k' (1 - (1 - s) lost) - premium (1 - d) k',   lost = L with chance q, else 0
 *   f(a, k) = max(a k^low, a k^high - lump),   premium = s q L (1 + loading)
 * (Carter and Barrett's two techniques; the shock takes capital, as an insurance can cover it, s of it.) Wealth
 * x is what there is before the year is consumed: output, capital, free savings.
 *
 * Solved for each class of ability by policy improvement on a grid, even in logs: given V, the best k' among
 * the points (a household with more wealth leaves no less capital, since u is concave, so the search goes on
 * where it ended for the next poorer one); then sweeps of V with that policy. At the end k' is moved between
 * points to the top of a parabola in log k' through the best point and its neighbours. V is in double
 * precision, u from hq_power: the same bits on every instruction set.
 *
 * Known limits: one asset (no loans, no income but this one in the household's mind); nearest class of ability;
 * between points the share kept is straight in log x, so a threshold lies within 2% of x. */
#include <stdlib.h>

#include "models/livelihoods/technique.h"
#include "sim/error.h"

/* Choices are the grid of wealth and some points under it, so that the poorest have some too. */
enum { SHIFT = 192, CHOICES = WEALTH_POINTS + SHIFT, IMPROVEMENTS = 12, SWEEPS = 30, STATES = 2, NEAR = 4 };

#define STILL 1e-6

/* A value between points, as a sum over the four around it. */
struct point {
    int32_t first;
    double weights[NEAR];
};

struct work {
    struct recursion r;
    double *utility; /* WEALTH_POINTS x CHOICES: of wealth i leaving capital j; j < i + SHIFT only */
    double value[WEALTH_POINTS], after[CHOICES]; /* of a wealth; of a capital, expected and discounted */
    struct point next[STATES][CHOICES];          /* wealth that a capital becomes, by luck */
    int32_t best[WEALTH_POINTS];
};

static float wealth_of(int32_t i)
{
    return hq_exp(WEALTH_FROM + WEALTH_STEP * (float)i);
}

static float choice_of(int32_t j)
{
    return hq_exp(WEALTH_FROM + WEALTH_STEP * (float)(j - SHIFT));
}

/* The first choice that wealth i cannot pay. */
static int32_t choices_of(int32_t i)
{
    return i + SHIFT;
}

static double utility_of(float consumption, float aversion)
{
    const float curve = 1.0f - aversion;
    const bool straight = curve > -1e-3f && curve < 1e-3f;
    return straight ? (double)hq_log(consumption) : (double)hq_power(consumption, curve) / (double)curve;
}

static void fill_utility(struct work *k)
{
    for (int32_t i = 0; i < WEALTH_POINTS; i++) {
        for (int32_t j = 0; j < choices_of(i); j++) {
            k->utility[(size_t)i * CHOICES + (size_t)j] =
                utility_of(wealth_of(i) - choice_of(j), k->r.aversion);
        }
    }
}

/* Catmull and Rom's cubic through four points; straight in the first and last interval and beyond. */
static struct point point_of(float wealth)
{
    int32_t at;
    const double t = wealth_at(wealth, &at), u = 1 - t;
    if (at == 0 || at == WEALTH_POINTS - 2) {
        const bool last = at != 0;
        return (struct point){last ? at - 2 : 0, {last ? 0 : u, last ? 0 : t, last ? u : 0, last ? t : 0}};
    }
    return (struct point){
        at - 1, {-0.5 * t * u * u, 1 + t * t * (1.5 * t - 2.5), 1 + u * u * (1.5 * u - 2.5), -0.5 * u * t * t}};
}

/* Wealth that every choice becomes, without and with a shock. */
static void fill_next(struct work *k, float productivity)
{
    const struct recursion *r = &k->r;
    for (int32_t j = 0; j < CHOICES; j++) {
        const float capital = choice_of(j), worn = (1.0f - r->wear) * capital;
        const float sure = output_of(r, productivity, capital) - r->premium * worn;
        k->next[0][j] = point_of(sure + worn);
        k->next[1][j] = point_of(sure + worn * (1.0f - r->loss * (1.0f - r->insured)));
    }
}

/* What each choice is worth next year, as V now stands. */
static void look_ahead(struct work *k)
{
    const double chance[STATES] = {1.0 - (double)k->r.shock, (double)k->r.shock};
    for (int32_t j = 0; j < CHOICES; j++) {
        double expected = 0;
        for (int s = 0; s < STATES; s++) {
            const struct point *p = &k->next[s][j];
            const double *value = k->value + p->first;
            expected += chance[s] * (p->weights[0] * value[0] + p->weights[1] * value[1] +
                                     p->weights[2] * value[2] + p->weights[3] * value[3]);
        }
        k->after[j] = (double)k->r.patience * expected;
    }
}

/* The best choice of every wealth. */
static void improve(struct work *k)
{
    int32_t from = 0;
    for (int32_t i = 0; i < WEALTH_POINTS; i++) {
        const double *utility = k->utility + (size_t)i * CHOICES;
        int32_t best = from;
        for (int32_t j = from + 1; j < choices_of(i); j++) {
            best = utility[j] + k->after[j] > utility[best] + k->after[best] ? j : best;
        }
        k->best[i] = from = best;
    }
}

/* The top of the parabola in log k' through the best choice of wealth i and its neighbours: how far it is from
 * the best one, in steps (at most one), and in `*value` what it is worth. */
static double top_of(const struct work *k, int32_t i, double *value)
{
    const int32_t j = k->best[i];
    const double *utility = k->utility + (size_t)i * CHOICES;
    const double here = utility[j] + k->after[j];
    *value = here;
    if (j == 0 || j + 1 >= choices_of(i)) {
        return 0;
    }
    const double less = utility[j - 1] + k->after[j - 1], more = utility[j + 1] + k->after[j + 1];
    const double bend = less - 2 * here + more, rise = 0.5 * (more - less);
    if (bend >= 0) {
        return 0;
    }
    const double free = -rise / bend, way = free < -1 ? -1 : free > 1 ? 1 : free;
    *value = here + way * (rise + 0.5 * way * bend);
    return way;
}

/* V of the next sweep, with the same best choices. Returns whether it has still moved. */
static bool sweep(struct work *k)
{
    bool moved = false;
    for (int32_t i = 0; i < WEALTH_POINTS; i++) {
        const double before = k->value[i];
        top_of(k, i, &k->value[i]);
        const double change = k->value[i] - before;
        moved |= change > STILL || change < -STILL;
    }
    look_ahead(k);
    return moved;
}

/* A first V: half of all is consumed once, nothing is left after it. */
static void begin(struct work *k)
{
    for (int32_t i = 0; i < WEALTH_POINTS; i++) {
        k->value[i] = utility_of(0.5f * wealth_of(i), k->r.aversion);
    }
}

/* The class's share of wealth that is kept; V goes on from that of the class before, which is near. */
static void solve_class(struct work *k, float productivity, float *kept)
{
    fill_next(k, productivity);
    look_ahead(k);
    bool moved = true;
    for (int t = 0; t < IMPROVEMENTS && moved; t++) {
        improve(k);
        moved = sweep(k);
        for (int s = 1; s < SWEEPS && moved; s++) {
            sweep(k);
        }
    }
    for (int32_t i = 0; i < WEALTH_POINTS; i++) {
        const float steps = (float)(k->best[i] - SHIFT - i) + (float)top_of(k, i, &k->value[i]);
        kept[i] = hq_min(hq_exp(WEALTH_STEP * steps), 1.0f);
    }
}

struct technique *HQ_SYMBOL(solve_technique)(const struct parameters *p)
{
    if (!p->technique_enabled) {
        return NULL;
    }
    struct technique *technique = hq_alloc(sizeof *technique);
    struct work *k = hq_alloc(sizeof *k);
    k->r = recursion_of(p);
    k->utility = hq_zalloc((size_t)WEALTH_POINTS * CHOICES, sizeof *k->utility);
    fill_utility(k);
    begin(k);
    for (int32_t class = 0; class < ABILITY_CLASSES; class ++) {
        solve_class(k, hq_exp(ABILITY_FROM + ABILITY_STEP * (float)class),
                    technique->kept + (size_t) class * WEALTH_POINTS);
    }
    free(k->utility);
    free(k);
    return technique;
}

void *HQ_SYMBOL(prepare_technique)(const struct world *w)
{
    return HQ_SYMBOL(solve_technique)(hq_parameters(w, 0));
}
