#!/usr/bin/python3
"""A run that branches off another one (`horqin run CONFIG --from DIR@YEAR`) has the bits of the run that has had its programme
start behind that year all along, or says why it cannot go on."""

import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

harness.UNLESS_SAID.clear()

YEARS = range(2002, 2010)
YEAR = 2005
VALUES = {"region.counties": "[150205, 150522]", "population.scale": "0.05", "run.last_year": str(YEARS[-1])}
TEAMS = [(1, 1), (2, 1), (1, 2), (2, 2)]
# In the years that are run, and where there is land, there is something for each programme to do.
EVERYWHERE = {"grazing.ban_rate": "6", "grazing.balance_rate": "1.5"}


def programme(name, start=YEAR + 1, budget="20e6"):
    return {f"{name}.enabled": "true", f"{name}.start": start, f"{name}.budget": budget}


def branch(out, values, base, year=YEAR, ranks=1, threads=1, code=0):
    words = harness.run_words(out, values, threads=threads) + ["--from", f"{base}@{year}"]
    done = harness.run(*words, ranks=ranks)
    harness.expect(done, code, " ".join(map(str, words)))
    return harness.Result(out, done) if code == 0 else done


def differences(expected, got):
    """What differs beside the name of the configuration, which is another one: it was run to YEAR by the other run's."""
    import h5py

    wrong = [key for key in ("state_hash", "ledger_hash") if expected.facts[key] != got.facts[key]]
    wrong += [name for name in ("ledger.csv", "yearly.csv") if expected.bytes(name) != got.bytes(name)]
    for name in ("series.h5", "trajectories.h5", "indicators.h5"):
        with h5py.File(expected.path(name), "r") as a, h5py.File(got.path(name), "r") as b:
            wrong += unequal(a, b, name)
    return f"{', '.join(wrong)} differ; {harness.first_difference(expected, got)}" if wrong else ""


def unequal(a, b, path):
    import h5py

    if isinstance(a, h5py.Dataset):
        return [] if a.shape == b.shape and a[()].tobytes() == b[()].tobytes() else [path]
    if set(a) != set(b):
        return [path]
    return [wrong for name in a for wrong in unequal(a[name], b[name], f"{path}/{name}")]


class Branch(harness.Case):
    def equal(self, expected, got, what=""):
        self.assertEqual(differences(expected, got), "", what)


