/* School: who goes this year, and what it costs the household.
 *
 *   7 to 15, no class missed: leaves with chance
 *       (dropout + fee_effect c / y + distance_effect d + help_effect h) exp(-head_effect (s - 6))
 *   16 to 18, nine classes finished: goes to senior secondary school for the year with chance
 *       higher exp(-higher_cost c / y - higher_distance d - higher_help h + higher_head (s - 6))
 *   c = fee + (boarding prices - boarding_aid, where d >= boards_from)      compulsory school
 *     = senior_cost prices + (boarding prices, where d >= boards_from)      senior school
 *   d = remoteness of the village; for primary school (7 to 12) 0 where the village has one of its own, and less
 *     by the part of schools that programmes have built there (rows/goods.def)
 *   h = max(0, 1 - adults as they can work / hands)
 *   s = schooling of the most schooled member of 25 and more
 *   c less the aid, for the one student whom student aid is for; both lines of compulsory school times
 *   (1 - teaching_effect x share of teachers whom education aid has reached)        (policies/education.c)
 *   y = last year's income per head, at least half the subsistence minimum, which is eaten in any year
 * Of the households that a programme has moved here (policies/relocation.c) a share crowd has no place for its
 * children at the school of the new place, by lot of the year: d = max(d, school_far) for compulsory school, with the
 * boarding that follows; aid is what it is at the nearer school.
 * A village has a school of its own while the share of villages with one (calendar: schools were merged) is
 * above its rank, drawn once. Who is at school has a class more at the year's end (people.c) and costs the
 * household c in the year. The fee of every child of school age is paid in livelihoods/money.c: what stands
 * here is the rest, less the fee of those who are out of school. Known limits: schools are alike but for their
 * distance; students count as workers; a village keeps or loses its school whatever its size. */
#include "models/people/schooling.h"
#include "models/policies/training.h"

/* Years of schooling of the most schooled member of 25 and more; 0 where there is none. */
static void find_parents(const struct view *v, uint8_t *parents)
{
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning);
    const int32_t rows = v->rows;
    const size_t stride = (size_t)v->stride;
    each_row (i, rows) {
        const uint8_t *who = person + i, *what = learning + i;
        uint8_t most = 0;
#define LOOK(slot)                                                                                             \
    {                                                                                                          \
        const uint8_t grown =                                                                                  \
            byte_any(who[(slot)*stride]) & byte_within(byte_age(who[(slot)*stride]), PARENT_FROM, 120);        \
        const uint8_t years = what[(slot)*stride] & 15 & byte_mask(grown);                                     \
        const uint8_t more = byte_mask((uint8_t)(most - years) >> 7);                                          \
        most = (uint8_t)((most & ~more) | (years & more));                                                     \
    }
        EACH_SLOT(LOOK)
#undef LOOK
        parents[i] = most;
    }
}

/* What the chances are made of, beside the household; prices, and aid of them, by level. */
struct terms {
    float near, far, way; /* what distance adds, by level */
    float price[LEVELS], off[LEVELS];
    float by_cost, by_help, by_head, taught, higher, dearer, missed, schooled, hands, least;
};

/* `aided`: the ways that aid is reckoned by. */
static struct terms terms_of(const struct view *v, const struct way *ways, const struct way *aided)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const float base = (float)p->schooling_dropout, aid = 0.01f * (float)c->student_aid;
    struct terms t = {
        .near = base + (float)p->schooling_distance_effect * ways[PRIMARY].distance,
        .far = base + (float)p->schooling_distance_effect * ways[JUNIOR].distance,
        .way = (float)p->schooling_higher_distance * ways[SENIOR].distance,
        .by_cost = (float)p->schooling_fee_effect,
        .by_help = (float)p->schooling_help_effect,
        .by_head = (float)p->schooling_head_effect,
        .taught = 1.0f - (float)p->education_teaching_effect * c->taught,
        .higher = (float)p->schooling_higher,
        .dearer = (float)p->schooling_higher_cost,
        .missed = (float)p->schooling_higher_help,
        .schooled = (float)p->schooling_higher_head,
        .hands = (float)p->schooling_hands,
        .least = hq_max(1.0f, 0.5f * (float)(p->money_subsistence * p->calendar_cpi)),
    };
    for (int level = PRIMARY; level < LEVELS; level++) {
        t.price[level] = ways[level].price;
        t.off[level] = aid_for(aided[level].price, aid);
    }
    return t;
}

