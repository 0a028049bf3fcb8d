#!/usr/bin/python3
"""scripts/sweep: plans, resumption, failures, kills, signals, its table.

With --thousand: a thousand thinned scenarios on all cores, and the use of them (label long, docs/speed.md).
"""

import csv
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

SWEEP = harness.ROOT / "scripts" / "sweep"
TIMES = ("seconds", "cpu_seconds")
SMALL = {"population.scale": "0.02", "run.last_year": "2004", "output.checkpoint_every": "0"}


def plan_of(path, rows, config=harness.KEZUO):
    """Writes a plan; every row has the same columns."""
    rows = [{"config": str(config), **SMALL, **row} for row in rows]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def words(command, plan, out, *more):
    return [str(SWEEP), command, str(plan), "--out", str(out), "--program", harness.PROGRAM, *map(str, more)]


def sweep(command, plan, out, *more, timeout=300):
    return harness.script("sweep", *words(command, plan, out, *more)[1:], timeout=timeout)


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [{k: v for k, v in row.items() if k not in TIMES} for row in csv.DictReader(file)]


def ran_now(done):
    return int(re.search(r"(\d+) run now", done.stderr)[1])


class Sweep(harness.Case):
    def run_plan(self, rows, code=0, name="out", more=(), config=harness.KEZUO):
        plan = plan_of(self.folder / "plan.csv", rows, config)
        done = sweep("run", plan, self.folder / name, *more)
        self.ends(done, code)
        return done, self.folder / name

    def test_table_is_what_the_program_says(self):
        seeds = [3, 1, 2]
        done, out = self.run_plan([{"name": f"seed {s}", "run.seed": s} for s in seeds])
        self.assertEqual(done.stdout.strip(), str(out / "sweep.csv"))
        rows = read_table(out / "sweep.csv")
        self.assertEqual([row["run.seed"] for row in rows], ["3", "1", "2"])
        for row in rows:
            alone = harness.simulate(self.folder / row["run.seed"], SMALL | {"run.seed": row["run.seed"]})
            last = list(csv.DictReader(alone.text("yearly.csv").splitlines()))[-1]
            self.assertEqual(row["state_hash"], alone.state_hash)
            self.assertEqual({k: row[k] for k in last}, last)
            self.assertEqual((row["status"], row["exit_code"], row["year"]), ("done", "0", "2004"))

    def test_what_is_done_is_known_by_its_content(self):
        rows = [{"run.seed": s, "planting.budget": ""} for s in (1, 2)]
        _, out = self.run_plan(rows)
        first = read_table(out / "sweep.csv")
        more = [{"run.seed": 5, "planting.budget": "1e6"}, rows[1], rows[0], rows[0]]
        done, _ = self.run_plan(more)
        self.assertEqual(ran_now(done), 1)
        second = read_table(out / "sweep.csv")
        self.assertEqual([r["state_hash"] for r in second[1:]], [first[i]["state_hash"] for i in (1, 0, 0)])
        # The base means something else: everything runs again.
        other = self.folder / "other.yml"
        text = harness.KEZUO.read_text(encoding="utf-8").replace("yield: 270", "yield: 271")
        other.write_text(text.replace("calendar.csv", f"{harness.ROOT}/configs/calendar.csv")
                         .replace("regions/inner", f"{harness.ROOT}/configs/regions/inner"), encoding="utf-8")
        done, _ = self.run_plan(more, config=other)
        self.assertEqual(ran_now(done), 3)
        # A result that is no longer there, and a record that is damaged, run again.
        third = read_table(out / "sweep.csv")
        (out / third[0]["result"] / "run.json").unlink()
        (out / "records" / (third[1]["result"].split("/")[1] + ".json")).write_text('{"exit_code": 0,', encoding="utf-8")
        done, _ = self.run_plan(more, config=other)
        self.assertEqual(ran_now(done), 2)
        self.assertEqual(read_table(out / "sweep.csv"), third)

    def test_errors_of_the_plan_come_first(self):
        plan = self.folder / "plan.csv"
        plan.write_text(f"config,run.sead,population.scale\n{harness.KEZUO},1,0.02\n{harness.KEZUO},2,-1\n",
                        encoding="utf-8")
        done = sweep("run", plan, self.folder / "out")
        self.ends(done, 2)
        self.assertIn(f"{plan}:1:2: error: unknown key 'run.sead'", done.stderr)
        self.assertIn(f"{plan}:3:3: error: population.scale: -1 is out of range", done.stderr)
        self.assertFalse((self.folder / "out").exists())
        plan.write_text("run.seed,seed,run.seed,config,threads\n1,1,1,none.yml,x\n2\n", encoding="utf-8")
        done = sweep("run", plan, self.folder / "out")
        self.ends(done, 2)
        self.assertIn(f"{plan}:1:2: error: column 'seed'", done.stderr)
        self.assertIn(f"{plan}:1:3: error: column run.seed stands twice", done.stderr)
        plan.write_text("run.seed,config,threads\n1,none.yml,x\n2\n", encoding="utf-8")
        done = sweep("run", plan, self.folder / "out")
        self.assertRegex(done.stderr, r":2:2: error: there is no configuration .*none\.yml")
        self.assertRegex(done.stderr, r":2:3: error: threads: 'x'")
        self.assertRegex(done.stderr, r":3:2: error: 1 cells, not 3")

    def test_a_failing_row_is_recorded_and_the_rest_runs(self):
        rows = [{"run.seed": s, "run.first_year": "2002"} for s in (1, 2, 3)]
        rows[1]["run.first_year"] = "2010"  # after the last year: wrong only together
        done, out = self.run_plan(rows, code=1)
        self.assertIn("plan.csv:3: row 2 failed, exit 2", done.stderr)
        table = read_table(out / "sweep.csv")
        self.assertEqual([r["status"] for r in table], ["done", "failed", "done"])
        self.assertEqual((table[1]["exit_code"], table[1]["state_hash"], table[1]["headcount"]), ("2", "", ""))
        status = sweep("status", self.folder / "plan.csv", out)
        self.ends(status, 1)
        self.assertIn("3 rows: 2 done, 1 failed, 0 stopped, 0 pending", status.stdout)
        self.assertIn("last_year", status.stderr)  # the last lines that the program wrote

    def begin(self, rows, out, more=()):
        """A sweep of longer rows, once some are done and one is under way."""
        plan = plan_of(self.folder / "plan.csv", rows)
        child = subprocess.Popen(words("run", plan, out, "-j", 1, *more), stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, text=True, env=harness.ENVIRONMENT, start_new_session=True)
        self.addCleanup(child.stderr.close)
        until = time.monotonic() + 60
        while len(list((out / "records").glob("*.json"))) < 2 and time.monotonic() < until:
            time.sleep(0.005)
        self.assertIsNone(child.poll(), "the sweep ended before it could be stopped")
        return plan, child

    def stopped(self, number, code, whole_group=False):
        rows = [{"run.seed": s, "population.scale": "0.2", "run.last_year": "2012"} for s in range(1, 9)]
        out = self.folder / f"stopped-{number}"
        plan, child = self.begin(rows, out)
        (os.killpg if whole_group else os.kill)(child.pid, number)
        self.assertEqual(child.wait(60), code)
        if number != signal.SIGKILL:
            self.assertEqual(len(read_table(out / "sweep.csv")), 8)
            time.sleep(0.1)  # no child goes on
            self.assertEqual(list((out / "logs").glob("*")), [])
        done = sweep("run", plan, out)
        self.ends(done, 0)
        self.assertLess(ran_now(done), 8)
        straight = self.folder / "straight"
        self.ends(sweep("run", plan, straight), 0)
        self.assertEqual(read_table(out / "sweep.csv"), read_table(straight / "sweep.csv"))

    def test_killed(self):
        self.stopped(signal.SIGKILL, -9)

    def test_killed_with_all_children(self):
        self.stopped(signal.SIGKILL, -9, whole_group=True)

    def test_terminated(self):
        self.stopped(signal.SIGTERM, 128 + signal.SIGTERM)

    def test_interrupted_with_all_children(self):
        self.stopped(signal.SIGINT, 128 + signal.SIGINT, whole_group=True)

    def test_asked_by_slurm(self):
        self.stopped(signal.SIGUSR1, 75)

    def test_rows_by_number_and_the_table_after(self):
        plan = plan_of(self.folder / "plan.csv", [{"run.seed": s} for s in range(1, 6)])
        out = self.folder / "out"
        tasks = [subprocess.Popen(words("run", plan, out, "--rows", rows), stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True, env=harness.ENVIRONMENT)
                 for rows in ("1-3", "3-4")]
        for task in tasks:
            said, _ = task.communicate(timeout=60)
            self.assertEqual((task.returncode, said), (0, ""))
        self.assertFalse((out / "sweep.csv").exists())
        self.ends(sweep("status", plan, out), 75)
        self.ends(sweep("table", plan, out, "--years", "all", "--table", out / "all.csv"), 0)
        table = read_table(out / "all.csv")
        self.assertEqual([row["year"] for row in table], ["2002", "2003", "2004"] * 4 + [""])
        self.assertEqual(table[-1]["status"], "pending")
        self.ends(sweep("run", plan, out, "--rows", "4-9,7"), 2)

    def test_hdf5_holds_the_same(self):
        import xarray

        rows = [{"name": f"seed {s}", "run.seed": s} for s in (1, 2)]
        _, out = self.run_plan(rows)
        self.ends(sweep("table", self.folder / "plan.csv", out, "--table", out / "sweep.h5"), 0)
        table = read_table(out / "sweep.csv")
        with xarray.open_dataset(out / "sweep.h5") as data:
            self.assertEqual(data["headcount"].values.tolist(), [float(row["headcount"]) for row in table])
            self.assertEqual([t.decode() for t in data["state_hash"].values], [row["state_hash"] for row in table])
            self.assertEqual([t.decode() for t in data["name"].values], ["seed 1", "seed 2"])
            self.assertEqual(data["population.scale"].values.tolist(), [0.02, 0.02])

    def test_as_a_rank_of_another_program(self):
        """Under mpirun rows are processes of their own, and do not join its job."""
        plan = plan_of(self.folder / "plan.csv", [{"run.seed": s} for s in (1, 2)])
        done = subprocess.run(["mpirun", "-n", "1", "--oversubscribe", *words("run", plan, self.folder / "out")],
                              capture_output=True, text=True, timeout=120, env=harness.ENVIRONMENT, check=False)
        self.ends(done, 0)
        self.assertIn("2 of 2 rows done", done.stderr)


class Thousand(harness.Case):
    """Both cores are at work for the sweep nine tenths of the time: on a machine that does nothing else."""

    def test_thousand_scenarios(self):
        rows = [{"population.scale": "0.05", "run.last_year": "2006", "run.seed": s} for s in range(1, 1001)]
        plan = plan_of(self.folder / "plan.csv", rows)
        done = sweep("run", plan, self.folder / "out", timeout=1800)
        print(done.stderr)
        self.ends(done, 0)
        used = float(re.search(r"cores ([0-9.]+)%", done.stderr).group(1))
        self.assertGreaterEqual(used, 90)
        self.assertEqual(len({row["state_hash"] for row in read_table(self.folder / "out" / "sweep.csv")}), 1000)


if __name__ == "__main__":
    if "--thousand" in sys.argv:
        sys.argv.remove("--thousand")
        del Sweep
    else:
        del Thousand
    harness.main()
