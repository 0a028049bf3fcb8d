/* The poverty model's rows as C: columns, draws, sums, parameters; and the codes of a person. */
#ifndef MODELS_POVERTY_H
#define MODELS_POVERTY_H

#define HQ_ROWS "models/rows/all.def"
#include "sim/declare.h"
#include "sim/mathematics.h"

/* Declared columns of a process. */
#define COLUMNS(...) ((const short[]){__VA_ARGS__, -1})

/* Bits of `memberships`. */
enum {
    IN_GRAZING_BAN = 1,
    IN_GRAZING_BALANCE = 2,
    IN_FOREST_RETURN = 4,
    IN_RANGERS = 8,
    IN_RESTORATION = 16,
    IN_TRAINING = 32,
    IN_SECURITY = 64,
    IN_RELOCATION = 128,
    IN_INDUSTRY = 256,
    IN_MUTUAL_FUND = 512,
    IN_WORKER_FLAT = 1024,
    IN_STUDENT_AID = 2048,
    IN_FOLLOW_UP = 4096,
    IN_OTHER_COURSE = 8192, /* farming, or for school-leavers: not IN_TRAINING */
    IN_RELIEF = 16384,
    IN_RESTOCK = 32768
};

/* Values of `moving` in a household that has come at last year's end, from another village or out of another
 * household of this one: it claims nothing until it has lived here for a year. */
enum { FOUNDED = 254, ARRIVED = 255 };

/* Most savings and most debt of a household at a year's end: 10 million Yuan, in fen. Houses and projects of
 * the year may take it beyond that, far from what 32 bits hold. */
enum { MOST_MONEY = 1000000000 };

/* Bits of `standing`: years in arrears with the lender, years shut out after a default, and whether in arrears
 * with the village fund. */
enum { LATE = 7, SHUT_OUT_AT = 3, SHUT_OUT = 15, LATE_WITH_FUND = 128 };

/* Numbers kept in 16 bits, in steps that rows state (models/rows/columns.def). Ability and connection go to 16
 * on either side: 5.3 standard deviations at the widest spread allowed, 40 at the usual one. A step of ability
 * moves earnings by a fortieth of a percent. */
#define TRAIT_STEP   0x1p-11f
#define NETWORK_STEP 0x1p-15f
enum { NETWORK_WHOLE = 32768 };

HQ_INLINE float trait_of(int16_t kept)
{
    return (float)kept * TRAIT_STEP;
}

/* The nearest step, halves away from zero. */
HQ_INLINE int16_t to_trait(float trait)
{
    return (int16_t)hq_round(hq_clamp(trait * (1.0f / TRAIT_STEP), -32767.0f, 32767.0f));
}

/* Ties to migrants, 0 to 1, both of which are steps. */
HQ_INLINE float network_of(uint16_t kept)
{
    return (float)kept * NETWORK_STEP;
}

HQ_INLINE uint16_t to_network(float network)
{
    return (uint16_t)hq_round(hq_clamp(network * (float)NETWORK_WHOLE, 0.0f, (float)NETWORK_WHOLE));
}

/* memory x network + (1 - memory) x away, to the nearest step; where that is where it was, one step on towards
 * `away` (1 or 0), or the moving average would stop half a step / (1 - memory) short of it. So it gets there,
 * and rounding (a step a year at most) never takes it further than a step / (1 - memory) from what real numbers
 * give: 0.00015 at a memory of 0.8. With memory 1 nothing moves. */
HQ_INLINE uint16_t network_after(uint16_t network, float memory, int32_t away)
{
    const int32_t was = network, end = away * NETWORK_WHOLE;
    const int32_t next = hq_truncate(memory * (float)was + (1.0f - memory) * (float)end + 0.5f);
    const int32_t stuck = (next == was) & (memory < 1.0f), ahead = (end > was) - (end < was);
    return (uint16_t)(next + hq_where(stuck, ahead));
}

/* Thousandths of a mu as the audit counts them: rounded. */
static inline int64_t thousandths(float mu)
{
    return (int64_t)((double)mu * 1e3 + 0.5); /* lint: allow float-cast: at most 2^31 mu, never below 0 */
}

/* What of a price arrives in a village: remote ones lose up to the wedge, less of it where produce is sold online
 * (policies/e_commerce.c). */
HQ_INLINE float arriving_in(const struct parameters *p, const struct county *c, const struct village *village)
{
    const float offline = 1.0f - (float)p->e_commerce_effect * c->online;
    return 1.0f - (float)p->prices_wedge * village->remoteness * offline;
}

/* Share of a village's cropland that is irrigated: the county's, and what wells have added here. */
HQ_INLINE double irrigated_in(const struct view *v)
{
    const struct county *c = v->county_row;
    const struct village *village = v->village;
    return c->irrigated_share + (double)village->irrigated_new;
}

