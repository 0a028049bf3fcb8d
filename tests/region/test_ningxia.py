#!/usr/bin/python3
"""Ningxia, thinned: the same bits on any ranks, its register by quota, its money in the books, and in a replay the
accounts of seed 004."""

import os
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

NINGXIA = harness.ROOT / "configs" / "ningxia.yml"
THIN = {"population.scale": "0.05", "run.last_year": "2013"}
QUOTA = {2009: 417000, 2010: 417000, 2011: 417000, 2012: 335000, 2013: 279000}


def total(result, name):
    return [sum(year) for year in result.series(name)]

# Programmes at work and the sources that are named beside the centre and the region.
NAMED = {
    "training": {"three_west"}, "industry": {"three_west", "fujian"}, "mutual_fund": {"lgop", "opening"},
    "worker_relocation": set(), "grazing": set(), "village_advancement": {"departments"},
    "social_aid": {"society"}, "fixed_point": {"central_units"}, "eco_industry": {"state_council"}, "officers": set(),
    "relocation": set(), "contiguous": set(), "infrastructure": {"passed"}, "education": {"passed"}, "health": {"passed"},
    "events": set(),  # counts, without money
}


class Thinned(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = harness.simulate(cls.shared / "whole", THIN, NINGXIA)

    def test_ranks(self):
        sets = harness.instruction_sets()
        got = harness.simulate(self.folder / "3", THIN, NINGXIA, ranks=3, threads=2, isa=sets[0])
        self.assertEqual(got.facts["ranks"], 3)
        self.same(self.whole, got, "3 ranks")

    def test_register(self):
        """By quota from 2009 on. A village lists the number of households that comes nearest to its places: off by at
        most half of one, which stands for 20 of 3.3 persons; the bound is four standard errors of their sum."""
        persons, shares = self.whole.series("persons"), self.whole.series("registered")
        bound = 4 * (20 * 3.3 / 12**0.5) * self.whole.facts["villages"] ** 0.5
        for year, heads, share in zip(QUOTA, persons, shares):
            listed = sum(n * s for n, s in zip(heads, share))
            self.assertAlmostEqual(listed, QUOTA[year], delta=bound, msg=year)
        key = [i for i, name in enumerate(self.whole.series("registered")[0]) if name > 0.1]
        self.assertEqual(len(key), 9, "the eight key counties and Hongsibu")

    def test_books(self):
        """Received and brought over = paid and carried over, in every county, programme and year, and the sources that
        are named pay what is theirs: the rest of training's and industry's money is what prefectures moved there."""
        funds, sources = {}, {}
        for row in self.whole.ledger():
            if "fund" not in (row["from"], row["to"]):
                continue
            key, year = (row["county"], row["programme"]), int(row["year"])
            yuan = Decimal(row["yuan"])
            balance = funds.setdefault(key, {}).setdefault(year, [Decimal(0)] * 3)
            balance[0 if row["to"] == "fund" else 2 if row["to"] == "carried over" else 1] += yuan
            if row["to"] == "fund":
                into = (row["programme"], row["from"], year)
                sources[into] = sources.get(into, 0) + yuan
        self.assertEqual({programme for _, programme in funds}, set(NAMED))
        for key, years in funds.items():
            before = Decimal(0)
            for year in sorted(years):
                received, paid, carried = years[year]
                self.assertEqual(before + received, paid + carried, (key, year))
                before = carried
        for programme, names in NAMED.items():
            found = {key[1] for key in sources if key[0] == programme}
            self.assertLessEqual(names, found, programme)
            self.assertLessEqual(found, names | {"central", "region", "passed"}, programme)
        self.assertEqual(sources["mutual_fund", "lgop", 2009], 10_500_000, "nx-mf-lgop")
        self.assertEqual(sources["mutual_fund", "opening", 2009], 20_440_000, "nx-mf-state less nx-mf-money")
        both = sources["worker_relocation", "central", 2009], sources["worker_relocation", "region", 2009]
        self.assertAlmostEqual(float(both[0] / sum(both)), 0.8, places=6)


class Replay(harness.Case):
    def test_accounts_of_2009(self):
        """What seed 004 states of training, relocation and mutual funds, imposed or reproduced."""
        values = {"run.mode": "replay", "run.last_year": "2009"}
        got = harness.simulate(self.folder / "replay", values, NINGXIA, threads=2)
        self.assertEqual(total(got, "trained"), [5687], "nx-trained")
        self.assertEqual(total(got, "flats"), [1000], "nx-flats")
        self.assertGreaterEqual(total(got, "flat_people")[0], 4000, "nx-flat-people")
        self.assertGreater(total(got, "relocation_houses")[0], 10_000, "nx-reloc-houses")
        self.assertAlmostEqual(total(got, "relocation_people")[0], 57_000, delta=500, msg="nx-reloc-people")
        self.assertEqual(total(got, "funds"), [428], "nx-mf-villages")
        self.assertEqual(total(got, "funds_big"), [215], "nx-d-mf-big")
        self.assertEqual(total(got, "fund_shares"), [48_520_000], "nx-mf-people")
        self.assertEqual(total(got, "fund_members"), [40_000], "nx-mf-houses")
        self.assertGreaterEqual(total(got, "fund_lent")[0], 120_000_000, "nx-mf-lent")
        drawn, sources, loans, brokers, counties = {}, {}, 0, 0, set()
        for row in got.ledger():
            yuan = Decimal(row["yuan"])
            if row["to"] == "fund":
                if row["instrument"] == "passed_on":
                    continue  # social aid, which is counted where it came in
                self.assertIn(row["instrument"], ("grant", "opening"))
                drawn[row["programme"]] = drawn.get(row["programme"], 0) + yuan
                key = row["programme"], row["from"]
                sources[key] = sources.get(key, 0) + yuan
                counties |= {row["county"]} if key == ("mutual_fund", "region") and yuan > 0 else set()
            loans += yuan if row["instrument"] == "project_loan" else 0
            brokers += yuan if (row["from"], row["to"]) == ("three_west", "suppliers") else 0
        self.assertEqual(drawn["worker_relocation"], 14_000_000, "nx-flats-money")
        self.assertNotIn("relocation", drawn, "no money is stated")
        self.assertEqual(drawn["training"], 8_000_000, "nx-train-money")
        self.assertEqual(drawn["industry"], 23_770_000)
        self.assertEqual(loans, 200_000_000, "nx-ind-loans")
        self.assertEqual(brokers, 250_000, "nx-brokers-money")
        self.assertEqual(len(counties), 21, "nx-mf-counties")
        self.assertEqual({key: yuan for key, yuan in sources.items() if key[0] in ("training", "industry", "mutual_fund")}, {
            ("training", "three_west"): 8_000_000,
            ("industry", "three_west"): 16_639_000, ("industry", "fujian"): 7_131_000, ("mutual_fund", "opening"): 20_440_000,
            ("mutual_fund", "lgop"): 10_500_000, ("mutual_fund", "region"): 75_000_000})


if __name__ == "__main__":
    harness.main()
