/* Evaluation of counties and prefectures, and the award for investment (seed 002: an integrated multi-factor
 * quantitative evaluation in four categories with 36 items; results decide about next year's money, good places are
 * rewarded; 26 million of award in 2009).
 *
 *   value      of a slot in a county, in millionths: ratio of two sums of the year, its change, and so on (rows/slots.def)
 *   score      = mean over slots by weight of 1/2 + good x (value - mean of counties) / (2 spread x deviation), each
 *                held in [0, 1]; 1/2 where there is nothing to measure, or all counties are alike
 *   prefecture = mean of its counties by persons; mean of the region likewise
 *   award      of a prefecture ~ max(0, score - mean), within it of a county the same; by registered persons where
 *                nobody is above the mean (no evaluation yet)
 * Scores are made at the year's end of what the year has posted and counted, in integers; next year they move the
 * cascade's weights (policies/evaluation.h) and deal the award out, which adds up to the fen.
 * The award is money without a purpose: it passes the county's fund of programme `award` into uses that nothing is
 * said about (untied). Known limits: the list of 36 items is not published, the slots are ours; places that lie
 * above the mean may do so by luck as well as by merit, as with any such score. */
#include "models/policies/evaluation.h"
#include "models/policies/policy.h"

enum how { RATIO, CHANGE, GROWTH, SPENT, CARRIED, OWN, GIVEN };
enum { WHOLE = 1000000, NEUTRAL = WHOLE / 2 };

/* Most that a value counts for: a thousand times the whole, either way. */
static const int64_t most_value = 1000000000;
static const int64_t no_value = INT64_MIN;

