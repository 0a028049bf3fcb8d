"""Counties as tiles, a row a prefecture: there are no boundaries here, and most counties are synthetic."""

import textwrap

import matplotlib
import numpy as np
from matplotlib.colors import Normalize, TwoSlopeNorm
from matplotlib.patches import Rectangle

from figuring.series import number, percent

WHOLE = 0.5  # a county with a smaller share of observed cells is called synthetic
SHOWN = {"headcount": "Headcount under the region's line", "registered": "Persons on the register"}


def tiles_of(s):
    """Prefectures in the order of codes, each with its counties: (column of the series, code, row of the table)."""
    rows = {}
    for at, code in sorted(enumerate(s.codes), key=lambda pair: pair[1]):
        facts = s.table.get(code, {})
        rows.setdefault(facts.get("prefecture") or "", []).append((at, code, facts))
    return rows


def synthetic(facts):
    return number(facts.get("observed_share")) < WHOLE


def short(name):
    """A name in at most two lines of a tile."""
    lines = textwrap.wrap(name, 10, break_long_words=False) or [""]
    kept = lines[:2] if len(lines) <= 2 else [lines[0], lines[1] + "\u2026"]
    return "\n".join(line if len(line) <= 12 else line[:11] + "." for line in kept)


def draw(figure, axes, rows, values, norm, colours, title, unit, signed):
    shades = matplotlib.colormaps[colours]
    longest = max(map(len, rows.values()))
    for y, (prefecture, counties) in enumerate(rows.items()):
        axes.text(-0.15, y + 0.5, prefecture, ha="right", va="center", fontsize=8)
        for x, (at, code, facts) in enumerate(counties):
            value = values[at]
            face = shades(norm(value)) if np.isfinite(value) else (1, 1, 1, 1)
            dark = 0.299 * face[0] + 0.587 * face[1] + 0.114 * face[2] < 0.55
            axes.add_patch(Rectangle((x + 0.04, y + 0.05), 0.92, 0.9, facecolor=face, lw=0.9,
                                     edgecolor="black" if not synthetic(facts) else "#777777",
                                     ls="-" if not synthetic(facts) else (0, (1.5, 1.5))))
            ink = "white" if dark else "black"
            axes.text(x + 0.5, y + 0.36, short(facts.get("name") or code), ha="center", va="center", fontsize=5.1, color=ink,
                      linespacing=1.0)
            said = "no data" if not np.isfinite(value) else f"{value:+.1f}" if signed else f"{value:.1f}"
            axes.text(x + 0.5, y + 0.77, said, ha="center", va="center", fontsize=6.2, color=ink)
    axes.set_xlim(-1.6, max(longest, 4))
    axes.set_ylim(len(rows), 0)
    axes.axis("off")
    axes.set_title(title, fontsize=10.5)
    bar = figure.colorbar(matplotlib.cm.ScalarMappable(norm, shades), ax=axes, shrink=0.7, aspect=30, pad=0.01)
    bar.set_label(unit, fontsize=8)
    bar.ax.tick_params(labelsize=7)


def figure(make, s):
    """Last year and change of each measure, or None for one county or a model without them."""
    shown = [name for name in SHOWN if s.has(name)]
    if not shown or len(s.codes) < 2 or s.values[shown[0]].shape[1] != len(s.codes):
        return None
    rows = tiles_of(s)
    wide = max(max(map(len, rows.values())), 4)
    size = (2 * (1.9 + 0.56 * (wide + 1.6)), len(shown) * (1.0 + 0.47 * max(len(rows), 2)) + 1.2)
    drawn, grid = make(len(shown), 2, figsize=(max(size[0], 10), size[1]), layout="constrained", squeeze=False)
    first, last = s.years[0], s.years[-1]
    for line, name in zip(grid, shown):
        now = percent(s.values[name][-1], s.units[name])
        change = now - percent(s.values[name][0], s.units[name])
        top = max(np.nanmax(now), 1e-9)
        far = max(np.nanmax(np.abs(change)), 1e-9)
        draw(drawn, line[0], rows, now, Normalize(0, top), "cividis_r", f"{SHOWN[name]}, {last}", "% of persons", False)
        draw(drawn, line[1], rows, change, TwoSlopeNorm(0, -far, far), "PuOr_r", f"Its change from {first} to {last}",
             "percentage points", True)
    counties = [facts for row in rows.values() for _, _, facts in row]
    made_up = sum(map(synthetic, counties))
    drawn.suptitle(f"{s.title}: counties, a row a prefecture (tiles, not places)", fontsize=13)
    drawn.supxlabel(
        f"{made_up} of {len(counties)} counties are SYNTHETIC (dotted outline): less than {100 * WHOLE:.0f}% of their figures "
        "were observed, the others follow rules.\nA tile stands for a county of its kind, not for the real place of that "
        "name.", fontsize=9.5)
    return drawn
