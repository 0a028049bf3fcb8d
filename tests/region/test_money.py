#!/usr/bin/python3
"""What configurations say of money is what is posted: a programme's money of a year, from the centre and the region,
over all counties. Where a run has a part of the region's counties, they have its part."""

import csv
import os
import sys
from decimal import Decimal

import yaml

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

CONFIGS = harness.ROOT / "configs"
# Prefectures move nothing between contents, and villages are few.
THIN = {"population.scale": "0.01", "cascade.discretion": "0"}
TONGLIAO = [150502, 150521, 150522, 150523, 150524, 150525, 150526, 150581]
# The money goes down in whole pieces of so many Yuan.
PIECES = {
    "training": 1000,
    "relocation": 20000,
    "mutual_fund": 150000,
    "village_advancement": 1000000,
    "contiguous": 1000000,
    "officers": 15000,
    "education": 1000,
    "health": 600,
}


def read(name):
    """A configuration with all that it extends: groups of plain values."""
    groups = yaml.safe_load((CONFIGS / name).read_text(encoding="utf-8"))
    below = groups.pop("extends", None)
    merged = read(below) if below else {}
    for group, values in groups.items():
        merged[group] = merged.get(group, {}) | (values or {})
    return merged


def in_year(value, year):
    if isinstance(value, dict):
        years = [y for y in value["year"] if y <= year]
        return Decimal(str(value["year"][max(years)])) if years else Decimal(0)
    return Decimal(str(value))


def stated(groups, programme, key, year):
    """What the file says of a year, in Yuan."""
    at = groups.get(programme, {})
    start = at.get("start", 2009)
    if (not at.get("enabled") and programme != "budget") or year < start:
        return Decimal(0)
    return in_year(at.get(key, 0), year) * (1 + in_year(at.get("growth", 0), year)) ** (year - start)


def posted(result, year):
    """By programme: money of the centre and the region; and project loans of industry."""
    sums, loans = {}, Decimal(0)
    for row in result.ledger():
        if int(row["year"]) == year and row["instrument"] == "grant" and row["to"] == "fund":
            if row["from"] in ("central", "region"):
                sums[row["programme"]] = sums.get(row["programme"], 0) + Decimal(row["yuan"])
        if int(row["year"]) == year and row["instrument"] == "project_loan":
            loans += Decimal(row["yuan"])
    return sums, loans


class Stated(harness.Case):
    def agrees(self, result, groups, year, part=Decimal(1)):
        sums, loans = posted(result, year)
        asked = 0
        for programme in [*harness.programmes(), "award"]:
            wanted = part * stated(groups, programme, "regional_budget", year)
            got = sums.get(programme, Decimal(0))
            with self.subTest(programme, year=year):
                # Growth is to the fen a year; where it goes down in pieces, what buys none is not drawn.
                self.assertLess(got - wanted, 1)
                self.assertLess(wanted - got, PIECES.get(programme, 0) + 1)
            asked += wanted > 0
        self.assertGreaterEqual(asked, 7)
        self.assertAlmostEqual(loans, part * stated(groups, "industry", "project_loans", year), delta=1)
        poverty = sum(sums.get(name, 0) for name in [*harness.programmes(), "award", "unitemised"] if counts(name))
        total = part * stated(groups, "budget", "total", year)
        self.assertGreater(sums["unitemised"], 0)
        self.assertAlmostEqual(poverty, total, delta=1)

    def test_tongliao(self):
        """Amounts of the city, stated once, grow once."""
        result = harness.simulate(self.folder / "city", THIN | {"run.last_year": "2015"}, CONFIGS / "tongliao.yml", threads=2)
        groups = read("tongliao.yml")
        for year in (2013, 2014, 2015):
            self.agrees(result, groups, year)

    def test_part_of_the_region(self):
        """Eight counties of 101 have the part of the region's money that they are of its register."""
        with open(CONFIGS / "regions" / "inner-mongolia.csv", encoding="utf-8", newline="") as file:
            rows = {row["code"]: Decimal(row["register_share"]) for row in csv.DictReader(file)}
        part = round(sum(rows[str(code)] for code in TONGLIAO), 6)
        self.assertTrue(0.1 < part < 0.2)
        values = THIN | {"region.counties": str(TONGLIAO), "run.last_year": "2010", "register.quota": "150000"}
        result = harness.simulate(self.folder / "part", values, CONFIGS / "inner-mongolia.yml", threads=2)
        groups = read("inner-mongolia.yml")
        for year in (2009, 2010):
            self.agrees(result, groups, year, part)


def counts(programme):
    """Whether a programme's money is part of budget.total by default (policies.def: what goes by need)."""
    return programme not in ("grazing", "forest_return", "planting", "relief", "consolidation", "public_forest",
                             "pairing", "fixed_point", "social_aid")


if __name__ == "__main__":
    harness.main()
