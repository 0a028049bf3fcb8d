#!/usr/bin/python3
"""`horqin replay`: the shipped configurations give what their sources state exactly; what differs is named.

PENDING is what waits: exact statements that do not hold yet, by document. It may only shrink: a statement that holds has
to leave it.
"""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from functools import lru_cache
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402

sys.path.insert(0, str(harness.ROOT / "scripts"))
from sourcing.figures import Figures as Rows  # noqa: E402

SOURCES = harness.ROOT / "configs" / "sources"
CONFIGS = ("kezuo-houqi", "inner-mongolia", "ningxia", "tongliao", "beijing-pairing")
KINDS = ("exact", "bound", "approximate", "setting", "note")
GRADES = ("as_stated", "on", "taken", "otherwise", "no_figure")
USED_AGAIN = ("kezuo-houqi", "ningxia")
PENDING = {name: set() for name in CONFIGS}
PAGE = harness.ROOT / "docs" / "replay.md"

# Exact statements that are computed with a number that nothing in the model depends on, so that they hold as far as the
# others do; each with the number, and why the model has none.
PARTLY_TAKEN = {
    "im-rural-share": "all people of the region: only rural ones are simulated",
    "im-d-second": "which three banners of minorities is not said",
    "nx-mf-cover": "villages of the model are not listed as poor",
    "nx-d-train-plan": "a plan",
    "nx-d-train-rate": "a plan",
    "bj-d-year": "the 14 years of the document, of which the run has 13",
    "bj-d-roads": "the same",
    "bj-d-farmland": "the same",
    "bj-d-talents": "the same",
}


def rows_of(document, folder=SOURCES):
    with (Path(folder) / f"{document}.csv").open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


@lru_cache(None)
def imposed_parameters():
    """Keys of all parameters that act where run.mode is replay alone."""
    rows = json.loads(harness.run("list", "parameters", "--json").stdout)["parameters"]
    return [r["key"] for r in rows if re.search(r"imposed (where run.mode is replay|likewise)", r["meaning"])]


def parts_of(row):
    """Ids in the relation that says what a statement is."""
    return [w for w in row["relation"].removeprefix(f"{row['statement']} = ").split() if w[0].isalpha()]


