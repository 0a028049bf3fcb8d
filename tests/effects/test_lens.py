#!/usr/bin/python3
"""Surveys seen through a lens (scripts/survey-lens), and papers' estimators on them (scripts/policy-effects --lens): known effects come
back, errors attenuate as they should, and a household errs alike under every policy."""

import csv
import json
import math
import os
import sys
from types import SimpleNamespace

import h5py
import numpy as np
import yaml

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

sys.path.insert(0, str(harness.ROOT / "scripts"))
sys.dont_write_bytecode = True
from measuring import codebook, estimators, inference, lens, measures, published

TARGETS = harness.ROOT / "configs" / "targets"
WAGE, LIVING, CLASS_YEAR, COURSE = 1000.0, 0.5, 0.04, 0.1
FIRST = 2009
COUNTIES = ["150101", "150102"]
PAID, CONTRACT = measures.BAN, measures.FOREST
RATE = 10.0  # Yuan a mu under a ban


def person(age, woman=0):
    return 1 + 2 * age + woman


def away_for(months):
    return months | measures.AWAY << 4


def write_result(folder, years, columns):
    """A result with a panel alone: columns[name][year] are arrays over households, the same households every year unless `id` says
    otherwise."""
    (folder / "inputs").mkdir(parents=True)
    lines = ["code,class", *(f"{code},pastoral" for code in COUNTIES)]
    (folder / "inputs" / "counties.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    resolved = {
        "calendar": {"migrant_wage": {"default": 1.0, "year": {FIRST: WAGE}}, "grassland_ban_rate": RATE,
                     "grassland_balance_rate": 2.5},
        "migration": {"living_share": LIVING}, "labour": {"schooling_return": CLASS_YEAR, "course_return": COURSE},
    }  # fmt: skip
    (folder / "resolved.yml").write_text(yaml.safe_dump(resolved), encoding="utf-8")
    counts = [len(columns["id"][year]) for year in years]
    with h5py.File(folder / "trajectories.h5", "w") as file:
        file["panel_year"], file["row_count"] = years, counts
        file["first_row"] = np.concatenate([[0], np.cumsum(counts)[:-1]])
        file["county_code"], file.attrs["panel_share"] = np.array(COUNTIES, dtype="S6"), 0.5
        for name, by_year in columns.items():
            file[name] = np.concatenate([by_year[year] for year in years])
    with h5py.File(folder / "series.h5", "w") as file:
        file["year"], file["county"] = years, [int(code) for code in COUNTIES]


class Made:
    """Households of four in villages of two counties, with incomes that have parts of village, household and year; an income a
    head, contracts and so on may be changed before `write`."""

    def __init__(self, years, villages=60, households=12, seed=3, noise=0.05):
        rng = np.random.default_rng(seed)
        n = villages * households
        self.years, self.village, self.id = years, np.repeat(np.arange(villages), households), np.arange(n) + 7_000_000_000
        level = 8 + 0.2 * rng.normal(size=villages)[self.village] + 0.5 * rng.normal(size=n)
        head = {year: level + 0.05 * t + noise * rng.normal(size=n) for t, year in enumerate(years)}
        family = np.tile([person(40), person(38, 1), person(20), person(10)] + [0] * 4, (n, 1))
        same = {"id": self.id, "county_index": self.village % 2, "village": self.village, "weight": np.full(n, 3),
                "person": family, "learning": np.full((n, 8), 8), "cropland": rng.uniform(5, 20, n), "pasture": rng.uniform(10, 1000, n)}  # fmt: skip
        none = {"work": np.zeros((n, 8), int), "ability": np.zeros(n)} | {
            name: np.zeros(n, int)
            for name in "consumed assessed memberships settled spell village_advanced registered herd".split()}  # fmt: skip
        self.columns = {name: {year: values.copy() for year in years} for name, values in (same | none).items()}
        self.columns["income"] = {year: np.exp(head[year]) * 100 for year in years}

    def add(self, who, years, log):
        """Raises incomes of some in some years by so much in logs."""
        for year in years:
            self.columns["income"][year][who] *= math.exp(log)

    def mark(self, name, who, years, value):
        for year in years:
            self.columns[name][year][who] = value

    def write(self, folder):
        self.columns["income"] = {year: np.round(values).astype(np.int64) for year, values in self.columns["income"].items()}
        write_result(folder, self.years, self.columns)


