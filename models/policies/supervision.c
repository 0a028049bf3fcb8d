/* Leakage, and supervision and audit against it (seed 002: supervision activities with discipline inspection; seed
 * 004: a conference of six departments; seed 001).
 *
 *   leak = leakage x (1 - reach)^rounds x the year's money of a programme    (policies/policy.h)
 *   what has leaked in a county goes in envelopes to its best connected households, villages in proportion to
 *       how many they have; what fills no envelope waits for the next year
 *   so a round keeps a share `reach` of what would still leak in the fund, where it buys places
 * Targeting that favours the connected is another thing (register.capture): here money goes where no programme
 * sends it. Known limits: all programmes leak alike; nobody is punished; a source that states a loss has not been
 * found, so `leakage` is zero unless a user sets it. */
#include "models/policies/policy.h"

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    int64_t leaked = 0;
    for (int programme = 0; programme < PROGRAMMES; programme++) {
        leaked += hq_balance(w->ledger, county, programme, A_leaks);
    }
    grant(w, county, Q_leaks, leaked / p->supervision_envelope);
}

static void close(struct world *w, int county)
{
    hq_post(w->ledger, county, P_baseline, A_leaks, A_households, I_leak, hq_tallies(w, county)[T_leaked],
            hq_tallies(w, county)[T_leaked_to]);
}

const struct yearly HQ_SYMBOL(supervision_year) = {.plan = plan, .close = close};

/* Connected households claim a share of what leaks. */
static void claim_leaks(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float connected = (float)p->supervision_connected;
    const int16_t *connection = ROW(v, connection);
    const int32_t *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        claim[i] = hq_where((trait_of(connection[i]) >= connected) & (members[i] > 0), weight[i]);
    }
}

static void share(const struct view *v)
{
    if (v->places[Q_leaks] <= 0) {
        return;
    }
    const struct parameters *p = v->parameters;
    claim_leaks(v);
    const uint64_t *id = ROW(v, id);
    const int16_t *connection = ROW(v, connection);
    const uint8_t *moving = ROW(v, moving);
    const int32_t *claim = ROW(v, claim);
    uint32_t *rank = ROW(v, rank);
    const int32_t envelope = (int32_t)p->supervision_envelope, rows = v->rows;
    each_row (i, rows) {
        const uint32_t order = hq_order_of(1.0f - trait_of(connection[i]));
        const int32_t stands = (claim[i] > 0) & (moving[i] < FOUNDED);
        rank[i] = stands ? order : HQ_UNRANKED;
    }
    const struct hq_cut cut = hq_take_cut(v, Q_leaks, rank, claim, id, v->places[Q_leaks], hq_cut_ranking);
    int32_t *transfers = ROW(v, transfers);
    int64_t shares = 0;
    each_row_sum (i, rows, shares) {
        const int32_t takes = hq_served(cut, rank[i], id[i]);
        transfers[i] += hq_where(takes, envelope);
        shares += hq_where(takes, claim[i]);
    }
    v->tally[T_leaked] += shares * envelope;
    v->tally[T_leaked_to] += shares;
}

const struct process HQ_SYMBOL(share_leaks) = {
    "share_leaks", HQ_SETTLE, share,
    COLUMNS(C_id, C_connection, C_members, C_weight, C_moving, C_claim, C_rank, C_transfers),
    COLUMNS(C_claim, C_rank, C_transfers)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->supervision_leakage > 0) {
        claim_leaks(v);
        state_demand(v, Q_leaks);
    }
}

const struct process HQ_SYMBOL(count_connected) = {
    "count_connected", HQ_SETTLE, count, COLUMNS(C_moving, C_connection, C_members, C_weight, C_claim),
    COLUMNS(C_claim)};
