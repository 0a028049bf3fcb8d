"""Runs the rows of a plan side by side, and keeps what came of each.

OUT/rows/ID is the result folder of a row; OUT/records/ID.json says how it ended, written once it has; while
a row runs, OUT/logs/ID.log takes its standard error, and a lock on that file, which the child inherits,
keeps others away from the row: also after this process was killed and the child lives on.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import signal
import sys
import time
from collections import deque

from sweeps import table

# A row is a process of its own also where this one is a rank or a task: it must not answer to that launcher.
LAUNCHERS = ("OMPI_COMM_", "OMPI_UNIVERSE", "OMPI_LAUNCHED", "OMPI_APP_", "OMPI_NUM_", "OMPI_FIRST_", "OMPI_FILE_",
             "OMPI_COMMAND", "OMPI_ARGV", "OMPI_MCA_ess", "OMPI_MCA_orte", "OMPI_MCA_pmix", "PMIX_", "PMI_", "MV2_COMM_",
             "PALS_", "ALPS_", "JSM_NAMESPACE", "SLURM_STEP_NUM_TASKS")
GRACE = 20  # seconds between asking a row to stop and killing it
TAIL = 5  # lines of standard error that are kept
SHORT = 2.0  # seconds: of rows shorter than this, some may wait for the disk while others compute


def environment():
    """The environment of children: no launcher's marks, one thread unless the row says otherwise."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(LAUNCHERS) and k != "HORQIN_MPI"}
    return kept | {"OMP_NUM_THREADS": "1"}


def cores():
    """Cores that this process may use, or that Slurm gave it."""
    allowed = len(os.sched_getaffinity(0))
    given = os.environ.get("SLURM_CPUS_PER_TASK", "")
    return min(allowed, int(given)) if given.isdecimal() and int(given) else allowed


def idle_seconds():
    """Seconds that the cores this process may use have idled since the machine started; waiting for disks too."""
    allowed = {f"cpu{core}" for core in os.sched_getaffinity(0)}
    try:
        with open("/proc/stat", encoding="ascii") as file:
            fields = [line.split() for line in file if line.startswith("cpu")]
    except OSError:
        return 0.0
    return sum(int(f[4]) + int(f[5]) for f in fields if f[0] in allowed) / os.sysconf("SC_CLK_TCK")


def build_of(program):
    with open(program, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:16]


class Outcome:
    """How a row ended, and the yearly table of its result."""

    def __init__(self, exit_code, seconds, cpu_seconds, build, result, tail=""):
        self.exit_code, self.seconds, self.cpu_seconds = exit_code, seconds, cpu_seconds
        self.build, self.result, self.tail = build, result, tail
        self.state_hash, self.columns, self.years = "", [], []

    @property
    def status(self):
        return {0: "done", 75: "stopped"}.get(self.exit_code, "failed")

    def read_result(self, out):
        """State hash and yearly table; OSError or ValueError where the result is not whole."""
        folder = out / self.result
        with open(folder / "run.json", encoding="utf-8") as file:
            self.state_hash = json.load(file)["state_hash"]
        self.columns, self.years = table.yearly_rows(folder)

    def cells(self):
        return [self.status, str(self.exit_code), f"{self.seconds:.3f}", f"{self.cpu_seconds:.3f}",
                self.state_hash, self.result]


def load_outcome(out, row):
    """What is recorded of a row, or None: also where its record or its result is damaged or gone."""
    try:
        with open(out / "records" / f"{row.id}.json", encoding="utf-8") as file:
            outcome = Outcome(**json.load(file))
        if outcome.exit_code == 0:
            outcome.read_result(out)
        return outcome
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save_outcome(out, row, outcome):
    facts = {k: getattr(outcome, k) for k in ("exit_code", "seconds", "cpu_seconds", "build", "result", "tail")}
    path = out / "records" / f"{row.id}.json"
    part = path.with_suffix(f".{os.getpid()}.part")
    with open(part, "w", encoding="utf-8") as file:
        json.dump(facts, file)
    os.replace(part, path)