class OfOneConfiguration(Branch):
    """Under the base's own configuration every branch is the base."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = VALUES | harness.policies_on() | {"output.panel_share": "0.2", "demography.enabled": "true"}
        every = {"output.checkpoint_every": 1, "output.checkpoint_keep": 100}
        cls.base = harness.simulate(cls.shared / "base", cls.values | every, ranks=2)

    def test_every_year(self):
        for i, year in enumerate(YEARS[:-1]):
            ranks, threads = TEAMS[i % len(TEAMS)]
            with self.subTest(year=year, ranks=ranks, threads=threads):
                got = branch(self.folder / str(year), self.values, self.base.folder, year, ranks, threads)
                self.equal(self.base, got)
                self.assertEqual(got.facts["first_year_run"], year + 1)
                origin = json.loads((self.base.folder / "run.json").read_text())
                self.assertEqual(got.facts["from"]["configuration_hash"], origin["configuration_hash"])
                self.assertEqual(got.facts["from"]["year"], year)
                self.assertNotEqual(got.facts["configuration_hash"], origin["configuration_hash"])

    def test_fewer_and_more_years(self):
        """Years behind the branch are its own; those before it are followed in files of another length."""
        for last in (YEAR + 2, YEARS[-1] + 2):
            values = self.values | {"run.last_year": last}
            expected = harness.simulate(self.folder / f"whole-{last}", values)
            self.equal(expected, branch(self.folder / f"branch-{last}", values, self.base.folder), last)

    def test_stopped(self):
        out = self.folder / "out"
        branch(out, self.values | {"output.stop_after": YEAR + 2}, self.base.folder, code=75)
        self.nothing_whole(out)
        self.equal(self.base, harness.resume(out, ranks=2))

    def test_stopped_and_alone(self):
        """What a branch needs of the other run it has in its own folder."""
        base, out = self.folder / "base", self.folder / "out"
        shutil.copytree(self.base.folder, base)
        branch(out, self.values | {"output.stop_after": YEAR + 2}, base, code=75)
        shutil.rmtree(base)
        again = branch(self.folder / "again", self.values, out, YEAR + 2, ranks=2)
        self.equal(self.base, again, "branch of a branch whose base is gone")
        third = branch(self.folder / "third", self.values, self.folder / "again", YEAR + 2, code=2)
        self.assertIn("again has no checkpoint of 2007: it has none", third.stderr)
        self.equal(self.base, harness.resume(out))

    def test_reused(self):
        out = self.folder / "out"
        first = branch(out, self.values, self.base.folder)
        again = branch(out, self.values, self.base.folder)
        self.assertIn("complete already, reused", again.out)
        self.equal(first, again)
        other = branch(out, self.values, self.base.folder, YEAR + 1)
        self.assertNotIn("reused", other.out)

    def test_panel(self):
        """Another panel cannot take over what was not followed; none at all can."""
        for key, value in {"output.panel_share": "0.3", "output.panel_columns": "[herd]"}.items():
            done = branch(self.folder / "out", self.values | {key: value}, self.base.folder, code=2)
            self.assertRegex(done.stderr, r"trajectories.h5 (follows another share|holds other columns).*output.panel_share=0")
            self.assertFalse((self.folder / "out").exists())
        without = branch(self.folder / "out", self.values | {"output.panel_share": "0"}, self.base.folder)
        self.assertEqual(without.state_hash, self.base.state_hash)

    def test_diff(self):
        got = branch(self.folder / "out", self.values, self.base.folder)
        done = harness.run("diff", self.base.folder, got.folder)
        self.ends(done, 0)


class Programmes(Branch):
    """A programme that begins with the branch: the bits of the run in which it has stood by from the first year on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = VALUES | harness.policies_off() | EVERYWHERE
        cls.base = cls.shared / "base"
        harness.simulate(cls.base, cls.values | {"output.stop_after": YEAR}, code=75)

    def test_each(self):
        acting = []
        whole = harness.simulate(self.folder / "whole", self.values)
        for i, name in enumerate(harness.programmes()):
            ranks, threads = TEAMS[i % len(TEAMS)]
            with self.subTest(name):
                values = self.values | programme(name)
                expected = harness.simulate(self.folder / f"{name}-whole", values)
                got = branch(self.folder / name, values, self.base, ranks=ranks, threads=threads)
                self.equal(expected, got, name)
                self.assertEqual(got.facts["first_year_run"], YEAR, "the last year is run again")
                if expected.state_hash != whole.state_hash:
                    acting.append(name)
        # Those that deal money out over others have none to deal it to; flats want migrants of long standing.
        self.assertEqual(sorted(set(harness.programmes()) - set(acting)), sorted([*harness.untied(), "worker_relocation"]))

    def test_all(self):
        values = self.values | harness.policies_on(start=YEAR + 1)
        expected = harness.simulate(self.folder / "whole", values, threads=2)
        self.equal(expected, branch(self.folder / "branch", values, self.base, ranks=2))

    def test_start_is_the_branch(self):
        """Who names a programme that would have started long ago means: from now on."""
        early = self.values | programme("training", start=2003)
        late = self.values | programme("training")
        self.equal(branch(self.folder / "late", late, self.base), branch(self.folder / "early", early, self.base))

    def test_later_start(self):
        values = self.values | programme("training", start=YEAR + 3)
        expected = harness.simulate(self.folder / "whole", values)
        self.equal(expected, branch(self.folder / "branch", values, self.base))

    def test_one_county(self):
        values = self.values | programme("training") | {"training.enabled": "{default: false, county: {150522: true}}"}
        expected = harness.simulate(self.folder / "whole", values)
        self.equal(expected, branch(self.folder / "branch", values, self.base))

    def test_more_years_run_again(self):
        """Without a checkpoint of the year before, an older one does, or the start."""
        every = {"output.checkpoint_every": 2, "output.checkpoint_keep": 9}  # after 2003, 2005, 2007
        base = harness.simulate(self.folder / "base", self.values | every)
        values = self.values | programme("relocation")
        expected = harness.simulate(self.folder / "whole", values)
        got = branch(self.folder / "2005", values, base.folder)
        self.equal(expected, got)
        self.assertEqual(got.facts["first_year_run"], 2004)
        first = branch(self.folder / "2003", self.values | programme("relocation", 2004), base.folder, 2003)
        self.assertEqual(first.facts["first_year_run"], 2002)
        self.equal(harness.simulate(self.folder / "whole-2004", self.values | programme("relocation", 2004)), first)

    def test_branch_of_a_branch(self):
        first = self.values | programme("training")
        out = self.folder / "first"
        branch(out, first | {"output.stop_after": YEAR + 2}, self.base, code=75)
        both = first | programme("relocation", YEAR + 3)
        expected = harness.simulate(self.folder / "whole", both)
        self.equal(expected, branch(self.folder / "second", both, out, YEAR + 2, ranks=2))

    def test_ended(self):
        """A programme that the branch lets end: its columns stay, and what it has built."""
        base = self.folder / "base"
        values = self.values | programme("relocation", 2003) | programme("training", 2003)
        harness.simulate(base, values | {"output.stop_after": YEAR}, code=75)
        ends = {"relocation.end": YEAR, "training.end": YEAR}
        expected = harness.simulate(self.folder / "whole", values | ends)
        self.equal(expected, branch(self.folder / "branch", values | ends, base))

    def test_parameter_of_later_years(self):
        values = {"labour.vacancies": f"{{default: 0.05, year: {{{YEAR + 1}: 0.01}}}}"}
        expected = harness.simulate(self.folder / "whole", self.values | {"labour.vacancies": "0.05"} | values)
        base = self.folder / "base"
        harness.simulate(base, self.values | {"labour.vacancies": "0.05", "output.stop_after": YEAR}, code=75)
        for name, other in {"by year": values, "plain": {"labour.vacancies": "0.01"}}.items():
            got = branch(self.folder / name, self.values | other, base)
            self.assertEqual(got.facts["first_year_run"], YEAR + 1)
            self.equal(expected, got, name)

    def test_markets(self):
        """The record of the years before comes along, and a frozen run goes by it."""
        record = {"output.markets": "true", "output.panel_share": "0"}
        base = self.folder / "base"
        done = branch(self.folder / "none", self.values | record, self.base, code=2)
        self.assertIn("markets does not hold the years up to 2005: run it with output.markets=true", done.stderr)
        kept = {"output.checkpoint_every": 1, "output.checkpoint_keep": 9}
        harness.simulate(base, self.values | record | kept)
        values = self.values | programme("training") | {"output.panel_share": "0"}
        for frozen in ({}, {"run.markets": "frozen", "run.base": base}):
            expected = harness.simulate(self.folder / f"whole-{len(frozen)}", values | record | frozen)
            got = branch(self.folder / f"branch-{len(frozen)}", values | record | frozen, base, ranks=2)
            self.assertEqual(expected.state_hash, got.state_hash)
            self.assertEqual(expected.facts["ledger_hash"], got.facts["ledger_hash"])
        # The branch's own record is one to be frozen on.
        on = self.folder / "branch-0"
        freeze = values | {"run.markets": "frozen", "run.base": on}
        self.assertEqual(
            harness.simulate(self.folder / "frozen", freeze).state_hash, harness.Result(on).state_hash, "frozen on itself"
        )


