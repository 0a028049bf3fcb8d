#!/usr/bin/python3
"""scripts/phase-in: its estimators on panels whose truth is known, and a phase-in of the model's."""

import json
import os
import sys

import h5py
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

sys.path.insert(0, str(harness.ROOT / "scripts"))
from measuring import phasing

VILLAGES, YEARS = 600, 8
ONE = np.ones(VILLAGES)


def panel(effect, noise=0.0, trend=None, seed=4):
    """Villages with levels of their own and common years; a third never reached, the others from years 2 to 5 on; `effect` of years
    since the start. `trend`: what is added a year, by village."""
    rng = np.random.default_rng(seed)
    start = np.where(np.arange(VILLAGES) % 3 == 0, phasing.NEVER, 2 + np.arange(VILLAGES) % 4)
    year = np.arange(YEARS)
    y0 = rng.normal(100, 20, (VILLAGES, 1)) + rng.normal(0, 5, YEARS) + noise * rng.normal(0, 1, (VILLAGES, YEARS))
    if trend is not None:
        y0 = y0 + trend[:, None] * year
    since = year - start[:, None]
    return y0 + np.where(since >= 0, effect(np.maximum(since, 0)), 0.0), y0, start


class Estimators(harness.Case):
    def test_constant_effect_is_found_by_all(self):
        y, y0, start = panel(lambda since: 7.0 + 0 * since)
        truth = phasing.truth(y, y0, start, ONE)
        np.testing.assert_allclose(truth[:6], 7, atol=1e-9)
        self.assertTrue(np.isnan(truth[6:]).all(), "nobody has been reached for so long")
        np.testing.assert_allclose(phasing.cohorts(y, start, ONE)[:6], 7, atol=1e-9)
        self.assertAlmostEqual(phasing.fixed_effects(y, start, ONE), 7, 9)
        self.assertAlmostEqual(phasing.not_reached(y, y0, start, ONE), 0, 9)

    def test_growing_effect_misleads_fixed_effects_alone(self):
        """An effect of 3 a year since the start: cohorts find it; two-way weights are computed here from the definition."""
        y, y0, start = panel(lambda since: 3.0 * (since + 1))
        np.testing.assert_allclose(phasing.cohorts(y, start, ONE)[:6], 3 * np.arange(1, 7), atol=1e-9)
        reached = np.arange(YEARS) >= start[:, None]
        mean = (y - y0)[reached].mean()
        dummies = [np.repeat(np.eye(VILLAGES), YEARS, axis=0), np.tile(np.eye(YEARS), (VILLAGES, 1))[:, 1:]]
        x = np.column_stack([reached.ravel().astype(float), *dummies])
        by_hand = np.linalg.lstsq(x, y.ravel(), rcond=None)[0][0]
        found = phasing.fixed_effects(y, start, ONE)
        self.assertAlmostEqual(found, by_hand, 6)
        self.assertLess(found, 0.9 * mean)

    def test_diverging_villages_mislead_cohorts(self):
        """Those reached gain 2 a year more than others anyway: the estimate is off by 2 for every year since the year before."""
        lucky = np.where(np.arange(VILLAGES) % 3 == 0, 0.0, 2.0)
        y, y0, start = panel(lambda since: 5.0 + 0 * since, trend=lucky)
        found, truth = phasing.cohorts(y, start, ONE), phasing.truth(y, y0, start, ONE)
        np.testing.assert_allclose(truth[:6], 5, atol=1e-9)
        # Others not yet reached share the trend; with two thirds of them gone only the never reached are left.
        self.assertAlmostEqual(found[5] - truth[5], 2 * 6, 9)
        self.assertGreater(found[0] - truth[0], 0)

    def test_weights_are_villages_counted_more_than_once(self):
        y, y0, start = panel(lambda since: 1.0 + since, noise=3.0)
        double = np.where(np.arange(VILLAGES) % 2 == 0, 2.0, 1.0)
        twice = np.concatenate([np.arange(VILLAGES), np.arange(0, VILLAGES, 2)])
        even = np.ones(len(twice))
        for estimator in (phasing.cohorts, phasing.fixed_effects):
            np.testing.assert_allclose(estimator(y, start, double), estimator(y[twice], start[twice], even), atol=1e-9)
        np.testing.assert_allclose(phasing.truth(y, y0, start, double), phasing.truth(y[twice], y0[twice], start[twice], even))

    def test_discontinuity(self):
        """Lines of different slopes on both sides, four in five reached above and one in five below."""
        x = np.linspace(-1, 1, 20001)
        reached = np.arange(20001) % 5 < np.where(x >= 0, 4, 1)
        smooth = 3 + np.where(x >= 0, 2.0, -1.0) * x
        found, first = phasing.discontinuity(smooth + 6 * reached, 0 * x, reached, x, np.ones(20001), 0.5)
        self.assertAlmostEqual(first, 0.6, delta=2e-3)
        self.assertAlmostEqual(found, 6, delta=2e-2)
        self.assertAlmostEqual(phasing.jump(x, smooth, np.ones(20001), 0.5), 0, 9)

    def test_interval(self):
        """Of a mean of n draws with deviation s: 1.96 s / sqrt(n), within what 400 draws of it allow (4 / sqrt(800) of it)."""
        values = np.random.default_rng(5).normal(0, 2, 1000)
        mean, half = phasing.interval(lambda w: np.average(values, weights=w), 1000, 400)
        self.assertAlmostEqual(mean, values.mean(), 12)
        exact = 1.96 * values.std() / np.sqrt(1000)
        self.assertLess(abs(half - exact), 4 / np.sqrt(800) * exact)


