#!/usr/bin/python3
"""horqin compare: against numbers worked out from the result files, placebos, finished results, ranks, mistakes."""
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import h5py  # noqa: E402
import numpy as np  # noqa: E402
from scipy.stats import t as student  # noqa: E402

from harness import KEZUO, Case, main, run, settings  # noqa: E402

SMALL = {"population.scale": "0.01", "run.last_year": "2010", "training.budget": "4e6", "output.checkpoint_every": "0"}
SEEDS = 3


def words(out, values=None, config=KEZUO):
    return ["compare", config, *settings(SMALL | (values or {})), "--out", out, "--threads", 1, "--quiet", "--json"]


def key(row):
    return row["table"], row["measure"], row["area"], row["name"], row["line"]


def index(folder, name, line):
    """Of the region's income in the last year, from the file."""
    with h5py.File(folder / "indicators.h5") as file:
        names = {axis: [b"".join(row).rstrip(b"\0").decode() for row in file[f"{axis}_name"][:]] for axis in ("line", "line_index")}
        return file["at_line"][-1, 0, 0, names["line"].index(line), names["line_index"].index(name)]


def persons(folder):
    with h5py.File(folder / "indicators.h5") as file:
        return file["persons"][-1, 0]


class Compare(Case):
    def compare(self, *arguments, code=0, ranks=1):
        done = run(*arguments, ranks=ranks)
        self.ends(done, code, " ".join(map(str, arguments)))
        return json.loads(done.stdout) if code == 0 else done.stderr

    def near(self, got, wanted, what, relative=1e-9):
        self.assertTrue(np.isclose(got, wanted, rtol=relative, atol=1e-12), f"{what}: {got}, not {wanted}")


