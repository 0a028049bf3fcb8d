"""Runs of a configuration with some of its policies: shared luck, one folder a run, complete ones used again.

    OUT/seed-N/none     no policy            OUT/seed-N/all          all of the configuration
    OUT/seed-N/P        policy P alone, or, against the rest, all but P
    OUT/seed-N/P-frozen the same with markets held on the course of the run that it is compared with
"""

import json
import subprocess

import yaml

# What measures of households are made of (measures.py).
COLUMNS = "[income, consumed, assessed, memberships, pasture, settled, work, person, spell, village_advanced]"
# What a lens needs beside them (lens.py).
LENS_COLUMNS = COLUMNS[:-1] + ", learning, ability, registered, cropland, herd]"


class Failed(Exception):
    """A run that did not end well; the program has said why."""

    def __init__(self, text, code):
        super().__init__(text)
        self.code = code


class Plan:
    """`against`: "none", each policy alone against no policy, or "rest", all policies against all but one."""

    def __init__(self, program, config, out, against, frozen, settings, panel, threads, columns=COLUMNS):
        self.program, self.config, self.out, self.threads = program, config, out, threads
        self.against, self.frozen, self.settings = against, frozen, settings
        self.panel = {"output.panel_share": panel, "output.panel_columns": columns, "money.kept": "true"}
        listed = subprocess.run([program, "list", "policies", "--json"], capture_output=True, text=True, check=False)
        if listed.returncode:
            raise Failed(listed.stderr.strip(), listed.returncode)
        self.known = [row["name"] for row in json.loads(listed.stdout)["policies"]]
        self.runs = 0

    def run(self, seed, name, values):
        folder = self.out / f"seed-{seed}" / name
        sets = [*self.settings, *(f"{key}={value}" for key, value in (self.panel | values).items()), f"run.seed={seed}"]
        words = [self.program, "run", self.config, "--out", folder, "--quiet"]
        words += ["--threads", str(self.threads)] if self.threads else []
        words += [word for pair in sets for word in ("--set", pair)]
        done = subprocess.run(words, stdout=subprocess.DEVNULL, check=False)
        self.runs += 1
        if done.returncode:
            raise Failed(f"the run {folder} ended with {done.returncode}", done.returncode)
        return folder

    def everything(self, seed):
        """The configuration as it is."""
        return self.run(seed, "all", self.record("rest"))

    def nothing(self, seed):
        return self.run(seed, "none", {f"{name}.enabled": "false" for name in self.known} | self.record("none"))

    def record(self, against):
        """What frozen runs go by is recorded by what they are compared with; against the rest that is each run
        without a policy, so no common one."""
        return {"output.markets": "true"} if self.frozen and against == self.against == "none" else {}

    def pair(self, seed, policy):
        """Folders without and with the policy, and with it and frozen markets (None where not asked for)."""
        others = {f"{name}.enabled": "false" for name in self.known if name != policy}
        if self.against == "none":
            without, on = self.out / f"seed-{seed}" / "none", others
            live = self.run(seed, policy, on)
        else:
            record = {"output.markets": "true"} if self.frozen else {}
            without, on = self.run(seed, policy, {f"{policy}.enabled": "false"} | record), {}
            live = self.out / f"seed-{seed}" / "all"
        if not self.frozen:
            return without, live, None
        held = {"run.markets": "frozen", "run.base": str(without)}
        return without, live, self.run(seed, f"{policy}-frozen", on | held)


def enabled_in(folder, known):
    """Policies of a result that are on somewhere."""
    with open(folder / "resolved.yml", encoding="utf-8") as file:
        resolved = yaml.safe_load(file)

    def on(value):
        return any(map(on, value.values())) if isinstance(value, dict) else bool(value)

    return [name for name in known if on(resolved[name]["enabled"])]


def span_of(config, settings):
    """First and last year of a configuration; None where nothing is said, or in what the program will refuse."""
    said = dict(pair.split("=", 1) for pair in settings)
    found, seen = {key: said[f"run.{key}"] for key in ("first_year", "last_year") if f"run.{key}" in said}, set()
    while config and config.is_file() and config.resolve() not in seen:
        seen.add(config.resolve())
        try:
            layer = yaml.safe_load(config.read_text(encoding="utf-8-sig"))
            found = {key: value for key, value in layer.get("run", {}).items() if key in ("first_year", "last_year")} | found
            config = config.parent / layer["extends"] if "extends" in layer else None
        except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError):
            return None
    try:
        return int(found["first_year"]), int(found["last_year"])
    except (KeyError, TypeError, ValueError):
        return None


def facts_of(folder):
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))