class Estimators(harness.Case):
    def test_least_squares_and_clustered_errors(self):
        """Against the formula written out: every pair of rows of a cluster counts."""
        rng = np.random.default_rng(1)
        cluster, x = np.repeat(np.arange(10), 7), rng.normal(size=70)
        y = 2 + 0.7 * x + rng.normal(size=10)[cluster] + rng.normal(size=70)
        found, errors = estimators.ols(y, [np.ones(70), x], cluster)
        design = np.column_stack([np.ones(70), x])
        by_hand = np.linalg.lstsq(design, y, rcond=None)[0]
        np.testing.assert_allclose(found, by_hand, atol=1e-12)
        e, bread = y - design @ by_hand, np.linalg.inv(design.T @ design)
        meat = sum(e[i] * e[j] * np.outer(design[i], design[j]) for i in range(70) for j in range(70) if cluster[i] == cluster[j])
        np.testing.assert_allclose(errors, np.sqrt(10 / 9 * 69 / 68 * np.diag(bread @ meat @ bread)), atol=1e-12)
        one = estimators.slope(y, x, [np.ones(70), np.full(70, 3.0)], cluster)
        np.testing.assert_allclose(one, (found[1], errors[1]), atol=1e-12)
        with self.assertRaises(estimators.Empty):
            estimators.ols(y, [np.ones(70), x, 2 * x], cluster)
        with self.assertRaises(estimators.Empty):
            estimators.slope(y, x, [np.ones(70), 2 * x], cluster)

    def test_differences_in_differences(self):
        rng = np.random.default_rng(2)
        estimates, errors = [], []
        for _ in range(200):
            cluster = np.repeat(np.arange(40), 20)
            treated, after = (cluster % 2).astype(float), np.tile([0.0, 1.0], 400)
            shock = 0.3 * rng.normal(size=(40, 2))[cluster, after.astype(int)]
            y = 1 + 0.5 * treated - 0.2 * after + 0.175 * treated * after + shock + rng.normal(size=800)
            estimate, error = estimators.did(y, treated, after, cluster)
            estimates.append(estimate)
            errors.append(error)
        # Of 200 draws the mean is known to a fourteenth of the spread; the errors that are printed are that spread within 15%.
        self.assertAlmostEqual(np.mean(estimates), 0.175, delta=4 * np.std(estimates) / math.sqrt(200))
        self.assertAlmostEqual(np.mean(errors) / np.std(estimates), 1, delta=0.15)

    def test_fixed_effects_are_those_of_dummies(self):
        """On a panel with holes."""
        rng = np.random.default_rng(3)
        unit, time = np.repeat(np.arange(30), 6), np.tile(np.arange(6), 30)
        there = rng.uniform(size=180) < 0.8
        unit, time = unit[there], time[there]
        treated = (time >= 2 + unit % 5) & (unit % 3 > 0)
        y = rng.normal(size=30)[unit] + rng.normal(size=6)[time] - 0.3 * treated + 0.1 * rng.normal(size=len(unit))
        found, error = estimators.fixed_effects(y, treated, unit, time, unit)
        x = np.column_stack([treated.astype(float), np.eye(30)[unit], np.eye(6)[time][:, 1:]])
        self.assertAlmostEqual(found, np.linalg.lstsq(x, y, rcond=None)[0][0], 8)
        self.assertLess(abs(found + 0.3), 4 * error)
        with self.assertRaises(estimators.Empty):
            estimators.fixed_effects(y, unit % 2 == 0, unit, time, unit)

    def test_matching(self):
        """Treated have more of x, and x grows by itself: their mean is off, that of nearest neighbours is not."""
        rng = np.random.default_rng(4)
        x = np.concatenate([rng.uniform(0.5, 1, 200), rng.uniform(0, 1, 2000)])
        treated = np.arange(2200) < 200
        change = 2 * x + 0.08 * treated + 0.02 * rng.normal(size=2200)
        naive = change[treated].mean() - change[~treated].mean()
        found, _ = estimators.matched(change, treated, [x, rng.normal(size=2200) * 1e-3], 4)
        self.assertGreater(naive - 0.08, 0.4)
        # The nearest of 2,000 differ by less than 0.02 in both, so by less than 0.04 in the change, either way.
        self.assertAlmostEqual(found, 0.08, delta=0.02)
        twins = np.arange(400) // 2
        exact, _ = estimators.matched(twins * 1.0 + 5 * (np.arange(400) % 2), np.arange(400) % 2 == 1, [twins], 1)
        self.assertEqual(exact, 5)

    def test_errors_of_matching(self):
        """What is printed is the spread of 300 draws, within 15%; few others, so that some are used often."""
        rng, treated, found = np.random.default_rng(5), np.arange(80) < 60, []
        for _ in range(300):
            x = rng.uniform(0, 1, 80)
            found.append(estimators.matched(0.1 * treated + rng.normal(size=80), treated, [x], 1))
        estimates, errors = np.array(found).T
        self.assertAlmostEqual(errors.mean() / estimates.std(), 1, delta=0.15)
        self.assertAlmostEqual(estimates.mean(), 0.1, delta=4 * estimates.std() / math.sqrt(300))


