"""Which configurations have golden hashes, and what they are now."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

FILE = Path(__file__).resolve().parent / "hashes.json"
KEYS = ("state_hash", "ledger_hash")


def configurations():
    """For each name: the configuration and what is set in it."""
    thinned = {"population.scale": "0.1"}
    return {
        "kezuo-houqi": ("configs/kezuo-houqi.yml", thinned),
        "no-policy": ("configs/kezuo-houqi.yml", thinned | harness.policies_off()),
        "all-policies": ("configs/kezuo-houqi.yml", thinned | harness.policies_on()),
        "hh1": ("tests/data/hh1.yml", {}),
    }


def compute(folder):
    """Runs them all into a folder: for each name how it was run and its hashes."""
    found = {}
    for name, (config, values) in configurations().items():
        result = harness.simulate(Path(folder) / name, values, harness.ROOT / config, threads=2)
        values = {key: str(value) for key, value in values.items()}
        found[name] = {"config": config, "set": values} | {key: result.facts[key] for key in KEYS}
    return found


def read():
    return json.loads(FILE.read_text(encoding="utf-8"))
