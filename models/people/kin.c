/* Households that join kin of their village when nobody in them can carry on, at the year's end.
 *
 *   joins: nobody of 16 to `joining_age` - 1 is left in it, and
 *       with anybody of `joining_age` or more, chance `joining` a year;  children alone: at once
 *   host = the kin (models/people/kin.h) with somebody of 16 to `joining_age` - 1 and free slots for all;
 *       under like grazing contracts first, then of the fewest members, then the first by id
 *   income' = (income members + income_host members_host) / (members + members_host)
 *
 * Everything goes along and adds up: people (couples stay couples), cropland, pasture and returned cropland,
 * the herd with its classes, losses that relief may replace, capital and projects, savings, debt and what of it
 * is overdue. Whoever takes over a debt stands with the lender as he did. Contracts go mu for mu, so that a
 * programme owes for no more land than it has money for (docs/decisions/0011):
 *   - pasture under a ban or in balance goes along in whole mu to a host under the same contract; under another
 *     one, or none on one side, it becomes free land of the village;
 *   - returned cropland is paid by its own mu and goes along; the host then counts as one that has signed.
 * Membership and loan of the village fund go along; where the host is a member too, the fund hands back the
 * share that is one too many. Places held for a year and the register's entry end with the household. The
 * relocated join only those relocated from the same village.
 *
 * Known limits: nobody joins kin in another village, or parts again but by division; elders do not choose among
 * children; where weights differ, in thinned populations, nobody joins; nobody is asked whether he is fit. */
#include "models/people/kin.h"

#include "models/policies/mutual_fund.h"
#include "models/policies/policy.h"
#include "sim/outbox.h"

enum { ELDERS = 1, CHILDREN = 2 };
enum { GRAZING_CONTRACTS = IN_GRAZING_BAN | IN_GRAZING_BALANCE };

/* Marks the households where nobody can carry on. */
static void look(const struct view *v, uint8_t *fate)
{
    const struct parameters *p = v->parameters;
    const uint8_t *person = ROW(v, person), *moving = ROW(v, moving);
    const uint8_t last = (uint8_t)(p->demography_joining_age - 1);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i;
        uint8_t somebody = 0, grown = 0, able = 0;
#define ADD(slot)                                                                                              \
    somebody |= byte_any(who[(slot)*stride]);                                                                  \
    grown |=                                                                                                   \
        (uint8_t)(byte_any(who[(slot)*stride]) & byte_within(byte_age(who[(slot)*stride]), ADULT_FROM, 120));  \
    able |=                                                                                                    \
        (uint8_t)(byte_any(who[(slot)*stride]) & byte_within(byte_age(who[(slot)*stride]), ADULT_FROM, last));
        EACH_SLOT(ADD)
#undef ADD
        const uint8_t in_need = somebody & (able ^ 1) & (byte_any(moving[i]) ^ 1);
        fate[i] = (uint8_t)(in_need * (grown * ELDERS | (grown ^ 1) * CHILDREN));
    }
}

/* ---- the host ------------------------------------------------------------------------------------------ */

/* Whether two rows' stocks fit into one. */
static bool stocks_fit(const struct view *v, int32_t row, int32_t host)
{
#define SUM(name) ((int64_t)ROW(v, name)[row] + (int64_t)ROW(v, name)[host])
    return SUM(savings) <= MOST_MONEY && SUM(debt) <= MOST_MONEY && SUM(cattle) <= UINT16_MAX &&
           SUM(fund_loan) <= UINT16_MAX;
#undef SUM
}

/* Both at home, or both relocated from one village. */
static bool settled_alike(const struct view *v, int32_t row, int32_t host)
{
    const uint8_t *settled = ROW(v, settled);
    const uint32_t *origin = ROW(v, origin);
    return (settled[row] == 0) == (settled[host] == 0) && (settled[row] == 0 || origin[row] == origin[host]);
}

static bool contracts_differ(const struct view *v, int32_t row, int32_t host)
{
    const uint16_t *memberships = ROW(v, memberships);
    return ((memberships[row] ^ memberships[host]) & GRAZING_CONTRACTS) != 0;
}

/* The row that a household joins, or -1. `fate` tells those who need a host themselves. */
static int32_t host_of(struct kinship *kin, int32_t row, const uint8_t *fate)
{
    const struct view *v = kin->view;
    const struct family f = family_of(v, row);
    const int members = members_of(&f);
    int32_t best = -1;
    int least = 0;
    for (int32_t i = next_kin(kin, row, 0); i >= 0; i = next_kin(kin, row, i + 1)) {
        const struct family g = family_of(v, i);
        const int with = members_of(&g), score = with + HQ_SLOTS * contracts_differ(v, row, i);
        const bool may = fate[i] == 0 && with + members <= HQ_SLOTS && settled_alike(v, row, i);
        if (may && (best < 0 || score < least) && stocks_fit(v, row, i)) {
            best = i;
            least = score;
        }
    }
    return best;
}

/* ---- what goes along ----------------------------------------------------------------------------------- */

/* Everybody into the host's free slots, in the order of slots. */
static void bring_people(const struct view *v, int32_t row, int32_t host)
{
    const struct family from = family_of(v, row), to = family_of(v, host);
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        if (family_person(&from, slot) != 0) {
            const int place = free_slot(&to);
            put_person(&to, place, family_person(&from, slot), family_learning(&from, slot));
            to.work[(size_t)place * to.stride] = from.work[(size_t)slot * from.stride];
            *to.married |= (uint8_t)(is_married(&from, slot) << place);
            put_person(&from, slot, 0, 0);
        }
    }
    *from.married = 0;
    ROW(v, seeking)[row] = 0;
}