class Errors(harness.Case):
    def test_moments(self):
        """Mean 1, variance of logs, correlation of years; 200,000 households, so means are known to 0.002 of a deviation."""
        ids = np.arange(200_000)
        one, two = (lens.error(5, ids, year, "income", 0.33, 0.4) for year in (2010, 2012))
        self.assertAlmostEqual(one.mean(), 1, delta=0.005)
        self.assertAlmostEqual(np.log(one).std(), 0.33, delta=0.003)
        self.assertAlmostEqual(np.corrcoef(np.log(one), np.log(two))[0, 1], 0.4, delta=0.01)
        for other in (lens.error(6, ids, 2010, "income", 0.33, 0.4), lens.error(5, ids, 2010, "payment", 0.33, 0.4)):
            self.assertAlmostEqual(np.corrcoef(np.log(one), np.log(other))[0, 1], 0, delta=0.01)

    def test_a_household_errs_alike_in_any_order(self):
        ids = np.array([2**63 + 12345, 17, 99], dtype=np.uint64)
        whole = lens.error(1, ids, 2010, "income", 0.33, 0.4)
        for i, one in enumerate(ids):
            self.assertEqual(lens.error(1, np.array([one]), 2010, "income", 0.33, 0.4)[0], whole[i])
        np.testing.assert_array_equal(lens.error(1, ids[::-1], 2010, "income", 0.33, 0.4), whole[::-1])
        np.testing.assert_array_equal(lens.error(1, ids, 2010, "income", 0.0, 0.4), 1)

    def test_reliability(self):
        """spread^2 / (spread^2 + error^2), of the lens and of slopes on what is seen."""
        seen_by = lens.read()
        self.assertAlmostEqual(0.7**2 / (0.7**2 + seen_by.income_error**2), 0.82, 12)
        x = 0.7 * lens.ndtri(lens.uniform(9, np.arange(100_000), 0, "true"))
        seen = x + np.log(lens.error(2, np.arange(100_000), 2010, "income", seen_by.income_error, 0.4))
        slope = estimators.ols(0.5 * x, [seen, np.ones(100_000)], np.arange(100_000))[0][0]
        self.assertAlmostEqual(slope, 0.5 * 0.82, delta=0.005)

    def test_parameters(self):
        rows = list(csv.reader((TARGETS / "lens.csv").read_text(encoding="utf-8").splitlines()))
        self.assertEqual([row[0] for row in rows[1:]], lens.PARAMETERS)
        for row in rows[1:]:
            self.assertTrue(row[5] and row[6] in "FCU", row)
        with self.assertRaisesRegex(lens.Unfit, "sent_home is 0 to 1, and this is 2"):
            lens.read(changed={"sent_home": 2})
        bad = self.folder / "lens.csv"
        bad.write_text("name,value,low,high\nincome_reliability,none,0,1\n", encoding="utf-8")
        with self.assertRaisesRegex(lens.Unfit, "must be numbers"):
            lens.read(bad)


