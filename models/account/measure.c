/* What indicators are made of: histograms of income, consumption and income without aid, exact sums at poverty lines,
 * who lacks what, groups, aid by income, spells (account/cells.h; indices in models/indicators/).
 *
 *   of a person: income per head of the household; consumption / members; income without aid that goes by need
 *   poor at a line z: y < z;  sums of persons, z - y and (z - y)^2 over the poor, in fen: exact
 *   lacks: income under the own line, consumption under subsistence, and policies/guarantees.h
 *   aid under the line = persons x min(aid a head, max(0, z - y without aid))
 *   a spell that began before the run is told apart; a spell ends in the year in which the household is not poor
 * Everything is counted in persons (members x weight), spells in households. Runs before the poverty count, which
 * moves spells on. Nothing follows from it; with output.indicators off it does nothing. Known limits: what a programme
 * pays that does not go by need (for land, for work) counts as income without aid. */
#include "models/account/cells.h"

/* Persons behind a row, 0 where nobody lives. */
static void count_heads(const struct view *v, int32_t *heads)
{
    const int32_t *members = ROW(v, members);
    const uint16_t *weight = ROW(v, weight);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        heads[i] = members[i] * weight[i];
    }
}

/* The lines that hold in the county, fen; 0: none. */
static void find_lines(const struct view *v, int32_t lines[CELL_LINES])
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const double further[] = {p->indicators_line_1, p->indicators_line_2, p->indicators_line_3,
                              p->indicators_line_4};
    lines[OWN_LINE] = c->line;
    lines[NATIONAL_LINE] = c->national_line;
    for (int l = FURTHER_LINES; l < CELL_LINES; l++) {
        lines[l] = (int32_t)hq_fen_of_double(further[l - FURTHER_LINES] * p->calendar_cpi);
    }
}

static void add_line(const struct view *v, int64_t *cells, int32_t line, const int32_t *income,
                     const int32_t *heads)
{
    const int32_t rows = v->rows;
    int64_t persons = 0, gaps = 0, low = 0, high = 0;
    each_row_sum (i, rows, persons, gaps, low, high) {
        const uint32_t w = (uint32_t)hq_where(income[i] < line, heads[i]);
        const uint32_t gap = (uint32_t)line - (uint32_t)income[i];
        const uint64_t square = (uint64_t)gap * gap;
        persons += w;
        gaps += (int64_t)((uint64_t)w * gap);
        low += (int64_t)((uint64_t)w * (uint32_t)square);
        high += (int64_t)((uint64_t)w * (uint32_t)(square >> 32));
    }
    cells[LINE_PERSONS] += persons;
    cells[LINE_SHORT] += gaps;
    cells[LINE_SQUARES_LOW] += low;
    cells[LINE_SQUARES_HIGH] += high;
}

/* Where incomes fall in a histogram. */
static void find_places(const struct view *v, const int32_t *income, int32_t *places)
{
    const int32_t rows = v->rows;
    each_row (i, rows) {
        places[i] = histogram_place(income[i]);
    }
}

/* Histogram and lines of one measure, and its places. */
static void add_measured(const struct view *v, enum measured which, const int32_t *income, const int32_t *heads,
                         const int32_t lines[CELL_LINES], int32_t *places)
{
    int64_t *cells = v->county_cells + (size_t)which * MEASURED_CELLS;
    for (int l = 0; l < CELL_LINES; l++) {
        if (lines[l] > 0) {
            add_line(v, cells + LINES_AT + (size_t)l * LINE_CELLS, lines[l], income, heads);
        }
    }
    find_places(v, income, places);
    for (int32_t i = 0; i < v->live; i++) {
        if (heads[i] > 0) {
            histogram_add_at(cells, places[i], heads[i]);
        }
    }
}

/* Consumption a head, fen, rounded down. */
static void consumption_a_head(const struct view *v, int32_t *a_head)
{
    const int32_t *consumption = ROW(v, consumption), *members = ROW(v, members);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        a_head[i] = hq_truncate((float)consumption[i] / (float)(members[i] > 0 ? members[i] : 1));
    }
}

