"""Runs the program for one set of parameters and reads the measures off its result."""

import csv
import json
import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
ENOUGH = 200_000  # households of a thinned run, where nothing else is asked for
MANY = 1_000_000  # the same for the runs that are published and checked
PANEL = 60_000  # households of it that are followed, for the Gini
CALIBRATED = re.compile(r"\bcalibrated\b")  # in the source of a parameter that was set to a figure
KEY_COLUMNS = {"national_key": "key_county", "regional_key": "regional_key_county"}


class Failed(Exception):
    """The program did not run; holds its exit code."""

    def __init__(self, text, code):
        super().__init__(text)
        self.code = code


class Result:
    """What a result folder says by year and county."""

    def __init__(self, folder):
        self.folder = folder
        self.series = h5py.File(folder / "series.h5", "r")
        self.years = self.series["year"][:].tolist()
        codes = [str(c) for c in self.series["county"][:]]
        with open(folder / "inputs" / "counties.csv", encoding="utf-8", newline="") as file:
            table = {row["code"]: row for row in csv.DictReader(file)}
        self.counties = [table[c] for c in codes]

    def among(self, places):
        """Which counties are meant: a mask."""
        if places.startswith("zone="):
            return np.array([c["zone"] == places[5:] for c in self.counties])
        if places == "all":
            return np.ones(len(self.counties), bool)
        return np.array([c[KEY_COLUMNS[places]] == "1" for c in self.counties])

    def of(self, name, t):
        return self.series[name][self.years.index(t.year)][self.among(t.places)].astype(float)

    def mean(self, name, t, weight="persons"):
        """Mean of a series over the target's counties."""
        w = self.of(weight, t)
        return float((np.nan_to_num(self.of(name, t)) * w).sum() / w.sum())

    def people(self, t):
        """Income per head in Yuan and persons that it stands for, of the panel's households in a year."""
        with h5py.File(self.folder / "trajectories.h5", "r") as file:
            at = file["panel_year"][:].tolist().index(t.year)
            first, count = int(file["first_row"][at]), int(file["row_count"][at])
            rows = slice(first, first + count)
            here = self.among(t.places)[file["county_index"][rows]]
            persons = (file["person"][rows] != 0).sum(axis=1) * file["weight"][rows].astype(float)
            return file["income"][rows].astype(float)[here] / 100, persons[here]


def gini(values, weights):
    """Gini coefficient; incomes below 0 count as they are."""
    order = np.argsort(values, kind="stable")
    x, w = values[order], weights[order]
    below = np.cumsum(w) - w / 2  # persons below, half of the own ones among them
    return float(2 * (x * w * below).sum() / (w.sum() * (x * w).sum()) - 1)


def share(source):
    return lambda r, t: r.mean(f"income_{source}", t) / r.mean("income_per_head", t)


# name: (unit, what it is of a result and a target's year and places)
MEASURES = {
    "income_per_head": ("Yuan", lambda r, t: r.mean("income_per_head", t)),
    "share_wages": ("1", share("wages")),
    "share_business": ("1", share("business")),
    "share_property": ("1", share("property")),
    "share_transfers": ("1", share("transfers")),
    "headcount_national": ("1", lambda r, t: r.mean("headcount_national", t)),
    "headcount_region": ("1", lambda r, t: r.mean("headcount", t)),
    "gini": ("1", lambda r, t: gini(*r.people(t))),
    "registered": ("persons", lambda r, t: float((r.of("registered", t) * r.of("persons", t)).sum())),
    "cropland_per_head": ("mu", lambda r, t: float(r.of("cropland", t).sum() / r.of("persons", t).sum())),
    "cropland_rented": ("1", lambda r, t: float(r.of("cropland_rented", t).sum() / r.of("cropland", t).sum())),
}


