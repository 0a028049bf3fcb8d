#!/usr/bin/python3
"""scripts/slurm: a job that is warned stops at a checkpoint, is queued again, goes on, to the same bits.

Without Slurm: the templates run in the environment that Slurm gives them, with a scontrol that writes down
what it is asked. With --real (label long): a Slurm of one node, its daemons in a folder of the test's own;
needs root and the packages slurmctld, slurmd, slurm-client and munge, and is skipped without.
"""

import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

harness.UNLESS_SAID.clear()

TEMPLATES = harness.ROOT / "scripts" / "slurm"
LONG_RUN = {"population.scale": "4", "output.checkpoint_every": "0"}
SLURMS_RUN = LONG_RUN | {"population.scale": "6"}  # a real Slurm takes its time until it warns
SLURM = [shutil.which(name, path="/usr/sbin:/usr/bin") for name in ("slurmctld", "slurmd", "munged", "sbatch")]


def until(true, seconds, what):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for: {what}")
        time.sleep(0.02)


def write_plan(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["config", "run.seed", *LONG_RUN])
        writer.writerows([harness.KEZUO, seed, *LONG_RUN.values()] for seed in range(1, rows + 1))
    return path


class Stopping(harness.Case):
    """What the two ways of testing share: a run until some years are written, a straight run to compare with."""

    def under_way(self, out):
        until(lambda: (out / "series.partial.h5").exists(), 60, "the first year")
        time.sleep(0.2)

    @classmethod
    @lru_cache(None)
    def straight(cls, values):
        """The run that nobody stops, once."""
        cls.addClassCleanup(cls.straight.cache_clear)
        return harness.simulate(cls.shared / "-".join(("straight", *dict(values).values())), dict(values))

    def same_as_straight(self, out, values):
        self.same(self.straight(tuple(values.items())), harness.Result(out), "stopped and queued again")


class Templates(Stopping):
    def setUp(self):
        super().setUp()
        self.calls = self.folder / "calls"
        fake = self.folder / "bin"
        fake.mkdir()
        (fake / "scontrol").write_text(f'#!/bin/sh\necho "$@" >> {self.calls}\n', encoding="utf-8")
        (fake / "scontrol").chmod(0o755)
        self.environment = harness.ENVIRONMENT | {
            "PATH": f"{fake}:{os.environ['PATH']}", "SLURM_JOB_ID": "17", "SLURM_NTASKS": "2", "SLURM_CPUS_PER_TASK": "1",
            "SLURM_PROCID": "0", "HORQIN": harness.PROGRAM, "HORQIN_SWEEP": str(harness.ROOT / "scripts/sweep"),
            "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none",
        }

    def start(self, template, *words, **more):
        child = subprocess.Popen(["bash", TEMPLATES / template, *map(str, words)], env=self.environment | more,
                                 cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                 start_new_session=True)
        self.addCleanup(child.stdout.close)
        return child

    def warn(self, child, number):
        """As Slurm does: a signal to the script alone; once it asked to be queued again, all is ended."""
        os.kill(child.pid, number)
        until(self.calls.exists, 60, "scontrol requeue")
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(20)

    def stops_and_goes_on(self, number):
        out = self.folder / "out"
        words = [harness.KEZUO, out, *harness.settings(LONG_RUN), "--quiet"]
        child = self.start("job.sbatch", *words)
        self.under_way(out)
        self.warn(child, number)
        self.assertEqual(self.calls.read_text(encoding="utf-8"), "requeue 17\n")
        self.nothing_whole(out)
        again = self.start("job.sbatch", *words, SLURM_RESTART_COUNT="1")
        said, _ = again.communicate(timeout=120)
        self.assertEqual(again.returncode, 0, said)
        self.assertIn("resuming after", said)
        self.same_as_straight(out, LONG_RUN)

    def test_warned_of_the_time_limit(self):
        self.stops_and_goes_on(signal.SIGUSR1)

    def test_preempted(self):
        self.stops_and_goes_on(signal.SIGTERM)

    def test_exit_codes_come_through(self):
        child = self.start("job.sbatch", harness.KEZUO, self.folder / "out", "--set", "run.sead=1")
        said, _ = child.communicate(timeout=60)
        self.assertEqual(child.returncode, 2, said)
        self.assertFalse(self.calls.exists())
        self.assertEqual(self.start("job.sbatch").wait(20), 2)

    def test_queued_too_often(self):
        out = self.folder / "out"
        child = self.start("job.sbatch", harness.KEZUO, out, *harness.settings(LONG_RUN), HORQIN_RESTARTS="0")
        self.under_way(out)
        os.kill(child.pid, signal.SIGUSR1)
        said, _ = child.communicate(timeout=60)
        self.assertEqual(child.returncode, 75, said)
        self.assertFalse(self.calls.exists())

    def test_rows_of_an_array(self):
        plan, out = write_plan(self.folder / "plan.csv", 5), self.folder / "out"
        given = {"SLURM_ARRAY_JOB_ID": "9", "SLURM_ARRAY_TASK_ID": "2", "HORQIN_ROWS": "2"}
        child = self.start("array.sbatch", plan, out, "--program", harness.PROGRAM, **given)
        until(lambda: list(out.glob("rows/*/series.partial.h5")), 60, "the first year of a row")
        self.warn(child, signal.SIGUSR1)
        self.assertEqual(self.calls.read_text(encoding="utf-8"), "requeue 9_2\n")
        again = self.start("array.sbatch", plan, out, "--program", harness.PROGRAM, **given)
        said, _ = again.communicate(timeout=120)
        self.assertEqual(again.returncode, 0, said)
        done = sorted(out.glob("rows/*/run.json"))
        self.assertEqual(len(done), 2)  # rows 3 and 4, and no others
        seeds = sorted(harness.Result(path.parent).facts["seed"] for path in done)
        self.assertEqual(seeds, [3, 4])


