#!/usr/bin/python3
"""A household survey, made here, becomes the founders of a run: drawn by weight, the same on any ranks."""

import csv
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import h5py
import harness

OWN, OTHER = "150522", "150521"  # of one class
VALUES = {"population.scale": "0.05", "run.last_year": "2002", "output.panel_share": "1", "output.panel_columns": "all"}
PLAIN = VALUES | harness.policies_off()

CODEBOOK = """
survey:
  household: hh
  person: pid
  county: banner
  weight: w
  region: {region}
  counties: {{KZ: {own}}}
  persons: first eight
missing: ["-8"]
fields:
  cropland: {{column: land, unit: ha}}
  pasture: {{column: grass}}
  herd: {{sum: {{sheep: 1, cattle: 5}}, missing: median}}
  savings: {{column: cash, unit: fen, missing: 100}}
  debt: {{column: owes}}
  income: {{column: net, negative: keep}}
  minority: {{column: ethnic, codes: {{han: 0, mongol: 1}}}}
  age: {{column: age}}
  woman: {{column: sex, codes: {{1: 0, 2: 1}}}}
  schooling: {{column: school, codes: {{none: 0, primary: 6, middle: 9}}, missing: model}}
  chronic: {{column: ill}}
"""
COLUMNS = "hh pid banner w land grass sheep cattle cash owes net ethnic age sex school ill".split()


def person(dice, number):
    age = dice.randint(20, 60) if number == 1 else dice.randint(1, 80)
    return [age, dice.choice("1222"), dice.choice(["none", "primary", "middle", "-8"]), dice.choice("01")]


def survey(count, county="KZ", persons=None, seed=7):
    """Rows of a survey: `count` households, cropland of household k its own: (k + 1) / 100 ha."""
    dice = random.Random(seed)
    rows = []
    for k in range(count):
        cattle = dice.choice([0, 1, 2, "-8"])
        home = [county, round(dice.uniform(1, 9), 2), (k + 1) / 100, 3 * k, dice.randint(0, 60), cattle]
        home += [dice.randint(0, 900000), dice.choice([0, 500.25]), dice.randint(-2000, 30000), dice.choice(["han", "mongol"])]
        for number in range(1, (persons or dice.randint(1, 6)) + 1):
            rows.append([f"h{k}", number, *home, *person(dice, number)])
    return rows


class Surveys(harness.Case):
    def write(self, name, rows, columns=COLUMNS, **changes):
        """Survey and codebook; with keyword arguments, parts of the codebook changed."""
        path = self.folder / f"{name}.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])
        text = CODEBOOK.format(region=harness.ROOT / "configs" / "regions" / "inner-mongolia.csv", own=OWN)
        for old, new in changes.get("changes", {}).items():
            self.assertIn(old, text)
            text = text.replace(old, new)
        book = self.folder / f"{name}.yml"
        book.write_text(text, encoding="utf-8")
        return path, book

    def population(self, name, rows, code=0, **changes):
        """The population file, and what was said."""
        path, book = self.write(name, rows, **changes)
        out = self.folder / f"{name}.population.csv"
        done = harness.run("population", "--survey", path, "--codebook", book, "--out", out)
        self.ends(done, code, f"population {name}")
        self.assertEqual(out.exists(), code == 0, "a file is there where all is right, and only there")
        return out, done

    def simulate(self, name, population, values=None, **how):
        return harness.simulate(self.folder / name, PLAIN | {"population.survey": population} | (values or {}), **how)