class Refused(Branch):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = VALUES | harness.policies_off() | {"output.panel_share": "0"}
        cls.base = cls.shared / "base"
        harness.simulate(cls.base, cls.values | {"output.stop_after": YEAR}, code=75)

    def refused(self, says, values=None, base=None, year=YEAR, code=2):
        done = branch(self.folder / "out", self.values | (values or {}), base or self.base, year, code=code)
        self.assertIn(says, done.stderr)
        self.assertFalse((self.folder / "out").exists(), "something was written")

    def test_where(self):
        self.refused("is no result folder: it has no resolved.yml", base=self.folder / "absent")
        self.refused("has no checkpoint of 2003: it has those of 2004, 2005. A run leaves them with output.checkpoint_every", year=2003)
        for text in ("base", f"{self.base}@", f"{self.base}@05", "@2005"):
            done = harness.run("run", harness.KEZUO, "--from", text, "--out", self.folder / "out")
            self.ends(done, 2)
            self.assertIn("is not DIR@YEAR", done.stderr)
        self.refused(f"there is nothing to run behind {YEAR}", {"run.last_year": YEAR})
        done = branch(self.base, self.values, self.base, code=2)
        self.assertIn("is this run's own result folder", done.stderr)

    def test_founding(self):
        for key, here, there in (
            ("population.scale", "0.1", "0.05"),
            ("run.seed", "2", "1"),
            ("run.first_year", "2003", "2002"),
            ("founding.herdless", "0.5", None),
            ("demography.enabled", "false", "true"),
        ):
            self.refused(f"run.from: {key} is {there or ''}", {key: here})
            self.refused(f"and {here} here", {key: here})
        self.refused("the counties (region.counties, region.table) are others there", {"region.counties": "[150522]"})

    def test_damaged(self):
        for file, year in (("world.hqc", YEAR), ("villages-00000.hqc", YEAR), ("villages-00000.hqc", YEAR - 1)):
            base = self.folder / f"{file}-{year}"
            shutil.copytree(self.base, base)
            path = base / "checkpoints" / str(year) / file
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
            more = programme("training") if year < YEAR else {}
            self.refused("cut off or damaged", more, base, code=65)
        base = self.folder / "edited"
        shutil.copytree(self.base, base)
        path = base / "resolved.yml"
        path.write_text(path.read_text().replace("vacancies: ", "vacancies: 0.9 # "))
        self.refused("is not the configuration that the checkpoint of 2005 was run with", None, base, code=65)

    def test_other_program(self):
        """The hash of the program's file is in the checkpoint: of another one it is refused."""
        base, other = self.folder / "base", self.folder / "horqin"
        shutil.copytree(self.base, base)
        other.write_bytes(open(harness.PROGRAM, "rb").read() + b"x")
        other.chmod(0o755)
        words = harness.run_words(self.folder / "out", self.values) + ["--from", f"{base}@{YEAR}"]
        done = harness.run(*words, program=str(other))
        self.ends(done, 2)
        self.assertIn("was written by another build of the program", done.stderr)


if __name__ == "__main__":
    harness.main()
