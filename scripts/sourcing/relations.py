"""Relations between statements: exact arithmetic on rational numbers, read and evaluated."""

import re
from fractions import Fraction

from sourcing.tables import Wrong

COMPARISONS = ("=", "~", "<=", ">=", "<", ">")


class Span:
    """A number with the least and the most that it may stand for."""

    def __init__(self, value, low=None, high=None):
        self.value = value
        self.low = value if low is None else low
        self.high = value if high is None else high

    def with_ends(self, other, operation):
        ends = [operation(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(operation(self.value, other.value), min(ends), max(ends))


def parse(tokens, lookup):
    """Value of the expression at the head of `tokens`, which are taken off: + - before * and /, ( )."""

    def factor():
        if not tokens:
            raise Wrong("the expression ends too early")
        token = tokens.pop(0)
        if token == "(":
            inner = parse(tokens, lookup)
            if not tokens or tokens.pop(0) != ")":
                raise Wrong("( without )")
            return inner
        if re.fullmatch(r"\d+(\.\d+)?", token):
            return Span(Fraction(token))
        return lookup(token)

    def term():
        left = factor()
        while tokens and tokens[0] in ("*", "/"):
            sign, right = tokens.pop(0), factor()
            if sign == "/" and right.low <= 0 <= right.high:
                raise Wrong("division by what may be zero")
            left = left.with_ends(right, (lambda a, b: a * b) if sign == "*" else (lambda a, b: a / b))
        return left

    left = term()
    while tokens and tokens[0] in ("+", "-"):
        sign, right = tokens.pop(0), term()
        left = left.with_ends(right, (lambda a, b: a + b) if sign == "+" else (lambda a, b: a - b))
    return left


def half_of_last_digit(row):
    """What a rounded value leaves open: half a unit of the last digit that stands in the column value."""
    if not row["tolerance"] or not Fraction(row["value"]):
        return 0
    digits = len(row["value"].partition(".")[2])
    return min(Fraction(row["tolerance"]), Fraction(row["value_model"]) / Fraction(row["value"]) / 2 / 10**digits)


def evaluate(row, by_id):
    """(truth, comparison, left, right) of a row's relation."""
    tokens = row["relation"].split(" ")
    signs = [t for t in tokens if t in COMPARISONS]
    if len(signs) != 1:
        raise Wrong("a relation has one of = ~ <= >= < >, and spaces around every sign")

    def lookup(name):
        other = by_id.get(name)
        if other is None or not other["value_model"]:
            raise Wrong(f"{name}: no such id with a value")
        value, slack = Fraction(other["value_model"]), Fraction(other["tolerance"] or 0)
        return Span(value, value - slack, value + slack)

    at = tokens.index(signs[0])
    sides = []
    for part in (tokens[:at], tokens[at + 1 :]):
        sides.append(parse(part, lookup))
        if part:
            raise Wrong(f"cannot read on from {part[0]}")
    left, right = sides
    slack = half_of_last_digit(row) if row["id"] in tokens else 0
    a, b = left.value, right.value
    truth = {
        "=": abs(a - b) <= slack,
        "~": left.low <= right.high and right.low <= left.high,
        "<=": a <= b,
        ">=": a >= b,
        "<": a < b,
        ">": a > b,
    }[signs[0]]
    return truth, signs[0], left, right
