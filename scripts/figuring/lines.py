"""Panels over the years. Each draws into axes and says whether the run has what it shows."""

import re

import numpy as np
from matplotlib.ticker import MaxNLocator

from figuring.series import COLOURS, in_units, percent

SOURCES = {"income_wages": "wages", "income_business": "farm, herd, own business", "income_property": "property",
           "income_transfers": "transfers"}
RATES = {"headcount": "under the region's line", "headcount_national": "under the national line"}
BLUE, ORANGE, GREEN, RED, PINK, SKY = COLOURS[:6]


def dress(axes, s, title, unit):
    axes.set_xlim(s.years[0] - 0.7, s.years[-1] + 0.7)
    axes.set_title(title, fontsize=11)
    axes.set_ylabel(unit, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", alpha=0.25)
    axes.set_axisbelow(True)


def legend(axes, handles=None, columns=2):
    """Under the axes, where it hides nothing."""
    handles = axes.get_legend_handles_labels()[0] if handles is None else handles
    axes.legend(handles=handles, fontsize=8, frameon=False, ncols=min(columns, max(len(handles), 1)),
                loc="upper center", bbox_to_anchor=(0.5, -0.1))


def draw_headcount(axes, s):
    extra = [n for n in s.values if re.fullmatch(r"headcount_\w+", n) and n not in RATES]
    drawn = 0
    for name, label in (RATES | {n: s.label(n) for n in extra}).items():
        if not s.has(name):
            continue
        values = s.mean(name, "persons")
        axes.plot(s.years, percent(values, s.units[name]), marker="os^Dv"[drawn % 5], ms=4, color=COLOURS[(0, 3, 2, 4, 5)[drawn % 5]],
                  ls=("-", "--", "-.", ":")[drawn % 4], label=label)
        drawn += 1
    if drawn:
        dress(axes, s, "Poverty headcount", "% of persons")
        axes.set_ylim(bottom=0)
        legend(axes)
    return drawn > 0


def draw_income(axes, s):
    names = [n for n in SOURCES if s.has(n)]
    years = np.asarray(s.years, float)
    up, down = np.zeros(len(years)), np.zeros(len(years))
    for at, name in enumerate(names):
        part = np.nan_to_num(s.mean(name, "persons"))
        for side, values in ((up, np.maximum(part, 0)), (down, np.minimum(part, 0))):
            if values.any():
                axes.bar(years, values, bottom=side, width=0.82, color=(BLUE, ORANGE, PINK, GREEN)[at], lw=0,
                         label=SOURCES[name] if side is up else None)
                side += values
    if s.has("income_per_head"):
        axes.plot(years, s.mean("income_per_head", "persons"), color="black", lw=1.4, marker="o", ms=2.5, label="all")
    elif not names:
        return False
    if s.has("poor_line"):
        axes.plot(years, s.mean("poor_line", "persons"), color="black", lw=1.4, ls=":", label="region's poverty line")
    unit = s.units.get("income_per_head") or (s.units[names[0]] if names else "") or "Yuan"
    dress(axes, s, "Net income per head by source", f"{unit} of the year")
    legend(axes, columns=3)
    return True


def draw_herds(axes, s):
    if not s.has("sheep_units"):
        return False
    both = [s.total("sheep_units")] + ([s.total("animals_died")] if s.has("animals_died") else [])
    scaled, unit = in_units(np.array(both), s.units["sheep_units"] or "sheep units")
    axes.bar(s.years, scaled[0], width=0.82, color=SKY, label="livestock at the year's end")
    if len(both) > 1:
        axes.bar(s.years, scaled[1], width=0.4, color=RED, label="died of cold or hunger in the year")
    handles = axes.get_legend_handles_labels()[0]
    dress(axes, s, "Herds", unit)
    if s.has("stocking_rate"):
        side = axes.twinx()
        handles += side.plot(s.years, s.mean("stocking_rate", "pasture_mu"), color="black", marker="o", ms=3,
                             label="stocking rate (right)")
        side.set_ylabel(s.units["stocking_rate"], fontsize=9)
        side.set_ylim(bottom=0)
        side.tick_params(labelsize=8)
        side.spines[["top"]].set_visible(False)
    legend(axes, handles)
    return True


def draw_pasture(axes, s):
    parts = {"green_biomass": ("green, left at the year's end", GREEN, "o"), "reserve_biomass": ("reserve", ORANGE, "s")}
    drawn = [n for n in parts if s.has(n)]
    for name in drawn:
        label, colour, marker = parts[name]
        axes.plot(s.years, s.mean(name, "pasture_mu"), color=colour, marker=marker, ms=4, label=label)
    if not drawn:
        return False
    handles = axes.get_legend_handles_labels()[0]
    dress(axes, s, "Pasture biomass", s.units[drawn[0]])
    axes.set_ylim(bottom=0)
    if s.has("rain"):
        side = axes.twinx()
        rain = percent(s.mean("rain", "area_km2"), s.units["rain"])
        handles += [side.bar(s.years, rain, width=0.5, color=SKY, alpha=0.45, label="rain (right)")]
        side.set_ylabel("rain, % of its normal", fontsize=9)
        side.set_ylim(0, 3 * max(np.nanmax(rain), 1))  # in the lower third, behind the lines
        side.tick_params(labelsize=8)
        side.spines[["top"]].set_visible(False)
        axes.set_zorder(side.get_zorder() + 1)
        axes.patch.set_visible(False)
    legend(axes, handles, columns=3)
    return True


def draw_cover(axes, s):
    parts = {"sand_share": ("sand", ORANGE, "s"), "forest_share": ("forest", GREEN, "o")}
    drawn = [n for n in parts if s.has(n)]
    for name in drawn:
        label, colour, marker = parts[name]
        axes.plot(s.years, percent(s.mean(name, "area_km2"), s.units[name]), color=colour, marker=marker, ms=4,
                  label=label)
    if drawn:
        dress(axes, s, "Cover of the land", "% of the area")
        axes.set_ylim(bottom=0)
        legend(axes)
    return bool(drawn)


def draw_money(axes, s):
    """What left the funds of programmes: by the ledger, since not every programme has a series."""
    spent = {name: np.array([years.get(int(year), 0.0) for year in s.years]) for name, years in s.spent.items()}
    names = sorted((n for n in spent if spent[n].any()), key=lambda n: (-spent[n].sum(), n))
    if not names:
        return False
    shown, rest = names[:7], names[7:]
    parts = [spent[n] for n in shown]
    labels = [n.replace("_", " ") for n in shown]
    if rest:
        parts.append(sum(spent[n] for n in rest))
        labels.append(f"{len(rest)} others")
    scaled, unit = in_units(np.array(parts + [sum(parts)]), "Yuan")
    bottom = np.zeros(len(s.years))
    for i, label in enumerate(labels):
        axes.bar(s.years, scaled[i], bottom=bottom, width=0.82, label=label, color=COLOURS[i])
        bottom += scaled[i]
    dress(axes, s, "Money spent by programmes", f"{unit} a year")
    legend(axes, columns=3)
    return True


def draw_any(axes, s):
    """For a model with none of these variables: its first few, one line each."""
    names = [n for n in s.values if s.has(n)][:5]
    for at, name in enumerate(names):
        values = s.mean(name, "persons")
        axes.plot(s.years, values / max(np.nanmax(np.abs(values)), 1e-300), color=COLOURS[at],
                  label=f"{s.label(name)} [{s.units[name]}]")
    dress(axes, s, "Series, each against its largest value", "1")
    legend(axes, columns=1)
    return bool(names)


PANELS = {"headcount": draw_headcount, "income": draw_income, "herds": draw_herds, "pasture": draw_pasture,
          "cover": draw_cover, "money": draw_money}
