/* Households that divide and households that end, at the year's end (sim/outbox.h).
 *
 * Division: where two couples or more live together and the man of the oldest one is under 60, the second
 * oldest couple leaves with chance `division` a year. It takes the single persons under 18 who are at least 18
 * years younger than the wife, and
 *   part = leavers / members of cropland, pasture, herd, productive capital, savings and debt
 * and, of the village's free land, up to as much again. It enrols anew in what pays by the mu: contracts stay
 * with the old household.
 *   ability = likeness x parents' + sqrt(1 - likeness^2) x spread z, connection likewise
 * Income as the parents had it is what the village knows of it. It claims nothing for a year.
 *
 * End: a household without anybody of 16 or more that has joined no kin (models/people/kin.c).
 *   estate = savings + herd x price, less what it owes the village fund beyond its share in it
 *   repaid = min(estate, debt),  part of an heir = (estate - repaid) / heirs
 *
 * The rest of the debt is the lenders' loss. Heirs are all kin households of the village (models/people/kin.h),
 * where nobody is left: in equal parts, what does not divide to the first by id; productive capital likewise
 * where the debts are paid; cropland returned to forest, which is paid by its own mu, to the first heir who was
 * never relocated. Children who are left are the heirs and take the rest along to kin elsewhere, where it also
 * goes if there are no heirs; returned cropland then stays forest without an owner, capital is given up.
 * Contracts of cropland and pasture end with the household, as the law on contracted land has it: the land is
 * free land of the village. Household projects are given up. Known limits: land of relocated households stays let by
 * their old village when they end; heirs get the price of the herd, not the animals, and answer for no debts.
 */
#include "models/livelihoods/herds.h"
#include "models/people/kin.h"
#include "models/policies/mutual_fund.h"
#include "models/policies/policy.h"
#include "sim/outbox.h"

enum { DIVIDES = 1, ENDS = 2 };
enum { GOES_ALONG_TO = 17, GENERATION = 18 };

/* Marks the rows that may divide or end. */
static void look(const struct view *v, uint8_t *fate)
{
    const uint8_t *person = ROW(v, person), *married = ROW(v, married), *moving = ROW(v, moving);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    const uint16_t *weight = ROW(v, weight);
    each_row (i, rows) {
        const uint8_t *who = person + i;
        uint8_t adults = 0, spouses = 0;
#define ADD(slot)                                                                                              \
    adults |=                                                                                                  \
        (uint8_t)(byte_any(who[(slot)*stride]) & byte_within(byte_age(who[(slot)*stride]), ADULT_FROM, 120));  \
    spouses = (uint8_t)(spouses + ((married[i] >> (slot)) & 1));
        EACH_SLOT(ADD)
#undef ADD
        const uint8_t there = byte_any((uint8_t)(weight[i] | weight[i] >> 8));
        const uint8_t stays = byte_any(moving[i]) ^ 1, posted = byte_any(moving[i] ^ ARRIVED) ^ 1;
        const uint8_t divides = stays & (spouses >> 2 | spouses >> 3) & 1;
        fate[i] = (uint8_t)(there * (divides * DIVIDES | (adults ^ 1) * (posted ^ 1) * ENDS));
    }
}

/* ---- ends ---------------------------------------------------------------------------------------------- */

/* Sells what there is and pays what is owed. Returns what is left, fen; below 0: what could not be paid. */
static int64_t wind_up(const struct view *v, int32_t row)
{
    const struct parameters *p = v->parameters;
    const struct village *village = v->village;
    const float worth =
        herd_worth_of(ROW(v, herd)[row], ROW(v, cattle)[row], animal_prices_of(p, v->county_row, village));
    const int64_t weight = ROW(v, weight)[row], herd_worth = hq_fen(worth);
    const int64_t owned = ROW(v, savings)[row], owed = ROW(v, debt)[row];
    const int64_t estate = owned + herd_worth + leave_fund(v, row, owned + herd_worth);
    const int64_t repaid = estate < owed ? estate : owed;
    v->tally[T_liquidated] += herd_worth * weight;
    v->tally[T_sold] += hq_round(ROW(v, herd)[row] * 1e3f) * weight;
    v->tally[T_repaid] += repaid * weight;
    v->tally[T_written_off] += (owed - repaid) * weight;
    v->tally[T_savings] -= owned * weight;
    v->tally[T_debt] -= owed * weight;
    v->tally[T_cattle_sold] += ROW(v, cattle)[row] * weight;
    ROW(v, savings)[row] = ROW(v, debt)[row] = ROW(v, overdue)[row] = 0;
    ROW(v, herd)[row] = 0.0f;
    ROW(v, cattle)[row] = ROW(v, calves)[row] = 0;
    return estate - owed;
}

