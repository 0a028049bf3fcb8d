#!/usr/bin/python3
"""scripts/figures: which pictures a run gets, the same bytes each time, and that they show what the run holds."""

import csv
import os
import re
import struct
import sys
from collections import defaultdict

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

sys.path.insert(0, str(harness.ROOT / "scripts"))
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from figuring import budget, counties, lines
from figuring.series import Series

ONE = {"overview", "headcount", "income", "herds", "pasture", "cover", "money", "budget"}


def figures(folder, code=0):
    done = harness.script("figures", folder)
    assert done.returncode == code, done.stderr
    return done


def said(path):
    """Texts of an SVG file: their letters are outlines, with the text in a comment."""
    return re.findall(r"<!-- (.*?) -->", path.read_text(encoding="utf-8"), re.S)


class Figures(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"population.scale": "0.02", "run.last_year": "2006", "training.enabled": "true", "training.start": "2003"}
        cls.one = harness.simulate(cls.shared / "one", values)
        values["region.counties"] = "[150522, 150521, 152522, 150122, 152921]"
        cls.five = harness.simulate(cls.shared / "five", values)

    def test_one_county(self):
        figures(self.one.folder)
        folder = self.one.path("figures")
        self.assertEqual({f.name for f in folder.iterdir()}, {f"{n}.{k}" for n in ONE for k in ("png", "svg")})
        first = {f.name: f.read_bytes() for f in folder.iterdir()}
        for name, content in first.items():
            if name.endswith(".png"):
                wide, high = struct.unpack(">II", content[16:24])
                self.assertTrue(content.startswith(b"\x89PNG") and wide >= 900 and high >= 500, f"{name}: {wide}x{high}")
            else:
                self.assertNotIn(b"<dc:date>", content, name)
        figures(self.one.folder)
        self.assertEqual(first, {f.name: f.read_bytes() for f in folder.iterdir()}, "drawn twice, two pictures")
        texts = said(folder / "headcount.svg")
        for text in ("% of persons", "under the region's line", "under the national line"):
            self.assertIn(text, texts)
        self.assertIn("kezuo-houqi (one county, 2002 to 2006)", texts)

    def test_several_counties_say_that_they_are_synthetic(self):
        figures(self.five.folder)
        texts = said(self.five.path("figures/counties.svg"))
        with open(self.five.path("inputs/counties.csv"), encoding="utf-8", newline="") as file:
            table = {row["code"]: row for row in csv.DictReader(file)}
        codes = ["150522", "150521", "152522", "150122", "152921"]
        made_up = sum(float(table[code]["observed_share"]) < counties.WHOLE for code in codes)
        self.assertGreater(made_up, 0)
        self.assertIn(f"{made_up} of 5 counties are SYNTHETIC", " ".join(texts))
        for code in codes:
            self.assertIn(table[code]["prefecture"], texts)
            self.assertIn(counties.short(table[code]["name"]).split("\n")[0], " ".join(texts))

    def test_tiles_show_the_last_year_and_the_change(self):
        s = Series(self.five.path("series.h5"))
        drawn = counties.figure(plt.subplots, s)
        drawn.canvas.draw()
        for axes, name, change in zip(drawn.axes, ("headcount", "headcount", "registered", "registered"), (0, 1, 0, 1)):
            rates = self.five.series(name)
            expected = [100 * (now - change * then) for now, then in zip(rates[-1], rates[0])]
            texts = [t.get_text() for t in axes.texts]
            for value in expected:
                self.assertIn(f"{value:+.1f}" if change else f"{value:.1f}", texts)
        plt.close(drawn)

    def test_texts_keep_inside_their_tiles(self):
        """All names of the region, in the tile that is as wide as in the map of all counties."""
        with open(harness.ROOT / "configs/regions/inner-mongolia.csv", encoding="utf-8", newline="") as file:
            table = {row["code"]: row for row in csv.DictReader(file)}
        import numpy

        class All:
            title, years = "all", numpy.array([2002, 2019])
            codes, units = sorted(table), {"headcount": "1", "registered": "1"}
            values = {n: numpy.tile(numpy.linspace(0, 1, 101), (2, 1)) for n in units}

            def has(self, name):
                return name in self.values

        All.table = table
        drawn = counties.figure(plt.subplots, All())
        drawn.canvas.draw()
        for axes in drawn.axes[:4]:
            inside = axes.transData.inverted()
            for text in axes.texts:
                box = text.get_window_extent().transformed(inside)
                if text.get_position()[0] > 0:  # not a prefecture
                    self.assertLess(box.width, 1.0, text.get_text())
        plt.close(drawn)

    def test_budget_is_the_ledger(self):
        """Each programme pays out, and keeps, what came in; nothing of the ledger is lost or counted twice."""
        into, out, years = budget.read_flows(self.five.path("ledger.csv"))
        self.assertEqual(years, (2002, 2006))
        came, went = defaultdict(float), defaultdict(float)
        for (_, programme), yuan in into.items():
            came[programme] += yuan
        for (programme, _), yuan in out.items():
            went[programme] += yuan
        self.assertIn("training", came)
        for programme, yuan in came.items():
            self.assertAlmostEqual(yuan, went[programme], delta=0.005, msg=programme)
        paid = sum(float(row["yuan"]) for row in self.five.ledger() if row["from"] in ("central", "region"))
        self.assertAlmostEqual(sum(came.values()), paid, delta=0.005)

    def test_labels_of_flows_do_not_overlap(self):
        drawn = budget.figure(plt.subplots, self.one.path("ledger.csv"), "one")
        drawn.canvas.draw()
        boxes = [text.get_window_extent() for text in drawn.axes[0].texts]
        for at, box in enumerate(boxes):
            for other in boxes[:at]:
                self.assertFalse(box.overlaps(other), f"{drawn.axes[0].texts[at].get_text()!r} is on another label")
        plt.close(drawn)

    def test_income_is_stacked_to_the_whole(self):
        s = Series(self.one.path("series.h5"))
        drawn, axes = plt.subplots()
        self.assertTrue(lines.draw_income(axes, s))
        tops = defaultdict(float)
        for bar in axes.patches:
            tops[round(bar.get_x() + bar.get_width() / 2)] += bar.get_height()
        for year, value in zip(s.years, s.mean("income_per_head", "persons")):
            self.assertAlmostEqual(tops[year], value, delta=1e-6 * abs(value) + 0.02)
        plt.close(drawn)

    def test_money_is_what_left_the_funds(self):
        s = Series(self.five.path("series.h5"))
        s.spent = budget.spent_by_year(self.five.path("ledger.csv"))
        drawn, axes = plt.subplots()
        self.assertTrue(lines.draw_money(axes, s))
        self.assertIn("million Yuan", axes.get_ylabel())
        tops = defaultdict(float)
        for bar in axes.patches:
            tops[round(bar.get_x() + bar.get_width() / 2)] += 1e6 * bar.get_height()
        for year in s.years:
            paid = sum(float(row["yuan"]) for row in self.five.ledger() if int(row["year"]) == year
                       and row["from"] == "fund" and row["to"] != "carried over")
            self.assertAlmostEqual(tops[year], paid, delta=0.05)
        plt.close(drawn)

    def test_minimal_model_and_nothing(self):
        result = harness.simulate(self.folder / "hh1", {}, harness.HH1)
        figures(result.folder)
        self.assertTrue(result.path("figures/overview.png").is_file())
        self.assertIn("is not there", figures(self.folder, code=1).stderr)
        (self.folder / "series.h5").write_bytes(b"not HDF5")
        figures(self.folder, code=65)


if __name__ == "__main__":
    harness.main()
