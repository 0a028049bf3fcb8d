#!/usr/bin/python3
"""Disks that are full or closed: exit 74, a reason, nothing that looks whole; with room the same command succeeds."""

import contextlib
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

harness.UNLESS_SAID.clear()

VALUES = {"population.scale": "0.05", "run.last_year": "2007", "output.checkpoint_every": "2"}
# MPI shares memory through files of its own, which a limit on the size of files would hit first.
SMALL_MPI = {**harness.ENVIRONMENT, "PMIX_MCA_gds": "hash"}


@contextlib.contextmanager
def disk(folder, kilobytes):
    """A file system of its own in a folder; yields what changes its options."""

    def mount(*options):
        return subprocess.run(["mount", *options], stderr=subprocess.DEVNULL, check=False).returncode == 0

    if os.geteuid() != 0 or not mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder):
        raise unittest.SkipTest("no file system may be mounted here")
    try:
        yield lambda options: mount("-o", f"remount,{options}", folder) or sys.exit(f"cannot remount {folder}")
    finally:
        subprocess.run(["umount", folder], check=True)


class Faults(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = harness.simulate(cls.shared / "whole", VALUES)

    def run_it(self, out, ranks=1, **options):
        words = harness.run_words(out, VALUES)
        environment = options.pop("env", harness.ENVIRONMENT)
        return subprocess.run(
            harness.command(*words, ranks=ranks),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environment,
            timeout=120,
            check=False,
            **options,
        )

    def failed_well(self, done, out, why):
        """Exit 74 with a reason; no run.json, and no series.h5 but a whole one."""
        self.ends(done, 74, str(out))
        path = re.escape(str(out)) + r"\S*"
        self.assertRegex(done.stderr, rf"horqin: error: (checkpoint )?{path} cannot be written: {why}")
        self.assertEqual(done.stdout, "")
        self.assertFalse((out / "run.json").exists(), "run.json")
        if (out / "series.h5").exists():
            self.assertEqual((out / "series.h5").read_bytes(), self.whole.bytes("series.h5"), "half of series.h5")

    def recovers(self, out, ranks=1):
        done = self.run_it(out, ranks)
        self.ends(done, 0, "with room again")
        result = harness.Result(out, done)
        self.same(self.whole, result, "with room again")
        left = [str(path) for path in out.rglob("*") if path.suffix == ".part" or ".partial" in path.name]
        self.assertEqual(left, [], "left over")

    def test_largest_file(self):
        """RLIMIT_FSIZE: every file of the result is once the one that does not fit."""
        sizes = sorted({path.stat().st_size for path in self.whole.folder.rglob("*") if path.is_file()})
        limits = [1, *(size - 1 for size in sizes)]
        stopped = set()
        for limit in limits:
            with self.subTest(bytes=limit):

                def confine(most=limit):
                    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

                out = self.folder / f"out-{limit}"
                done = self.run_it(out, preexec_fn=confine, env=SMALL_MPI)
                self.failed_well(done, out, "File too large")
                stopped |= set(done.stderr.split("cannot be written")[0].split("/")[-1].split())
                self.recovers(out)
        self.assertLessEqual({"resolved.yml", "series.partial.h5", "villages-00000.hqc"}, stopped)

    def test_full_disk(self):
        """From room for nothing to room for all."""
        place = self.folder / "disk"
        place.mkdir()
        out = place / "out"
        reached = set()
        with disk(place, 16) as remount:
            for kilobytes in range(16, 8192, 96):
                remount(f"size={kilobytes}k")
                done = self.run_it(out)
                if done.returncode == 0:
                    break
                self.failed_well(done, out, "No space left on device")
                reached |= {path.name for path in out.rglob("*")}
            self.same(self.whole, harness.Result(out, done), "grown until it fits")
        self.assertLessEqual({"series.partial.h5", "checkpoints"}, reached)

    def test_full_disk_on_two_ranks(self):
        place = self.folder / "disk"
        place.mkdir()
        out = place / "out"
        size = sum(path.stat().st_size for path in self.whole.folder.rglob("*") if path.is_file())
        with disk(place, size // 1024 * 3 // 4) as remount:
            self.failed_well(self.run_it(out, ranks=2), out, "No space left on device")
            remount("size=16m")
            self.recovers(out, ranks=2)

    def test_full_disk_when_resuming(self):
        """The checkpoint survives, and resuming with room succeeds."""
        place = self.folder / "disk"
        place.mkdir()
        out = place / "out"
        with disk(place, 16 << 10) as remount:
            harness.simulate(out, VALUES | {"output.stop_after": 2003}, code=75)
            space = os.statvfs(place)
            used = (space.f_blocks - space.f_bfree) * space.f_frsize
            remount(f"size={used // 1024 + 8}k")
            self.failed_well(harness.run("resume", out, "--threads", 1), out, "No space left on device")
            remount("size=16m")
            self.same(self.whole, harness.resume(out), "resumed")

    def test_read_only(self):
        place = self.folder / "disk"
        place.mkdir()
        with disk(place, 8192) as remount:
            remount("ro")
            done = self.run_it(place / "out")
            self.failed_well(done, place / "out", "Read-only file system")
            remount("rw")
            self.recovers(place / "out")

    def test_file_in_the_way(self):
        taken = self.folder / "taken"
        taken.write_text("mine")
        for out in (taken, taken / "out", taken / "deep" / "out"):
            self.failed_well(self.run_it(out), out, "Not a directory")
        self.assertEqual(taken.read_text(), "mine")

    def test_no_permission(self):
        """Into a folder of another owner; as root: as somebody else."""
        place = self.folder / "closed"
        place.mkdir(mode=0o555)
        os.chmod(self.shared, 0o755)
        os.chmod(self.folder, 0o755)
        who = {}
        if os.geteuid() == 0:
            who = {"user": 65534, "group": 65534, "extra_groups": []}
        try:
            done = self.run_it(place / "out", cwd="/", **who)
        except PermissionError:
            raise unittest.SkipTest("another user may not run the program here")
        self.failed_well(done, place / "out", "Permission denied")
        self.assertEqual(list(place.iterdir()), [])

    def test_result_damaged(self):
        """A complete result whose file has changed since is made again, not reused."""
        out = self.folder / "out"
        shutil.copytree(self.whole.folder, out)
        content = bytearray(Path(out / "series.h5").read_bytes())
        content[len(content) // 2] ^= 1
        Path(out / "series.h5").write_bytes(content)
        done = self.run_it(out)
        self.ends(done, 0)
        self.assertNotIn("reused", done.stdout)
        self.same(self.whole, harness.Result(out, done), "made again")


if __name__ == "__main__":
    harness.main()
