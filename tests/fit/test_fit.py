#!/usr/bin/python3
"""scripts/fit: known parameters come back from what a run with them says, held-back figures change nothing, the shipped
configurations keep their stated bounds, and what is wrong is refused."""

import csv
import os
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

sys.path.insert(0, str(harness.ROOT / "scripts"))
from fitting import plan, report, runs, solve

NINGXIA = harness.ROOT / "configs" / "ningxia.yml"
TARGETS = harness.ROOT / "configs" / "targets"
# Irrigated suburb, dry centre, hills.
COUNTIES = ("region.counties", "[640104, 640323, 640424]")
KNOWN = {"crops.cash_share": 0.35, "labour.vacancies": 0.28, "transfers.private_share": 0.07}
START = {"crops.cash_share": (0.15, 0, 0.7, 0.03), "labour.vacancies": (0.5, 0.05, 1, 0.03),
         "transfers.private_share": (0.02, 0, 0.3, 0.02)}  # fmt: skip
MEASURED = {"income_per_head": 50, "share_wages": 0.01, "share_business": 0.01, "share_transfers": 0.005, "gini": 0.02}


def fit(*words):
    return harness.script("fit", *words, timeout=500)


def write_rows(path, head, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def target(measure, tolerance, value, use="fit"):
    return plan.Target(measure, 2008, measure, "all", value, tolerance, 1.0, np.inf, use, "S", "a run")


class Recovery(harness.Case):
    """Targets made by a run with known parameters."""

    def simulator(self, targets):
        made = runs.Simulator(Path(harness.PROGRAM), NINGXIA, targets, 0.05, [7], self.shared, [COUNTIES])
        self.addCleanup(made.close)
        return made

    def made_targets(self):
        blank = [target(m, t, 0.0) for m, t in MEASURED.items()]
        found = self.simulator(blank).at([list(KNOWN.items())])[0]
        return [t._replace(value=float(x)) for t, x in zip(blank, found)]

    def test_known_parameters_come_back(self):
        targets = self.made_targets()
        # A figure that nothing can reach, held back: it must not pull.
        targets.append(target("headcount_national", 0.001, 0.9, "held back"))
        free = [plan.Free(k, *v, "test") for k, v in START.items()]
        found = solve.solve(self.simulator(targets), targets, free, 15)
        for f, x in zip(free, found.values):
            with self.subTest(f.key):
                # Jobs and mu are whole, so a run does not tell parameters apart that are nearer than a fiftieth.
                self.assertAlmostEqual(x, KNOWN[f.key], delta=0.02 * (f.high - f.low))
        for t, x in zip(targets, found.found):
            if t.use == "fit":
                self.assertLess(abs(t.residual(x)), 0.3, t.name)
        self.assertLess(found.condition, 100)
        self.assertTrue(np.isfinite(found.errors).all())

    def test_a_parameter_that_nothing_answers_to(self):
        """Its error is infinite and not a small number."""
        targets = self.made_targets()
        free = [plan.Free("labour.vacancies", 0.28, 0.05, 1, 0.03, "test"),
                plan.Free("training.cost", 1000, 900, 1100, 10, "test")]  # fmt: skip
        found = solve.solve(self.simulator(targets), targets, free, 2)
        self.assertTrue(np.isinf(found.errors).all())
        self.assertTrue(found.condition > 1e6)


class Weather(harness.Case):
    def test_known_years_as_the_table_has_them_and_others_normal(self):
        t = [target("income_per_head", 1, 0)._replace(year=2009)]
        made = runs.Simulator(Path(harness.PROGRAM), harness.ROOT / "configs" / "inner-mongolia.yml", t, 0.01, [1], self.shared)
        self.addCleanup(made.close)
        with open(made.scratch / "weather.csv", encoding="utf-8", newline="") as file:
            rows = {(r["year"], r["place"]): r for r in csv.DictReader(file)}
        self.assertEqual(rows["2008", "Tongliao"]["observed"], "0")  # no drought in the index
        self.assertEqual(rows["2009", "Tongliao"]["observed"], "-1.7")  # a severe one
        self.assertEqual(rows["2009", "150623"]["observed"], "-1.2")  # a county's own report stays
        self.assertEqual({y for y, _ in rows}, {"2008", "2009"})


class Measures(harness.Case):
    def test_gini(self):
        one = np.ones
        self.assertAlmostEqual(runs.gini(np.array([5.0, 5, 5]), one(3)), 0, places=12)
        self.assertAlmostEqual(runs.gini(np.array([0.0] * 99 + [100]), one(100)), 0.99, places=12)
        x = np.array([30.0, 10, 20])
        by_pairs = np.abs(x[:, None] - x).sum() / (2 * 9 * x.mean())
        self.assertAlmostEqual(runs.gini(x, one(3)), by_pairs, places=12)
        # A weight of three is three of the same.
        self.assertAlmostEqual(runs.gini(np.array([1.0, 4]), np.array([3.0, 1])), runs.gini(np.array([1.0, 1, 1, 4]), one(4)), places=12)

    def test_standard_errors(self):
        j = np.array([[2.0, 0], [0, 0.5], [0, 0]])
        np.testing.assert_allclose(solve.standard_errors(j), [0.5, 2])

    def test_residuals_are_in_tolerances(self):
        t = target("income_per_head", 50, 1000)._replace(weight=4)
        self.assertAlmostEqual(t.residual(1025), 1.0)

    def test_remarks_on_parameters(self):
        """A bound that stopped a parameter is said, whatever its error; half a step from it is at it."""
        wide = plan.Free("a.b", 0.4, 0.0, 1.0, 0.04, "test")
        coarse = plan.Free("a.c", 0.4, 0.3, 0.5, 0.05, "test")
        for f, x, error, said in ((wide, 0.5, 0.4, ""), (wide, 0.5, 0.6, "weak"), (wide, 0.985, 0.6, "at its bound, the upper"),
                                  (wide, 0.001, np.inf, "at its bound, the lower"), (wide, 0.03, 0.1, ""),
                                  (coarse, 0.48, 0.7, "at its bound, the upper"), (coarse, 0.47, 0.7, "weak"),
                                  (coarse, 0.31, 0.01, "at its bound, the lower")):  # fmt: skip
            with self.subTest(x=x, error=error):
                remark = report.remark_on(f, x, error)
                self.assertEqual(remark.split(":")[0], said)

    def test_what_is_put_in_is_not_fitted(self):
        """Land and the register's quota are inputs: they are scored and count as no degree of freedom; parameters that their rows
        call calibrated are free parameters unless they are fitted here."""
        targets = plan.read_targets(TARGETS / "inner-mongolia.csv", runs.MEASURES)
        self.assertEqual({t.name for t in targets if t.use == "input"}, {"cropland 2008", "register 2009"})
        made = runs.Simulator(Path(harness.PROGRAM), harness.ROOT / "configs" / "inner-mongolia.yml", targets, 0.001, [1], self.shared)
        self.addCleanup(made.close)
        by_hand = made.set_by_hand({"labour.vacancies", "money.consume_share"})
        self.assertIn("pasture.reserve_per_mm", by_hand)
        self.assertIn("rental.friction", by_hand)
        self.assertNotIn("labour.vacancies", by_hand)  # fitted
        self.assertNotIn("money.consume_share", by_hand)
        self.assertNotIn("herds.intake", by_hand)  # found
        self.assertIn("demography.division", by_hand)
        alone = runs.Simulator(Path(harness.PROGRAM), harness.ROOT / "configs" / "inner-mongolia.yml", targets, 0.001, [1], self.shared,
                               [("demography.enabled", "false")])  # fmt: skip
        self.addCleanup(alone.close)
        self.assertFalse([k for k in alone.set_by_hand(set()) if k.startswith("demography.")])  # what is off sets nothing
        free = plan.read_free(TARGETS / "inner-mongolia-free.csv")
        fit = solve.Fit(np.zeros(5), np.array([t.value for t in targets]), np.zeros((8, 5)), np.zeros(5), 1.0, True, "test")
        by_hand = made.set_by_hand({f.key for f in free})
        said = report.remarks(targets, free, fit, made, made)[0]
        self.assertTrue(said.startswith(f"8 targets fitted, 5 held back, 2 of what is put in; {5 + len(by_hand)} free parameters: 5 fitted here,"), said)
        self.assertIn(f"{len(by_hand)} set by hand ({', '.join(by_hand)})", said)
        self.assertIn("not more targets than parameters", said)
        for name in ("inner-mongolia", "ningxia"):  # the page counts the same
            self.assertIn(f"set by hand ({', '.join(by_hand)})", (harness.ROOT / "docs" / "fit.md").read_text(encoding="utf-8").split(f"<!-- fit {name} -->")[1])

    def test_bounds(self):
        t = target("gini", 1, 0.38)._replace(bound=0.05)
        self.assertEqual(report.misses([t, t], [0.42, 0.44]), [(t, 0.44)])


class Shipped(harness.Case):
    """The configurations as they are keep to the stated bounds."""

    def check(self, name, scale):
        done = fit(harness.ROOT / "configs" / f"{name}.yml", "--check", "--scale", scale, "--scratch", self.shared)
        harness.expect(done, 0, f"scripts/fit {name} --check")

    def test_inner_mongolia(self):
        self.check("inner-mongolia", 0.25)

    def test_ningxia(self):
        self.check("ningxia", 0.2)

    def test_overlays_hold_what_the_free_parameters_are(self):
        for name in ("inner-mongolia", "ningxia"):
            free = {f.key for f in plan.read_free(TARGETS / f"{name}-free.csv")}
            overlay = runs.yaml.safe_load((harness.ROOT / "configs" / "fitted" / f"{name}.yml").read_text(encoding="utf-8"))
            self.assertEqual({f"{g}.{k}" for g, values in overlay.items() for k in values}, free)

    def test_published_residuals_are_those_of_the_targets_file(self):
        """Nobody changes a published figure without a fit."""
        for name in ("inner-mongolia", "ningxia"):
            targets = plan.read_targets(TARGETS / f"{name}.csv", runs.MEASURES)
            with open(harness.ROOT / "configs" / "fitted" / f"{name}.csv", encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            self.assertEqual([(r["target"], r["use"], float(r["value"])) for r in rows],
                             [(t.name, t.use, float(f"{t.value:.6g}")) for t in targets])  # fmt: skip
            for r, t in zip(rows, targets):
                self.assertAlmostEqual(float(r["residual"]), t.residual(float(r["model"])), delta=1e-3)
            page = (harness.ROOT / "docs" / "fit.md").read_text(encoding="utf-8")
            self.assertIn(f"| {targets[0].name} | {report.short(targets[0].value)} | {report.short(float(rows[0]['model']))} |", page)

    def test_a_bound_that_is_missed(self):
        done = fit(NINGXIA, "--check", "--scale", 0.02, "--set", "labour.vacancies=0.02", "--scratch", self.shared)
        self.assertEqual(done.returncode, 1)
        self.assertIn("fit: wages 2008:", done.stderr)


class Refusals(harness.Case):
    def refuse(self, targets, free, *what):
        head = ["target", *plan.Target._fields[1:]]
        write_rows(self.folder / "t.csv", head, targets)
        write_rows(self.folder / "f.csv", ["parameter", *plan.Free._fields[1:]], free)
        done = fit(NINGXIA, "--targets", self.folder / "t.csv", "--free", self.folder / "f.csv", "--scratch", self.shared)
        self.assertEqual(done.returncode, 2, done.stderr)
        for word in what:
            self.assertIn(word, done.stderr)

    GOOD = ["income", "2008", "income_per_head", "all", "3681", "100", "1", "", "fit", "F", "book"]
    FREE = ["labour.vacancies", "0.3", "0.1", "1", "0.05", "test"]

    def changed(self, **cells):
        names = ["target", *plan.Target._fields[1:]]
        return [cells.get(n, c) for n, c in zip(names, self.GOOD)]

    def test_targets(self):
        self.refuse([self.changed(value="much")], [self.FREE], "t.csv:2", "value", "'much'")
        self.refuse([self.changed(measure="joy")], [self.FREE], "joy", "income_per_head")
        self.refuse([self.changed(tolerance="0")], [self.FREE], "tolerance")
        self.refuse([self.changed(use="maybe")], [self.FREE], "held back")
        self.refuse([self.changed(source=" ")], [self.FREE], "source")
        self.refuse([self.changed(places="moon")], [self.FREE], "zone=NAME")
        self.refuse([self.GOOD, self.GOOD], [self.FREE], "twice")
        self.refuse([self.changed(use="held back")], [self.FREE], "no target to fit")

    def test_free_parameters(self):
        self.refuse([self.GOOD], [], "no free parameter")
        self.refuse([self.GOOD], [["vacancies", *self.FREE[1:]]], "group.name")
        self.refuse([self.GOOD], [["labour.vacancies", "2", "0.1", "1", "0.05", "x"]], "low <= start <= high")
        self.refuse([self.GOOD], [[*self.FREE[:5], ""]], "why")

    def test_a_parameter_that_the_program_does_not_have(self):
        """The program says so, with its own code and suggestion."""
        self.refuse([self.GOOD], [["labour.vacancys", *self.FREE[1:]]], "labour.vacancys", "vacancies")


if __name__ == "__main__":
    harness.main()
