#!/usr/bin/python3
"""docs/tutorial-policy.md, followed to the letter in a copy of the tree.

Without a word: its text fits the tree (the row goes where it says, file and test compile, nothing of it is there
yet, its paths exist). With --build: every command is run, and the policy is listed, costs money, has its effect,
and off leaves the hash as it was.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

TUTORIAL = harness.ROOT / "docs" / "tutorial-policy.md"
FENCE = re.compile(r"^```(\w+)(?: (file|row)=(\S+))?\n(.*?)^```$", re.M | re.S)
NAME = "school_meals"
BUILD = "--build" in sys.argv


def blocks():
    """(language, file or row or "", path, text) of every block of the page."""
    return [(m[1], m[2] or "", m[3] or "", m[4]) for m in FENCE.finditer(TUTORIAL.read_text(encoding="utf-8"))]


def commands():
    """The lines of shell, in order."""
    return [line for language, _, _, text in blocks() if language == "sh" for line in text.splitlines()]


def add_row(path, row):
    """A row at the end of the SERVICE rows of a file."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    last = max(i for i, line in enumerate(lines) if line.startswith("SERVICE("))
    lines.insert(last + 1, row)
    path.write_text("".join(lines), encoding="utf-8")


def follow(root):
    """Writes row, file and test into a copy of the tree."""
    for _, kind, path, text in blocks():
        if kind == "row":
            add_row(root / path, text)
        elif kind == "file":
            if (root / path).exists():
                raise AssertionError(f"{path} is there already")
            (root / path).write_text(text, encoding="utf-8")


def copy(root, *names):
    for name in names:
        source = harness.ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, root / name)


class Text(harness.Case):
    """What the page says, beside the tree."""

    def test_one_row_one_file_one_test(self):
        kinds = [(kind, path) for _, kind, path, _ in blocks() if kind]
        self.assertEqual(kinds, [("row", "models/rows/policies.def"), ("file", f"models/policies/{NAME}.c"),
                                 ("file", f"tests/unit/models/policies/test_{NAME}.c")])
        self.assertNotIn(NAME, harness.programmes())

    def test_it_compiles_and_makes_what_it_says(self):
        root = self.folder
        copy(root, "models", "sim", "tests")
        follow(root)
        words = ["gcc", "-std=gnu11", "-fopenmp", "-DHQ_ISA=generic", "-Wall", "-Wextra", "-Wshadow", "-Werror",
                 "-Wstrict-prototypes", "-Wmissing-prototypes", "-Wpointer-arith", "-Wvla", f"-I{root}", f"-I{root}/tests"]
        for _, kind, path, _ in blocks():
            if kind == "file":
                done = subprocess.run([*words, "-fsyntax-only", '-DCONFIGS=""', '-DTEST_DATA=""', root / path],
                                      capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""), path)
        declared = subprocess.run([*words, "-E", "-P", root / f"models/policies/{NAME}.c"],
                                  capture_output=True, text=True, check=True).stdout
        page = TUTORIAL.read_text(encoding="utf-8")
        for name in (f"Q_{NAME}", f"T_served_{NAME}", f"T_paid_{NAME}", f"P_{NAME}"):
            self.assertIn(f"`{name}`", page)
            self.assertRegex(declared, rf"enum\s*{{[^}}]*\b{name}\b")

    def test_paths_exist(self):
        made = {path for _, kind, path, _ in blocks() if kind == "file"}
        words = set(re.findall(r"`((?:models|tests|docs|scripts|configs|\.ci)/[\w./-]+)`", TUTORIAL.read_text(encoding="utf-8")))
        words |= {word for line in commands() for word in line.split() if re.match(r"(configs|scripts)/", word)}
        self.assertGreater(len(words), 8)
        for word in words - made:
            self.assertTrue((harness.ROOT / word).exists(), word)

    def test_form(self):
        """The files are in the project's form."""
        tool = shutil.which("clang-format")
        if not tool:
            self.skipTest("no clang-format here")
        for _, kind, path, text in blocks():
            if kind == "file":
                done = subprocess.run([tool, f"--assume-filename={harness.ROOT / path}"], input=text, capture_output=True,
                                      text=True, check=True)
                self.assertEqual(text, done.stdout, path)


