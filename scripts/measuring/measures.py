"""What a policy costs and does, from a run without it and one with it under the same luck.

Costs are those of all years, in Yuan of the year; effects those of one year. Measures that a published figure is set
beside (configs/targets/effects.csv) are at the end: each a function of a Case that gives a number, or None where
the runs have nobody to measure.
"""

import csv
from functools import cached_property

import h5py
import numpy as np
import yaml

from figuring.effects import Run
from figuring.series import county_table, number

FOREST, SECURED, FUND, BAN, BALANCE = 4, 64, 512, 1, 2  # bits of memberships (models/poverty.h)
AWAY = 3  # kind of work
OWN = ("own_contribution", "share")
WAVES = 2  # years between the waves of CFPS
SPAN = 6  # years of the panel of Jalan and Ravallion
COLUMNS = """weight county_index village income consumed assessed memberships pasture settled work person spell
village_advanced""".split()


def costs_of(folder, policies):
    """Yuan of all years that policies' funds received, what is left there after the last of them, what households put in
    themselves, and what was lent."""
    money = own = lent = 0.0
    left = {}  # by year
    with open(folder / "ledger.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["programme"] not in policies:
                continue
            yuan, kind = float(row["yuan"]), row["instrument"]
            left.setdefault(row["year"], 0.0)
            if row["to"] == "carried over":
                left[row["year"]] += yuan if row["from"] == "fund" else 0
                continue
            money += yuan if row["to"] == "fund" else 0
            own += yuan if kind in OWN and row["from"] == "households" else 0
            own -= yuan if kind in OWN and row["to"] == "households" else 0
            lent += yuan if kind.endswith("loan") else 0
    return {"money": money, "left": left[max(left)] if left else 0.0, "own": own, "lent": lent}


class Households:
    """The followed households of a result in a year, by id; `more` columns beside COLUMNS, `there`: which of all are in the file."""

    def __init__(self, folder, year, more=()):
        with h5py.File(folder / "trajectories.h5", "r") as file:
            at = file["panel_year"][:].tolist().index(year)
            first, count = int(file["first_row"][at]), int(file["row_count"][at])
            rows = slice(first, first + count)
            order = np.argsort(file["id"][rows])
            self.id = file["id"][rows][order]
            # Columns that belong to a policy are not there without it.
            names = [*COLUMNS, *more]
            self.there = [name for name in names if name in file]
            self.columns = {name: file[name][rows][order] if name in file else np.zeros(count, np.int64) for name in names}

    def __getitem__(self, name):
        return self.columns[name]

    def of(self, ids):
        """The same for some ids, all of whom are here."""
        other = object.__new__(Households)
        at = np.searchsorted(self.id, ids)
        other.id, other.columns = ids, {name: values[at] for name, values in self.columns.items()}
        return other

    @property
    def persons(self):
        return (self["person"] != 0).sum(axis=1)

    @property
    def working_age(self):
        """Persons of 16 to 64 (age and sex: models/poverty.h)."""
        age = (self["person"].astype(np.int64) - 1) >> 1
        return (self["person"] != 0) & (age >= 16) & (age <= 64)

    def away_share(self, mask):
        """Of the persons of working age of the households in the mask, those away."""
        able = self.working_age[mask] * self["weight"][mask][:, None]
        away = (self["work"][mask].astype(np.int64) >> 4 & 3) == AWAY
        return (able * away).sum() / able.sum() if able.sum() else np.nan

    def has(self, bits):
        return (self["memberships"].astype(np.int64) & bits) != 0


def in_year(value, year):
    """A number of resolved.yml in a year: the last of its years up to then, else what holds everywhere."""
    if not isinstance(value, dict):
        return float(value)
    years = [at for at in value.get("year", {}) if at <= year]
    return float(value["year"][max(years)] if years else value["default"])


def settings(folder):
    """The configuration of a result."""
    with open(folder / "resolved.yml", encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def grazing_rates(resolved, year):
    """Yuan a mu of pasture under a ban and in balance: the calendar's, else the programme's (models/policies/grazing.c)."""
    for group, prefix in (("calendar", "grassland_"), ("grazing", "")):
        found = [in_year(resolved[group][f"{prefix}{kind}_rate"], year) for kind in ("ban", "balance")]
        if found[0] > 0:
            break
    return found


def county_codes(folder):
    """Codes of a result's counties, by their index."""
    with h5py.File(folder / "series.h5", "r") as file:
        return [str(code) for code in file["county"][:]]


def payments(rows, rates):
    """Yuan of the year for closed pasture, by household."""
    ban, balance = rates
    return np.where(rows.has(BAN), ban, np.where(rows.has(BALANCE), balance, 0.0)) * rows["pasture"]


class Case:
    """A policy in one pair of runs."""

    def __init__(self, without, live, frozen, year):
        self.folders, self.year = (without, live, frozen), year
        self.runs = [None if folder is None else Run(folder) for folder in self.folders]
        self.at = self.runs[0].years.index(year)

    def value(self, name, which):
        """A series of the region in the year."""
        return float(self.runs[which].values[name][self.at])

    def effect(self, name):
        return self.value(name, 1) - self.value(name, 0)

    def years_effect(self, name):
        """Summed over all years."""
        return float(self.runs[1].values[name].sum() - self.runs[0].values[name].sum())

    def parts(self, name):
        """Direct and spill-over part of an effect."""
        held = self.value(name, 2)
        return held - self.value(name, 0), self.value(name, 1) - held

    @cached_property
    def years(self):
        return self.runs[0].years

    def households(self, which, year=None):
        return Households(self.folders[which], year or self.year)

    def lines(self, which, year):
        """The region's line by county, Yuan a head."""
        with h5py.File(self.folders[which] / "series.h5", "r") as file:
            return file["poor_line"][self.years.index(year)][:]

    @cached_property
    def grazing_rates(self):
        return grazing_rates(settings(self.folders[1]), self.year)

    @cached_property
    def shared(self):
        """Households that are in both runs in the year: without and with the policy."""
        one, two = self.households(0), self.households(1)
        ids = np.intersect1d(one.id, two.id)
        return one.of(ids), two.of(ids)

    def income_of(self, mask):
        """Mean income per head of some households with the policy over that without it, less 1."""
        before, after = self.shared
        if not mask.any():
            return None
        without, with_it = (np.average(h["income"][mask], weights=h["weight"][mask] * before.persons[mask])
                            for h in (before, after))  # fmt: skip
        return with_it / without - 1


def effects_of(case):
    """The row of a policy: effects of the year, and on poor persons in all years together."""
    found = {
        "income": case.effect("income_per_head"),
        "income_share": case.effect("income_per_head") / case.value("income_per_head", 0),
        "poor": case.effect("poor persons"),
        "headcount": case.effect("headcount"),
        "gap": case.effect("poverty_gap"),
        "poor_years": case.years_effect("poor persons"),
    }
    if case.runs[2]:
        found["poor_direct"], found["poor_spill_over"] = case.parts("poor persons")
        found["income_direct"], found["income_spill_over"] = case.parts("income_per_head")
    return found


# ---- measures that stand beside published ones --------------------------------------------------------------


def did_away(case):
    """Change of the share away from the first to the last year, of households in contracts of forest return less that
    of the others, in the run with the policy."""
    first, last = case.households(1, case.years[0]), case.households(1)
    ids = np.intersect1d(first.id, last.id)
    first, last = first.of(ids), last.of(ids)
    inside = last.has(FOREST)
    if not inside.any() or inside.all():
        return None
    change = [last.away_share(mask) - first.away_share(mask) for mask in (inside, ~inside)]
    return change[0] - change[1]


def payment_elasticity(case):
    """Slope of log income of households on log payment for closed pasture, across those who are paid."""
    paid = case.households(1)
    payment, income = payments(paid, case.grazing_rates), paid["income"] * paid.persons
    mask = (payment > 0) & (income > 0)
    if mask.sum() < 10:
        return None
    x, y, w = np.log(payment[mask]), np.log(income[mask]), paid["weight"][mask]
    x = x - np.average(x, weights=w)
    return float((w * x * y).sum() / (w * x * x).sum())


def income_settled(case):
    return case.income_of(case.shared[1]["settled"] != 0)


def income_members(case):
    return case.income_of(case.shared[1].has(FUND))


def displacement(case):
    """What live markets take off the direct gain of jobs, over that gain."""
    if not case.runs[2]:
        return None
    direct, spill_over = case.parts("job_placements")
    return -spill_over / direct if direct > 0 else None


def targeting(case):
    """Of the run without the policy: households under the region's line by income without aid by need, those with minimum
    living security, and their persons times weight."""
    rows = case.households(0)
    poor = rows["assessed"] < 100 * case.lines(0, case.year)[rows["county_index"]]
    return poor, rows.has(SECURED), rows["weight"] * rows.persons


def exclusion(case):
    poor, secured, weight = targeting(case)
    return weight[poor & ~secured].sum() / weight[poor].sum() if poor.any() else None


def inclusion(case):
    poor, secured, weight = targeting(case)
    return weight[secured & ~poor].sum() / weight[secured].sum() if secured.any() else None


def richer_and_poorer(case):
    """Households of the run's first year that are in both runs in the year, and masks of the richer and the poorer of each
    village: above and below the middle of its incomes in the first year without the policy. The middle one of an odd number
    is neither, so a village with one household that is followed is left out."""
    first, before, after = case.households(0, case.years[0]), *case.shared
    ids = np.intersect1d(first.id, before.id)
    first, before, after = (rows.of(ids) for rows in (first, before, after))
    place = first["county_index"].astype(np.int64) << 32 | first["village"].astype(np.int64)
    order = np.lexsort((first["income"], place))
    _, begins, counts = np.unique(place[order], return_index=True, return_counts=True)
    twice = 2 * (np.arange(len(ids)) - np.repeat(begins, counts)) + 1
    above = np.empty(len(ids), np.int64)
    above[order] = np.sign(twice - np.repeat(counts, counts))
    return before, after, above > 0, above < 0


def advanced(case, half):
    """What entire-village advancement adds to income per head, of one half of the households (0 richer, 1 poorer) of villages that
    had it by the year. Where a village stands for several, of which some had it, the gain of all is put down to those."""
    before, after, *halves = richer_and_poorer(case)
    share = np.minimum(1.0, after["village_advanced"] / np.maximum(1, after["weight"]))
    mask = halves[half] & (share > 0)
    if not mask.any():
        return None
    persons = (before["weight"] * before.persons)[mask]
    had, has = (rows["income"][mask].astype(float) for rows in (before, after))
    return (persons * (has - had)).sum() / (persons * share[mask] * had).sum()


def income_advanced_richer(case):
    return advanced(case, 0)


def income_advanced_poorer(case):
    return advanced(case, 1)


def income_designated(case):
    """What the policies add to income per head of the state's key counties, over what they add to that of all others: ratio of
    ratios, less 1."""
    table = county_table(case.folders[0] / "inputs" / "counties.csv")
    key = np.array([number(table.get(code, {}).get("key_county")) > 0 for code in county_codes(case.folders[0])])
    if key.all() or not key.any():
        return None
    grown = []
    for mask in (key, ~key):
        without, with_it = (np.average(run.raw["income_per_head"][case.at][mask], weights=run.raw["persons"][case.at][mask])
                            for run in case.runs[:2])  # fmt: skip
        grown.append(with_it / without)
    return grown[0] / grown[1] - 1


def exits(case, apart):
    """Of households under the region's line, the share above it so many years on, with the policies: of all pairs of years up to
    the year, households that are followed in both."""
    poor = left = 0.0
    for year in case.years:
        if year + apart > case.year:
            break
        one, two = case.households(1, year), case.households(1, year + apart)
        ids = np.intersect1d(one.id, two.id)
        one, two = one.of(ids), two.of(ids)
        under = one["spell"] > 0
        poor += float(one["weight"][under].sum())
        left += float(one["weight"][under & (two["spell"] == 0)].sum())
    return left / poor if poor else None


def exit_next_year(case):
    return exits(case, 1)


def exit_next_wave(case):
    return exits(case, WAVES)


def transient_part(case, column):
    """The transient part of the squared gap, with the policies (Jalan and Ravallion): with g(y) = max(0, 1 - y)^2 of a column
    over the line, of households that are followed for SPAN years in a row, 1 - mean of g(mean of a household's y) / mean of
    g(y), over all such spans up to the year; None where there is none or nobody is under the line."""
    years = [year for year in case.years if year <= case.year]
    chronic = total = 0.0
    for first in range(len(years) - SPAN + 1):
        span = years[first : first + SPAN]
        rows = [case.households(1, year) for year in span]
        ids = rows[0].id
        for more in rows[1:]:
            ids = np.intersect1d(ids, more.id)
        rows = [one.of(ids) for one in rows]
        over = np.array([one[column] / (100 * case.lines(1, year)[one["county_index"]]) for one, year in zip(rows, span)])
        gaps = np.maximum(0.0, 1 - np.vstack([over, over.mean(axis=0)])) ** 2 @ (rows[0]["weight"] * rows[0].persons)
        chronic += gaps[-1]
        total += gaps[:-1].mean()
    return 1 - chronic / total if total > 0 else None


def transient(case):
    """That of consumption per head; None where the run has not kept it (money.kept)."""
    return transient_part(case, "consumed") if case.households(1)["consumed"].any() else None


def transient_of_income(case):
    return transient_part(case, "income")


MEASURES = {f.__name__: f for f in
            (did_away, payment_elasticity, income_settled, income_members, displacement, exclusion, inclusion,
             income_advanced_richer, income_advanced_poorer, income_designated, exit_next_year, exit_next_wave,
             transient, transient_of_income)}  # fmt: skip
