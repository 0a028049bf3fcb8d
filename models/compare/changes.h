/* What one run changes against another: the same list of numbers of two finished results, mostly of a run with a policy
 * (`other`) against one without it (`base`) that had the same seed and the same founders, so that households are the same and have the
 * same luck.
 *
 * A number is known by table, measure, area, name and line; no two rows of a list have the same. Which rows there are follows from
 * what the two runs hold: a number that neither run defines has none, so lists of other seeds may be longer or shorter.
 * "" stands for the region, and for what does not apply. Money is in Yuan of its year. Sums over years begin with the
 * first year of the runs and end with the year that was asked for, `year` of all rows.
 *
 *   table       area      name                what `base` and `other` are
 *   indicator   areas     any index           as in indicators.h5, with its measure (income, consumption, unaided) and line
 *                         VARIABLE_LABEL...   those of variables without a measure: multidimensional_m0, deprived_water, aid_cgh,
 *                                             decomposition_class_theil_between, spells_seen_3; persons, line_value, lacking_none
 *                         poor_persons        head count x persons                                  } of each measure
 *                         gap_yuan            persons x gap x line, over counties: what would       } and line
 *                                             lift the poor to the line
 *                         poor_person_years   poor_persons, summed over years                       }
 *                         gap_yuan_years      gap_yuan, summed over years                           }
 *   indicator   ""        values_differing    base 0; other: values of indicators.h5 that are not the same to the bit, of all
 *                                             variables and all years that both have: 0 where nothing at all differs
 *   group       a group   any index, persons, unaided  as in indicators.h5: each run's own households in the group
 *   run         ""        panel_share         share of the households in the panels: what follows is divided by it
 *
 * The next ones are of households of both panels, joined by id, at each line; poor: income per head under the line that the run has in
 * the household's county (own line: indicators.h5, line_value). Persons are those who live in the household at the year's end.
 *   persons     areas     persons             persons of the panel
 *                         poor                poor persons of the panel
 *                         lifted              base 0; other: persons (as in base) of households poor in base and not in other
 *                         pushed              base 0; other: persons (as in other) of households not poor in base, poor in other
 *                         poor_both           persons of households poor in both: as in base, as in other
 *                         poor_neither        persons of households poor in neither, likewise
 *                         only_base           persons of households that only base has (other 0): ended, merged or not formed in other
 *                         only_base_poor      those of them that are poor
 *                         only_other          persons of households that only other has (base 0)
 *                         only_other_poor     those of them that are poor
 *                         counted_poor        poor_persons of the table `indicator`: counted before the year's births, deaths, divisions
 *                                             and moves, which the panel has behind it, so it is near `poor` and not the same
 *       It adds up, to the person: poor(base) - poor(other) = lifted - pushed + poor_both(base) - poor_both(other)
 *       + only_base_poor - only_other_poor. Areas are by the county that the household lives in in the run whose persons are counted.
 *   households  areas     the same            households instead of persons (without counted_poor)
 *   person_years  areas   the same            those of `persons`, summed over years
 *   kind        a kind    persons, poor, lifted, pushed, poor_both, poor_neither: those of `persons` for households of a kind in
 *                                             both runs. Kinds are groups.def, by the household in `other`, and decile_1 to
 *                                             decile_10 of persons by income per head in base in that year, poorest first.
 *                         left_out            not defined (NaN): the kind is not told apart; measure: the column that the panel lacks
 *   kind_years  a kind    the same            summed over years
 *   duration    ""        lifted_years_N      base 0; other: persons of households lifted in N years in all; persons of the last year lifted
 *                         lifted_run_N        the same by the longest unbroken run of years
 *                         lifted_ever         persons of households lifted in any year
 *                         lifted_mean_years   mean number of years, over these persons
 *                         pushed_...          the same of households pushed under the line
 *   duration_households   the same, in households
 *   cost        ""        received            into programmes' funds, from outside of the programmes and of households
 *                         left                in funds at the end of the year
 *                         spent               received - left
 *                         own_contributions   of households to what programmes give, and their shares in funds, less what went back
 *                         total               spent + own_contributions
 *                         lent                loans to households, projects and bases that go with programmes
 *                         enterprises         what enterprises invest beside programmes
 *                         treasury            minimum security, subsidies and pensions outside programmes' funds
 *                         insurance           paid by the cooperative medical insurance, less premiums
 *                         taxes               taxes, fees and premiums of households
 *   ledger      programme received, passed_on, left, spent, own_contributions, total, lent, enterprises, treasury
 *                                             the same by programme (models/rows/policies.def; baseline; security); passed_on:
 *                                             untied money that it has dealt out over others, which is not spent here
 */
#ifndef MODELS_COMPARE_CHANGES_H
#define MODELS_COMPARE_CHANGES_H

#include <stdbool.h>

#include "sim/text/arena.h"

/* output.panel_columns with all that a comparison looks at; without income and person there is none, without the others some kinds are
 * left out. */
#define HQ_COMPARE_COLUMNS "[income, person, memberships, registered, settled, minority, learning, work]"

struct change {
    const char *table, *measure, *area, *name, *line;
    int year;
    double base, other; /* NaN: not defined */
};

struct changes { /* all zero: none */
    struct change *rows;
    int count, capacity;
    struct arena arena; /* rows and their texts */
};

struct compare_options {
    int year;                                   /* 0: the last year of both */
    bool classes, zones, prefectures, counties; /* areas beside the region */
    const char *const *lines;                   /* labels of indicators.h5's axis `line` */
    int line_count;                             /* 0: all that a run has */
};

/* Fills `out` (which was all zero) with what differs between two finished result folders. HQ_EXIT_DONE; else *why (malloc'd) says
 * what is wrong with which file, and its cure: HQ_EXIT_USAGE where the runs cannot be compared (other seed, counties, years, population,
 * panel) or an option names what they lack, HQ_EXIT_BAD_DATA where a file is damaged, HQ_EXIT_IO where one cannot be read. On
 * one process. Free `out` in any case. */
int hq_compare_pair(const char *base, const char *other, const struct compare_options *options,
                    struct changes *out, char **why);
void hq_changes_free(struct changes *changes);

/* A row, or NULL. */
const struct change *hq_change(const struct changes *changes, const char *table, const char *measure,
                               const char *area, const char *name, const char *line);

#endif