/* What programmes have built of a good over all that a village can use of it (rows/goods.def). */
HQ_INLINE float part_built(int32_t all, int32_t built)
{
    return all > 0 ? (float)built / (float)all : 0.0f;
}

/* How much more what is built in a village does there for its quality of delivery (policies/officers.c). */
HQ_INLINE float delivered_in(const struct parameters *p, const struct village *village)
{
    return 1.0f + (float)p->officers_yield * village->delivery;
}

/* The part of a good that works: what is built, and more where those who run it deliver well; at most all of it. */
HQ_INLINE float part_working(const struct parameters *p, const struct village *village, int32_t all,
                             int32_t built)
{
    return hq_min(1.0f, delivered_in(p, village) * part_built(all, built));
}

/* Persons. A byte `person` is 0 for nobody, else 1 + 2 age + sex. */
HQ_INLINE uint8_t person_code(int32_t age, int32_t woman)
{
    return (uint8_t)(1 + 2 * (age > 120 ? 120 : age) + woman);
}

HQ_INLINE int32_t person_age(uint8_t person)
{
    return (person - 1) >> 1;
}

enum { PUPIL_FROM = 7, PUPIL_TO = 15, ADULT_FROM = 16, ADULT_TO = 64, ELDER_FROM = 60, MOST_SCHOOLING = 15 };

/* Health, bits 4-5 of `learning`. */
enum { HEALTHY = 0, ACUTE = 1, CHRONIC = 2 };

HQ_INLINE int32_t schooling_of(uint8_t learning)
{
    return learning & 15;
}

HQ_INLINE int32_t health_of(uint8_t learning)
{
    return (learning >> 4) & 3;
}

HQ_INLINE int32_t courses_of(uint8_t learning)
{
    return learning >> 6;
}

HQ_INLINE uint8_t learning_code(int32_t schooling, int32_t health, int32_t courses)
{
    return (uint8_t)(schooling | health << 4 | courses << 6);
}

/* What a person does off fields and herd in a year, a byte `work`: months (bits 0-3), kind (bits 4-5), and for
 * who is away how many years in a row (bits 6-7; 3: three and more). Who seeks a local job has the kind and no
 * months until jobs are given, and until then bit 6 where that of last year goes on. */
enum { AT_HOME = 0, LOCAL_JOB = 1, OWN_ACCOUNT = 2, AWAY = 3 };

HQ_INLINE int32_t work_months(uint8_t work)
{
    return work & 15;
}

HQ_INLINE int32_t work_kind(uint8_t work)
{
    return (work >> 4) & 3;
}

HQ_INLINE int32_t work_years(uint8_t work)
{
    return work >> 6;
}

HQ_INLINE uint8_t work_code(int32_t months, int32_t kind, int32_t years)
{
    return (uint8_t)(months | kind << 4 | years << 6);
}

/* Arithmetic for loops over people in bytes, 0 or 1 from shifts alone: gcc 12 may take a comparison that is
 * stored in a byte for -1 when it puts such a loop into vector form (seen with the sanitizers on). */

/* Whether a byte is not 0. */
HQ_INLINE uint8_t byte_any(uint8_t x)
{
    return (uint8_t)((uint8_t)(x | (uint8_t)-x) >> 7);
}

/* Whether first <= x <= last, for last - first < 128. */
HQ_INLINE uint8_t byte_within(uint8_t x, uint8_t first, uint8_t last)
{
    const uint8_t above = (uint8_t)(x - first), beyond = (uint8_t)(above - (uint8_t)(last - first + 1));
    return (uint8_t)((uint8_t)(beyond & (uint8_t)~above) >> 7);
}

/* 0xff for 1, 0 for 0. */
HQ_INLINE uint8_t byte_mask(uint8_t truth)
{
    return (uint8_t)-truth;
}

HQ_INLINE uint8_t byte_age(uint8_t person)
{
    return (uint8_t)((uint8_t)(person - 1) >> 1);
}

HQ_INLINE uint8_t byte_acute(uint8_t learning)
{
    return (learning >> 4) & 1;
}

HQ_INLINE uint8_t byte_chronic(uint8_t learning)
{
    return (learning >> 5) & 1;
}

HQ_INLINE uint8_t byte_local(uint8_t work)
{
    return (work >> 4) & (uint8_t) ~(work >> 5) & 1;
}

HQ_INLINE uint8_t byte_own(uint8_t work)
{
    return (work >> 5) & (uint8_t) ~(work >> 4) & 1;
}

/* Whether a local job of last year goes on, from the choice of work until jobs are given. */
HQ_INLINE uint8_t byte_goes_on(uint8_t work)
{
    return byte_local(work) & (work >> 6);
}

HQ_INLINE uint8_t byte_away(uint8_t work)
{
    return (work >> 4) & (work >> 5) & 1;
}

