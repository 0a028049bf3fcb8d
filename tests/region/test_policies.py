#!/usr/bin/python3
"""Every policy of the model in a thinned region: off, without money, with money, with more of it, and without its
mechanism. What is particular to each is its entry in tests/policies.py."""

import csv
import json
import os
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness
from policies import POLICIES, missing

REGION = harness.ROOT / "configs" / "inner-mongolia.yml"
with open(harness.ROOT / "configs" / "regions" / "inner-mongolia.csv", encoding="utf-8", newline="") as table:
    COUNTIES = [row["code"] for row in csv.DictReader(table)][::2]
# Half of the counties, of all prefectures and kinds; all money of the region is theirs.
THIN = {
    "population.scale": "0.004",
    "run.last_year": "2012",
    "region.counties": f"[{', '.join(COUNTIES)}]",
    "budget.regional_part": "1",
    "output.panel_share": "0",
}
FIRST, YEARS = 2009, 4
CENT = Decimal("0.01")
# Nothing left to prefectures, no money by results, and no lines of the books that the configuration states beside money.
ALONE = {
    "cascade.discretion": "0",
    "cascade.local_share": "0",
    "award.enabled": "false",  # it is money of the programmes too
    "evaluation.enabled": "false",
    "industry.leading_enterprises": "0",
    "industry.second_batch": "0",
    "training.training_bases": "0",
    "fixed_point.bureau_people": "0",
    "fixed_point.bureau_cadres": "0",
    "fixed_point.offices_begun": "0",
}


def region(out, values):
    return harness.simulate(out, values, REGION)


def off():
    """No programme, nothing left to prefectures, the same money every year, and all that any policy needs beside it."""
    values = THIN | harness.policies_off() | ALONE
    for policy in POLICIES:
        values |= {f"{policy.name}.growth": "0"} | policy.settings
    return values


def budget(policy):
    """What the counties that are simulated have of the region's money."""
    return str(int(Decimal(policy.budget) / 2))


def on(policy, money=None):
    """The same with one policy, and so much money of the region a year."""
    return off() | policy.on(money or budget(policy))


def total(result, name):
    return sum(map(sum, result.series(name)))


def series_names(result):
    """Series of counties: by name, the bytes of their values."""
    import h5py

    with h5py.File(result.path("series.h5"), "r") as file:
        counties = len(file["county"])
        shaped = {name: data for name, data in file.items() if data.ndim == 2 and data.shape[1] == counties}
        return {name: data[:].tobytes() for name, data in shaped.items() if data.dtype.kind == "f"}


def other_series(one, two):
    """Names of the series that differ between two runs."""
    a, b = series_names(one), series_names(two)
    assert len(a) > 40 and set(a) == set(b), set(a) ^ set(b)
    return {name for name in a if a[name] != b[name]}


class Complete(harness.Case):
    def test_every_policy_has_an_entry(self):
        """A programme that is added brings its entry with it, or fails here."""
        listed = json.loads(harness.run("list", "policies", "--json").stdout)["policies"]
        self.assertEqual(missing(harness.programmes(), [row["name"] for row in listed]), [])
        self.assertGreaterEqual(len(POLICIES), 9)

    def test_a_missing_entry_is_said(self):
        names = [policy.name for policy in POLICIES]
        self.assertEqual(missing(names, [*names, "lighthouses"]), ["lighthouses has no entry in tests/policies.py"])
        self.assertEqual(missing(names[1:], names[1:]), [f"tests/policies.py has {names[0]}, and the model has not"])


