#!/usr/bin/python3
"""Hashes of published configurations are those of golden/hashes.json: no change of results goes unnoticed."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import golden
import harness

UPDATE = """
If this is meant, write down who is affected and how:
    scripts/update-golden "REASON"
e.g. scripts/update-golden "all poverty runs: hay prices were a year late". It adds the reason to the history."""


class Golden(harness.Case):
    def test_hashes(self):
        expected = golden.read()["configurations"]
        found = golden.compute(self.folder)
        for name in sorted(set(expected) | set(found)):
            with self.subTest(name):
                self.assertIn(name, expected, f"{name} has no golden hash{UPDATE}")
                self.assertIn(name, found, f"{name} is no golden configuration any more{UPDATE}")
                self.assertEqual(expected[name]["set"], found[name]["set"], f"{name} is set up otherwise{UPDATE}")
                for key in golden.KEYS:
                    text = f"{key} of {name} is {found[name][key]}, not {expected[name][key]}.{UPDATE}"
                    self.assertTrue(expected[name][key] == found[name][key], text)

    def test_history(self):
        """Every version has its reason, and the last one is the file's."""
        content = golden.read()
        self.assertEqual([entry["version"] for entry in content["why"]], list(range(1, content["version"] + 1)))
        for entry in content["why"]:
            self.assertGreater(len(entry["reason"]), 10, entry)


if __name__ == "__main__":
    harness.main()