/* The chances of a household's pupils: of leaving, and of going to senior school. */
struct chances {
    float primary, junior, senior;
};

/* `level` is that of the one that the household's aid is for, from 1 on; 0 where there is none. */
HQ_INLINE struct chances chances_of(const struct terms t, int32_t income, float adults, uint8_t parents,
                                    int32_t level)
{
    const float earned = hq_max(t.least, hq_yuan(income));
    const float help = hq_max(0.0f, 1.0f - adults / t.hands), more = (float)parents - 6.0f;
    const float guided = t.taught * hq_exp(-t.by_head * more);
    const float first = t.price[PRIMARY] - hq_select(level == 1 + PRIMARY, t.off[PRIMARY], 0.0f);
    const float second = t.price[JUNIOR] - hq_select(level == 1 + JUNIOR, t.off[JUNIOR], 0.0f);
    const float third = t.price[SENIOR] - hq_select(level == 1 + SENIOR, t.off[SENIOR], 0.0f);
    return (struct chances){
        hq_min(1.0f, (t.near + t.by_cost * (first / earned) + t.by_help * help) * guided),
        hq_min(1.0f, (t.far + t.by_cost * (second / earned) + t.by_help * help) * guided),
        t.higher * hq_exp(t.schooled * more - t.dearer * (third / earned) - t.way - t.missed * help)};
}

/* The chances by level, of all households. */
static void weigh_with(const struct view *v, const struct way *ways, const uint8_t *parents, float *chance,
                       const uint16_t *student)
{
    const struct terms t = terms_of(v, ways, ways);
    const float *adults = ROW(v, adults);
    const int32_t *income = ROW(v, income);
    float *primary = chance, *junior = chance + v->stride, *senior = chance + 2 * (size_t)v->stride;
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const struct chances c = chances_of(t, income[i], adults[i], parents[i], student[i]);
        primary[i] = c.primary;
        junior[i] = c.junior;
        senior[i] = c.senior;
    }
}

/* ---- places at the schools of those who have moved --------------------------------------------------- */

/* Whether anybody has moved here: most villages need no second look. */
static bool anybody_came(const struct view *v)
{
    const uint8_t *settled = ROW(v, settled);
    const int32_t rows = v->rows;
    uint8_t came = 0;
    each_row_any(i, rows, came)
    {
        came |= settled[i];
    }
    return came != 0;
}

/* The ways of those without a place. */
static void find_far_ways(const struct view *v, const struct way *ways, struct way *far)
{
    const struct parameters *p = v->parameters;
    const float least = (float)p->relocation_school_far;
    far[PRIMARY] = way_to(p, hq_max(ways[PRIMARY].distance, least), false);
    far[JUNIOR] = way_to(p, hq_max(ways[JUNIOR].distance, least), false);
    far[SENIOR] = ways[SENIOR];
}

/* Whether a household has moved here and has no place at the school for its children. */
static bool lacks_place(const struct view *v, int32_t i, struct hq_jump jump, float crowd)
{
    STREAMS(v);
    return ROW(v, settled)[i] > 0 && hq_uniform(DRAW(i, jump)) < crowd;
}

/* Their chances once more, with the ways of those without a place. */
static void weigh_far(const struct view *v, const struct way *ways, const uint8_t *parents, float *chance,
                      const uint16_t *student)
{
    const struct county *c = v->county_row;
    const struct hq_jump jump = JUMP(v, D_school_place);
    const size_t stride = (size_t)v->stride;
    struct way far[LEVELS];
    find_far_ways(v, ways, far);
    const struct terms t = terms_of(v, far, ways);
    for (int32_t i = 0; i < v->live; i++) {
        if (lacks_place(v, i, jump, c->school_crowd)) {
            const struct chances is =
                chances_of(t, ROW(v, income)[i], ROW(v, adults)[i], parents[i], student[i]);
            chance[i] = is.primary;
            chance[stride + (size_t)i] = is.junior;
        }
    }
}

/* Counts the pupils of those who have moved, and charges those without a place what the school further away costs
 * more. `count` as in go_to_school. */