class Members(harness.Case):
    """Three households by hand: two of two, of whom one is away for eight months or for six; and one of one, away for eight."""

    def setUp(self):
        super().setUp()
        made = Made([2009], villages=1, households=3)
        for i, (persons, months) in enumerate(((2, 8), (2, 6), (1, 8))):
            made.columns["person"][2009][i] = [person(30 + i)] * persons + [0] * (8 - persons)
            made.columns["work"][2009][i] = [0] * (persons - 1) + [away_for(months)] + [0] * (8 - persons)
            made.columns["learning"][2009][i] = [8] * (persons - 1) + [9 | 1 << 6] + [8] * (8 - persons)
        made.mark("income", slice(None), [2009], 500_000)
        made.write(self.folder / "r")
        self.rows = lens.Rows(self.folder / "r", 2009)
        self.earned = 8 * WAGE * (1 - LIVING) * math.exp(CLASS_YEAR * 1 + COURSE)

    def test_who_is_a_member(self):
        """Income is 5,000 a head: of the first household's 10,000 one member is left, the second has both, the third nobody."""
        seen = lens.Seen(self.rows, lens.read(changed={"income_reliability": 1.0}), 1)
        self.assertEqual(seen.members.tolist(), [1, 2, 0])
        np.testing.assert_allclose(seen.head[:2], [10_000, 5_000])
        np.testing.assert_allclose(seen.earned_away, [self.earned, 0, self.earned], rtol=1e-12)

    def test_what_reaches_home(self):
        seen = lens.Seen(self.rows, lens.read(changed={"income_reliability": 1.0, "sent_home": 0.25}), 1)
        np.testing.assert_allclose(seen.income, [10_000 - 0.75 * self.earned, 10_000, 5_000 - 0.75 * self.earned], rtol=1e-12)
        exact = lens.Seen(self.rows, lens.read(changed={"sent_home": 0.25}).exact(), 1)
        np.testing.assert_allclose(exact.head, 5_000)

    def test_nobody_at_home_is_not_interviewed(self):
        wave = lens.survey([self.rows], lens.read(), 1)[0]
        self.assertEqual(len(wave.id), 2)
        self.assertTrue((wave.members > 0).all())


class Samples(harness.Case):
    def test_two_stages(self):
        made = Made([2009, 2010])
        gone = made.village == 3
        made.columns["village"][2010][gone] += 100  # the whole village moves
        made.write(self.folder / "r")
        rows = [lens.Rows(self.folder / "r", year) for year in (2009, 2010)]
        at, weight = lens.draw(rows[0], 20, 6, 1)
        villages, counts = np.unique(rows[0].place[at], return_counts=True)
        self.assertEqual((len(villages), set(counts)), (20, {6}))
        self.assertAlmostEqual(weight.sum(), 60 * 12)
        self.assertNotEqual(at.tolist(), lens.draw(rows[0], 20, 6, 2)[0].tolist())
        whole = [lens.survey(rows, lens.read(), 1, followed=followed)[1] for followed in (False, True)]
        self.assertEqual([len(wave.id) for wave in whole], [59 * 12, 60 * 12])
        masked = lens.survey(rows, lens.read(), 1, 5, 0, rows[0]["county_index"] == 1)[0]
        self.assertEqual((set(masked.county), len(masked.id)), ({1}, 60))


