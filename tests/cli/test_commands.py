#!/usr/bin/python3
"""Commands and their help; results reused, refused, made again; what goes to which output."""

import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

SHORT = {"run.last_year": "2004"}


class Help(harness.Case):
    def test_help(self):
        for word in ("--help", "-h", "help"):
            done = harness.run(word)
            self.ends(done, 0)
            self.assertEqual(done.stderr, "")
            lines = [line for line in done.stdout.splitlines() if line]
            self.assertEqual(lines[1], "Examples:")
            self.assertTrue(lines[2].startswith("  horqin run configs/"), lines[2])

    def test_examples_work(self):
        """Every configuration and parameter that the help names exists."""
        for line in harness.run("--help").stdout.split("Commands:")[0].splitlines():
            words = line.split()
            if "run" in words:
                config = words[words.index("run") + 1]
                sets = [f"--set={value}" for option, value in zip(words, words[1:]) if option == "--set"]
                with self.subTest(line.strip()):
                    self.ends(harness.run("check", config, *sets, cwd=harness.ROOT), 0)

    def test_help_of_commands(self):
        for command in ("run", "resume", "check", "explain", "draws", "bench"):
            done = harness.run(command, "--help")
            self.ends(done, 0)
            self.assertIn(f"horqin {command}", done.stdout)

    def test_nothing_said(self):
        done = harness.run()
        self.ends(done, 2)
        self.assertEqual(done.stdout, "")
        self.assertIn("Examples:", done.stderr)

    def test_version(self):
        self.assertRegex(harness.run("--version").stdout, r"^horqin \d+\.\d+\.\d+\n$")
        facts = json.loads(harness.run("--version", "--json").stdout)
        self.assertLessEqual({"version", "compiler", "hdf5", "mpi", "best_instruction_set"}, set(facts))


class Wrong(harness.Case):
    def test_wrong_words(self):
        threads = "horqin: error: --threads takes a whole number from 1 to 4096, not"
        cases = {
            ("frobnicate",): "horqin: error: there is no command frobnicate; horqin --help lists them\n",
            ("run",): "horqin run: error: name a configuration: horqin run configs/kezuo-houqi.yml\n",
            ("run", "a.yml", "b.yml"): "horqin run: error: unexpected argument b.yml\n",
            ("run", "a.yml", "--out"): "horqin run: error: --out needs a value\n",
            ("run", "a.yml", "--threads", "0"): f"{threads} 0\n",
            ("run", "a.yml", "--threads", "2x"): f"{threads} 2x\n",
            ("resume",): "horqin resume: error: name the result folder of a run that was stopped\n",
            ("check",): "horqin check: error: name a configuration\n",
            ("explain", "--model", "hh9"): "horqin explain: error: there is no model hh9\n",
            ("bench",): "horqin bench: error: name a workload: horqin bench hh1\n",
        }
        for words, text in cases.items():
            with self.subTest(" ".join(words)):
                done = harness.run(*words, cwd=self.folder)
                self.ends(done, 2)
                self.assertEqual((done.stdout, done.stderr), ("", text))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_unknown_option_lists_those_there_are(self):
        done = harness.run("run", harness.HH1, "--thread", "2")
        self.ends(done, 2)
        text = r"^horqin run: error: unknown option --thread; this command has: .*--threads .*\n$"
        self.assertRegex(done.stderr, text)

    def test_instruction_set(self):
        done = harness.run("run", harness.HH1, "--isa", "mmx", "--out", self.folder / "out")
        self.ends(done, 2)
        self.assertIn("--isa mmx is not known: choose sse2, avx2 or avx512", done.stderr)
        self.assertFalse((self.folder / "out").exists())


class Explain(harness.Case):
    def test_all(self):
        done = harness.run("explain")
        self.ends(done, 0)
        self.assertEqual(done.stderr, "")
        for group in ("run", "calendar", "labour", *harness.programmes()):
            self.assertIn(f"\n{group}\n", "\n" + done.stdout)

    def test_headline(self):
        done = harness.run("explain", "--headline")
        self.ends(done, 0)
        rows = [line for line in done.stdout.splitlines() if line.startswith("  ")]
        self.assertLessEqual(len(rows), 15, "a list of what matters most must be short:\n" + "\n".join(rows))
        self.assertGreaterEqual(len(rows), 5)

    def test_key(self):
        done = harness.run("explain", "training.cost")
        self.ends(done, 0)
        self.assertTrue(done.stdout.startswith("training.cost: cost of a course\n"), done.stdout)
        for word in ("type", "unit     Yuan", "default  1000", "range    1 to 1000000", "may vary by", "source"):
            self.assertIn(f"\n  {word}", done.stdout)

    def test_misspelt_key(self):
        done = harness.run("explain", "labour.vacancie")
        self.ends(done, 2)
        self.assertEqual(done.stdout, "")
        text = "horqin: error: no parameter or group 'labour.vacancie'; did you mean 'labour.vacancies'?\n"
        self.assertEqual(done.stderr, text)

    def test_other_model(self):
        self.assertIn("\ndisaster\n", harness.run("explain", "--model", "hh1").stdout)


