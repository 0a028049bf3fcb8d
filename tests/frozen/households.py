"""All households of two runs, compared year by year: whose state differs, and whom a policy can reach."""

import h5py
import numpy as np

ARRIVED = 255  # value of `moving`


class Panel:
    """Every household of a run (output.panel_share=1, output.panel_columns=all) by year, in the order of ids."""

    def __init__(self, result):
        with h5py.File(result.path("trajectories.h5"), "r") as file:
            self.years = file["panel_year"][:].tolist()
            bounds = list(zip(file["first_row"][:], file["row_count"][:]))
            rows = sum(int(count) for _, count in bounds)
            whole = {name: d[:] for name, d in file.items() if d.shape[:1] == (rows,) and name != "obs"}
        self.by_year = {}
        for year, (first, count) in zip(self.years, bounds):
            order = np.argsort(whole["id"][first : first + count])
            self.by_year[year] = {name: v[first : first + count][order] for name, v in whole.items()}

    def homes(self, year):
        """The village of each household, as one number."""
        at = self.by_year[year]
        return at["county_index"].astype(np.int64) * 1_000_000 + at["village"]


def differing(one, two, year, noted=()):
    """Which households differ in any column, by bits; `noted`: columns that do not count."""
    a, b = one.by_year[year], two.by_year[year]
    if a["id"].tobytes() != b["id"].tobytes():
        raise AssertionError(f"{year}: the two runs have other households")
    found = np.zeros(len(a["id"]), bool)
    for name, values in a.items():
        if name in noted:
            continue
        same = values.view(f"u{values.itemsize}") == b[name].view(f"u{values.itemsize}")
        found |= ~(same if same.ndim == 1 else same.all(axis=1))
    return found


def ever_enrolled(panel, bits, base):
    """By year: who is or was in a policy, by its bits of `memberships`, and would not be in the base."""
    been, found = None, {}
    for year in panel.years:
        now = (panel.by_year[year]["memberships"] & bits) != 0
        now &= (base.by_year[year]["memberships"] & bits) == 0
        been = now if been is None else been | now
        found[year] = been
    return found


def or_left(panel, base, enrolled):
    """The same with those whom the policy had in their last year at home: they differ, and have moved at its end. Contracts
    end with a move, before the year's households are written."""
    been, found = None, {}
    for year in panel.years:
        left = (panel.by_year[year]["moving"] == ARRIVED) & differing(base, panel, year)
        been = left if been is None else been | left
        found[year] = enrolled[year] | been
    return found


def ever_moved(panel):
    """By year: who has moved so far. Contracts end with a move, before the year's households are written: one of the
    last year at home is not seen."""
    been, found = None, {}
    for year in panel.years:
        now = panel.by_year[year]["moving"] == ARRIVED
        been = now if been is None else been | now
        found[year] = been
    return found


def in_counties(panel, base, counties):
    """By year: who lives or has lived in one of the counties (their places in the result), in either run."""
    been, found = None, {}
    for year in panel.years:
        now = np.isin(panel.by_year[year]["county_index"], counties)
        now |= np.isin(base.by_year[year]["county_index"], counties)
        been = now if been is None else been | now
        found[year] = been
    return found


def within_reach(panel, base, enrolled):
    """By year: who is or was in the policy, or lives or has lived in a village with one such, in either run."""
    reached, touched, found, last = None, np.array([], np.int64), {}, []
    for year in panel.years:
        reached = enrolled[year] if reached is None else reached | enrolled[year]
        now = [panel.homes(year), base.homes(year)]
        homes = now + last  # who moves does so at the year's end
        touched = np.union1d(touched, np.concatenate([home[reached] for home in homes]))
        for home in homes:
            reached = reached | np.isin(home, touched)
        found[year], last = reached, now
    return found
