"""Published effects (configs/targets/effects.csv), and what a run says to each."""

import csv
from collections import namedtuple

from measuring.measures import MEASURES

COLUMNS = "policy quantity measure kind unit value low high scale estimator sample source mark comparable".split()
# value: a number (low, high: its interval); sign: positive; bracket: bounds alone; large: errors on both sides
KINDS = ("value", "sign", "bracket", "large")
WITHOUT = ("security", "county designation", "poverty over time")  # no policies of the model: said with all together
LARGE = 0.2  # of errors of targeting (assumed: the source says large, and no number)

Published = namedtuple("Published", COLUMNS)


class Wrong(Exception):
    """A file that will not do."""


def number(row, name, where):
    text = row[name].strip()
    try:
        return float(text) if text else None
    except ValueError:
        raise Wrong(f"{where}: {name} is no number: {text}") from None


def read(path):
    """Rows by policy, in the order of the file."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != COLUMNS:
                raise Wrong(f"{path}: the columns must be {', '.join(COLUMNS)}")
            rows = list(reader)
    except OSError as why:
        raise Wrong(f"{path}: {why.strerror}") from None
    found = {}
    for n, row in enumerate(rows, 2):  # lines of the file
        where = f"{path}:{n}"
        if None in row.values() or None in row:
            raise Wrong(f"{where}: {len(COLUMNS)} columns")
        if row["kind"] not in KINDS:
            raise Wrong(f"{where}: kind is one of {', '.join(KINDS)}")
        if row["measure"] and row["measure"] not in MEASURES:
            raise Wrong(f"{where}: no measure {row['measure']}; there are {', '.join(MEASURES)}")
        if not row["source"] or not row["mark"]:
            raise Wrong(f"{where}: no source, or no mark")
        row |= {name: number(row, name, where) for name in ("value", "low", "high", "scale")}
        if not row["scale"] or {"value": row["value"], "bracket": row["high"]}.get(row["kind"], 0) is None:
            raise Wrong(f"{where}: {'no value' if row['scale'] else 'no scale'}")
        found.setdefault(row["policy"], []).append(Published(**row))
    return found


def stated(row):
    """What is published, as it is printed."""
    if row.kind in ("sign", "large"):
        return "positive" if row.kind == "sign" else "large"
    if row.kind == "bracket":
        return f"{'up' if row.low is None else format(row.low, 'g')} to {row.high:g} {row.unit}"
    return f"{row.value:+g}{'' if row.unit == '1' else ' ' + row.unit}"


def judge(row, mean, half):
    """What a mean (in the row's unit) with the half of its interval (None: one seed) says to a published figure."""
    if not row.measure:
        return "not computed"
    if mean is None:
        return "nobody to measure"
    half = half or 0.0
    if row.kind == "large":
        return "agrees" if mean - half > LARGE * row.scale else "differs"
    if row.kind == "sign":
        return "agrees" if mean - half > 0 else "differs" if mean + half <= 0 else "not told apart from 0"
    low = row.value if row.low is None else row.low
    high = row.value if row.high is None else row.high
    if mean + half >= low and mean - half <= high:
        return "agrees"
    if low > 0 > mean + half or high < 0 < mean - half:
        return "differs, in sign"
    return "differs"