class Simulator:
    """The program with a configuration, thinned, for the years that the targets need."""

    def __init__(self, program, config, targets, scale, seeds, scratch, settings=(), enough=ENOUGH):
        self.program, self.config, self.targets, self.seeds = program, config, targets, seeds
        self.scratch = Path(tempfile.mkdtemp(prefix="fit-", dir=scratch))
        years = [t.year for t in targets]
        # A year before the first target, so that founding is not what is measured.
        self.common = [("run.first_year", min(years) - 1), ("run.last_year", max(years)), ("population.scale", 1),
                       ("output.panel_share", 0), *settings]  # fmt: skip
        self.parallel = max(1, len(os.sched_getaffinity(0)))
        self.known, self.runs = {}, 0
        try:
            self.prepare(scale, enough)
        except BaseException:
            self.close()
            raise

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def set(self, key, value):
        self.common = [(k, v) for k, v in self.common if k != key] + [(key, value)]

    def prepare(self, scale, enough):
        """Reads the configuration as the program resolves it; sets the thinning and the weather of the years."""
        first = dict(self.common)["run.first_year"]
        folder = self.run([("population.scale", 1e-6), ("run.last_year", first)], self.seeds[0] if self.seeds else None)
        resolved = yaml.safe_load((folder / "resolved.yml").read_text(encoding="utf-8"))
        self.seeds = self.seeds or [resolved["run"]["seed"]]
        with open(folder / "inputs" / "counties.csv", encoding="utf-8", newline="") as file:
            counties = list(csv.DictReader(file))
        chosen = set(map(str, resolved["region"]["counties"]))
        households = sum(int(c["households"]) for c in counties if "all" in chosen or c["code"] in chosen)
        self.switched_off = {g for g, values in resolved.items() if isinstance(values, dict) and values.get("enabled") is False}
        self.scale = scale or min(1.0, enough / households)
        self.set("population.scale", f"{self.scale:.6g}")
        if any(t.measure == "gini" for t in self.targets):
            self.set("output.panel_share", f"{min(1.0, PANEL / (households * self.scale)):.6g}")
            self.set("output.panel_columns", "[income, person]")
        self.known_weather = self.write_weather(folder, resolved["weather"]["table"], counties)
        self.set("weather.table", self.scratch / "weather.csv")
        shutil.rmtree(folder)

    def set_by_hand(self, fitted):
        """Keys of parameters that are calibrated by their rows' sources and not by this fit, of parts of the model that the
        configuration has on."""
        done = subprocess.run([str(self.program), "list", "parameters", "--json"], capture_output=True, text=True, check=True)
        return [row["key"] for row in json.loads(done.stdout)["parameters"]
                if CALIBRATED.search(row["source"]) and row["key"] not in fitted
                and row["key"].split(".")[0] not in self.switched_off]  # fmt: skip

    def write_weather(self, folder, table, counties):
        """Years of the targets: as the configuration's table has them; where it knows nothing of a prefecture's rain or
        winter, normal. Returns how many prefecture-years it knows."""
        columns = ("observed", "winter_observed")
        rows, extra = {}, []
        if table:
            with open(folder / table, encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    rows[int(row["year"]), row["place"]] = row
                    extra += [c for c in row if c not in extra]
        names = ["year", "place", *columns, *(c for c in extra if c == "rain")]
        prefectures = sorted({c["prefecture"] for c in counties})
        years = range(dict(self.common)["run.first_year"], dict(self.common)["run.last_year"] + 1)
        known = 0
        for year in years:
            for prefecture in prefectures:
                row = rows.setdefault((year, prefecture), {})
                known += bool(row.get("observed") or row.get("rain"))
                for column in columns:
                    if not row.get(column) and not (column == "observed" and row.get("rain")):
                        row[column] = "0"
        with open(self.scratch / "weather.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            for (year, place), row in sorted(rows.items()):
                if year in years:
                    writer.writerow([year, place, *(row.get(c) or "" for c in names[2:])])
        return known, len(prefectures) * len(years)

    def run(self, sets, seed):
        """One run; returns its folder."""
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        values = {"output.indicators": "false"} | dict(self.common) | dict(sets) | ({"run.seed": seed} if seed is not None else {})
        words = [str(self.program), "run", str(self.config), "--quiet", "--force", "--threads", "1", "--out", str(folder)]
        for key, value in values.items():
            words += ["--set", f"{key}={value}"]
        done = subprocess.run(words, capture_output=True, text=True, check=False,
                              env=os.environ | {"HORQIN_MPI": "0", "OMP_NUM_THREADS": "1"})  # fmt: skip
        if done.returncode:
            raise Failed(f"the program ended with code {done.returncode}:\n{done.stderr.strip()}", done.returncode)
        return folder

    def resolved(self, keys):
        """What the configuration as it is gives the parameters: a number, or a table of values."""
        folder = self.run([("population.scale", 1e-6), ("run.last_year", dict(self.common)["run.first_year"])], None)
        values = yaml.safe_load((folder / "resolved.yml").read_text(encoding="utf-8"))
        shutil.rmtree(folder)
        return {key: values[key.split(".")[0]][key.split(".")[1]] for key in keys}

    def measure(self, sets, seed):
        folder = self.run(sets, seed)
        result = Result(folder)
        values = [MEASURES[t.measure][1](result, t) for t in self.targets]
        result.series.close()
        shutil.rmtree(folder)
        return values

    def at(self, many):
        """Measures of all targets, a row for each list of settings: means over seeds. The same settings are run once,
        as many side by side as there are cores."""
        keys = [tuple((k, f"{v:.9g}") for k, v in sets) for sets in many]
        wanted = [(key, seed) for key in dict.fromkeys(keys) if key not in self.known for seed in self.seeds]
        with ThreadPoolExecutor(self.parallel) as pool:
            found = dict(zip(wanted, pool.map(lambda job: self.measure(*job), wanted)))
        self.runs += len(wanted)
        for key in {key for key, _ in wanted}:
            self.known[key] = np.mean([found[key, seed] for seed in self.seeds], axis=0)
        return np.array([self.known[key] for key in keys])
