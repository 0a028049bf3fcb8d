/* The region's money on its way down (seed 002: the region gives targets to the prefectures, these choose the
 * counties and the contents, and register them).
 *
 *   region to prefecture: in proportion to what the counties state - the land of payments by the mu, the
 *       registered persons of poverty programmes - times the programme's `weight` for the county, and in poverty
 *       programmes times the factors of the special areas that it is in (special.*) and what its evaluation makes
 *       of that (policies/evaluation.h)
 *   prefecture, contents: a share `discretion` of its money for poverty programmes is dealt out anew, money of
 *       a content x its fit to the prefecture (none where a replay reproduces stated accounts)
 *   prefecture, counties: those where ln(registered / persons) + noise is highest, a share `counties_share` of
 *       them (all, for payments by the mu); then in proportion again
 * Relocation in pilot areas (relocation.areas) goes to as many counties, an area each, in the same way.
 * A replay of stated accounts goes by this year's quota of the register, where there is one, which its first year has
 * not listed yet, and imposes what they state: the `counties` that take part (those that state most; where
 * `prefectures` are stated too, the first of each of the prefectures whose first states most, then others of these),
 * all of which their prefectures choose, and the `places` bought, which then go down in place of money: a
 * county's money is its part of the region's by its places.
 * Every step is `apportion` (sim/allot.h) in fen or whole places: the counties' parts add up to the region's
 * total, and more money gives no county fewer places. From the county on, places go to villages by demand and
 * within them by ranking (policies/policy.h). */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "models/policies/evaluation.h"
#include "models/policies/fits.h"
#include "models/policies/policy.h"
#include "models/policies/special.h"
#include "models/rows/bases.def"
#include "models/rows/offsets.h"
#include "sim/error.h"

enum asks { FOR_PLACES, FOR_POOR, ALIKE };

/* How well a content suits a county: what its prefecture prefers when it may choose. */
static double fits_fields(const struct county *c)
{
    return 0.5 + c->irrigated_share;
}

enum { MOST_TAKEN = 2 };

