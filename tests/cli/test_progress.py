#!/usr/bin/python3
"""Progress: a line every tenth into a file, one line rewritten on a terminal."""

import os
import pty
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

LINE = r"(\d{4}): (\d+) of 40 years, \S+ million household-years a second, \d+ s left"
FORTY = {"run.first_year": "2001", "run.last_year": "2040"}


class Progress(harness.Case):
    def words(self):
        return ["run", harness.HH1, "--out", self.folder / "out", "--threads", 1, *harness.settings(FORTY)]

    def test_tenths(self):
        done = harness.run(*self.words())
        self.ends(done, 0)
        lines = [re.fullmatch(LINE, line) for line in done.stderr.splitlines()]
        self.assertNotIn(None, lines, done.stderr)
        self.assertEqual([int(line.group(2)) for line in lines], list(range(4, 41, 4)))
        self.assertEqual([int(line.group(1)) for line in lines], list(range(2004, 2041, 4)))

    def test_one_line_on_a_terminal(self):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            harness.command(*self.words()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            env=harness.ENVIRONMENT,
        )
        os.close(theirs)
        told = b""
        try:
            while piece := os.read(ours, 65536):
                told += piece
        except OSError:  # how a terminal says that the other end is closed
            pass
        os.close(ours)
        table, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        text = told.decode()
        self.assertEqual(text.count("\n"), 1, text)
        self.assertTrue(text.endswith("\r\n"), text)
        steps = text.rstrip("\r\n").lstrip("\r").split("\r")
        years = [re.fullmatch(LINE + " *", step) for step in steps]
        self.assertNotIn(None, years, steps)
        self.assertEqual([int(year.group(2)) for year in years], list(range(1, 41)))
        self.assertNotIn(b"\r", table)

    def test_only_one_rank_tells(self):
        done = harness.run(*self.words(), ranks=2)
        self.ends(done, 0)
        self.assertEqual(done.stderr.count(" of 40 years"), 10, done.stderr)
        self.assertEqual(done.stdout.count("state hash"), 1)


if __name__ == "__main__":
    harness.main()
