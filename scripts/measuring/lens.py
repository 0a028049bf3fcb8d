"""What a survey of a result's households would have written down.

A survey draws villages, in them households, and comes back in later years (waves) to those it drew. It sees

    members     the persons of a household who were away for at most `resident_months` of the year. A household of which
                nobody is at home is not interviewed; one that lives in another village than in the first wave is lost,
                unless it is followed
    income      the household's, with what those who are no members earned beside what they live on there as far as it
                reaches home (`sent_home`), times an error; a head: over members
    consumption, payment   the household's, times an error

The error of an item is exp(s (sqrt(p) u + sqrt(1 - p) e) - s^2 / 2), u and e standard normal, u of the household and e of
household and year: on average 1, s^2 is the variance of its logarithm and p the part of that which stays. It is a function of
(seed, household, year, item) alone (no generator with a state): a household errs alike under every policy, in any order and in
any sample. Parameters, with their sources: configs/targets/lens.csv. Known limits: the error does not depend on what is true (it
does in validation studies: the rich report less); ages, land, herds, contracts and who is away are reported without error;
nobody refuses.
"""

import csv
import math
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from measuring import measures

DEFAULTS = Path(__file__).resolve().parents[2] / "configs" / "targets" / "lens.csv"
PARAMETERS = """income_reliability income_spread income_persistent consumption_error consumption_persistent payment_error
payment_persistent resident_months sent_home""".split()
EXTRA = "learning ability registered cropland herd".split()  # of the panel, beside measures.COLUMNS
NEEDED = "income person work learning ability".split()  # without these there is nothing to see
ABILITY_STEP = 2.0**-11  # of the column where it is kept in steps (models/poverty.h)
FIRST_ROUND, EVERY_YEAR = np.uint64(0x9E3779B97F4A7C15), 0


class Unfit(Exception):
    """A result, or a table of parameters, that no survey can be made of."""


def mix(x):
    """64 bits from 64 bits (splitmix64's finaliser)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def uniform(seed, ids, year, item):
    """On (0, 1), of (seed, id, year, item) alone."""
    with np.errstate(over="ignore"):
        h = mix(np.asarray(ids).astype(np.uint64) + FIRST_ROUND)
        for part in (seed, year, zlib.crc32(item.encode())):
            h = mix(h ^ mix(np.uint64(part % 2**64) + FIRST_ROUND))
    return ((h >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52


def error(seed, ids, year, item, spread, persistent):
    """Factors, on average 1."""
    stays, passes = ndtri(uniform(seed, ids, EVERY_YEAR, item)), ndtri(uniform(seed, ids, year, item))
    return np.exp(spread * (math.sqrt(persistent) * stays + math.sqrt(1 - persistent) * passes) - spread**2 / 2)


@dataclass(frozen=True)
class Lens:
    """How a survey sees; `exact()` sees all persons and no error."""

    income_error: float
    income_persistent: float
    consumption_error: float
    consumption_persistent: float
    payment_error: float
    payment_persistent: float
    resident_months: float
    sent_home: float

    def exact(self):
        return replace(self, income_error=0.0, consumption_error=0.0, payment_error=0.0, resident_months=12, sent_home=1.0)


def error_of(reliability, spread):
    """Standard deviation of an error that leaves so much reliability: spread^2 / (spread^2 + error^2)."""
    return spread * math.sqrt((1 - reliability) / reliability)


def read(path=DEFAULTS, changed=None):
    """The lens of a table of parameters; `changed`: {name: value} in place of the table's."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            rows = {row["name"]: row for row in csv.DictReader(file)}
    except (OSError, KeyError, UnicodeDecodeError) as why:
        raise Unfit(f"{path}: {getattr(why, 'strerror', None) or 'no column name'}") from None
    found = {}
    for name in PARAMETERS:
        if name not in rows:
            raise Unfit(f"{path}: no parameter {name}")
        try:
            value, low, high = (float(rows[name][key]) for key in ("value", "low", "high"))
        except (KeyError, TypeError, ValueError):
            raise Unfit(f"{path}: {name}: value, low and high must be numbers") from None
        value = (changed or {}).get(name, value)
        if not low <= value <= high:
            raise Unfit(f"{path}: {name} is {low:g} to {high:g}, and this is {value:g}")
        found[name] = value
    spread = error_of(found.pop("income_reliability"), found.pop("income_spread"))
    return Lens(income_error=spread, **found)


# ---- what the result has --------------------------------------------------------------------------------------


def everywhere(resolved, group, name, year):
    """A number of a configuration in a year, which is that of all counties and classes."""
    value = resolved[group][name]
    if isinstance(value, dict) and {"county", "class"} & value.keys():
        raise Unfit(f"{group}.{name} is not the same in all counties, and what migrants earn would not be")
    return measures.in_year(value, year)


