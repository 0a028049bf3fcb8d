"""What a policy changes between two runs, worked out anew with h5py and numpy from their files: the same to the person, the Yuan and the
household as models/compare says (the program compare_rows prints its list). Numbers are compared with == : all are sums of whole numbers,
of persons, households or fen."""

import csv
import os
import subprocess
import sys
import tempfile
import unittest
from collections import defaultdict
from functools import cached_property
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ENVIRONMENT, ROOT, simulate  # noqa: E402

ROWS = os.environ.get("COMPARE_ROWS") or ROOT / "build" / "release" / "tests" / "compare_rows"
SETTINGS = {
    "population.scale": "0.02", "region.counties": "[150102, 150522]", "run.last_year": "2010", "output.panel_share": "1",
    "output.indicators": "true",     "output.panel_columns": "all", "output.column_hashes": "false", "output.checkpoint_every": "0", "indicators.line_1": "2300",
}  # fmt: skip
WITHOUT = {"planting.enabled": "false"}
# Relocated households live in other villages, and marry and end there at other times than at home.
WITH = {
    "planting.enabled": "true", "training.enabled": "true", "training.budget": "20e6", "relocation.enabled": "true",
    "relocation.budget": "200e6", "relocation.start": "2003", "industry.enabled": "true", "industry.budget": "50e6",
    "mutual_fund.enabled": "true", "mutual_fund.budget": "5e6",
}  # fmt: skip
LINES = ["own", "national", "line_1"]
TRAINING, CHRONIC, AWAY = 32, 2, 3


def panel_of(folder, last):
    """Columns of every year up to the last, in the order of ids, and the county's place."""
    years = {}
    with h5py.File(folder / "trajectories.h5", "r") as file:
        for year, first, count in zip(file["panel_year"][:], file["first_row"][:], file["row_count"][:]):
            if year <= last:
                rows = slice(int(first), int(first + count))
                order = np.argsort(file["id"][rows])
                names = "id weight county_index income person memberships registered minority learning work".split()
                years[int(year)] = {name: file[name][rows][order] for name in names}
                years[int(year)]["heads"] = (years[int(year)]["person"] != 0).sum(axis=1) * years[int(year)]["weight"]
    return years


def lines_of(folder):
    """Fen by year, line and county of the panel."""
    with h5py.File(folder / "indicators.h5", "r") as file, h5py.File(folder / "trajectories.h5", "r") as panel:
        codes = [b"".join(code).decode().strip("\0") for code in file["area_code"][:]]
        counties = [codes.index(b"".join(code).decode().strip("\0")) for code in panel["county_code"][:]]
        values = file["line_value"][:]
        names = [b"".join(name).decode().strip("\0") for name in file["line_name"][:]]
        return {
            (int(year), line): np.rint(100 * values[y, counties, names.index(line)]).astype(np.int64)
            for y, year in enumerate(file["year"][:])
            for line in LINES
        }


