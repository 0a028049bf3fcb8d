#!/usr/bin/python3
"""The region's table and weather: what scripts/make-region-table promises, and a county alone against the same
county among all others."""

import csv
import importlib.util
import os
import subprocess
import sys
from importlib.machinery import SourceFileLoader

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

REGION = harness.ROOT / "configs" / "inner-mongolia.yml"
TABLE = harness.ROOT / "configs" / "regions" / "inner-mongolia.csv"
SCRIPT = harness.ROOT / "scripts" / "make-region-table"
# Zones of the registered poor as published: 94.1% in all.
ZONES = {"eastern_sand_hills": 0.51, "border": 0.076, "yinshan": 0.25, "loess_plateau": 0.078, "other": 0.027}
REGISTERED = 917000


def counties():
    with open(TABLE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def maker():
    loader = SourceFileLoader("make_region_table", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class Region(harness.Case):
    def test_made_of_its_facts(self):
        done = subprocess.run([sys.executable, "-B", SCRIPT, "--check"], capture_output=True, text=True, check=False)
        self.ends(done, 0)

    def test_totals(self):
        rows = counties()
        self.assertEqual(len(rows), 101)
        self.assertEqual(sum(int(row["rural_persons"]) for row in rows), 13_200_000)
        self.assertEqual(sum(int(row["households"]) for row in rows), 4_000_000)
        self.assertEqual(sum(row["key_county"] == "1" for row in rows), 31)
        self.assertEqual(sum(row["regional_key_county"] == "1" for row in rows), 29)

    def test_register(self):
        """Every zone has its published share and its part of the unlisted, in all 1; nowhere are most people
        registered; a key county has more registered among its people than any other of its zone."""
        rows = counties()
        shares = {row["code"]: float(row["register_share"]) for row in rows}
        self.assertEqual(round(sum(shares.values()) * 1e8), 10**8)
        unlisted = 1 - sum(ZONES.values())
        self.assertAlmostEqual(unlisted, 0.059)
        self.assertEqual({row["zone"] for row in rows}, set(ZONES))
        over = {z: sum(shares[r["code"]] for r in rows if r["zone"] == z) - ZONES[z] for z in ZONES}
        self.assertAlmostEqual(sum(over.values()), unlisted, places=6)
        self.assertTrue(all(0 < part < unlisted for part in over.values()), over)
        density = {row["code"]: shares[row["code"]] * REGISTERED / int(row["rural_persons"]) for row in rows}
        self.assertLess(max(density.values()), 0.6)
        for zone in ZONES:
            of_zone = [row for row in rows if row["zone"] == zone]
            level = {r["code"]: 2 * int(r["key_county"]) + int(r["regional_key_county"]) for r in of_zone}
            ranked = sorted(of_zone, key=lambda r: (level[r["code"]], density[r["code"]]))
            found = [density[r["code"]] for r in ranked]
            self.assertTrue(all(a <= b * (1 + 1e-3) for a, b in zip(found, found[1:])), zone)

    def test_unlisted_by_zone(self):
        """The other setting: the unlisted in proportion to the zones."""
        module = maker()
        rows, facts = module.load()
        module.people(rows, facts["Inner Mongolia"])
        module.register(rows, facts["Inner Mongolia"], "zones")
        for zone, share in ZONES.items():
            got = sum(float(row["register_share"]) for row in rows if row["zone"] == zone)
            self.assertAlmostEqual(got, share / sum(ZONES.values()), places=6)

    def test_factor(self):
        """Cholesky factors of matrices that have one; None for one that is no correlation matrix."""
        module = maker()
        generator = np.random.default_rng(7)
        for size in (1, 2, 5, 12):
            a = generator.normal(size=(size, size + 3))
            matrix = a @ a.T
            lower = np.array(module.cholesky(matrix.tolist()))
            np.testing.assert_allclose(lower, np.linalg.cholesky(matrix), rtol=1e-9, atol=1e-9)
        self.assertIsNone(module.cholesky([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]))

    def test_values_hold_until_the_next(self):
        by_year = maker().by_year
        self.assertEqual(by_year({2009: -1.7, 2010: -1.2, 2015: -1.2}), "2009: -1.7, 2010: -1.2, 2011: 9, 2015: -1.2, 2016: 9")

    def test_alone_and_among_all(self):
        """The same county, alone and in the region: the same weather, and with no programme the same in all."""
        few = {"population.scale": "0.01", "run.last_year": "2013", "register.quota": "-1"} | harness.policies_off()
        region = harness.simulate(self.folder / "region", few, REGION)
        codes = [row["code"] for row in counties()]
        for code in ("150522", "152523"):
            alone = harness.simulate(self.folder / code, few | {"region.counties": f"[{code}]"}, REGION)
            for name in ("rain", "income_per_head", "animals_died"):
                mine = np.asarray(alone.series(name))[:, 0]
                np.testing.assert_array_equal(mine, np.asarray(region.series(name))[:, codes.index(code)], name)

    def test_observed_years(self):
        """2010 is dry in all of the west, and 2009 and 2010 as dry in every county as its class of drought says."""
        few = {"population.scale": "0.01", "run.last_year": "2010"}
        out = harness.simulate(self.folder / "out", few, REGION)
        rain, rows = np.asarray(out.series("rain")), counties()
        for i, row in enumerate(rows):
            if row["prefecture"] in ("Ulanqab", "Baotou", "Bayannur"):  # severe in both years
                expected = 1 - 1.7 * np.sqrt(1 - 0.15) * float(row["rain_cv"])
                # four standard errors of the villages' own part
                error = 4 * float(row["rain_cv"]) * np.sqrt(0.15 / max(4, 0.01 * int(row["villages"])))
                np.testing.assert_allclose(rain[:, i], expected, rtol=0, atol=error)


if __name__ == "__main__":
    harness.main()
