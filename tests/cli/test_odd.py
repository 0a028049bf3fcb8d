#!/usr/bin/python3
"""docs/odd: its tables are what the program's rows say, and the check tells when something is missing."""

import importlib.machinery
import importlib.util
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

SCRIPT = "scripts/make-odd"


def loaded():
    """The script as a module."""
    loader = importlib.machinery.SourceFileLoader("make_odd", str(harness.ROOT / SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("make_odd", loader))
    loader.exec_module(module)
    return module


class Odd(harness.Case):
    def check(self, root):
        return harness.script("make-odd", harness.PROGRAM, "--check", root=root)

    def test_tables_are_fresh_and_nothing_is_missing(self):
        done = self.check(harness.ROOT)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def copy(self):
        """What the script reads, in a folder that may be spoiled."""
        for name in ("models", "docs/odd", "tests/unit/models"):
            shutil.copytree(harness.ROOT / name, self.folder / name)
        shutil.copy(harness.ROOT / "docs/accounts.md", self.folder / "docs")
        (self.folder / "scripts").mkdir()
        shutil.copy(harness.ROOT / SCRIPT, self.folder / "scripts")
        return self.folder

    def spoilt(self, says):
        done = self.check(self.folder)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(says, done.stderr)

    def test_a_stale_table(self):
        page = self.copy() / "docs/odd/parameters.md"
        page.write_text(page.read_text(encoding="utf-8").replace("| 0.4 |", "| 0.41 |"), encoding="utf-8")
        self.spoilt("docs/odd/parameters.md is stale")

    def test_a_stale_chart_of_accounts(self):
        page = self.copy() / "docs/accounts.md"
        page.write_text(page.read_text(encoding="utf-8").replace("lgop", "lgob", 1), encoding="utf-8")
        self.spoilt("docs/accounts.md is stale")

    def test_a_process_without_a_test(self):
        (self.copy() / "tests/unit/models/livelihoods/test_herds.c").unlink()
        self.spoilt("models/livelihoods/herds.c: no unit test")

    def test_a_process_without_an_equation(self):
        file = self.copy() / "models/livelihoods/herds.c"
        text = file.read_text(encoding="utf-8")
        file.write_text("/* Herds grow and are sold. */\n" + text[text.index("*/") + 2 :], encoding="utf-8")
        self.spoilt("models/livelihoods/herds.c: its first comment states no equation")

    def test_rows_that_lack_something(self):
        module, parameter = loaded(), {"key": "a.b", "source": "assumed"}
        rows = {"parameters": [parameter], "policies": [], "quotas": []}
        self.assertEqual(list(module.wrong_rows(rows, [])), [])
        for source in ("", "-", "unknown", "not known yet"):
            parameter["source"] = source
            self.assertIn("parameter a.b", " ".join(module.wrong_rows(rows, [])), source)
        parameter["source"] = "calibrated: to something"
        rows["policies"].append({"name": "a", "parameters": ["enabled"]})
        found = " ".join(module.wrong_rows(rows, []))
        self.assertIn("programme a: no parameters enabled, start, end, budget", found)
        self.assertIn("programme a: no quota", found)
        rows["policies"][0]["unit"] = ""  # it serves a county as a whole
        self.assertNotIn("programme a: no quota", " ".join(module.wrong_rows(rows, [])))
        rows["policies"][0]["unit"] = "jobs"
        self.assertIn("programme a: no quota", " ".join(module.wrong_rows(rows, [])))


if __name__ == "__main__":
    harness.main()
