#!/usr/bin/python3
"""Markets held on the course of a base run: the same run again is the same to the bit, on any ranks and stopped and
resumed; what will not do as a base is refused. Whom one policy more reaches: test_reach.py."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness
from few import FEW, REGION, frozen, region


class Same(harness.Case):
    """A run held on its own record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = region(cls.shared / "base", FEW | {"output.markets": "true"})

    def records(self, result):
        files = sorted(result.path("markets").iterdir())
        self.assertEqual([file.name for file in files], [f"{year}.hqc" for year in range(2009, 2013)])
        return [file.read_bytes() for file in files]

    def same_course(self, got, what):
        """Households and accounts; series.h5 holds the configuration's hash, which is another."""
        for key in ("state_hash", "ledger_hash"):
            self.assertEqual(got.facts[key], self.base.facts[key], what)
        for name in ("ledger.csv", "yearly.csv"):
            self.assertEqual(got.bytes(name), self.base.bytes(name), f"{what}: {name}")
        for name in ("column_hash", "state_hash", "displaced", "local_wage"):
            self.assertEqual(got.series(name), self.base.series(name), f"{what}: {name}")

    def test_recording_changes_nothing(self):
        plain = region(self.folder / "plain", FEW)
        self.assertFalse(plain.path("markets").exists())
        self.same(plain, self.base, "recorded and not")

    def test_same_run(self):
        hashes = set()
        for ranks, threads in ((1, 2), (3, 1)):
            got = region(self.folder / str(ranks), FEW | frozen(self.base), ranks=ranks, threads=threads)
            self.same_course(got, f"{ranks} ranks")
            hashes.add(got.facts["configuration_hash"])
            self.assertEqual(got.facts["base_markets_hash"], self.base.facts["markets_hash"])
        self.assertEqual(len(hashes), 1)
        self.assertNotIn(self.base.facts["configuration_hash"], hashes)

    def test_ranks(self):
        """With one policy more: the same bits on any ranks and threads."""
        values = FEW | frozen(self.base) | {"training.regional_budget": "90e6", "training.placed": "-1"}
        one = region(self.folder / "one", values)
        self.assertNotEqual(one.state_hash, self.base.state_hash)
        self.same(one, region(self.folder / "three", values, ranks=3, threads=2), "3 ranks")

    def test_stop_and_resume(self):
        recorded = FEW | {"output.markets": "true"}
        out = self.folder / "base"
        region(out, recorded | {"output.stop_after": "2010"}, ranks=3, code=75)
        again = harness.resume(out, ranks=2)
        self.same(self.base, again, "base, stopped and resumed")
        self.assertEqual(self.records(again), self.records(self.base))
        out = self.folder / "frozen"
        region(out, FEW | frozen(self.base) | {"output.stop_after": "2011"}, ranks=2, code=75)
        self.same_course(harness.resume(out, ranks=3), "frozen, stopped and resumed")

    def test_record_is_resumed_whole_or_not(self):
        out = self.folder / "base"
        region(out, FEW | {"output.markets": "true", "output.stop_after": "2010"}, code=75)
        (out / "markets" / "2009.hqc").unlink()
        done = harness.resume(out, code=65)
        self.assertIn("does not hold the years before the checkpoint", done.stderr)
        harness.resume(out, values={"output.markets": "false"})

    def test_estimate(self):
        """Bytes of the record to the byte; a frozen run is estimated without its base's villages."""
        import json

        words = ["estimate", REGION, *harness.settings(FEW | {"output.markets": "true"}), "--json"]
        done = harness.run(*words)
        harness.expect(done, 0, "estimate")
        written = sum(len(data) for data in self.records(self.base))
        self.assertEqual(json.loads(done.stdout)["disk"]["markets"], written)
        words = ["estimate", REGION, *harness.settings(FEW | frozen(self.base)), "--json"]
        harness.expect(harness.run(*words), 0, "estimate of a frozen run")

    def test_complete_result_is_reused(self):
        values = FEW | {"output.markets": "true"}
        out = self.folder / "base"
        first = region(out, values)
        self.assertIn("reused", region(out, values).out)
        (out / "markets" / "2011.hqc").unlink()
        again = region(out, values)
        self.assertNotIn("reused", again.out)
        self.assertEqual(self.records(again), self.records(first))


class Refused(harness.Case):
    """What will not do as a base is said, with the exit code that it has, and nothing is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = FEW | {"region.counties": "[150522, 150523]", "run.last_year": "2010"}
        cls.base = region(cls.shared / "base", cls.values | {"output.markets": "true"})
        cls.plain = region(cls.shared / "plain", cls.values)

    def refused(self, code, says, values, base=None, ranks=1):
        out = self.folder / "out"
        held = {"run.markets": "frozen", "run.base": base or self.base.folder}
        done = region(out, self.values | held | values, code=code, ranks=ranks)
        self.assertRegex(done.stderr, says)
        self.assertFalse(out.exists(), "something was written")

    def test_other_runs(self):
        self.refused(2, "run.base is not set", {"run.base": "''"})
        self.refused(2, "no record of the markets of 2009: run it with output.markets", {}, self.folder / "nowhere")
        self.refused(2, "no record of the markets of 2009: run it with output.markets", {}, self.plain.folder)
        self.refused(2, "no record of the markets of 2011", {"run.last_year": "2011"})
        self.refused(2, "another first year", {"run.first_year": "2010"})
        self.refused(2, "another seed", {"run.seed": "2"})
        self.refused(2, "other counties, villages or households", {"population.scale": "0.1"})
        self.refused(2, "other counties, villages or households", {"region.counties": "[150522, 150521]"}, ranks=2)
        self.refused(2, "run.markets cannot be 'froze'.*frozen", {"run.markets": "froze"})

    def test_damage(self):
        import shutil

        for at, what in ((100, "a bit"), (-1, "the end")):
            bad = self.folder / what.replace(" ", "-")
            shutil.copytree(self.base.folder, bad)
            file = bad / "markets" / "2010.hqc"
            data = bytearray(file.read_bytes())
            data[at] ^= 1
            file.write_bytes(data)
            self.refused(65, "2010.hqc is cut off or damaged", {}, bad)
            file.write_bytes(data[:1000])
            self.refused(65, "2010.hqc is cut off or damaged", {}, bad, ranks=2)

    def test_own_folder(self):
        """A frozen run would remove the record that it goes by."""
        done = region(self.base.folder, self.values | frozen(self.base) | {"training.enabled": "false"}, code=2)
        self.assertIn("own result folder", done.stderr)
        self.assertTrue(self.base.path("markets/2010.hqc").exists())


if __name__ == "__main__":
    harness.main()
