"""Columns of a survey's file: name, unit, what it is, and how it is made of what a lens sees; and the codebook of them."""

from collections import namedtuple

import numpy as np

from measuring import measures

# of: function of (Seen, codes of counties, share of households in the panel); field: that of a population file
# (docs/survey.md), if any
Column = namedtuple("Column", "name unit meaning of text field")


def whole(values):
    return [str(int(value)) for value in values]


def money(values):
    return [f"{value:.2f}" for value in values]


def exactly(values):
    return [f"{value:.9g}" for value in values]


def plain(values):
    return list(values)


def of(name):
    return lambda seen, codes, share: getattr(seen, name)


def member_of(bits):
    return lambda seen, codes, share: (seen.memberships & bits) != 0


SEEN = (
    Column("household", "", "name of the household, the same in all waves and under every policy",
           lambda seen, codes, share: [f"h{i:016x}" for i in seen.id.tolist()], plain, None),
    Column("wave", "", "year of the wave; money is in Yuan of the year",
           lambda seen, codes, share: np.full(len(seen.id), seen.year), whole, None),
    Column("county", "", "code of the county", lambda seen, codes, share: [codes[c] for c in seen.county], plain, None),
    Column("village", "", "number of the village within its county",
           lambda seen, codes, share: seen.place & 0xFFFFFFFF, whole, None),
    Column("weight", "households", "households that the row stands for",
           lambda seen, codes, share: seen.weight / share, exactly, None),
    Column("members", "persons", "of the household, those away for more than half the year left out", of("members"), whole, None),
    Column("working_age", "persons", "of 16 to 64 years, those away too", of("able"), whole, None),
    Column("away", "persons", "of all ages, who work away, for however long",
           lambda seen, codes, share: seen.away.sum(axis=1), whole, None),
    Column("schooling", "years", "most of any person", of("schooling"), whole, None),
    Column("income", "Yuan", "net income of the household as reported", of("income"), money, "income"),
    Column("income_per_head", "Yuan", "the same over members", of("head"), money, None),
    Column("consumption", "Yuan", "consumption of the household as reported; 0 where the run has not kept it (money.kept)",
           of("consumption"), money, None),
    Column("grassland_payment", "Yuan", "payment for closed pasture as reported", of("payment"), money, None),
    Column("cropland", "mu", "", of("cropland"), exactly, "cropland"),
    Column("pasture", "mu", "pasture use right", of("pasture"), exactly, "pasture"),
    Column("herd", "sheep units", "", of("herd"), exactly, "herd"),
    Column("registered", "", "on the register of poor households: 0 never, 1 now, 2 left it", of("registered"), whole, None),
    Column("relocated", "years", "in a new village, the first is 1; 0: never", of("settled"), whole, None),
    Column("forest_contract", "", "1 where cropland is returned to forest for pay", member_of(measures.FOREST), whole, None),
    Column("grazing_contract", "", "1 where pasture is under a ban or in balance",
           member_of(measures.BAN | measures.BALANCE), whole, None),
    Column("security", "", "1 where the household has minimum living security", member_of(measures.SECURED), whole, None),
    Column("fund_member", "", "1 where it is in the village's mutual fund", member_of(measures.FUND), whole, None),
    Column("village_advanced", "villages", "entire-village advancement of the village, over 0 where it has begun",
           of("advanced"), whole, None),
)  # fmt: skip
TRUE = (
    Column("true_income", "Yuan", "net income of the household, all persons, without error", of("true_income"), money, None),
    Column("persons", "persons", "all persons of the household", of("persons"), whole, None),
    Column("earned_away", "Yuan", "of its income, earned by those who are no members, less what they lived on",
           of("earned_away"), money, None),
)  # fmt: skip


def quoted(path):
    """As YAML has it between single quotes: a path may hold what YAML reads otherwise."""
    return "'" + str(path).replace("'", "''") + "'"


def columns(true):
    return SEEN + (TRUE if true else ())


def text(columns_, region, survey, years):
    """The codebook, as `horqin population` reads it."""
    waves = ", ".join(map(str, years))
    lines = [f"# {survey}: a survey of simulated households (scripts/survey-lens), waves {waves}. A row is a household",
             "# in a wave; weights stand for households of the whole population. `horqin population` reads a file of one wave."]  # fmt: skip
    lines += [f"#   {c.name}{f' [{c.unit}]' if c.unit else ''}{': ' + c.meaning if c.meaning else ''}" for c in columns_]
    lines += ["survey:", "  household: household", "  county: county", "  weight: weight", f"  region: {quoted(region)}", "fields:"]
    for c in columns_:
        if c.field:
            lines.append(f"  {c.field}: {{column: {c.name}{', negative: keep' if c.field == 'income' else ''}}}")
    return "\n".join(lines) + "\n"
