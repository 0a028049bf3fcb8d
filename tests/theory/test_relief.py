#!/usr/bin/python3
"""Disaster relief by pairs of runs with the same luck: nothing happens without a disaster; in a drought relief
prevents distress sales; in the year after heavy losses are replaced; every fen is accounted for."""

import os
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

DROUGHT = 2006
# Normal rain and winters but for one drought, so that what is seen is relief and no other year's weather.
VALUES = harness.policies_off() | {
    "run.last_year": "2009",
    "weather.observed": f"{{year: {{2002: 0, {DROUGHT}: -1.8, 2007: 0, 2008: 0, 2009: 0, 2010: 0, 2011: 0}}}}",
    "weather.winter_observed": "0",
    "relief.start": "2002",
}
RELIEF = {"relief.enabled": "true", "relief.budget": "10e6"}
SEEDS = ("1", "2", "3")


class Relief(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairs = []
        for seed in SEEDS:
            luck = VALUES | {"run.seed": seed}
            without = harness.simulate(cls.shared / f"without-{seed}", luck, threads=2)
            cls.pairs.append((without, harness.simulate(cls.shared / f"with-{seed}", luck | RELIEF, threads=2)))

    def of(self, result, name, year):
        return sum(result.series(name)[year - result.years()[0]])

    def each(self):
        for seed, (without, with_) in zip(SEEDS, self.pairs):
            with self.subTest(seed=seed):
                yield without, with_

    def test_declared_once(self):
        for pair in self.each():
            for result in pair:
                self.assertEqual([y for y in result.years() if self.of(result, "disaster", y)], [DROUGHT])

    def test_nothing_before(self):
        for without, with_ in self.each():
            for name in ("sheep_units", "income_per_head", "distress_sales", "savings_per_head", "hay_price"):
                for year in range(2002, DROUGHT):
                    self.assertEqual(self.of(without, name, year), self.of(with_, name, year), f"{name}, {year}")

    def test_prevents_distress_sales(self):
        for without, with_ in self.each():
            self.assertGreater(self.of(with_, "relief_hay", DROUGHT), 0)
            self.assertGreater(self.of(without, "distress_sales", DROUGHT), self.of(without, "distress_sales", DROUGHT - 1))
            self.assertLess(self.of(with_, "distress_sales", DROUGHT), 0.9 * self.of(without, "distress_sales", DROUGHT))
            self.assertGreater(self.of(with_, "sheep_units", DROUGHT), self.of(without, "sheep_units", DROUGHT))
            self.assertLess(self.of(with_, "headcount", DROUGHT), self.of(without, "headcount", DROUGHT))
            self.assertEqual(self.of(without, "rain", DROUGHT), self.of(with_, "rain", DROUGHT))

    def test_animals_a_year_later(self):
        for _, with_ in self.each():
            given = [y for y in with_.years() if self.of(with_, "relief_given", y)]
            self.assertEqual(given, [DROUGHT + 1])

    def test_money(self):
        """The fund is what came, less hay, cash and animals as the series have them."""
        for _, with_ in self.each():
            came = went = carried = Decimal(0)
            for row in with_.ledger():
                if row["programme"] == "relief":
                    yuan = Decimal(row["yuan"])
                    came += yuan * (row["to"] == "fund")
                    went += yuan * (row["from"] == "fund" and row["to"] != "carried over")
                    carried = yuan if row["to"] == "carried over" else carried
            self.assertEqual(came, 8 * Decimal("10e6"))
            self.assertGreater(went, 0)
            self.assertEqual(came - went, carried)
            cash = sum(Decimal(r["yuan"]) for r in with_.ledger() if r["programme"] == "relief" and r["to"] == "households")
            self.assertEqual(cash, Decimal(repr(round(self.of(with_, "relief_cash", DROUGHT), 2))))


if __name__ == "__main__":
    harness.main()
