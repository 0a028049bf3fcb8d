#!/usr/bin/python3
"""An asset-based poverty trap in the running program (configs/experiments/poverty-trap.yml): two ends where ability is
middling, one where it is low or high; a transfer lasts where it leads over a household's threshold, and nowhere else; insurance
raises what is built up. What theory says of the solved policy itself is tests/unit/models/livelihoods/test_technique_policy.c."""

import os
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

CONFIG = harness.ROOT / "configs" / "experiments" / "poverty-trap.yml"
UNIT, PRODUCTIVITY = 5000, 0.65  # as the configuration has them
FIRST, GRANT, LAST = 2002, 2011, 2031
CALM = {"population.scale": "0.05"}
SHOCKS = {"shock": 0.1, "loss": 0.5}


def panel(result):
    """Log productivity of each household, and its capital by year, in units."""
    import h5py

    with h5py.File(result.path("trajectories.h5"), "r") as file:
        counts = set(file["row_count"][:].tolist())
        assert len(counts) == 1, "households begin or end: the panel is no rectangle"
        years = len(file["row_count"])
        capital = file["capital"][:].reshape(years, -1).astype(float) / UNIT
        ability = file["ability"][:].reshape(years, -1)[0].astype(float)
    return np.log(PRODUCTIVITY) + ability, capital


