"""What an evaluator finds of a programme that reaches villages one after another, and what it did.

`y[v, t]` is an outcome of village v in year t, `start[v]` the index of the first year in which it was reached (NEVER: not within
the years), `weight[v]` how often a village counts (draws of a bootstrap; 1). All estimates are of those reached.

    truth        mean of y - y0 over reached villages, by years since the start; y0 the same villages without the programme
    fixed_effects  y = village + year + b reached (least squares): compares villages reached later with those reached before too,
                 so it is off where an effect grows (Goodman-Bacon 2021)
    cohorts      change since the year before the start, less that of villages not yet reached (Callaway and Sant'Anna 2021)
    discontinuity  jump of y over the jump of the share reached at a cut-off of the running variable: lines on both sides within a
                 bandwidth, triangular weights (Hahn, Todd and van der Klaauw 2001)
"""

import numpy as np

NEVER = 10**6


def truth(y, y0, start, weight):
    """By years since the start (array; nan where nobody is), reached villages only."""
    return by_exposure(y - y0, start, weight)


def by_exposure(values, start, weight):
    years = values.shape[1]
    found = np.full(years, np.nan)
    for since in range(years):
        who = start + since < years
        if weight[who].sum() > 0:
            found[since] = np.average(values[who, start[who] + since], weights=weight[who])
    return found


def not_reached(y, y0, start, weight):
    """Mean of y - y0 over village-years before the start, from the first year in which any was reached: what leaks out."""
    after = np.arange(y.shape[1]) >= start.min()
    mask = (np.arange(y.shape[1]) < start[:, None]) & after
    share = mask * weight[:, None]
    return float(((y - y0) * share).sum() / share.sum()) if share.sum() else np.nan


def fixed_effects(y, start, weight):
    """The coefficient of `reached` in a regression with effects of village and year (a complete panel)."""
    reached = (np.arange(y.shape[1]) >= start[:, None]).astype(float)

    def within(x):
        by_village, by_year = x.mean(axis=1, keepdims=True), np.average(x, axis=0, weights=weight)
        return x - by_village - by_year + np.average(by_village[:, 0], weights=weight)

    d = within(reached)
    divisor = (weight[:, None] * d * d).sum()
    return float((weight[:, None] * d * y).sum() / divisor) if divisor > 0 else np.nan


def cohorts(y, start, weight):
    """By years since the start, cohorts weighted by their villages."""
    years = y.shape[1]
    total, count = np.zeros(years), np.zeros(years)
    for first in np.unique(start[(start >= 1) & (start < years)]):
        own = start == first
        size = weight[own].sum()
        for t in range(first, years):
            other = start > t
            if size > 0 and weight[other].sum() > 0:
                change = y[:, t] - y[:, first - 1]
                gain = np.average(change[own], weights=weight[own]) - np.average(change[other], weights=weight[other])
                total[t - first] += size * gain
                count[t - first] += size
    return np.divide(total, count, out=np.full(years, np.nan), where=count > 0)


def jump(x, y, weight, width):
    """Jump of y where x passes 0: lines on both sides within `width`, weighted by nearness."""
    ends = []
    for side in (x < 0, x >= 0):
        w = weight * np.clip(1 - np.abs(x) / width, 0, None) * side
        total = w.sum()
        if np.count_nonzero(w) < 3:
            return np.nan
        mean_x, mean_y = (w * x).sum() / total, (w * y).sum() / total
        spread = (w * (x - mean_x) ** 2).sum()
        slope = (w * (x - mean_x) * (y - mean_y)).sum() / spread if spread > 0 else 0.0
        ends.append(mean_y - slope * mean_x)
    return ends[1] - ends[0]


def discontinuity(y, before, reached, x, weight, width):
    """Jump of the change of y over the jump of the share reached; and that second jump."""
    first = jump(x, reached.astype(float), weight, width)
    return (jump(x, y - before, weight, width) / first if abs(first) > 1e-9 else np.nan), first


def interval(estimator, villages, draws=200, seed=1):
    """Estimate and half of its 95% interval over villages drawn anew; `estimator` takes weights and may give an array."""
    rng = np.random.default_rng(seed)
    even = np.full(villages, 1 / villages)
    found = np.array([estimator(rng.multinomial(villages, even).astype(float)) for _ in range(draws)])
    enough = np.isfinite(found).sum(axis=0) > 1
    return estimator(np.ones(villages)), np.where(enough, 1.96 * np.nanstd(np.where(enough, found, 0.0), axis=0, ddof=1), np.nan)
