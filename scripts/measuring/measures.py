"""What a policy costs and does, from a run without it and one with it under the same luck.

Costs are those of all years, in Yuan of the year; effects those of one year. Measures that a published figure is set
beside (configs/targets/effects.csv) are at the end: each a function of a Case that gives a number, or None where
the runs have nobody to measure.
"""

import csv
from functools import cached_property

import h5py
import numpy as np

from figuring.effects import Run

FOREST, SECURED, FUND, BAN, BALANCE = 4, 64, 512, 1, 2  # bits of memberships (models/poverty.h)
AWAY = 3  # kind of work
OWN = ("own_contribution", "share")
COLUMNS = "weight county_index income assessed memberships pasture settled work person".split()


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
    """The followed households of a result in a year, by id."""

    def __init__(self, folder, year):
        with h5py.File(folder / "trajectories.h5", "r") as file:
            at = file["panel_year"][:].tolist().index(year)
            first, count = int(file["first_row"][at]), int(file["row_count"][at])
            rows = slice(first, first + count)
            order = np.argsort(file["id"][rows])
            self.id = file["id"][rows][order]
            # Columns that belong to a policy are not there without it.
            self.columns = {name: file[name][rows][order] if name in file else np.zeros(count, np.int64) for name in COLUMNS}

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
    ban = 4.0 if case.year < 2016 else 3.0  # a mu, over balance: the calendar's 6 to 1.5, then 7.5 to 2.5
    rate = np.where(paid.has(BAN), ban, np.where(paid.has(BALANCE), 1.0, 0.0))
    payment, income = rate * paid["pasture"], paid["income"] * paid.persons
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
    with h5py.File(case.folders[0] / "series.h5", "r") as file:
        lines = file["poor_line"][case.at][:]
    poor = rows["assessed"] < 100 * lines[rows["county_index"]]
    return poor, rows.has(SECURED), rows["weight"] * rows.persons


def exclusion(case):
    poor, secured, weight = targeting(case)
    return weight[poor & ~secured].sum() / weight[poor].sum() if poor.any() else None


def inclusion(case):
    poor, secured, weight = targeting(case)
    return weight[secured & ~poor].sum() / weight[secured].sum() if secured.any() else None


MEASURES = {f.__name__: f for f in
            (did_away, payment_elasticity, income_settled, income_members, displacement, exclusion, inclusion)}  # fmt: skip
