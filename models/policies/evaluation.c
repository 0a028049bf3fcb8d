/* Evaluation of counties and prefectures (seed 002: an integrated multi-factor quantitative evaluation in four
 * categories with 36 items; results decide about next year's money, good places are rewarded).
 *
 *   value      of a slot in a county, in millionths: ratio of two sums of the year, its change, and so on
 *              (rows/slots.def); money of funds without what untied programmes and the award pass on to others, which
 *              is the same money twice
 *   score      = mean over slots by weight of 1/2 + good x (value - mean of counties) / (2 spread x deviation), each
 *                held in [0, 1]; 1/2 where there is nothing to measure, or all counties are alike
 *   category   = the same mean over its slots
 *   prefecture = mean of its counties by persons; mean of the region likewise
 * Scores are made at the year's end of what the year has posted and counted, in integers; next year they move the
 * cascade's weights (policies/evaluation.h) and deal the award out (policies/award.c).
 * Known limits: the list of 36 items is not published, the slots are ours; places that lie above the mean may do so by
 * luck as well as by merit, as with any such score. */
#include "models/policies/evaluation.h"
#include "models/policies/policy.h"
#include "models/rows/offsets.h"

enum how { RATIO, CHANGE, GROWTH, SPENT, CARRIED, OWN, GIVEN };
enum { WHOLE = 1000000, NEUTRAL = WHOLE / 2 };
enum { ONES = WHOLE, MILLIONTHS = 1 }; /* what a ratio is multiplied by, for millionths */

enum category {
#define CATEGORY(name, ...) CATEGORY_##name,
#include "models/rows/slots.def"
#undef CATEGORY
    CATEGORIES
};

/* Their scores, in struct county. */
static const size_t score_of[] = {
#define CATEGORY(name, ...) offsetof(struct county, score_##name),
#include "models/rows/slots.def"
#undef CATEGORY
};

/* Most that a value counts for: a thousand times the whole, either way. */
static const int64_t most_value = 1000000000;
static const int64_t no_value = INT64_MIN;

static const struct slot {
    enum category category;
    enum how how;
    int over, in, under, good;
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
#define SLOT(number, category_, how_, over_, in_, under_, good_, ...)                                          \
    {.category = CATEGORY_##category_,                                                                         \
     .how = how_,                                                                                              \
     .over = over_,                                                                                            \
     .in = in_,                                                                                                \
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

/* Programmes with a fund that the region fills. */
static const int programmes[] = {
#define POLICY(name, ...) P_##name,
#include "models/rows/policies.def"
#undef POLICY
    P_award,
};
enum { FUNDED = sizeof programmes / sizeof *programmes };

/* What the county's funds received and paid in the year, but for what passed from one to another, what is left in
 * them, and what of it came from the county's own budget; fen. */
struct funds {
    int64_t received, paid, left, own;
};

static struct funds funds_of(const struct world *w, int county)
{
    struct funds f = {0};
    for (int k = 0; k < FUNDED; k++) {
        f.received += hq_received(w->ledger, county, programmes[k], A_fund) -
                      hq_paid(w->ledger, county, programmes[k], A_passed);
        f.paid += hq_paid(w->ledger, county, programmes[k], A_fund) -
                  hq_received(w->ledger, county, programmes[k], A_passed);
        f.left += hq_balance(w->ledger, county, programmes[k], A_fund);
        f.own += hq_paid(w->ledger, county, programmes[k], A_counties_own);
    }
    return f;
}

/* over x times / under, rounded towards zero; no_value where there is nothing to divide by. */
static int64_t part_of(int64_t over, int times, int64_t under)
{
    return under > 0 ? (int64_t)((__int128)over * times / under) : no_value;
}

/* over / under in millionths. */
static int64_t ratio(int64_t over, int64_t under)
{
    return part_of(over, WHOLE, under);
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
        value = part_of(t[s->over], s->in, t[s->under]);
        break;
    case CHANGE:
    case GROWTH:
        value = part_of(t[s->over], s->in, t[s->under]);
        last = integer_at(row, s->kept);
        set_integer(row, s->kept, value);
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

/* Sums of a county's scores times weights, by category. */
struct sums {
    int64_t scores[CATEGORIES];
};

/* The county's scores, by its sums and those of the weights. */
static void keep_scores(struct county *row, const struct sums *sums, const struct sums *weights)
{
    int64_t all = 0, whole = 0;
    for (int k = 0; k < CATEGORIES; k++) {
        const int64_t own = weights->scores[k] > 0 ? sums->scores[k] / weights->scores[k] : NEUTRAL;
        set_integer(row, score_of[k], own);
        all += sums->scores[k];
        whole += weights->scores[k];
    }
    row->score = whole > 0 ? all / whole : NEUTRAL;
}

/* All counties, with the first: the sums and entries of the year are complete. */
static void evaluate(struct world *w)
{
    const size_t counties = (size_t)w->counties;
    int64_t *value = hq_zalloc(counties, sizeof *value);
    struct sums *sums = hq_zalloc(counties, sizeof *sums), weights = {{0}};
    struct funds *f = hq_zalloc(counties, sizeof *f);
    for (int c = 0; c < w->counties; c++) {
        f[c] = funds_of(w, c);
    }
    for (int k = 0; k < SLOTS; k++) {
        const int64_t weight = hq_fen_of_double(real_at(hq_parameters(w, 0), slots[k].weight) * 10.0);
        score_slot(w, &slots[k], f, value);
        weights.scores[slots[k].category] += weight;
        for (int c = 0; c < w->counties; c++) {
            sums[c].scores[slots[k].category] += weight * value[c];
        }
    }
    for (int c = 0; c < w->counties; c++) {
        struct county *row = hq_county(w, c);
        const int64_t own = ratio(f[c].own, f[c].received);
        row->own_share = own == no_value ? 0 : own;
        keep_scores(row, &sums[c], &weights);
        row->evaluations++;
    }
    for (int c = 0; c < w->counties; c++) {
        ((struct county *)hq_county(w, c))->score_prefecture = mean_score(w, w->prefecture[c]);
    }
    ((struct region *)w->region)->score_mean = mean_score(w, -1);
    free(value);
    free(sums);
    free(f);
}

static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (county == 0 && p->evaluation_enabled) {
        evaluate(w);
    }
}

const struct yearly HQ_SYMBOL(evaluation_year) = {.close = close};