class Designs(harness.Case):
    """Each paper's design on made-up runs, the second of which has a known effect."""

    def case(self, made, without):
        without.write(self.folder / "without")
        made.write(self.folder / "with")
        return measures.Case(self.folder / "without", self.folder / "with", None, made.years[-1])

    @staticmethod
    def infer(case, design, surveys=30, **row):
        about = dict.fromkeys(inference.COLUMNS) | {"villages": 30, "households": 8}
        return inference.inferred(case, inference.Row(**(about | row | {"design": design})), lens.read(), surveys)

    def near(self, found, wanted):
        """The mean of surveys, within four of its deviations; these are of the same run, so independent but for who is in both."""
        many = len(found.estimates)
        self.assertAlmostEqual(np.mean(found.estimates), wanted, delta=4 * np.std(found.estimates) / math.sqrt(many) + 0.01)

    def test_migration(self):
        """Half of the households sign, a quarter of whose men go; a tenth of all men are away throughout: 1 of 3 persons of 16 to 59."""
        pair = [Made([2002, 2008]) for _ in range(2)]
        n = np.arange(len(pair[0].id))
        for one in pair:
            for year in one.years:
                one.columns["work"][year][n % 10 == 9, 0] = away_for(8)
        pair[1].mark("memberships", n % 2 == 0, [2008], CONTRACT)
        pair[1].columns["work"][2008][n % 8 == 0, 0] = away_for(8)
        found = self.infer(self.case(*pair[::-1]), "migration")
        self.assertAlmostEqual(found.exact, 0.25 / 3, 9)
        self.assertAlmostEqual(found.placebo, 0, 9)
        self.assertAlmostEqual(found.truth, 0.25 / 3, 9)
        self.near(found, 0.25 / 3)

    def test_elasticity(self):
        """Income goes up with the land by .366 and the policy adds nothing: so the estimator says, less what errors of the payment
        take off, and the truth is 0."""
        pair = [Made([2015], noise=0.0) for _ in range(2)]
        for one in pair:
            one.columns["income"][2015] = np.exp(8 + 0.366 * np.log(one.columns["pasture"][2015])) * 100
        pair[1].mark("memberships", slice(None), [2015], PAID)
        spread = np.log(pair[1].columns["pasture"][2015]).var()
        found = self.infer(self.case(*pair[::-1]), "elasticity")
        self.assertAlmostEqual(found.exact, 0.366, 4)
        self.assertAlmostEqual(found.placebo, 0.366, 4)
        self.assertAlmostEqual(found.truth, 0, 9)
        self.near(found, 0.366 * spread / (spread + lens.read().payment_error ** 2))

    def test_relocation(self):
        """All are on the register; a third move, from 2016 on, and have a fifth less; those who will move are poorer anyway. They had a bad
        year before, which is no effect: 0.2 less in one of two years without the house."""
        years = list(range(2014, 2021))
        pair = [Made(years, noise=0.02) for _ in range(2)]
        movers = np.arange(len(pair[0].id)) % 3 == 0
        for one in pair:
            one.mark("registered", slice(None), years, 1)
            one.add(movers, years, -0.5)
            one.add(movers, [2015], -0.2)
        pair[1].mark("settled", movers, years[2:], 2)
        pair[1].add(movers, years[2:], math.log(0.8))
        found = self.infer(self.case(*pair[::-1]), "relocation", 10, villages=None, households=None)
        self.assertAlmostEqual(found.truth, math.log(0.8), 3)
        self.assertAlmostEqual(found.placebo, 0.1, delta=0.01)
        self.assertAlmostEqual(found.exact, math.log(0.8) + 0.1, delta=0.01)
        self.near(found, math.log(0.8) + 0.1)
        case = measures.Case(self.folder / "without", self.folder / "with", None, 2020)
        self.assertIsNone(self.infer(case, "town"), "nobody is away")

    def test_advancement(self):
        """Villages begun in 2011 gain 0.10 in their upper halves by income of 2009 and nothing below; the others begin in 2015."""
        years = [2009, 2012, 2015]
        pair = [Made(years, villages=200, noise=0.02) for _ in range(2)]
        early = pair[0].village % 2 == 0
        order = lens.rank_in(pair[0].village, pair[0].columns["income"][2009])
        pair[1].mark("village_advanced", early, years[1:], 1)
        pair[1].mark("village_advanced", ~early, years[2:], 1)
        pair[1].add(early & (order >= 6), years[1:], 0.10)
        case = self.case(*pair[::-1])
        for design, wanted in (("advancement_richer", 0.10), ("advancement_poorer", 0.0)):
            found = self.infer(case, design, 2, first=2009, last=2012, villages=None, households=None)
            self.assertAlmostEqual(found.truth, wanted, 3)
            self.assertAlmostEqual(found.exact, wanted, delta=0.01)
            self.assertAlmostEqual(found.placebo, 0, delta=0.01)

    def test_nobody(self):
        """No contracts, register or villages begun; and years that are not there."""
        case = self.case(*(Made([2009, 2012]) for _ in range(2)))
        for design in inference.DESIGNS:
            self.assertIsNone(self.infer(case, design, 2), design)
        self.assertIsNone(self.infer(case, "relocation", 2, first=2014, last=2020))