/* One programme as the cascade sees it: where its money and its parameters stand. */
static const struct content {
    int programme, quota;
    enum asks asks;
    bool special, chosen;
    size_t money; /* offsets, this one in struct county, those in struct parameters */
    size_t enabled, start, end, budget, ramp, growth, dose, weight, counties, prefectures;
    struct cost {
        size_t unit; /* in struct parameters: what a place costs (money goes down in whole places), or 0 */
        size_t stated,
            places; /* in struct parameters, in struct county: the places that a replay states, or 0 */
    } cost;
    size_t taken[MOST_TAKEN]; /* in struct county: mu already in the programme, or 0 */
    double (*fit)(const struct county *c);
} contents[] = {
#define POLICY(name, first, last, basis, fit_, cost_, taken_, ...)                                             \
    {.programme = P_##name,                                                                                    \
     .quota = BASIS_##basis(QUOTA, name),                                                                      \
     .asks = BASIS_##basis(ASKS, name),                                                                        \
     .special = BASIS_##basis(SPECIAL, name),                                                                  \
     .chosen = BASIS_##basis(CHOSEN, name),                                                                    \
     .money = offsetof(struct county, money_##name),                                                           \
     .enabled = offsetof(struct parameters, name##_enabled),                                                   \
     .start = offsetof(struct parameters, name##_start),                                                       \
     .end = offsetof(struct parameters, name##_end),                                                           \
     .budget = offsetof(struct parameters, name##_regional_budget),                                            \
     .ramp = offsetof(struct parameters, name##_ramp),                                                         \
     .growth = offsetof(struct parameters, name##_growth),                                                     \
     .dose = offsetof(struct parameters, name##_dose),                                                         \
     .weight = offsetof(struct parameters, name##_weight),                                                     \
     .counties = offsetof(struct parameters, name##_counties),                                                 \
     .prefectures = offsetof(struct parameters, name##_prefectures),                                           \
     .cost = cost_,                                                                                            \
     .taken = taken_,                                                                                          \
     .fit = fit_},
#define WHOLE                                                                                                  \
    {                                                                                                          \
        0                                                                                                      \
    }
#define COST(name, parameter)                                                                                  \
    {                                                                                                          \
        offsetof(struct parameters, name##_##parameter), offsetof(struct parameters, name##_places),           \
            offsetof(struct county, places_##name)                                                             \
    }
#define TAKEN_1(one)                                                                                           \
    {                                                                                                          \
        offsetof(struct county, one)                                                                           \
    }
#define TAKEN_2(one, two)                                                                                      \
    {                                                                                                          \
        offsetof(struct county, one), offsetof(struct county, two)                                             \
    }
#define NONE                                                                                                   \
    {                                                                                                          \
        0                                                                                                      \
    }
#include "models/rows/policies.def"
#undef NONE
#undef TAKEN_2
#undef TAKEN_1
#undef COST
#undef WHOLE
#undef POLICY
};
enum { CONTENTS = sizeof contents / sizeof *contents };

/* What a county asks for of a content, unweighted: mu, registered persons, or 1,000 of what goes by list; 0 where the
 * programme does not run. */
static int64_t asked(const struct world *w, const struct content *k, int county)
{
    const struct county *c = hq_county(w, county);
    const void *p = hq_parameters(w, county);
    if (!integer_at(p, k->enabled) || w->year < integer_at(p, k->start) || w->year > integer_at(p, k->end)) {
        return 0;
    }
    if (k->asks == ALIKE) {
        return 1000;
    }
    if (k->asks == FOR_POOR) {
        const int64_t listed = w->places[county * QUOTAS + Q_register]; /* this year, where it goes by quota */
        return w->replay && listed > 0 ? listed : c->registered_last;
    }
    int64_t taken = 0;
    for (int i = 0; i < MOST_TAKEN && k->taken[i]; i++) {
        taken += integer_at(c, k->taken[i]);
    }
    return taken + w->demand[county * QUOTAS + k->quota];
}

/* What a county's kind and last year's evaluation make of its weight. */
static double favour(const struct world *w, const struct content *k, int county)
{
    const double kind =
        k->special ? special_factor(hq_county(w, county), hq_parameters(w, county), w->year) : 1.0;
    return k->chosen ? kind * evaluation_factor(w, county) : kind;
}

/* What a county states: what it asks for, by its weight, in thousandths. */
static int64_t stated(const struct world *w, const struct content *k, int county)
{
    const double weight = real_at(hq_parameters(w, county), k->weight) * favour(w, k, county);
    /* lint: allow float-cast: at most 10^10 mu and a weight of 1,000; 10^8 persons and one of a million */
    return (int64_t)((double)asked(w, k, county) * weight * 1000.0);
}

/* The region's own money for mutual funds in a year. */
static int64_t funds_of_region(const struct world *w)
{
    const struct parameters *p = hq_parameters(w, 0);
    return RUNS(p, mutual_fund, w->year)
               ? money_in_course(p->mutual_fund_regional_budget, w->year, COURSE_OF(p, mutual_fund))
               : 0;
}

/* The money of a content in a year, named sources' in it, as the first county's parameters have it (it varies
 * by year alone). */
static int64_t total_of(const struct world *w, const struct content *k)
{
    const void *p = hq_parameters(w, 0);
    const struct course course = {integer_at(p, k->start), integer_at(p, k->ramp), real_at(p, k->growth),
                                  real_at(p, k->dose)};
    int64_t stated = money_in_course(integer_at(p, k->budget), w->year, course);
    if (k->programme == P_industry && ((const struct parameters *)p)->industry_funds_inside) {
        const int64_t funds = funds_of_region(w); /* of the same sum */
        stated = stated > funds ? stated - funds : 0;
    }
    return here_of_region(w, stated) + money_of_sources(w, k->programme, course);
}

/* The places that a replay states for the region, or -1. */
static int64_t stated_places(const struct world *w, const struct content *k)
{
    return w->replay && k->cost.stated ? integer_at(hq_parameters(w, 0), k->cost.stated) : -1;
}

/* What goes down: places where they are stated, else fen. */
static int64_t handed_down(const struct world *w, const struct content *k)
{
    const int64_t places = stated_places(w, k);
    return places >= 0 ? places : total_of(w, k);
}

/* The step in which it goes down: what one place costs, in fen; 1 where money may be split anyhow, and of places. */
static int64_t unit_of(const struct world *w, const struct content *k)
{
    return k->cost.unit && stated_places(w, k) < 0 ? integer_at(hq_parameters(w, 0), k->cost.unit) : 1;
}

/* out[i] = `money` in proportion to weights[i], in whole units; adds up to the whole units of `money` where any
 * weight is positive. What is less than a unit is not drawn from the source. */
static void share_out(int64_t money, int64_t unit, const int64_t *weights, int64_t *out, int count)
{
    hq_apportion(money / unit, weights, out, count);
    for (int i = 0; i < count; i++) {
        out[i] *= unit;
    }
}

/* Sizes: counties, prefectures. */
struct cascade {
    int counties, prefectures;
    int64_t *stated;  /* contents x counties */
    int64_t *sums;    /* prefectures: what their counties state for one content */
    int64_t *money;   /* contents x prefectures, then of counties: fen, or places where they are stated */
    int64_t *weights; /* counties: of those that were chosen */
    int64_t *parts;   /* counties */
    int64_t *handed;  /* counties: of one content */
    float *score;     /* counties: how a prefecture ranks them */
};

static struct cascade cascade_of(const struct world *w)
{
    struct cascade s = {.counties = w->counties};
    for (int c = 0; c < w->counties; c++) {
        s.prefectures = w->prefecture[c] >= s.prefectures ? w->prefecture[c] + 1 : s.prefectures;
    }
    const size_t counties = (size_t)s.counties, prefectures = (size_t)s.prefectures;
    s.stated = hq_zalloc(CONTENTS * counties, sizeof *s.stated);
    s.sums = hq_zalloc(prefectures + CONTENTS, sizeof *s.sums);
    s.money = hq_zalloc(CONTENTS * prefectures, sizeof *s.money);
    s.weights = hq_zalloc(counties + CONTENTS, sizeof *s.weights);
    s.parts = hq_zalloc(counties + CONTENTS, sizeof *s.parts);
    s.handed = hq_zalloc(counties, sizeof *s.handed);
    s.score = hq_zalloc(counties, sizeof *s.score);
    return s;
}

static void free_cascade(struct cascade *s)
{
    free(s->stated);
    free(s->sums);
    free(s->money);
    free(s->weights);
    free(s->parts);
    free(s->handed);
    free(s->score);
}

/* How many counties take part, where a replay states it or houses are built in so many pilot areas, or -1. */
static int64_t stated_counties(const struct world *w, const struct content *k)
{
    const struct parameters *p = hq_parameters(w, 0);
    if (k->programme == P_relocation && p->relocation_areas >= 0) {
        return p->relocation_areas;
    }
    return w->replay ? integer_at(hq_parameters(w, 0), k->counties) : -1;
}

/* Whether county `a` stands before county `b`: it states more, or is the first of equals. */
static bool ahead(const int64_t *stated_, int a, int b)
{
    return stated_[a] > stated_[b] || (stated_[a] == stated_[b] && a < b);
}

/* How many counties of a group stand before one. */
static int64_t before_in(const int64_t *stated_, const bool *group, int counties, int county)
{
    int64_t before = 0;
    for (int other = 0; other < counties; other++) {
        before += group[other] && ahead(stated_, other, county);
    }
    return before;
}

/* Keeps of `here` the counties of a group that state most, so many; of equal ones the first. */
static void keep_of_group(const int64_t *stated_, const bool *group, int counties, int64_t most, int64_t *here)
{
    for (int c = 0; c < counties; c++) {
        here[c] += group[c] && before_in(stated_, group, counties, c) < most ? stated_[c] : 0;
    }
}

/* Where it is stated how many: those that state most; in a replay, one at least in each of so many prefectures. */
static void keep_stated_counties(const struct world *w, const struct content *k, int64_t *here)
{
    const int counties = w->counties;
    const int64_t most = stated_counties(w, k),
                  in = w->replay ? integer_at(hq_parameters(w, 0), k->prefectures) : -1;
    if (most < 0) {
        return;
    }
    int64_t *all = hq_zalloc((size_t)counties, sizeof *all);
    bool *first = hq_zalloc((size_t)counties, sizeof *first), *rest = hq_zalloc((size_t)counties, sizeof *rest);
    memcpy(all, here, (size_t)counties * sizeof *all);
    memset(here, 0, (size_t)counties * sizeof *here);
    for (int c = 0; c < counties; c++) {
        bool leads = true;
        for (int other = 0; other < counties; other++) {
            leads = leads && (w->prefecture[other] != w->prefecture[c] || !ahead(all, other, c));
        }
        first[c] = in >= 0 && leads;
    }
    const int64_t leaders = in < 0 ? 0 : in < most ? in : most;
    keep_of_group(all, first, counties, leaders, here);
    for (int c = 0; c < counties; c++) {
        bool open = in < 0;
        for (int other = 0; other < counties; other++) {
            open = open || (here[other] > 0 && w->prefecture[other] == w->prefecture[c]);
        }
        rest[c] = open && !first[c];
    }
    keep_of_group(all, rest, counties, most - leaders, here);
    free(rest);
    free(first);
    free(all);
}

static void share_among_prefectures(const struct world *w, struct cascade *s)
{
    for (int k = 0; k < CONTENTS; k++) {
        int64_t *here = s->stated + k * s->counties;
        memset(s->sums, 0, (size_t)s->prefectures * sizeof *s->sums);
        for (int c = 0; c < s->counties; c++) {
            here[c] = stated(w, &contents[k], c);
        }
        keep_stated_counties(w, &contents[k], here);
        for (int c = 0; c < s->counties; c++) {
            s->sums[w->prefecture[c]] += here[c];
        }
        share_out(handed_down(w, &contents[k]), unit_of(w, &contents[k]), s->sums,
                  s->money + k * s->prefectures, s->prefectures);
    }
}

/* Fit of a content to a prefecture: mean over its counties that run it. */
static double fit_of(const struct world *w, const struct cascade *s, int k, int prefecture)
{
    double sum = 0, counted = 0;
    for (int c = 0; c < s->counties; c++) {
        if (w->prefecture[c] == prefecture && s->stated[k * s->counties + c] > 0) {
            sum += contents[k].fit(hq_county(w, c));
            counted += 1;
        }
    }
    return counted > 0 ? sum / counted : 0;
}

/* Deals the prefectures' discretionary money for poverty programmes out anew. */
static void choose_contents(const struct world *w, struct cascade *s)
{
    const struct parameters *p = hq_parameters(w, 0);
    for (int q = 0; q < s->prefectures && p->cascade_discretion > 0 && !w->replay; q++) {
        int64_t moved[CONTENTS] = {0}, pool = 0, suits = 0;
        for (int k = 0; k < CONTENTS; k++) {
            s->weights[k] = 0;
            if (contents[k].chosen) {
                const int64_t money = s->money[k * s->prefectures + q];
                /* lint: allow float-cast: money is at most 10^14 fen, shares at most 1 */
                moved[k] = (int64_t)((double)money * p->cascade_discretion);
                /* lint: allow float-cast: the same */
                s->weights[k] = (int64_t)((double)moved[k] * fit_of(w, s, k, q));
            }
            pool += moved[k];
            suits += s->weights[k];
        }
        share_out(pool, 1, s->weights, s->parts, CONTENTS);
        for (int k = 0; k < CONTENTS && suits > 0; k++) { /* where nothing suits it, money stays where it is */
            s->money[k * s->prefectures + q] += s->parts[k] - moved[k];
        }
    }
}

/* How prefectures rank their counties: by the share registered, and by what nobody writes down. */
static void score_counties(const struct world *w, struct cascade *s)
{
    for (int c = 0; c < s->counties; c++) {
        const struct parameters *p = hq_parameters(w, c);
        const struct county *row = hq_county(w, c);
        const struct hq_stream own = hq_stream_of(w->seed, (uint64_t)w->county_numbers[c]);
        const float z = hq_normal(hq_draw(own, w->jumps[D_choice]));
        const float share =
            (float)row->registered_last / (float)(row->persons_last > 0 ? row->persons_last : 1);
        s->score[c] = hq_log(hq_max(1e-6f, share)) + (float)p->cascade_choice_noise * z;
    }
}

/* How many counties of the same prefecture stand before this one, of those that state something. */
static int counties_before(const struct world *w, const struct cascade *s, const int64_t *stated_, int county)
{
    int before = 0;
    for (int c = 0; c < s->counties; c++) {
        const bool ahead = s->score[c] > s->score[county] || (s->score[c] == s->score[county] && c < county);
        before += w->prefecture[c] == w->prefecture[county] && stated_[c] > 0 && ahead;
    }
    return before;
}

static void share_among_counties(const struct world *w, struct cascade *s, int k)
{
    const struct parameters *p = hq_parameters(w, 0);
    const int64_t *here = s->stated + k * s->counties;
    for (int q = 0; q < s->prefectures; q++) {
        int stating = 0;
        for (int c = 0; c < s->counties; c++) {
            stating += w->prefecture[c] == q && here[c] > 0;
        }
        const bool choose = contents[k].chosen && stated_counties(w, &contents[k]) < 0;
        const double share = choose ? p->cascade_counties_share : 1.0;
        /* The small part keeps 60% of five counties at three, however 0.4 x 5 is rounded. */
        const int chosen = stating - (int)hq_truncate((float)((double)stating * (1.0 - share) + 1e-6));
        for (int c = 0; c < s->counties; c++) {
            const bool takes = w->prefecture[c] == q && here[c] > 0 &&
                               counties_before(w, s, here, c) < (chosen > 0 ? chosen : 1);
            s->weights[c] = takes ? here[c] : 0;
        }
        share_out(s->money[k * s->prefectures + q], unit_of(w, &contents[k]), s->weights, s->parts,
                  s->counties);
        for (int c = 0; c < s->counties; c++) {
            s->handed[c] = w->prefecture[c] == q ? s->parts[c] : s->handed[c];
        }
    }
}

/* Writes what the counties get of a content: fen, or places and their part of the region's fen. */
static void hand_over(struct world *w, const struct cascade *s, const struct content *k)
{
    const bool places = stated_places(w, k) >= 0;
    const int64_t total = places ? total_of(w, k) : 0;
    int64_t *parts = hq_zalloc((size_t)s->counties, sizeof *parts);
    deal_parts(total, s->handed, parts, s->counties);
    for (int c = 0; c < s->counties; c++) {
        char *county = hq_county(w, c);
        const int64_t here = s->handed[c], stated_here = places ? here : -1, money = places ? parts[c] : here;
        set_integer(county, k->money, money);
        if (k->cost.places) {
            set_integer(county, k->cost.places, stated_here);
        }
    }
    free(parts);
}

/* The whole cascade, once a year: with the first county. */
static void plan(struct world *w, int county)
{
    if (county > 0) {
        return;
    }
    struct cascade s = cascade_of(w);
    share_among_prefectures(w, &s);
    choose_contents(w, &s);
    score_counties(w, &s);
    for (int k = 0; k < CONTENTS; k++) {
        share_among_counties(w, &s, k);
        hand_over(w, &s, &contents[k]);
    }
    free_cascade(&s);
}

const struct yearly HQ_SYMBOL(cascade_year) = {.plan = plan};