class Money(harness.Case):
    """What a policy does with its budget, and that something comes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = region(cls.shared / "off", off())
        cls.runs = {policy.name: region(cls.shared / policy.name, on(policy)) for policy in POLICIES}

    def test_without_money(self):
        """Without money a policy is as if it were off; with money it is not."""
        for policy in POLICIES:
            with self.subTest(policy.name):
                got = region(self.folder / policy.name, on(policy, "0"))
                if got.state_hash != self.base.state_hash:
                    self.fail(f"{policy.name} without money: {harness.first_difference(self.base, got)}")
                self.assertEqual(got.facts["ledger_hash"], self.base.facts["ledger_hash"])
                self.assertNotEqual(self.runs[policy.name].state_hash, self.base.state_hash)

    def test_budget(self):
        """The region's money arrives in the counties' funds, to the fen or to the last whole piece."""
        for policy in POLICIES:
            with self.subTest(policy.name):
                drawn = {}
                for row in self.runs[policy.name].ledger():
                    if row["programme"] == policy.name and row["to"] == "fund":
                        self.assertIn(row["from"], ("central", "region"))
                        drawn[row["year"]] = drawn.get(row["year"], 0) + Decimal(row["yuan"])
                whole = Decimal(budget(policy)) // policy.unit * policy.unit
                self.assertEqual(set(drawn.values()), {whole})
                self.assertEqual(sorted(drawn), [str(year) for year in range(policy.first, FIRST + YEARS)])

    def test_fund(self):
        """Every year and county: carried over + received = spent + carried over."""
        for policy in POLICIES:
            books, spent = {}, 0
            for row in self.runs[policy.name].ledger():
                if row["programme"] == policy.name:
                    book = books.setdefault((row["county"], int(row["year"])), {"in": 0, "out": 0, "over": 0})
                    fen = int(Decimal(row["yuan"]) / CENT)
                    if row["to"] == "carried over":
                        book["over"] += fen if row["from"] == "fund" else 0
                    elif row["to"] == "fund":
                        book["in"] += fen
                    elif row["from"] == "fund":
                        book["out"] += fen
                        spent += fen
            self.assertGreater(spent, 0, policy.name)
            for (county, year), book in books.items():
                brought = books.get((county, year - 1), {"over": 0})["over"]
                self.assertEqual(brought + book["in"], book["out"] + book["over"], (policy.name, county, year))

    def test_more_money(self):
        """In the year of the money, more of it never serves fewer, in no county."""
        for policy in POLICIES:
            with self.subTest(policy.name):
                served = []
                for part in (4, 2):
                    values = on(policy, str(float(budget(policy)) / part)) | {"run.last_year": str(policy.first)}
                    result = region(self.folder / f"{policy.name}-{part}", values)
                    served.append({name: result.series(name)[policy.first - FIRST] for name in policy.counts.split()})
                for name, few in served[0].items():
                    more = served[1][name]
                    self.assertEqual([(one, two) for one, two in zip(few, more) if two < one], [], name)
                    self.assertGreater(sum(few), 0, name)
                    self.assertGreater(sum(more), 1.3 * sum(few), name)

    def test_alive(self):
        """It can fail: with its mechanism the policy changes more than its counts, and as it says."""
        for policy in POLICIES:
            with self.subTest(policy.name):
                with_it = self.runs[policy.name]
                changed = other_series(self.base, with_it)
                self.assertIn("income_per_head", changed)
                self.assertLess(len(policy.traces) + 10, len(changed))
                for name, sign in policy.alive.items():
                    before, after = total(self.base, name), total(with_it, name)
                    found = ">" if after > before else "<" if after < before else "="
                    self.assertIn(found, "<>" if sign == "!=" else sign, f"{name}: {before}, {after}")


class Mechanisms(harness.Case):
    """The effect of a policy is that of its mechanism: without it the policy leaves no trace but its own counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = region(cls.shared / "off", off())

    def without(self, policy):
        """The run without the policy and without its mechanism: that without programmes, where all that was switched
        off is the policy's own (which is then tested as well)."""
        dead = region(self.folder / f"{policy.name}-without", off() | policy.dead)
        if all(key.startswith(f"{policy.name}.") for key in policy.dead):
            self.assertEqual(other_series(self.base, dead), set(), "settings of what is off change something")
        return dead

    def test_dead(self):
        for policy in POLICIES:
            with self.subTest(policy.name):
                with_it = region(self.folder / f"{policy.name}-with", on(policy) | policy.dead)
                self.assertEqual(other_series(self.without(policy), with_it), set(policy.traces))
                for name in policy.zero:
                    self.assertEqual(total(with_it, name), 0, name)


if __name__ == "__main__":
    harness.main()