class Tables(harness.Case):
    def test_rows(self):
        figures = published.read(TARGETS / "effects.csv")
        rows = [row for rows in inference.read(TARGETS / "indirect.csv", figures).values() for row in rows]
        self.assertEqual({row.design for row, _ in rows}, set(inference.DESIGNS))
        self.assertEqual([tuple(figure[i] for i in (0, 5)) for row, figure in rows if row.design == "town"], [("worker_relocation", 9.61)])
        text = (TARGETS / "indirect.csv").read_text(encoding="utf-8")
        for was, is_, wanted in (("migration", "guess", "no design guess"),
                                 (",40,10,", ",many,10,", "villages is no whole number: many"),
                                 ("to the payment", "to pay", "no published figure of grazing: elasticity of household income to pay")):  # fmt: skip
            bad = self.folder / "indirect.csv"
            bad.write_text(text.replace(was, is_, 1), encoding="utf-8")
            with self.assertRaisesRegex(published.Wrong, wanted):
                inference.read(bad, figures)

    def test_summary(self):
        """Two seeds with truths of 4 and 6; surveys at 5 and 9, of which those with an error of 1 hold the truth twice."""
        found = [inference.Found([0.05, 0.09], [0.01, 0.01], [10, 30], 0.05, 0.01, truth) for truth in (0.04, 0.06)]
        figure = SimpleNamespace(scale=100.0, measure="x", kind="value", value=6.1, low=None, high=None)
        one = inference.summary(figure, SimpleNamespace(known="", assumed="", design="migration"), found)
        self.assertAlmostEqual(one["lens"][0], 7)
        self.assertAlmostEqual(one["lens"][1], 1.96 * np.std([5, 9, 5, 9], ddof=1))
        self.assertAlmostEqual(one["truth"][0], 5)
        self.assertAlmostEqual(one["bias"][0], 2)
        self.assertEqual((one["covers"], one["surveys"], one["households"], one["verdict"]), (0.5, 4, 20, "agrees"))
        nobody = inference.summary(figure, SimpleNamespace(known="", assumed="", design=""), [None])
        self.assertEqual((nobody["verdict"], nobody["lens"]), ("nobody to measure", (None, None)))


