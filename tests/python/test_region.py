#!/usr/bin/python3
"""The region's table and weather: what scripts/make-region-table promises, and a county alone against the same
county among all others."""

import csv
import importlib.util
import os
import sys
from importlib.machinery import SourceFileLoader

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

REGION = harness.ROOT / "configs" / "inner-mongolia.yml"
TABLE = harness.ROOT / "configs" / "regions" / "inner-mongolia.csv"
NINGXIA = harness.ROOT / "configs" / "ningxia.yml"
NINGXIA_TABLE = harness.ROOT / "configs" / "regions" / "ningxia.csv"
SCRIPT = harness.ROOT / "scripts" / "make-region-table"
# Zones of the registered poor as published: 94.1% in all.
ZONES = {"eastern_sand_hills": 0.51, "border": 0.076, "yinshan": 0.25, "loess_plateau": 0.078, "other": 0.027}
REGISTERED = 917000


def counties(table=TABLE):
    with open(table, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def maker():
    loader = SourceFileLoader("make_region_table", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class Region(harness.Case):
    def test_made_of_its_facts(self):
        done = harness.script("make-region-table", "--check")
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
        rows, facts = module.load(module.REGIONS[0])
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

    def test_weather_by_prefecture_or_county(self):
        """One row where all counties of a prefecture are alike, else a row a county; an index beats a report, and
        what is known of both seasons stands in one row."""
        module = maker()
        rows, _ = module.load(module.REGIONS[0])
        lines = module.weather_text(rows).splitlines()
        self.assertEqual(len(lines), len(set(lines)))
        self.assertEqual([line for line in lines if line.startswith("2009,1506")],
                         [f"2009,15062{k},-1.2,F,," for k in (3, 4, 5, 6)])  # fmt: skip
        self.assertIn("2015,Ordos,-1.7,C,,", lines)
        self.assertIn("2009,Chifeng,-1.7,C,,", lines)
        self.assertIn("2000,Tongliao,-1.7,C,2.0,F", lines)
        self.assertNotIn("2014", {line[:4] for line in lines})

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

    def test_measured_rain(self):
        """A user's CSV: rain over its normal by prefecture and county, on average of the villages; other counties and
        years as without it; errors say where they are and end with 65."""
        few = {"population.scale": "0.2", "run.last_year": "2011", "output.panel_share": "0"}
        table = self.folder / "measured.csv"
        table.write_text("year,place,rain,source\n2010,Guyuan,0.6,gauge\n2010,640425,1.3,gauge\n", encoding="utf-8")
        plain = harness.simulate(self.folder / "plain", few | {"weather.table": '""'}, NINGXIA)
        known = harness.simulate(self.folder / "known", few | {"weather.table": str(table)}, NINGXIA)
        rain, drawn = np.asarray(known.series("rain")), np.asarray(plain.series("rain"))
        for i, row in enumerate(counties(NINGXIA_TABLE)):
            np.testing.assert_array_equal(rain[[0, 2], i], drawn[[0, 2], i])
            if row["prefecture"] != "Guyuan":
                self.assertEqual(rain[1, i], drawn[1, i])
                continue
            expected = 1.3 if row["code"] == "640425" else 0.6
            # four standard errors of the villages' own part, weighted by persons
            error = 4 * float(row["rain_cv"]) * np.sqrt(0.15 / (0.2 * int(row["villages"]) - 1)) * 1.1
            self.assertAlmostEqual(rain[1, i], expected, delta=error, msg=row["name"])
        table.write_text("year,place,rain\n2010,Guyan,0.6\n", encoding="utf-8")
        done = harness.run("check", str(NINGXIA), "--set", f"weather.table={table}")
        self.ends(done, 65)
        self.assertIn("measured.csv:2:6: error: unknown place 'Guyan'; did you mean 'Guyuan'?", done.stderr)


class Ningxia(harness.Case):
    def test_totals(self):
        rows = counties(NINGXIA_TABLE)
        total = {name: sum(int(row[name]) for row in rows) for name in ("rural_persons", "cropland_mu", "pasture_mu")}
        self.assertEqual((len(rows), sum(row["key_county"] == "1" for row in rows)), (22, 8))
        self.assertEqual(len({row["prefecture_code"] for row in rows}), 5)
        self.assertEqual(total["rural_persons"], 3_280_000)
        self.assertEqual(sum(int(row["households"]) for row in rows), round(3_280_000 / 3.3))
        self.assertAlmostEqual(total["cropland_mu"] / total["rural_persons"], 4.53, places=4)  # NBS yearbook 2009
        self.assertAlmostEqual(total["pasture_mu"] / 36.6e6, 1, places=6)
        found = {"640122": 139599, "640181": 135701, "640402": 281699, "640423": 132215, "640425": 154321, "640522": 337490}
        for row in rows:
            self.assertEqual(row["rural_persons_mark"], "C" if row["code"] in found else "S", row["name"])
            if row["code"] in found:
                self.assertEqual(int(row["rural_persons"]), found[row["code"]], row["name"])
            land = int(row["cropland_mu"]) + int(row["pasture_mu"])
            self.assertLess(land / (1500 * float(row["area_km2"])) + float(row["forest_share"]), 0.98, row["name"])
            self.assertLess(int(row["rural_persons"]), 1.001 * 200 * float(row["area_km2"]), row["name"])
        self.assertEqual(round(sum(float(row["register_share"]) for row in rows) * 1e8), 10**8)
        key = [r for r in rows if "1" in (r["key_county"], r["regional_key_county"])]
        self.assertEqual(len(key), 9)
        heads = sum(int(r["rural_persons"]) for r in key)
        share = sum(float(r["register_share"]) for r in key)
        self.assertAlmostEqual(share, 3 * heads / (3 * heads + total["rural_persons"] - heads), places=6)

    def test_correlation_by_distance(self):
        """The matrix falls with distance as the found one does, and the loadings are a factor of it."""
        module = maker()
        rows, facts = module.load(module.REGIONS[1])
        names, _, matrix = module.read_correlation("ningxia-correlation.csv")
        self.assertAlmostEqual(module.distance("Guyuan", "Yinchuan", facts), 260, delta=20)
        found, _, known = module.read_correlation(module.FOUND_CORRELATION)
        reach = module.reach_of_weather(facts)
        pairs = [(module.distance(a, b, facts), known[i][k]) for i, a in enumerate(found) for k, b in enumerate(found[:i])]
        far, near = ([np.exp(-d / reach) - r for d, r in pairs if (d < 500) == close] for close in (False, True))
        self.assertLess(abs(np.mean(far)), 0.1)
        self.assertLess(abs(np.mean(near)), 0.1)
        module.people(rows, facts["Ningxia"])
        kept = module.loadings(rows, "ningxia-correlation.csv")
        self.assertEqual(kept, 1)
        by_name = {row["prefecture"]: [float(row[f"loading_{k}"]) for k in range(1, 13)] for row in rows}
        factor = np.array([by_name[name] for name in names])
        np.testing.assert_allclose(factor @ factor.T, np.array(matrix), atol=5e-5)
        self.assertTrue((factor[:, 5:] == 0).all())


if __name__ == "__main__":
    harness.main()
