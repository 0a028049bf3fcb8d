"""The catalogue as it stands in configs/sources: rows, units, programmes, sentences; and the places of the regions."""

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COLUMNS = (
    "id sentence years place programme quantity written value unit value_model unit_model"
    " bound kind tolerance relation holds check meaning reason"
).split()
MARKED = ("border", "old_base")  # 2: old bases that were added in 2009
SENTENCE_COLUMNS = ("source", "sentence", "says", "numbers", "fingerprint")


class Wrong(Exception):
    pass


def demand_numbers(path, rows, columns):
    """Cells of these columns are decimals or empty: relations are evaluated with them before they are judged."""
    for row in rows:
        for column in columns:
            if row[column] and not re.fullmatch(r"\d+(\.\d+)?(/\d+)?", row[column]):
                raise Wrong(f"{path.name}:{row['line']}: {column} {row[column]} is no number")
    return rows


def read_table(path, columns):
    """Rows as dictionaries with `line`, the number of their line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise Wrong(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Wrong(f"{path.name}: not UTF-8 at byte {error.start}") from error
    if lines[0].split(",") != list(columns):
        raise Wrong(f"{path.name}:1: columns are not {','.join(columns)}")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split(",")
        if len(cells) != len(columns) or '"' in line:
            raise Wrong(f"{path.name}:{number}: {len(cells)} cells for {len(columns)} columns, or a quote")
        rows.append(dict(zip(columns, cells), line=number))
    return rows


class Catalogue:
    def __init__(self, folder, root=ROOT):
        self.folder, self.root = Path(folder), Path(root)
        self.sources = read_table(self.folder / "sources.csv", ("source", "prefix", "document", "title", "publisher"))
        path = self.folder / "units.csv"
        units = demand_numbers(path, read_table(path, ("unit", "factor", "unit_model", "meaning")), ("factor",))
        self.units = {r["unit"]: r for r in units}
        self.programmes = {
            r["programme"]: r
            for r in read_table(self.folder / "programmes.csv", ("programme", "section", "archetype", "code", "meaning"))
        }
        self.sentences = {}
        path = self.folder / "sentences.csv"
        for row in read_table(path, SENTENCE_COLUMNS) if path.exists() else []:
            self.sentences[row["source"], row["sentence"]] = row
        self.rows = []
        for source in self.sources:
            name = source["source"]
            path = self.folder / f"{name}.csv"
            for row in demand_numbers(path, read_table(path, COLUMNS), ("value_model", "tolerance")):
                self.rows.append(dict(row, source=name, prefix=source["prefix"]))
        self.by_id = {r["id"]: r for r in self.rows}
        self.places, self.classes = places_of(self.root)

    def rows_of(self, source, sentence):
        return [r for r in self.rows if (r["source"], r["sentence"]) == (source, sentence)]


def places_of(root):
    """Codes of regions, prefectures and counties, and which classes each region has."""
    codes, classes = set(), set()
    for name in ("inner-mongolia", "ningxia"):
        with (root / "configs" / "regions" / f"{name}.csv").open(encoding="utf-8") as table:
            for row in csv.DictReader(table):
                code = row["code"]
                codes |= {code, code[:4], code[:2]}
                has = {row["class"], row["zone"], "key" if "1" in (row["key_county"], row["regional_key_county"]) else ""}
                has |= {name for name in MARKED if row[name] in ("1", "2")}
                has |= {"minority"} if row["minority"] != "none" else set()
                has |= {"national_key"} if row["key_county"] == "1" else set()
                has |= {"regional_key"} if row["regional_key_county"] == "1" else set()
                classes |= {(code[:n], one) for n in (2, 4) for one in has if one}
    return codes, classes
