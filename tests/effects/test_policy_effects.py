#!/usr/bin/python3
"""scripts/policy-effects: a row for each policy, with what it costs and does; what is published beside it, and whether
the two agree."""

import csv
import json
import os
import sys
from types import SimpleNamespace

import h5py
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

sys.path.insert(0, str(harness.ROOT / "scripts"))
sys.dont_write_bytecode = True
from measuring import measures, published, runs

REGION = harness.ROOT / "configs" / "inner-mongolia.yml"
THIN = {
    "region.counties": "[150421, 150422, 150423, 150424, 150521, 150522, 150523, 150524, 152522, 152523, 152524, 152525]",
    "population.scale": "0.001",
    "run.last_year": "2012",
    "register.quota": "150000",
    "budget.regional_part": "1",  # these counties are the region: they share all of its money
    "relocation.regional_budget": "60e6",
    "industry.regional_budget": "0",  # the placebo: on, and without money or loans
    "industry.project_loans": "0",
    "cascade.discretion": "0",
    "output.indicators": "false",
}
POLICIES = ["grazing", "industry", "relocation", "training", "mutual_fund"]  # of the configuration's; the others rest
RULES = {"evaluation.enabled": "false", "award.enabled": "false", "cascade.local_share": "0"}
SEEDS = (1, 2)


def policy_effects(*words):
    return harness.script("policy-effects", *words, timeout=500)


def sets(values):
    return [word for key, value in values.items() for word in ("--set", f"{key}={value}")]


