"""Indirect inference: papers' own samples, periods and estimators, on simulated households seen through a lens.

A design (DESIGNS) says which years a paper looked at, of whom its sample was drawn, its estimator, and what is true: what the
policy did to the same persons, households or villages that the estimator is about, from the same run without it (same luck).
configs/targets/indirect.csv has a row for each published figure that is done again so: its design, years, sample, what is known
of the paper's and what is assumed.
"""

import csv
from collections import namedtuple

import numpy as np
from scipy.stats import t as student

from measuring import estimators, lens, measures, published
from figuring.series import county_table

COLUMNS = "policy figure_of quantity design first last villages households known assumed".split()
PASTORAL = "pastoral"
NEIGHBOURS = 4  # of a village that is advanced (assumed)

Row = namedtuple("Row", COLUMNS)
# years and mask of the first wave by study; estimate and its error of a survey; truth, in the estimate's unit
Design = namedtuple("Design", "years of followed estimate truth")
# estimates, errors and interviewed households by survey; exact: the same estimator on all households without error; placebo:
# that where nothing was done; truth
Found = namedtuple("Found", "estimates errors households exact placebo truth")
LABELS = "payment registered settled memberships advanced place county".split()  # of Seen: who is treated, and where


def read(path, figures):
    """Rows by policy, each with its published figure (`figure_of`: of another policy than its own); `figures`: published.read."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != COLUMNS:
                raise published.Wrong(f"{path}: the columns must be {', '.join(COLUMNS)}")
            rows = list(reader)
    except OSError as why:
        raise published.Wrong(f"{path}: {why.strerror}") from None
    found = {}
    for n, row in enumerate(rows, 2):  # lines of the file
        where = f"{path}:{n}"
        if None in row.values() or None in row:
            raise published.Wrong(f"{where}: {len(COLUMNS)} columns")
        if row["design"] not in DESIGNS:
            raise published.Wrong(f"{where}: no design {row['design']}; there are {', '.join(DESIGNS)}")
        row["figure_of"] = row["figure_of"] or row["policy"]
        figure = next((one for one in figures.get(row["figure_of"], []) if one.quantity == row["quantity"]), None)
        if figure is None:
            raise published.Wrong(f"{where}: no published figure of {row['figure_of']}: {row['quantity']}")
        for name in ("first", "last", "villages", "households"):
            if row[name] and not row[name].isdecimal():
                raise published.Wrong(f"{where}: {name} is no whole number: {row[name]}")
            row[name] = int(row[name]) if row[name] else None
        found.setdefault(row["policy"], []).append((Row(**row), figure._replace(policy=row["policy"])))
    return found


class Study:
    """A row's paper on one pair of runs."""

    def __init__(self, case, row):
        self.case, self.row, self.cache = case, row, {}
        self.resolved = [measures.settings(folder) for folder in case.folders[:2]]
        self.first, self.last = row.first or case.years[0], row.last or case.year
        outside = [year for year in (self.first, self.last) if year not in case.years]
        if outside or self.first > self.last:
            raise estimators.Empty

    def rows(self, which, year):
        """All followed households without (0) or with the policy (1)."""
        if (which, year) not in self.cache:
            self.cache[which, year] = lens.Rows(self.case.folders[which], year, self.resolved[which])
        return self.cache[which, year]

    def waves(self, seen_by, seed, sampled):
        """A survey of the run with the policy, of whom the design draws."""
        design = DESIGNS[self.row.design]
        rows = [self.rows(1, year) for year in design.years(self)]
        mask = design.of(self)
        if not mask.any():
            raise estimators.Empty
        size = (self.row.villages or 0, self.row.households or 0) if sampled else (0, 0)
        return lens.survey(rows, seen_by, seed, *size, mask, design.followed)

    def untreated(self, waves, seen_by):
        """The same households in the run without the policy, as if they had it: what then looks like an effect is none."""
        found = []
        for seen in waves:
            other = lens.Seen(self.rows(0, seen.year), seen_by.exact(), 0)
            other = other.of(np.intersect1d(other.id, seen.id))
            vars(other).update({name: getattr(seen.of(other.id), name) for name in LABELS})
            found.append(other.of(other.id[other.members > 0]))
        return found

    def both(self, year, ids, seen_by):
        """Some households in both runs in a year, without error: without and with the policy."""
        pair = [lens.Seen(self.rows(which, year), seen_by.exact(), 0) for which in (0, 1)]
        ids = np.intersect1d(np.intersect1d(pair[0].id, pair[1].id), ids)
        return [seen.of(ids) for seen in pair]

    def gain(self, year, ids, seen_by):
        """Ids with income in both runs, and what the policy adds to the logs of their income a head."""
        without, with_it = self.both(year, ids, seen_by)
        usable = (without.head > 0) & (with_it.head > 0)
        return without.id[usable], np.log(with_it.head[usable] / without.head[usable])


