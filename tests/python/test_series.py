#!/usr/bin/python3
"""series.h5 of finished and unfinished runs reads well: python/check_series.py on real results."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

CHECK = harness.ROOT / "tests" / "python" / "check_series.py"


class Series(harness.Case):
    def check(self, path, counties, years):
        done = subprocess.run([sys.executable, CHECK, path], capture_output=True, text=True, check=False)
        self.ends(done, 0)
        self.assertRegex(done.stdout, rf" {counties} counties, {years}")

    def test_poverty(self):
        values = {"region.counties": "[150205, 150522]", "population.scale": "0.02", "run.last_year": "2005"}
        result = harness.simulate(self.folder / "out", values | harness.policies_on())
        self.check(result.path("series.h5"), 2, "4 of 4 years")

    def test_minimal_model(self):
        result = harness.simulate(self.folder / "out", {}, harness.HH1)
        self.check(result.path("series.h5"), 3, "10 of 10 years")

    def test_without_column_hashes(self):
        result = harness.simulate(self.folder / "out", {"output.column_hashes": "false"}, harness.HH1)
        self.check(result.path("series.h5"), 3, "10 of 10 years")

    def test_unfinished(self):
        out = self.folder / "out"
        harness.simulate(out, {"output.stop_after": 2005}, harness.HH1, code=75)
        self.check(out / "series.partial.h5", 3, "4 of 10 years")

    def test_checker_refuses(self):
        """What is no series file is said to be none."""
        path = self.folder / "wrong.h5"
        path.write_bytes(b"not HDF5")
        done = subprocess.run([sys.executable, CHECK, path], capture_output=True, text=True, check=False)
        self.ends(done, 1)


if __name__ == "__main__":
    harness.main()
