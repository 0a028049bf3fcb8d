/* Disaster relief (seed 003: special funds and materials, many times). A drought or a dzud is declared for a
 * county by its weather of the year. Then, of the herders that the village sees as the poorest first, as many
 * animals as the money reaches, at most `most` of a household, get
 *   hay  = min(forage that is missing, ration x animals), bought by the county at the price of hay
 *   cash = cash x animals
 * and the year after, part of what was lost is replaced where that was much:
 *   animals given = restock x lost, where lost >= heavy x (herd + lost)
 *   places = money (1 - later) / (ration x price of hay + cash); for animals what is left / price of an animal
 * They come before the year's forage is sought (step restock): they graze, are fed and bear like the others.
 * The money of every year comes into the county's fund and waits there for a disaster. Animals given are small
 * stock and cost what small stock does, whatever class was lost.
 * Known limits: declared by the county's weather, not by what its villages lost; hay of a place that needs none
 * stays in the fund and helps nobody else in that year; who has no animals gets nothing in the year itself. */
#include "models/policies/policy.h"

enum { DROUGHT = 1, DZUD = 2 };

/* What is declared is a fact of the weather, whether there is money or not. */
static int32_t declared(const struct county *c, const struct parameters *p)
{
    const bool dry = -c->weather >= (float)p->relief_drought, cold = c->winter >= (float)p->relief_dzud;
    return (dry ? DROUGHT : 0) | (cold ? DZUD : 0);
}

/* Cost of an animal in relief in fen, a little above: households' parts are rounded down. */
static int64_t cost_of_relief(const struct county *c, const struct parameters *p)
{
    const int64_t hay = hq_fen_of_double(p->relief_ration * (double)c->hay_price);
    return hay + 2 + hq_fen_of_double(p->relief_cash);
}

static void plan(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, relief),
                  animal = hq_fen_of_double(p->calendar_price_sheep);
    const int32_t last = c->stricken;
    c->stricken = declared(c, p);
    /* lint: allow float-cast: a budget is at most 10^14 fen, a share at most 1 */
    const int64_t later = (int64_t)((double)money * p->relief_later), cost = cost_of_relief(c, p);
    c->losses_kept = c->stricken && money > 0;
    const int64_t helped = c->stricken ? (money - later) / cost : 0;
    grant(w, county, Q_relief, helped);
    const int64_t spent = w->places[county * QUOTAS + Q_relief] * cost;
    grant(w, county, Q_restock, last && animal > 0 ? (money - spent) / animal : 0);
}

static void close(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    const int64_t animals = t[T_relief_given] * hq_fen_of_double(p->calendar_price_sheep);
    hq_post(w->ledger, county, P_relief, A_fund, A_suppliers, I_material, t[T_relief_hay_cost] + animals,
            t[T_relief_animals]);
    hq_post(w->ledger, county, P_relief, A_fund, A_households, I_transfer, t[T_relief_cash], 0);
}

const struct yearly HQ_SYMBOL(relief_year) = {.plan = plan, .close = close};

/* Animals of a household that relief counts: whole sheep units, rounded up. */
HQ_INLINE int32_t animals_in_relief(float herd, int32_t most)
{
    const int32_t whole = hq_truncate(herd), up = whole + ((float)whole < herd);
    return up < most ? up : most;
}

/* Animals that replace what was lost: whole sheep units, rounded down. */
HQ_INLINE int32_t animals_to_replace(float herd, uint16_t lost, float heavy, float part, int32_t most)
{
    const float gone = 0.1f * (float)lost;
    const int32_t given = hq_truncate(part * gone), bounded = given < most ? given : most;
    return hq_where(gone >= heavy * (herd + gone), bounded);
}

static void claim_relief(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const int32_t most = (int32_t)p->relief_most, rows = v->rows;
    const float *herd = ROW(v, herd);
    const uint16_t *weight = ROW(v, weight);
    int32_t *claim = ROW(v, claim);
    each_row (i, rows) {
        claim[i] = animals_in_relief(herd[i], most) * weight[i];
    }
}