/* Whether a person can work off the farm: 16 to 64, no chronic illness, and no longer at school (until 18 those
 * are who have missed no class). */
HQ_INLINE uint8_t byte_may_work(uint8_t person, uint8_t learning)
{
    const uint8_t age = byte_age(person),
                  behind = (uint8_t)((learning & 15) - (uint8_t)(age - PUPIL_FROM)) >> 7;
    const uint8_t student = byte_within(age, PUPIL_TO + 1, PUPIL_TO + 3) & (behind ^ 1);
    return byte_any(person) & byte_within(age, ADULT_FROM, ADULT_TO) & (byte_chronic(learning) ^ 1) &
           (student ^ 1);
}

/* Villages of the full population that this one stands for: what is counted by the village, mu or funds, is
 * counted for all of them. At least 1, also where nobody is left. */
static inline int64_t villages_behind(const struct view *v)
{
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    int64_t all = 0;
    each_row_sum (i, rows, all) {
        all += weight[i];
    }
    return v->live > 0 && all >= v->live ? all / v->live : 1;
}

/* Lots of a village beside those of its goods (1 and on, rows/goods.def). */
enum { LOT_OF_BASE = 1000 };

/* A uniform number of the village for a lot of that number, other than those of its school's rank, which is the same
 * draw. */
static inline float lot_of_village(const struct view *v, int number)
{
    const uint64_t bits = (uint64_t)hq_draw(v->own, v->jumps[D_village_more]) << 32 | (uint64_t)number;
    return hq_uniform((uint32_t)(hq_mix64(bits) >> 32));
}

/* For loops over households that keep all their slots in registers. */
#define EACH_SLOT(step) step(0) step(1) step(2) step(3) step(4) step(5) step(6) step(7)

/* Persons of two neighbouring slots share a draw: the one in an even slot has its lower 16 bits, the other the
 * upper ones. A uniform on (0, 1) in steps of 2^-16. */
HQ_INLINE float half_uniform(uint32_t draw, int32_t slot)
{
    return ((float)(int32_t)(draw >> (16 * (slot & 1)) & 0xffff) + 0.5f) * 0x1p-16f;
}

/* Whether anybody of the village is in a slot: most villages leave the last ones empty. */
HQ_INLINE bool anybody(const uint8_t *person, int32_t rows)
{
    uint8_t found = 0;
    each_row_any(i, rows, found)
    {
        found |= person[i];
    }
    return found != 0;
}

/* Every process and every policy, by name; poverty.c puts them in order. */
#define PROCESS(name) extern const struct process HQ_SYMBOL(name);
#define COUNT(name)   PROCESS(name)
#include "models/processes.def"
#undef COUNT
#undef PROCESS

/* Steps of the replicated part of the year, one a county or region; each file exports what it has. */
struct yearly {
    void (*found)(struct world *w, int county); /* what must stand before villages are founded */
    void (*plan)(struct world *w, int county);  /* prices, lines, budgets, grants of PLAN quotas */
    void (*clear)(struct world *w, int county); /* grants of OFFERS quotas */
    void (*close)(struct world *w, int county); /* what the year leaves; ledger entries */
};

/* Founding, and the books as a whole. */
void HQ_SYMBOL(found_village)(const struct view *v);
/* Its people, surveyed ones included (models/people/founding_people.c). */
void HQ_SYMBOL(found_people)(const struct view *v);
void HQ_SYMBOL(found_salinity)(const struct view *v);
void HQ_SYMBOL(found_cover)(const struct view *v);
void HQ_SYMBOL(found_school)(const struct view *v);
/* What of roads, water and other goods it has; when land, people and herds are known (models/policies/goods.c). */
void HQ_SYMBOL(found_goods)(const struct view *v);
/* Which kind of base it builds with industrialization; likewise (models/policies/bases.c). */
void HQ_SYMBOL(found_base)(const struct view *v);
/* What a survey says in place of what founding has made (models/people/surveyed.c), each behind its step. */
void HQ_SYMBOL(take_persons)(const struct view *v);
void HQ_SYMBOL(take_learning)(const struct view *v);
void HQ_SYMBOL(take_means)(const struct view *v);
void HQ_SYMBOL(take_income)(const struct view *v);
/* What people do when the first year begins (models/livelihoods/migration.c); after make_up. */
void HQ_SYMBOL(found_work)(const struct view *v);
void HQ_SYMBOL(open_books)(struct world *w);
/* Productive capital of founders (models/livelihoods/technique.c). */
void HQ_SYMBOL(found_technique)(const struct view *v);
const char *HQ_SYMBOL(check_books)(struct world *w);

#define YEARLY(name) extern const struct yearly HQ_SYMBOL(name);
#include "models/yearly.def"
#undef YEARLY

#endif
