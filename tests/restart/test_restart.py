#!/usr/bin/python3
"""A run that is stopped, killed or damaged ends with the same bits as one that was not, or says why not."""

import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

harness.UNLESS_SAID.clear()

YEARS = range(2002, 2008)
VALUES = {"region.counties": "[150205, 150522]", "population.scale": "0.05", "run.last_year": str(YEARS[-1])}
# (ranks, threads, instruction set) that stop and that go on, by year
TEAMS = [((1, 1), (2, 2)), ((2, 1), (3, 1)), ((3, 2), (1, 4)), ((5, 1), (2, 1)), ((1, 2), (8, 1))]
# Long enough to be interrupted after the first line of progress.
LONG = {"population.scale": "1", "run.last_year": "2030"}


def checkpoints(folder):
    """Years of the complete checkpoints."""
    return sorted(int(path.parent.name) for path in folder.glob("checkpoints/*/world.hqc"))


class Stopped(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Named sources among who pays: their entries come back from a checkpoint too.
        cls.values = VALUES | harness.policies_on() | {"industry.three_west_money": "3e6", "mutual_fund.lgop_money": "2e6"}
        cls.whole = harness.simulate(cls.shared / "whole", cls.values, threads=2)

    def stop(self, year, ranks=1, threads=1, isa=None, **more):
        """A folder that was stopped after a year."""
        out = self.folder / "out"
        values = self.values | {"output.stop_after": year} | more
        done = harness.simulate(out, values, ranks=ranks, threads=threads, isa=isa, code=75)
        self.nothing_whole(out)
        self.assertEqual(done.stdout, "")
        self.assertIn(f"stopped after {year}; go on with: horqin resume {out}", done.stderr)
        return out

    def test_after_every_year(self):
        sets = harness.instruction_sets()
        for i, year in enumerate(YEARS[:-1]):
            before, after = TEAMS[i % len(TEAMS)]
            with self.subTest(year=year, before=before, after=after):
                out = self.stop(year, *before, sets[i % len(sets)])
                # The year before too: a run that branches off there may have to run the last one again.
                self.assertEqual(checkpoints(out), [kept for kept in (year - 1, year) if kept in YEARS])
                result = harness.resume(out, *after, sets[(i + 1) % len(sets)])
                self.assertEqual(result.facts["first_year_run"], year + 1)
                self.assertIn(f"resuming after {year}", result.err)
                self.same(self.whole, result, f"stopped after {year}")
                shutil.rmtree(out)

    def test_demography(self):
        """Villages have grown, shrunk and been made longer when the run stops."""
        living = {"demography.enabled": "true", "output.panel_share": "0.3"}
        values = self.values | living
        whole = harness.simulate(self.folder / "living", values, threads=2)
        out = self.folder / "out"
        harness.simulate(out, values | {"output.stop_after": 2005}, ranks=3, code=75)
        self.same(whole, harness.resume(out, ranks=2), "stopped after 2005")

    def test_stopped_twice(self):
        out = self.stop(2003)
        done = harness.resume(out, ranks=2, values={"output.stop_after": 2005}, code=75)
        self.assertIn("stopped after 2005", done.stderr)
        self.same(self.whole, harness.resume(out), "stopped twice")

    def test_last_year_is_no_stop(self):
        result = harness.simulate(self.folder / "out", self.values | {"output.stop_after": YEARS[-1]})
        self.same(self.whole, result, "stop_after the last year")

    def test_minimal_model(self):
        whole = harness.simulate(self.folder / "whole", config=harness.HH1)
        out = self.folder / "out"
        harness.simulate(out, {"output.stop_after": 2006}, harness.HH1, ranks=2, code=75)
        self.same(whole, harness.resume(out, ranks=3), "hh1")

    def test_periodic_checkpoints(self):
        every = {"output.checkpoint_every": 2, "output.checkpoint_keep": 1}
        result = harness.simulate(self.folder / "out", self.values | every, ranks=2)
        self.assertEqual(checkpoints(result.folder), [2005])
        self.same(self.whole, result, "with checkpoints")
        kept = harness.simulate(self.folder / "kept", self.values | {"output.checkpoint_every": 1})
        self.assertEqual(checkpoints(kept.folder), [2005, 2006])

    def test_complete_result(self):
        out = self.folder / "out"
        first = harness.simulate(out, self.values)
        before = first.bytes("run.json")
        again = harness.resume(out)
        self.assertIn("complete already, reused", again.out)
        self.assertEqual(again.bytes("run.json"), before, "run.json was written again")

    def test_no_run(self):
        empty = self.folder / "empty"
        empty.mkdir()
        for folder in (empty, self.folder / "absent"):
            done = harness.run("resume", folder)
            self.ends(done, 2)
            self.assertIn(f"{folder}/resolved.yml: error: cannot be read: No such file or directory", done.stderr)
        self.assertEqual(list(empty.iterdir()), [])

    def test_other_configuration(self):
        out = self.stop(2004)
        done = harness.resume(out, values={"labour.vacancies": "0.01"}, code=65)
        self.assertIn("belongs to another configuration", done.stderr)
        self.nothing_whole(out)
        self.same(self.whole, harness.resume(out), "afterwards")


class Damaged(harness.Case):
    """Damage to the newest checkpoint: the one before is used. Damage to all: no result."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = VALUES | harness.policies_on()
        cls.whole = harness.simulate(cls.shared / "whole", cls.values, threads=2)
        cls.stopped = cls.shared / "stopped"
        values = cls.values | {"output.checkpoint_every": 1, "output.stop_after": 2005}
        harness.simulate(cls.stopped, values, ranks=2, code=75)

    def copy(self, name):
        out = self.folder / name
        shutil.copytree(self.stopped, out)
        self.assertEqual(checkpoints(out), [2004, 2005])
        return out

    @staticmethod
    def flip(path, part):
        """Changes one bit at a part (0 to 1) of the file."""
        content = bytearray(path.read_bytes())
        content[int((len(content) - 1) * part)] ^= 1
        path.write_bytes(content)

    def test_newest(self):
        damages = {
            "a bit at the head of a village file": lambda c: self.flip(c / "villages-00000.hqc", 0.001),
            "a bit in the other village file": lambda c: self.flip(c / "villages-00001.hqc", 0.5),
            "a bit of the hash": lambda c: self.flip(c / "villages-00001.hqc", 1),
            "a bit in the world": lambda c: self.flip(c / "world.hqc", 0.7),
            "a village file cut off": lambda c: os.truncate(c / "villages-00001.hqc", 4096),
            "an empty world": lambda c: os.truncate(c / "world.hqc", 0),
            "a village file missing": lambda c: (c / "villages-00001.hqc").unlink(),
            "village files changed over": lambda c: shutil.copy(c / "villages-00000.hqc", c / "villages-00001.hqc"),
        }
        for i, (name, damage) in enumerate(damages.items()):
            with self.subTest(name):
                out = self.copy(f"damage-{i}")
                damage(out / "checkpoints" / "2005")
                result = harness.resume(out, ranks=1 + i % 3)
                self.assertRegex(result.err, r"warning: checkpoint .*/checkpoints/2005 is passed over \(\w+")
                self.assertIn("resuming after 2004", result.err)
                self.same(self.whole, result, name)

    def test_world_missing(self):
        """A checkpoint without its world was never finished: nothing to tell."""
        out = self.copy("out")
        (out / "checkpoints" / "2005" / "world.hqc").unlink()
        result = harness.resume(out)
        self.assertIn("resuming after 2004", result.err)
        self.same(self.whole, result, "world missing")

    def test_all(self):
        out = self.copy("out")
        self.flip(out / "checkpoints" / "2005" / "world.hqc", 0.3)
        self.flip(out / "checkpoints" / "2004" / "villages-00001.hqc", 0.3)
        for ranks in (1, 2):
            done = harness.resume(out, ranks=ranks, code=65)
            self.assertIn("2005 is passed over", done.stderr)
            self.assertIn("2004 is passed over", done.stderr)
            self.assertIn(f"{out} holds no checkpoint to resume from", done.stderr)
            self.nothing_whole(out)
        self.same(self.whole, harness.simulate(out, self.values), "run again")


class Interrupted(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = LONG
        cls.whole = harness.simulate(cls.shared / "whole", cls.values, threads=2)

    def begin(self, out, ranks=1, every=3):
        """Starts a run and waits until it tells of progress and has a checkpoint."""
        values = self.values | {"output.checkpoint_every": every}
        words = [word for word in harness.run_words(out, values) if word != "--quiet"]
        process = subprocess.Popen(
            harness.command(*words, ranks=ranks),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=harness.ENVIRONMENT,
            text=True,
        )
        self.addCleanup(self.end, process)
        first = process.stderr.readline()
        self.assertRegex(first, r"^20\d\d: \d+ of 29 years")
        limit = time.monotonic() + 60
        while every and not checkpoints(out) and time.monotonic() < limit:
            time.sleep(0.01)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def asked(self, what, ranks=1):
        out = self.folder / f"{what.name}-{ranks}"
        process = self.begin(out, ranks)
        process.send_signal(what)
        said, told = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 75, f"{what.name}: {told[-2000:]}")
        self.assertEqual(said, "")
        self.assertRegex(told, r"stopped after 20\d\d; go on with: horqin resume")
        self.nothing_whole(out)
        self.same(self.whole, harness.resume(out, threads=2), what.name)

    def test_usr1(self):
        self.asked(signal.SIGUSR1)

    def test_term(self):
        self.asked(signal.SIGTERM)

    def test_int(self):
        self.asked(signal.SIGINT)

    def test_usr1_to_mpirun(self):
        self.asked(signal.SIGUSR1, ranks=2)

    def test_kill(self):
        out = self.folder / "killed"
        process = self.begin(out)
        process.kill()
        process.communicate()
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.nothing_whole(out)
        result = harness.resume(out, ranks=2)
        self.assertEqual((result.facts["first_year_run"] - 2002) % 3, 0, "not after a periodic checkpoint")
        self.same(self.whole, result, "killed")

    def test_killed_without_checkpoint(self):
        out = self.folder / "killed"
        process = self.begin(out, every=0)
        process.kill()
        process.communicate()
        done = harness.run("resume", out)
        self.ends(done, 65)
        self.assertIn("holds no checkpoint to resume from: run its resolved.yml again", done.stderr)
        again = harness.run("run", out / "resolved.yml", "--out", self.folder / "again", "--quiet")
        self.ends(again, 0)
        self.same(self.whole, harness.Result(self.folder / "again", again), "from resolved.yml")


if __name__ == "__main__":
    harness.main()