static const struct slot {
    enum how how;
    int over, under, good;
    size_t weight; /* in struct parameters */
    size_t given;  /* in struct parameters: what the user gives, or 0 */
    size_t kept;   /* in struct county: last year's ratio, or 0 */
} slots[] = {
#define GIVEN_BY_RATIO(number)   0
#define GIVEN_BY_CHANGE(number)  0
#define GIVEN_BY_GROWTH(number)  0
#define GIVEN_BY_SPENT(number)   0
#define GIVEN_BY_CARRIED(number) 0
#define GIVEN_BY_OWN(number)     0
#define GIVEN_BY_GIVEN(number)   offsetof(struct parameters, evaluation_value_##number)
#define KEPT_BY_RATIO(number)    0
#define KEPT_BY_CHANGE(number)   offsetof(struct county, kept_##number)
#define KEPT_BY_GROWTH(number)   offsetof(struct county, kept_##number)
#define KEPT_BY_SPENT(number)    0
#define KEPT_BY_CARRIED(number)  0
#define KEPT_BY_OWN(number)      0
#define KEPT_BY_GIVEN(number)    0
#define SLOT(number, category, how_, over_, under_, good_, ...)                                                \
    {.how = how_,                                                                                              \
     .over = over_,                                                                                            \
     .under = under_,                                                                                          \
     .good = good_,                                                                                            \
     .weight = offsetof(struct parameters, evaluation_weight_##number),                                        \
     .given = GIVEN_BY_##how_(number),                                                                         \
     .kept = KEPT_BY_##how_(number)},
#include "models/rows/slots.def"
#undef SLOT
};
enum { SLOTS = sizeof slots / sizeof *slots };
_Static_assert(SLOTS == 36, "seed 002: 36 items");

/* Programmes with a fund that the cascade fills. */
static const int programmes[] = {
#define POLICY(name, ...) P_##name,
#include "models/rows/policies.def"
#undef POLICY
};
enum { FUNDED = sizeof programmes / sizeof *programmes };

static double real_at(const void *row, size_t offset)
{
    double value;
    memcpy(&value, (const char *)row + offset, sizeof value);
    return value;
}

/* What the county's funds received and paid in the year, what is left in them, and what of it came from the
 * county's own budget; fen. */
struct funds {
    int64_t received, paid, left, own;
};

static struct funds funds_of(const struct world *w, int county)
{
    struct funds f = {0};
    for (int k = 0; k < FUNDED; k++) {
        f.received += hq_received(w->ledger, county, programmes[k], A_fund);
        f.paid += hq_paid(w->ledger, county, programmes[k], A_fund);
        f.left += hq_balance(w->ledger, county, programmes[k], A_fund);
        f.own += hq_paid(w->ledger, county, programmes[k], A_counties_own);
    }
    return f;
}

/* over / under in millionths, rounded towards zero; no_value where there is nothing to divide by. */
static int64_t ratio(int64_t over, int64_t under)
{
    return under > 0 ? (int64_t)((__int128)over * WHOLE / under) : no_value;
}

static int64_t held_in(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* The county's value of a slot; what next year's is compared with is kept. */
static int64_t value_of(const struct world *w, const struct slot *s, int county, const struct funds *f)
{
    char *row = hq_county(w, county);
    const int64_t *t = hq_tallies(w, county);
    const bool before = ((const struct county *)(const void *)row)->evaluations > 0;
    int64_t value = no_value, last = 0;
    switch (s->how) {
    case GIVEN:
        return no_value;
    case SPENT:
        value = ratio(f->paid, f->paid + f->left);
        break;
    case CARRIED:
        value = ratio(f->left, f->received);
        break;
    case OWN:
        value = ratio(f->own, f->received);
        break;
    case RATIO:
        value = ratio(t[s->over], t[s->under]);
        break;
    case CHANGE:
    case GROWTH:
        value = ratio(t[s->over], t[s->under]);
        memcpy(&last, row + s->kept, sizeof last);
        memcpy(row + s->kept, &value, sizeof value);
        if (!before || last == no_value || value == no_value) {
            return no_value;
        }
        value = s->how == CHANGE ? value - last : ratio(value - last, last);
    }
    return value == no_value ? no_value : held_in(value, -most_value, most_value);
}

/* The greatest integer whose square is not above x. */
static int64_t root(__int128 x)
{
    int64_t low = 0, high = INT64_C(1) << 40;
    while (high - low > 1) {
        const int64_t middle = low + (high - low) / 2;
        if ((__int128)middle * middle <= x) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* value[c] of the counties becomes their score of the slot, in millionths. */
static void standardise(int64_t *value, int counties, int good, double spread)
{
    int64_t sum = 0, counted = 0;
    for (int c = 0; c < counties; c++) {
        sum += value[c] != no_value ? value[c] : 0;
        counted += value[c] != no_value;
    }
    const int64_t mean = counted > 0 ? sum / counted : 0;
    __int128 squares = 0;
    for (int c = 0; c < counties; c++) {
        const int64_t off = value[c] != no_value ? value[c] - mean : 0;
        squares += (__int128)off * off;
    }
    const int64_t deviation = counted > 0 ? root(squares / counted) : 0;
    const int64_t reach = hq_fen_of_double(spread * 20.0) * deviation; /* 2 spread deviations, in thousandths */
    for (int c = 0; c < counties; c++) {
        const int64_t off = value[c] != no_value ? good * (value[c] - mean) : 0;
        const int64_t moved = reach > 0 ? (int64_t)((__int128)off * WHOLE * 1000 / reach) : 0;
        value[c] = held_in(NEUTRAL + moved, 0, WHOLE);
    }
}

/* The scores of all counties of one slot. */
static void score_slot(const struct world *w, const struct slot *s, const struct funds *f, int64_t *value)
{
    for (int c = 0; c < w->counties; c++) {
        value[c] = s->given ? hq_fen_of_double(real_at(hq_parameters(w, c), s->given) * 1e4)
                            : value_of(w, s, c, &f[c]);
    }
    if (!s->given) {
        standardise(value, w->counties, s->good,
                    ((const struct parameters *)hq_parameters(w, 0))->evaluation_spread);
    }
}

/* Mean of the counties' scores by persons, of a prefecture or (-1) of all. */
static int64_t mean_score(const struct world *w, int prefecture)
{
    __int128 sum = 0;
    int64_t persons = 0;
    for (int c = 0; c < w->counties; c++) {
        const struct county *row = hq_county(w, c);
        if (prefecture < 0 || w->prefecture[c] == prefecture) {
            sum += (__int128)row->score * row->persons_last;
            persons += row->persons_last;
        }
    }
    return persons > 0 ? (int64_t)(sum / persons) : 0;
}

/* All counties, with the first: the sums and entries of the year are complete. */
static void evaluate(struct world *w)
{
    const size_t counties = (size_t)w->counties;
    int64_t *value = hq_zalloc(counties, sizeof *value), *sum = hq_zalloc(counties, sizeof *sum), weights = 0;
    struct funds *f = hq_zalloc(counties, sizeof *f);
    for (int c = 0; c < w->counties; c++) {
        f[c] = funds_of(w, c);
    }
    for (int k = 0; k < SLOTS; k++) {
        const int64_t weight = hq_fen_of_double(real_at(hq_parameters(w, 0), slots[k].weight) * 10.0);
        score_slot(w, &slots[k], f, value);
        weights += weight;
        for (int c = 0; c < w->counties; c++) {
            sum[c] += weight * value[c];
        }
    }
    for (int c = 0; c < w->counties; c++) {
        struct county *row = hq_county(w, c);
        const int64_t own = ratio(f[c].own, f[c].received);
        row->own_share = own == no_value ? 0 : own;
        row->score = weights > 0 ? sum[c] / weights : NEUTRAL;
        row->evaluations++;
    }
    ((struct region *)w->region)->score_mean = mean_score(w, -1);
    free(value);
    free(sum);
    free(f);
}

static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (county == 0 && p->evaluation_enabled) {
        evaluate(w);
    }
}

static int64_t above(int64_t score, int64_t mean)
{
    return score > mean ? score - mean : 0;
}

/* weights[c] of the counties of a prefecture: what their score is above the mean. */
static void weigh_counties(const struct world *w, int prefecture, int64_t mean, int64_t *weights)
{
    for (int c = 0; c < w->counties; c++) {
        const struct county *row = hq_county(w, c);
        weights[c] = w->prefecture[c] == prefecture ? above(row->score, mean) : 0;
    }
}

/* What counties get of the award: out[c], empty before. There are never more prefectures than counties. A
 * prefecture is above the mean only where one of its counties is. */
static void share_award(const struct world *w, int64_t money, int64_t *out)
{
    const size_t counties = (size_t)w->counties;
    const int64_t mean = ((const struct region *)w->region)->score_mean;
    int64_t *weights = hq_zalloc(counties, sizeof *weights), *parts = hq_zalloc(counties, sizeof *parts),
            all = 0;
    for (int q = 0; q < w->counties; q++) {
        weights[q] = above(mean_score(w, q), mean);
        all += weights[q];
    }
    deal_parts(money, weights, parts, w->counties);
    for (int q = 0; q < w->counties && all > 0; q++) {
        weigh_counties(w, q, mean, weights);
        deal_parts(parts[q], weights, out, w->counties);
    }
    for (int c = 0; c < w->counties; c++) {
        weights[c] = ((const struct county *)hq_county(w, c))->registered_last;
    }
    deal_parts(all > 0 ? 0 : money, weights, out, w->counties);
    free(weights);
    free(parts);
}

/* What a county does with money that is tied to nothing. */
static void spend_untied(struct world *w, int county, int programme, int64_t money)
{
    hq_post(w->ledger, county, programme, A_fund, A_unitemised, I_grant, money, 0);
}

/* The award of the year, by last year's scores. */
static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (county > 0 || !RUNS(p, award, w->year)) {
        return;
    }
    const struct course course = {p->award_start, 1, p->award_growth, 1.0};
    int64_t *parts = hq_zalloc((size_t)w->counties, sizeof *parts);
    share_award(w, here_of_region(w, money_in_course(p->award_regional_budget, w->year, course)), parts);
    for (int c = 0; c < w->counties; c++) {
        /* lint: allow float-cast: an award is at most 10^14 fen, a share at most 1 */
        const int64_t central = (int64_t)((double)parts[c] * p->award_central_share);
        hq_post(w->ledger, c, P_award, A_central, A_fund, I_grant, central, 0);
        hq_post(w->ledger, c, P_award, A_region, A_fund, I_grant, parts[c] - central, 0);
        spend_untied(w, c, P_award, parts[c]);
    }
    free(parts);
}

const struct yearly HQ_SYMBOL(evaluation_year) = {.plan = plan, .close = close};
