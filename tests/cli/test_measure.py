#!/usr/bin/python3
"""`horqin measure` from outside: published values, exactly and through the histogram on 1, 2 and 5 ranks; incomes made from
published Lorenz curves; conventions, groups, dimensions, JSON; what is wrong and its exit code."""

import json
import math
import os
import sys
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

VECTORS = json.loads((harness.DATA / "indicators.json").read_text(encoding="utf-8"))
NAMES = {"P0": "headcount", "P1": "gap", "P2": "squared_gap", "Watts": "watts", "Sen": "sen", "SST": "sst", "Gini": "gini",
         "Theil": "theil", "MLD": "mld", "GE2": "ge2", "Atkinson_0.5": "atkinson_0_5", "Atkinson_1": "atkinson_1",
         "Atkinson_2": "atkinson_2", "Herfindahl": "herfindahl", "Lasym": "lorenz_asymmetry", "H": "headcount", "PG": "gap",
         "median": "median"}


def digits(number):
    """Half a unit of the last printed digit."""
    return 0.5000001 * 10.0 ** -len(repr(number).partition(".")[2])


class Measure(harness.Case):
    def table(self, rows, name="t.csv"):
        path = self.folder / name
        path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
        return path

    def json(self, path, *words, ranks=1):
        done = harness.run("measure", path, "--json", *words, ranks=ranks)
        self.ends(done, 0, words)
        return json.loads(done.stdout), done.stdout

    def values(self, path, *words):
        told, _ = self.json(path, *words)
        return {(row["group"], row["line"], row["index"]): row["value"] for row in told["indices"]}

    def printed(self, values, line, name, wanted):
        got = values[None, line, NAMES[name]]
        self.assertLessEqual(abs(got - wanted), digits(wanted), f"{name} at {line}: {got}, not {wanted}")


class Published(Measure):
    """The numbers of tests/data/indicators.json to their printed digits, exactly and through the histogram."""

    def cases(self):
        ineq, book, extreme = VECTORS["ineq_x"], VECTORS["handbook"], VECTORS["wbpip_extreme"]
        whole = {**ineq["published"], **ineq["computed"]}
        at = {"2000": whole.pop("z2000"), "5000": whole.pop("z5000")}
        at["2000"] |= {"Watts": whole.pop("Watts_z2000"), "H": whole.pop("H_z2000")}
        yield ineq["data"], {None: whole} | at
        yield VECTORS["weiner"]["data"], {None: VECTORS["weiner"]["published"]}
        yield book["data"], {"125": book["published"] | book["computed"]}
        yield extreme["data"], {None: extreme["published"]}

    def test_published(self):
        for way in ([], ["--streaming"]):
            for data, wanted in self.cases():
                path = self.table([["y"], *([y] for y in data)])
                lines = [word for z in wanted if z for word in ("--line", z)]
                values = self.values(path, "--income", "y", *lines, *way)
                for line, numbers in wanted.items():
                    for name, number in numbers.items():
                        with self.subTest(name, line=line, way=way):
                            self.printed(values, line, name, number)

    def test_ranks(self):
        rows = [["y", "w", "g"]] + [[round(20 * 1.07**i - 300, 2), 1 + i % 4, "abc"[i % 3]] for i in range(120)]
        path = self.table(rows)
        words = ["--income", "y", "--weight", "w", "--group", "g", "--line", "2300", "--line", "60%median", "--streaming"]
        alone = self.json(path, *words)[1]
        for ranks in (2, 5):
            self.assertEqual(self.json(path, *words, ranks=ranks)[1], alone, f"{ranks} ranks")
        done = harness.run("measure", path, *words, ranks=2)
        self.assertEqual(done.stdout, harness.run("measure", path, *words).stdout)

    def test_streaming_is_within_its_bounds(self):
        rows = [["y"]] + [[round(math.exp(8 + 1.1 * math.sin(7.7 * i)), 2)] for i in range(3000)]
        path = self.table(rows)
        exact = self.values(path, "--income", "y", "--line", "2000")
        told, _ = self.json(path, "--income", "y", "--line", "2000", "--streaming")
        self.assertEqual(len(told["indices"]), len(exact))
        for row in told["indices"]:
            value = exact[row["group"], row["line"], row["index"]]
            hair = 1e-11 * abs(value)
            self.assertLessEqual(row["least"] - hair, value, row)
            self.assertGreaterEqual(row["most"] + hair, value, row)


