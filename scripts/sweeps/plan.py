"""The plan of a sweep: a CSV file, one scenario a row, checked as a whole before anything runs."""

import csv
import hashlib
import json
import re
import subprocess
from pathlib import Path

OWN_COLUMNS = ("config", "name", "threads")
KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
SETS_A_CALL = 1000  # far below the system's limit on the length of a command


class PlanError(Exception):
    """All that is wrong with a plan, a line each."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))


class Row:
    """One scenario. `keys` are texts as they stand in the plan; `id` depends on content alone."""

    def __init__(self, number, line, config, name, threads, keys):
        self.number, self.line, self.config, self.name = number, line, config, name
        self.threads, self.keys, self.id = threads, keys, ""

    def sets(self):
        return [word for key, value in self.keys.items() for word in ("--set", f"{key}={value}")]


class Plan:
    def __init__(self, path, rows, columns):
        self.path, self.rows, self.columns = path, rows, columns

    def place(self, row, key):
        """Line and column of a cell, and the column's name."""
        column = self.columns.index(key) + 1 if key in self.columns else 1
        return f"{self.path}:{row.line}:{column}"


def load(path, config=None):
    """Reads the plan. `config` is the base configuration of rows that name none."""
    path = Path(path)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            lines = [(reader.line_num, [c.strip() for c in cells]) for cells in reader if any(map(str.strip, cells))]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise PlanError([f"{path}: error: {getattr(problem, 'strerror', None) or problem}"]) from problem
    if len(lines) < 2:
        raise PlanError([f"{path}: error: a plan has a line of column names and a line a scenario"])
    columns = lines[0][1]
    problems = header_problems(path, lines[0][0], columns)
    if problems:
        raise PlanError(problems)
    rows = []
    for number, (line, cells) in enumerate(lines[1:], 1):
        row = make_row(path, number, line, dict(zip(columns, cells)), config, problems)
        if len(cells) != len(columns):
            problems.append(f"{path}:{line}:{min(len(cells), len(columns)) + 1}: error: {len(cells)} cells, "
                            f"not {len(columns)} (quote a cell that has commas)")
        rows.append(row)
    if problems:
        raise PlanError(problems)
    return Plan(path, rows, columns)


def header_problems(path, line, columns):
    problems = []
    for at, name in enumerate(columns, 1):
        if name in columns[: at - 1]:
            problems.append(f"{path}:{line}:{at}: error: column {name} stands twice")
        elif name not in OWN_COLUMNS and not KEY.fullmatch(name):
            problems.append(f"{path}:{line}:{at}: error: column {name!r} is no key group.name, and none of "
                            f"{', '.join(OWN_COLUMNS)}")
    return problems


def make_row(path, number, line, cells, config, problems):
    """A row; relative configurations are beside the plan (a column) or where the command runs (an option)."""
    named = cells.get("config", "")
    base = (path.parent / named if named else Path(config) if config else None)
    at = list(cells).index("config") + 1 if "config" in cells else 1
    if base is None:
        problems.append(f"{path}:{line}:{at}: error: no configuration: fill the column config, or give --config")
    elif not base.is_file():
        problems.append(f"{path}:{line}:{at}: error: there is no configuration {base}")
    threads = cells.get("threads", "") or "1"
    if not (threads.isdecimal() and 1 <= int(threads) <= 4096):
        at = list(cells).index("threads") + 1
        problems.append(f"{path}:{line}:{at}: error: threads: {threads!r} is not a number from 1 to 4096")
        threads = "1"
    keys = {k: v for k, v in cells.items() if k not in OWN_COLUMNS and v}
    return Row(number, line, base.resolve() if base else None, cells.get("name", ""), int(threads), keys)


def check(plan, program, environment):
    """Every key and value of the plan by `horqin check`, some calls a configuration; raises PlanError."""
    problems = []
    for config in dict.fromkeys(row.config for row in plan.rows):
        rows = [row for row in plan.rows if row.config == config]
        first = {}  # key=value: where it stands first
        for row in rows:
            for key, value in row.keys.items():
                first.setdefault(f"{key}={value}", (row, key))
        texts = list(first)
        for at in range(0, max(len(texts), 1), SETS_A_CALL):
            # The last word on each key is that of a row: what must hold between keys is seen as in that row.
            words = [w for text in texts[at : at + SETS_A_CALL] for w in ("--set", text)] + rows[0].sets()
            done = subprocess.run([program, "check", config, *words], capture_output=True, text=True,
                                  env=environment, stdin=subprocess.DEVNULL, check=False)
            if done.returncode:
                problems += placed(plan, done, first)
    if problems:
        raise PlanError(list(dict.fromkeys(problems)))


def placed(plan, done, first):
    """The program's errors with lines and columns of the plan; all others as they are."""
    problems, lines = [], done.stderr.splitlines()
    for line, text in zip(lines, lines[1:] + [""]):
        error = re.match(r"--set:\d+:\d+: error: (.*)", line)
        if error and text in first:
            row, key = first[text]
            unknown = error[1].startswith("unknown key")
            where = f"{plan.path}:1:{plan.columns.index(key) + 1}" if unknown else plan.place(row, key)
            problems.append(f"{where}: error: {error[1]}")
        elif ": error: " in line:
            problems.append(line)
    return problems or [f"{plan.path}: error: horqin check ends with {done.returncode}: {done.stderr.strip()}"]


def identify(plan, program, environment):
    """Gives each row its id: a hash of what its base configuration means, its keys, and files they name."""
    bases, files = {}, {}
    for row in plan.rows:
        # The program hashes values of the years of the run only.
        years = tuple((key, row.keys[key]) for key in ("run.first_year", "run.last_year") if key in row.keys)
        if (row.config, years) not in bases:
            bases[row.config, years] = meaning(row.config, years, program, environment)
        named = {key: file_hash(row.config.parent / value, files) for key, value in row.keys.items()
                 if value.endswith((".csv", ".yml", ".h5"))}
        content = json.dumps([bases[row.config, years], sorted(row.keys.items()), sorted(named.items())])
        row.id = hashlib.sha256(content.encode()).hexdigest()[:16]


def meaning(config, years, program, environment):
    """The configuration hash, which covers its tables too; of a base that is not whole by itself, its bytes."""
    words = [word for key, value in years for word in ("--set", f"{key}={value}")]
    done = subprocess.run([program, "check", config, *words], capture_output=True, text=True, env=environment,
                          stdin=subprocess.DEVNULL, check=False)
    found = re.search(r"configuration hash ([0-9a-f]{32})", done.stdout)
    return found[1] if found else hashlib.sha256(config.read_bytes()).hexdigest()


def file_hash(path, known):
    if path not in known:
        try:
            known[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            known[path] = ""
    return known[path]


def chosen(rows, text):
    """Rows by number: 3, or 1-10,20."""
    wanted = set()
    for part in text.split(","):
        found = re.fullmatch(r"(\d+)(?:-(\d+))?", part.strip())
        if not found:
            raise PlanError([f"--rows {text}: write row numbers such as 3 or 1-10,20"])
        low, high = int(found[1]), int(found[2] or found[1])
        if not 1 <= low <= high:
            raise PlanError([f"--rows {text}: rows are numbered from 1, the lower number first"])
        wanted.update(range(low, min(high, len(rows)) + 1))
        if low > len(rows):
            raise PlanError([f"--rows {text}: the plan has {len(rows)} rows"])
    return [row for row in rows if row.number in wanted]
