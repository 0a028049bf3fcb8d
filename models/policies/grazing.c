/* Grazing ban and balance of grass and stock: in a village of much sand the enrolled pasture is closed,
 * elsewhere stocking on it is limited; its households are paid by the mu, up to a cap of mu, while the
 * programme runs, and set free when it ends. How they respond - hay, sale, or grazing on and paying fines - is
 * in livelihoods/forage.c. Money pays those already in first; when it does not reach, all are paid less in
 * proportion. Enrolment is by the county's order: poorest first, nobody asked.
 *   paid = min(pasture, most_mu) x rate,  rate = min(the calendar's, money / mu enrolled)
 * Known limit: the zone is the village's sand at enrolment and stays. */
#include "models/policies/policy.h"

enum { EITHER = IN_GRAZING_BAN | IN_GRAZING_BALANCE };

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, grazing);
    const bool paid_by_calendar = p->calendar_grassland_ban_rate > 0;
    const int64_t ban = milli_fen(paid_by_calendar ? p->calendar_grassland_ban_rate : p->grazing_ban_rate);
    const int64_t balance =
        milli_fen(paid_by_calendar ? p->calendar_grassland_balance_rate : p->grazing_balance_rate);
    const int64_t owed =
        no_more_than(INT64_MAX, ((__int128)c->ban_mu * ban + (__int128)c->balance_mu * balance) / 1000);
    const int64_t dearer = ban > balance ? ban : balance;
    if (money <= 0 || dearer <= 0) {
        c->ban_pay = 0;
        c->balance_pay = 0;
        return;
    }
    c->ban_pay = owed <= money ? ban : times_over(ban, money, owed);
    c->balance_pay = owed <= money ? balance : times_over(balance, money, owed);
    grant(w, county, Q_grazing, owed < money ? times_over(money - owed, 1000, dearer) : 0);
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const int64_t *t = hq_tallies(w, county);
    c->ban_mu = t[T_ban_mu];
    c->balance_mu = t[T_balance_mu];
    hq_post(w->ledger, county, P_grazing, A_fund, A_households, I_payment, t[T_grazing_paid],
            t[T_grazing_paid] > 0 ? t[T_ban_mu] + t[T_balance_mu] : 0);
}

const struct yearly HQ_SYMBOL(grazing_year) = {.plan = plan, .close = close};

/* Pasture of a household that the programme takes in. */
HQ_INLINE int32_t enrolled_mu(float pasture, int32_t most)
{
    const int32_t mu = hq_round(pasture);
    return mu < most ? mu : most;
}

static void claim_mu(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const int32_t most = (int32_t)p->grazing_most_mu;
    const float *pasture = ROW(v, pasture);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    const uint8_t *settled = ROW(v, settled);
    int32_t *claim = ROW(v, claim);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        claim[i] = hq_where(((memberships[i] & EITHER) == 0) & (settled[i] == 0),
                            enrolled_mu(pasture[i], most) * weight[i]);
    }
}

static void set_free(const struct view *v)
{
    uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        memberships[i] = (uint16_t)(memberships[i] & ~EITHER);
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    if (!p->grazing_enabled) {
        return;
    }
    if (!RUNS(p, grazing, v->year)) {
        set_free(v);
        return;
    }
    if (v->places[Q_grazing] <= 0) {
        return;
    }
    claim_mu(v);
    const struct hq_cut cut = serve(v, Q_grazing, 1.0f, 0);
    const uint32_t *rank = ROW(v, rank);
    const uint64_t *id = ROW(v, id);
    const uint16_t bit = village->sand >= (float)p->grazing_ban_sand ? IN_GRAZING_BAN : IN_GRAZING_BALANCE;
    uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        memberships[i] = (uint16_t)(memberships[i] | hq_where(hq_served(cut, rank[i], id[i]), bit));
    }
}

const struct process HQ_SYMBOL(enrol_grazing) = {"enrol_grazing", HQ_OFFERS, enrol,
                                                 COLUMNS(SERVE_READS, C_pasture, C_settled, C_weight),
                                                 COLUMNS(C_claim, C_rank, C_memberships)};

static void pay(const struct view *v)
{
    const struct county *c = v->county_row;
    const struct parameters *p = v->parameters;
    if (!p->grazing_enabled) {
        return;
    }
    const struct mu_rate ban = mu_rate_of(c->ban_pay), balance = mu_rate_of(c->balance_pay);
    const int32_t most = (int32_t)p->grazing_most_mu;
    const float *pasture = ROW(v, pasture);
    const uint16_t *weight = ROW(v, weight), *memberships = ROW(v, memberships);
    int32_t *transfers = ROW(v, transfers);
    const int32_t rows = v->rows;
    int64_t paid = 0, banned = 0, balanced = 0;
    each_row_sum (i, rows, paid, banned, balanced) {
        const int32_t mu = enrolled_mu(pasture[i], most);
        const int32_t ban_mu = hq_where(memberships[i] & IN_GRAZING_BAN, mu);
        const int32_t balance_mu = hq_where(memberships[i] & IN_GRAZING_BALANCE, mu);
        const int32_t due = payment_for(ban_mu, ban) + payment_for(balance_mu, balance);
        transfers[i] += due;
        paid += (int64_t)due * weight[i];
        banned += (int64_t)ban_mu * weight[i];
        balanced += (int64_t)balance_mu * weight[i];
    }
    v->tally[T_grazing_paid] += paid;
    v->tally[T_ban_mu] += banned;
    v->tally[T_balance_mu] += balanced;
}

const struct process HQ_SYMBOL(pay_grazing) = {"pay_grazing", HQ_SETTLE, pay,
                                               COLUMNS(C_pasture, C_weight, C_memberships, C_transfers),
                                               COLUMNS(C_transfers)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->grazing_enabled) {
        claim_mu(v);
        state_demand(v, Q_grazing);
    }
}

const struct process HQ_SYMBOL(count_grazing) = {
    "count_grazing", HQ_SETTLE, count,
    COLUMNS(C_moving, C_pasture, C_settled, C_weight, C_memberships, C_claim), COLUMNS(C_claim)};