static void charge_far(const struct view *v, const struct way *ways, const uint16_t *count)
{
    const struct county *c = v->county_row;
    const struct hq_jump jump = JUMP(v, D_school_place);
    const uint8_t *settled = ROW(v, settled);
    const uint16_t *school = ROW(v, school);
    struct way far[LEVELS];
    find_far_ways(v, ways, far);
    const float first = far[PRIMARY].cost - ways[PRIMARY].cost, second = far[JUNIOR].cost - ways[JUNIOR].cost;
    for (int32_t i = 0; i < v->live; i++) {
        if (settled[i] == 0) {
            continue;
        }
        const int32_t primary = count[i] & 15, junior = (count[i] >> 4) & 15, leave = (school[i] >> 8) & 15;
        const int64_t weight = ROW(v, weight)[i], pupils = primary + junior + leave;
        v->tally[T_pupils_moved] += pupils * weight;
        if (lacks_place(v, i, jump, c->school_crowd)) {
            const int32_t more = hq_fen(first * (float)primary + second * (float)junior);
            ROW(v, schooling_cost)[i] += more;
            v->tally[T_schooling_cost] += more * weight;
            v->tally[T_pupils_far] += pupils * weight;
        }
    }
}

/* Marks into `student` whom the households' aid is for; uses `level`. */
static void find_aided(const struct view *v, const struct way *ways, uint8_t *level, uint16_t *student)
{
    const uint16_t *memberships = ROW(v, memberships);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        student[i] = 0xff;
    }
    find_students(v, ways, student, level);
    each_row (i, rows) {
        student[i] = (uint16_t)hq_where((memberships[i] & IN_STUDENT_AID) != 0, level[i]);
    }
}

static void weigh(const struct view *v, const struct way *ways, uint8_t *bytes, uint16_t *student,
                  float *chance)
{
    const struct county *c = v->county_row;
    const int32_t rows = v->rows;
    if (c->student_aid > 0) {
        find_aided(v, ways, bytes, student);
    } else {
        each_row (i, rows) {
            student[i] = 0;
        }
    }
    find_parents(v, bytes);
    weigh_with(v, ways, bytes, chance, student);
    if (c->school_crowd > 0.0f) {
        weigh_far(v, ways, bytes, chance, student);
    }
}

/* The pupils and students of one slot go to school, or do not. `count` grows by 1 for a pupil of primary
 * school, by 16 for one of junior, by 256 for a student; `school` as its row says. */
static void go_to_school(const float *chance, int32_t slot, const uint32_t *luck, uint8_t *fate,
                         const uint8_t *person, const uint8_t *learning, uint16_t *school, uint16_t *count,
                         int32_t rows, size_t stride)
{
    const float *primary = chance, *junior = chance + stride, *senior = chance + 2 * stride;
    each_row (i, rows) {
        const float u = half_uniform(luck[i], slot);
        const int32_t young = person_age(person[i]) <= PRIMARY_TO;
        const int32_t stays = u >= hq_select(young, primary[i], junior[i]), studies = u < senior[i];
        fate[i] = (uint8_t)(stays | studies << 1);
    }
    each_row (i, rows) {
        const uint8_t there = byte_any(person[i]), age = byte_age(person[i]), years = learning[i] & 15;
        const uint8_t behind = (uint8_t)(years - (uint8_t)(age - PUPIL_FROM)) >> 7; /* has missed a class */
        const uint8_t pupil = there & byte_within(age, PUPIL_FROM, PUPIL_TO) & (behind ^ 1);
        const uint8_t due =
            there & byte_within(age, PUPIL_TO + 1, SENIOR_TO) & byte_within(years, 9, MOST_SCHOOLING);
        const uint8_t stays = pupil & fate[i], student = due & (fate[i] >> 1);
        const uint8_t small = stays & byte_within(age, PUPIL_FROM, PRIMARY_TO);
        const uint16_t there_now = (uint16_t)((stays | student) << slot);
        school[i] = (uint16_t)((school[i] | there_now) + ((pupil ^ stays) << 8 | due << 12));
        count[i] = (uint16_t)(count[i] + (small | (stays ^ small) << 4 | student << 8));
    }
}

/* Whether any person of a slot is young enough to go to school. */
static bool anybody_young(const uint8_t *person, int32_t rows)
{
    uint8_t young = 0;
    each_row_any(i, rows, young)
    {
        young |= byte_any(person[i]) & byte_within(byte_age(person[i]), 0, SENIOR_TO);
    }
    return young != 0;
}

