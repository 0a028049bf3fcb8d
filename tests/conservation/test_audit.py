#!/usr/bin/python3
"""`horqin run --audit`: people, households, animals, land and money add up, counted a second time, and counting
changes nothing. (An account that does not hold: tests/unit/sim/test_audit.c.)"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

YEARS = range(2002, 2009)
# Every programme at work, households that move between counties and some that go back.
VALUES = harness.policies_on() | {
    "region.counties": "[150205, 150522, 150525]",
    "population.scale": "0.05",
    "run.last_year": str(YEARS[-1]),
    "relocation.least_sand": "0",
    "relocation.job_access": "6",
    "relocation.land_kept": "0.5",
    "relocation.return_rate": "0.3",
    # What enterprises would add to this money is work for so many that hardly anybody is in default, and so are jobs that
    # last, and many of them.
    "eco_industry.leverage": "0",
    "labour.vacancies": "0.02",
}
# Divisions early, so that many have kin; elders join them for certain; deaths enough that some leave an estate.
LIVING = {
    "demography.enabled": "true",
    "demography.division": "1",
    "demography.joining": "1",
    "demography.base_deaths_men": "0.08",
    "demography.base_deaths_women": "0.08",
    "technique.enabled": "true",
}
EXACT = {"households", "persons", "savings", "debt", "cropland", "forest", "pasture", "rented", "fund_loans"}


class Audit(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = VALUES
        cls.plain = harness.simulate(cls.shared / "plain", cls.values, threads=2)

    def audited(self, out, ranks=1, **more):
        words = harness.run_words(out, self.values | more, threads=1) + ["--audit"]
        done = harness.run(*words, ranks=ranks)
        harness.expect(done, 0, " ".join(map(str, words)))
        return harness.Result(out, done)

    def holds(self, result, years):
        self.assertEqual(result.facts["audited_years"], years)
        rows = {row["stock"]: row for row in result.facts["audit"]}
        self.assertLessEqual(EXACT | {"herd"}, set(rows))
        for name, row in rows.items():
            self.assertEqual(row["years"], years, name)
            self.assertLessEqual(row["worst_difference"], row["allowed_there"], name)
            if name in EXACT:
                self.assertEqual(row["allowed_there"], 0, name)
        return rows

    def test_there_is_something_to_audit(self):
        for name in ("relocated", "returned_home", "returned_cropland", "fund_loans", "defaulted", "help_received"):
            self.assertGreater(sum(map(sum, self.plain.series(name))), 0, name)
        self.assertEqual((self.plain.facts["audited_years"], self.plain.facts["audit"]), (0, []))

    def test_it_holds_on_any_ranks_and_changes_nothing(self):
        rows = []
        for ranks in (1, 3):
            result = self.audited(self.folder / str(ranks), ranks)
            self.same(self.plain, result, f"audited on {ranks} ranks")
            rows.append(self.holds(result, len(YEARS)))
        self.assertEqual(rows[0], rows[1], "what the audit found on 1 and 3 ranks")
        # Roundings that cancel: far from the bound, which is for all of them to go one way.
        herd = rows[0]["herd"]
        self.assertLess(herd["worst_difference"], herd["allowed_there"] / 20)

    def test_after_a_resume(self):
        out = self.folder / "out"
        harness.simulate(out, self.values | {"output.stop_after": 2005}, code=75)
        done = harness.run("resume", out, "--threads", 1, "--audit", ranks=3)
        harness.expect(done, 0, "resume --audit")
        result = harness.Result(out, done)
        self.same(self.plain, result, "resumed with an audit")
        self.holds(result, YEARS[-1] - 2005)

    def test_a_result_that_was_not_audited_is_run_again(self):
        out = self.folder / "out"
        harness.simulate(out, self.values | {"run.last_year": "2003"})
        self.holds(self.audited(out, **{"run.last_year": "2003"}), 2)
        words = [*harness.run_words(out, self.values | {"run.last_year": "2003"}), "--audit"]
        self.assertIn("reused", harness.run(*words).stdout)


class LivingAudit(Audit):
    """The same with households that begin, end and join kin, as many of them as can."""

    @classmethod
    def setUpClass(cls):
        super(Audit, cls).setUpClass()
        cls.values = VALUES | LIVING
        cls.plain = harness.simulate(cls.shared / "living", cls.values, threads=2)

    def test_there_is_something_to_audit(self):
        super().test_there_is_something_to_audit()
        for name in ("households_begun", "households_ended", "households_merged", "persons_joined", "inherited", "orphans"):
            self.assertGreater(sum(map(sum, self.plain.series(name))), 0, name)


if __name__ == "__main__":
    harness.main()
