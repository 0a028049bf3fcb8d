#!/usr/bin/python3
"""`horqin draws` against the stream as sim/pcg.h specifies it, written here again in Python's integers."""

import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

WORD = 2**64 - 1
MULTIPLIER = 6364136223846793005
CODES = {"founding": 1, "rain": 5, "illness": 6, "harvest": 21, "year": 902}  # models/rows/purposes.def, hh1's rows


def mix64(x):
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)


class Pcg32:
    """The reference generator of O'Neill (2014), which steps."""

    def __init__(self, initstate, stream):
        self.increment = (stream << 1 | 1) & WORD
        self.state = ((initstate + self.increment) * MULTIPLIER + self.increment) & WORD

    def advance(self, steps):
        """By squaring the step x -> a x + c."""
        a, c, power, add = 1, 0, MULTIPLIER, self.increment
        while steps:
            if steps & 1:
                a, c = a * power & WORD, (c * power + add) & WORD
            power, add = power * power & WORD, add * (power + 1) & WORD
            steps >>= 1
        self.state = (a * self.state + c) & WORD

    def next(self):
        old, self.state = self.state, (self.state * MULTIPLIER + self.increment) & WORD
        shifted, rotation = ((old >> 18 ^ old) >> 27) & 0xFFFFFFFF, old >> 59
        return (shifted >> rotation | shifted << (-rotation & 31)) & 0xFFFFFFFF


def draws(seed, household, year, purpose, count):
    state_key = mix64((seed + 0x9E3779B97F4A7C15) & WORD)
    stream_key = mix64((state_key + 0xD1B54A32D192ED03) & WORD)
    own = mix64((household + 0x2545F4914F6CDD1D) & WORD)
    generator = Pcg32(mix64(own ^ state_key), mix64(own ^ stream_key))
    generator.advance(mix64(year << 16 | CODES[purpose]))
    return [generator.next() for _ in range(count)]


class Draws(harness.Case):
    def ask(self, order, seed, households, years, purpose, count):
        words = ["--seed", seed, "--households", "{}:{}".format(*households), "--years", "{}:{}".format(*years)]
        done = harness.run("draws", *words, "--purpose", purpose, "--count", count, "--order", order, text=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout

    def test_reference_constants(self):
        """The demonstration of the reference implementation: pcg32(42, 54)."""
        generator = Pcg32(42, 54)
        first = [generator.next() for _ in range(6)]
        self.assertEqual(first, [0xA15C02B7, 0x7B47F409, 0xBA1D3330, 0x83D2F293, 0xBFA4784B, 0xCBED606E])

    def test_three_orders(self):
        for seed, households, years, purpose, count in [
            (1, (0, 37), (2002, 2004), "rain", 3),
            (20180917, (2**62 - 5, 2**62 + 14), (1900, 1901), "illness", 8),
            (2**63 - 1, (12345, 12350), (2190, 2200), "year", 3),
            (0, (0, 1), (2010, 2010), "founding", 10),
        ]:
            ids, times = range(*households), range(years[0], years[1] + 1)
            table = {(i, y): draws(seed, i, y, purpose, count) for i in ids for y in times}
            expected = {
                "households": [table[i, y][k] for y in times for k in range(count) for i in ids],
                "draws": [x for i in ids for y in times for x in table[i, y]],
                "years": [table[i, y][k] for i in ids for k in range(count) for y in times],
            }
            for order, values in expected.items():
                with self.subTest(order=order, seed=seed, purpose=purpose):
                    got = self.ask(order, seed, households, years, purpose, count)
                    self.assertEqual(got, struct.pack(f"<{len(values)}I", *values))

    def test_across_blocks(self):
        """More draws than fit one block of output (65,536)."""
        got = self.ask("draws", 7, (3, 4), (2005, 2005), "harvest", 70000)
        self.assertEqual(got, struct.pack("<70000I", *draws(7, 3, 2005, "harvest", 70000)))
        got = struct.unpack("<70000I", self.ask("households", 7, (0, 70000), (2005, 2005), "harvest", 1))
        for household in (0, 1, 65535, 65536, 69999):
            self.assertEqual(got[household], draws(7, household, 2005, "harvest", 1)[0], household)

    def test_wrong(self):
        for words, text in [
            ([], "give --households A:B, --years A:B and --purpose NAME"),
            (["--households", "0:2", "--years", "1:1", "--purpose", "luck"], "no purpose luck; there are: founding"),
            (["--households", "5:2", "--years", "1:1", "--purpose", "rain"], "--households 5:2 runs backwards"),
            (["--households", "5", "--years", "1:1", "--purpose", "rain"], "--households takes FIRST:LAST, not 5"),
            (["--households", "0:2", "--years", "1:1", "--purpose", "rain", "--order", "up"], "--order is households"),
        ]:
            done = harness.run("draws", *words)
            self.ends(done, 2)
            self.assertEqual(done.stdout, "")
            self.assertIn(text, done.stderr)


if __name__ == "__main__":
    harness.main()