static void add_lacking(const struct view *v, const int32_t *eaten, const int32_t *heads)
{
    const struct parameters *p = v->parameters;
    const struct county *c = v->county_row;
    const int32_t subsistence = (int32_t)hq_fen_of_double(p->money_subsistence * p->calendar_cpi),
                  line = c->line;
    const int32_t *income = ROW(v, income);
    uint8_t *lacks = ROW(v, fate);
    const int32_t rows = v->rows;
    find_lacking(v, lacks);
    each_row (i, rows) {
        lacks[i] |=
            (uint8_t)(hq_where(income[i] < line, LACKS_INCOME) | hq_where(eaten[i] < subsistence, LACKS_FOOD));
    }
    for (int32_t i = 0; i < v->live; i++) {
        v->county_cells[SETS_AT + lacks[i]] += heads[i];
    }
}

/* A bit for every group that a household is in. */
static void find_groups(const struct view *v, uint32_t *groups)
{
    const uint16_t *memberships = ROW(v, memberships);
    const uint8_t *registered = ROW(v, registered), *settled = ROW(v, settled), *minority = ROW(v, minority);
    const int32_t *members = ROW(v, members), *elders = ROW(v, elders), *workers = ROW(v, workers);
    const int32_t *wages = ROW(v, wages), *sales = ROW(v, sales), *costs = ROW(v, costs),
                  *property = ROW(v, property), *transfers = ROW(v, transfers);
    const float *remitted = ROW(v, remitted);
    const int32_t rows = v->rows;
    each_row (i, rows) {
        const uint32_t in = memberships[i];
        const int32_t business = sales[i] - costs[i], other = property[i] + transfers[i],
                      away = remitted[i] > 0.0f;
        const int32_t by_wages = (wages[i] >= business) & (wages[i] >= other),
                      by_business = (business >= other) & (by_wages ^ 1);
        uint32_t found = 0;
#define MEMBER(name, bit, meaning) found |= (uint32_t)((in & (bit)) != 0) << GROUP_##name;
#define OTHER(name, meaning)
#include "models/rows/groups.def"
#undef OTHER
#undef MEMBER
        found |= (uint32_t)(registered[i] == 1) << GROUP_registered |
                 (uint32_t)(registered[i] == 2) << GROUP_left_register |
                 (uint32_t)(settled[i] > 0) << GROUP_settled | (uint32_t)(minority[i] != 0) << GROUP_minority |
                 (uint32_t)(elders[i] == members[i]) << GROUP_elderly |
                 (uint32_t)((workers[i] == 0) & (away ^ 1)) << GROUP_no_worker |
                 (uint32_t)away << GROUP_with_migrant | (uint32_t)by_wages << GROUP_main_wages |
                 (uint32_t)by_business << GROUP_main_business |
                 (uint32_t)((by_wages | by_business) ^ 1) << GROUP_main_other;
        groups[i] = found;
    }
}

/* Sums of a group at one line. */
static void add_group_line(int64_t *cells, int32_t line, int32_t income, int64_t heads)
{
    const double gap = ((double)line - (double)income) / (double)line;
    cells[GROUP_PERSONS] += heads;
    cells[GROUP_GAPS] += heads * (int64_t)(gap * 0x1p32); /* lint: allow float-cast: below 2^63 / persons */
    cells[GROUP_SQUARES] += heads * (int64_t)(gap * gap * 0x1p32); /* lint: allow float-cast: as said */
}

/* `places`: of incomes. */
static void add_groups(const struct view *v, const uint32_t *groups, const int32_t *heads,
                       const int32_t lines[CELL_LINES], const int32_t *places)
{
    const int32_t *income = ROW(v, income), *unaided = ROW(v, assessed);
    for (int32_t i = 0; i < v->live; i++) {
        const int64_t poor_unaided = unaided[i] < lines[OWN_LINE] ? heads[i] : 0;
        for (uint32_t left = heads[i] > 0 ? groups[i] : 0; left != 0; left &= left - 1) {
            int64_t *cells = v->region_cells + (size_t)__builtin_ctz(left) * GROUP_CELLS;
            histogram_add_at(cells, places[i], heads[i]);
            cells[GROUP_UNAIDED_AT] += poor_unaided;
            for (int l = OWN_LINE; l <= NATIONAL_LINE; l++) {
                if (income[i] < lines[l]) {
                    add_group_line(cells + GROUP_LINES_AT + (size_t)l * GROUP_LINE_CELLS, lines[l], income[i],
                                   heads[i]);
                }
            }
        }
    }
}

