#!/usr/bin/python3
"""The runs behind docs/figures/overstocking.png: twice the herds wear a pasture down within years, grass comes back
slowly or not at all where animals go on grazing and fast where none do, and sand goes on or heals slowly either way."""

import csv
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

sys.path.insert(0, str(harness.ROOT / "scripts"))
from figuring import together

PLAN = harness.ROOT / "configs" / "experiments" / "overstocking.csv"
SEEDS = ("1", "2", "3")
FIRST, BAN, LAST = 1997, 2009, 2030
LOSING = BAN - FIRST  # years


def script(name, *words, code=0):
    done = harness.script(name, *words, timeout=1200)
    if done.returncode != code:
        raise AssertionError(f"{name}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}")
    return done


def at(s, name, year):
    return float(s.values[name][list(s.years).index(year), 0])


class Overstocking(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs, cls.sweeps = {}, {}
        with open(PLAN, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for seed in SEEDS:
            plan = cls.shared / f"overstocking-{seed}.csv"
            with open(plan, "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [*rows[0], "run.seed"])
                writer.writeheader()
                writer.writerows(row | {"config": PLAN.with_name(row["config"]), "run.seed": seed} for row in rows)
            cls.sweeps[seed] = cls.shared / f"sweep-{seed}"
            script("sweep", "run", plan, "--program", harness.PROGRAM, "--out", cls.sweeps[seed])
            cls.runs[seed] = together.read_sweep(cls.sweeps[seed] / "sweep.csv")

    def test_lost_within_years_and_only_with_twice_the_herds(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                carried, twice, _, _ = (s for _, s in self.runs[seed])
                start = at(carried, "reserve_biomass", FIRST)
                # Twelve years of weather move the reserve by a sixth either way: compared under the same weather.
                self.assertGreater(at(carried, "reserve_biomass", BAN - 1), 0.75 * start)
                self.assertLess(at(twice, "reserve_biomass", BAN - 1), 0.7 * start)
                self.assertLess(at(twice, "reserve_biomass", BAN - 1), 0.7 * at(carried, "reserve_biomass", BAN - 1))
                self.assertGreater(at(twice, "sand_share", BAN - 1), at(carried, "sand_share", BAN - 1) + 0.01)

    def test_grazed_it_takes_longer_to_come_back(self):
        """With fewer animals than the sound pasture fed: it stood more than the worn one. In a dry series of years it
        does not come back at all."""
        for seed in SEEDS:
            with self.subTest(seed=seed):
                carried, twice, balanced, _ = (s for _, s in self.runs[seed])
                self.assertLess(at(balanced, "stocking_rate", BAN + 1), at(carried, "stocking_rate", BAN + 1))
                back = together.regained(self.runs[seed], balanced)
                self.assertGreater(back[1] - (BAN - 1) if back else LAST, LOSING)
                self.assertGreater(at(balanced, "reserve_biomass", LAST), at(twice, "reserve_biomass", LAST))
                self.assertIsNone(together.regained(self.runs[seed], twice))
                self.assertGreater(at(balanced, "sand_share", LAST), at(balanced, "sand_share", BAN - 1))

    def test_ungrazed_grass_is_back_soon_and_sand_is_not(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                closed = self.runs[seed][3][1]
                self.assertLess(at(closed, "stocking_rate", BAN + 1), 0.01)
                self.assertLess(together.regained(self.runs[seed], closed)[1] - (BAN - 1), LOSING)
                worst = at(closed, "sand_share", BAN - 1)
                healed = worst - at(closed, "sand_share", BAN - 1 + LOSING)
                self.assertGreater(healed, 0)
                self.assertLess(healed, 0.5 * (worst - at(closed, "sand_share", FIRST)))

    def test_figure_and_what_is_said_with_it(self):
        said = script("figures", self.sweeps["1"]).stdout.splitlines()
        folder = self.sweeps["1"] / "figures"
        self.assertEqual({f.name for f in folder.iterdir()}, {"together.png", "together.svg"})
        texts = (folder / "together.svg").read_text(encoding="utf-8")
        names = [name for name, _ in self.runs["1"]]
        for name in names:
            self.assertIn(f"<!-- {name} -->", texts)
        self.assertEqual([line.split(":")[0] for line in said[2:]], names)
        self.assertIn("never lost", said[2])
        self.assertRegex(said[3], r"lost by 20\d\d$")
        self.assertRegex(said[5], r"all of it back in 20\d\d$")

    def test_too_many_runs(self):
        folder = self.folder / "many"
        folder.mkdir()
        lines = ["row,name,status,result", *(f"{n},,done,rows/{n}" for n in range(together.MOST + 1))]
        (folder / "sweep.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.assertIn(f"at most {together.MOST}", script("figures", folder, code=1).stderr)


if __name__ == "__main__":
    harness.main()