/* What school costs beside the fee of all children of school age, and how many go. */
static void charge(const struct view *v, const struct way *ways, const uint16_t *count)
{
    const struct parameters *p = v->parameters;
    const float fee = (float)p->calendar_school_fee;
    const float small = ways[PRIMARY].cost, large = ways[JUNIOR].cost, grown = ways[SENIOR].cost;
    const uint16_t *school = ROW(v, school), *weight = ROW(v, weight);
    const int32_t *pupils = ROW(v, pupils);
    int32_t *cost = ROW(v, schooling_cost);
    const int32_t rows = v->rows;
    int64_t at_school = 0, left = 0, due = 0, students = 0, paid = 0;
    each_row_sum (i, rows, at_school, left, due, students, paid) {
        const int32_t primary = count[i] & 15, junior = (count[i] >> 4) & 15, senior = count[i] >> 8;
        const int32_t leave = (school[i] >> 8) & 15, out = pupils[i] - primary - junior;
        const int32_t dear =
            hq_fen(small * (float)primary + large * (float)junior + grown * (float)senior - fee * (float)out);
        cost[i] += dear;
        at_school += (primary + junior + leave) * weight[i];
        left += leave * weight[i];
        due += (school[i] >> 12) * weight[i];
        students += senior * weight[i];
        paid += (int64_t)dear * weight[i];
    }
    v->tally[T_pupils] += at_school;
    v->tally[T_left_school] += left;
    v->tally[T_students_due] += due;
    v->tally[T_students] += students;
    v->tally[T_schooling_cost] += paid;
}

/* Who is on a course for school-leavers does not go to senior school in that year (policies/training.c). */
static void keep_leavers_out(const struct view *v, uint16_t *count)
{
    const uint16_t *memberships = ROW(v, memberships);
    uint16_t *school = ROW(v, school);
    for (int32_t i = 0; i < v->live; i++) {
        const int32_t slot = memberships[i] & IN_OTHER_COURSE ? leaver_of(v, i) : -1;
        if (slot >= 0 && (school[i] >> slot & 1)) {
            school[i] = (uint16_t)(school[i] & ~(1 << slot));
            count[i] = (uint16_t)(count[i] - 256);
            v->tally[T_students_drawn] += ROW(v, weight)[i];
        }
    }
}

static void run(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const uint8_t *person = ROW(v, person), *learning = ROW(v, learning);
    uint8_t *fate = ROW(v, fate);
    uint16_t *school = ROW(v, school), *count = ROW(v, ills); /* no longer in use */
    uint32_t *luck = ROW(v, rank);
    float *chance = ROW(v, chance);
    const int32_t rows = v->rows, stride = v->stride;
    struct way ways[LEVELS];
    find_ways(v, ways);
    weigh(v, ways, fate, count, chance);
    each_row (i, rows) {
        school[i] = 0;
        count[i] = 0;
    }
    for (int32_t slot = 0; slot < HQ_SLOTS; slot++) {
        const uint8_t *who = person + slot * stride;
        if (slot % 2 == 0) {
            draw_rows(v, D_schooling + slot / 2, luck);
        }
        if (anybody_young(who, rows)) {
            go_to_school(chance, slot, luck, fate, who, learning + slot * stride, school, count, rows,
                         (size_t)stride);
        }
    }
    if (p->training_enabled && p->training_kind == LEAVERS_COURSES) {
        keep_leavers_out(v, count);
    }
    charge(v, ways, count);
    if (anybody_came(v)) {
        charge_far(v, ways, count);
    }
}

const struct process HQ_SYMBOL(attend) = {
    "attend", HQ_SETTLE, run,
    COLUMNS(C_person, C_learning, C_income, C_adults, C_pupils, C_weight, C_schooling_cost, C_school, C_chance,
            C_fate, C_rank, C_ills, C_memberships, C_settled),
    COLUMNS(C_schooling_cost, C_school, C_chance, C_fate, C_rank, C_ills)};

void HQ_SYMBOL(found_school)(const struct view *v)
{
    struct village *village = v->village;
    village->school_rank = hq_uniform(hq_draw(v->own, v->jumps[D_village_more]));
}
