#!/usr/bin/python3
"""scripts/effects: three runs, direct and spill-over parts that add up, and refusals."""

import csv
import json
import os
import shlex
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

COMMON = {
    "region.counties": "[150522, 150205]",
    "population.scale": "0.02",
    "run.last_year": "2010",
    "training.start": "2005",
    "output.panel_share": "1",
}
POLICY = {"training.enabled": "true", "training.budget": "5e6"}


def effects(*words):
    return harness.script("effects", *words)


def sets(option, values):
    return [word for key, value in values.items() for word in (option, f"{key}={value}")]


class Effects(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out = cls.shared / "three"
        cls.words = ["--config", harness.KEZUO, *sets("--common", COMMON), *sets("--set", POLICY)]
        cls.done = effects(*cls.words, "--out", cls.out, "--csv", cls.out / "e.csv", "--years", "2009,2010")
        harness.expect(cls.done, 0, "scripts/effects --config")
        cls.results = [harness.Result(cls.out / role) for role in ("base", "frozen", "live")]
        with open(cls.out / "e.csv", encoding="utf-8", newline="") as file:
            cls.rows = list(csv.DictReader(file))

    def row(self, year, what):
        found = [row for row in self.rows if row["year"] == str(year) and row["what"] == what]
        self.assertEqual(len(found), 1, f"{what}, {year}")
        return {key: float(found[0][key]) for key in ("base", "frozen", "live", "direct", "spill_over", "total")}

    def sums(self, name, year):
        """A series of counts of all counties, in the three runs."""
        return [sum(result.series(name)[year - 2002]) for result in self.results]

    def test_parts_add_up(self):
        self.assertGreater(len(self.rows), 9 * 20)
        for row in self.rows:
            r = {key: float(row[key]) for key in ("base", "frozen", "live", "direct", "spill_over", "total")}
            self.assertEqual(r["direct"], r["frozen"] - r["base"])
            self.assertEqual(r["spill_over"], r["live"] - r["frozen"])
            self.assertEqual(r["total"], r["live"] - r["base"])

    def test_values_are_those_of_the_series(self):
        for year in (2006, 2010):
            for name in ("job_placements", "displaced", "trained_gained", "trained"):
                row = self.row(year, name)
                self.assertEqual([row["base"], row["frozen"], row["live"]], self.sums(name, year), name)
            poor, persons = [], []
            for result in self.results:
                share, heads = result.series("headcount")[year - 2002], result.series("persons")[year - 2002]
                poor.append(sum(a * b for a, b in zip(share, heads)))
                persons.append(sum(heads))
            row = self.row(year, "poor persons")
            for got, wanted in zip((row["base"], row["frozen"], row["live"]), poor):
                self.assertAlmostEqual(got, wanted, delta=1e-6 * wanted)

    def test_displacement_is_spill_over(self):
        """Where jobs are finite, what trainees gain others lose: no part of the direct effect."""
        displaced, gained = self.row(2010, "displaced"), self.row(2010, "trained_gained")
        self.assertEqual(displaced["direct"], 0)
        self.assertGreater(displaced["spill_over"], 0)
        self.assertGreater(gained["direct"], 0)
        placed = self.row(2010, "job_placements")
        self.assertGreater(placed["direct"], 0)
        self.assertLess(placed["spill_over"], 0)
        self.assertLess(abs(placed["total"]), 0.1 * placed["direct"])
        wage = self.row(2010, "local_wage")
        self.assertEqual(wage["direct"], 0)

    def test_groups(self):
        enrolled = self.row(2010, "income per head, enrolled so far")
        others = self.row(2010, "income per head, all others")
        self.assertGreater(enrolled["direct"], 10 * abs(others["direct"]))
        self.assertLess(others["spill_over"], 0)

    def test_printed(self):
        self.assertIn("spill-over", self.done.stdout.splitlines()[0])
        for what in ("2009  poor persons", "2010  displaced", "2010  poor households, all others"):
            self.assertIn(what, self.done.stdout)
        folders = [result.folder for result in self.results]
        again = effects(*folders, "--series", "headcount")
        harness.expect(again, 0, "scripts/effects BASE FROZEN LIVE")
        self.assertRegex(again.stdout, r"\n2010  headcount +0\.\d+ ")
        self.assertNotIn("2009", again.stdout)

    def test_made_once(self):
        before = [result.path("run.json").stat().st_mtime_ns for result in self.results]
        harness.expect(effects(*self.words, "--out", self.out), 0, "a second time")
        self.assertEqual([result.path("run.json").stat().st_mtime_ns for result in self.results], before)

    def test_page(self):
        """The table of a year between its marks, with the command and what it says; a second time in the same place."""
        page = self.folder / "page.md"
        page.write_text("# Page\n\n<!-- effects three -->\nold\n<!-- end of effects three -->\n\nAfter.\n", encoding="utf-8")
        words = [*self.words, "--out", self.out, "--series", "poor persons,displaced", "--page", page]
        harness.expect(effects(*words), 0, "--page")
        text = page.read_text(encoding="utf-8")
        self.assertTrue(text.startswith("# Page\n\n<!-- effects three -->\n") and text.endswith("<!-- end of effects three -->\n\nAfter.\n"))
        for what in ("scripts/effects --config", "Of 2010, seed 1,", "| base | direct | spill-over | total |"):
            self.assertIn(what, text)
        self.assertNotIn("--page ", text)
        self.assertNotIn("old\n", text)
        self.assertRegex(text, r"\n\| [^|]+ \| 0 \| 0 \| \+[0-9.,]+ \| \+[0-9.,]+ \|\n")  # the displaced: spill-over alone
        rows = [line for line in text.splitlines() if line.startswith("| ") and "base" not in line]
        self.assertEqual(len(rows), 2 + 4)  # two series; poverty and income of those enrolled and of the others
        harness.expect(effects(*words), 0, "--page again")
        self.assertEqual(page.read_text(encoding="utf-8"), text)
        self.refused("no page", *words[:-1], self.folder / "none.md")
        self.refused("of one year", *words, "--years", "2009,2010")

    def test_readme(self):
        """Its example has the marks by which it is written again, and is a command that can be given."""
        text = (harness.ROOT / "README.md").read_text(encoding="utf-8")
        before, _, rest = text.partition("<!-- effects training -->")
        part, _, after = rest.partition("<!-- end of effects training -->")
        self.assertTrue(before and part and after, "README.md lacks the marks")
        words = shlex.split(part.split("```")[1].replace("\\\n", " "))
        self.assertEqual((words[0], words[words.index("--out") + 1]), ("scripts/effects", "results/training"))
        self.assertIn("| base | direct | spill-over | total |", part)
        pairs = [b for a, b in zip(words, words[1:]) if a in ("--common", "--set")]
        done = harness.run("check", harness.ROOT / words[words.index("--config") + 1], *[w for pair in pairs for w in ("--set", pair)])
        harness.expect(done, 0, "the example's configuration")
        known = {row["name"] for row in json.loads(harness.run("list", "indicators", "--json").stdout)["indicators"]}
        self.assertLessEqual({*words[words.index("--series") + 1].split(",")}, known | {"poor persons"})

    def refused(self, says, *words):
        done = effects(*words)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_refusals(self):
        base, frozen, live = (result.folder for result in self.results)
        other = self.folder / "other"
        thin = COMMON | {"run.seed": "2"}
        made = effects("--config", harness.KEZUO, *sets("--common", thin), *sets("--set", POLICY), "--out", other)
        harness.expect(made, 0, "another seed")
        self.refused("frozen run of another base", other / "base", frozen, live)
        self.refused("another seed", base, frozen, other / "live")
        self.refused("no record of its markets", live, frozen, live)
        self.refused("not run with run.markets=frozen", base, live, live)
        self.refused("not run with live markets", base, frozen, frozen)
        self.refused("differ in more than their markets: training", base, frozen, base)
        self.refused("no complete result", base, frozen, self.folder / "nowhere")
        self.refused("no series wages", base, frozen, live, "--series", "wages")
        self.refused("--years 2030", base, frozen, live, "--years", "2030")
        self.refused("name three results", base, frozen)
        self.refused("--config wants", "--config", harness.KEZUO, "--out", other)

    def test_errors_of_the_program(self):
        done = effects("--config", harness.KEZUO, "--set", "training.enabld=true", "--out", self.folder / "bad",
                       *sets("--common", COMMON))  # fmt: skip
        self.assertEqual(done.returncode, 2)
        self.assertIn("training.enabled", done.stderr)


if __name__ == "__main__":
    harness.main()