static void claim_animals(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const int32_t most = (int32_t)p->relief_most, rows = v->rows;
    const float heavy = (float)p->relief_heavy, part = (float)p->relief_restock;
    const float *herd = ROW(v, herd);
    const uint16_t *weight = ROW(v, weight), *lost = ROW(v, lost);
    int32_t *claim = ROW(v, claim);
    each_row (i, rows) {
        claim[i] = animals_to_replace(herd[i], lost[i], heavy, part, most) * weight[i];
    }
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->relief_enabled) {
        claim_relief(v);
        v->tally[T_relief_animals] += give_places_for_a_year(v, Q_relief, IN_RELIEF, 1.0f, false);
        claim_animals(v);
        give_places_for_a_year(v, Q_restock, IN_RESTOCK, 1.0f, false);
    }
}

const struct process HQ_SYMBOL(enrol_relief) = {"enrol_relief", HQ_OFFERS, enrol,
                                                COLUMNS(SERVE_READS, C_herd, C_lost, C_weight),
                                                COLUMNS(C_claim, C_rank, C_memberships)};

/* Animals for those who lost many, who graze from then on. What relief of the same year was claimed for is the
 * herd before, so it is noted in `claim`, here for one household. */
static void restock(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->relief_enabled) {
        return;
    }
    const int32_t most = (int32_t)p->relief_most, rows = v->rows;
    const float heavy = (float)p->relief_heavy, part = (float)p->relief_restock;
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight), *lost = ROW(v, lost);
    float *herd = ROW(v, herd);
    int32_t *claim = ROW(v, claim);
    int64_t given = 0;
    each_row_sum (i, rows, given) {
        const int32_t member = (memberships[i] & IN_RESTOCK) != 0;
        const int32_t animals = hq_where(member, animals_to_replace(herd[i], lost[i], heavy, part, most));
        claim[i] = animals_in_relief(herd[i], most);
        herd[i] += (float)animals;
        given += (int64_t)animals * weight[i];
    }
    v->tally[T_relief_given] += given;
    v->tally[T_bought] += 1000 * given;
}

const struct process HQ_SYMBOL(restock) = {"restock", HQ_SETTLE, restock,
                                           COLUMNS(C_memberships, C_weight, C_herd, C_lost, C_claim),
                                           COLUMNS(C_herd, C_claim)};

/* Hay for the hungry, and cash, by the herd that was claimed for. */
static void feed(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    const float hungry = 1.0f - village->fed, ration = (float)p->relief_ration, price = 100.0f * c->hay_price;
    const int32_t cash = hq_fen((float)p->relief_cash), *claim = ROW(v, claim);
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    float *grazing = ROW(v, grazing), *unfed = ROW(v, unfed);
    int32_t *transfers = ROW(v, transfers), *aid = ROW(v, aid);
    const int32_t rows = v->rows;
    int64_t paid = 0, cost = 0, given = 0;
    each_row_sum (i, rows, paid, cost, given) {
        const int32_t member = (memberships[i] & IN_RELIEF) != 0;
        const int32_t animals = hq_where(member, claim[i]), due = cash * animals;
        const float hay = hq_min(unfed[i] + grazing[i] * hungry, ration * (float)animals);
        const float for_pens = hq_min(unfed[i], hay);
        /* The pasture has fed a share of what was sought there: what is given stands for sought forage. */
        const float for_grazers = (hay - for_pens) / hq_max(1e-6f, hungry);
        unfed[i] -= for_pens;
        grazing[i] = hq_max(0.0f, grazing[i] - for_grazers);
        transfers[i] += due;
        aid[i] += due;
        paid += (int64_t)due * weight[i];
        cost += (int64_t)hq_truncate(hay * price) * weight[i];
        given += (int64_t)hq_truncate(hay) * weight[i];
    }
    v->tally[T_relief_cash] += paid;
    v->tally[T_relief_hay_cost] += cost;
    v->tally[T_relief_hay] += given;
    v->tally[T_hay] += given; /* of the same market */
}

static void relieve(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->relief_enabled) {
        feed(v);
    }
}

const struct process HQ_SYMBOL(relieve) = {
    "relieve", HQ_SETTLE, relieve,
    COLUMNS(C_memberships, C_weight, C_claim, C_grazing, C_unfed, C_transfers, C_aid),
    COLUMNS(C_grazing, C_unfed, C_transfers, C_aid)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->relief_enabled) {
        claim_relief(v);
        state_demand(v, Q_relief);
        claim_animals(v);
        state_demand(v, Q_restock);
    }
}

const struct process HQ_SYMBOL(count_relief) = {
    "count_relief", HQ_SETTLE, count, COLUMNS(C_moving, C_herd, C_lost, C_weight, C_claim), COLUMNS(C_claim)};
