#!/usr/bin/python3
"""The catalogue of what the documents state (configs/sources): it is whole and sound, and whatever spoils it is found."""

import os
import shutil
import sys
import unittest
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

sys.path.insert(0, str(harness.ROOT / "scripts"))
from sourcing import figures, relations, rules, tables, texts

FOLDER = harness.ROOT / "configs" / "sources"


def script(*words):
    return harness.script("check-sources", *words)


class Shipped(harness.Case):
    def test_nothing_is_wrong(self):
        done = script()
        self.ends(done, 0)
        self.assertIn("85 named checks", done.stdout)

    def test_every_sentence_with_a_number_is_in_the_table(self):
        """Each is mapped to statements and, where one of them is simulated, to a programme."""
        book = tables.Catalogue(FOLDER)
        page = (harness.ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
        said = [key for key, sentence in book.sentences.items() if sentence["says"] == "number"]
        self.assertGreater(len(said), 80)
        for source, name in said:
            self.assertIn(f"| {source} | {name} | ", page)

    def test_what_the_model_does_not_have_has_a_reason(self):
        """The table of coverage shows what a replay reads of every statement but notes, and these say why not."""
        book = tables.Catalogue(FOLDER)
        rows = figures.Figures(harness.ROOT)
        for row in book.rows:
            if row["kind"] == "note":
                self.assertTrue(row["reason"], row["id"])
            else:
                self.assertTrue(rows.reads(row), row["id"])
        for identity in ("tl-pv-roof", "bj-referral", "nx-juncao", "im-eva-zone", "kz-jobs-street"):
            self.assertEqual(book.by_id[identity]["kind"], "note")
        self.assertEqual(rows.reads(book.by_id["tl-pv-sand"]), "eco_industry.photovoltaic")
        self.assertEqual(rows.reads(book.by_id["im-train-money"]), "ledger: training *>fund grant")

    def test_the_table_is_fresh(self):
        self.ends(script("--coverage", "--check"), 0)

    def test_what_a_replay_must_say(self):
        """One line a figure, statements of the same figure together; computed values and notes are left out."""
        done = script("--figures")
        self.ends(done, 0)
        lines = {tuple(line.split()[:2]): line.split() for line in done.stdout.splitlines()}
        roads = lines["infrastructure", "roads_km"]
        self.assertEqual(roads[2:], ["km", "exact", "bj-roads", "bj-roads-2009"])
        self.assertNotIn("bj-roads-again", done.stdout)  # a relation says that it is bj-roads-2009
        self.assertNotIn("bj-cold-jobs", done.stdout)
        self.assertNotIn("-d-", done.stdout)

    def test_sums_by_hand(self):
        """A few figures typed here from the documents, against what stands in the catalogue."""
        book = tables.Catalogue(FOLDER)
        expected = {
            "bj-2009": 37870500, "im-total": 1440000000, "nx-mf-people": 48520000, "kz-wages-poor": 4450000,
            "im-d-items": 627000000, "nx-d-mf-big": 215, "bj-d-well": 50000, "im-rural": 13200000,
            "bj-water-animals": 1415000, "nx-moved-money": 1800000000, "im-xingan": 800000000,
        }  # fmt: skip
        self.assertEqual({name: int(book.by_id[name]["value_model"]) for name in expected}, expected)

    def test_conflicts_are_those_of_the_readme(self):
        """What fails in the documents fails here and is explained where people look."""
        book = tables.Catalogue(FOLDER)
        readme = (FOLDER / "README.md").read_text(encoding="utf-8")
        fails = [r["id"] for r in book.rows if r["relation"] and not relations.evaluate(r, book.by_id)[0]]
        self.assertEqual(len(fails), 15)
        for name in fails:
            self.assertIn(name, readme)


class Spoilt(harness.Case):
    """One cell of a copy is changed; the check must say what is wrong with it."""

    def setUp(self):
        super().setUp()
        self.copy = self.folder / "sources"
        shutil.copytree(FOLDER, self.copy)

    def spoil(self, file, identity, column, text):
        """Puts `text` into the cell of the row whose first columns are `identity`."""
        path = self.copy / file
        lines = path.read_text(encoding="utf-8").split("\n")
        at = next(i for i, line in enumerate(lines) if line.startswith(identity + ","))
        cells = lines[at].split(",")
        cells[lines[0].split(",").index(column)] = text
        lines[at] = ",".join(cells)
        path.write_text("\n".join(lines), encoding="utf-8")

    def finds(self, says):
        done = script("--folder", self.copy)
        self.ends(done, 1)
        self.assertIn(says, done.stdout)

    def test_a_wrong_conversion(self):
        self.spoil("inner-mongolia.csv", "im-eva-money", "value_model", "35000000")
        self.finds("350 million Yuan is 350000000 Yuan, not 35000000")

    def test_a_wrong_value(self):
        self.spoil("inner-mongolia.csv", "im-eva-villages", "value", "530")
        self.finds("350 is written, 530 villages catalogued")

    def test_a_sum_that_does_not_add_up(self):
        self.spoil("beijing-pairing.csv", "bj-2009-social", "value", "1.45")
        self.spoil("beijing-pairing.csv", "bj-2009-social", "value_model", "1450000")
        self.finds("relation bj-2009 = bj-2009-fiscal + bj-2009-social + bj-2009-goods fails")

    def test_a_computed_value_in_its_last_digit(self):
        self.spoil("inner-mongolia.csv", "im-d-train-rate", "value", "87.0969")
        self.spoil("inner-mongolia.csv", "im-d-train-rate", "value_model", "0.870969")
        self.finds("relation im-d-train-rate = im-placed / im-trained fails")

    def test_a_conflict_that_is_none(self):
        self.spoil("inner-mongolia.csv", "im-x-fp-areas", "holds", "no")
        self.finds("holds: 310000000 >= 275000000")

    def test_a_number_without_a_row(self):
        self.spoil("ningxia.csv", "nx-trained", "written", "")
        self.finds("number 5687 is said 1 times and catalogued 0 times")

    def test_a_number_that_nobody_said(self):
        self.spoil("ningxia.csv", "nx-trained", "written", "5687 99")
        self.finds("number 99 is catalogued and not said")

    def test_a_sentence_that_lost_its_rows(self):
        path = self.copy / "tongliao.csv"
        kept = [x for x in path.read_text(encoding="utf-8").split("\n") if not x.startswith("tl-featured,")]
        path.write_text("\n".join(kept), encoding="utf-8")
        self.finds("says programme, by numbers and rows it is nothing")

    def test_unknown_names(self):
        for column, text, says in (
            ("unit", "stones", "unit stones is not in units.csv"),
            ("programme", "magic", "no programme magic"),
            ("place", "999999", "place 999999 is in no region table"),
            ("place", "64:border", "no county of 64 is border"),
            ("kind", "sure", "kind is one of"),
            ("years", "2009-2006", "years are YYYY"),
            ("sentence", "99.1", "no sentence 99.1"),
            ("relation", "nx-mf-total = nx-nothing", "nx-nothing: no such id"),
            ("relation", "nx-mf-total = ( nx-mf-state", "( without )"),
            ("relation", "nx-mf-total = nx-mf-state+nx-mf-people", "no such id"),
            ("meaning", "", "no meaning"),
            ("bound", "about", "exact, but about"),
        ):
            with self.subTest(column=column, text=text):
                shutil.copy(FOLDER / "ningxia.csv", self.copy / "ningxia.csv")
                self.spoil("ningxia.csv", "nx-mf-total", column, text)
                self.finds(says)

    def test_two_rows_of_one_id(self):
        self.spoil("ningxia.csv", "nx-trained", "id", "nx-train-plan")
        self.finds("nx-train-plan: the id stands in line")

    def test_two_rows_of_one_figure(self):
        self.spoil("ningxia.csv", "nx-train-plan", "quantity", "trained")
        self.finds("the same quantity as nx-train-plan")

    def test_a_note_without_a_reason(self):
        self.spoil("ningxia.csv", "nx-air", "reason", "")
        self.finds("a note says why")

    def test_what_the_model_does_not_have(self):
        """A statement that is no note names what a replay reads: an entry, a series, a parameter."""
        self.spoil("tongliao.csv", "tl-pv-roof", "kind", "setting")
        self.finds("tl-pv-roof: no THING of figures.def for eco_industry photovoltaic_on_roofs")
        self.spoil("tongliao.csv", "tl-pv-roof", "kind", "note")
        self.spoil("ningxia.csv", "nx-trained", "quantity", "taught")
        self.finds("nx-trained: no FIGURE of figures.def for training taught")

    def test_what_stands_for_all_of_a_programme(self):
        self.spoil("tongliao.csv", "tl-cause-place", "reason", "")
        self.finds("tl-cause-place: stands for its programme as a whole and does not say why")

    def test_no_traceback(self):
        """A folder, bytes and numbers that cannot be read are said in a line."""
        for column in ("tolerance", "value_model"):
            shutil.copy(FOLDER / "ningxia.csv", self.copy / "ningxia.csv")
            self.spoil("ningxia.csv", "nx-mf-total", column, "abc")
            self.finds(f"{column} abc is no number")
        (self.copy / "ningxia.csv").write_bytes(b"id\xff\n")
        self.finds("ningxia.csv: not UTF-8 at byte 2")
        (self.copy / "ningxia.csv").unlink()
        self.finds("ningxia.csv: No such file or directory")
        done = script("--folder", self.folder / "nothing")
        self.ends(done, 1)
        self.assertIn("No such file", done.stdout)

    def test_code_that_is_gone(self):
        self.spoil("programmes.csv", "training", "code", "models/policies/gone.c")
        self.finds("no file models/policies/gone.c")

    def test_a_comma_in_a_text(self):
        self.spoil("ningxia.csv", "nx-trained", "meaning", "students, trained")
        self.finds("20 cells for 19 columns")


class Texts(unittest.TestCase):
    def test_numbers_of_a_sentence(self):
        for text, numbers in (
            ("In 2009, 4.1 million mu (15 mu=1 hectare) and 1,183,000 km2", "2009 4.1-million 15 1 1183000"),
            ("accounting for 54.9%, the 60th year, a 1000-square meter store", "54.9% 60 1000"),
            ("three one million-mu projects, a few thousand, hundreds of millions", "three one-million thousand hundreds millions"),
            ("2.Increase it. ", ""),
            ("First, twelve; Secondly, the second batch", "twelve second"),
            ("【Overview】 1.Improve 21 pages (2000~2001)", "21 2000 2001"),
            ("population, someone, weight, intense, 2x", "2"),
        ):
            with self.subTest(text=text):
                self.assertEqual(" ".join(texts.tokens_of(text)), numbers)

    def test_values_of_numbers(self):
        for token, value in (("54.9%", Fraction(549, 1000)), ("4.1-million", 4100000), ("one-million", 10**6),
                             ("twelve", 12), ("second", 2), ("thousand", 1000), ("hundreds", None)):  # fmt: skip
            self.assertEqual(texts.number_of(token), value)

    def test_sentences(self):
        text = "【A】 One. Two rose by 5.1%. 3 came. Co., Ltd. went on\n\n4. Heading\nlast"
        self.assertEqual([name for name, _ in texts.sentences_of(text)], ["1.1", "1.2", "1.3", "1.4", "3.1", "4.1"])


class Relations(unittest.TestCase):
    def truth(self, relation, **values):
        book = {name: {"id": name, "value": v[0], "value_model": v[0], "tolerance": v[1]} for name, v in values.items()}
        row = {"id": "a", **book.get("a", {"value": "", "tolerance": ""}), "relation": relation}
        return relations.evaluate(row, book)[0]

    def test_arithmetic(self):
        self.assertTrue(self.truth("a = b + c * d", a=("14", ""), b=("2", ""), c=("3", ""), d=("4", "")))
        self.assertTrue(self.truth("a = ( b + c ) * d", a=("20", ""), b=("2", ""), c=("3", ""), d=("4", "")))
        self.assertTrue(self.truth("a = b / c / d - 1", a=("1", ""), b=("24", ""), c=("3", ""), d=("4", "")))
        self.assertTrue(self.truth("a = 0.1 + 0.2", a=("0.3", "")))

    def test_rounding_of_the_row_alone(self):
        self.assertTrue(self.truth("a = 1 / 3", a=("0.333", "0.0005")))
        self.assertFalse(self.truth("a = 1 / 3", a=("0.334", "0.0005")))
        self.assertFalse(self.truth("a = 1 / 3", a=("0.334", "1")))  # a wide tolerance does not loosen the sum
        self.assertFalse(self.truth("b = 1 / 3", a=("0.333", "0.0005"), b=("0.333", "0.0005")))

    def test_within_all_tolerances(self):
        values = {"a": ("10", "1"), "b": ("5", "0.5")}
        self.assertTrue(self.truth("a ~ b + b", **values))
        self.assertTrue(self.truth("a / b ~ 2.4", **values))  # at most 11 / 4.5
        self.assertFalse(self.truth("a / b ~ 2.5", **values))

    def test_comparisons(self):
        for sign, truth in (("<", True), ("<=", True), (">", False), (">=", False)):
            self.assertEqual(self.truth(f"a {sign} b", a=("1", ""), b=("2", "")), truth)

    def test_what_cannot_be_read(self):
        for relation in ("a", "a = a = a", "a + a", "a = a a", "a = a +", "a = )", "a = 1 / ( a - a )", "a = nobody"):
            with self.subTest(relation=relation), self.assertRaises(tables.Wrong):
                self.truth(relation, a=("1", ""))

    def test_writing_of_numbers(self):
        for value, text in ((Fraction(350000000), "350000000"), (Fraction(549, 1000), "0.549"), (Fraction(1, 3), "1/3")):
            self.assertEqual(rules.plain(value), text)


if __name__ == "__main__":
    harness.main()
