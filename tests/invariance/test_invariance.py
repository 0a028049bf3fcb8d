#!/usr/bin/python3
"""The same bits on any number of ranks and threads, with any instruction set and compiler.

The designs are Latin: every pair of ranks and threads, of ranks and instruction sets, and of threads and
instruction sets occurs, without running the whole product.
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

harness.UNLESS_SAID.clear()

RANKS = (1, 2, 3, 5, 8)
THREADS = (1, 2, 4)

# Two counties of two prefectures and classes, all programmes at work: flats too, which are paid for in full.
POLICIES = {"region.counties": "[150205, 150522]", "population.scale": "0.1", "run.last_year": "2006",
            "worker_relocation.subsidy": "60000", "worker_relocation.horizon": "100"}
# One county thinned to its least of four villages: most ranks have none.
FEW = {"region.counties": "[150206]", "population.scale": "0.001", "run.last_year": "2006"}


def pairs():
    """(ranks, threads, instruction set): every pair of any two."""
    sets = harness.instruction_sets()
    return [(r, t, sets[(i + j) % len(sets)]) for i, r in enumerate(RANKS) for j, t in enumerate(THREADS)]


def each_rank():
    """A shorter design: every number of ranks once or twice."""
    sets = harness.instruction_sets()
    return [(r, THREADS[i % 3], sets[(i + 1) % len(sets)]) for i, r in enumerate(RANKS)]


class Invariance(harness.Case):
    def compare(self, design, values, config=harness.KEZUO, program=harness.PROGRAM, name="run"):
        reference = harness.simulate(self.folder / f"{name}-reference", values, config)
        for ranks, threads, isa in design:
            where = f"{ranks} ranks, {threads} threads, {isa}"
            with self.subTest(where):
                out = self.folder / f"{name}-{ranks}-{threads}-{isa}"
                got = harness.simulate(out, values, config, threads, isa, ranks, program)
                self.assertEqual((got.facts["ranks"], got.facts["threads"]), (ranks, threads))
                self.assertEqual(got.facts["instruction_set"], isa)
                self.same(reference, got, where)
        return reference

    def test_all_programmes(self):
        result = self.compare(pairs(), POLICIES | harness.policies_on())
        paid = {row["programme"] for row in result.ledger() if row["from"] == "fund" and row["to"] != "carried over"}
        self.assertEqual(paid & set(harness.programmes()), set(harness.programmes()), "programmes at work")

    def test_demography(self):
        """Households begin, end and move; the panel follows those who leave its members."""
        living = {"demography.enabled": "true", "output.panel_share": "0.2"}
        result = self.compare(each_rank(), POLICIES | harness.policies_on() | living, name="living")
        for name in ("births", "deaths", "brides_came", "households_begun", "households_ended", "households_merged", "relocated"):
            self.assertGreater(sum(map(sum, result.series(name))), 0, name)

    def test_no_programme(self):
        self.compare(each_rank(), harness.THINNED | harness.policies_off())

    def test_more_ranks_than_villages(self):
        sets = harness.instruction_sets()
        design = [(4, 1, sets[-1]), (5, 2, sets[0]), (8, 1, sets[-1]), (8, 4, sets[0])]
        result = self.compare(design, FEW | harness.policies_on())
        self.assertEqual(result.facts["villages"], 4)

    def test_minimal_model(self):
        self.compare(each_rank() + [(8, 1, "sse2")], {}, harness.HH1)

    def test_frozen_markets(self):
        """One programme more on the markets of a base run, recorded on other ranks than it is read on."""
        held = POLICIES | harness.policies_on() | {"training.budget": "40e6", "run.markets": "frozen"}
        records = []
        for ranks in (1, 3):
            out = self.folder / f"base-{ranks}"
            recorded = POLICIES | harness.policies_on() | {"output.markets": "true"}
            base = harness.simulate(out, recorded, ranks=ranks, threads=ranks)
            records.append({file.name: file.read_bytes() for file in sorted(base.path("markets").iterdir())})
            held["run.base"] = out
        self.assertEqual(len(records[0]), 5)
        self.assertEqual(records[0], records[1], "records of 1 and 3 ranks")
        sets = harness.instruction_sets()
        got = self.compare([(1, 4, sets[-1]), (3, 2, sets[0])], held, name="frozen")
        self.assertNotEqual(got.state_hash, base.state_hash)

    def test_seed_matters(self):
        """The comparison itself can tell: another seed is found different, and where."""
        one = harness.simulate(self.folder / "one", FEW)
        two = harness.simulate(self.folder / "two", FEW | {"run.seed": "2"})
        self.assertRegex(harness.differences(one, two), r"^state_hash, .*first in 2002: .*household\.")

    @unittest.skipUnless(harness.CLANG, "HORQIN_CLANG does not name a build by clang")
    def test_other_compiler(self):
        sets = harness.instruction_sets()
        design = [(r, t, isa) for (r, t), isa in zip([(1, 2), (2, 1), (3, 2)], sets)]
        self.compare(design, POLICIES | harness.policies_on(), program=harness.CLANG)
        self.compare(design, {}, harness.HH1, program=harness.CLANG, name="hh1")


if __name__ == "__main__":
    harness.main()
