#!/usr/bin/python3
"""`horqin list`: the same rows as text and JSON, that agree with what other commands and results say."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

WORDS = ["policies", "processes", "parameters", "columns", "indicators", "indices", "purposes", "quotas", "accounts",
         "instruments", "funding", "postings", "stocks", "figures"]


class Lists(harness.Case):
    def text(self, *words):
        done = harness.run("list", *words)
        self.ends(done, 0, words)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def rows(self, word, model="poverty"):
        told = json.loads(self.text(word, "--model", model, "--json"))
        self.assertEqual(list(told), ["model", word])
        self.assertEqual(told["model"], model)
        return told[word]

    def test_alone(self):
        told = json.loads(self.text("--json"))
        self.assertEqual([row["list"] for row in told["lists"]], WORDS)
        for row in told["lists"]:
            self.assertEqual(row["rows"], len(self.rows(row["list"])), row)
        self.assertEqual([line.split()[0] for line in self.text().splitlines()[1:]], WORDS)

    def test_text_and_json_have_the_same_rows(self):
        for model in ("poverty", "hh1"):
            for word in WORDS:
                with self.subTest(word, model=model):
                    text = self.text(word, "--model", model)
                    self.assertEqual(text, self.text(word, "--model", model), "not stable")
                    lines, rows = text.splitlines(), self.rows(word, model)
                    self.assertEqual(len(lines), len(rows) + 1)
                    for line, row in zip(lines[1:], rows):
                        first = list(row.values())[:2] if word == "columns" else list(row.values())[:1]
                        self.assertEqual(line.split()[: len(first)], first)
                        if word not in ("policies", "processes", "parameters", "stocks"):  # which end in lists, or in JSON alone
                            self.assertTrue(line.endswith(row["meaning"]), line)

    def test_columns_of_text_are_aligned(self):
        lines = self.text("columns").splitlines()
        start = lines[0].index("meaning")
        for line, row in zip(lines[1:], self.rows("columns")):
            self.assertEqual(line[start:], row["meaning"])

    def test_parameters_are_those_of_explain(self):
        keys, group = [], ""
        for line in harness.run("explain").stdout.splitlines():
            if line.startswith("  "):
                keys.append(f"{group}.{line.split()[0]}")
            elif line:
                group = line.strip()
        self.assertEqual([row["key"] for row in self.rows("parameters")], keys)

    def test_policies_are_the_programmes(self):
        self.assertEqual(sorted(row["name"] for row in self.rows("policies")), sorted(harness.programmes()))
        groups = {}
        for row in self.rows("parameters"):
            group, name = row["key"].split(".")
            groups.setdefault(group, []).append((name, row["default"]))
        for row in self.rows("policies"):
            self.assertEqual(row["parameters"], [name for name, _ in groups[row["name"]]])
            self.assertEqual(row["enabled"], dict(groups[row["name"]])["enabled"] == "true")
        self.assertEqual(self.rows("policies", "hh1"), [])

    def test_columns_and_indicators_are_those_of_results(self):
        import h5py

        result = harness.simulate(self.folder / "out", {"run.last_year": "2003"}, harness.HH1)
        state = [f"{row['level']}.{row['name']}" for row in self.rows("columns", "hh1") if row["kind"] == "state"]
        with h5py.File(result.path("series.h5"), "r") as file:
            self.assertEqual(sorted(harness.texts(file["hashed_column"])), sorted(state))
            for row in self.rows("indicators", "hh1"):
                self.assertEqual(file[row["name"]].attrs["units"].decode(), row["unit"])
        printed = [row["printed"] for row in self.rows("indicators", "hh1") if row["printed"]]
        self.assertEqual(result.text("yearly.csv").splitlines()[0].split(","), ["year", *printed])

    def test_processes_name_columns_that_there_are(self):
        columns = {row["name"]: row["kind"] for row in self.rows("columns") if row["level"] == "household"}
        stages = [row["stage"] for row in self.rows("processes")]
        self.assertEqual(stages, sorted(stages), "offers come before settle")
        for row in self.rows("processes"):
            self.assertLessEqual(set(row["reads"] + row["writes"]), set(columns), row["name"])

    def test_wrong(self):
        for words, text in [
            (["colums"], "there is no list 'colums'; did you mean 'columns'?; there are: policies processes"),
            (["policy"], "there is no list 'policy'; did you mean 'policies'?"),
            (["nonsense"], "there is no list 'nonsense'; there are: policies"),
            (["columns", "--model", "hh"], "there is no model 'hh'; did you mean 'hh1'?"),
            (["columns", "--yaml"], "unknown option --yaml; this command has: --model --json"),
        ]:
            done = harness.run("list", *words)
            self.ends(done, 2, words)
            self.assertEqual(done.stdout, "")
            self.assertIn(text, done.stderr)


if __name__ == "__main__":
    harness.main()
