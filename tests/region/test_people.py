#!/usr/bin/python3
"""docs/people.md: its tables are what the runs give, beside the published figures of configs/targets/people.csv."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

SCRIPT = "scripts/make-people"


class People(harness.Case):
    def check(self, root):
        return subprocess.run(["/usr/bin/python3", "-B", root / SCRIPT, harness.PROGRAM, "--check"],
                              capture_output=True, text=True, check=False)

    def test_tables_are_fresh(self):
        done = self.check(harness.ROOT)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_stale_table_is_found(self):
        for name in ("configs", "docs", "scripts"):
            shutil.copytree(harness.ROOT / name, self.folder / name)
        page = self.folder / "docs" / "people.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("| 3.30 |", "| 3.33 |", 1), encoding="utf-8")
        self.assertNotEqual(page.read_text(encoding="utf-8"), text)
        done = self.check(self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("stale", done.stderr)


if __name__ == "__main__":
    harness.main()
