"""Base, direct effect, spill-over and total: of series, and of households followed in all three runs."""

import h5py
import numpy as np

# Weights of values that are not sums: counties are taken together by persons, households, or the series named.
PERSONS = """headcount headcount_national poverty_gap squared_gap registered secured_share chronic_share
income_per_head income_wages income_business income_property income_transfers consumption_per_head
savings_per_head debt_per_head illness_per_head hunger_per_head poor_line""".split()
HOUSEHOLDS = "entered left herd migrant_share".split()
# Prices and villages stay where they are when households move: weighted by the founders.
FOUNDERS = """local_wage hay_price venture_price stocking_rate green_biomass reserve_biomass sand_share
forest_share rain""".split()
OWN = {"compliance": "grazing_mu", "restoration_to_poor": "spent_restoration", "resettled_poor": "resettled"}
# Counts that the series hold as shares.
COUNTS = {"poor persons": "headcount", "poor persons, national line": "headcount_national",
          "registered persons": "registered"}  # fmt: skip
MAIN = """income_per_head income_wages income_business income_property income_transfers entered left
job_placements local_wage migrant_share sheep_units hay_price reserve_biomass sand_share trained trained_placed
trained_gained displaced projects venture_price relocated grazing_mu debt_per_head""".split()


class Run:
    """The series of one result: name -> values by year for all counties together; units and meanings by name too."""

    def __init__(self, folder):
        with h5py.File(folder / "series.h5", "r") as file:
            self.years = file["year"][:].tolist()
            shape = (len(self.years), len(file["county"]))
            floats = {n: d for n, d in file.items() if d.shape == shape and d.dtype.kind == "f"}
            self.units = {name: d.attrs["units"].decode() for name, d in floats.items()}
            self.meanings = {name: d.attrs["long_name"].decode() for name, d in floats.items()}
            self.raw = {name: d[:] for name, d in floats.items()}
        self.values = {name: self.together(name) for name in self.raw}
        for name, share in COUNTS.items():
            if share in self.raw:
                self.values[name] = (self.raw[share] * self.raw["persons"]).sum(axis=1)
                self.units[name] = "persons"

    def together(self, name):
        weight = "persons" if name in PERSONS else "households" if name in HOUSEHOLDS else OWN.get(name)
        values = self.raw[name]
        if name == "registered_poor":
            weights = self.raw["registered"] * self.raw["persons"]
        elif name in FOUNDERS:
            weights = np.broadcast_to(self.raw["households"][0], values.shape)
        elif weight is None:
            return values.sum(axis=1)
        else:
            weights = self.raw[weight]
        total = weights.sum(axis=1)
        return np.divide((values * weights).sum(axis=1), total, out=np.zeros_like(total), where=total > 0)


def row_of(year, what, unit, base, frozen, live):
    values = {"base": base, "frozen": frozen, "live": live}
    values |= {"direct": frozen - base, "spill_over": live - frozen, "total": live - base}
    return {"year": year, "what": what, "unit": unit} | {key: float(value) for key, value in values.items()}


def table(folders, years=None, names=None):
    """Rows of series: of these years (None: all) and names (None: the main ones; ["all"]: every one). Of the main
    ones those that are zero in all three runs are left out. KeyError names a series that there is not."""
    runs = [Run(folder) for folder in folders]
    wanted = [*COUNTS, *MAIN] if names is None else list(runs[0].values) if names == ["all"] else names
    for name in wanted:
        if name not in runs[0].values and names is not None:
            raise KeyError(f"there is no series {name}")
    rows = []
    for at, year in enumerate(runs[0].years):
        if years is not None and year not in years:
            continue
        for name in wanted:
            if any(name not in run.values for run in runs):
                continue
            values = [run.values[name] for run in runs]
            if names is not None or any(v.any() for v in values):
                rows.append(row_of(year, name, runs[0].units[name], *(v[at] for v in values)))
    return rows


# ---- households -------------------------------------------------------------------------------------------


class Followed:
    """Households of a result's panel."""

    COLUMNS = ("id", "weight", "memberships", "income", "spell")

    def __init__(self, folder):
        with h5py.File(folder / "trajectories.h5", "r") as file:
            index = zip(file["panel_year"][:].tolist(), file["first_row"][:].tolist(), file["row_count"][:].tolist())
            self.by_year = {}
            for year, first, count in index:
                rows = {name: file[name][first : first + count] for name in self.COLUMNS}
                order = np.argsort(rows["id"])
                self.by_year[year] = {name: values[order] for name, values in rows.items()}


def bits_of(run):
    """All bits of memberships that anybody ever has."""
    return int(np.bitwise_or.reduce([np.bitwise_or.reduce(rows["memberships"].astype(np.int64))
                                     for rows in run.by_year.values() if len(rows["id"])]))  # fmt: skip


def groups(folders, years):
    """Rows of households enrolled so far (in the live run, in what nobody is in in the base) and of the others, of those
    that all three runs followed in the year: births and deaths of households are not the same in each. None where there are
    none, or where the policy has no members of its own."""
    if not all((folder / "trajectories.h5").exists() for folder in folders):
        return []
    try:
        base, frozen, live = (Followed(folder) for folder in folders)
    except KeyError:
        return []
    policy = bits_of(live) & ~bits_of(base)
    been, rows = set(), []
    for year, now in live.by_year.items():
        been |= set(now["id"][(now["memberships"].astype(np.int64) & policy) != 0].tolist())
        then = [run.by_year[year] for run in (base, frozen, live)]
        if year not in years or not policy:
            continue
        shared = np.intersect1d(np.intersect1d(then[0]["id"], then[1]["id"]), now["id"])
        then = [{name: values[np.isin(t["id"], shared)] for name, values in t.items()} for t in then]
        inside = np.isin(shared, np.fromiter(been, np.uint64, len(been)))
        for who, mask in (("enrolled so far", inside), ("all others", ~inside)):
            if mask.any():
                weights = then[-1]["weight"][mask]
                poor = [np.average(t["spell"][mask] > 0, weights=weights) for t in then]
                income = [np.average(t["income"][mask] / 100, weights=weights) for t in then]
                rows.append(row_of(year, f"poor households, {who}", "1", *poor))
                rows.append(row_of(year, f"income per head, {who}", "Yuan", *income))
    return rows