class Followed(harness.Case):
    """Every command of the page, in a copy of the tree."""

    @classmethod
    def setUpClass(cls):
        if not BUILD:
            raise harness.unittest.SkipTest("builds the program: with --build")
        super().setUpClass()
        cls.root = cls.shared / "tree"
        cls.root.mkdir()
        listed = subprocess.run(["git", "-C", harness.ROOT, "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=False)
        names = listed.stdout.split("\n") if listed.returncode == 0 else []
        tops = {name.split("/")[0] for name in names if name} - {"build", "results"} or {
            p.name for p in harness.ROOT.iterdir()} - {"build", "results", ".git"}
        copy(cls.root, *sorted(top for top in tops if (harness.ROOT / top).exists()))
        follow(cls.root)
        cls.said = {}
        for line in commands():
            if line == "scripts/format":  # needs the repository itself; test_form looks at the files
                continue
            done = subprocess.run(["bash", "-c", line], cwd=cls.root, capture_output=True, text=True, timeout=3000,
                                  env=harness.ENVIRONMENT | {"HORQIN": str(cls.root / "build/release/horqin")}, check=False)
            harness.expect(done, 0, line)
            cls.said[line] = done.stdout

    def result(self, name):
        return harness.Result(self.root / "results" / name)

    def test_unit_test_ran(self):
        said = next(text for line, text in self.said.items() if line.startswith("ctest"))
        self.assertIn("100% tests passed, 0 tests failed out of 1", said)

    def test_it_is_listed(self):
        said = next(text for line, text in self.said.items() if line.endswith("list policies"))
        self.assertIn(NAME, said)
        page = self.root / "docs" / "odd"
        self.assertIn(NAME, "".join(path.read_text(encoding="utf-8") for path in page.iterdir()))

    def test_off_is_as_before(self):
        values = {"population.scale": "0.1", "run.last_year": "2007"}
        before = harness.simulate(self.folder / "before", values)
        self.assertEqual(before.state_hash, self.result("without").state_hash)
        self.assertEqual(before.state_hash, self.result("penniless").state_hash)
        self.assertEqual(before.bytes("ledger.csv"), self.result("without").bytes("ledger.csv"))

    def test_it_costs_money(self):
        with open(self.result("meals").path("ledger.csv"), encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["programme"] == NAME]
        for year in range(2002, 2008):
            of = [row for row in rows if int(row["year"]) == year]
            came = sum(Decimal(row["yuan"]) for row in of if row["to"] == "fund")
            paid = sum(Decimal(row["yuan"]) for row in of if row["to"] == "households")
            self.assertEqual(came, 5_000_000 if year >= 2003 else 0)
            # The first year's demand is stated at founding.
            self.assertEqual(paid > 0, year >= 2003, year)
            self.assertLessEqual(paid, 5_000_000 * (year - 2002))

    def test_it_has_its_effect(self):
        without, meals = self.result("without"), self.result("meals")
        self.assertNotEqual(without.state_hash, meals.state_hash)
        self.assertEqual(without.series("rain"), meals.series("rain"))
        years = without.years()
        for name, sign in (("income_transfers", 1), ("headcount", -1)):
            for year, a, b in zip(years, without.series(name), meals.series(name)):
                if year < 2003:
                    self.assertEqual(a, b, f"{name}, {year}")
                elif name == "income_transfers":
                    self.assertGreater(b[0], a[0], year)
            total = sum(b[0] - a[0] for a, b in zip(without.series(name), meals.series(name)))
            self.assertGreater(sign * total, 0, name)


if __name__ == "__main__":
    sys.argv = [word for word in sys.argv if word != "--build"]
    harness.main()