class Table(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out, cls.page = cls.shared / "runs", cls.shared / "effects.md"
        cls.page.write_text("# Effects\n", encoding="utf-8")
        resting = {f"{name}.enabled": "false" for name in harness.programmes() if name not in POLICIES} | RULES
        cls.words = [REGION, "--out", cls.out, "--seeds", "1,2", "--panel", "1", "--threads", "2", *sets(THIN | resting)]
        cls.written = [*cls.words, "--json", cls.shared / "e.json", "--page", cls.page]
        cls.done = policy_effects(*cls.written, "--frozen", "--write")
        harness.expect(cls.done, 0, "scripts/policy-effects")
        cls.facts = json.loads((cls.shared / "e.json").read_text(encoding="utf-8"))
        cls.rows = {row["policy"]: row for row in cls.facts["policies"]}

    def result(self, seed, name):
        return harness.Result(self.out / f"seed-{seed}" / name)

    def poor(self, seed, name):
        """Poor persons of the last year, added up here."""
        result = self.result(seed, name)
        return sum(a * b for a, b in zip(result.series("headcount")[-1], result.series("persons")[-1]))

    def test_a_row_for_each_policy(self):
        self.assertEqual([row["policy"] for row in self.facts["policies"]], [*POLICIES, "all together"])
        for name in POLICIES:
            self.assertRegex(self.done.stdout, rf"\n\| {name} \| [0-9]")
            self.assertRegex(self.done.stdout, rf"\n\| {name} \| [^|0-9]*\|")  # in the second table
        self.assertIn("no published figure", self.done.stdout)
        self.assertEqual(self.rows["industry"]["verdict"], "no published figure")

    def test_effects_are_those_of_the_series(self):
        for name in POLICIES:
            by_seed = [self.poor(seed, name) - self.poor(seed, "none") for seed in SEEDS]
            found = self.rows[name]["effects"]["poor"]
            self.assertAlmostEqual(found["mean"], sum(by_seed) / 2, delta=1e-3)
            # Two seeds: t of one degree of freedom at 97.5% is 12.706, the standard error half of their distance.
            self.assertAlmostEqual(found["half"], 12.706 * abs(by_seed[0] - by_seed[1]) / 2, delta=1 + 1e-4 * found["half"])

    def test_parts_add_up(self):
        for name in POLICIES:
            for what in ("poor", "income"):
                e = {key: value["mean"] for key, value in self.rows[name]["effects"].items()}
                self.assertAlmostEqual(e[f"{what}_direct"] + e[f"{what}_spill_over"], e[what], delta=1e-6 * (1 + abs(e[what])))
        self.assertNotEqual(self.rows["training"]["effects"]["poor_spill_over"]["mean"], 0)

    def test_costs(self):
        """Money is what arrived in funds; of relocation households pay a part and borrow a part."""
        for name, yuan, unit in (("training", 31_000_000, 1000), ("mutual_fund", 6_000_000, 150_000)):
            years = [yuan * 1.119**year for year in range(4)]
            money = self.rows[name]["costs"]["money"]["mean"]
            self.assertEqual(money, sum(grown // unit * unit for grown in years), name)
        costs = self.rows["relocation"]["costs"]
        self.assertGreater(costs["own"]["mean"], 0)
        self.assertGreater(costs["lent"]["mean"], 0)
        spent = sum(self.rows[name]["costs"]["money"]["mean"] for name in POLICIES)
        self.assertAlmostEqual(self.rows["all together"]["costs"]["money"]["mean"], spent, delta=1)

    def test_a_placebo_does_nothing(self):
        row = self.rows["industry"]
        for key, found in {**row["costs"], **row["effects"]}.items():
            self.assertEqual((found["mean"], found["half"]), (0, 0), key)
        self.assertNotEqual(self.rows["training"]["effects"]["income"]["mean"], 0)

    def test_published(self):
        """What domain figures say stands there with its source, and what these runs say."""
        with open(harness.ROOT / "configs" / "targets" / "effects.csv", encoding="utf-8", newline="") as file:
            stated = [row for row in csv.DictReader(file) if row["policy"] in POLICIES]
        for row in stated:
            found = [p for p in self.rows[row["policy"]]["published"] if p["quantity"] == row["quantity"]]
            self.assertEqual(len(found), 1)
            self.assertIn(row["source"], self.done.stdout)
        moved = self.rows["relocation"]["published"][0]
        self.assertEqual(moved["value"], 9.61)
        self.assertAlmostEqual(moved["here"], 100 * sum(self.gain_of_settled(seed) for seed in SEEDS) / 2, places=6)
        self.assertAlmostEqual(self.rows["training"]["published"][0]["here"],
                               100 * sum(self.displaced(seed) for seed in SEEDS) / 2, places=6)  # fmt: skip
        errors = [p["here"] for p in self.rows["all together"]["published"] if p["measure"] in ("exclusion", "inclusion")]
        self.assertTrue(len(errors) == 2 and all(0 < x < 100 for x in errors), errors)

    def last_year(self, seed, name):
        """Households of the last year, by id: income, persons and weight, and years in a new village."""
        with h5py.File(self.out / f"seed-{seed}" / name / "trajectories.h5", "r") as file:
            rows = slice(int(file["first_row"][-1]), int(file["first_row"][-1] + file["row_count"][-1]))
            persons = (file["person"][rows] != 0).sum(axis=1)
            settled = file["settled"][rows] if "settled" in file else persons * 0
            columns = (file["id"][rows], file["income"][rows], persons * file["weight"][rows], settled)
            return {int(row[0]): tuple(map(int, row[1:])) for row in zip(*columns)}

    def gain_of_settled(self, seed):
        """Of those who have moved: income a head with relocation over that without it, less 1."""
        without, with_it = self.last_year(seed, "none"), self.last_year(seed, "relocation")
        both = [who for who, row in with_it.items() if row[2] > 0 and who in without]
        self.assertTrue(both)
        had = sum(without[who][0] * without[who][1] for who in both)
        return sum(with_it[who][0] * without[who][1] for who in both) / had - 1

    def displaced(self, seed):
        """Of the jobs that the frozen run adds, the share that live markets take away again."""
        jobs = [sum(self.result(seed, name).series("job_placements")[-1]) for name in ("none", "training-frozen", "training")]
        self.assertGreater(jobs[1], jobs[0])
        return (jobs[1] - jobs[2]) / (jobs[1] - jobs[0])

    def test_published_names(self):
        """A figure of a policy that is written otherwise would never be shown."""
        found = published.read(harness.ROOT / "configs" / "targets" / "effects.csv")
        self.assertLessEqual(set(found), {*harness.programmes(), *published.WITHOUT})

    def again(self, *rows):
        """The table with published figures made up."""
        path = self.folder / "made-up.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(published.COLUMNS)
            writer.writerows(rows)
        words = ["--published", path, "--json", self.folder / "e.json", "--policies", "relocation,training"]
        done = policy_effects(*self.words, *words)
        harness.expect(done, 0, "with made-up figures")
        facts = json.loads((self.folder / "e.json").read_text(encoding="utf-8"))
        return done, {row["quantity"]: row["verdict"] for p in facts["policies"] for row in p["published"]}

    def test_disagreement_is_said(self):
        here = self.rows["relocation"]["published"][0]["here"]
        half = self.rows["relocation"]["published"][0]["half"]
        rest = ["e", "s", "a source", "S", "made up"]

        def row(name, value, measure="income_settled", kind="value", low="", high=""):
            return ["relocation", name, measure, kind, "%", value, low, high, 100, *rest]

        beyond = here + 2 * half + 1
        done, verdicts = self.again(
            row("the same", here), row("beyond", beyond), row("another sign", -1000 if here > 0 else 1000),
            row("a bracket", "", "", "bracket", "", 5))  # fmt: skip
        self.assertEqual(verdicts["the same"], "agrees")
        self.assertIn("differs", verdicts["beyond"])
        self.assertIn("differs", verdicts["another sign"])
        self.assertEqual(verdicts["a bracket"], "not computed")
        self.assertRegex(done.stdout, r"\| relocation \| beyond \|[^\n]*\| differs")
        self.assertRegex(done.stdout, r"\n\| training \|[^\n]*no published figure")

    def test_page(self):
        """The section has a head that says how it was made; a second time it is put in the same place."""
        text = self.page.read_text(encoding="utf-8")
        for what in ("## inner-mongolia", "scripts/policy-effects", "seeds 1, 2", self.facts["configuration_hash"],
                     f"version {self.facts['version']}", "2009 to 2012", "scale 0.001"):  # fmt: skip
            self.assertIn(what, text)
        before = [path.stat().st_mtime_ns for path in sorted(self.out.glob("seed-*/*/run.json"))]
        harness.expect(policy_effects(*self.written, "--frozen", "--write"), 0, "a second time")
        self.assertEqual(self.page.read_text(encoding="utf-8"), text)
        self.assertEqual([path.stat().st_mtime_ns for path in sorted(self.out.glob("seed-*/*/run.json"))], before)

    def test_against_the_rest(self):
        words = ["--against", "rest", "--policies", "training", "--seeds", "1", "--json", self.folder / "e.json"]
        rest = [word if word != self.out else self.folder / "rest" for word in self.words]
        done = policy_effects(*rest, *words)
        harness.expect(done, 0, "--against rest")
        row = json.loads((self.folder / "e.json").read_text(encoding="utf-8"))["policies"][0]
        self.out = self.folder / "rest"
        wanted = self.poor(1, "all") - self.poor(1, "training")
        self.assertAlmostEqual(row["effects"]["poor"]["mean"], wanted, delta=1e-3)
        self.assertIsNone(row["effects"]["poor"]["half"])
        self.assertIn("one seed: no interval", done.stdout)
        self.assertGreater(row["costs"]["money"]["mean"], 0)

    def refused(self, says, *words):
        done = policy_effects(*words)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(says, done.stderr)

    def test_refusals(self):
        self.refused("no policy of the model", *self.words, "--policies", "lighthouses")
        self.refused("not enabled in", *self.words, "--policies", "rangers")
        self.refused("no configuration", self.folder / "none.yml", "--out", self.out)
        self.refused("wants KEY=VALUE", REGION, "--out", self.out, "--set", "training")
        # Before anything is run.
        self.refused("the runs are of 2009 to 2012", *self.words, "--year", "2013")
        self.refused("cannot be written", *self.words, "--json", self.folder / "nowhere" / "e.json")
        self.refused("cannot be written", *self.words, "--json", self.folder)
        self.refused("no page", *self.words, "--write", "--page", self.folder / "none.md")
        bad = self.folder / "bad.csv"
        head = ",".join(published.COLUMNS)
        for row, says in (("a,b,c,value,1,1,,,1,e,s,x,F,n", "no measure c"), ("a,b,,valu,1,1,,,1,e,s,x,F,n", "kind is one of"),
                          ("a,b,,value,1,,,,1,e,s,x,F,n", "no value"), ("a,b,,value,1,x,,,1,e,s,x,F,n", "value is no number"),
                          ("a,b,,value,1,1,,,1,e,s,,F,n", "no source")):  # fmt: skip
            bad.write_text(f"{head}\n{row}\n", encoding="utf-8")
            self.refused(says, *self.words, "--published", bad)


class Span(harness.Case):
    def test_years_of_a_configuration(self):
        self.assertEqual(runs.span_of(harness.ROOT / "configs" / "tongliao.yml", []), (2013, 2020))
        self.assertEqual(runs.span_of(REGION, ["run.last_year=2010", "run.last_year=2011"]), (2009, 2011))
        (self.folder / "one.yml").write_text("extends: two.yml\nrun:\n  first_year: 2001\n", encoding="utf-8")
        self.assertIsNone(runs.span_of(self.folder / "one.yml", []))
        (self.folder / "two.yml").write_text("extends: one.yml\nrun:\n  first_year: 1999\n  last_year: 2003\n", encoding="utf-8")
        self.assertEqual(runs.span_of(self.folder / "one.yml", []), (2001, 2003))
        (self.folder / "two.yml").write_text("run: [", encoding="utf-8")
        self.assertIsNone(runs.span_of(self.folder / "one.yml", []))


class Judged(harness.Case):
    """Agreement, by its definition."""

    @staticmethod
    def row(kind, value=None, low=None, high=None):
        return published.Published("p", "q", "did_away", kind, "%", value, low, high, 100, "e", "s", "x", "F", "n")

    def test_values(self):
        for mean, half, wanted in ((9, 1, "agrees"), (9, 0.5, "differs"), (9.61, None, "agrees"), (9.6, None, "differs"),
                                   (-3, 1, "differs, in sign"), (-3, 4, "differs"), (None, None, "nobody to measure")):  # fmt: skip
            self.assertEqual(published.judge(self.row("value", 9.61), mean, half), wanted, (mean, half))
        self.assertEqual(published.judge(self.row("value", 9, 8, 10), 7.5, 0.6), "agrees")
        self.assertEqual(published.judge(self.row("value", 0), 3, 1), "differs")

    def test_signs(self):
        for mean, half, wanted in ((1, 0.5, "agrees"), (1, 2, "not told apart from 0"), (-1, 0.5, "differs"), (0, None, "differs")):
            self.assertEqual(published.judge(self.row("sign"), mean, half), wanted, (mean, half))
        self.assertEqual(published.judge(self.row("large"), 60, 5), "agrees")
        self.assertEqual(published.judge(self.row("large"), 22, 5), "differs")


class Households(harness.Case):
    """Measures of households against numbers worked out by hand."""

    def case(self, before, after):
        class Two(measures.Case):
            def __init__(self):
                self.year = 2020

            years = [2009, 2020]
            grazing_rates = (7.5, 2.5)

            def households(self, which, year=None):
                return {(0, None): before, (1, None): after, (0, 2009): before, (1, 2009): before}[which, year]

        return Two()

    @staticmethod
    def rows(**columns):
        found = object.__new__(measures.Households)
        count = len(columns["id"])
        found.id = np.array(columns.pop("id"))
        found.columns = {name: np.array(columns.get(name, [0] * count)) for name in measures.COLUMNS}
        found.columns["weight"] = np.array(columns.get("weight", [1] * count))
        return found

    def test_income_of_the_settled(self):
        """Two of them, of one and two persons, 100 and 400 a head without, 150 and 400 with: (150 + 800) / (100 + 800)."""
        man = 1 + 2 * 40
        before = self.rows(id=[1, 2, 3], income=[100, 400, 7], person=[[man, 0], [man, man], [man, 0]])
        after = self.rows(id=[1, 2, 3], income=[150, 400, 9], person=[[man, 0], [man, man], [man, 0]], settled=[1, 2, 0])
        self.assertAlmostEqual(measures.income_settled(self.case(before, after)), 950 / 900 - 1)
        self.assertIsNone(measures.income_members(self.case(before, after)))

    def test_away(self):
        """Those in contracts go from none to half of two away, the others from one to two of four: 50 points less 25."""
        man, child, away = 1 + 2 * 40, 1 + 2 * 10, 3 << 4 | 9
        person = [[man, man, child], [man, man, 0], [man, man, 0]]
        before = self.rows(id=[1, 2, 3], person=person, work=[[0, 0, 0], [away, 0, 0], [0, 0, 0]])
        after = self.rows(id=[1, 2, 3], person=person, work=[[away, 0, 0], [away, away, 0], [0, 0, 0]],
                          memberships=[measures.FOREST, 0, 0])  # fmt: skip
        self.assertAlmostEqual(measures.did_away(self.case(before, after)), 0.25)

    def test_elasticity(self):
        """Income that is the root of the payment has an elasticity of a half; a mu of a ban counts for three of balance."""
        man = 1 + 2 * 40
        mu = [10 * (n + 1) for n in range(12)]
        bits = [measures.BAN if n % 2 else measures.BALANCE for n in range(12)]
        income = [1000 * (m * (3 if b == measures.BAN else 1)) ** 0.5 for m, b in zip(mu, bits)]
        rows = self.rows(id=list(range(12)), person=[[man]] * 12, memberships=bits, pasture=mu, income=income)
        self.assertAlmostEqual(measures.payment_elasticity(self.case(rows, rows)), 0.5)

    def test_rates_are_those_of_the_year(self):
        rates = {"default": 0, "year": {1997: 0, 2011: 6, 2016: 7.5}}
        self.assertEqual([measures.in_year(rates, year) for year in (1990, 2010, 2011, 2015, 2020)], [0, 0, 6, 6, 7.5])
        self.assertEqual(measures.in_year(3, 2011), 3)

    def test_halves_of_advanced_villages(self):
        """Four of village 7, one of which the last is no longer followed, and three of village 8; a village of another county
        has the same number. The upper half of 7 gains a tenth, the lower nothing; 8 was not advanced and gains all the same."""
        man, here = 1 + 2 * 40, [7, 7, 7, 7, 8, 8, 8, 7]
        columns = dict(id=list(range(8)), person=[[man]] * 8, village=here, county_index=[0] * 7 + [1])
        before = self.rows(income=[400, 100, 300, 200, 10, 20, 30, 1000], **columns)
        grown = [440, 100, 330, 200, 90, 90, 90, 5000]

        def halves(advanced, **more):
            after = self.rows(income=grown, village_advanced=advanced, **(columns | more))
            case = self.case(before, after)
            return measures.income_advanced_richer(case), measures.income_advanced_poorer(case)

        one = halves([1, 1, 1, 1, 0, 0, 0, 0])
        self.assertAlmostEqual(one[0], 0.1)
        self.assertAlmostEqual(one[1], 0)
        # The village stands for two, one of which was advanced: twice the effect in that one.
        self.assertAlmostEqual(halves([1, 1, 1, 1, 0, 0, 0, 0], weight=[2] * 8)[0], 0.2)
        # One household of a village, as that of the other county, and the middle one of three are in neither half.
        self.assertEqual(halves([0, 0, 0, 0, 0, 1, 0, 1]), (None, None))

    def course(self, *years):
        """A case with rows of the run with all policies, year by year from 2009 on; the line is a Yuan."""
        rows = {2009 + n: self.rows(**columns) for n, columns in enumerate(years)}

        class Years(measures.Case):
            def __init__(self):
                self.year, self.years = max(rows), list(rows)

            years = None

            def households(self, which, year=None):
                return rows[year or self.year]

            def lines(self, which, year):
                return np.array([1.0])

        return Years()

    def test_exits(self):
        """Poor: 1 and 2 in 2009, 2 and 3 (of weight 2) in 2010. 1 leaves in 2010; 2 stays, 3 leaves in 2011, 4 is not followed on."""
        case = self.course(dict(id=[1, 2, 3, 4], spell=[1, 1, 0, 0], weight=[1, 1, 2, 1]),
                           dict(id=[1, 2, 3, 4], spell=[0, 2, 1, 9], weight=[1, 1, 2, 1]),
                           dict(id=[1, 2, 3], spell=[1, 3, 0], weight=[1, 1, 2]))  # fmt: skip
        self.assertAlmostEqual(measures.exit_next_year(case), (1 + 2) / (2 + 3))
        self.assertAlmostEqual(measures.exit_next_wave(case), 0)  # of 1 and 2 neither is above the line two years on
        self.assertIsNone(measures.exit_next_wave(self.course(dict(id=[1], spell=[1]))))

    def test_transient(self):
        """1 has nothing and twice the line by turns: its gap of the mean is 0; 2 half the line in all years, a gap of a quarter;
        3 is not there in the last year, but in the first six, with a tenth of the line: chronic 0.81. Spans of six years:
        the first 1/2 + 1/4 + 0.81 in all and 1/4 + 0.81 chronic, the second 1/2 + 1/4 and 1/4."""
        man = 1 + 2 * 40
        for column, measure in (("consumed", measures.transient), ("income", measures.transient_of_income)):
            years = [dict(id=[1, 2, 3], person=[[man]] * 3, **{column: [200 * (n % 2), 50, 10]}) for n in range(6)]
            last = dict(id=[1, 2], person=[[man]] * 2, **{column: [0, 50]})
            self.assertAlmostEqual(measure(self.course(*years, last)), 1 - (2 * 0.25 + 0.81) / (2 * 0.75 + 0.81))
            self.assertIsNone(measure(self.course(*years[:5])))  # no span
            rich = dict(id=[1], person=[[man]], **{column: [500]})
            self.assertIsNone(measure(self.course(*[rich] * 6)))
        self.assertIsNone(measures.transient(self.course(*years)))  # consumption is not kept

    def test_designated(self):
        """Key counties of 100 and 300 persons gain 10 of 100 and 30 of 100, together a quarter; the other a tenth."""
        (self.folder / "inputs").mkdir()
        (self.folder / "inputs" / "counties.csv").write_text("code,key_county\n150101,1\n150102,0\n150103,1\n", encoding="utf-8")
        with h5py.File(self.folder / "series.h5", "w") as file:
            file["county"] = [150101, 150102, 150103]

        def designated(incomes):
            def run(values):
                return SimpleNamespace(raw={"persons": np.array([[100.0, 50.0, 300.0]]), "income_per_head": np.array([values])})

            case = SimpleNamespace(folders=[self.folder], at=0, runs=[run([100.0] * 3), run(incomes)])
            return measures.income_designated(case)

        self.assertAlmostEqual(designated([110.0, 110.0, 130.0]), 1.25 / 1.1 - 1)
        self.assertAlmostEqual(designated([120.0] * 3), 0)
        (self.folder / "inputs" / "counties.csv").write_text("code\n150101\n", encoding="utf-8")
        self.assertIsNone(designated([120.0] * 3))


if __name__ == "__main__":
    harness.main()
