"""Programme money from its sources through the programmes to its uses, out of ledger.csv."""

import csv
from collections import defaultdict

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke

from figuring.series import COLOURS, in_units

WORDS = {"central": "central budget", "region": "region's budget", "lgop": "leading group (LGOP)", "three_west": "three-west fund",
         "fujian": "Fujian", "carried over": "left in the fund"}


def read_flows(path):
    """Yuan by source and programme, and by programme and use, over all years; first and last year.

    What is carried over is a balance, posted at each year's end and open again in the next: only that of the
    last year is a use."""
    into, out = defaultdict(float), defaultdict(float)
    with open(path, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "fund" in (row["from"], row["to"])]
    years = [int(row["year"]) for row in rows]
    for row in rows:
        if row["to"] == "fund":
            if row["from"] != "carried over":
                into[row["from"], row["programme"]] += float(row["yuan"])
        elif row["to"] != "carried over" or int(row["year"]) == max(years):
            out[row["programme"], row["to"]] += float(row["yuan"])
    return into, out, (min(years), max(years)) if years else None


def spent_by_year(path):
    """Yuan that left the funds, by programme and year; empty where there is no ledger."""
    spent = defaultdict(lambda: defaultdict(float))
    try:
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["from"] == "fund" and row["to"] != "carried over":
                    spent[row["programme"]][int(row["year"])] += float(row["yuan"])
    except (OSError, KeyError, ValueError):
        return {}
    return spent


def sums(flows, side):
    total = defaultdict(float)
    for ends, yuan in flows.items():
        total[ends[side]] += yuan
    return {k: v for k, v in sorted(total.items(), key=lambda kv: -kv[1]) if v > 0}


def stack(sizes, gap):
    """Lower and upper end of each node, from the top down; the whole is as high as 1 and the gaps."""
    whole, at, places = sum(sizes.values()), 0.0, {}
    for name, size in sizes.items():
        places[name] = (at - size / whole, at)
        at -= size / whole + gap
    return places, -at - gap


def band(axes, x0, x1, left, right, colour):
    middle = (x0 + x1) / 2
    points = [(x0, left[1]), (middle, left[1]), (middle, right[1]), (x1, right[1]), (x1, right[0]), (middle, right[0]),
              (middle, left[0]), (x0, left[0]), (x0, left[1])]
    codes = [Outline.MOVETO] + [Outline.CURVE4] * 3 + [Outline.LINETO] + [Outline.CURVE4] * 3 + [Outline.CLOSEPOLY]
    axes.add_patch(PathPatch(Outline(points, codes), facecolor=colour, alpha=0.45, lw=0))


def spread(places, least):
    """Heights of labels: their nodes' middles, moved apart where they would overlap, inside the stack."""
    middles = {name: (low + high) / 2 for name, (low, high) in places.items()}
    heights, above = {}, np.inf
    for name, middle in middles.items():
        above = heights[name] = min(middle, above - least)
    return heights


def amount(yuan):
    value, unit = in_units(np.array([yuan]), "Yuan")
    digits = 2 if value[0] < 10 else 1 if value[0] < 1000 else 0
    return f"{value[0]:,.{digits}f} {unit}"


def columns_of(into, out):
    """Sizes of the nodes: sources, programmes, uses. A programme is as large as what came in."""
    return sums(into, 0), sums(into, 1), sums(out, 1)


def draw(axes, into, out):
    sources, programmes, uses = columns_of(into, out)
    gap = min(0.08, 0.6 / max(len(programmes), 1))
    stacks = [stack(sizes, gap) for sizes in (sources, programmes, uses)]
    height = max(total for _, total in stacks)
    places = []
    for named, total in stacks:  # all three centred
        down = (height - total) / 2
        places.append({name: (low - down, high - down) for name, (low, high) in named.items()})
    colours = {name: COLOURS[at % len(COLOURS)] for at, name in enumerate(programmes)}
    whole = sum(programmes.values())
    xs, width = (0.0, 1.0, 2.0), 0.035
    for side, flows, ends in ((0, into, (0, 1)), (1, out, (1, 2))):
        used = [defaultdict(float), defaultdict(float)]
        order = [list((sources, programmes)[side]), list((programmes, uses)[side])]
        known = [f for f in flows if f[0] in order[0] and f[1] in order[1]]
        spans = {}
        for end in (0, 1):  # at each node, bands in the order of the nodes at their other end
            for flow in sorted(known, key=lambda f: (order[end].index(f[end]), order[1 - end].index(f[1 - end]))):
                high = places[ends[end]][flow[end]][1] - used[end][flow[end]]
                size = flows[flow] / whole
                used[end][flow[end]] += size
                spans.setdefault(flow, {})[end] = (high - size, high)
        for flow, span in spans.items():
            band(axes, xs[side] + width, xs[side + 1] - width, span[0], span[1], colours[flow[1 - side]])
    least = 26 / 72 / axes.figure.get_size_inches()[1] * 1.25 * height  # two lines of a label, in points
    for x, named, sizes, place in zip(xs, places, (sources, programmes, uses), ("right", "centre", "left")):
        for name, (low, high) in named.items():
            axes.add_patch(Rectangle((x - width, low), 2 * width, high - low, facecolor=colours.get(name, "#444444"), lw=0))
        for name, y in spread(named, least).items():
            said = f"{WORDS.get(name, name.replace('_', ' '))}\n{amount(sizes[name])}"
            at = {"right": x - 0.07, "centre": x + 0.05, "left": x + 0.07}[place]
            axes.text(at, y, said, va="center", ha="right" if place == "right" else "left", fontsize=8.5,
                      linespacing=1.1, path_effects=[withStroke(linewidth=2.5, foreground="white")])
    axes.set_xlim(-0.75, 2.75)
    axes.set_ylim(-1.04 * height - least / 2, 0.1 * height)
    for x, word in zip(xs, ("sources", "programmes", "uses")):
        axes.text(x, 0.05 * height, word, ha="center", fontsize=10, weight="bold")
    axes.axis("off")


def figure(make, path, title):
    """The figure, or None where no programme has money."""
    try:
        into, out, years = read_flows(path)
    except (OSError, KeyError, ValueError):
        return None
    if not years or not into or not sum(into.values()):
        return None
    count = max(len(nodes) for nodes in columns_of(into, out))
    drawn, axes = make(figsize=(11, max(5.0, 1.2 + 0.75 * count)), layout="constrained")
    draw(axes, into, out)
    drawn.suptitle(f"{title}: programme money, {years[0]} to {years[1]}, Yuan of each year added up", fontsize=12)
    return drawn