def lock(path):
    """The row's log, locked and empty; None where another process has it."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            if problem.errno in (errno.EAGAIN, errno.EACCES):
                os.close(handle)
                return None
            # A file system without locks: nothing keeps others away, and nothing else is lost.
        if os.fstat(handle).st_nlink:
            os.ftruncate(handle, 0)
            return handle
        os.close(handle)  # whoever had it has removed it meanwhile


class Child:
    def __init__(self, row, handle):
        self.row, self.handle, self.begin = row, handle, time.monotonic()


class Runner:
    def __init__(self, plan, out, program, jobs=0, force=False, on_change=lambda: None):
        self.plan, self.out, self.program, self.force = plan, out, program, force
        self.cores = jobs or cores()
        self.strict = bool(jobs)  # told how many at a time
        self.on_change = on_change
        self.environment = environment()
        self.build = build_of(program)
        self.children, self.outcomes = {}, {}
        self.stopped_by = 0
        self.cpu_seconds = self.wall_seconds = self.idle_seconds = 0.0
        self.ran = self.mean_seconds = 0
        for name in ("rows", "records", "logs"):
            (out / name).mkdir(parents=True, exist_ok=True)

    # ---- signals

    def ask_to_stop(self, number, _frame=None):
        """The program writes a checkpoint at the year's end, and ends with 75; who does not is killed."""
        self.stopped_by = self.stopped_by or number
        self.signal_children(signal.SIGTERM)
        signal.alarm(GRACE)

    def signal_children(self, number):
        for pid in list(self.children):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def watch_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        signal.signal(signal.SIGALRM, lambda *_: self.signal_children(signal.SIGKILL))

    # ---- one row

    def command(self, row):
        words = [self.program, "run", str(row.config), "--out", str(self.out / "rows" / row.id), "--threads",
                 str(row.threads), "--quiet", "--json", *row.sets()]
        return words + ["--force"] if self.force else words

    def clear_of_other_build(self, row):
        """An unfinished row of another build cannot go on with this one: it starts again."""
        mark, folder = self.out / "records" / f"{row.id}.build", self.out / "rows" / row.id
        try:
            other = mark.read_text(encoding="utf-8") != self.build
        except OSError:
            other = True
        if other:
            if folder.exists() and not (folder / "run.json").exists():
                shutil.rmtree(folder, ignore_errors=True)
            mark.write_text(self.build, encoding="utf-8")

    def start(self, row):
        """False where another process runs this row."""
        handle = lock(self.out / "logs" / f"{row.id}.log")
        if handle is None:
            return False
        self.clear_of_other_build(row)
        null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
        actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, handle, 2)]
        child = Child(row, handle)
        try:
            words = self.command(row)
            pid = os.posix_spawn(words[0], words, self.environment | {"OMP_NUM_THREADS": str(row.threads)},
                                 file_actions=actions, setsigdef=[signal.SIGPIPE, signal.SIGXFSZ])
        finally:
            os.close(null)
        self.children[pid] = child
        if self.stopped_by:  # asked while it started
            os.kill(pid, signal.SIGTERM)
        return True

    def reap(self):
        """Waits for a child; records how it ended."""
        pid, status, usage = os.wait4(-1, 0)
        child = self.children.pop(pid, None)
        if child is None:
            return
        code = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime
        row, seconds = child.row, time.monotonic() - child.begin
        self.cpu_seconds += cpu
        self.ran += 1
        self.mean_seconds += (seconds - self.mean_seconds) / self.ran
        outcome = Outcome(code if code >= 0 else 128 - code, seconds, cpu, self.build, f"rows/{row.id}")
        log = self.out / "logs" / f"{row.id}.log"
        if outcome.exit_code == 0:
            try:
                outcome.read_result(self.out)
            except (OSError, ValueError, KeyError) as problem:
                outcome.exit_code, outcome.tail = 74, f"the program ended with 0, but: {problem}"
        else:
            outcome.tail = tail(child.handle)
        ended_by_us = self.stopped_by and outcome.exit_code > 128  # says nothing of the row
        if not ended_by_us:
            save_outcome(self.out, row, outcome)
            self.outcomes[row.id] = outcome
        if ended_by_us or outcome.status != "failed":
            log.unlink(missing_ok=True)
        os.close(child.handle)
        self.on_change()

    # ---- all rows

    def room(self, threads):
        """Whether a row more may start: cores for its threads, and among short rows one more a core."""
        busy = sum(child.row.threads for child in self.children.values())
        if not self.children or busy + threads <= self.cores:
            return True
        overlap = not self.strict and self.ran >= self.cores and self.mean_seconds < SHORT
        return overlap and busy + threads <= 2 * self.cores

    def run(self, rows):
        """Runs the rows that are not done; the outcomes of all are in `outcomes` then."""
        waiting = deque()
        for row in {row.id: row for row in rows}.values():  # equal rows run once
            found = load_outcome(self.out, row)
            if found and found.status == "done" and not self.force:
                self.outcomes[row.id] = found
            else:
                waiting.append(row)
        self.warn_of_builds(rows)
        begin, idle = time.monotonic(), idle_seconds()
        self.watch_signals()
        busy = deque()  # rows that other processes run
        while (waiting or busy or self.children) and not (self.stopped_by and not self.children):
            while waiting and not self.stopped_by and self.room(waiting[0].threads):
                row = waiting.popleft()
                if not self.start(row):
                    busy.append(row)
            if self.children:
                self.reap()
            elif busy and not self.stopped_by:
                time.sleep(0.2)
                waiting, busy = self.look_again(busy), deque()
        signal.alarm(0)
        self.wall_seconds, self.idle_seconds = time.monotonic() - begin, idle_seconds() - idle

    def look_again(self, busy):
        """Rows that another process had: done meanwhile, or ours to run."""
        left = deque()
        for row in busy:
            found = load_outcome(self.out, row)
            if found and found.status == "done" and not self.force:
                self.outcomes[row.id] = found
                self.on_change()
            else:
                left.append(row)
        return left

    def warn_of_builds(self, rows):
        others = sum(1 for row in rows if row.id in self.outcomes and self.outcomes[row.id].build != self.build)
        if others:
            print(f"sweep: warning: {others} rows were done by another build of the program and are kept; "
                  "--force runs all again", file=sys.stderr)

    def utilisation(self):
        """Shares of the cores' time: what rows used, and what nobody used. The rest went to other programs."""
        whole = max(self.wall_seconds * self.cores, 1e-9)
        return self.cpu_seconds / whole, self.idle_seconds / max(self.wall_seconds * len(os.sched_getaffinity(0)), 1e-9)


def tail(handle):
    """The last lines of a log."""
    size = os.fstat(handle).st_size
    text = os.pread(handle, 8192, max(0, size - 8192)).decode("utf-8", "replace")
    return "\n".join(text.strip().splitlines()[-TAIL:])
