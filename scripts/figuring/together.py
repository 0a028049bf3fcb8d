"""Pasture of the runs of a sweep in the same axes, and how long losing and regaining it took."""

import csv

import numpy as np

from figuring.lines import dress
from figuring.series import COLOURS, Series, percent

PANELS = {"stocking_rate": "Animals fed on the pasture", "green_biomass": "Green biomass left at the year's end",
          "reserve_biomass": "Reserve biomass", "sand_share": "Sand"}
MOST = 6
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))


def read_sweep(path):
    """Names and series of the rows of sweep.csv that are done, in the plan's order. SystemExit: too many."""
    with open(path, encoding="utf-8", newline="") as file:
        done = {row["result"]: row for row in csv.DictReader(file) if row["status"] == "done"}
    if len(done) > MOST:
        raise SystemExit(f"figures: {path} has {len(done)} runs: at most {MOST} are drawn together; draw single results")
    return [(row["name"] or f"row {row['row']}", Series(path.parent / result / "series.h5")) for result, row in done.items()]


def reserve(s):
    return s.mean("reserve_biomass", "pasture_mu")


def half_lost(runs, s):
    """First year whose reserve is half or less of what the first run had in its first year; None: never."""
    low = s.years[reserve(s) <= 0.5 * reserve(runs[0][1])[0]]
    return int(low[0]) if len(low) else None


def regained(runs, s):
    """The year in which the reserve is again what the first run had in its first year, and its lowest year
    before; None where it was never below nine tenths of that or did not come back."""
    values, whole = reserve(s), reserve(runs[0][1])[0]
    lowest = int(np.nanargmin(values))
    back = s.years[lowest:][values[lowest:] >= whole]
    return (int(s.years[lowest]), int(back[0])) if values[lowest] < 0.9 * whole and len(back) else None


def figure(make, runs, title):
    """Two rows of panels, a line a run; None where no run has pasture."""
    shown = [name for name in PANELS if runs and all(s.has(name) for _, s in runs)]
    if "reserve_biomass" not in shown:
        return None
    drawn, grid = make(2, 2, figsize=(11.5, 8.2), layout="constrained")
    for axes, name in zip(grid.flat, shown):
        for at, (label, s) in enumerate(runs):
            values = s.mean(name, "area_km2" if name == "sand_share" else "pasture_mu")
            values = percent(values, s.units[name]) if name == "sand_share" else values
            axes.plot(s.years, values, color=COLOURS[(0, 3, 1, 2, 4, 5)[at]], ls=LINES[at], lw=1.8, label=label)
        unit = "% of the land" if name == "sand_share" else runs[0][1].units[name]
        dress(axes, runs[0][1], PANELS[name], unit)
        axes.set_ylim(bottom=0)
        if name == "reserve_biomass":
            whole = reserve(runs[0][1])[0]
            for part, word in ((1, "as at the start"), (0.5, "half of it")):
                axes.axhline(part * whole, color="#777777", lw=0.8, ls=":")
                axes.annotate(word, (1, part * whole), xycoords=("axes fraction", "data"), fontsize=7.5, color="#555555",
                              ha="right", va="top")
    for axes in grid.flat[len(shown):]:
        axes.remove()
    first = runs[0][1]
    where = f"{first.counties} counties" if first.counties != 1 else "one county"
    drawn.suptitle(f"{title}: pasture ({where}, {first.years[0]} to {first.years[-1]})")
    grid.flat[0].legend(fontsize=8.5, frameon=False, loc="upper right")  # where stocking has fallen
    return drawn


def told(runs):
    """A line a run: when half of the reserve was lost, and when it was back."""
    for label, s in runs:
        half, back = half_lost(runs, s), regained(runs, s)
        first = f"half of the reserve lost by {half}" if half else "half of the reserve never lost"
        last = f"; lowest in {back[0]}, all of it back in {back[1]}" if back else ""
        yield f"{label}: {first}{last}"
