#!/usr/bin/python3
"""The region, thinned: the same bits on any ranks with households on the move between them; fewer jobs, fewer
trainees with one; the replay of 2009. What every policy must do: test_policies.py."""

import os
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

REGION = harness.ROOT / "configs" / "inner-mongolia.yml"
THIN = {"population.scale": "0.02", "run.last_year": "2012"}
# Moves every year, into houses built in the year before, and ways back for many.
MOVING = THIN | {
    "relocation.regional_budget": "3e9",
    "relocation.land_kept": "0.5",
    "relocation.return_rate": "0.5",
    "run.last_year": "2013",
    "output.indicators": "true",  # they too come out of any ranks
}


def region(out, values, **more):
    return harness.simulate(out, values, REGION, **more)


def total(result, name):
    """A series of counties as the region's, by year."""
    return [sum(year) for year in result.series(name)]


class Moves(harness.Case):
    """Households that go from rank to rank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = region(cls.shared / "whole", MOVING)

    def test_moves(self):
        """There is something to test: moves each year but the first, other counties gain what some lose."""
        moved, home = total(self.whole, "relocated"), total(self.whole, "returned_home")
        self.assertEqual(moved[0], 0, "houses are built in a year")
        self.assertTrue(all(moved[1:]), moved)
        self.assertGreater(sum(home), 0, home)
        before, after = self.whole.series("households")[1], self.whole.series("households")[2]
        begun, ended = self.whole.series("households_begun")[1], self.whole.series("households_ended")[1]
        merged = self.whole.series("households_merged")[1]
        gains = [b - a - new + old + one for a, b, new, old, one in zip(before, after, begun, ended, merged)]
        self.assertEqual(sum(gains), 0)
        self.assertGreater(sum(gain > 0 for gain in gains), 0, "no move between counties")

    def test_books_move(self):
        """What households take along in a year arrives with them in the next, to the fen: savings and debts."""
        flows = {}
        for row in self.whole.ledger():
            key = (int(row["year"]), row["from"], row["to"])
            flows[key] = flows.get(key, 0) + Decimal(row["yuan"])
        for year in range(2009, 2013):
            left = flows.get((year, "households", "elsewhere"), 0)
            self.assertEqual(left, flows.get((year + 1, "elsewhere", "households"), 0), f"savings, {year}")
            self.assertEqual(
                flows.get((year, "elsewhere", "banks"), 0),
                flows.get((year + 1, "banks", "elsewhere"), 0),
                f"debts, {year}",
            )
        self.assertGreater(flows[2010, "elsewhere", "banks"], 0, "houses are paid for with loans")

    def test_ranks(self):
        sets = harness.instruction_sets()
        for i, (ranks, threads) in enumerate([(1, 2), (2, 1), (3, 2), (5, 1), (8, 1), (11, 2)]):
            isa = sets[i % len(sets)]
            where = f"{ranks} ranks, {threads} threads, {isa}"
            with self.subTest(where):
                got = region(self.folder / f"{ranks}", MOVING, ranks=ranks, threads=threads, isa=isa)
                self.assertEqual((got.facts["ranks"], got.facts["threads"]), (ranks, threads))
                self.same(self.whole, got, where)

    def test_land_of_movers(self):
        """The land that movers keep is worked by others, and what it brings reaches them a year later, no more."""
        let, mu = total(self.whole, "absent_let"), total(self.whole, "absent_cropland")
        self.assertEqual(let[:2], [0, 0], "nobody has moved before 2010")
        self.assertTrue(all(let[2:]) and all(mu[1:]), (let, mu))
        self.assertTrue(all(now <= before for now, before in zip(let[1:], mu)), (let, mu))
        received = total(self.whole, "absent_rent_received")
        self.assertEqual(received[:3], [0, 0, 0])
        self.assertTrue(all(received[3:]), received)
        idle = region(self.folder / "idle", MOVING | {"rental.absent": "false"}, threads=2)
        self.assertEqual(sum(total(idle, "absent_let")) + sum(total(idle, "absent_rent_received")), 0)
        self.assertGreater(total(idle, "absent_cropland")[-1], 0)

    def test_every_village_a_rank(self):
        """Two counties of four villages each on eight ranks: whoever moves, moves to another rank."""
        few = MOVING | {"region.counties": "[150522, 150521]", "population.scale": "0.001", "run.seed": "7"}
        one = region(self.folder / "one", few)
        self.assertEqual(one.facts["villages"], 8)
        self.assertGreater(sum(total(one, "relocated")), 0)
        self.assertGreater(len({tuple(year) for year in one.series("households")}), 1, "no move between the counties")
        for ranks in (8, 11):
            self.same(one, region(self.folder / f"{ranks}", few, ranks=ranks), f"{ranks} ranks")

    def test_resume(self):
        """Stopped with houses half built and households just arrived."""
        sets = harness.instruction_sets()
        for year, before, after in ((2010, 3, 8), (2011, 5, 2), (2012, 1, 3)):
            with self.subTest(year=year, before=before, after=after):
                out = self.folder / str(year)
                harness.simulate(out, MOVING | {"output.stop_after": year}, REGION, ranks=before, isa=sets[0], code=75)
                self.same(self.whole, harness.resume(out, ranks=after, isa=sets[-1]), f"stopped after {year}")


class Jobs(harness.Case):
    def test_vacancies(self):
        """Half of the jobs: fewer trainees find one."""
        placed = []
        for jobs in ("0.16", "0.08"):
            values = THIN | harness.policies_off() | {"training.enabled": "true", "training.regional_budget": "60e6"}
            got = region(self.folder / jobs, values | {"labour.vacancies": jobs}, threads=2)
            self.assertEqual(len(total(got, "trained")), 4)
            placed.append(total(got, "trained_placed"))
        self.assertTrue(all(half < full for full, half in zip(*placed)), placed)


class Replay(harness.Case):
    def test_training_of_2009(self):
        """31,000 were trained and 27,000 of them placed (seed 002)."""
        values = {"run.mode": "replay", "run.last_year": "2009"}
        got = region(self.folder / "replay", values, threads=2)
        self.assertEqual(total(got, "trained"), [31000])
        self.assertEqual(total(got, "trained_placed"), [27000])


if __name__ == "__main__":
    harness.main()
