/* Who pays for a programme: named sources beside the region's budget (rows/funding.def).
 *
 *   money of the region = regional budget + sum over named sources     (policies/cascade.c shares it out)
 *   of what reached the counties, source by source in the order of the rows:
 *       drawn = min(money of the source, what is left)
 *       a county's part = allot(drawn, what is left in the county)
 *   the rest of a county's money is the centre's and the region's, by central_share
 * Where a run has some of a region's counties only, they share budget.regional_part of its money.
 * Every part is whole fen: sources add up to what each county received, counties to what each source gives.
 * What buys no whole place is not drawn, and is the region's before it is a named source's.
 * Known limit: what prefectures move between contents (cascade.discretion) is posted as money of the centre
 * and the region where it arrives; a named source is short where more of its programme's money moved away
 * than was the region's. */
#ifndef MODELS_POLICIES_FUNDING_H
#define MODELS_POLICIES_FUNDING_H

#include <stddef.h>
#include <stdlib.h>

#include "models/policies/parts.h"
#include "models/rows/offsets.h"
#include "sim/error.h"
#include "sim/ledger.h"

struct funding {
    int programme, source, to, instrument;
    size_t money; /* in struct parameters: fen of the region in a year */
};

static const struct funding fundings[] = {
#define FUNDING(programme, source, to, instrument, name, ...)                                                  \
    {P_##programme, A_##source, A_##to, I_##instrument, offsetof(struct parameters, programme##_##name)},
#include "models/rows/funding.def"
#undef FUNDING
};
enum { FUNDINGS = sizeof fundings / sizeof *fundings };

/* When a programme's money begins, over how many years it reaches its amount, how it grows from then on, and what
 * part of it an experiment gives. */
struct course {
    int64_t start, ramp;
    double growth, dose;
};

/* Most that a stated sum comes to by growth and dose: 10 trillion Yuan, in fen. */
static const int64_t most_grown = 1000000000000000;

static inline int64_t no_more_than(int64_t most, __int128 value)
{
    return value < most ? (int64_t)value : most;
}

/* a x b / over, rounded down, of numbers from 0 on, or INT64_MAX where that is more; over > 0. */
static inline int64_t times_over(int64_t a, int64_t b, int64_t over)
{
    return no_more_than(INT64_MAX, (__int128)a * b / over);
}

/* Stated money as it is in a year, in fen:
 *   stated x (1 + growth)^(year - start), a year at a time, growth and each sum to the nearest step (a thousandth,
 *   a fen); of it year - start + 1 parts in `ramp` until that is all; times dose, to the nearest thousandth; never
 *   more than most_grown */
static inline int64_t money_in_course(int64_t stated, int year, struct course course)
{
    const int64_t growth = hq_fen_of_double(course.growth * 10.0), years = year - course.start + 1;
    int64_t fen = years > 0 ? no_more_than(most_grown, stated) : 0;
    for (int64_t y = 1; y < years && growth != 0 && fen > 0 && fen < most_grown; y++) {
        fen = no_more_than(most_grown, ((__int128)fen * (1000 + growth) + 500) / 1000);
    }
    const int64_t reached =
        years >= course.ramp || fen == 0 ? fen : (int64_t)((__int128)fen * years / course.ramp);
    const __int128 dosed = (__int128)reached * hq_fen_of_double(course.dose * 10.0) / 1000;
    return course.dose == 1.0 ? reached : no_more_than(most_grown, dosed);
}

/* The selected counties' part of the region's money, in fen. */
static inline int64_t here_of_region(const struct world *w, int64_t fen)
{
    const int64_t part = ((const struct county *)hq_county(w, 0))->region_part;
    return (int64_t)((__int128)fen * part / 1000000);
}

/* Whether a row is money for the fund of this programme. */
static inline bool funds(const struct funding *f, int programme)
{
    return f->programme == programme && f->to == A_fund;
}

/* What a source gives to the region in the year, in fen: it varies by year alone. */
static inline int64_t money_of_source(const struct world *w, const struct funding *f, struct course course)
{
    return here_of_region(w, money_in_course(integer_at(hq_parameters(w, 0), f->money), w->year, course));
}

/* What all named sources give to the region for a programme's funds in the year, in fen. */
static inline int64_t money_of_sources(const struct world *w, int programme, struct course course)
{
    int64_t sum = 0;
    for (int i = 0; i < FUNDINGS; i++) {
        sum += funds(&fundings[i], programme) ? money_of_source(w, &fundings[i], course) : 0;
    }
    return sum;
}

/* Posts the named sources' part of a county's money to its fund and returns it, in fen. `placed` is where
 * the programme's part of the region's money stands in struct county. */
static inline int64_t post_sources(struct world *w, int county, int programme, size_t placed,
                                   struct course course)
{
    if (money_of_sources(w, programme, course) == 0) {
        return 0;
    }
    int64_t *left = hq_zalloc((size_t)w->counties, sizeof *left), all_left = 0, posted = 0;
    int64_t *parts = hq_zalloc((size_t)w->counties, sizeof *parts);
    for (int c = 0; c < w->counties; c++) {
        left[c] = integer_at(hq_county(w, c), placed);
        all_left += left[c];
    }
    for (int i = 0; i < FUNDINGS; i++) {
        if (!funds(&fundings[i], programme)) {
            continue;
        }
        const int64_t money = money_of_source(w, &fundings[i], course);
        const int64_t drawn = money < all_left ? money : all_left;
        memset(parts, 0, (size_t)w->counties * sizeof *parts);
        deal_parts(drawn, left, parts, w->counties);
        for (int c = 0; c < w->counties; c++) {
            left[c] -= parts[c];
        }
        hq_post(w->ledger, county, programme, fundings[i].source, A_fund, fundings[i].instrument, parts[county],
                0);
        posted += parts[county];
        all_left -= drawn;
    }
    free(left);
    free(parts);
    return posted;
}

#endif