class PovertyTrap(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.count = 0
        cls.able, cls.base = cls.course()

    @classmethod
    def course(cls, **values):
        cls.count += 1
        named = {f"technique.{name}": value for name, value in values.items()}
        return panel(harness.simulate(cls.shared / str(cls.count), CALM | named, config=CONFIG))

    def between(self, low, high):
        """Households of these log productivities. (The unit test finds three steady states from -0.5 to -0.35.)"""
        chosen = (self.able >= low) & (self.able < high)
        self.assertGreater(chosen.sum(), 60)
        return chosen

    def test_two_ends_in_the_middle_and_one_beyond(self):
        last, first = self.base[-1], self.base[0]
        for low, high in ((-0.48, -0.36), (-3, -0.7), (-0.2, 3)):
            started = first[self.between(low, high)]
            self.assertGreater(np.mean(started < 2), 0.1, "some begin with little")
            self.assertGreater(np.mean(started > 5), 0.1, "and some with much")
        middle = last[self.between(-0.48, -0.36)]
        poor, rich = np.mean(middle < 2.2), np.mean(middle > 6)
        self.assertGreater(poor, 0.2)
        self.assertGreater(rich, 0.2)
        self.assertGreater(poor + rich, 0.98, "nobody stays between the two ends")
        # Of low ability all end at the low technique but those who began with so much that it is not worn off
        # after 30 years; of high ability nobody is left.
        self.assertGreater(np.mean(last[self.between(-3, -0.7)] < 2), 0.99)
        self.assertEqual(np.mean(last[self.between(-0.2, 3)] > 6), 1)

    def test_where_one_ends_is_where_one_began(self):
        """In the middle the order of capital is kept: no shocks, and a threshold for each ability."""
        chosen = self.between(-0.44, -0.42)  # within one class of ability all have the same policy
        first, rich = self.base[0][chosen], self.base[-1][chosen] > 4
        self.assertGreater(first[rich].min(), 0.9 * first[~rich].max())

    def test_a_transfer_lasts_over_the_threshold_only(self):
        trapped = self.between(-0.48, -0.36) & (self.base[GRANT - FIRST - 1] < 2.2) & (self.base[-1] < 2.2)
        self.assertGreater(trapped.sum(), 100)
        lasting = []
        for grant in (1, 2, 3, 5):
            _, course = self.course(grant=f"{{year: {{{FIRST}: 0, {GRANT}: {grant}, {GRANT + 1}: 0}}}}")
            effect = (course - self.base)[:, trapped]
            self.assertTrue(np.all(effect[: GRANT - FIRST] == 0))
            self.assertGreater(effect[GRANT - FIRST].min(), 0.6 * grant, "most of it is kept at first")
            late = effect[LAST - FIRST]
            gone, stays = late < 0.1 * grant, late > 0.8 * grant
            self.assertTrue(np.all(gone | stays), f"20 years later a grant of {grant} is gone, or there and more")
            lasting.append(stays)
        for less, more in zip(lasting, lasting[1:]):
            self.assertTrue(np.all(more[less]), "who is over with less is over with more")
        self.assertLess(lasting[0].mean(), 0.1)
        self.assertTrue(0.1 < lasting[1].mean() < lasting[2].mean())
        self.assertEqual(lasting[3].mean(), 1)

    def test_grants_reach_their_share(self):
        _, course = self.course(grant=2, grant_share=0.3)
        share = np.mean(course[0] > self.base[0])
        self.assertLess(abs(share - 0.3), 4 * np.sqrt(0.3 * 0.7 / share.size / len(self.able)))

    def test_insurance_raises_accumulation(self):
        """Half of capital lost in one year of ten; a fair premium. Same luck, so households are compared pair by pair."""
        _, bare = self.course(**SHOCKS)
        _, covered = self.course(**SHOCKS, insured=1)
        middle = self.between(-0.3, -0.1)
        gain = (covered - bare)[:, middle]
        for year, least in ((9, 0.05), (29, 0.2)):
            self.assertGreater(gain[year].mean(), 4 * gain[year].std() / np.sqrt(middle.sum()))
            self.assertGreater(gain[year].mean(), least * bare[year][middle].mean())

    def test_insurance_ex_ante(self):
        """In the first year, before anybody is paid: 4 units of capital each, and to the insured the premium is given back
        once, so that whom no shock has struck has the same wealth with insurance and without. All of the middle leave more
        of it as capital but those at its lower edge, who without insurance build up a larger buffer (docs/model.md)."""
        premium = SHOCKS["shock"] * SHOCKS["loss"] * (1 - 0.08) * 4
        alike = SHOCKS | {"capital": 4, "capital_spread": 0}
        _, bare = self.course(**alike)
        _, covered = self.course(**alike, insured=1, grant=f"{{year: {{{FIRST}: {premium}, {FIRST + 1}: 0}}}}")
        _, calm = self.course(**alike | {"shock": 0})
        unhurt = bare[0] > 0.8 * calm[0]
        self.assertLess(abs(unhurt.mean() - 0.9), 4 * np.sqrt(0.09 / unhurt.size))
        more = covered[0] / bare[0]
        self.assertGreater(more[unhurt].mean(), 1)
        middle = more[unhurt & self.between(-0.25, -0.1)]
        self.assertGreater(middle.min(), 1)
        self.assertGreater(middle.mean(), 1.01)

    def test_books_and_stocks_with_everything_on(self):
        """A common county with the technique: capital is in the audit, money in the books; households divide and end."""
        values = {"population.scale": "0.1", "run.last_year": "2008", "demography.enabled": "true", "technique.enabled": "true",
                  "technique.insured": "0.5", "technique.grant": "0.5"} | harness.policies_on()  # fmt: skip
        words = harness.run_words(self.folder / "audit", values)
        self.ends(harness.run(*words, "--audit"), 0)

    def test_same_bits(self):
        values = {"population.scale": "0.05", "run.last_year": "2007", "technique.enabled": "true", "technique.insured": "0.5"}
        one = harness.simulate(self.folder / "one", values)
        self.same(one, harness.simulate(self.folder / "ranks", values, ranks=3, threads=2), "three ranks")
        for isa in harness.instruction_sets():
            self.same(one, harness.simulate(self.folder / isa, values, isa=isa), isa)
        harness.simulate(self.folder / "stopped", values | {"output.stop_after": "2004"}, code=75)
        self.same(one, harness.resume(self.folder / "stopped", ranks=2, values={"output.stop_after": "0"}), "resumed")


if __name__ == "__main__":
    harness.main()