class PhaseIn(harness.Case):
    VALUES = {"region.counties": "[150522, 150526]", "run.last_year": "2014", "population.scale": "1"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out = cls.shared / "runs"
        cls.config = harness.ROOT / "configs" / "experiments" / "phase-in.yml"
        sets = [word for key, value in cls.VALUES.items() for word in ("--set", f"{key}={value}")]
        cls.done = harness.script("phase-in", cls.config, "--out", cls.out, "--draws", "20", "--json", cls.shared / "found.json", *sets)
        harness.expect(cls.done, 0, "scripts/phase-in")
        cls.found = json.loads((cls.shared / "found.json").read_text(encoding="utf-8"))

    def incomes(self, name, year):
        """Mean income of villages in Yuan and whether they have been advanced, by county and number."""
        with h5py.File(self.out / "seed-1" / name / "trajectories.h5", "r") as file:
            at = file["panel_year"][:].tolist().index(year)
            rows = slice(int(file["first_row"][at]), int(file["first_row"][at] + file["row_count"][at]))
            found = {}
            for county, village, income, advanced in zip(*(file[key][rows].tolist() for key in
                                                           ("county_index", "village", "income", "village_advanced"))):  # fmt: skip
                found.setdefault((county, village), []).append((income / 100, advanced))
        return {key: (np.mean([income for income, _ in rows]), rows[0][1] > 0) for key, rows in found.items()}

    def test_truth_is_the_pair(self):
        """Villages of the first two cohorts after two years and one, by hand."""
        reached = {year: {key for key, (_, advanced) in self.incomes("all", year).items() if advanced} for year in (2011, 2012, 2013)}
        self.assertEqual(reached[2011], set())
        self.assertEqual(self.found["reached"]["2012"], len(reached[2012]))
        self.assertEqual(self.found["reached"]["2013"], len(reached[2013] - reached[2012]))
        here, there = self.incomes("all", 2014), self.incomes("village_advancement", 2014)
        effect = [here[key][0] - there[key][0] for key in reached[2012]]
        self.assertAlmostEqual(self.found["outcomes"]["income"]["truth"][0][2], np.mean(effect), 6)
        self.assertGreater(np.mean(effect), 0)

    def test_table(self):
        for text in ("village_advancement: 518 villages, 2009 to 2014; reached", "two-way", "cut-off", "leak"):
            self.assertIn(text, self.done.stdout)

    def test_refusals(self):
        for words, text in ((["--policy", "alms"], "alms is no policy of the model"),
                            (["--policy", "contiguous"], "no village is reached after the first year")):  # fmt: skip
            done = harness.script("phase-in", self.config, "--out", self.folder / "no", "--set", "region.counties=[150581]",
                                  "--set", "run.last_year=2010", *words)  # fmt: skip
            self.ends(done, 2)
            self.assertIn(text, done.stderr)


if __name__ == "__main__":
    harness.main()
