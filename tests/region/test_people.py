#!/usr/bin/python3
"""docs/people.md: its tables are what the runs give, beside the published figures of configs/targets/people.csv. And the
first years of a run are years as any other."""

import math
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness


class People(harness.Case):
    def check(self, root):
        return harness.script("make-people", harness.PROGRAM, "--check", root=root)

    def test_tables_are_fresh(self):
        done = self.check(harness.ROOT)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_stale_table_is_found(self):
        for name in ("configs", "docs", "scripts"):
            shutil.copytree(harness.ROOT / name, self.folder / name)
        page = self.folder / "docs" / "people.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"(\| persons a household \| 2009 \| \d\.\d)\d", r"\g<1>X", text, count=1), encoding="utf-8")
        self.assertNotEqual(page.read_text(encoding="utf-8"), text)
        done = self.check(self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("stale", done.stderr)


class Start(harness.Case):
    """Births, deaths and weddings of the first three years lie where the years after them say. Standard errors are those
    of counts in a thinned population: 1 / sqrt(events x scale) of the log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = {}
        for name, scale in (("inner-mongolia", 0.1), ("ningxia", 0.3)):
            values = {"population.scale": scale, "output.checkpoint_every": 0, "output.panel_share": 0}
            config = harness.ROOT / "configs" / f"{name}.yml"
            cls.runs[name] = scale, harness.simulate(cls.shared / name, values, config=config, threads=2)

    def rates(self, name, events):
        """Logs of a rate by year, and their standard errors."""
        scale, result = self.runs[name]
        counts = [sum(year) for year in result.series(events)]
        persons = [sum(year) for year in result.series("persons")]
        return [math.log(n / p) for n, p in zip(counts, persons)], [1 / math.sqrt(n * scale) for n in counts]

    def test_births_and_deaths_lie_on_the_trend(self):
        """On the straight line through the six years that follow, to four standard errors of its prediction (6 to 8 %: a
        line through six years, two to five years beyond it) and 2 % for what is not straight."""
        for name in self.runs:
            for events in ("births", "deaths"):
                logs, errors = self.rates(name, events)
                times = range(3, 9)
                mean, spread = sum(times) / 6, sum((t - sum(times) / 6) ** 2 for t in times)
                slope = sum((t - mean) * logs[t] for t in times) / spread
                level = sum(logs[t] for t in times) / 6
                for t in range(3):
                    with self.subTest(f"{events} of year {t + 1}, {name}"):
                        error = errors[t] * math.sqrt(1 + 1 / 6 + (t - mean) ** 2 / spread)
                        self.assertLess(abs(logs[t] - level - slope * (t - mean)), 4 * error + 0.02)

    def test_nothing_jumps(self):
        """From one year to the next the first three change by no more than any later two do, to three standard errors
        of a change (3 to 5 %). Weddings follow cohorts, which is no line: they rise by 2 % a year while those of the late
        eighties come of age and fall by up to 7 % later; they jumped by 17 % while widowed founders did not seek."""
        for name in self.runs:
            for events in ("births", "deaths", "brides_came", "households_ended"):
                logs, errors = self.rates(name, events)
                changes = [abs(b - a) for a, b in zip(logs, logs[1:])]
                for t in range(2):
                    with self.subTest(f"{events}, year {t + 1} to {t + 2}, {name}"):
                        error = math.hypot(errors[t], errors[t + 1])
                        self.assertLess(changes[t], max(changes[2:]) + 3 * error)


if __name__ == "__main__":
    harness.main()