def inferred(case, row, seen_by, surveys):
    """Found, or None where a design has nobody here to estimate from."""
    design = DESIGNS[row.design]
    try:
        study = Study(case, row)
        drawn = [study.waves(seen_by, seed, True) for seed in range(1, surveys + 1)]
        results = [design.estimate(study, waves) for waves in drawn]
        everybody = study.waves(seen_by.exact(), 0, False)
        exact, placebo = (design.estimate(study, waves)[0] for waves in (everybody, study.untreated(everybody, seen_by)))
        truth = design.truth(study, seen_by)
    except estimators.Empty:
        return None
    estimates, errors = zip(*results)
    households = [len(waves[0].id) for waves in drawn]
    return Found(list(map(float, estimates)), list(map(float, errors)), households, *map(float, (exact, placebo, truth)))


def over_seeds(values):
    """Mean and half of its 95% interval (t); no half of one seed."""
    n = len(values)
    half = None if n < 2 else float(student.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n))
    return float(np.mean(values)), half


def summary(figure, row, by_seed):
    """What stands in a table's row, in the published figure's unit; `by_seed`: of `inferred`."""
    one = {"row": figure, "known": row.known, "assumed": row.assumed, "design": row.design}
    if not by_seed or None in by_seed:
        nothing = {name: (None, None) for name in ("lens", "exact", "placebo", "truth", "bias")}
        return one | nothing | {"surveys": 0, "households": None, "covers": None, "verdict": "nobody to measure"}
    scale = figure.scale
    estimates = np.array([found.estimates for found in by_seed]) * scale
    errors, truth = np.array([found.errors for found in by_seed]) * scale, np.array([found.truth for found in by_seed]) * scale
    lens_mean, half = float(estimates.mean()), float(1.96 * estimates.std(ddof=1))
    return one | {
        "lens": (lens_mean, half), "truth": over_seeds(truth),
        **{name: over_seeds([getattr(found, name) * scale for found in by_seed]) for name in ("exact", "placebo")},
        "bias": over_seeds(estimates.mean(axis=1) - truth), "surveys": estimates.size,
        "households": float(np.mean([found.households for found in by_seed])),
        "covers": float(np.mean(np.abs(estimates - truth[:, None]) <= 1.96 * errors)),
        "verdict": published.judge(figure, lens_mean, half),
    }  # fmt: skip


def mean_of(values):
    if not len(values):
        raise estimators.Empty
    return float(np.mean(values))


# ---- Demurger and Wan 2012: who is away, differences in differences ----------------------------------------------


def two_years(study):
    return [study.first, study.last]


def in_contract_counties(study):
    last = study.rows(1, study.last)
    counties = np.unique(last["county_index"][last.rows.has(measures.FOREST)])
    return np.isin(study.rows(1, study.first)["county_index"], counties)


def persons_away(seen):
    """Of persons of 16 to 59: place of their household among the rows, and whether they are away."""
    household, slot = np.nonzero(seen.present & (seen.age >= 16) & (seen.age <= 59))
    return household, seen.away[household, slot].astype(float)


def did_of_persons(_, waves):
    ids = np.intersect1d(waves[0].id, waves[1].id)
    waves = [seen.of(ids) for seen in waves]
    inside = (waves[1].memberships & measures.FOREST) != 0
    parts = []
    for after, seen in enumerate(waves):
        household, away = persons_away(seen)
        parts.append((away, inside[household].astype(float), np.full(len(away), float(after)), waves[0].place[household]))
    return estimators.did(*map(np.concatenate, zip(*parts)))


def true_away(study, seen_by):
    last = study.rows(1, study.last)
    inside = last.id[last.rows.has(measures.FOREST) & np.isin(last.id, study.rows(1, study.first).id)]
    without, with_it = (persons_away(seen)[1] for seen in study.both(study.last, inside, seen_by))
    return mean_of(with_it) - mean_of(without)


# ---- the elasticity of herders' incomes to the payment -----------------------------------------------------------


def last_year(study):
    return [study.last]


def paid_herders(study):
    rows = study.rows(1, study.last)
    table = county_table(study.case.folders[1] / "inputs" / "counties.csv")
    pastoral = np.array([table.get(code, {}).get("class") == PASTORAL for code in measures.county_codes(study.case.folders[1])])
    return (rows.payment > 0) & pastoral[rows["county_index"]]


def log_on_log(_, waves):
    seen = waves[0].of(waves[0].id[(waves[0].income > 0) & (waves[0].payment > 0)])
    counties = [(seen.county == county).astype(float) for county in np.unique(seen.county)]
    controls = [np.log(seen.members), seen.able, seen.schooling, *counties]
    return estimators.slope(np.log(seen.income), np.log(seen.payment), controls, seen.place)


def part_added(study, seen_by):
    """What the policy adds to the incomes of those paid, over these: the elasticity of an effect in proportion to the payment."""
    paid = study.rows(1, study.last).id[paid_herders(study)]
    without, with_it = (seen.income.sum() for seen in study.both(study.last, paid, seen_by))
    if with_it <= 0:
        raise estimators.Empty
    return (with_it - without) / with_it


# ---- Zhang, Xie and Zheng 2022: registered poor who move, against others on the register ----------------------------


def every_year(study):
    return [year for year in study.case.years if study.first <= year <= study.last]