class Lorenz(Measure):
    """Incomes made from the parametric Lorenz curves of wbpip's tests: N persons, each with what the curve gives to its part
    of persons. Published is what wbpip reads off the curve."""

    N = 100000

    def measured(self, curve, mean, line):
        """The last person has what is left of all income, also where the curve does not end at 1."""
        points = [curve(i / self.N) for i in range(self.N)] + [1.0]
        incomes = [mean * self.N * (after - before) for before, after in zip(points, points[1:])]
        path = self.table([["y"], *([repr(y)] for y in incomes)])
        values = self.values(path, "--income", "y", "--line", repr(line), "--logs", "drop")
        self.assertAlmostEqual(values[None, None, "mean"], mean, delta=1e-9 * mean)
        return {name: value for (_, _, name), value in values.items()}

    def comes_out(self, values, published, bounds):
        for name, bound in bounds.items():
            with self.subTest(name):
                self.assertLessEqual(abs(values[NAMES[name]] - published[name]), bound, values[NAMES[name]])

    def test_beta(self):
        """L = p - A p^B (1 - p)^C. Headcount to one person in N, gaps to seven digits and more, median to a fen or so."""
        case = VECTORS["wbpip_lorenz_beta"]
        a, b, c = case["A"], case["B"], case["C"]
        values = self.measured(lambda p: p - a * p**b * (1 - p) ** c, case["mean"], case["z"])
        self.comes_out(values, case["published"], {"H": 1 / self.N, "PG": 1e-8, "P2": 1e-7, "median": 1e-3})
        # The published Gini, .312367, is a quadrature: 2 A Beta(B + 1, C + 1) is .3123688, and so is what is measured.
        analytic = 2 * a * math.gamma(b + 1) * math.gamma(c + 1) / math.gamma(b + c + 2)
        self.assertAlmostEqual(analytic, case["computed"]["Gini_analytic_2A_Beta(B+1,C+1)"], delta=5e-8)
        self.assertAlmostEqual(values["gini"], analytic, delta=1e-6)
        self.assertAlmostEqual(values["gini"], case["published"]["Gini"], delta=2e-6)
        # The published MLD is a sum over thousandths of persons that stops before the last: .163342 (so done here). The
        # integral is .1608. Watts, another such sum near where the curve has incomes below 0, comes out to three digits.
        def log_slope(p):
            slope = 1 - a * p**b * (1 - p) ** c * (b / p - c / (1 - p))
            return math.log(slope) if slope > 0 else 0.0

        parts = log_slope(0.0005) + sum((log_slope(i / 1000) + log_slope((i + 1) / 1000)) / 2 for i in range(1, 999))
        self.assertAlmostEqual(-parts / 1000, case["published"]["MLD"], delta=5e-7)
        self.assertAlmostEqual(values["mld"], 0.1608, delta=1e-4)
        self.comes_out(values, case["published"], {"Watts": 2e-4})

    def test_quadratic(self):
        """L (1 - L) = A (p^2 - L) + B L (p - 1) + C (p - L), with mean and line of the beta case, which its tests do not
        name: headcount and gaps have the printed digits with them. The curve ends at .9433; with what is left given to the
        richest the Gini is .3212. Watts and MLD (sums over thousandths: .3909, .1898) do not come out: .3818, .1867."""
        case, beta = VECTORS["wbpip_lorenz_gq"], VECTORS["wbpip_lorenz_beta"]
        a, b, c = case["A"], case["B"], case["C"]
        e = -(a + b + c + 1)
        m, n = b * b - 4 * a, 2 * b * e - 4 * c
        values = self.measured(lambda p: -(b * p + e + math.sqrt(m * p * p + n * p + e * e)) / 2, beta["mean"], beta["z"])
        self.comes_out(values, case["published"], {"H": 1 / self.N, "PG": 1e-8, "P2": 1e-8, "Gini": 3e-5})
        self.assertAlmostEqual(values["watts"], 0.3818, delta=1e-4)
        self.assertAlmostEqual(values["mld"], 0.1867, delta=1e-4)