class Founding(Surveys):
    def test_start(self):
        """Land, minority and debtors are what the survey's weights say, each row by the allotment: of n households
        in all, row k has what floor((n W + w/2) / w) gains at it. Land and make-up have not changed in a year: with
        demography on, households would have divided at its end."""
        rows = survey(60)
        population, _ = self.population("start", rows)
        result = self.simulate("start", population, {"demography.enabled": "false"})
        with h5py.File(result.path("trajectories.h5"), "r") as file:
            cropland, pasture, minority = (file[name][:].tolist() for name in ("cropland", "pasture", "minority"))
        with open(population, encoding="utf-8", newline="") as file:
            next(file)
            homes = list(csv.DictReader(file))
        self.assertEqual(len(homes), 60)
        weights = [round(float(home["weight"]) * 10**6) for home in homes]
        n, total, until = len(cropland), sum(weights), 0
        self.assertGreater(n, 1000)
        mean = 0
        for home, weight in zip(homes, weights):
            before = (n * until + total // 2) // total
            until += weight
            wanted = (n * until + total // 2) // total - before
            land, grass = float(home["cropland"]), float(home["pasture"])
            same = [i for i, mu in enumerate(cropland) if abs(mu - land) < 1e-4 * land]
            self.assertEqual(len(same), wanted, f"household {home['household']}")
            for i in same:
                self.assertAlmostEqual(pasture[i], grass, places=3)
                self.assertEqual(minority[i], int(home["minority"]))
            mean += land * weight / total
        # Allotment is within one household a row: the mean within the sum of lands over n.
        bound = sum(float(home["cropland"]) for home in homes) / n
        self.assertLess(abs(sum(cropland) / n - mean), bound)

    def test_people(self):
        """Persons after a year are those of the survey, a year older. Three in four are women, and few have much
        schooling: the model's own founders are far beyond these bounds, which leave room for a year's births, deaths
        and classes."""
        population, done = self.population("people", survey(200, seed=3), changes={", missing: model": ", missing: 3"})
        result = self.simulate("people", population)
        table = {line.split()[0]: line.split() for line in done.stdout.splitlines() if line.strip()}
        said = {name: float(table[name][-4]) for name in ("age", "woman", "schooling")}
        with h5py.File(result.path("trajectories.h5"), "r") as file:
            person, learning = file["person"][:].ravel().tolist(), file["learning"][:].ravel().tolist()
        there = [(code - 1) // 2 for code in person if code]
        women = sum((code - 1) % 2 for code in person if code) / len(there)
        self.assertLess(abs(sum(there) / len(there) - said["age"] - 1), 0.8)
        self.assertLess(abs(women - said["woman"]), 0.02)
        school = sum(what & 15 for code, what in zip(person, learning) if code) / len(there)
        self.assertLess(abs(school - said["schooling"]), 0.4)

    def test_invariance(self):
        """The same bits on 1, 2 and 5 ranks, and after a stop."""
        population, _ = self.population("ranks", survey(40))
        values = {"region.counties": f"[{OTHER}, {OWN}]", "run.last_year": "2003", "output.panel_share": "0.1"}
        one = self.simulate("one", population, values)
        for ranks in (2, 5):
            other = self.simulate(f"ranks{ranks}", population, values, ranks=ranks)
            self.same(one, other, f"{ranks} ranks")
        stop = {"output.stop_after": "2002"}
        self.simulate_stopped("stopped", population, values | stop)
        self.same(one, harness.resume(self.folder / "stopped", ranks=2), "stopped and resumed")

    def simulate_stopped(self, name, population, values):
        harness.simulate(self.folder / name, PLAIN | {"population.survey": population} | values, code=75)

    def test_counties(self):
        """Counties without rows take those of their class; run.json says how many; another class, the model's."""
        population, _ = self.population("class", survey(30))
        values = {"region.counties": f"[150102, {OTHER}, {OWN}]", "output.panel_share": "0"}
        facts = self.simulate("class", population, values).facts
        founders = facts["founders"]
        self.assertEqual(sum(founders.values()), facts["households"])
        for source in ("own_county", "class", "model"):
            self.assertGreater(founders[source], 0, source)

    def test_hash(self):
        """A changed file is not taken for the same run; a file of another name is."""
        population, _ = self.population("hash", survey(30))
        first = self.simulate("same", population)
        text = population.read_text(encoding="utf-8")
        copy = self.folder / "copy.csv"
        copy.write_text(text, encoding="utf-8")
        self.assertIn("reused", self.simulate("same", copy).out)
        copy.write_text(text + "150522,late,1" + "," * (text.splitlines()[1].count(",") - 2) + "\n", encoding="utf-8")
        other = self.simulate("same", copy)
        self.assertNotIn("reused", other.out)
        self.assertNotEqual(first.facts["configuration_hash"], other.facts["configuration_hash"])
        self.assertEqual(other.path("inputs/population.survey.csv").read_bytes(), copy.read_bytes())
        copy.write_text(text + "150522,bad,1,x\n", encoding="utf-8")
        done = harness.run("check", harness.KEZUO, "--set", f"population.survey={copy}")
        self.ends(done, 65, "a damaged population file")
        self.assertRegex(done.stderr, r"copy\.csv:33:1: error: 4 cells in this row")


class Errors(Surveys):
    def test_all_in_one_pass(self):
        """What is wrong in a survey comes at once, with line, column and cure; nothing is written."""
        rows = survey(6, persons=2)
        rows[1][COLUMNS.index("age")] = 130
        rows[2][COLUMNS.index("ethnic")] = "hui"
        rows[5][COLUMNS.index("pid")] = 1
        rows[6][COLUMNS.index("w")] = rows[7][COLUMNS.index("w")] = -1
        rows[8][COLUMNS.index("net")] = rows[9][COLUMNS.index("net")] = -1234
        rows[10][COLUMNS.index("banner")] = rows[11][COLUMNS.index("banner")] = "999999"
        rows[0][COLUMNS.index("owes")] = rows[1][COLUMNS.index("owes")] = "nan"
        changes = {", negative: keep": ""}
        for row in rows:
            row[COLUMNS.index("cattle")] = 1
            if row[0] != "h4":
                row[COLUMNS.index("net")] = 5
        rows[2][COLUMNS.index("ethnic")], rows[3][COLUMNS.index("ethnic")] = "hui", "hui"
        path, _ = self.write("errors", rows, changes=changes)
        _, done = self.population("errors", rows, code=65, changes=changes)
        lines = path.read_text(encoding="utf-8").splitlines()
        wanted = [(2, "owes", "'nan' is not a number"), (3, "age", "age is 0 to 120"), (4, "ethnic", "wrong code 'hui'")]
        wanted += [(7, "pid", "stands twice; before in line 6"), (8, "w", "a weight is from")]
        wanted += [(10, "net", "negative income (-1234)"), (12, "banner", "unknown county '999999'")]
        places = [line for line in done.stderr.splitlines() if ": error: " in line]
        self.assertEqual(len(places), len(wanted), done.stderr)
        for (line, column, text), place in zip(wanted, places):
            cells = lines[line - 1].split(",")
            at = 1 + sum(len(cell) + 1 for cell in cells[: COLUMNS.index(column)])
            self.assertTrue(place.startswith(f"{path}:{line}:{at}: error: {column}: "), place)
            self.assertIn(text, place)
            self.assertIn(lines[line - 1], done.stderr)
        self.assertEqual(done.stdout, "")

    def test_rules(self):
        """Missing values and what was done about them are counted; negative incomes that are kept are named."""
        rows = survey(40)
        missing = len({row[0] for row in rows if row[COLUMNS.index("cattle")] == "-8"})
        negative = len({row[0] for row in rows if row[COLUMNS.index("net")] < 0})
        _, done = self.population("rules", rows)
        table = {line.split()[0]: line.split() for line in done.stdout.splitlines() if line.strip()}
        at = table["herd"].index(str(40 - missing))
        self.assertEqual(table["herd"][at : at + 4], [str(40 - missing), str(missing), str(missing), "median"])
        self.assertGreater(negative, 0)
        self.assertEqual(done.stderr.count("warning: net: negative income"), negative)

    def test_hostile_files(self):
        _, book = self.write("hostile", survey(3))
        files = {"empty": b"", "binary": bytes(range(256)) * 20, "mark": b"\xef\xbb\xbf", "header": b"hh,pid\n"}
        files |= {"twice": b"hh,hh\n", "open": b'hh,"pid\n', "nul": b"hh\0,pid\n", "return": b"hh\rpid\r"}
        for name, content in files.items():
            path = self.folder / f"{name}.csv"
            path.write_bytes(content)
            done = harness.run("population", "--survey", path, "--codebook", book)
            # A header that lacks what the codebook names is the codebook's error.
            self.ends(done, 2 if name == "header" else 65, name)
            self.assertRegex(done.stderr, r"\.(csv|yml):\d+:\d+: error: ")
            self.assertEqual(done.stdout, "")

    def test_codebook(self):
        """A wrong codebook is a wrong configuration."""
        _, done = self.population("book", survey(3), code=2, changes={"unit: ha": "unit: acre", "column: land": "column: lnd"})
        self.assertIn("cropland cannot be given in 'acre'", done.stderr)


if __name__ == "__main__":
    harness.main()