/* `places`: of incomes without aid. */
static void add_aid(const struct view *v, const int32_t *heads, int32_t line, const int32_t *places)
{
    const int32_t *income = ROW(v, income), *unaided = ROW(v, assessed);
    int64_t under = 0, to_poor = 0;
    for (int32_t i = 0; i < v->live; i++) {
        const int64_t aid = (int64_t)income[i] - unaided[i], gap = (int64_t)line - unaided[i];
        if (aid > 0 && heads[i] > 0) {
            v->region_cells[AID_AT + (places[i] >> OFFSET_BITS)] += aid * heads[i];
            under += gap > 0 ? (aid < gap ? aid : gap) * heads[i] : 0;
            to_poor += gap > 0 ? aid * heads[i] : 0;
        }
    }
    v->region_cells[AID_UNDER] += under;
    v->region_cells[AID_POOR] += to_poor;
}

/* Spells as last year left them, and what this year does to them. */
static void add_spells(const struct view *v, int32_t line)
{
    const uint8_t *spell = ROW(v, spell);
    const uint16_t *weight = ROW(v, weight);
    const int32_t *income = ROW(v, income), *members = ROW(v, members);
    const int32_t *wages = ROW(v, wages), *sales = ROW(v, sales), *costs = ROW(v, costs);
    const int32_t run = v->year - v->first_year;
    for (int32_t i = 0; i < v->live; i++) {
        const int32_t years = spell[i] < LONGEST_SPELL ? spell[i] : LONGEST_SPELL;
        if (years == 0 || members[i] <= 0) {
            continue;
        }
        const int32_t cell = (spell[i] > run ? LONGEST_SPELL : 0) + years - 1;
        v->region_cells[SPELLS_AT + cell] += weight[i];
        if (income[i] >= line) {
            const int64_t all = (int64_t)income[i] * members[i];
            const int64_t earned = (int64_t)wages[i] + sales[i] - costs[i];
            v->region_cells[SPELL_ENDS_AT + cell] += weight[i];
            v->region_cells[LEFT_INCOME] += all * weight[i];
            v->region_cells[LEFT_EARNED] += (earned < all ? earned : all) * weight[i];
        }
    }
}

static void run(const struct view *v)
{
    if (!v->county_cells) {
        return;
    }
    int32_t lines[CELL_LINES], *heads = ROW(v, claim), *eaten = ROW(v, offer), *places = ROW(v, want);
    uint32_t *groups = ROW(v, rank);
    find_lines(v, lines);
    count_heads(v, heads);
    consumption_a_head(v, eaten);
    add_measured(v, OF_CONSUMPTION, eaten, heads, lines, places);
    add_lacking(v, eaten, heads);
    find_groups(v, groups);
    add_measured(v, OF_INCOME, ROW(v, income), heads, lines, places);
    add_groups(v, groups, heads, lines, places);
    add_measured(v, OF_UNAIDED, ROW(v, assessed), heads, lines, places);
    add_aid(v, heads, lines[OWN_LINE], places);
    add_spells(v, lines[OWN_LINE]);
}

const struct process HQ_SYMBOL(measure) = {
    "measure", HQ_SETTLE, run,
    COLUMNS(LACKS_READS, C_weight, C_members, C_income, C_assessed, C_consumption, C_memberships, C_registered,
            C_minority, C_elders, C_workers, C_wages, C_sales, C_costs, C_property, C_transfers, C_remitted,
            C_spell, C_claim, C_offer, C_want, C_rank, C_fate),
    COLUMNS(C_claim, C_offer, C_want, C_rank, C_fate)};
