/* What the programmes have in common: money of the year, and who is served.
 *
 * A programme is one file: how its money becomes places (plan), who is enrolled (enrol, in the offers),
 * what the household gets (pay or effect, when settling), what is posted (close), and the demand that it
 * counts for next year (count). Money that does not buy a place stays in the fund. */
#ifndef MODELS_POLICIES_POLICY_H
#define MODELS_POLICIES_POLICY_H

#include "models/policies/funding.h"
#include "models/poverty.h"
#include "sim/ledger.h"
#include "sim/select.h"

/* Whether a programme of these parameters runs in a year. */
#define RUNS(p, programme, year)                                                                               \
    ((p)->programme##_enabled && (year) >= (p)->programme##_start && (year) <= (p)->programme##_end)

/* What leaks of a county's money of the year (policies/supervision.c), rounded down. */
static inline int64_t leaking_of(const struct parameters *p, int64_t fen)
{
    double share = p->supervision_leakage;
    for (int64_t round = 0; round < p->supervision_rounds && share > 0; round++) {
        share *= 1.0 - p->supervision_reach;
    }
    return (int64_t)((double)fen * share); /* lint: allow float-cast: at most 10^14 fen, a share at most 1 */
}

/* Posts the year's budget, named sources' money in it (policies/funding.h), from its sources to the county's
 * fund and returns what the fund then holds, in fen; with `running` false nothing is posted and nothing is to
 * be spent. */
static inline int64_t money_of_year(struct world *w, int county, int programme, bool running, int64_t budget,
                                    double central_share, size_t placed, struct course course)
{
    if (!running) {
        return 0;
    }
    const int64_t rest = budget - post_sources(w, county, programme, placed, course);
    /* lint: allow float-cast: a budget is at most 10^14 fen, a share at most 1 */
    const int64_t central = (int64_t)((double)rest * central_share);
    hq_post(w->ledger, county, programme, A_central, A_fund, I_grant, central, 0);
    hq_post(w->ledger, county, programme, A_region, A_fund, I_grant, rest - central, 0);
    hq_post(w->ledger, county, programme, A_fund, A_leaks, I_leak, leaking_of(hq_parameters(w, county), budget),
            0);
    return hq_balance(w->ledger, county, programme, A_fund);
}

#define COURSE_OF(p, programme)                                                                                \
    ((struct course){(p)->programme##_start, (p)->programme##_ramp, (p)->programme##_growth,                   \
                     (p)->programme##_dose})

/* The county's own budget and its part of the region's. */
#define MONEY_OF_YEAR(w, place, p, programme)                                                                  \
    money_of_year(w, place, P_##programme, RUNS(p, programme, (w)->year),                                      \
                  money_in_course((p)->programme##_budget, (w)->year, COURSE_OF(p, programme)) +               \
                      ((const struct county *)hq_county(w, place))->money_##programme,                         \
                  (p)->programme##_central_share, offsetof(struct county, money_##programme),                  \
                  COURSE_OF(p, programme))

static inline void grant(struct world *w, int county, int quota, int64_t places)
{
    const int64_t demand = w->demand[county * QUOTAS + quota];
    w->places[county * QUOTAS + quota] = places < demand ? places : demand;
}

/* How many places a fund of `money` fen buys: as many as are stated (a county's places_NAME), else as many as it
 * pays for at `cost`. */
static inline int64_t places_for(int64_t money, int64_t stated, int64_t cost)
{
    return stated >= 0 ? stated : money / cost;
}

/* What `taken` of those places cost, in fen: where places are stated, their part of the fund, all of it when all
 * are taken. */
static inline int64_t price_of(int64_t taken, int64_t money, int64_t stated, int64_t cost)
{
    return stated < 0 ? taken * cost : stated > 0 ? (int64_t)((__int128)money * taken / stated) : 0;
}

/* Most that a programme pays for one household in a year: 100,000 Yuan, in fen. */
enum { MOST_AID = 10000000 };

/* What a fund of `money` fen pays for each of its places: its part where places are stated, else what a place costs;
 * 0 where it buys none. */
static inline int64_t price_of_each(int64_t money, int64_t stated, int64_t cost)
{
    return stated > 0 ? money / stated : stated < 0 && money >= cost ? cost : 0;
}

/* The same for one household, at most MOST_AID. */
static inline int32_t pay_for_each(int64_t money, int64_t stated, int64_t cost)
{
    const int64_t each = price_of_each(money, stated, cost);
    return (int32_t)(each < MOST_AID ? each : MOST_AID);
}

/* Share of those who serve (teachers, doctors) whom courses have reached, when a year's courses are over and what
 * was learned has worn off by `wear`. None are needed where nobody is served. */
static inline float reached_after(float reached, double wear, int64_t courses, double of)
{
    const double kept = (double)reached * (1.0 - wear), more = of > 0 ? (double)courses / of : 0.0;
    return (float)(kept + more < 1.0 ? kept + more : 1.0);
}

/* A rate in Yuan a mu as thousandths of a fen, so that parts of it add up in integers. */
static inline int64_t milli_fen(double yuan)
{
    return hq_fen_of_double(yuan * 1000.0);
}

/* A rate as kernels use it: whole fen, thousandths, and the mu beyond which a payment would pass a million
 * Yuan (worked out once: a division inside the loop would put it out of vector form). */
struct mu_rate {
    int32_t fen, thousandths, most;
};

static inline struct mu_rate mu_rate_of(int64_t milli_fen_per_mu)
{
    const int32_t fen = (int32_t)(milli_fen_per_mu / 1000), most = 100000000 / (fen + 1);
    return (struct mu_rate){fen, (int32_t)(milli_fen_per_mu % 1000), most < 2000000 ? most : 2000000};
}

/* What a household gets for so many mu: rounded down. */
HQ_INLINE int32_t payment_for(int32_t mu, struct mu_rate rate)
{
    const int32_t paid = mu < rate.most ? mu : rate.most;
    return paid * rate.fen + paid * rate.thousandths / 1000;
}

/* Ranks the rows that have a claim by need x seen income - capture x connection + (1 - need) x luck, lowest
 * first (need 1: the poorest; need 0: by luck and connection), and returns where the village's places cut
 * the ranking. Those who hold a membership in `renewed` already go first: a contract is renewed while its
 * holder qualifies. */
static inline struct hq_cut serve(const struct view *v, int quota, float need, int32_t renewed)
{
    const struct parameters *p = v->parameters;
    const float capture = (float)p->register_capture, chance = 1.0f - need;
    const uint64_t *id = ROW(v, id);
    const int32_t *claim = ROW(v, claim);
    const float *seen = ROW(v, seen);
    const int16_t *connection = ROW(v, connection);
    const uint16_t *memberships = ROW(v, memberships);
    const uint8_t *moving = ROW(v, moving);
    uint32_t *rank = ROW(v, rank);
    const struct hq_jump jump = JUMP(v, D_places);
    const int32_t rows = v->rows;
    STREAMS(v);
    each_row (i, rows) {
        const float luck = hq_uniform(DRAW(i, jump));
        const int32_t again = (memberships[i] & renewed) != 0;
        const float score = need * seen[i] - capture * trait_of(connection[i]) + chance * luck;
        const uint32_t order = hq_order_of(score) >> 1 | (uint32_t)(again ^ 1) << 31;
        const int32_t stands = (claim[i] > 0) & (moving[i] < FOUNDED);
        rank[i] = stands ? order : HQ_UNRANKED;
    }
    return hq_take_cut(v, quota, rank, claim, id, v->places[quota], hq_cut_ranking);
}
#define SERVE_READS C_id, C_seen, C_connection, C_memberships, C_moving, C_claim, C_rank

/* Who comes first beside those who are renewed: for training of any kind, households that were helped after their
 * exit from the register (policies/consolidation.c). Not for what goes by need: places there are the poor's. */
static inline int32_t comes_first(const struct view *v, uint16_t bit)
{
    const struct parameters *p = v->parameters;
    return p->consolidation_priority && (bit & (IN_TRAINING | IN_OTHER_COURSE)) ? IN_FOLLOW_UP : 0;
}

/* A place for one year: serves those with a claim in order and marks them; membership ends with the year, or
 * is renewed before others are served. */
static inline int64_t give_places_for_a_year(const struct view *v, int quota, uint16_t bit, float need,
                                             bool renews)
{
    uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    if (v->places[quota] <= 0) { /* nothing to rank for */
        each_row (i, rows) {
            memberships[i] = (uint16_t)(memberships[i] & ~bit);
        }
        return 0;
    }
    const struct hq_cut cut = serve(v, quota, need, (renews ? bit : 0) | comes_first(v, bit));
    const uint32_t *rank = ROW(v, rank);
    const uint64_t *id = ROW(v, id);
    const int32_t *claim = ROW(v, claim);
    int64_t served = 0;
    each_row_sum (i, rows, served) {
        const int32_t serves = hq_served(cut, rank[i], id[i]);
        memberships[i] = (uint16_t)((memberships[i] & ~bit) | hq_where(serves, bit));
        served += hq_where(serves, claim[i]);
    }
    return served;
}

/* Adds the claims of a village to its demand for next year's places; those who are about to leave make none. */
static inline void state_demand(const struct view *v, int quota)
{
    const int32_t *claim = ROW(v, claim);
    const uint8_t *moving = ROW(v, moving);
    const int32_t rows = v->rows;
    int64_t demand = 0;
    each_row_sum (i, rows, demand) {
        demand += hq_where(moving[i] < FOUNDED, claim[i]);
    }
    v->demand[quota] += (int32_t)demand;
}

/* Pays a wage to the members of a year's programme; returns the sum, weighted. */
static inline int64_t pay_members(const struct view *v, uint16_t bit, int32_t wage)
{
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    int32_t *wages = ROW(v, wages), *aid = ROW(v, aid);
    const int32_t rows = v->rows;
    int64_t paid = 0;
    each_row_sum (i, rows, paid) {
        const int32_t due = hq_where(memberships[i] & bit, wage);
        wages[i] += due;
        aid[i] += due;
        paid += (int64_t)due * weight[i];
    }
    return paid;
}

#endif