/* Kin households of the village. */
static int count_heirs(struct kinship *kin, int32_t row)
{
    int heirs = 0;
    for (int32_t i = next_kin(kin, row, 0); i >= 0; i = next_kin(kin, row, i + 1)) {
        heirs++;
    }
    return heirs;
}

/* Money of the dead to `heirs` households in equal parts, the remainder to the first; what would take one
 * beyond MOST_MONEY goes elsewhere. Returns what they take, fen. */
static int64_t bequeath_money(struct kinship *kin, int32_t row, int heirs, int64_t left)
{
    int32_t *savings = ROW(kin->view, savings);
    int64_t taken = 0, part = left / heirs + left % heirs;
    for (int32_t i = next_kin(kin, row, 0); i >= 0; i = next_kin(kin, row, i + 1)) {
        const int64_t room = MOST_MONEY - savings[i], given = part < room ? part : room;
        savings[i] += (int32_t)(given > 0 ? given : 0);
        taken += given > 0 ? given : 0;
        part = left / heirs;
    }
    return taken;
}

static void bequeath_capital(struct kinship *kin, int32_t row, int heirs)
{
    float *capital = ROW(kin->view, capital);
    const float part = capital[row] / (float)heirs;
    for (int32_t i = next_kin(kin, row, 0); i >= 0; i = next_kin(kin, row, i + 1)) {
        capital[i] += part;
    }
    capital[row] = 0.0f;
}

/* Returned cropland to the first heir who was never relocated: what counts for payments is in this county. */
static void bequeath_forest(struct kinship *kin, int32_t row)
{
    const struct view *v = kin->view;
    float *forest = ROW(v, forest);
    int32_t heir = forest[row] > 0.0f ? next_kin(kin, row, 0) : -1;
    while (heir >= 0 && ROW(v, settled)[heir] > 0) {
        heir = next_kin(kin, row, heir + 1);
    }
    if (heir >= 0) {
        forest[heir] += forest[row];
        forest[row] = 0.0f;
        ROW(v, memberships)[heir] |= ROW(v, memberships)[row] & IN_FOREST_RETURN;
    }
}

/* Hands on what is left: `net` fen, and what is not money. To kin of the village where nobody is left, else
 * elsewhere. */
static void bequeath(struct kinship *kin, int32_t row, int64_t net)
{
    const struct view *v = kin->view;
    const struct family f = family_of(v, row);
    const int64_t weight = ROW(v, weight)[row], left = net > 0 ? net : 0;
    const bool something = left > 0 || ROW(v, forest)[row] > 0.0f || ROW(v, capital)[row] > 0.0f;
    const int heirs = something && members_of(&f) == 0 ? count_heirs(kin, row) : 0;
    int64_t taken = 0;
    if (heirs > 0) {
        taken = bequeath_money(kin, row, heirs, left);
        bequeath_forest(kin, row);
        if (net >= 0) {
            bequeath_capital(kin, row, heirs);
        }
    }
    v->tally[T_inherited] += taken * weight;
    v->tally[T_savings] += taken * weight;
    v->tally[T_bequeathed] += (left - taken) * weight;
    v->tally[T_capital_left] += hq_round(ROW(v, capital)[row]) * weight;
    ROW(v, capital)[row] = 0.0f;
}

static void end(struct kinship *kin, int32_t row)
{
    const struct view *v = kin->view;
    const struct family f = family_of(v, row);
    struct village *village = v->village;
    const int64_t weight = ROW(v, weight)[row];
    bequeath(kin, row, wind_up(v, row));
    v->tally[T_cropland_freed] += thousandths(ROW(v, cropland)[row]) * weight;
    v->tally[T_pasture_freed] += thousandths(ROW(v, pasture)[row]) * weight;
    v->tally[T_forest_left] += thousandths(ROW(v, forest)[row]) * weight;
    if (ROW(v, settled)[row] == 0) {
        village->free_cropland += ROW(v, cropland)[row];
        village->free_pasture += ROW(v, pasture)[row];
    }
    ROW(v, cropland)[row] = ROW(v, pasture)[row] = ROW(v, forest)[row] = 0.0f;
    ROW(v, moving)[row] = FOUNDED; /* claims nothing in what counts after this */
    v->tally[T_orphans] += members_of(&f) * weight;
    v->tally[T_ended] += weight;
    hq_post_end(v, row);
}