def table_of(heading):
    """Rows of the table under a heading of docs/replay.md, as lists of cells, without its head."""
    text = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


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
        done = harness.run("replay", config, "--quiet", *words, *harness.settings(harness.UNLESS_SAID | (values or {})))
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
            of = [r for r in rows.values() if r["kind"] == kind]
            made = [r for r in of if r["origin"] == "outcome"]
            wanted = {grade: sum(r["grade"].replace(" ", "_") == grade for r in of) for grade in GRADES}
            wanted |= {"outcomes": len(made), "outcomes_as_stated": sum(r["grade"] == "as stated" for r in made)}
            self.assertEqual(answer["summary"][kind], wanted)
        self.check_page(name, answer["summary"])
        stated, figures = {r["id"]: r for r in rows_of(name)}, Rows(harness.ROOT)
        for statement, row in rows.items():
            own = row["kind"] == "exact" and figures.reads(stated[statement]) == "computed"
            taken = own and any(part not in rows or rows[part]["origin"] == "taken" for part in parts_of(row))
            self.assertEqual(bool(taken), statement in PARTLY_TAKEN, statement)
        for statement in wrong:
            self.assertIn(f"horqin replay: {statement}: ", done.stderr)
        for statement, row in rows.items():
            if row["kind"] == "exact" and row["grade"] == "as stated":
                off = abs(row["simulated"] - float(stated[statement]["value_model"]))
                self.assertLessEqual(off, float(stated[statement]["tolerance"] or 0) + 1e-6, statement)

    def check_page(self, name, summary):
        """docs/replay.md counts what the replay counts."""
        cells = next(row for row in table_of("What holds") if row[0] == name)[2:]
        grades = {"exact": ("as_stated",), "bound": ("as_stated", "otherwise", "no_figure"), "approximate": ("as_stated", "otherwise", "no_figure"),
                  "setting": ("as_stated", "on", "taken", "otherwise")}  # fmt: skip
        counts = [[summary[kind][grade] for grade in words] for kind, words in grades.items()]
        compared = [summary[kind] for kind in ("exact", "bound", "approximate")]
        counts.append([sum(s["outcomes"] for s in compared), sum(s["outcomes_as_stated"] for s in compared)])
        self.assertEqual([[int(word) for word in cell.split(",")] for cell in cells], counts, name)

    def test_shipped_configurations(self):
        for name in CONFIGS:
            with self.subTest(name):
                self.check(name)

    def test_the_table(self):
        done = self.kept("ningxia")
        self.assertEqual(done.stderr, "")
        self.assertRegex(done.stdout, r"nx-trained +5687 +5687 +0  persons +exact +imposed +ok ")
        self.assertRegex(done.stdout, r"nx-income +2912 +\d+\.\d+ +-\d+\.\d+  Yuan +approximate +outcome +off ")
        self.assertRegex(done.stdout, r"exact +\d+ +\d+ +0 +0 +0 +0 +0 +0\n")

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

    def test_an_empty_catalogue(self):
        """Nothing stated is nothing compared: no exit 0."""
        folder = without("kezuo-houqi", self.folder, left_out=[r["id"] for r in rows_of("kezuo-houqi")])
        done = self.replay("kezuo-houqi", "--sources", folder, code=65)
        self.assertIn("kezuo-houqi.csv:1:1: error: no row stands under the heading", done.stderr)

    def test_what_the_configuration_changes_is_seen(self):
        """Numbers that are looked up in parameters and tables, and a number over years that the run has not all of."""
        values = {"relocation.areas": "{year: {2009: 4}}", "cascade.local_start": "2012", "region.counties": "[150102, 150122]"}
        done = self.replay("inner-mongolia", "--json", values=values, code=70)
        rows = {r["statement"]: r for r in json.loads(done.stdout)["statements"]}
        self.assertEqual((rows["im-reloc-areas"]["simulated"], rows["im-reloc-areas"]["verdict"]), (4, "other"))
        self.assertEqual((rows["im-local-start"]["simulated"], rows["im-local-start"]["verdict"]), (2012, "other"))
        self.assertEqual(rows["im-d-bj-adjusted"]["grade"], "no figure")  # neither county has a partner
        self.assertEqual(rows["im-d-bases"]["grade"], "otherwise")
        self.assertEqual((rows["im-xingan"]["verdict"], rows["im-xingan"]["origin"]), ("taken", "taken"))
        self.assertEqual(rows["im-link-share"]["why"], "the run has none of these years")

    def test_a_replay_that_is_stopped_keeps_its_folder(self):
        """It can be resumed, and compares then."""
        config = harness.ROOT / "configs" / "kezuo-houqi.yml"
        words = [str(w) for w in harness.command("replay", config, "--quiet")]
        environment = harness.ENVIRONMENT | {"TMPDIR": self.folder}
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment) as running:
            until = time.monotonic() + 60
            while not list(Path(self.folder).glob("*/inputs")) and time.monotonic() < until:
                time.sleep(0.05)
            running.send_signal(signal.SIGTERM)
            _, said = running.communicate(timeout=120)
        self.assertEqual(running.returncode, 75, said)
        (folder,) = Path(self.folder).iterdir()
        self.assertIn(f"horqin resume {folder}", said)
        self.assertIn(f"add --out {folder}", said)
        harness.resume(folder)
        before = (folder / "run.json").stat().st_mtime_ns
        self.assertIn("kz-wages ", self.replay("kezuo-houqi", "--out", folder).stdout)
        self.assertEqual((folder / "run.json").stat().st_mtime_ns, before)

    def test_events_are_lines_without_money(self):
        out = self.shared / "ningxia"
        self.kept("ningxia")
        with (out / "ledger.csv").open(encoding="utf-8", newline="") as ledger:
            rows = [r for r in csv.DictReader(ledger) if r["programme"] == "events"]
        counts = {}
        for row in rows:
            self.assertEqual(float(row["yuan"]), 0, row)
            counts[row["instrument"]] = counts.get(row["instrument"], 0) + int(row["quantity"])
        wanted = {"conferences": 2, "visits": 1, "special_pages": 21, "news": 70, "television": 1, "briefings": 5, "boards": 40}
        self.assertEqual({k: v for k, v in counts.items() if v}, wanted)

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
        """Not one of the parameters that act in replays alone; in a replay of the same they do."""
        keys = imposed_parameters()
        self.assertGreater(len(keys), 20)
        for key in ("planting.wages_poor", "mutual_fund.repaid", "training.places", "infrastructure.roads_units"):
            self.assertIn(key, keys)
        values = harness.policies_on() | {"run.first_year": 2003, "run.last_year": 2005, "population.scale": 0.1}
        values["planting.wage_share"] = 0.3
        spoilt = values | dict.fromkeys(keys, 1)
        hashes = {}
        for mode in ("free", "replay"):
            for name, one in (("plain", values), ("spoilt", spoilt)):
                result = harness.simulate(Path(self.folder) / f"{mode}-{name}", one | {"run.mode": mode})
                hashes[mode, name] = result.state_hash
        self.assertEqual(hashes["free", "plain"], hashes["free", "spoilt"])
        self.assertNotEqual(hashes["replay", "plain"], hashes["replay", "spoilt"])

    def test_each_alone_is_not_read(self):
        """Where two would undo each other: one at a time, of one programme after the other."""
        base = {"run.first_year": 2014, "run.last_year": 2014, "population.scale": 0.02}
        base |= harness.policies_on()
        plain = harness.simulate(Path(self.folder) / "plain", base).state_hash
        for number, key in enumerate(imposed_parameters()):
            one = harness.simulate(Path(self.folder) / str(number), base | {key: 1})
            self.assertEqual(one.state_hash, plain, key)


class Page(unittest.TestCase):
    """docs/replay.md names parameters that there are, and all that a replay imposes."""

    def keys(self):
        rows = json.loads(harness.run("list", "parameters", "--json").stdout)["parameters"]
        return {r["key"] for r in rows}

    def test_what_is_imposed(self):
        keys, named = self.keys(), set()
        for cell, *_ in table_of("What a replay imposes"):
            for word in re.findall(r"`([^`]+)`", cell):
                pattern = re.compile(re.escape(word).replace("NAME", r"\w+"))
                found = {key for key in imposed_parameters() if pattern.fullmatch(key)}
                self.assertTrue(found, f"{word} names no parameter that a replay imposes")
                named |= found
        self.assertEqual(set(imposed_parameters()) - named, set())
        self.assertLessEqual(named, keys)

    def test_parameters_of_the_text(self):
        keys = self.keys()
        groups = {key.split(".")[0] for key in keys}
        text = PAGE.read_text(encoding="utf-8")
        for word in re.findall(r"`([a-z_]+\.[a-z_]+)(?:=[^`]*)?`", text):
            if word.split(".")[0] in groups and not word.endswith((".def", ".csv", ".c")):
                self.assertIn(word, keys)


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

    def test_every_thing_is_named_by_a_statement(self):
        things = {
            (r["programme"], r["quantity"])
            for name in CONFIGS
            for r in rows_of(name)
            if r["kind"] == "setting" and not r["value"]
        }
        self.assertEqual(set(Rows(harness.ROOT).things), things)


if __name__ == "__main__":
    unittest.main()
