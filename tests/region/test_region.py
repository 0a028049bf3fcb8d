#!/usr/bin/python3
"""The region, thinned: the same bits on any ranks with households on the move between them; each of the four
policies off, without money, with money, with more of it, and without its mechanism."""

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
}
POLICIES = ("relocation", "training", "industry", "grazing")
# What a policy hands out, and what one of it costs in Yuan (1: nothing goes in whole pieces).
COUNT = {"relocation": "relocation_houses", "training": "trained", "industry": "projects", "grazing": "grazing_mu"}
UNIT = {"relocation": 20000, "training": 1000, "industry": 1, "grazing": 1}
BUDGET = {"relocation": "200e6", "training": "60e6", "industry": "150e6", "grazing": "1e9"}
CENT = Decimal("0.01")


def region(out, values, **more):
    return harness.simulate(out, values, REGION, **more)


def off():
    """No policy of the four, no other programme, and nothing left to prefectures. Counties are not scored, since a score
    counts courses and houses whatever comes of them, and have no budgets of their own: all money is the region's."""
    # The calendar pays for closed pasture from 2011 on only.
    rates = {"grazing.ban_rate": "6", "grazing.balance_rate": "1.5", "grazing.start": "2009"}
    rules = {"cascade.discretion": "0", "cascade.local_share": "0", "evaluation.enabled": "false"}
    return THIN | harness.policies_off() | rates | rules


def on(policy, budget=None):
    """The same with one policy, and so much money of the region a year."""
    return off() | {f"{policy}.enabled": "true", f"{policy}.regional_budget": budget or BUDGET[policy]}


def total(result, name):
    """A series of counties as the region's, by year."""
    return [sum(year) for year in result.series(name)]


def series_names(result):
    import h5py

    with h5py.File(result.path("series.h5"), "r") as file:
        counties = len(file["county"])
        values = [name for name, data in file.items() if data.ndim == 2 and data.shape[1] == counties]
        return [name for name in values if file[name].dtype.kind == "f"]


def other_series(one, two):
    """Names of the series that differ between two runs."""
    names = series_names(one)
    assert len(names) > 40, names
    return {name for name in names if repr(one.series(name)) != repr(two.series(name))}


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