class Rows:
    """All followed households of a result in a year, as they are: measures.Households with what a lens needs."""

    def __init__(self, folder, year, resolved=None):
        resolved = resolved or measures.settings(folder)
        try:
            rows = measures.Households(folder, year, EXTRA)
        except ValueError:
            raise Unfit(f"{folder}: the panel has no year {year}") from None
        except (OSError, KeyError):
            raise Unfit(f"{folder}: no trajectories.h5 that can be read; --set output.panel_share=0.05 keeps one") from None
        absent = [name for name in NEEDED if name not in rows.there]
        if absent:
            raise Unfit(f"{folder}: the panel has no column {absent[0]}; output.panel_columns wants {', '.join(NEEDED)}")
        self.id, self.year, self.rows, self.there = rows.id, year, rows, rows.there
        self.place = rows["county_index"].astype(np.int64) << 32 | rows["village"].astype(np.int64)
        self.work, self.present = rows["work"].astype(np.int64), rows["person"] != 0
        self.age = (rows["person"].astype(np.int64) - 1) >> 1
        self.away = self.present & (self.work >> 4 & 3 == measures.AWAY)
        self.away_month = everywhere(resolved, "calendar", "migrant_wage", year) * (
            1 - everywhere(resolved, "migration", "living_share", year))  # fmt: skip
        self.class_year = everywhere(resolved, "labour", "schooling_return", year)
        self.course = everywhere(resolved, "labour", "course_return", year)
        self.payment = measures.payments(rows, measures.grazing_rates(resolved, year))

    def __getitem__(self, name):
        return self.rows[name]

    def earned_away(self, who):
        """Yuan of the year, of persons in the mask, less what they lived on (models/livelihoods/work.h: person_earns)."""
        learning = self.rows["learning"].astype(np.int64)
        ability = self.rows["ability"].astype(float)
        ability = ability if self.rows["ability"].dtype.kind == "f" else ability * ABILITY_STEP
        skill = self.class_year * ((learning & 15) - 8.0) + self.course * (learning >> 6 & 3) + 0.5 * ability[:, None]
        return (who * (self.work & 15) * self.away_month * np.exp(skill)).sum(axis=1)


class Seen:
    """What is seen of households in a wave, in the order of their ids; money in Yuan of the year."""

    def __init__(self, rows, lens, seed, at=None, weight=None):
        at = np.arange(len(rows.id)) if at is None else at
        gone = rows.away & ((rows.work & 15) > lens.resident_months)
        persons = rows.present.sum(axis=1)
        members = persons - gone.sum(axis=1)
        earned = rows.earned_away(gone)

        def of(values):
            return values[at]

        def erring(item, values, spread, persistent):
            return of(values) * error(seed, of(rows.id), rows.year, item, spread, persistent)

        self.year, self.id, self.place, self.county = rows.year, of(rows.id), of(rows.place), of(rows["county_index"])
        self.weight = of(rows["weight"]).astype(float) * (1.0 if weight is None else weight)
        self.persons, self.members = of(persons), of(members)
        true = rows["income"] / 100.0 * persons
        self.true_income, self.earned_away = of(true), of(earned)
        home = true - (1 - lens.sent_home) * earned
        self.income = erring("income", home, lens.income_error, lens.income_persistent)
        consumed = rows["consumed"] / 100.0 * persons
        self.consumption = erring("consumption", consumed, lens.consumption_error, lens.consumption_persistent)
        self.payment = erring("payment", rows.payment, lens.payment_error, lens.payment_persistent)
        self.age, self.away, self.present = of(rows.age), of(rows.away), of(rows.present)
        self.able = ((self.age >= 16) & (self.age <= 64) & self.present).sum(axis=1)
        self.schooling = np.where(self.present, of(rows["learning"]).astype(np.int64) & 15, 0).max(axis=1)
        self.registered, self.settled = of(rows["registered"]), of(rows["settled"])
        self.memberships, self.advanced = of(rows["memberships"]).astype(np.int64), of(rows["village_advanced"])
        self.cropland, self.pasture, self.herd = of(rows["cropland"]), of(rows["pasture"]), of(rows["herd"])

    @property
    def head(self):
        """Income a head of members."""
        return self.income / np.maximum(1, self.members)

    def of(self, ids):
        """The same for some ids, all of whom are here."""
        other, at = object.__new__(Seen), np.searchsorted(self.id, ids)
        other.__dict__ = {key: value[at] if isinstance(value, np.ndarray) else value for key, value in self.__dict__.items()}
        return other


# ---- who is drawn ---------------------------------------------------------------------------------------------


def draw(rows, villages, households, seed, mask=None):
    """Which rows are drawn (their indexes, by id) and how many of the panel's each stands for: so many villages of those that
    have households in the mask, each with the same chance, and so many households in each (0: all)."""
    at = np.flatnonzero(np.ones(len(rows.id), bool) if mask is None else mask)
    places, village = np.unique(rows.place[at], return_inverse=True)
    taken = rank_in(np.zeros(len(places), int), uniform(seed, places, EVERY_YEAR, "village")) < (villages or len(places))
    order = rank_in(village, uniform(seed, rows.id[at], EVERY_YEAR, "household"))
    there = np.bincount(village, minlength=len(places))
    asked = np.minimum(there, households or there)
    chosen = taken[village] & (order < asked[village])
    weight = len(places) / max(1, taken.sum()) * (there / np.maximum(1, asked))[village]
    return at[chosen], weight[chosen]


def rank_in(group, value):
    """Place of each in its group by value, from 0."""
    order = np.lexsort((value, group))
    _, first, count = np.unique(group[order], return_index=True, return_counts=True)
    rank = np.empty(len(group), int)
    rank[order] = np.arange(len(group)) - np.repeat(first, count)
    return rank


def survey(waves, lens, seed, villages=0, households=0, mask=None, followed=False):
    """Waves of one survey, each Seen: of those drawn in the first of `waves` (Rows), who is interviewed in each."""
    at, weight = draw(waves[0], villages, households, seed, mask)
    drawn, lived = waves[0].id[at], waves[0].place[at]
    found = []
    for rows in waves:
        ids, first, here = np.intersect1d(drawn, rows.id, return_indices=True)
        stays = np.ones(len(ids), bool) if followed else rows.place[here] == lived[first]
        seen = Seen(rows, lens, seed, here[stays], weight[first][stays])
        found.append(seen.of(seen.id[seen.members > 0]))
    return found
