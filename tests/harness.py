"""What the tests of the whole program share: running it, its results, and where two results differ.

The program is the one that HORQIN names, else build/release/horqin. HORQIN_CLANG names the same program
built by clang; tests that want it are skipped without it.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
KEZUO = ROOT / "configs" / "kezuo-houqi.yml"
HH1 = DATA / "hh1.yml"
PROGRAM = os.path.abspath(os.environ.get("HORQIN") or ROOT / "build" / "release" / "horqin")
CLANG = os.environ.get("HORQIN_CLANG", "")

# Threads and ranks are more than the cores here: waiting ones must not spin.
ENVIRONMENT = {
    **os.environ,
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMP_WAIT_POLICY": "passive",
    "LC_ALL": "C",
}

# Set where a test sets nothing else. Indicators take a good part of a tiny run; tests of which they are a subject clear this.
UNLESS_SAID = {"output.indicators": "false"}

THINNED = {"population.scale": "0.1", "run.last_year": "2007"}


# ---- running ---------------------------------------------------------------------------------------------


def command(*arguments, ranks=1, program=PROGRAM):
    launcher = ["mpirun", "-n", str(ranks), "--oversubscribe"] if ranks > 1 else []
    return [*launcher, program, *map(str, arguments)]


def run(*arguments, ranks=1, program=PROGRAM, text=True, timeout=300, **options):
    """One command of the program to its end: returncode, stdout, stderr."""
    return subprocess.run(
        command(*arguments, ranks=ranks, program=program),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=ENVIRONMENT,
        text=text,
        timeout=timeout,
        check=False,
        **options,
    )


def script(name, *words, root=ROOT, timeout=300):
    """A Python script of scripts/ (of a copy of the tree: `root`) to its end, with the program under test: returncode, stdout,
    stderr."""
    return subprocess.run(
        ["/usr/bin/python3", "-B", root / "scripts" / name, *map(str, words)],
        env=ENVIRONMENT | {"HORQIN": PROGRAM},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def settings(values):
    return [word for key, value in values.items() for word in ("--set", f"{key}={value}")]


def run_words(out, values=None, config=KEZUO, threads=1, isa=None):
    """The words of `horqin run`."""
    words = ["run", config, "--out", out, "--threads", threads, "--quiet", *settings(UNLESS_SAID | (values or {}))]
    return words + (["--isa", isa] if isa else [])


def expect(done, code, what):
    if done.returncode != code:
        raise AssertionError(f"{what}: exit {done.returncode}, not {code}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


def simulate(out, values=None, config=KEZUO, threads=1, isa=None, ranks=1, program=PROGRAM, code=0):
    """Runs a configuration into a folder; a Result where it is to be complete."""
    words = run_words(out, values, config, threads, isa)
    done = run(*words, ranks=ranks, program=program)
    expect(done, code, " ".join(map(str, words)))
    return Result(out, done) if code == 0 else done


def resume(out, ranks=1, threads=1, isa=None, values=None, code=0):
    words = ["resume", out, "--threads", threads, *settings(values or {}), *(["--isa", isa] if isa else [])]
    done = run(*words, ranks=ranks)
    expect(done, code, " ".join(map(str, words)))
    return Result(out, done) if code == 0 else done


@lru_cache(None)
def facts_of_program():
    return json.loads(run("--version", "--json").stdout)


def instruction_sets():
    every = ["sse2", "avx2", "avx512"]
    return every[: every.index(facts_of_program()["best_instruction_set"]) + 1]


@lru_cache(None)
def programmes():
    """Names of all programmes: groups of parameters with enabled, start and budget."""
    groups, group = {}, ""
    for line in run("explain").stdout.splitlines():
        if line and not line.startswith(" "):
            group = line.strip()
        elif line:
            groups.setdefault(group, set()).add(line.split()[0])
    found = [name for name, keys in groups.items() if {"enabled", "start", "budget"} <= keys]
    assert len(found) >= 5, f"programmes found in `horqin explain`: {found}"
    return found


def untied():
    """Programmes that deal their money out over others: those with a group of parameters NAME_mix."""
    groups = {line.strip() for line in run("explain").stdout.splitlines() if line and not line.startswith(" ")}
    return [name for name in programmes() if f"{name}_mix" in groups]


def policies_off():
    return {f"{name}.enabled": "false" for name in programmes()}


def policies_on(names=None, budget="20e6", start=2003):
    """Programmes (all, where none is named) at work from early on, with so much money a county and year."""
    # The calendar pays for closed pasture from 2011 on only.
    values = {"grazing.ban_rate": "6", "grazing.balance_rate": "1.5"}
    for name in programmes() if names is None else names:
        values |= {f"{name}.enabled": "true", f"{name}.start": start, f"{name}.budget": budget}
    return values


# ---- results ---------------------------------------------------------------------------------------------


class Result:
    """A complete result folder."""

    def __init__(self, folder, done=None):
        self.folder = Path(folder)
        self.out, self.err = (done.stdout, done.stderr) if done else ("", "")
        self.facts = json.loads(self.text("run.json"))
        self.state_hash = self.facts["state_hash"]
        if done and f"state hash: {self.state_hash}" != done.stdout.splitlines()[-1]:
            raise AssertionError(f"last line of standard output: {done.stdout.splitlines()[-1]}, not {self.state_hash}")

    def path(self, name):
        return self.folder / name

    def bytes(self, name):
        """Of a file, none of one that the run does not write (indicators.h5 of the minimal model)."""
        return self.path(name).read_bytes() if self.path(name).exists() else b""

    def text(self, name):
        return self.path(name).read_text(encoding="utf-8")

    def ledger(self):
        with open(self.path("ledger.csv"), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def series(self, name):
        """Values of one series as [year][county]."""
        import h5py

        with h5py.File(self.path("series.h5"), "r") as file:
            return file[name][:].tolist()

    def years(self):
        import h5py

        with h5py.File(self.path("series.h5"), "r") as file:
            return file["year"][:].tolist()


def texts(dataset):
    """Texts of an array of characters."""
    return [b"".join(row).rstrip(b"\0").decode() for row in dataset[:]]


def first_difference(expected, got):
    """Year and columns in which two results first part, in words."""
    import h5py

    with h5py.File(expected.path("series.h5"), "r") as a, h5py.File(got.path("series.h5"), "r") as b:
        columns = texts(a["hashed_column"])
        if columns != texts(b["hashed_column"]):
            return "the two have other columns"
        for year, ours, theirs in zip(a["year"][:], a["column_hash"][:], b["column_hash"][:]):
            other = [name for name, x, y in zip(columns, ours, theirs) if x.tobytes() != y.tobytes()]
            if other:
                return f"first in {year}: {', '.join(other)}"
        for name in sorted(set(a) | set(b)):
            if name not in a or name not in b or a[name][()].tobytes() != b[name][()].tobytes():
                return f"all columns are equal; series.h5 differs in {name}"
    return "all columns and series are equal"


def differences(expected, got):
    """What should be the same and is not, in words; empty where two results are the same."""
    wrong = [key for key in ("state_hash", "ledger_hash") if expected.facts[key] != got.facts[key]]
    files = ("series.h5", "ledger.csv", "yearly.csv", "indicators.h5")
    wrong += [name for name in files if expected.bytes(name) != got.bytes(name)]
    return f"{', '.join(wrong)} differ; {first_difference(expected, got)}" if wrong else ""


# ---- test cases ------------------------------------------------------------------------------------------


class Case(unittest.TestCase):
    """A test with folders of its own: `shared` for the class, `folder` for the test."""

    longMessage = True
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.shared = Path(tempfile.mkdtemp(prefix="horqin-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="case-", dir=self.shared))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def same(self, expected, got, what):
        self.assertEqual(differences(expected, got), "", what)

    def ends(self, done, code, what=""):
        self.assertEqual(done.returncode, code, f"{what}\n{done.stdout[-1000:]}\n{done.stderr[-3000:]}")

    def nothing_whole(self, folder):
        """No file that could be taken for a finished result."""
        for name in ("run.json", "series.h5"):
            self.assertFalse((Path(folder) / name).exists(), f"{folder}/{name} stands there")


class Report(unittest.TextTestResult):
    """Counts the tests that passed."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main():
    """Runs the tests of the calling script; the last line says how many passed and failed."""
    runner = unittest.TextTestRunner(stream=sys.stderr, verbosity=2, resultclass=Report)
    program = unittest.main(module="__main__", testRunner=runner, exit=False)
    result = program.result
    # A test with parts may be listed once for each part that failed.
    failed = {test.id().split(" ")[0] for test, _ in result.failures + result.errors}
    for test, why in result.skipped:
        print(f"skipped: {test.id().split('.')[-1]}: {why}")
    print(f"{result.passed} passed, {len(failed)} failed")
    sys.exit(0 if result.wasSuccessful() and result.passed else 1)