class Options(Measure):
    ROWS = [["name", "y", "n", "w", "zone"], ["a", 4000, 2, 1, "内蒙古"], ["b", -300, 3, 1, "宁夏"], ["c", 9000, 3, 2, "内蒙古"],
            ["d", 2300, 1, 1, "宁夏"], ["e", 100, 1, 0, "nobody"]]

    def test_households_weights_and_groups(self):
        path = self.table(self.ROWS)
        words = ["--income", "y", "--size", "n", "--of-household", "--weight", "w", "--group", "zone", "--line", "2300"]
        values = self.values(path, *words)
        self.assertEqual(values[None, None, "persons"], 12)
        self.assertEqual(values["内蒙古", None, "mean"], (4000 + 18000) / 8)
        self.assertAlmostEqual(values[None, "2300", "headcount"], 5 / 12)
        self.assertAlmostEqual(values["宁夏", "2300", "gap"], 3 * (2400 / 2300) / 4)
        self.assertNotIn(("nobody", None, "mean"), values)
        for index in ("headcount", "gap", "squared_gap", "watts"):
            shares = [values[zone, "2300", f"{index}_contribution"] for zone in ("内蒙古", "宁夏")]
            self.assertAlmostEqual(sum(shares), 1)
        for index in ("mld", "theil", "ge2"):
            parts = [values.get((None, None, f"{index}_{part}")) for part in ("within", "between")]
            self.assertAlmostEqual(sum(parts), values[None, None, index])
        at = self.values(path, *words, "--at-line", "poor")
        self.assertAlmostEqual(at[None, "2300", "headcount"], 6 / 12)
        self.assertAlmostEqual(self.values(path, *words, "--gini", "sample")[None, None, "gini"],
                               values[None, None, "gini"] * 4 / 3)
        self.assertAlmostEqual(values[None, None, "below_zero"], 3 / 12)
        for logs in ("clip", "drop", "mean"):
            self.assertIsNotNone(self.values(path, *words, "--logs", logs)[None, None, "mld"])
        lines = harness.run("measure", path, *words).stdout.splitlines()
        column = {sum(2 if unicodedata.east_asian_width(c) == "W" else 1 for c in line.partition(" headcount ")[0])
                  for line in lines if " headcount " in line}
        self.assertEqual(len(column), 1, "columns are aligned")

    def test_example(self):
        """That of docs/indicators.md: its table, its command, lines of its answer."""
        blocks = (harness.ROOT / "docs" / "indicators.md").read_text(encoding="utf-8").split("```\n")[1::2]
        _, data, words, answer = blocks[:4]
        (self.folder / "village.csv").write_text(data, encoding="utf-8")
        done = harness.run(*words.replace("\\\n", " ").split()[1:], cwd=self.folder)
        self.ends(done, 0)
        for line in answer.splitlines():
            self.assertIn(line, done.stdout.splitlines())

    def test_dimensions(self):
        case = VECTORS["alkire_foster_4x4"]
        path = self.table([["y", "food", "school", "water", "house"], *([100, *row] for row in case["data"])])
        dimensions = [word for name, z in zip(("food", "school", "water", "house"), case["z"])
                      for word in ("--dimension", f"{name}:{z}")]
        values = self.values(path, "--income", "y", *dimensions, "--k", case["k"])
        for name, index in (("H", "multidimensional_headcount"), ("A", "intensity"), ("M0", "m0"), ("M1", "m1"), ("M2", "m2")):
            wanted = (case["published"] | case["computed"])[name]
            self.assertLessEqual(abs(values[None, None, index] - wanted), digits(wanted), name)
        shares = [value for (_, _, index), value in values.items() if index.startswith("m0_contribution:")]
        self.assertEqual(len(shares), 4)
        self.assertAlmostEqual(sum(shares), 1)

    def test_hostile(self):
        for rows, words, code, text in [
            ([["y"], ["nan"]], [], 65, ":2:1"),
            ([["y"], ["1e308"]], [], 65, "must be from"),
            ([["y"]], [], 65, ""),
            ([["y"], [5], [""]], [], 65, ""),
            ([["y", "w"], [5, 0]], ["--weight", "w"], 65, "no row counts anybody"),
            ([["y", "w"], [5, "1e-300"]], ["--weight", "w"], 65, "1e-300"),
            ([["y", "w"], [5, "1e300"]], ["--weight", "w"], 65, ":2:3"),
            ([["y", "g"], [5, '""']], ["--group", "g"], 65, "is empty"),
            ([["y"], [-5]], ["--line", "60%median"], 65, "not above 0"),
            ([["y"], [5]], ["--line", "0.001", "--streaming"], 65, "under a fen"),
            ([["y"], [5]], ["--line", "x"], 2, "--line x"),
        ]:
            with self.subTest(words, rows=rows):
                done = harness.run("measure", self.table(rows), "--income", "y", *words)
                self.ends(done, code, words)
                self.assertEqual(done.stdout, "")
                self.assertIn(text, done.stderr)
        for rows in ([[0], [0]], [[-1], [-2]], [[7]], [[1e15], [-1e15]], [[0.001]]):
            for way in ([], ["--streaming"]) if abs(rows[0][0]) < 1e7 else ([],):
                self.json(self.table([["y"], *rows]), "--income", "y", "--line", "0.01", *way)
        done = harness.run("measure", self.folder / "none.csv", "--income", "y", ranks=2)
        self.assertEqual(done.returncode, 65)
        self.assertEqual(done.stderr.count("No such file"), 1)


if __name__ == "__main__":
    harness.main()
