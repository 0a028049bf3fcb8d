#!/usr/bin/python3
"""configs/experiments: every row of every plan is a configuration, does something, and designs are what they say."""

import csv
import json
import os
import sys

import yaml

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

FOLDER = harness.ROOT / "configs" / "experiments"
PLANS = sorted(FOLDER.glob("*.csv"))
THIN = {"population.scale": "0.002", "run.last_year": "2014", "output.panel_share": "0"}


def rows_of(plan):
    """Rows as (configuration, name, settings)."""
    with open(plan, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            own = {key: value for key, value in row.items() if key not in ("config", "name") and value}
            yield FOLDER / row["config"], row["name"], own


def policies_on(config):
    """Policies that the configuration has on somewhere, in the order of the program."""
    done = harness.run("list", "policies", "--json")
    harness.expect(done, 0, "list policies")
    settings = {}
    while config:
        text = yaml.safe_load(config.read_text(encoding="utf-8"))
        for group, values in text.items():
            if isinstance(values, dict):
                settings[group] = values | settings.get(group, {})
        config = config.parent / text["extends"] if "extends" in text else None
    known = [row["name"] for row in json.loads(done.stdout)["policies"]]
    return [name for name in known if settings.get(name, {}).get("enabled")]


class Experiments(harness.Case):
    def test_every_row_is_a_configuration(self):
        self.assertIn(FOLDER / "dose.csv", PLANS)
        for plan in PLANS:
            rows = list(rows_of(plan))
            self.assertEqual(len({name for _, name, _ in rows}), len(rows), f"{plan.name}: a name twice")
            self.assertEqual(len({tuple(own.items()) for _, _, own in rows}), len(rows), f"{plan.name}: a row twice")
            for config, name, own in rows:
                with self.subTest(plan=plan.name, row=name):
                    sets = [word for key, value in own.items() for word in ("--set", f"{key}={value}")]
                    self.ends(harness.run("check", config, *sets), 0)

    def test_rows_differ(self):
        """The second row of a plan does something that the first does not."""
        for plan in PLANS:
            with self.subTest(plan=plan.name):
                rows = list(rows_of(plan))
                hashes = set()
                for at in (0, 1):
                    config, _, own = rows[at]
                    got = harness.simulate(self.folder / f"{plan.stem}{at}", THIN | own, config=config)
                    hashes.add(got.state_hash)
                self.assertEqual(len(hashes), 2, f"{plan.name}: two rows give the same")

    def test_every_configuration_says_how_it_is_run(self):
        plans = {plan.stem for plan in PLANS}
        for config in sorted(FOLDER.glob("*.yml")):
            head = config.read_text(encoding="utf-8").split("extends:")[0]
            if config.stem in plans:
                self.assertIn(f"scripts/sweep run configs/experiments/{config.stem}.csv", head, config.name)
            self.ends(harness.run("check", config), 0)

    def test_all_programmes_are_in(self):
        """Dose and end name every programme that the region has on; a dose is of one at a time, an end of all."""
        names = policies_on(FOLDER / "dose.yml")
        self.assertGreater(len(names), 5)
        dose, end = list(rows_of(FOLDER / "dose.csv"))[1:], list(rows_of(FOLDER / "persistence.csv"))[1:]
        wanted = {(f"{name}.dose", x) for name in names for x in ("0", "0.5", "2", "4")}
        self.assertEqual({pair for _, _, own in dose for pair in own.items()}, wanted)
        self.assertEqual({len(own) for _, _, own in dose}, {1})
        for _, name, own in end:
            self.assertEqual(set(own), {f"{policy}.end" for policy in names}, name)
            self.assertEqual(len(set(own.values())), 1, name)

    def test_swaps_keep_the_total(self):
        base = yaml.safe_load((harness.ROOT / "configs" / "inner-mongolia.yml").read_text(encoding="utf-8"))
        for _, name, own in list(rows_of(FOLDER / "swap.csv"))[1:]:
            change = [float(value) - float(base[key.split(".")[0]]["regional_budget"]) for key, value in own.items()]
            self.assertEqual(sorted(change), [-10e6, 10e6], name)
            growths = {base[key.split(".")[0]]["growth"] for key in own}
            self.assertEqual(len(growths), 1, f"{name}: money that grows differently does not stay equal")


if __name__ == "__main__":
    harness.main()