class Replicates(Compare):
    """One policy, three seeds, frozen and live."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words = [*words(cls.shared / "out"), "--policies", "training", "--frozen", "--replicates", SEEDS]
        cls.done = run(*cls.words)
        cls.found = json.loads(cls.done.stdout)
        cls.other = cls.found["others"][0]
        cls.rows = {key(row): row for row in cls.other["changes"]}
        cls.folders = {side: [Path(one[side]) for one in cls.other["runs"]] for side in ("base", "other", "frozen")}

    def test_effects_are_those_of_the_files(self):
        row = self.rows["indicator", "income", "", "headcount", "own"]
        sides = {side: np.array([index(folder, "headcount", "own") for folder in self.folders[side]]) for side in self.folders}
        for side, values in sides.items():
            self.assertEqual(row[side], values.tolist(), side)
        parts = {"total": ("base", "other"), "direct": ("base", "frozen"), "spill_over": ("frozen", "other")}
        for part, (without, with_it) in parts.items():
            apart = sides[with_it] - sides[without]
            half = student.ppf(0.975, SEEDS - 1) * apart.std(ddof=1) / np.sqrt(SEEDS)
            self.near(row[part]["mean"], apart.mean(), part)
            self.near(row[part]["half"], half, part, 1e-8)
        for name, side in (("luck", "other"), ("luck_direct", "frozen")):
            wanted = (sides["base"].var(ddof=1) + sides[side].var(ddof=1)) / (sides[side] - sides["base"]).var(ddof=1)
            self.near(row[name], wanted, name)
        own = next(one for one in self.found["luck_of_headcount"] if one["line"] == "own")
        self.near(own["total"], row["luck"], "the median of one policy is its own")
        self.near(own["direct"], row["luck_direct"], "direct")

    def test_direct_and_spill_over_add_up(self):
        changed = 0
        for name, row in self.rows.items():
            total, direct, spill = (row[part]["mean"] for part in ("total", "direct", "spill_over"))
            if total is not None and direct is not None:
                self.assertTrue(np.isclose(total, direct + spill, rtol=1e-9, atol=1e-6), f"{name}: {total}, {direct}, {spill}")
                changed += total != 0
        self.assertGreater(changed, 100)

    def test_average_cost_with_fiellers_interval(self):
        ratio = next(r for r in self.other["ratios"] if (r["name"], r["cost"], r["line"], r["part"]) == ("person_lifted", "total", "own", "direct"))
        poor = [np.array([index(f, "headcount", "own") * persons(f) for f in self.folders[side]]) for side in ("base", "frozen")]
        gained = poor[0] - poor[1]
        cost = self.rows["cost", "", "", "total", ""]
        paid = np.array(cost["frozen"]) - np.array(cost["base"])
        self.near(ratio["gained"]["mean"], gained.mean(), "persons", 1e-6)
        self.assertIsNone(ratio["withheld"])
        self.near(ratio["value"], paid.mean() / gained.mean(), "ratio", 1e-6)
        for bound in ("low", "high"):
            rest = paid - ratio[bound] * gained
            self.near(abs(rest.mean()) / (rest.std(ddof=1) / np.sqrt(SEEDS)), student.ppf(0.975, SEEDS - 1), bound, 1e-5)

    def test_money_is_the_budget(self):
        """Four million a year from 2009 on, here to 2010, whether markets live or not."""
        received = self.rows["cost", "", "", "received", ""]
        self.assertEqual([received["base"], received["other"], received["frozen"]], [[0.0] * 3, [8e6] * 3, [8e6] * 3])

    def test_complete_runs_are_used_again(self):
        marks = [path.stat().st_mtime_ns for path in sorted(self.shared.glob("out/*/*/run.json"))]
        self.assertEqual(len(marks), 3 * SEEDS)
        self.assertEqual(run(*self.words).stdout, self.done.stdout)
        self.assertEqual([path.stat().st_mtime_ns for path in sorted(self.shared.glob("out/*/*/run.json"))], marks)

    def test_finished_folders_say_the_same(self):
        """A frozen run among them is known as one, wherever it stands."""
        base, other, frozen = (self.folders[side][1] for side in ("base", "other", "frozen"))
        found = self.compare("compare", base, frozen, other, "--json")
        self.assertEqual(len(found["others"]), 1)
        self.assertEqual(found["others"][0]["runs"], [{"base": str(base), "other": str(other), "frozen": str(frozen)}])
        rows = {key(row): row for row in found["others"][0]["changes"]}
        for name, row in rows.items():
            for side in ("base", "other", "frozen"):
                self.assertEqual(row[side][0], self.rows[name][side][1], f"{name} {side}")
            self.assertIsNone(row["total"]["half"])

    def test_base_beside_each_run(self):
        """Who is in training is told by the run beside the base: live and frozen runs have their own numbers of the base, and
        nobody is lifted who was not poor in it."""
        base, other, frozen = (self.folders[side][1] for side in ("base", "other", "frozen"))
        differing = 0
        for beside, column, of in ((other, "other", "base"), (frozen, "frozen", "base_of_frozen")):
            found = self.compare("compare", base, beside, "--json")
            for row in found["others"][0]["changes"]:
                here = self.rows[key(row)]
                self.assertEqual((row["base"][0], row["other"][0]), (here[of][1], here[column][1]), f"{column}: {key(row)}")
                differing += here["base"] != here["base_of_frozen"]
        self.assertGreater(differing, 0)
        for name, row in self.rows.items():
            if name[0] == "kind" and name[3] == "lifted":
                poor = self.rows[(*name[:3], "poor", name[4])]
                for of, column in (("base", "other"), ("base_of_frozen", "frozen")):
                    self.assertTrue(all(np.array(row[column]) <= np.array(poor[of])), f"{name}: {row[column]} of {poor[of]}")

    def test_ranks(self):
        """Three ranks print what one does, running and comparing."""
        one, three = (run(*words(self.folder / str(ranks)), "--policies", "training", "--frozen", ranks=ranks) for ranks in (1, 3))
        self.ends(three, 0)
        self.assertEqual(one.stdout.replace(str(self.folder / "1"), "-"), three.stdout.replace(str(self.folder / "3"), "-"))


class Placebos(Compare):
    def test_nothing_is_zero_to_the_bit(self):
        """Other output, and a policy without money: no value of any file differs, and no number."""
        found = self.compare(
            *words(self.folder / "out"), "--replicates", 2,
            "--other", "output.checkpoint_every=2 output.column_hashes=false", "--other", "training.enabled=true training.budget=0",
        )  # fmt: skip
        self.assertEqual(len(found["others"]), 2)
        for other in found["others"]:
            rows = {key(row): row for row in other["changes"]}
            self.assertEqual(rows["indicator", "", "", "values_differing", ""]["other"], [0.0, 0.0], other["name"])
            for table in ("indicator", "persons", "person_years", "kind", "cost", "ledger", "group"):
                self.assertTrue(any(name[0] == table for name in rows), f"{other['name']}: no rows of {table}")
            for name, row in rows.items():
                for before, after in zip(row["base"], row["other"]):
                    self.assertEqual(before, after, f"{other['name']}: {name}")
                self.assertIsNone(row["luck"])
            for ratio in other["ratios"]:
                self.assertIsNone(ratio["value"])
                self.assertIn(ratio["withheld"], ("there is no effect", "cost or effect is not known"))


class Doses(Compare):
    def test_each_against_the_next_cheaper_one(self):
        found = self.compare(
            *words(self.folder / "out"), "--other", "dear: training.enabled=true training.budget=8e6", "--other", "cheap: training.enabled=true training.budget=2e6"
        )  # fmt: skip
        dear, cheap = found["others"]
        self.assertEqual([one["name"] for one in found["others"]], ["dear", "cheap"])
        steps = [r for r in found["marginal"] if (r["name"], r["cost"], r["line"]) == ("person_year", "total", "own")]
        self.assertEqual([(r["other"], r["against"]) for r in steps], [(cheap["name"], "base"), (dear["name"], cheap["name"])])
        value = lambda other, *name: next(row for row in other["changes"] if key(row) == name)["other"][0]  # noqa: E731
        paid = value(dear, "cost", "", "", "total", "") - value(cheap, "cost", "", "", "total", "")
        poor = [value(other, "indicator", "income", "", "poor_person_years", "own") for other in (cheap, dear)]
        self.near(steps[1]["paid"]["mean"], paid, "cost of the step")
        self.near(steps[1]["gained"]["mean"], poor[0] - poor[1], "person-years of the step")
        if poor[0] > poor[1]:
            self.near(steps[1]["value"], paid / (poor[0] - poor[1]), "ratio")
        else:
            self.assertEqual(steps[1]["withheld"], "the effect is against the purpose")


class Factorials(Compare):
    def test_values_of_all_subsets_add_up(self):
        found = self.compare(*words(self.folder / "out"), "--factorial", "training,grazing+planting,rangers")
        folders = sorted(path.name for path in (self.folder / "out/seed-1").iterdir())
        self.assertEqual(len(folders), 8)
        self.assertEqual(found["shapley"]["subsets"], 8)
        effects = {key(row): row["total"]["mean"] for row in found["others"][0]["changes"]}
        rows = 0
        for row in found["shapley"]["rows"]:
            values = [one["value"]["mean"] for one in row["values"]]
            if None not in values:
                self.assertEqual(row["all"]["mean"], effects[key(row)], key(row))
                self.assertTrue(np.isclose(sum(values), row["all"]["mean"], rtol=1e-9, atol=1e-7), key(row))
                rows += 1
        self.assertGreater(rows, 100)
        # Whole persons add up without rounding; rangers begin behind the last year, so they are worth nothing.
        lifted = next(row for row in found["shapley"]["rows"] if key(row) == ("persons", "", "", "lifted", "own"))
        self.assertEqual(lifted["residual"], 0.0)
        self.assertEqual([one["value"]["mean"] for one in lifted["values"]][2], 0.0)
        self.assertGreater(lifted["values"][1]["value"]["mean"], 0)
        # Of a kind, which the other run tells, the base has another number beside each subset.
        wanted = ("kind", "", "minority", "poor_both", "own")
        effect = {}
        for subset in ("training", "grazing+planting", "training+grazing+planting"):
            pair = self.compare("compare", self.folder / "out/seed-1/none", self.folder / "out/seed-1" / subset, "--json")
            effect[subset] = next(row["total"]["mean"] for row in pair["others"][0]["changes"] if key(row) == wanted)
        both = effect["training+grazing+planting"]
        got = next(row for row in found["shapley"]["rows"] if key(row) == wanted)
        self.assertEqual(got["values"][0]["value"]["mean"], (effect["training"] + both - effect["grazing+planting"]) / 2)

    def test_drawn_orders(self):
        few = {"population.scale": "0.005", "run.last_year": "2003"}
        groups = "grazing,forest_return,planting,rangers,eco_industry,training,public_forest"
        found = self.compare(*words(self.folder / "out", few), "--factorial", groups, "--permutations", 2)
        self.assertEqual(found["shapley"]["orders"], 2)
        self.assertLessEqual(found["shapley"]["subsets"], 14)
        row = next(row for row in found["shapley"]["rows"] if key(row) == ("indicator", "income", "", "mean", ""))
        self.near(sum(one["value"]["mean"] for one in row["values"]), row["all"]["mean"], "sum")
        self.assertNotEqual(row["all"]["mean"], 0)


class Mistakes(Compare):
    def test_are_said_before_anything_runs(self):
        for arguments, says in (
            ((KEZUO, "--policies", "trainig"), "did you mean 'training'?"),
            ((KEZUO, "--policies", "training", "--set", "training.budgt=1"), "training.budgt"),
            ((KEZUO, self.folder), "name finished results only, or configurations only"),
            ((self.folder, self.folder), "holds no finished run"),
            ((self.folder, self.folder, "--replicates", 3), "is a finished result, and --replicates wants runs"),
        ):
            self.assertIn(says, self.compare("compare", *arguments, "--out", self.folder / "out", code=2))
            self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    main()
