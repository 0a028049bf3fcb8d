#!/usr/bin/python3
"""Configurations and tables that are wrong: the whole text of every error, the exit code, and nothing written.

tests/data/bad/NAME.yml is a wrong configuration, NAME.expected what the program says of it, with the exit
code in the last line.
"""

import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

BAD = harness.DATA / "bad"


class BadConfigurations(harness.Case):
    def fails(self, arguments, code, text, **options):
        done = harness.run(*arguments, **options)
        self.assertEqual(done.stderr, text, arguments)
        self.ends(done, code, arguments)
        self.assertEqual(done.stdout, "")

    def test_every_fixture(self):
        fixtures = sorted(BAD.glob("*.expected"))
        self.assertGreaterEqual(len(fixtures), 20)
        for expected in fixtures:
            with self.subTest(expected.stem):
                text, code = expected.read_text(encoding="utf-8").rsplit("exit ", 1)
                out = self.folder / expected.stem
                name = f"{expected.stem}.yml"
                self.fails(["check", name], int(code), text, cwd=BAD)
                self.fails(["run", name, "--out", out], int(code), text, cwd=BAD)
                self.assertFalse(out.exists(), "a result folder was made")

    def test_every_fixture_has_an_expectation(self):
        names = {path.stem for path in BAD.glob("*.yml")} - {"cycle-other"}
        self.assertEqual(names, {path.stem for path in BAD.glob("*.expected")})

    def test_only_one_rank_speaks(self):
        done = harness.run("run", "unknown-key.yml", "--out", self.folder / "out", ranks=3, cwd=BAD)
        self.ends(done, 2)
        self.assertEqual(done.stderr.count("unknown key"), 1)

    def test_absent(self):
        text = "absent.yml: error: cannot be read: No such file or directory\n"
        self.fails(["check", "absent.yml"], 2, text, cwd=self.folder)
        self.fails(["check", "."], 2, ".: error: cannot be read: Is a directory\n", cwd=self.folder)

    def test_default_folder_is_not_made(self):
        shutil.copy(BAD / "unknown-model.yml", self.folder)
        self.ends(harness.run("run", "unknown-model.yml", cwd=self.folder), 2)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["unknown-model.yml"])

    def test_set(self):
        cases = {
            "income.lin=2": (8, "unknown key 'income.lin'; did you mean 'income.line'?"),
            "income.line": (12, "--set takes group.name=value"),
            "income.line=many": (13, "income.line: 'many' is not a number"),
        }
        for word, (column, what) in cases.items():
            with self.subTest(word):
                text = f"--set:1:{column}: error: {what}\n{word}\n{' ' * (column - 1)}^\n"
                self.fails(["check", harness.HH1, "--set", word], 2, text)
        both = harness.run("check", harness.HH1, "--set", "income.lin=2", "--set", "saving.share=7")
        self.assertEqual(both.stderr.count("error: "), 2, both.stderr)
        self.assertIn("saving.share: 7 is out of range: it must be from 0 to 1", both.stderr)

    def test_huge(self):
        deep = self.folder / "deep.yml"
        deep.write_text("run: " + "{a: " * 100 + "1" + "}" * 100 + "\n")
        done = harness.run("check", deep)
        self.ends(done, 2)
        self.assertIn("nested deeper than 32 levels", done.stderr)
        laughs = ["run: {model: hh1}", "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
        laughs += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
        deep.write_text("\n".join(laughs) + "\n")
        done = harness.run("check", deep, timeout=10)
        self.ends(done, 2)
        self.assertIn("too large: more than 500000 values, aliases followed", done.stderr)


class GoodConfigurations(harness.Case):
    def test_check_runs_nothing(self):
        done = harness.run("check", harness.HH1, cwd=self.folder)
        self.ends(done, 0)
        facts = r"no errors; configuration hash [0-9a-f]{32}; 3 counties, 2765 households at full scale"
        self.assertRegex(done.stdout, rf"^.*hh1\.yml: {facts}\n$")
        self.assertEqual(done.stderr, "")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_all_published_ones(self):
        configs = harness.ROOT / "configs"
        for path in sorted([*configs.glob("*.yml"), *configs.glob("experiments/*.yml")]):
            with self.subTest(path.name):
                self.ends(harness.run("check", path), 0)

    def test_extends_and_set(self):
        """Later origins win; how a value is written and where it comes from do not enter the hash."""
        (self.folder / "counties.csv").write_bytes((harness.DATA / "counties.csv").read_bytes())
        (self.folder / "base.yml").write_text("run: {model: hh1}\nregion: {table: counties.csv}\nincome: {line: 3}\n")
        (self.folder / "child.yml").write_text("extends: base.yml\nincome: {line: 2.50}  # cheaper\n")

        def hash_of(*words):
            done = harness.run("check", *words, cwd=self.folder)
            self.ends(done, 0)
            return done.stdout.split("configuration hash ")[1][:32]

        self.assertEqual(hash_of("child.yml"), hash_of("base.yml", "--set", "income.line=25e-1"))
        self.assertEqual(hash_of("child.yml", "--set", "income.line=3"), hash_of("base.yml"))
        self.assertNotEqual(hash_of("child.yml"), hash_of("base.yml"))

    def test_resolved_is_the_same_configuration(self):
        first = harness.simulate(self.folder / "first", {"run.last_year": "2004"}, harness.HH1)
        again = harness.simulate(self.folder / "again", {}, first.path("resolved.yml"))
        self.assertEqual(first.facts["configuration_hash"], again.facts["configuration_hash"])
        self.same(first, again, "resolved.yml")


if __name__ == "__main__":
    harness.main()
