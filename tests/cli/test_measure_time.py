#!/usr/bin/python3
"""What `horqin measure` tells over time: of a table of one's own by hand and by the formulas written anew, of a run beside
numpy on its panel and beside what scripts/measuring/measures.py makes of it. A second or two of one core."""

import json
import math
import os
import random
import sys

import h5py
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

sys.path.insert(0, str(harness.ROOT / "scripts"))
sys.dont_write_bytecode = True
from measuring import measures

PANEL = ["--unit", "id", "--time", "year", "--income", "y"]


class Time(harness.Case):
    def table(self, rows, name="t.csv"):
        path = self.folder / name
        path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
        return path

    def told(self, path, *words, key="over_time"):
        done = harness.run("measure", path, "--json", *words)
        self.ends(done, 0, words)
        return {(r["line"], r["index"], r["at"], r["from"]): r["value"] for r in json.loads(done.stdout)[key]}


class Tables(Time):
    def panel(self, units=300, years=range(2001, 2009), seed=5):
        """Incomes with a lasting part, some of them below 0; a tenth of the cells is missing."""
        draw = random.Random(seed)
        rows = [["id", "year", "y", "w", "size"]]
        for i in range(units):
            lasting, w, size = draw.gauss(0, 0.5), draw.choice([1, 2.5, 4]), draw.randint(1, 6)
            for year in years:
                if draw.random() < 0.9:
                    y = math.exp(7.7 + lasting + draw.gauss(0, 0.4) + 0.05 * (year - 2001)) - 150
                    rows.append([f"u{i}", year, round(y, 2), w, size])
        head, *body = rows
        draw.shuffle(body)
        return [head, *body]

    def cells(self, rows):
        """{unit: {year: (income, persons)}}"""
        found = {}
        for unit, year, y, w, size in rows[1:]:
            found.setdefault(unit, {})[year] = (y, w * size)
        return found

    def test_formulas(self):
        """Written anew, unit by unit."""
        rows, z = self.panel(), 2300
        told = self.told(self.table(rows), *PANEL, "--weight", "w", "--size", "size", "--line", z, "--tau", "0.4")
        at = lambda index, at=None, year=2001: told["2300", index, at, year]  # noqa: E731
        cells, years = self.cells(rows), range(2001, 2009)
        risk, ends = {}, {}
        exits = [0.0, 0.0]
        total = chronic = weight = k = 0.0
        for by_year in cells.values():
            so_far = seen = 0
            for year in years:
                if year not in by_year:
                    so_far = 0
                    continue
                poor, before = by_year[year][0] < z, by_year.get(year - 1)
                if before and before[0] < z:
                    exits[0] += before[1]
                    exits[1] += 0 if poor else before[1]
                    if seen:
                        risk[so_far] = risk.get(so_far, 0) + before[1]
                        ends[so_far] = ends.get(so_far, 0) + (0 if poor else before[1])
                if poor and not (before and before[0] < z):
                    so_far, seen = 1, before is not None
                else:
                    so_far = so_far + 1 if poor else 0
            if len(by_year) == len(years):
                y, w = [value / z for value, _ in by_year.values()], by_year[2001][1]
                gaps = [max(0, 1 - x) ** 2 for x in y]
                weight += w
                total += w * sum(gaps) / len(y)
                chronic += w * max(0, 1 - sum(y) / len(y)) ** 2
                k += w * sum(gaps) / len(y) * (sum(x < 1 for x in y) >= 0.4 * len(y))
        self.assertGreater(len(risk), 3)
        survivor = 1
        for d in sorted(risk):
            survivor *= 1 - ends[d] / risk[d]
            self.assertAlmostEqual(at("at_risk", str(d)), risk[d], places=9)
            self.assertAlmostEqual(at("exit_hazard", str(d)), ends[d] / risk[d], places=12)
            self.assertAlmostEqual(at("still_poor", str(d)), survivor, places=12)
        self.assertAlmostEqual(at("transition", "poor>not_poor"), exits[1] / exits[0], places=12)
        self.assertAlmostEqual(at("total", "squared_gap"), total / weight, places=12)
        self.assertAlmostEqual(at("transient_share", "squared_gap"), 1 - chronic / total, places=12)
        self.assertAlmostEqual(at("k2"), k / weight, places=12)

    def test_parts_of_change(self):
        """Growth and redistribution written anew; the change is that of the indices of the two years in the same answer."""
        rows, z = self.panel(seed=8), 2000
        path = self.table(rows)
        words = [*PANEL, "--weight", "w", "--line", z, "--from-year", "2003", "--to-year", "2007"]
        told = self.told(path, *words)
        done = harness.run("measure", path, "--json", *words)
        yearly = {(r["group"], r["index"]): r["value"] for r in json.loads(done.stdout)["indices"]}
        people = {year: [(row[2], row[3]) for row in rows[1:] if row[1] == year] for year in (2003, 2007)}
        mean = {year: sum(y * w for y, w in of) / sum(w for _, w in of) for year, of in people.items()}

        def fgt(year, mean_of, power):
            incomes = [(y * mean[mean_of] / mean[year], w) for y, w in people[year]]
            return sum(w * (max(0, 1 - y / z) ** power if y < z else 0) for y, w in incomes) / sum(w for _, w in incomes)

        for power, name in enumerate(("headcount", "gap", "squared_gap")):
            part = {index: told["2000", index, name, 2003] for index in
                    ("change", "growth_part", "redistribution_part", "residual", "shapley_growth", "shapley_redistribution")}
            self.assertAlmostEqual(part["change"], yearly["2007", name] - yearly["2003", name], places=12)
            self.assertAlmostEqual(part["growth_part"], fgt(2003, 2007, power) - fgt(2003, 2003, power), places=12)
            self.assertAlmostEqual(part["redistribution_part"], fgt(2007, 2003, power) - fgt(2003, 2003, power), places=12)
            self.assertAlmostEqual(part["shapley_growth"] + part["shapley_redistribution"], part["change"], places=12)
            self.assertNotAlmostEqual(part["residual"], 0, places=6)

    def test_order_does_not_matter(self):
        rows = self.panel(units=60)
        turned = [rows[0], *reversed(rows[1:])]
        words = [*PANEL, "--line", "2300", "--predictor", "size", "--points", "7"]
        one, two = self.told(self.table(rows), *words), self.told(self.table(turned, "u.csv"), *words)
        self.assertEqual(one.keys(), two.keys())
        for key, value in one.items():
            if value is not None:
                self.assertAlmostEqual(value, two[key], delta=1e-9 * max(1, abs(value)), msg=key)

    def test_documented(self):
        """Every index is in docs/time.md, and its example says what the program says."""
        text = (harness.ROOT / "docs" / "time.md").read_text(encoding="utf-8")
        told = self.told(self.table(self.panel(units=60)), *PANEL, "--line", "2300", "--predictor", "size")
        for name in {key[1] for key in told}:
            self.assertIn(f"`{name}`", text)
        _, data, words, answer = text.split("```\n")[1::2][:4]
        (self.folder / "panel.csv").write_text(data, encoding="utf-8")
        done = harness.run(*words.replace("\\\n", " ").split()[1:], cwd=self.folder)
        self.ends(done, 0)
        for line in answer.splitlines():
            self.assertIn(line.split(), [row.split() for row in done.stdout.splitlines()])

    def test_wrong(self):
        good = [["id", "year", "y"], ["a", 2001, 5], ["a", 2002, 6], ["b", 2001, 7], ["b", 2002, 8]]
        line = ["--line", "6"]
        for rows, words, code, text in [
            (good, ["--income", "y", "--unit", "id", *line], 2, "--unit and --time go together"),
            (good, ["--income", "y", "--tau", "0.3", *line], 2, "wants --unit and --time"),
            (good, PANEL, 2, "wants a --line"),
            (good, [*PANEL, *line, "--streaming"], 2, "a histogram knows nobody"),
            (good, [*PANEL, *line, "--year", "2001"], 2, "is about results of runs"),
            (good, [*PANEL, *line, "--span", "3"], 2, "--span 3"),
            (good, [*PANEL, *line, "--to-year", "2003"], 2, "from 2001 to 2002"),
            (good, [*PANEL, *line, "--predictor", "z"], 65, "z"),
            (good, [*PANEL, *line, "--predictor", "y"], 65, "fewer than three"),
            ([*good, ["a", 2001, 9]], [*PANEL, *line], 65, ":6:1: error: unit a is in period 2001 a second time; line 2"),
            ([*good, ["a", "soon", 9]], [*PANEL, *line], 65, ":6:3: error: 'soon'"),
            (good[:2], [*PANEL, *line], 65, "one period only"),
        ]:
            with self.subTest(words, rows=rows):
                done = harness.run("measure", self.table(rows), *words)
                self.ends(done, code, words)
                self.assertIn(text, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_ranks(self):
        path = self.table(self.panel(units=40))
        words = ["measure", path, *PANEL, "--line", "2300"]
        self.assertEqual(harness.run(*words, ranks=2).stdout, harness.run(*words).stdout)


class Results(Time):
    """A run whose households are all followed with all columns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_folder = cls.shared / "run"
        harness.simulate(cls.run_folder, {"population.scale": "0.02", "output.indicators": "true", "output.panel_share": "1",
                                          "output.panel_columns": "all", "money.kept": "true"})  # fmt: skip

    def rows(self, *words):
        return self.told(self.run_folder, *words, key="rows")

    def panel(self):
        with h5py.File(self.run_folder / "trajectories.h5", "r") as file:
            names = ("id", "year", "income", "consumed", "weight", "herd")
            columns = {name: file[name][:] for name in names}
            columns["persons"] = (file["person"][:] != 0).sum(axis=1)
        with h5py.File(self.run_folder / "indicators.h5", "r") as file:
            lines = dict(zip(file["year"][:].tolist(), file["line_value"][:, 0, 0]))
        return columns, lines

    def test_what_scripts_find(self):
        """scripts/measuring: the transient part to the last digits; exits of households but for those whose spell is not that
        of their row (who married into another household), one in some thousand."""
        case = measures.Case(self.run_folder, self.run_folder, None, 2019)
        told = self.rows("--line", "own", "--span", str(measures.SPAN))
        share = ("own", "transient_share", "squared_gap", 2002)
        self.assertAlmostEqual(told[share], measures.transient_of_income(case), places=12)
        told = self.rows("--line", "own", "--span", str(measures.SPAN), "--income", "consumed")
        self.assertAlmostEqual(told[share], measures.transient(case), places=12)
        told = self.rows("--line", "own", "--households")
        self.assertAlmostEqual(told["own", "transition", "poor>not_poor", 2002], measures.exit_next_year(case), delta=2e-3)

    def test_what_the_run_found(self):
        """Exits in indicators.h5 from the second year on are those of the panel; there spells inherit their beginning."""
        with h5py.File(self.run_folder / "indicators.h5", "r") as file:
            exits = file["spell_ends"][1:].sum() / file["spells"][1:].sum()
        told = self.rows("--line", "own", "--households")
        self.assertAlmostEqual(told["own", "transition", "poor>not_poor", 2002], exits, delta=5e-3)

    def test_numpy_on_the_panel(self):
        columns, lines = self.panel()
        told = self.rows("--line", "own", "--line", "3000")
        both = {}
        for year in (2002, 2019):
            rows = (columns["year"] == year) & (columns["persons"] > 0)
            both[year] = {i: (y / 100, w) for i, y, w in zip(columns["id"][rows], columns["income"][rows],
                                                             (columns["weight"] * columns["persons"])[rows])}
        for line, z in (("own", lines), ("3000", {2002: 3000, 2019: 3000})):
            poor = [(w, both[2019][i][0] < z[2019]) for i, (y, w) in both[2002].items() if i in both[2019] and y < z[2002]]
            share = sum(w for w, still in poor if not still) / sum(w for w, _ in poor)
            self.assertAlmostEqual(told[line, "transition_long", "poor>not_poor", 2002], share, places=12)
            heads = [sum(w for y, w in of.values() if y < z[year]) / sum(w for _, w in of.values())
                     for year, of in both.items()]
            self.assertAlmostEqual(told[line, "change", "headcount", 2002], heads[1] - heads[0], places=12)
        followed = sum(w for i, (_, w) in both[2002].items() if i in both[2019]) / sum(w for _, w in both[2002].values())
        self.assertAlmostEqual(told["own", "followed", None, 2002], followed, places=12)

    def test_vulnerability(self):
        """By numpy's least squares in the same three steps."""
        told = self.rows("--line", "own", "--predictor", "herd", "--predictor", "cropland", "--from-year", "2010")
        columns, lines = self.panel()
        with h5py.File(self.run_folder / "trajectories.h5", "r") as file:
            columns["cropland"] = file["cropland"][:]
        rows = (columns["year"] == 2010) & (columns["persons"] > 0)
        x = np.stack([np.ones(rows.sum()), columns["herd"][rows], columns["cropland"][rows]], axis=1).astype(float)
        ratio, w = columns["income"][rows] / 100 / lines[2010], (columns["weight"] * columns["persons"])[rows]
        taken = ratio > 0
        y = np.log(np.where(taken, ratio, 1))

        def fit(y, weight):
            root = np.sqrt(weight[taken])
            return np.linalg.lstsq(x[taken] * root[:, None], y[taken] * root, rcond=None)[0]

        off = (y - x @ fit(y, w)) ** 2
        least = 0.01 * np.average(off[taken], weights=w[taken])
        variance = np.maximum(least, x @ fit(off, w))
        variance = np.maximum(least, x @ fit(off, w / variance**2))
        slopes = fit(y, w / variance)
        for name, slope in zip(("constant", "herd", "cropland"), slopes):
            self.assertAlmostEqual(told["own", "slope", name, 2010], slope, delta=1e-7 * abs(slope) + 1e-12)
        v = np.array([0.5 * math.erfc(u / math.sqrt(2)) for u in x @ slopes / np.sqrt(variance)])
        self.assertAlmostEqual(told["own", "mean_vulnerability", None, 2010], np.average(v, weights=w), places=8)
        self.assertAlmostEqual(told["own", "vulnerable", None, 2010], np.average(v > 0.5, weights=w), delta=1e-3)

    def test_other_lines(self):
        """At the run's own line in Yuan the histogram gives what was stored, within what it proves."""
        done = harness.run("measure", self.run_folder, "--json", "--line", "3661", "--line", "own", "--year", "2018")
        rows = [row for row in json.loads(done.stdout)["rows"] if row["part"] == "indices"]
        named = {(row["line"], row["index"]): row for row in rows}
        self.assertEqual(named["own", "line"]["value"], 3661)
        for index in ("headcount", "gap", "squared_gap", "watts", "income_gap"):
            row = named["3661", index]
            self.assertLessEqual(row["least"], named["own", index]["value"])
            self.assertGreaterEqual(row["most"], named["own", index]["value"])
            self.assertLess(row["most"] - row["least"], 0.05)

    def test_areas_and_wrong_questions(self):
        whole, county = self.rows("--line", "own"), self.rows("--line", "own", "--area", "150522")
        self.assertEqual(whole["own", "k1", None, 2002], county["own", "k1", None, 2002])  # the only county
        for words, text in [
            (["--area", "150523"], "150522"),
            (["--year", "1999"], "2002 to 2019"),
            (["--group", "x"], "--group"),
            (["--line", "60%median"], "there are: own, national"),
            (["--from-year", "1999"], "1999"),
            (["--predictor", "hens"], "hens"),
            (["--line", "2300", "--area", "150522"], "leave out --area"),
        ]:
            done = harness.run("measure", self.run_folder, *words)
            self.ends(done, 2, words)
            self.assertIn(text, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_without_a_panel(self):
        folder = self.folder / "alone"
        harness.simulate(folder, {"population.scale": "0.01", "output.indicators": "true", "output.panel_share": "0",
                                  "run.last_year": "2004"})  # fmt: skip
        done = harness.run("measure", folder)
        self.ends(done, 0)
        self.assertIn("nothing is told over time", done.stderr)
        self.assertNotIn("over_time", done.stdout)
        done = harness.run("measure", folder, "--tau", "0.3")
        self.ends(done, 2)
        self.assertIn("output.panel_share", done.stderr)

    def test_one_year(self):
        """A year's indices need no second year."""
        folder = self.folder / "year"
        harness.simulate(folder, {"population.scale": "0.01", "output.indicators": "true", "output.panel_share": "1",
                                  "run.last_year": "2002"})  # fmt: skip
        done = harness.run("measure", folder)
        self.ends(done, 0)
        self.assertIn("nothing is told over time: years in the panel: 1", done.stderr)
        self.assertIn("headcount", done.stdout)
        self.assertIn("delivery", done.stdout)
        self.assertNotIn("over_time", done.stdout)
        self.assertNotIn("memberships", done.stderr)
        self.ends(harness.run("measure", folder, "--span", "2"), 2)
        with h5py.File(folder / "trajectories.h5", "r+") as file:
            file["weight"][0] = 0  # of which nothing over time would have told
        done = harness.run("measure", folder)
        self.ends(done, 0)
        self.assertIn("lacks memberships, registered or spell (output.panel_columns), or is damaged", done.stderr)


if __name__ == "__main__":
    harness.main()
