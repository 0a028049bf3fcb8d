/* What a year adds up for indicators (account/measure.c) and how it lies in the cells of a county and of all of them;
 * models/indicators/report.c reads it. */
#ifndef MODELS_ACCOUNT_CELLS_H
#define MODELS_ACCOUNT_CELLS_H

#include "models/indicators/streaming.h"
#include "models/policies/guarantees.h"

/* What is measured, a head: income; consumption; income without aid that goes by need. */
enum measured { OF_INCOME, OF_CONSUMPTION, OF_UNAIDED, MEASURED };

/* Lines: that of the region (the county's own), the national one, and those of indicators.line_1 to line_4. */
enum { OWN_LINE, NATIONAL_LINE, FURTHER_LINES, CELL_LINES = FURTHER_LINES + 4 };

/* Groups of households (rows/groups.def). */
#define GROUP(name, ...) GROUP_##name,
enum {
#include "models/rows/groups.def"
    GROUPS
};
#undef GROUP

/* At a line of a group: persons under it; their gaps and squared gaps, relative, in 2^-32. */
enum { GROUP_PERSONS, GROUP_GAPS, GROUP_SQUARES, GROUP_LINE_CELLS };

/* Spells of poverty that last longer count as so long. */
enum { LONGEST_SPELL = 30 };

enum {
    LINES_AT = HISTOGRAM, /* in what one measure takes */
    MEASURED_CELLS = HISTOGRAM + CELL_LINES * LINE_CELLS,
    SETS_AT = MEASURED * MEASURED_CELLS, /* persons by what they lack */
    COUNTY_CELLS = SETS_AT + LACKS_SETS,

    GROUP_LINES_AT =
        HISTOGRAM, /* in what one group takes: income, lines, persons under the own line without aid */
    GROUP_UNAIDED_AT = HISTOGRAM + 2 * GROUP_LINE_CELLS,
    GROUP_CELLS,
    AID_AT = GROUPS * GROUP_CELLS, /* fen, by the bin of income without it */
    AID_UNDER = AID_AT + BINS,     /* fen of it that close a gap under the own line */
    AID_POOR,                      /* fen of it that go to who is under it without aid */
    SPELLS_AT,                     /* households that were poor for so many years, by whether that began */
    SPELL_ENDS_AT =
        SPELLS_AT + 2 * LONGEST_SPELL, /* before the run (second half); of them those not poor any more */
    LEFT_INCOME = SPELL_ENDS_AT + 2 * LONGEST_SPELL, /* fen: income of households that leave poverty, */
    LEFT_EARNED,                                     /* what of it they earn themselves */
    REGION_CELLS
};

#endif