/* ---- division ------------------------------------------------------------------------------------------ */

/* Sets a column of a new household. */
#define GIVE(child, name, value)                                                                               \
    do {                                                                                                       \
        const TYPE_##name given = (value);                                                                     \
        hq_give(&(child), C_##name, 0, &given);                                                                \
    } while (0)
#define INHERIT(child, v, row, name) GIVE(child, name, ROW(v, name)[row])

/* Who leaves, one bit a slot: the second oldest couple and its children; 0 where nobody does. */
static unsigned leavers_of(const struct family *f)
{
    const int master = married_by_age(f, false, 0), man = married_by_age(f, false, 1),
              wife = married_by_age(f, true, 1);
    if (man < 0 || wife < 0 || person_age(family_person(f, master)) > HOUSE_MASTER_TO) {
        return 0;
    }
    const int mother = person_age(family_person(f, wife));
    unsigned leavers = 1U << man | 1U << wife;
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t person = family_person(f, slot);
        const bool child = person != 0 && person_age(person) <= GOES_ALONG_TO && !is_married(f, slot);
        leavers |= (unsigned)(child && person_age(person) + GENERATION <= mother) << slot;
    }
    return leavers;
}

/* People go over to the new household, the couple into its first slots. Returns how many. */
static int move_people(const struct family *f, const struct child *child, unsigned leavers)
{
    const uint8_t couple = 3;
    const int man = married_by_age(f, false, 1), wife = married_by_age(f, true, 1);
    int next = 2, gone = 0;
    for (int slot = 0; slot < HQ_SLOTS; slot++) {
        if (leavers >> slot & 1) {
            const int to = slot == man ? 0 : slot == wife ? 1 : next++;
            const uint8_t person = family_person(f, slot), learning = family_learning(f, slot);
            const uint8_t work = f->work[(size_t)slot * f->stride];
            hq_give(child, C_person, to, &person);
            hq_give(child, C_learning, to, &learning);
            hq_give(child, C_work, to, &work);
            put_person(f, slot, 0, 0);
            gone++;
        }
    }
    *f->married &= (uint8_t)~leavers;
    hq_give(child, C_married, 0, &couple);
    return gone;
}

/* Takes a share out of an amount; the rest stays. */
static float take(float *amount, float share)
{
    const float taken = share * *amount;
    *amount -= taken;
    return taken;
}

/* Free land of the village, up to as much as a household has of its own. */
static float take_free(float *land, float own)
{
    const float taken = hq_min(*land, own);
    *land -= taken;
    return taken;
}

static void share_land(const struct view *v, int32_t row, const struct child *child, float share)
{
    struct village *village = v->village;
    const int64_t weight = ROW(v, weight)[row];
    const int64_t fields = thousandths(ROW(v, cropland)[row]), grass = thousandths(ROW(v, pasture)[row]);
    float cropland = take(&ROW(v, cropland)[row], share), pasture = take(&ROW(v, pasture)[row], share);
    if (ROW(v, settled)[row] == 0) {
        cropland += take_free(&village->free_cropland, cropland);
        pasture += take_free(&village->free_pasture, pasture);
    }
    v->tally[T_cropland_freed] +=
        (fields - thousandths(ROW(v, cropland)[row]) - thousandths(cropland)) * weight;
    v->tally[T_pasture_freed] += (grass - thousandths(ROW(v, pasture)[row]) - thousandths(pasture)) * weight;
    GIVE(*child, cropland, cropland);
    GIVE(*child, pasture, pasture);
}

/* Of every class of animals a share; of large stock in whole tenths, rounded down. */
static void share_herd(const struct view *v, int32_t row, const struct child *child, int leave, int of)
{
    uint16_t *cattle = &ROW(v, cattle)[row], *calves = &ROW(v, calves)[row];
    const int large = *cattle * leave / of, young = *calves * leave / of;
    const float all = ROW(v, herd)[row], small = hq_max(0.0f, all - 0.1f * (float)*cattle);
    const float herd = small * (float)leave / (float)of + 0.1f * (float)large;
    ROW(v, herd)[row] = hq_max(0.0f, all - herd);
    *cattle = (uint16_t)(*cattle - large);
    *calves = (uint16_t)(*calves - young);
    GIVE(*child, herd, herd);
    GIVE(*child, cattle, (uint16_t)large);
    GIVE(*child, calves, (uint16_t)young);
    GIVE(*child, capital, take(&ROW(v, capital)[row], (float)leave / (float)of));
}