CONFIGURATION = """ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmdPort={node_port}
SlurmUser=slurm
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
StateSaveLocation={folder}/ctld
SlurmdSpoolDir={folder}/node
SlurmctldPidFile={folder}/ctld/pid
SlurmdPidFile={folder}/node/pid
SlurmctldLogFile={folder}/ctld/log
SlurmdLogFile={folder}/node/log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
SlurmdParameters=config_overrides
MpiDefault=pmix
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=low Nodes={host} Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE GraceTime=30
PartitionName=high Nodes={host} MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@unittest.skipUnless(os.geteuid() == 0 and all(SLURM), "needs root, slurmctld, slurmd, slurm-client and munge")
class Slurm(Stopping):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared.chmod(0o755)
        folder, host = cls.shared, socket.gethostname().split(".")[0]
        for name, owner in (("ctld", "slurm"), ("node", "root"), ("munge", "munge")):
            (folder / name).mkdir(mode=0o755)
            shutil.chown(folder / name, owner, owner)
        key = folder / "munge" / "key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        shutil.chown(key, "munge", "munge")
        path = folder / "slurm.conf"
        path.write_text(CONFIGURATION.format(folder=folder, host=host, port=free_port(), node_port=free_port()),
                        encoding="utf-8")
        cls.environment = harness.ENVIRONMENT | {"SLURM_CONF": str(path), "HORQIN": harness.PROGRAM,
                                                 "HORQIN_SWEEP": str(harness.ROOT / "scripts/sweep")}
        for name in ("OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"):  # the template's business
            cls.environment.pop(name)
        munge = [SLURM[2], "--foreground", "--force", *(f"--{o}={folder}/munge/{f}" for o, f in (
            ("key-file", "key"), ("socket", "socket"), ("pid-file", "pid"), ("log-file", "log"), ("seed-file", "seed")))]
        cls.daemon(munge, "munge")
        until((folder / "munge" / "socket").exists, 10, "munged")
        cls.daemon([SLURM[0], "-D"], "slurm")
        cls.daemon([SLURM[1], "-D"], "root")
        until(lambda: "idle" in cls.ask("sinfo", "-h", "-o", "%T"), 30, "an idle node")

    @classmethod
    def daemon(cls, words, user):
        child = subprocess.Popen(words, user=user, group=user, extra_groups=[], env=cls.environment,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(child.wait, 30)
        cls.addClassCleanup(child.terminate)

    @classmethod
    def ask(cls, *words, **more):
        done = subprocess.run(words, capture_output=True, text=True, env=cls.environment | more, check=False,
                              cwd=harness.ROOT)
        return done.stdout.strip() or done.stderr

    def state(self, job):
        return dict(word.split("=", 1) for word in self.ask("scontrol", "show", "job", job).split() if "=" in word)

    def submit(self, out, *options, values=None, **more):
        job = self.ask("sbatch", "--parsable", "-o", f"{out}.log", *options, TEMPLATES / "job.sbatch", harness.KEZUO, out,
                       *harness.settings(values or SLURMS_RUN), "--quiet", **more)
        self.assertTrue(job.isdecimal(), job)
        self.under_way(out)
        return job

    def goes_on(self, job, out, values=None):
        until(lambda: self.state(job)["JobState"] == "PENDING", 60, "the job queued again")
        self.nothing_whole(out)
        # Slurm keeps a job back for two minutes, in which its old processes end; here seconds are enough.
        time.sleep(4)
        until(lambda: self.ask("scontrol", "update", f"jobid={job}", "starttime=now") == "", 60, "a new start")
        until(lambda: self.state(job)["JobState"] not in ("PENDING", "RUNNING", "COMPLETING"), 120, "the end")
        facts, log = self.state(job), Path(f"{out}.log").read_text(encoding="utf-8")
        self.assertEqual((facts["JobState"], facts["Restarts"], facts["ExitCode"]), ("COMPLETED", "1", "0:0"), log)
        self.assertIn("resuming after", log)
        self.same_as_straight(out, values or SLURMS_RUN)

    def test_warned_under_both_launchers(self):
        for launcher in ("mpirun", "srun"):
            with self.subTest(launcher):
                out = self.folder / launcher
                job = self.submit(out, HORQIN_LAUNCHER=launcher)
                self.ask("scancel", "--batch", "--signal=USR1", job)
                self.goes_on(job, out)

    def test_preempted_by_a_stronger_job(self):
        out = self.folder / "out"
        values = SLURMS_RUN | {"population.scale": "12"}  # Slurm looks for someone to preempt every few seconds
        job = self.submit(out, values=values)
        self.ask("sbatch", "-p", "high", "-n", "4", "-o", "/dev/null", "--wrap", "sleep 1")
        self.goes_on(job, out, values)

    def test_array_of_a_plan(self):
        plan, out = write_plan(self.folder / "plan.csv", 5), self.folder / "out"
        array = self.ask("sbatch", "--parsable", "--wait", "--array=1-2", "-o", f"{self.folder}/%a.log", TEMPLATES / "array.sbatch",
                         plan, out, "--program", harness.PROGRAM, HORQIN_ROWS="3")
        self.assertTrue(array.isdecimal(), array)
        self.assertEqual(len(list(out.glob("rows/*/run.json"))), 5, (self.folder / "1.log").read_text(encoding="utf-8"))


if __name__ == "__main__":
    if "--real" in sys.argv:
        sys.argv.remove("--real")
    else:
        del Slurm
    harness.main()