class Program(harness.Case):
    """Small runs of the model: the forest programme of Ningxia, at a fiftieth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = cls.shared / "runs"
        config = harness.ROOT / "configs" / "experiments" / "forest-return.yml"
        small = "--seeds 1,2 --panel 1 --threads 1 --set population.scale=0.01 --set run.last_year=2006".split()
        cls.done = harness.script("policy-effects", config, "--out", cls.runs, "--policies", "forest_return", "--lens", "--surveys", "3",
                                  *small, "--json", cls.shared / "e.json", timeout=500)  # fmt: skip
        harness.expect(cls.done, 0, "scripts/policy-effects --lens")

    def survey(self, name, out, *words, code=0):
        done = harness.script("survey-lens", self.runs / "seed-1" / name, "--out", self.folder / out, *words)
        harness.expect(done, code, "scripts/survey-lens")
        return done if code else list(csv.DictReader((self.folder / out).read_text(encoding="utf-8").splitlines()))

    def test_table(self):
        one = json.loads((self.shared / "e.json").read_text(encoding="utf-8"))["lens"][0]
        self.assertEqual((one["design"], one["surveys"], one["row"]["value"]), ("migration", 6, 17.5))
        self.assertLess(abs(one["truth"][0]), 100)
        self.assertRegex(self.done.stdout, r"\n\| forest_return \| share of persons of working age who are away \| \+17.5 points \| [+-]?[0-9.]+ ± ")
        self.assertIn("of 6 surveys of", self.done.stdout)

    def test_the_same_error_under_two_policies(self):
        """Who is drawn, and how many times too much each says, is the same with the programme and without; what is true is not."""
        words = ["--true", "--members", "all", "--years", "2002,2005"]
        pair = [{(row["household"], row["wave"]): row for row in self.survey(name, f"{name}.csv", *words)}
                for name in ("none", "forest_return")]  # fmt: skip
        both = pair[0].keys() & pair[1].keys()
        self.assertGreater(len(both), 500)
        first = [{key for key in rows if key[1] == "2002"} for rows in pair]
        self.assertEqual(*first)
        differ = 0
        for key in both:
            true, said = ([float(rows[key][name]) for rows in pair] for name in ("true_income", "income"))
            differ += true[0] != true[1]
            if min(map(abs, true)) > 1000:
                # Two decimals of 1,000 Yuan.
                self.assertAlmostEqual(said[0] / true[0], said[1] / true[1], delta=1e-4)
        self.assertGreater(differ, 0)

    def test_read_back(self):
        """One wave is a survey as `horqin population` reads it."""
        rows = self.survey("none", "s.csv", "--years", "2004", "--error", "0", "--members", "all", "--counties", "640422,640424")
        self.assertEqual({row["county"] for row in rows}, {"640422", "640424"})
        files = [self.folder / name for name in ("s.csv", "s.yml", "p.csv")]
        done = harness.run("population", "--survey", files[0], "--codebook", files[1], "--out", files[2])
        harness.expect(done, 0, "horqin population")
        self.assertIn(f"{len(rows)} households", done.stdout)

    def test_path_in_the_codebook(self):
        """A result's folder may have a name that YAML reads otherwise."""
        path = "../a: b #1/it's/inputs/counties.csv"
        self.assertEqual(yaml.safe_load(codebook.text(codebook.columns(True), path, "s.csv", [2004]))["survey"]["region"], path)

    def test_errors(self):
        for words, wanted in ((["--years", "1999"], "1999 is not in the panel, which has 2002 to 2006"),
                              (["--years", "2004,2003"], "each once, in order"), (["--counties", "1"], "1 is no county of"),
                              (["--sent", "2"], "sent_home is 0 to 1")):  # fmt: skip
            self.assertIn(wanted, self.survey("none", "x.csv", *words, code=2).stderr)
        self.assertFalse((self.folder / "x.csv").exists())
        done = harness.script("survey-lens", self.folder, "--out", self.folder / "x.csv")
        harness.expect(done, 2, "survey-lens")
        self.assertIn("no trajectories.h5 that can be read", done.stderr)


if __name__ == "__main__":
    harness.main()
