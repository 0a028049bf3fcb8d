"""What a result folder holds, ready to draw."""

import csv
import re

import h5py
import numpy as np

# Okabe and Ito: told apart with any colour vision, and in grey by their order of lightness.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#999999"]


class Series:
    """The variables [time, county] of a series file, NaN where a year is not written yet."""

    def __init__(self, path):
        with h5py.File(path, "r") as file:
            self.title = text(file.attrs.get("title", path.parent.name))
            time = file["time"]
            self.years = years_of(time[...], text(time.attrs.get("units", "")))
            self.values, self.units, self.names = {}, {}, {}
            for name, item in file.items():
                if isinstance(item, h5py.Dataset) and item.ndim == 2 and item.dtype.kind in "fiu":
                    if item.shape[0] == len(self.years) and item.shape[0] > 0:
                        self.values[name] = item[...].astype(float)
                        self.units[name] = text(item.attrs.get("units", ""))
                        self.names[name] = text(item.attrs.get("long_name", name.replace("_", " ")))
            self.codes = [str(code) for code in file["county"][...]] if "county" in file else []
        done = np.zeros(len(self.years), bool)
        for values in self.values.values():
            done |= np.isfinite(values).any(axis=1)
        self.years = self.years[done]
        self.values = {name: values[done] for name, values in self.values.items()}
        self.table = county_table(path.parent / "inputs" / "counties.csv")
        self.counties = max((v.shape[1] for v in self.values.values()), default=0)

    def has(self, name):
        return name in self.values and np.isfinite(self.values[name]).any()

    def total(self, name):
        return np.nansum(self.values[name], axis=1)

    def mean(self, name, weight):
        """Mean over counties, weighted by a series or a column of the county table where there is one."""
        values = self.values[name]
        weights = np.nan_to_num(self.values[weight]) if self.has(weight) else np.ones_like(values)
        if not self.has(weight) and len(self.codes) == values.shape[1]:
            known = [number(self.table.get(code, {}).get(weight)) for code in self.codes]
            if all(known):
                weights = np.broadcast_to(np.array(known), values.shape)
        weights = np.where(np.isfinite(values), weights, 0)
        sums = weights.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(sums > 0, (np.nan_to_num(values) * weights).sum(axis=1) / sums, np.nan)

    def label(self, name):
        return self.names.get(name, name)


def county_table(path):
    """Rows of the run's county table by code; none where it has no such table."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return {row["code"]: row for row in csv.DictReader(file)}
    except (OSError, KeyError):
        return {}


def number(cell):
    try:
        return float(cell)
    except (TypeError, ValueError):
        return 0.0


def text(value):
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        return text(value.flat[0]) if value.size else ""
    return str(value)


def years_of(values, units):
    """Years of CF times ("days since 2002-01-01", mid-year or not) or of plain years."""
    match = re.match(r"days since (\d{4})-(\d\d)-(\d\d)", units)
    if not match:
        return np.asarray(values).astype(int)
    origin = np.datetime64("-".join(match.groups()), "D")
    dates = origin + np.floor(np.asarray(values, float)).astype("timedelta64[D]")
    return dates.astype("datetime64[Y]").astype(int) + 1970


def in_units(values, unit):
    """A large sum of money or of animals in a readable unit."""
    largest = np.nanmax(np.abs(values)) if np.isfinite(values).any() else 0
    for factor, word in ((1e9, "billion "), (1e6, "million "), (1e3, "thousand ")):
        if largest >= 10 * factor or (factor == 1e9 and largest >= factor):
            return values / factor, word + unit
    return values, unit


def percent(values, unit):
    """Shares as per cent, whether the file keeps them as 0 to 1 or as per cent already."""
    return values if unit.strip() in ("%", "percent", "per cent") else 100 * values
