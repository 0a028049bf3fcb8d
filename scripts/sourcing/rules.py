"""What must hold of the catalogue: of every row, of every sentence, of every relation."""

import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction

from sourcing.figures import Figures
from sourcing.relations import evaluate
from sourcing.tables import Wrong
from sourcing.texts import SCALES, is_year, number_of

KINDS = ("exact", "bound", "approximate", "setting", "note")
BOUNDS = ("exact", "at_least", "at_most", "about")


def plain(value):
    """A rational number as the tables write it: without exponent, an integer without a point."""
    text = f"{Decimal(value.numerator) / value.denominator:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if Fraction(text) == value else str(value)


def number(text):
    return Fraction(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def check_row(row, book):
    """What is wrong with one row by itself."""
    if not re.fullmatch(rf"{row['prefix']}(-[a-z0-9]+)+", row["id"]):
        yield f"id must be {row['prefix']}-... in small letters, digits and hyphens"
    if (row["source"], row["sentence"]) not in book.sentences:
        yield f"no sentence {row['sentence']} in sentences.csv"
    years = re.fullmatch(r"(?:((?:19|20)\d\d)(?:-((?:19|20)\d\d))?)?", row["years"])
    if not years or (years.group(2) and years.group(1) > years.group(2)):
        yield f"years are YYYY, YYYY-YYYY or empty, not {row['years']}"
    for place in row["place"].split():
        code, _, kind = place.partition(":")
        if code not in book.places and code != "11":
            yield f"place {code} is in no region table"
        elif kind and (code, kind) not in book.classes:
            yield f"no county of {code} is {kind}"
    if row["programme"] not in book.programmes:
        yield f"no programme {row['programme']} in programmes.csv"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", row["quantity"]):
        yield "a quantity has a name of small letters, digits and underscores"
    if row["kind"] not in KINDS or row["bound"] not in BOUNDS:
        yield f"kind is one of {' '.join(KINDS)}; bound one of {' '.join(BOUNDS)}"
    if not row["meaning"]:
        yield "no meaning"
    yield from check_value(row, book)
    yield from check_kind(row)


def check_value(row, book):
    if not row["value"]:
        if row["unit"] or row["value_model"] or row["unit_model"] or row["tolerance"]:
            yield "unit, model value or tolerance without a value"
        return
    value, unit = number(row["value"]), book.units.get(row["unit"])
    if value is None:
        yield f"value {row['value']} is no number"
    elif unit is None:
        yield f"unit {row['unit']} is not in units.csv"
    else:
        exact = value * Fraction(unit["factor"])
        if number(row["value_model"]) != exact or row["value_model"] != plain(exact):
            yield f"{row['value']} {row['unit']} is {plain(exact)} {unit['unit_model']}, not {row['value_model']}"
        if row["unit_model"] != unit["unit_model"]:
            yield f"{row['unit']} becomes {unit['unit_model']}, not {row['unit_model']}"
        known = [number_of(t) for t in row["written"].split()]
        if len(known) == 1 and known[0] is not None and not is_year(row["written"]):
            times = Fraction(unit["factor"]) if row["unit"].split(" ")[0] in SCALES or row["unit"] == "%" else 1
            if known[0] != value * times:
                yield f"{row['written']} is written, {row['value']} {row['unit']} catalogued"
    if number(row["tolerance"] or "0") is None:
        yield f"tolerance {row['tolerance']} is no number"


def check_kind(row):
    kind, bound = row["kind"], row["bound"]
    if kind in ("exact", "bound", "approximate") and not row["value"]:
        yield f"{kind} without a value"
    if kind == "exact" and bound != "exact":
        yield f"exact, but {bound}"
    if (kind == "bound") != (bound in ("at_least", "at_most")) and kind not in ("setting", "note"):
        yield f"kind {kind} with bound {bound}"
    if kind == "approximate" and not number(row["tolerance"] or "0"):
        yield "approximate without a tolerance"
    if kind == "note" and not row["reason"]:
        yield "a note says why it is not simulated"
    if bool(row["relation"]) != (row["holds"] in ("yes", "no")):
        yield "`holds` is yes or no where there is a relation, and empty elsewhere"
    if row["holds"] == "no" and not row["reason"]:
        yield "a conflict says how it is settled"


def check_relation(row, by_id):
    if not row["relation"]:
        return
    try:
        truth, sign, left, right = evaluate(row, by_id)
    except Wrong as error:
        yield f"relation: {error}"
        return
    if truth != (row["holds"] == "yes"):
        said = "holds" if truth else "fails"
        yield f"relation {row['relation']} {said}: {float(left.value):.9g} {sign} {float(right.value):.9g}"


def check_sentence(sentence, rows):
    """Numbers that no row accounts for, and rows that claim what is not there."""
    said = Counter(sentence["numbers"].split())
    claimed = Counter(t for r in rows for t in r["written"].split())
    years = {y for r in rows for y in r["years"].split("-")}
    for token, times in said.items():
        if is_year(token) and token in years:
            continue
        if claimed[token] < times:
            yield f"number {token} is said {times} times and catalogued {claimed[token]} times"
    for token in claimed:
        if token not in said:
            yield f"number {token} is catalogued and not said"
    expected = "number" if said else "programme" if rows else "nothing"
    if sentence["says"] != expected:
        yield f"says {sentence['says']}, by numbers and rows it is {expected}"


def check_figure(row, figures):
    """Whether the model has what a statement says, as far as a replay can look it up."""
    if figures.reads(row) is None:
        rows = "FIGURE" if row["value"] else "THING"
        yield f"no {rows} of figures.def for {row['programme']} {row['quantity']}: a row there, or a note with a reason"
    elif row["kind"] == "setting" and not row["value"] and figures.things.get((row["programme"], row["quantity"])) == "":
        if not row["reason"]:
            yield "stands for its programme as a whole and does not say why"


def check(book):
    """All findings, as texts that begin with file:line."""
    found = []
    figures = Figures(book.root)
    seen, keys = {}, {}
    for row in book.rows:
        where = f"{row['source']}.csv:{row['line']}: {row['id']}"
        found += [f"{where}: {text}" for text in check_row(row, book)]
        found += [f"{where}: {text}" for text in check_relation(row, book.by_id)]
        found += [f"{where}: {text}" for text in check_figure(row, figures)]
        if row["id"] in seen:
            found.append(f"{where}: the id stands in line {seen[row['id']]} too")
        seen[row["id"]] = row["line"]
        key = tuple(row[c] for c in ("source", "programme", "quantity", "years", "place"))
        again = re.fullmatch(rf"{re.escape(row['id'])} = \S+", row["relation"])
        if row["value"] and key in keys and not again:
            found.append(f"{where}: the same quantity as {keys[key]} and no relation `{row['id']} = {keys[key]}`")
        keys.setdefault(key, row["id"])
    for (source, name), sentence in book.sentences.items():
        rows = book.rows_of(source, name)
        found += [f"sentences.csv:{sentence['line']}: {source} {name}: {text}" for text in check_sentence(sentence, rows)]
    for programme in book.programmes.values():
        for path in programme["code"].split():
            if not (book.root / path).exists():
                found.append(f"programmes.csv:{programme['line']}: no file {path}")
    return found
