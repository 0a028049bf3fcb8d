#!/usr/bin/python3
"""`horqin replay`: the shipped configurations give what their sources state exactly; what differs is named.

PENDING is what waits: exact statements that do not hold yet, by document. It may only shrink: a statement that holds has
to leave it.
"""

import csv
import json
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402

SOURCES = harness.ROOT / "configs" / "sources"
CONFIGS = ("kezuo-houqi", "inner-mongolia", "ningxia", "tongliao", "beijing-pairing")
KINDS = ("exact", "bound", "approximate", "setting", "note")
GRADES = ("as_stated", "otherwise", "no_figure")
USED_AGAIN = ("kezuo-houqi", "ningxia")
PENDING = {name: set() for name in CONFIGS}


def rows_of(document, folder=SOURCES):
    with (Path(folder) / f"{document}.csv").open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


def without(document, folder, left_out=(), more=()):
    """A catalogue of its own in `folder`: without the rows of these ids, with these texts as further ones."""
    for path in SOURCES.glob("*.csv"):
        shutil.copy(path, folder)
    path = Path(folder) / f"{document}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(",")[0] not in left_out]
    path.write_text("\n".join([*kept, *more]) + "\n", encoding="utf-8")
    return folder


class Replay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = Path(tempfile.mkdtemp(prefix="horqin-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared)

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="horqin-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def replay(self, name, *words, values=None, code=0):
        config = harness.ROOT / "configs" / f"{name}.yml"
        done = harness.run("replay", config, "--quiet", *words, *harness.settings(values or {}))
        harness.expect(done, code, f"replay {name} {words}")
        return done

    def kept(self, name, *words, code=0):
        """The replay of a configuration as it is, whose result other tests use again."""
        return self.replay(name, "--out", self.shared / name, *words, code=code)

    def answers(self, name, code=0):
        done = (self.kept if name in USED_AGAIN else self.replay)(name, "--json", code=code)
        answer = json.loads(done.stdout)
        self.assertEqual([r["statement"] for r in answer["statements"]], [r["id"] for r in rows_of(name)])
        return answer, done

    def check(self, name):
        """Every exact statement holds but those that wait, and the answer is whole."""
        pending = PENDING[name]
        answer, done = self.answers(name, code=70 if pending else 0)
        rows = {r["statement"]: r for r in answer["statements"]}
        wrong = {i for i, r in rows.items() if r["kind"] == "exact" and r["grade"] != "as stated"}
        self.assertEqual(wrong, pending)
        for kind in KINDS:
            grades = [r["grade"].replace(" ", "_") for r in rows.values() if r["kind"] == kind]
            self.assertEqual(answer["summary"][kind], {grade: grades.count(grade) for grade in GRADES})
        for statement in wrong:
            self.assertIn(f"horqin replay: {statement}: ", done.stderr)
        stated = {r["id"]: r for r in rows_of(name)}
        for statement, row in rows.items():
            if row["kind"] == "exact" and row["grade"] == "as stated":
                off = abs(row["simulated"] - float(stated[statement]["value_model"]))
                self.assertLessEqual(off, float(stated[statement]["tolerance"] or 0) + 1e-6, statement)

    def test_shipped_configurations(self):
        for name in CONFIGS:
            if (harness.ROOT / "configs" / f"{name}.yml").exists():
                with self.subTest(name):
                    self.check(name)

    def test_the_table(self):
        done = self.kept("ningxia")
        self.assertEqual(done.stderr, "")
        self.assertRegex(done.stdout, r"nx-trained +5687 +5687 +0  persons +exact +ok ")
        self.assertRegex(done.stdout, r"exact +\d+ +\d+ +0 +0\n")

    def test_the_same_on_more_ranks(self):
        config = harness.ROOT / "configs" / "kezuo-houqi.yml"
        one = self.kept("kezuo-houqi")
        two = harness.run("replay", config, "--quiet", ranks=2)
        self.assertEqual((two.returncode, two.stdout), (0, one.stdout))

    def test_what_is_spoilt_is_named(self):
        done = self.replay("kezuo-houqi", values={"planting.wages": "8e6"}, code=70)
        self.assertIn("horqin replay: kz-wages: restoration_wages 51360000 Yuan stated, ", done.stderr)
        values = {"training.regional_budget": "30e6", "region.counties": "[150102]"}
        done = self.replay("inner-mongolia", values=values, code=70)
        self.assertIn("horqin replay: im-train-money: training_money 31000000 Yuan stated, ", done.stderr)

    def test_a_statement_without_a_figure_is_named(self):
        row = "kz-new,17.3,2019,150522,restoration,unheard_of,,1,mu,1,mu,exact,exact,,,,,something,"
        done = self.replay("kezuo-houqi", "--sources", without("kezuo-houqi", self.folder, more=[row]), code=70)
        self.assertIn("kz-new: unheard_of 1 mu stated, no figure: no row of figures.def", done.stderr)

    def test_a_broken_catalogue(self):
        row = "kz-new,17.3,2019,150522,restoration,treated_mu,,1,mu,one,mu,exact,exact,,,,,something,"
        done = self.replay("kezuo-houqi", "--sources", without("kezuo-houqi", self.folder, more=[row]), code=65)
        self.assertRegex(done.stderr, r"kezuo-houqi\.csv:\d+:\d+: error: value_model 'one' is not a number")
        (Path(self.folder) / "tongliao.csv").unlink()
        done = self.replay("kezuo-houqi", "--sources", self.folder, code=65)
        self.assertIn("tongliao.csv: No such file", done.stderr)

    def test_nothing_is_left_behind(self):
        os.environ["TMPDIR"] = harness.ENVIRONMENT["TMPDIR"] = self.folder
        self.addCleanup(harness.ENVIRONMENT.pop, "TMPDIR")
        self.addCleanup(os.environ.pop, "TMPDIR")
        self.replay("kezuo-houqi", values={"run.replay_last": "2003"}, code=70)
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_result_is_kept_and_used_again(self):
        out = Path(self.folder) / "result"
        first = self.replay("kezuo-houqi", "--out", out)
        before = (out / "run.json").stat().st_mtime_ns
        again = self.replay("kezuo-houqi", "--out", out)
        self.assertEqual((first.stdout, before), (again.stdout, (out / "run.json").stat().st_mtime_ns))

    def test_free_runs_do_not_read_what_is_imposed(self):
        values = {"run.last_year": "2015"}
        spoilt = values | {"planting.wages": "{year: {2014: 1e6}}", "planting.wages_poor": "{year: {2014: 1e6}}"}
        hashes = [harness.simulate(Path(self.folder) / f"{i}", v).state_hash for i, v in enumerate((values, spoilt))]
        self.assertEqual(hashes[0], hashes[1])


class Figures(unittest.TestCase):
    def test_every_quantity_has_a_figure(self):
        rows = json.loads(harness.run("list", "figures", "--json").stdout)["figures"]
        have = {(r["programme"], r["quantity"]): r for r in rows}
        self.assertEqual(len(have), len(rows))
        wanted = {}
        for line in harness.script("check-sources", "--figures").stdout.splitlines():
            words = line.split()
            wanted[words[0], words[1]] = set(words[3:]) & set(KINDS)
        defined = {
            (r["programme"], r["quantity"])
            for name in CONFIGS
            for r in rows_of(name)
            if r["relation"].startswith(f"{r['id']} = ")
        }
        self.assertEqual(set(wanted) - set(have) - defined, set())
        self.assertEqual(set(have) - set(wanted), set())
        for key, kinds in ((key, wanted[key]) for key in have):
            if have[key]["how"] == "none":
                self.assertNotIn("exact", kinds, key)
            if have[key]["how"] == "given":
                self.assertLessEqual(kinds, {"setting"}, key)


if __name__ == "__main__":
    unittest.main()