class Results(harness.Case):
    def test_outputs(self):
        """Standard output has the table, the folder and the hash; standard error the progress."""
        out = self.folder / "out"
        done = harness.run("run", harness.HH1, "--out", out)
        self.ends(done, 0)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0].split(), (out / "yearly.csv").read_text().splitlines()[0].split(","))
        self.assertEqual([line.split()[0] for line in lines[1:11]], [str(year) for year in range(2002, 2012)])
        self.assertEqual(lines[11], f"result: {out}")
        self.assertRegex(lines[12], r"^state hash: [0-9a-f]{32}$")
        self.assertEqual(len(lines), 13)
        for line in done.stderr.splitlines():
            self.assertRegex(line, r"^20\d\d: \d+ of 10 years, ")
        self.assertLessEqual(
            {"series.h5", "ledger.csv", "yearly.csv", "run.json", "resolved.yml", "inputs"}, set(os.listdir(out))
        )

    def test_quiet(self):
        done = harness.run("run", harness.HH1, "--out", self.folder / "out", "--quiet")
        self.ends(done, 0)
        self.assertEqual(done.stderr, "")

    def test_json(self):
        out = self.folder / "out"
        answers = []
        for _ in range(2):
            done = harness.run("run", harness.HH1, "--out", out, "--json", "--quiet")
            self.ends(done, 0)
            answers.append(json.loads(done.stdout))
        facts = json.loads((out / "run.json").read_text())
        expected = {"result": str(out), "reused": False, "state_hash": facts["state_hash"]}
        self.assertEqual(answers, [expected, expected | {"reused": True}])

    def test_reuse_and_force(self):
        out = self.folder / "out"
        values = {"run.last_year": "2012"}
        harness.simulate(out, values, threads=2)
        before = (out / "run.json").read_bytes()
        start = time.monotonic()
        again = harness.simulate(out, values)
        # A start of MPI, hashes of two small files; a run takes several times as long. Machines are busy.
        self.assertLess(time.monotonic() - start, 10)
        self.assertIn(f"result: {out} (complete already, reused; --force runs it again)", again.out)
        self.assertEqual(again.bytes("run.json"), before)
        forced = harness.run(*harness.run_words(out, values), "--force")
        self.ends(forced, 0)
        self.assertNotIn("reused", forced.stdout)
        self.assertNotEqual((out / "run.json").read_bytes(), before)
        self.same(again, harness.Result(out, forced), "--force")

    def test_other_configuration_is_not_reused(self):
        out = self.folder / "out"
        first = harness.simulate(out, SHORT, harness.HH1)
        second = harness.simulate(out, SHORT | {"run.seed": "2"}, harness.HH1)
        self.assertNotIn("reused", second.out)
        self.assertNotEqual(first.state_hash, second.state_hash)

    def test_execution_is_no_other_configuration(self):
        out = self.folder / "out"
        harness.simulate(out, SHORT, harness.HH1)
        again = harness.simulate(out, SHORT | {"output.checkpoint_every": 1, "run.name": "x"}, harness.HH1, threads=2)
        self.assertIn("reused", again.out)

    def test_foreign_folder(self):
        out = self.folder / "mine"
        out.mkdir()
        (out / "thesis.txt").write_text("three years of work")
        done = harness.run(*harness.run_words(out, SHORT, harness.HH1))
        self.ends(done, 2)
        text = f"horqin: error: {out} is not empty and not a result: name another folder with --out\n"
        self.assertEqual((done.stdout, done.stderr), ("", text))
        self.ends(harness.run(*harness.run_words(out, SHORT, harness.HH1), "--force"), 2)
        self.assertEqual(os.listdir(out), ["thesis.txt"])

    def test_spaces_and_letters(self):
        out = self.folder / "a result of 科尔沁 1%s" / "deeper"
        config = self.folder / "my config.yml"
        config.write_text(f"extends: '{harness.HH1}'\n")
        result = harness.simulate(out, SHORT, config)
        self.assertIn(f"result: {out}\n", result.out)
        harness.simulate(out, SHORT | {"output.stop_after": 2003, "run.seed": 3}, config, code=75)
        harness.resume(out)

    def test_default_folder(self):
        done = harness.run("run", harness.HH1, "--quiet", *harness.settings(SHORT), cwd=self.folder)
        self.ends(done, 0)
        folder = re.search(r"^result: (.*)$", done.stdout, re.M).group(1)
        self.assertRegex(folder, r"^results/hh1-[0-9a-f]{12}$")
        self.assertTrue((self.folder / folder / "run.json").exists())

    def test_inputs_are_copied(self):
        result = harness.simulate(self.folder / "out", SHORT, harness.HH1)
        self.assertEqual(result.bytes("inputs/counties.csv"), (harness.DATA / "counties.csv").read_bytes())


class Bench(harness.Case):
    def test_rate(self):
        done = harness.run("bench", "hh1", "--households", 20000, "--years", 3, "--threads", 1)
        self.ends(done, 0)
        rate = re.search(r"^(\S+) household-years a second$", done.stdout, re.M)
        self.assertGreater(float(rate.group(1)), 1e4, done.stdout)
        self.assertRegex(done.stdout.splitlines()[-1], r"^state hash: [0-9a-f]{32}$")

    def test_same_bits(self):
        words = ("bench", "hh1", "--households", 9000, "--years", 3)
        hashes = {
            harness.run(*words, "--threads", threads, "--isa", isa).stdout.splitlines()[-1]
            for threads in (1, 2)
            for isa in harness.instruction_sets()
        }
        self.assertEqual(len(hashes), 1, hashes)


if __name__ == "__main__":
    harness.main()
