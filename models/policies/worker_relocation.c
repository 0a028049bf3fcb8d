/* Relocation of migrant workers and their families to flats in towns (seed 004: a pilot of 2009, 1,000 flats for
 * 14 million Yuan; 200,000 workers in five years are the aim), voluntary, from any village.
 *
 *   flats = money / subsidy, until they are for as many persons of the region as it aims at; by lot among the
 *     households that may move and would:
 *     somebody was away, or had a local job, for `months` or more last year
 *     what they weigh is in policies/relocation.h: own part of the cost, better pay against the farm, whose land
 *     is let in the meantime, and dearer living
 *   the town is in the county of the prefecture with the most townspeople; one of its villages a county and year
 *     stands for the town
 *   the move, payment and the way back are relocation's (policies/relocation.c), on terms of their own: by default
 *     all land is kept and let, and half as many return
 *   pensions there are `pension` times those of villages: social security of townspeople (paid out by pay())
 *   school: children go to those of the village that stands for the town, whose places for newcomers are finite as
 *     for relocation (relocation.school_room; people/schooling.c); what school costs is as elsewhere
 * Known limits: the year in which the aim is reached goes beyond it; towns are villages of the model, with jobs of their county; who is away stays so, whatever the
 * family does; nobody sublets or sells a flat. */
#include "models/policies/relocation.h"

/* Residents of a county in towns. */
static double townspeople(const struct county *c)
{
    return c->population_2010 > c->rural_persons ? c->population_2010 - c->rural_persons : 0.0;
}

static void choose_town(const struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    int seat = county;
    for (int other = 0; other < w->counties; other++) {
        if (w->prefecture[other] == w->prefecture[county] &&
            w->first_village[other + 1] > w->first_village[other] &&
            townspeople(hq_county(w, other)) > townspeople(hq_county(w, seat))) {
            seat = other;
        }
    }
    c->flat_site = village_of(w, seat, county, D_choice + 2);
    c->flat_pay = expected_pay(w, seat, (float)p->worker_relocation_job_access);
    c->flat_local_pay = expected_pay(w, county, 0.0f);
}

static void found(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    if (p->worker_relocation_enabled && w->first_village[w->counties] > 0) {
        choose_town(w, county);
    }
}

static int64_t flats_for_in(const struct world *w, int county, const void *what)
{
    (void)what;
    return ((const struct county *)hq_county(w, county))->flats_for;
}

/* Whether as many as the region aims at have flats, or will have. */
static bool has_reached_aim(const struct world *w)
{
    const struct parameters *p = hq_parameters(w, 0);
    return p->worker_relocation_aim >= 0 && all_counties(w, flats_for_in, NULL) >= p->worker_relocation_aim;
}

static void plan(struct world *w, int county)
{
    const struct parameters *p = hq_parameters(w, county);
    struct county *c = hq_county(w, county);
    const int64_t money = MONEY_OF_YEAR(w, county, p, worker_relocation);
    c->flat_granted = c->flat_grant;
    c->flat_grant = granted_for_each(money, c->places_worker_relocation);
    found(w, county); /* another site every year */
    const int64_t flats = places_for(money, c->places_worker_relocation, p->worker_relocation_subsidy);
    grant(w, county, Q_worker_relocation, has_reached_aim(w) ? 0 : flats);
}

static void close(struct world *w, int county)
{
    struct county *c = hq_county(w, county);
    const struct parameters *p = hq_parameters(w, county);
    const int64_t *t = hq_tallies(w, county);
    const int64_t money = hq_balance(w->ledger, county, P_worker_relocation, A_fund);
    c->flat_site = 0; /* next year's plan chooses anew: nothing is left of a programme without money */
    c->flat_pay = c->flat_local_pay = 0.0f;
    c->flats_for += t[T_flat_people];
    post_housing(w, county, P_worker_relocation,
                 price_of(t[T_flats], money, c->places_worker_relocation, p->worker_relocation_subsidy),
                 t[T_flats], t[T_flat_paid], t[T_flat_debt]);
}

const struct yearly HQ_SYMBOL(worker_relocation_year) = {.found = found, .plan = plan, .close = close};

/* ---- who may move ------------------------------------------------------------------------------------- */

/* Households in which anybody was away or had a local job for so many months, into `fate`. */
static void find_workers(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const uint8_t least = (uint8_t)hq_round((float)p->worker_relocation_months);
    const uint8_t *work = ROW(v, work);
    uint8_t *fate = ROW(v, fate);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *did = work + i;
        uint8_t found = 0;
#define LOOK(slot)                                                                                             \
    found |= (uint8_t)((byte_away(did[(slot)*stride]) | byte_local(did[(slot)*stride])) &                      \
                       byte_within(did[(slot)*stride] & 15, least, 15));
        EACH_SLOT(LOOK)
#undef LOOK
        fate[i] = found;
    }
}

static void claim_flats(const struct view *v, const struct housing *flats)
{
    find_workers(v);
    claim_dwellings(v, flats, ROW(v, fate));
}

static void enrol(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->worker_relocation_enabled && v->places[Q_worker_relocation] > 0) {
        const struct housing flats = flats_of(v);
        claim_flats(v, &flats);
        give_dwellings(v, &flats, (float)p->worker_relocation_need);
    }
}

const struct process HQ_SYMBOL(enrol_worker_relocation) = {
    "enrol_worker_relocation", HQ_OFFERS, enrol, COLUMNS(SERVE_READS, CLAIM_DWELLINGS, C_work),
    COLUMNS(C_claim, C_rank, C_fate, C_memberships, C_moving)};

static void count(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (p->worker_relocation_enabled) {
        const struct housing flats = flats_of(v);
        claim_flats(v, &flats);
        state_demand(v, Q_worker_relocation);
    }
}

const struct process HQ_SYMBOL(count_worker_relocation) = {"count_worker_relocation", HQ_SETTLE, count,
                                                           COLUMNS(C_moving, C_claim, CLAIM_DWELLINGS, C_work),
                                                           COLUMNS(C_claim, C_fate)};

/* ---- what it brings ------------------------------------------------------------------------------------ */

/* Pensions of townspeople, beyond those that villagers have anyway (livelihoods/transfers.c). */
static void pay(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->worker_relocation_enabled || p->worker_relocation_pension <= 1.0) {
        return;
    }
    const float more = 12.0f * (float)(p->calendar_pension * (p->worker_relocation_pension - 1.0));
    const uint16_t *memberships = ROW(v, memberships), *weight = ROW(v, weight);
    const uint8_t *settled = ROW(v, settled);
    const int32_t *elders = ROW(v, elders);
    int32_t *transfers = ROW(v, transfers);
    const int32_t rows = v->rows;
    int64_t paid = 0;
    each_row_sum (i, rows, paid) {
        const int32_t there = (settled[i] > 0) & ((memberships[i] & IN_WORKER_FLAT) != 0);
        const int32_t due = hq_where(there, hq_fen(more * (float)elders[i]));
        transfers[i] += due;
        paid += (int64_t)due * weight[i];
    }
    v->tally[T_public_transfers] += paid;
}

const struct process HQ_SYMBOL(pay_worker_relocation) = {
    "pay_worker_relocation", HQ_SETTLE, pay, COLUMNS(C_memberships, C_weight, C_settled, C_elders, C_transfers),
    COLUMNS(C_transfers)};