static void share_money(const struct view *v, int32_t row, const struct child *child, int leave, int of)
{
    int32_t *savings = &ROW(v, savings)[row], *debt = &ROW(v, debt)[row], *overdue = &ROW(v, overdue)[row];
    const int32_t money = (int32_t)((int64_t)*savings * leave / of),
                  owed = (int32_t)((int64_t)*debt * leave / of),
                  late = (int32_t)((int64_t)*overdue * leave / of);
    *savings -= money;
    *debt -= owed;
    *overdue -= late;
    GIVE(*child, savings, money);
    GIVE(*child, debt, owed);
    GIVE(*child, overdue, late);
    GIVE(*child, standing, ROW(v, standing)[row] & (uint8_t)~LATE_WITH_FUND); /* the fund's loan stays behind */
}

/* What is of the parents' kind, and what the village knows. */
static void pass_on(const struct view *v, int32_t row, const struct child *child)
{
    const struct parameters *p = v->parameters;
    const float likeness = (float)p->demography_likeness, spread = (float)p->founding_ability_spread;
    const float other = __builtin_sqrtf(1.0f - likeness * likeness);
    GIVE(*child, ability,
         to_trait(likeness * trait_of(ROW(v, ability)[row]) +
                  other * spread * hq_normal(draw_of(v, row, D_division + 1))));
    GIVE(*child, connection,
         to_trait(likeness * trait_of(ROW(v, connection)[row]) +
                  other * hq_normal(draw_of(v, row, D_division + 2))));
    INHERIT(*child, v, row, network);
    INHERIT(*child, v, row, minority);
    INHERIT(*child, v, row, income);
    INHERIT(*child, v, row, assessed);
    INHERIT(*child, v, row, registered);
    INHERIT(*child, v, row, spell);
    INHERIT(*child, v, row, above);
    INHERIT(*child, v, row, origin);
    INHERIT(*child, v, row, settled);
    GIVE(*child, memberships, ROW(v, memberships)[row] & (IN_RELOCATION | IN_WORKER_FLAT));
    GIVE(*child, moving, FOUNDED);
}

static void divide_one(const struct view *v, int32_t row)
{
    const struct parameters *p = v->parameters;
    const struct family f = family_of(v, row);
    if (hq_uniform(draw_of(v, row, D_division)) >= (float)p->demography_division) {
        return;
    }
    const unsigned leavers = leavers_of(&f);
    if (!leavers) {
        return;
    }
    const int members = members_of(&f);
    const struct child child = hq_post_child(v, row, 0);
    const int leave = move_people(&f, &child, leavers);
    share_land(v, row, &child, (float)leave / (float)members);
    share_herd(v, row, &child, leave, members);
    share_money(v, row, &child, leave, members);
    pass_on(v, row, &child);
    const int seeker = ROW(v, seeking)[row] - 1;
    if (seeker >= 0 && family_person(&f, seeker) == 0) {
        ROW(v, seeking)[row] = 0;
    }
    v->tally[T_begun] += ROW(v, weight)[row];
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    if (!p->demography_enabled) {
        return;
    }
    uint8_t *fate = ROW(v, fate);
    struct kinship kin = kinship_of(v);
    look(v, fate);
    for (int32_t i = next_marked(fate, 0, v->rows); i < v->rows; i = next_marked(fate, i + 1, v->rows)) {
        if (fate[i] & ENDS) {
            end(&kin, i);
        } else {
            divide_one(v, i);
        }
    }
}

#define SHARED                                                                                                 \
    C_savings, C_debt, C_overdue, LEAVE_FUND_COLUMNS, C_herd, C_cattle, C_calves, C_capital, C_cropland,       \
        C_pasture, C_forest, C_moving, C_seeking, C_rank
const struct process HQ_SYMBOL(divide) = {"divide", HQ_SETTLE, run,
                                          COLUMNS(FAMILY_COLUMNS, SHARED, C_id, C_weight, C_fate, C_settled,
                                                  C_origin, C_ability, C_connection, C_network, C_minority,
                                                  C_income, C_assessed, C_registered, C_spell, C_above),
                                          COLUMNS(FAMILY_COLUMNS, SHARED, C_fate)};