/* Pasture that a host takes over: all of it, or whole mu under one contract, such that the mu that are paid for
 * are no more than before. */
static float pasture_along(float own, float hosts, bool contract)
{
    if (!contract) {
        return own;
    }
    const int32_t whole = hq_truncate(own), paid = hq_round(own) + hq_round(hosts);
    return (float)(hq_round(hosts + (float)whole) > paid && whole > 0 ? whole - 1 : whole);
}

/* Adds so much of a row's land to the host's; returns by how many thousandths of a mu the two have less. */
static int64_t join_land(float *own, float *hosts, float along)
{
    const int64_t before = thousandths(*own) + thousandths(*hosts);
    *hosts += along;
    *own = 0.0f;
    return before - thousandths(*hosts);
}

static void bring_land(const struct view *v, int32_t row, int32_t host)
{
    struct village *village = v->village;
    const int64_t weight = ROW(v, weight)[row];
    uint16_t *memberships = ROW(v, memberships);
    float *cropland = ROW(v, cropland), *pasture = ROW(v, pasture), *forest = ROW(v, forest);
    const bool contract = (memberships[row] & GRAZING_CONTRACTS) != 0;
    const float grass =
        contracts_differ(v, row, host) ? 0.0f : pasture_along(pasture[row], pasture[host], contract);
    if (ROW(v, settled)[row] == 0) {
        village->free_pasture += pasture[row] - grass;
    }
    v->tally[T_pasture_freed] += join_land(&pasture[row], &pasture[host], grass) * weight;
    v->tally[T_cropland_freed] += join_land(&cropland[row], &cropland[host], cropland[row]) * weight;
    v->tally[T_forest_left] += join_land(&forest[row], &forest[host], forest[row]) * weight;
    memberships[host] |= memberships[row] & IN_FOREST_RETURN;
}

/* Adds a row's stock to the host's. */
#define ADD_TO_HOST(name)                                                                                      \
    do {                                                                                                       \
        ROW(v, name)[host] = (TYPE_##name)(ROW(v, name)[host] + ROW(v, name)[row]);                            \
        ROW(v, name)[row] = 0;                                                                                 \
    } while (0)

static void bring_stocks(const struct view *v, int32_t row, int32_t host)
{
    const int64_t weight = ROW(v, weight)[row], back = join_in_fund(v, row, host);
    const int32_t lost = ROW(v, lost)[row] + ROW(v, lost)[host];
    ROW(v, savings)[row] += (int32_t)back;
    v->tally[T_savings] += back * weight;
    ADD_TO_HOST(savings);
    ADD_TO_HOST(debt);
    ADD_TO_HOST(overdue);
    ADD_TO_HOST(herd);
    ADD_TO_HOST(cattle);
    ADD_TO_HOST(calves);
    ADD_TO_HOST(capital);
    ADD_TO_HOST(venture);
    ROW(v, lost)[host] = (uint16_t)(lost < UINT16_MAX ? lost : UINT16_MAX);
    ROW(v, lost)[row] = 0;
}

/* Income a head of the two together, as the village knows it from now on. */
static void pool(int32_t *income, int32_t row, int members, int32_t host, int with)
{
    const int64_t both = (int64_t)income[row] * members + (int64_t)income[host] * with;
    income[host] = (int32_t)(both / (members + with));
}

static void join(const struct view *v, int32_t row, int32_t host)
{
    const struct family f = family_of(v, row), g = family_of(v, host);
    const int members = members_of(&f), with = members_of(&g);
    const int64_t weight = ROW(v, weight)[row];
    pool(ROW(v, income), row, members, host, with);
    pool(ROW(v, assessed), row, members, host, with);
    bring_people(v, row, host);
    bring_land(v, row, host);
    bring_stocks(v, row, host);
    ROW(v, moving)[row] = ARRIVED; /* posted: it neither ends a second time nor claims anything */
    v->tally[T_merged] += weight;
    v->tally[T_joined] += members * weight;
    hq_post_end(v, row);
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->demography_enabled) {
        return;
    }
    uint8_t *fate = ROW(v, fate);
    const float chance = (float)p->demography_joining;
    struct kinship kin = kinship_of(v);
    look(v, fate);
    for (int32_t i = next_marked(fate, 0, v->rows); i < v->rows; i = next_marked(fate, i + 1, v->rows)) {
        const uint32_t luck = draw_of(v, i, D_joining);
        const int32_t host = (fate[i] & CHILDREN) || hq_uniform(luck) < chance ? host_of(&kin, i, fate) : -1;
        if (host >= 0) {
            join(v, i, host);
        }
    }
}

#define JOINED                                                                                                 \
    C_savings, C_debt, C_overdue, LEAVE_FUND_COLUMNS, C_herd, C_cattle, C_calves, C_lost, C_capital,           \
        C_venture, C_cropland, C_pasture, C_forest, C_income, C_assessed, C_seeking, C_moving, C_fate, C_rank
const struct process HQ_SYMBOL(join_kin) = {
    "join_kin", HQ_SETTLE, run, COLUMNS(FAMILY_COLUMNS, JOINED, C_id, C_weight, C_settled, C_origin),
    COLUMNS(FAMILY_COLUMNS, JOINED)};