class Money(harness.Case):
    """What a policy does with its budget."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = region(cls.shared / "off", off(), threads=2)
        cls.runs = {policy: region(cls.shared / policy, on(policy), threads=2) for policy in POLICIES}

    def test_without_money(self):
        """Without money a policy is as if it were off."""
        for policy in POLICIES:
            with self.subTest(policy):
                got = region(self.folder / policy, on(policy, "0"), threads=2)
                if got.state_hash != self.base.state_hash:
                    self.fail(f"{policy} without money: {harness.first_difference(self.base, got)}")
                self.assertEqual(got.facts["ledger_hash"], self.base.facts["ledger_hash"])
                self.assertNotEqual(self.runs[policy].state_hash, self.base.state_hash)

    def test_budget(self):
        """The region's money arrives in the counties' funds, to the fen or to the last whole place."""
        for policy in POLICIES:
            with self.subTest(policy):
                drawn = {}
                for row in self.runs[policy].ledger():
                    if row["programme"] == policy and row["to"] == "fund":
                        self.assertIn(row["from"], ("central", "region"))
                        drawn[row["year"]] = drawn.get(row["year"], 0) + Decimal(row["yuan"])
                budget = Decimal(BUDGET[policy])
                self.assertEqual(set(drawn.values()), {budget // UNIT[policy] * UNIT[policy]})
                self.assertEqual(len(drawn), 4)

    def test_fund(self):
        """Every year and county: carried over + received = spent + carried over."""
        for policy in POLICIES:
            books, spent = {}, 0
            for row in self.runs[policy].ledger():
                if row["programme"] == policy:
                    book = books.setdefault((row["county"], int(row["year"])), {"in": 0, "out": 0, "over": 0})
                    fen = int(Decimal(row["yuan"]) / CENT)
                    if row["to"] == "carried over":
                        book["over"] += fen
                    elif row["to"] == "fund":
                        book["in"] += fen
                    elif row["from"] == "fund":
                        book["out"] += fen
                        spent += fen
            self.assertGreater(spent, 0, policy)
            for (county, year), book in books.items():
                brought = books.get((county, year - 1), {"over": 0})["over"]
                self.assertEqual(brought + book["in"], book["out"] + book["over"], (policy, county, year))

    def test_more_money(self):
        """In the year of the money, more of it never serves fewer, in no county."""
        for policy in POLICIES:
            served = []
            for times in (1, 2):
                values = on(policy, str(times * float(BUDGET[policy]) / 4)) | {"run.last_year": "2009"}
                served.append(region(self.folder / f"{policy}-{times}", values).series(COUNT[policy])[0])
            fewer = [(one, two) for one, two in zip(*served) if two < one]
            self.assertEqual(fewer, [], policy)
            self.assertGreater(sum(served[1]), 1.3 * sum(served[0]), policy)


class Mechanisms(harness.Case):
    """The effect of a policy is that of its mechanism: without it the policy leaves no trace but its own."""

    def pair(self, policy, values):
        without = region(self.folder / f"{policy}-without", off() | values, threads=2)
        return without, region(self.folder / f"{policy}-with", on(policy) | values, threads=2)

    def test_training(self):
        """Courses that raise neither wages nor chances change nothing but their own counts."""
        dead = {"labour.course_return": "0", "labour.course_placement": "0"}
        without, with_it = self.pair("training", dead)
        self.assertEqual(other_series(without, with_it), {"trained", "trained_placed"})
        self.assertEqual(sum(total(with_it, "trained_gained")) + sum(total(with_it, "displaced")), 0)
        self.assertGreater(sum(total(with_it, "trained_placed")), 0)
        without, with_it = self.pair("training", {})
        self.assertIn("income_per_head", other_series(without, with_it))
        self.assertGreater(sum(total(with_it, "trained_gained")), 0)

    def test_industry(self):
        """Projects that earn nothing, enterprises without jobs: nobody's income rises."""
        dead = {"industry.return": "0", "industry.job_capital": "1e9", "industry.discount": "0",
                "help.enabled": "false"}  # what neighbours give those in debt is income
        without, with_it = self.pair("industry", dead)
        incomes = without.series("income_per_head"), with_it.series("income_per_head")
        self.assertEqual(incomes[0][0], incomes[1][0])
        for year in (1, 2, 3):
            self.assertLessEqual(sum(incomes[1][year]), sum(incomes[0][year]) * 1.0005)
        without, with_it = self.pair("industry", {})
        self.assertGreater(sum(with_it.series("income_per_head")[3]), sum(without.series("income_per_head")[3]) * 1.001)

    def test_relocation(self):
        """Nobody leaves for a gain that does not count: the money stays in the funds."""
        without, with_it = self.pair("relocation", {"relocation.horizon": "0"})
        self.assertEqual(other_series(without, with_it), set())
        without, with_it = self.pair("relocation", {})
        self.assertGreater(sum(total(with_it, "relocated")), 0)

    def test_grazing(self):
        """Neither paid nor fined, a ban is words."""
        dead = {f"calendar.grassland_{kind}_rate": "0" for kind in ("ban", "balance")}
        dead |= {"grazing.ban_rate": "0", "grazing.balance_rate": "0", "grazing.fine": "0"}
        without, with_it = self.pair("grazing", dead)
        self.assertLessEqual(other_series(without, with_it), {"grazing_mu", "compliance"})
        without, with_it = self.pair("grazing", {})
        self.assertLess(sum(total(with_it, "stocking_rate")), sum(total(without, "stocking_rate")))

    def test_vacancies(self):
        """Half of the jobs: fewer trainees find one."""
        placed = []
        for jobs in ("0.16", "0.08"):
            got = region(self.folder / jobs, on("training") | {"labour.vacancies": jobs}, threads=2)
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
