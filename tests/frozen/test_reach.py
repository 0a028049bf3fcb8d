#!/usr/bin/python3
"""Whom one policy more reaches when markets are held on the course of a base run, household by household: those
enrolled and those linked to them, and nobody else, which with live markets it does. What is particular to each policy is
its entry in tests/policies.py."""

import os
import sys
from functools import lru_cache

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness
from few import COUNTIES, FEW, FOLLOWED, frozen, region
from households import Panel, differing, ever_enrolled, ever_moved, in_counties, or_left, within_reach
from policies import POLICIES

BY_NAME = {policy.name: policy for policy in POLICIES}
PAID = (2, 5)  # of the twelve counties, those that have money of a policy that reaches whole counties


def others(policy):
    return harness.policies_off() if policy.by_itself else {}


def without(policy):
    return others(policy) | policy.settings | {f"{policy.name}.enabled": "false", "output.markets": "true"}


def with_policy(policy):
    if policy.reach == "county":
        money = ", ".join(f"{COUNTIES[i]}: {policy.few}" for i in PAID)
        paid = {f"{policy.name}.regional_budget": "0", f"{policy.name}.budget": f"{{default: 0, county: {{{money}}}}}"}
        return others(policy) | policy.settings | {f"{policy.name}.enabled": "true"} | paid
    return others(policy) | policy.settings | policy.on(policy.few)


class Reach(harness.Case):
    """All households, in all columns, by bits."""

    @classmethod
    @lru_cache(None)
    def runs(cls, name, linked):
        policy = BY_NAME[name]
        values = FEW | FOLLOWED | ({} if linked else policy.alone)
        folder = cls.shared / f"{name}-{linked}"
        base = region(folder / "base", values | without(policy))
        held = region(folder / "frozen", values | with_policy(policy) | frozen(base))
        live = region(folder / "live", values | with_policy(policy))
        cls.addClassCleanup(cls.runs.cache_clear)
        return base, held, live

    def panels(self, policy, linked):
        return [Panel(result) for result in self.runs(policy.name, linked)]

    @staticmethod
    def reached(policy, panel, base, left):
        """By year: who may differ. `left`: those who have moved on a place of the policy are among its enrolled."""
        if policy.reach == "county":
            return within_reach(panel, base, in_counties(panel, base, PAID))
        enrolled = ever_enrolled(panel, policy.members, base)
        return within_reach(panel, base, or_left(panel, base, enrolled) if left else enrolled)

    def test_enrolled_and_those_linked(self):
        for policy in POLICIES:
            with self.subTest(policy.name):
                base, held, live = self.panels(policy, True)
                last = held.years[-1]
                if policy.members:
                    enrolled = ever_enrolled(held, policy.members, base)
                    self.assertGreater(enrolled[last].sum(), 0, "nobody is enrolled: nothing is tested")
                reached = self.reached(policy, held, base, True)
                for year in held.years:
                    beyond = differing(base, held, year, policy.noted) & ~reached[year]
                    self.assertEqual(beyond.sum(), 0, f"{policy.name}, {year}: others differ")
                self.assertGreater(differing(base, held, last).sum(), 0)
                self.assertGreater((~reached[2010]).sum(), 0, "everybody is in reach: nothing could fail")
                # The test can fail: with live markets others do differ. What untied money buys, its receiver's entry shows.
                reached = self.reached(policy, live, base, False)
                others = sum((differing(base, live, year, policy.noted) & ~reached[year]).sum() for year in live.years)
                if not policy.receiver:
                    self.assertGreater(others, 0, f"{policy.name}: live markets reach nobody else")

    def test_only_the_enrolled(self):
        for policy in POLICIES:
            with self.subTest(policy.name):
                if policy.alone is None:
                    self.assertTrue(policy.why, "an entry says why its enrolled are never alone")
                    continue
                base, held, live = self.panels(policy, False)
                enrolled = ever_enrolled(held, policy.members, base)
                self.assertGreater(enrolled[held.years[-1]].sum(), 0, "nobody is enrolled: nothing is tested")
                moved = ever_moved(held)
                self.assertLess(moved[held.years[-1]].mean(), 0.1)
                for year in held.years:
                    beyond = differing(base, held, year, policy.noted) & ~enrolled[year] & ~moved[year]
                    self.assertEqual(beyond.sum(), 0, f"{policy.name}, {year}: others differ")
                enrolled = ever_enrolled(live, policy.members, base)
                others = sum((differing(base, live, year, policy.noted) & ~enrolled[year]).sum() for year in live.years)
                self.assertGreater(others, 0, f"{policy.name}: live markets reach nobody else")

    def test_nobody_is_displaced(self):
        base, held, live = self.runs("training", True)
        for result, displaced in ((base, False), (held, False), (live, True)):
            self.assertEqual(sum(map(sum, result.series("displaced"))) > 0, displaced)
        self.assertGreater(sum(map(sum, held.series("trained_gained"))), 0)
        self.assertEqual(held.series("local_wage"), base.series("local_wage"))
        self.assertEqual(held.series("hay_price"), base.series("hay_price"))

    def test_what_held_programmes_lack(self):
        """Those who come up to the base's cuts are served; their money has a source of its own."""
        lacking = 0
        for policy in POLICIES:
            base, held, live = self.runs(policy.name, True)
            rows = [row for row in held.ledger() if row["from"] == "frozen_markets"]
            lacking += len(rows)
            self.assertNotIn(policy.name, {row["programme"] for row in rows}, "the policy itself has its own money")
            self.assertTrue(all(row["to"] == "fund" for row in rows))
            for other in (base, live):
                self.assertNotIn("frozen_markets", {row["from"] for row in other.ledger()})
        self.assertGreater(lacking, 0)


if __name__ == "__main__":
    harness.main()
