"""What is fitted to what: targets, free parameters."""

import csv
import math
import re
from typing import NamedTuple

USES = ("fit", "held back", "input")  # an input is what the configuration puts in: checked, no degree of freedom
MARKS = "FCUS"
PLACES = ("all", "national_key", "regional_key")


class Wrong(Exception):
    """A file of targets or parameters that cannot be used; the text says where and what to write."""


class Target(NamedTuple):
    name: str
    year: int
    measure: str  # see runs.MEASURES
    places: str  # all, national_key, regional_key, or zone=NAME
    value: float
    tolerance: float  # of the same unit: what counts as one residual
    weight: float
    bound: float  # most difference that --check allows; infinite where none is stated
    use: str  # one of USES
    mark: str
    source: str

    def residual(self, found):
        return math.sqrt(self.weight) * (found - self.value) / self.tolerance


class Free(NamedTuple):
    key: str
    start: float
    low: float
    high: float
    step: float  # of finite differences, in the parameter's unit
    reason: str


def rows_of(path, columns):
    try:
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [c for c in columns if c not in (reader.fieldnames or [])]
            if missing:
                raise Wrong(f"{path}: no column {', '.join(missing)}; it has {', '.join(reader.fieldnames or ['none'])}")
            return [(f"{path}:{reader.line_num}", row) for row in reader]
    except OSError as why:
        raise Wrong(f"cannot read {path}: {why.strerror}") from None


def number(where, row, name, default=None):
    text = (row[name] or "").strip()
    if not text and default is not None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Wrong(f"{where}: {name} is '{text}', not a number")
    return value


def read_targets(path, measures):
    out = []
    for where, row in rows_of(path, ["target", *Target._fields[1:]]):
        t = Target(row["target"], int(number(where, row, "year")), row["measure"], row["places"],
                   number(where, row, "value"), number(where, row, "tolerance"), number(where, row, "weight"),
                   number(where, row, "bound", math.inf), row["use"], row["mark"], row["source"])  # fmt: skip
        if t.measure not in measures:
            raise Wrong(f"{where}: no measure {t.measure}; there are {', '.join(sorted(measures))}")
        if t.places not in PLACES and not t.places.startswith("zone="):
            raise Wrong(f"{where}: places are {', '.join(PLACES)} or zone=NAME, not '{t.places}'")
        if t.use not in USES:
            raise Wrong(f"{where}: use is {', '.join(USES[:-1])} or {USES[-1]}, not '{t.use}'")
        if t.tolerance <= 0 or t.weight <= 0 or t.bound < 0:
            raise Wrong(f"{where}: tolerance and weight are above 0, a bound not below")
        if len(t.mark) != 1 or t.mark not in MARKS or not t.source.strip():
            raise Wrong(f"{where}: a target has a mark (F, C, U or S) and a source")
        out.append(t)
    names = [t.name for t in out]
    if len(set(names)) < len(names):
        raise Wrong(f"{path}: {next(n for n in names if names.count(n) > 1)} stands twice")
    if not any(t.use == "fit" for t in out):
        raise Wrong(f"{path}: no target to fit")
    return out


def read_free(path):
    out = []
    for where, row in rows_of(path, ["parameter", *Free._fields[1:]]):
        f = Free(row["parameter"], *(number(where, row, n) for n in ("start", "low", "high", "step")), row["reason"])
        if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", f.key):
            raise Wrong(f"{where}: '{f.key}' is no key of a parameter (group.name)")
        if not f.low <= f.start <= f.high or f.low == f.high:
            raise Wrong(f"{where}: low <= start <= high, and low < high, do not hold")
        if not 0 < f.step <= f.high - f.low:
            raise Wrong(f"{where}: step is above 0 and at most high - low")
        if not f.reason.strip():
            raise Wrong(f"{where}: say why {f.key} is free and where its bounds come from")
        out.append(f)
    if not out:
        raise Wrong(f"{path}: no free parameter")
    return out
