"""What a replay reads for a statement: rows of models/rows/figures.def."""

import re

from sourcing.tables import Wrong

TEXT = r'"([^"]*)"'
FIGURE = re.compile(rf"FIGURE\((\w+), *(\w+), *(\w+), *\w+, *{TEXT}, *{TEXT}, *{TEXT}\)")
SWITCH = re.compile(rf"SWITCH\((\w+), *{TEXT}\)")
THING = re.compile(rf"THING\((\w+), *(\w+), *{TEXT}\)")
LEDGER = ("MONEY", "QUANTITY", "COUNTIES", "PREFECTURES", "BEGINS")


class Figures:
    """`figures`, by programme and quantity: how, what; `things` likewise and `switches`, by programme: parameters."""

    def __init__(self, root):
        path = root / "models" / "rows" / "figures.def"
        self.figures, self.things, self.switches = {}, {}, {}
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            word = line.split("(")[0]
            row = {"FIGURE": FIGURE, "SWITCH": SWITCH, "THING": THING}.get(word)
            found = row.fullmatch(line) if row else None
            if row and not found:
                raise Wrong(f"figures.def:{number}: a row of {word} stands in one line and has all of its cells")
            if row is FIGURE:
                self.figures[found.group(1, 2)] = found.group(3, 4)
            elif row is THING:
                self.things[found.group(1, 2)] = found.group(3)
            elif row:
                self.switches[found.group(1)] = found.group(2)

    def reads(self, row):
        """In words what a replay reads for a statement; None where there is nothing, "" for a note."""
        key = (row["programme"], row["quantity"])
        defined = row["relation"].startswith(f"{row['id']} = ")
        if row["kind"] == "note":
            return ""
        if defined and ("-d-" in row["id"] or key not in self.figures):
            return "computed"
        if not row["value"]:
            return self.thing(key)
        how, what = self.figures.get(key, (None, None))
        return how and (how.lower() if how in ("GIVEN", "NONE", "PAIRS") else f"{'ledger' if how in LEDGER else how.lower()}: {what}")

    def thing(self, key):
        keys = self.things.get(key)
        return keys if keys is None else keys or self.switches.get(key[0]) or "always"