def on_the_register(study):
    return study.rows(1, study.first)["registered"] == 1


def with_somebody_away(study):
    return study.rows(1, study.first).away.any(axis=1)


def may_move(study, eligible):
    """Who of the eligible has not moved by the first year, in counties where any of them does."""
    first, chosen, counties = study.rows(1, study.first), eligible(study), []
    for year in every_year(study):
        rows = study.rows(1, year)
        moved = (rows["settled"] > 0) & np.isin(rows.id, first.id[chosen])
        counties.append(np.unique(rows["county_index"][moved]))
    return chosen & (first["settled"] == 0) & np.isin(first["county_index"], np.concatenate(counties))


def within_households(_, waves):
    home = dict(zip(waves[0].id.tolist(), zip(waves[0].place.tolist(), waves[0].county.tolist())))
    parts = []
    for seen in waves:
        seen = seen.of(seen.id[(seen.income > 0) & np.isin(seen.id, waves[0].id)])
        place, county = np.array([home[i] for i in seen.id.tolist()]).reshape(-1, 2).T
        parts.append((np.log(seen.head), seen.settled > 0, seen.id, county * 10000 + seen.year, place))
    y, moved, household, time, place = map(np.concatenate, zip(*parts))
    return estimators.fixed_effects(y, moved, household, time, place)


def gain_of_movers(study, seen_by, eligible):
    sample = study.rows(1, study.first).id[may_move(study, eligible)]
    gains = []
    for year in every_year(study):
        rows = study.rows(1, year)
        gains.append(study.gain(year, np.intersect1d(sample, rows.id[rows["settled"] > 0]), seen_by)[1])
    return mean_of(np.concatenate(gains))


def moving(eligible):
    return Design(every_year, lambda study: may_move(study, eligible), True, within_households,
                  lambda study, seen_by: gain_of_movers(study, seen_by, eligible))  # fmt: skip


# ---- Park and Wang 2010: villages that have begun, against such that have not yet ----------------------------------


def begun(study):
    """Villages that begin between the two years, and those that begin later."""
    def reached(year):
        rows = study.rows(1, year)
        return np.unique(rows.place[rows["village_advanced"] > 0])

    before, by, ever = reached(study.first), reached(study.last), reached(study.case.years[-1])
    return np.setdiff1d(by, before), np.setdiff1d(ever, np.union1d(by, before))


def designated(study):
    return np.isin(study.rows(1, study.first).place, np.concatenate(begun(study)))


def half_of(seen, upper):
    """Ids of the upper, or lower, half of each village by income a head; the middle one of an odd number is in neither."""
    village = np.unique(seen.place, return_inverse=True)[1]
    twice = 2 * lens.rank_in(village, seen.head) + 1
    many = np.bincount(village)[village]
    return seen.id[twice > many if upper else twice < many]


def matched_villages(study, waves, upper):
    first, last = waves
    ids = np.intersect1d(half_of(first, upper), last.id)
    one, two = first.of(ids), last.of(ids)
    usable = (one.head > 0) & (two.head > 0)
    one, two = one.of(ids[usable]), two.of(ids[usable])
    places, village = np.unique(one.place, return_inverse=True)

    def means(values, at, size=len(places)):
        return np.bincount(at, values, minlength=size) / np.maximum(1, np.bincount(at, minlength=size))

    change = means(np.log(two.head / one.head), village)
    # Covariates are of all who were interviewed in the first wave, of both halves.
    all_of = first.of(first.id[np.isin(first.place, places) & (first.head > 0)])
    at = np.searchsorted(places, all_of.place)
    away = (all_of.away & all_of.present).sum(axis=1) / np.maximum(1, all_of.able)
    known = (np.log(all_of.head), all_of.registered == 1, all_of.members, away, all_of.cropland)
    covariates = [means(values, at) for values in known]
    return estimators.matched(change, np.isin(places, begun(study)[0]), spread(covariates), NEIGHBOURS)


def spread(covariates):
    """Those that differ between villages at all."""
    found = [values for values in covariates if np.ptp(values) > 0]
    if not found:
        raise estimators.Empty
    return found


def gain_of_villages(study, seen_by, upper):
    first = lens.Seen(study.rows(1, study.first), seen_by.exact(), 0)
    first = first.of(first.id[np.isin(first.place, begun(study)[0])])
    ids, gain = study.gain(study.last, half_of(first, upper), seen_by)
    village = np.unique(first.of(ids).place, return_inverse=True)[1]
    if not len(village):
        raise estimators.Empty
    return mean_of(np.bincount(village, gain) / np.bincount(village))


def advancement(upper):
    return Design(two_years, designated, False, lambda study, waves: matched_villages(study, waves, upper),
                  lambda study, seen_by: gain_of_villages(study, seen_by, upper))  # fmt: skip


DESIGNS = {
    "migration": Design(two_years, in_contract_counties, False, did_of_persons, true_away),
    "elasticity": Design(last_year, paid_herders, False, log_on_log, part_added),
    "relocation": moving(on_the_register),
    "town": moving(with_somebody_away),
    "advancement_richer": advancement(True),
    "advancement_poorer": advancement(False),
}
