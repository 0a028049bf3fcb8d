#!/usr/bin/python3
"""trajectories.h5: the same on any ranks and threads, after stops and kills; whole or absent; readable."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import h5py
import harness
import numpy
import xarray

harness.UNLESS_SAID.clear()

VALUES = {"region.counties": "[150205, 150522]", "population.scale": "0.05", "run.last_year": "2007"}
SHARE = {"output.panel_share": "0.2"}
OWN = ["id", "time", "year", "village", "county_index", "weight"]


def content(folder):
    """Every dataset of the file as (type, shape, bytes)."""
    with h5py.File(folder / "trajectories.h5", "r") as file:
        return {name: (str(d.dtype), d.shape, d[()].tobytes()) for name, d in file.items()}


def year_rows(data, year):
    """The rows of a year, found by the index."""
    at = data["panel_year"].values.tolist().index(year)
    first, count = int(data["first_row"][at]), int(data["row_count"][at])
    return data.isel(obs=slice(first, first + count))


@contextlib.contextmanager
def disk(folder, kilobytes):
    """A file system of its own in a folder."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(words, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        raise unittest.SkipTest("no file system may be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


class Trajectories(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = VALUES | SHARE | {"output.panel_columns": "[all, village_sand]"}
        cls.whole = harness.simulate(cls.shared / "whole", cls.values)
        cls.expected = content(cls.whole.folder)

    def same_panel(self, got, what):
        found = content(got.folder)
        self.assertEqual(found.keys(), self.expected.keys(), what)
        wrong = [name for name in found if found[name] != self.expected[name]]
        self.assertEqual(wrong, [], f"{what}: datasets differ")
        self.assertEqual(got.facts["trajectories_hash"], self.whole.facts["trajectories_hash"], what)
        self.assertFalse((got.folder / "trajectories.partial.h5").exists())

    def test_ranks_and_threads(self):
        for ranks, threads in ((1, 2), (2, 1), (3, 2), (5, 1)):
            with self.subTest(ranks=ranks, threads=threads):
                out = self.folder / f"{ranks}-{threads}"
                got = harness.simulate(out, self.values, ranks=ranks, threads=threads)
                self.same_panel(got, f"{ranks} ranks, {threads} threads")
                self.assertEqual(got.bytes("trajectories.h5"), self.whole.bytes("trajectories.h5"), "bytes")

    def test_stopped_and_resumed(self):
        for year, before, after in ((2002, 1, 3), (2004, 2, 1), (2006, 3, 2)):
            with self.subTest(year=year, before=before, after=after):
                out = self.folder / str(year)
                harness.simulate(out, self.values | {"output.stop_after": year}, ranks=before, code=75)
                self.assertFalse((out / "trajectories.h5").exists())
                got = harness.resume(out, ranks=after)
                self.same_panel(got, f"stopped after {year}")
                self.assertEqual(got.bytes("trajectories.h5"), self.whole.bytes("trajectories.h5"), "bytes")

    def test_killed(self):
        values = {"output.panel_share": "0.5", "run.last_year": "2019"}
        whole = harness.simulate(self.folder / "whole", values)
        out = self.folder / "killed"
        words = harness.run_words(out, values | {"output.checkpoint_every": 2})
        process = subprocess.Popen(harness.command(*words), stderr=subprocess.DEVNULL, env=harness.ENVIRONMENT)
        limit = time.monotonic() + 60
        while len(list(out.glob("checkpoints/*/world.hqc"))) < 2 and time.monotonic() < limit:
            time.sleep(0.005)
        process.kill()
        process.wait()
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.nothing_whole(out)
        self.assertFalse((out / "trajectories.h5").exists())
        with h5py.File(out / "trajectories.partial.h5", "r") as file:  # up to the last whole year
            counts = file["row_count"][:].tolist()
            done = sum(count > 0 for count in counts)
            self.assertGreaterEqual(done, 4)
            for at in range(done):
                first = int(file["first_row"][at])
                self.assertEqual(set(file["year"][first : first + counts[at]].tolist()), {2002 + at})
        again = harness.run(*harness.run_words(out, values), ranks=2)  # goes on by itself
        self.ends(again, 0)
        self.assertEqual(content(out), content(whole.folder))
        self.assertGreater(harness.Result(out).facts["first_year_run"], 2002)

    def test_resumed_without_its_file(self):
        stopped = self.folder / "stopped"
        harness.simulate(stopped, self.values | {"output.stop_after": 2004}, code=75)

        def damage(path):
            with h5py.File(path, "r+") as file:
                file["income"][3] += 1

        def cut(path):
            os.truncate(path, 1000)

        for name, act in {"is not there": os.unlink, "is damaged in the year 2002": damage, "is damaged": cut}.items():
            for ranks in (1, 2):
                with self.subTest(name, ranks=ranks):
                    out = self.folder / f"{name} {ranks}"
                    shutil.copytree(stopped, out)
                    act(out / "trajectories.partial.h5")
                    done = harness.resume(out, ranks=ranks, code=65)
                    self.assertIn(f"trajectories.partial.h5 {name}: go on without a panel", done.stderr)
                    again = harness.run(*harness.run_words(out, self.values))
                    self.ends(again, 0)
                    self.assertIn(f"trajectories.partial.h5 {name}: the run starts again", again.stderr)
                    self.same_panel(harness.Result(out), name)
        done = harness.resume(stopped, values={"output.panel_share": "0.1"}, code=65)
        self.assertIn("holds another share of the households", done.stderr)
        done = harness.resume(stopped, values={"output.panel_columns": "income"}, code=65)
        self.assertIn("holds other columns", done.stderr)
        without = harness.resume(stopped, values={"output.panel_share": "0"})
        self.assertEqual(without.state_hash, self.whole.state_hash)
        self.assertEqual([path.name for path in stopped.glob("trajectories*")], [])

    def test_columns_of_villages(self):
        """A village's number is with all of its households, and is not the same everywhere."""
        with h5py.File(self.whole.path("trajectories.h5"), "r") as file:
            keys = numpy.stack([file[name][:] for name in ("year", "county_index", "village")])
            sand = file["village_sand"][:]
        _, first, place = numpy.unique(keys, axis=1, return_index=True, return_inverse=True)
        numpy.testing.assert_array_equal(sand, sand[first][place.ravel()])
        self.assertGreater(len(numpy.unique(sand)), 10)

    def test_opened_by_xarray(self):
        with xarray.open_dataset(self.whole.path("trajectories.h5")) as data, h5py.File(
            self.whole.path("trajectories.h5"), "r"
        ) as file:
            self.assertEqual(data.attrs["Conventions"], "CF-1.8")
            for name, dataset in file.items():
                for key in ("units", "long_name"):
                    self.assertTrue(dataset.attrs.get(key, b"").strip(b"\0 "), f"{name} has no {key}")
                self.assertNotIn(str(dataset.dtype), ("int8", "uint8", "uint16", "uint32"), name)
                if str(dataset.dtype) in ("int64", "uint64"):
                    self.assertIn(name, ("id", "first_row", "row_count", "savings", "debt", "origin"))
            self.assertEqual(data["county_index"].attrs["instance_dimension"], "county")
            self.assertTrue(numpy.issubdtype(data["time"].dtype, numpy.datetime64))
            self.assertEqual(data["time"].dt.year.values.tolist(), data["year"].values.tolist())
            self.assertEqual(data["person"].shape, (data.sizes["obs"], 8))
            self.assertEqual(int(data["row_count"].sum()), data.sizes["obs"])
            self.assertEqual(self.whole.facts["trajectories_rows"], data.sizes["obs"])
            for year in range(2002, 2008):
                rows = year_rows(data, year)
                self.assertEqual(set(rows["year"].values.tolist()), {year})
                order = list(zip(*(rows[name].values.tolist() for name in ("county_index", "village", "id"))))
                self.assertEqual(order, sorted(set(order)), "canonical order")
            self.assertGreater(len(set(data["income"].values.tolist())), 100)

    def test_all_households(self):
        """A share of 1 adds up to the series; a small share is within a larger one, under every policy and seed. Series count
        a year's households and the panel those at its end: with one cohort they are the same."""
        one_cohort = {"demography.enabled": "false", "output.panel_share": 1}
        every = harness.simulate(self.folder / "every", VALUES | one_cohort, ranks=2)
        households, entered = every.series("households"), every.series("entered")
        with xarray.open_dataset(every.path("trajectories.h5")) as data:
            self.assertEqual(data.sizes["obs"], every.facts["households"] * 6)
            ids = set(data["id"].values.tolist())
            self.assertEqual(len(ids), every.facts["households"])
            for at, year in enumerate(range(2002, 2008)):
                rows = year_rows(data, year)
                weights = numpy.bincount(rows["county_index"].values, rows["weight"].values, 2)
                self.assertEqual(weights.tolist(), households[at])
                fell = rows["weight"].values * (rows["spell"].values == 1)
                shares = numpy.bincount(rows["county_index"].values, fell, 2) / weights
                self.assertEqual(shares.tolist(), entered[at])

        def members(**values):
            out = self.folder / str(len(list(self.folder.iterdir())))
            values = one_cohort | {key.replace("__", "."): value for key, value in values.items()}
            got = harness.simulate(out, VALUES | values)
            with h5py.File(got.path("trajectories.h5"), "r") as file:
                return set(file["id"][:].tolist())

        small = members(output__panel_share="0.1")
        large = members(output__panel_share="0.3")
        self.assertTrue(small < large < ids)
        self.assertAlmostEqual(len(small) / len(ids), 0.1, delta=4 * (0.09 / len(ids)) ** 0.5)  # 4 deviations
        self.assertEqual(members(output__panel_share="0.1", run__seed="9"), small)
        self.assertEqual(members(output__panel_share="0.1", training__enabled="true"), small)

    def test_other_panels_are_not_reused(self):
        out = self.folder / "out"
        shutil.copytree(self.whole.folder, out)

        def go(**values):
            done = harness.run(*harness.run_words(out, self.values | values))
            self.ends(done, 0)
            result = harness.Result(out, None)
            self.assertEqual(result.state_hash, self.whole.state_hash)
            return "reused" in done.stdout

        self.assertTrue(go())
        self.assertTrue(go(**{"output.panel_share": "0"}), "who wants no panel takes any")
        self.assertFalse(go(**{"output.panel_share": "0.1"}))
        self.assertTrue(go(**{"output.panel_share": "0.1"}))
        self.assertFalse(go(**{"output.panel_columns": "[income, herd]"}))
        with h5py.File(out / "trajectories.h5", "r") as file:
            self.assertEqual([n for n in file if len(file[n]) == len(file["obs"]) and n not in [*OWN, "obs"]], ["herd", "income"])
        os.unlink(out / "trajectories.h5")
        self.assertFalse(go(**{"output.panel_columns": "herd,income"}), "the panel was gone")
        with h5py.File(out / "trajectories.h5", "r+") as file:
            file["herd"][7] += 1
        self.assertFalse(go(**{"output.panel_columns": "herd,income"}), "the panel was damaged")

    def test_diff(self):
        """Equal results, a planted difference, other configurations, damage."""
        same = harness.simulate(self.folder / "same", self.values, ranks=2)
        done = harness.run("diff", self.whole.folder, same.folder)
        self.ends(done, 0)
        files = ("resolved.yml", "series.h5", "ledger.csv", "yearly.csv", "indicators.h5", "trajectories.h5")
        self.assertEqual(done.stdout, "".join(f"{name}: equal\n" for name in files))
        with h5py.File(same.path("trajectories.h5"), "r+") as file:
            row = int(file["first_row"][3]) + 5
            was, household = int(file["savings"][row]), int(file["id"][row])
            file["savings"][row] = was + 1
        done = harness.run("diff", self.whole.folder, same.folder)
        self.ends(done, 1)
        self.assertIn(
            f"trajectories.h5: first in 2005, household {household}: savings is {was} and {was + 1}\n", done.stdout
        )
        self.assertIn("series.h5: equal", done.stdout)
        policy = harness.policies_on(["training"], start=2004)
        other = harness.simulate(self.folder / "other", self.values | policy)
        done = harness.run("diff", self.whole.folder, other.folder)
        self.ends(done, 1)
        said = dict(line.split(": ", 1) for line in done.stdout.splitlines())
        self.assertIn("training.enabled is false and true", said["resolved.yml"])
        self.assertRegex(said["series.h5"], r"^the state differs first in 2004, in household\.\w+")
        self.assertRegex(said["ledger.csv"], r"^first in line \d+ \(year 2004, county 15\d{4}\): programme is")
        self.assertRegex(said["indicators.h5"], r"^\w+ first differs in 2004, number \d+ of the year: \S+ and \S+$")
        self.assertRegex(said["trajectories.h5"], r"^first in 2004, household \d+: \w+(\[\d\])? is \S+ and \S+$")
        os.truncate(other.path("trajectories.h5"), 3000)
        done = harness.run("diff", self.whole.path("trajectories.h5"), other.path("trajectories.h5"))
        self.ends(done, 65)
        self.assertIn("is damaged", done.stdout)
        self.ends(harness.run("diff", self.whole.folder, self.folder / "absent"), 74)
        self.ends(harness.run("diff", self.whole.folder), 2)

    def test_none(self):
        for share in ("0", "1e-9"):  # a share without a member is a file without rows
            got = harness.simulate(self.folder / share, VALUES | {"output.panel_share": share}, ranks=2)
            self.assertEqual(got.path("trajectories.h5").exists(), share != "0")
        with xarray.open_dataset(got.path("trajectories.h5")) as data:
            self.assertEqual(data.sizes["obs"], 0)

    def test_configuration(self):
        done = harness.run("check", harness.KEZUO, "--set", "output.panel_columns=[herd, incme]")
        self.ends(done, 2)
        self.assertIn("unknown household column 'incme'; did you mean 'income'?", done.stderr)
        self.assertRegex(done.stderr, r"--set:1:\d+: error")
        done = harness.run("check", harness.KEZUO, "--set", "output.panel_columns=wages")
        self.assertIn("does not outlive the year", done.stderr)
        self.ends(harness.run("check", harness.KEZUO, "--set", "output.panel_share=1.5"), 2)

    def full(self, out, ranks, **options):
        words = harness.run_words(out, VALUES | {"output.panel_share": 1})
        done = subprocess.run(
            harness.command(*words, ranks=ranks), capture_output=True, text=True, timeout=120, check=False, **options
        )
        self.ends(done, 74)
        self.assertEqual(done.stdout, "")
        self.nothing_whole(out)
        self.assertEqual([path.name for path in out.glob("trajectories*")], [])
        return done.stderr

    def test_full_disk(self):
        place = self.folder / "disk"
        with disk(place, 2048):
            for ranks in (1, 2):
                told = self.full(place / f"out{ranks}", ranks, env=harness.ENVIRONMENT)
                self.assertIn("trajectories.partial.h5 cannot be written: No space left on device", told)

    def test_largest_file(self):
        def confine():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

        small = {**harness.ENVIRONMENT, "PMIX_MCA_gds": "hash"}
        told = self.full(self.folder / "out", 1, env=small, preexec_fn=confine)
        self.assertIn("trajectories.partial.h5 cannot be written: File too large", told)


if __name__ == "__main__":
    harness.main()