class Pair:
    def __init__(self, base, other, last):
        self.folders, self.last = (base, other), last
        self.panels = [panel_of(folder, last) for folder in self.folders]
        self.lines = [lines_of(folder) for folder in self.folders]

    def poor(self, side, year, line):
        rows = self.panels[side][year]
        return rows["income"] < self.lines[side][year, line][rows["county_index"]]

    @cached_property
    def joined(self):
        """By year: rows of households of both, in each; masks of those of one alone."""
        found = {}
        for year in self.panels[0]:
            ids = [panel[year]["id"] for panel in self.panels]
            _, a, b = np.intersect1d(*ids, return_indices=True)
            found[year] = (a, b), [~np.isin(ids[0], ids[1]), ~np.isin(ids[1], ids[0])]
        return found

    def counts(self, year, line, column="heads", place=None, kind=None):
        """Names and numbers of the table `persons` (or `households`, by weight) in a county, or of a kind of shared households."""
        (a, b), alone = self.joined[year]
        rows = [panel[year] for panel in self.panels]
        worth = [r[column].astype(np.int64) for r in rows]
        here = [np.ones(len(r["id"]), bool) if place is None else r["county_index"] == place for r in rows]
        poor = [self.poor(side, year, line) for side in (0, 1)]
        chosen = np.ones(len(a), bool) if kind is None else kind
        sums = {}

        def add(name, side, mask, both=True):
            rows_of = (a, b)[side]
            whole = worth[side] * here[side]
            number = int(whole[rows_of][mask & chosen].sum()) if both else int(whole[mask].sum()) if kind is None else 0
            sums.setdefault(name, [0, 0])
            sums[name][side] += number

        pa, pb = poor[0][a], poor[1][b]
        for side in (0, 1):
            add("persons", side, np.ones(len(a), bool))
            add("persons", side, alone[side], both=False)
            add("poor", side, (pa, pb)[side])
            add("poor", side, alone[side] & poor[side], both=False)
            add("poor_both", side, pa & pb)
            add("poor_neither", side, ~pa & ~pb)
            name = ("only_base", "only_other")[side]
            add(name, side, alone[side], both=False)
            add(f"{name}_poor", side, alone[side] & poor[side], both=False)
        add("lifted", 0, pa & ~pb)
        add("pushed", 1, ~pa & pb)
        sums["lifted"] = sums["lifted"][::-1]
        return sums

    def kinds(self, year):
        """Masks of shared households: by the other run's household, and the base's tenth."""
        (a, b), _ = self.joined[year]
        base, other = self.panels[0][year], {name: values[b] for name, values in self.panels[1][year].items()}
        there = other["person"] != 0
        age = (other["person"].astype(np.int64) - 1) >> 1
        away = (there & (other["work"].astype(np.int64) >> 4 & 3 == AWAY)).any(axis=1)
        able = (there & (age >= 16) & (age <= 64) & (other["learning"].astype(np.int64) >> 4 & 3 != CHRONIC)).any(axis=1)
        found = {
            "training": other["memberships"].astype(np.int64) & TRAINING != 0,
            "registered": other["registered"] == 1,
            "left_register": other["registered"] == 2,
            "minority": other["minority"] != 0,
            "elderly": (~there | (age >= 60)).all(axis=1),
            "with_migrant": away,
            "no_worker": ~away & ~able,
        }
        order = np.argsort(base["income"], kind="stable")
        up_to = np.cumsum(base["heads"][order])
        limits = [base["income"][order][np.searchsorted(up_to * 10, k * up_to[-1])] for k in range(1, 10)]
        tenth = np.searchsorted(limits, base["income"][a], side="left")
        return found | {f"decile_{k + 1}": tenth == k for k in range(10)}

    def stays(self, line, lifted):
        """By id: years, and persons of the last one, of the lifted or the pushed."""
        found = defaultdict(lambda: ([], 0))
        for year, ((a, b), _) in self.joined.items():
            pa, pb = self.poor(0, year, line)[a], self.poor(1, year, line)[b]
            mask, side, rows = (pa & ~pb, 0, a) if lifted else (pb & ~pa, 1, b)
            panel = self.panels[side][year]
            for row in rows[mask]:
                found[int(panel["id"][row])] = (found[int(panel["id"][row])][0] + [year], int(panel["heads"][row]))
        return found

    def costs(self, side, programme=None):
        """Fen up to the last year, of a programme or of all."""
        sums = defaultdict(int)
        with open(self.folders[side] / "ledger.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if int(row["year"]) > self.last or programme not in (None, row["programme"]):
                    continue
                fen = int(row["yuan"].replace(".", ""))
                out, to, form = row["from"], row["to"], row["instrument"]
                if to == "carried over":
                    sums["left"] += fen * (int(row["year"]) == self.last and out == "fund")
                    continue
                sums["received"] += fen * (to == "fund" and out not in ("households", "passed"))
                sums["own_contributions"] += fen * (form in ("own_contribution", "share")) * ((out == "households") - (to == "households"))
                sums["lent"] += fen * (form in ("loan", "household_loan", "project_loan") and row["programme"] != "baseline")
                sums["treasury"] += fen * (out in ("treasury", "central", "region") and to != "fund")
                sums["insurance"] += fen * ((out == "insurance") - (to == "insurance"))
                sums["taxes"] += fen * ((to == "state") - (out == "state"))
        sums["spent"] = sums["received"] - sums["left"]
        sums["total"] = sums["spent"] + sums["own_contributions"]
        return sums


class Pairs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="horqin-pairs-")
        cls.base, cls.other = (Path(cls.folder.name) / name for name in ("base", "other"))
        simulate(cls.base, SETTINGS | WITHOUT)
        simulate(cls.other, SETTINGS | WITH)
        cls.rows = cls.list_of(cls.base, cls.other)
        cls.pair = Pair(cls.base, cls.other, 2010)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @staticmethod
    def list_of(base, other, *year):
        done = subprocess.run([ROWS, base, other, *map(str, year)], capture_output=True, text=True, env=ENVIRONMENT, check=False)
        if done.returncode:
            raise AssertionError(f"exit {done.returncode}: {done.stderr}")
        cells = [line.split("\t") for line in done.stdout.splitlines()]
        return {tuple(row[:5]): (float(row[6]), float(row[7])) for row in cells}

    def same(self, table, area, line, wanted):
        for name, numbers in wanted.items():
            key = (table, "", area, name, "" if name == "persons" else line)
            self.assertEqual(self.rows[key], tuple(map(float, numbers)), key)

    def test_persons_and_households(self):
        for place, area in ((None, ""), (0, "150102"), (1, "150522"), (0, "farming"), (1, "Tongliao"), (1, "eastern_sand_hills")):
            for line in LINES:
                self.same("persons", area, line, self.pair.counts(2010, line, place=place))
                self.same("households", area, line, self.pair.counts(2010, line, "weight", place))
        # The pair is worth the test: in every one of these there is somebody.
        for name in "lifted pushed poor_both poor_neither only_base only_other".split():
            self.assertGreater(max(self.rows["persons", "", "", name, "own"]), 0, name)

    def test_person_years(self):
        for line in LINES:
            sums = defaultdict(lambda: np.zeros(2, np.int64))
            for year in range(2002, 2011):
                for name, numbers in self.pair.counts(year, line).items():
                    sums[name] += numbers
            self.same("person_years", "", line, sums)

    def test_kinds(self):
        sums = defaultdict(lambda: defaultdict(lambda: np.zeros(2, np.int64)))
        for year in range(2002, 2011):
            for kind, mask in self.pair.kinds(year).items():
                found = {name: numbers for name, numbers in self.pair.counts(year, "own", kind=mask).items() if not name.startswith("only")}
                for name, numbers in found.items():
                    sums[kind][name] += numbers
                if year == 2010:
                    self.same("kind", kind, "own", found)
        for kind, found in sums.items():
            self.same("kind_years", kind, "own", found)
        self.assertGreater(self.rows["kind_years", "", "training", "persons", ""][1], 0)
        self.assertIn(("kind", "wages", "main_wages", "left_out", ""), self.rows)

    def test_durations(self):
        for line in LINES:
            for way in ("lifted", "pushed"):
                stays = self.pair.stays(line, way == "lifted")
                years, runs = defaultdict(int), defaultdict(int)
                for when, heads in stays.values():
                    years[len(when)] += heads
                    runs[max(map(len, np.split(when, np.flatnonzero(np.diff(when) > 1) + 1)))] += heads
                for n in range(1, 10):
                    self.assertEqual(self.rows["duration", "", "", f"{way}_years_{n}", line], (0, years[n]))
                    self.assertEqual(self.rows["duration", "", "", f"{way}_run_{n}", line], (0, runs[n]))
                self.assertEqual(self.rows["duration_households", "", "", f"{way}_ever", line][1] > 0, len(stays) > 0)
                mean = sum(n * heads for n, heads in years.items()) / sum(years.values())
                self.assertEqual(self.rows["duration", "", "", f"{way}_mean_years", line][1], mean)

    def test_costs(self):
        names = "received left spent own_contributions total lent treasury".split()
        found = [self.pair.costs(side) for side in (0, 1)]
        for name in [*names, "insurance", "taxes"]:
            self.assertEqual(self.rows["cost", "", "", name, ""], (found[0][name] / 100, found[1][name] / 100), name)
        for programme in ("planting", "training", "relocation", "mutual_fund", "baseline"):
            found = [self.pair.costs(side, programme) for side in (0, 1)]
            for name in names:
                self.assertEqual(self.rows["ledger", "", programme, name, ""], (found[0][name] / 100, found[1][name] / 100), name)
        self.assertGreater(self.rows["cost", "", "", "own_contributions", ""][1], 0)

    def test_an_earlier_year_is_a_shorter_comparison(self):
        rows, pair = self.list_of(self.base, self.other, 2006), Pair(self.base, self.other, 2006)
        wanted = pair.counts(2006, "own")
        self.assertEqual(rows["persons", "", "", "lifted", "own"], tuple(wanted["lifted"]))
        self.assertEqual(rows["cost", "", "", "total", ""][1], pair.costs(1)["total"] / 100)

    def test_a_placebo_changes_nothing(self):
        placebo = Path(self.folder.name) / "placebo"
        simulate(placebo, SETTINGS | WITHOUT | {"training.enabled": "true", "training.budget": "0"})
        for key, (base, other) in self.list_of(self.base, placebo).items():
            self.assertTrue(base == other or (np.isnan(base) and np.isnan(other)), key)


if __name__ == "__main__":
    unittest.main()
