"""Estimators of evaluators, each an estimate and its standard error as a paper would print them.

    ols            least squares; errors correlated within clusters (Liang and Zeger 1986; factor G/(G-1) (n-1)/(n-k))
    slope        the same for one of the columns, the others controls
    did            y = a + b treated + c after + d treated x after: d, errors clustered
    fixed_effects  y = unit + time + b treated, units and times as they are there (no complete panel wanted): b, errors
                   clustered by what units lie in
    matched        change of the treated less that of their nearest neighbours (Mahalanobis distance of covariates, with replacement);
                   errors of Abadie and Imbens (2006) with the same variance of changes within each side
"""

import numpy as np

ROUNDS, CLOSE = 500, 1e-10  # of demeaning in turn


class Empty(Exception):
    """Nobody, or nothing that differs, to estimate from."""


def ols(y, columns, cluster, weight=None):
    """Coefficients and standard errors of the columns (each an array over rows); a constant is no column by itself."""
    x, w = np.column_stack(columns).astype(float), np.ones(len(y)) if weight is None else weight
    inner = (x * w[:, None]).T @ x
    if len(y) <= x.shape[1] or np.linalg.matrix_rank(inner) < x.shape[1]:
        raise Empty
    inverse = np.linalg.inv(inner)
    coefficients = inverse @ ((x * w[:, None]).T @ y)
    return coefficients, clustered(x * (w * (y - x @ coefficients))[:, None], inverse, cluster, x.shape[1])


def clustered(scores, inverse, cluster, parameters):
    """Standard errors from scores by row."""
    _, group = np.unique(cluster, return_inverse=True)
    many, n = group.max() + 1, len(group)
    if many < 2:
        return np.full(scores.shape[1], np.nan)
    sums = np.zeros((many, scores.shape[1]))
    np.add.at(sums, group, scores)
    factor = many / (many - 1) * (n - 1) / (n - parameters)
    # Where clusters add up to nothing, rounding may leave less than that.
    return np.sqrt(np.maximum(0.0, factor * np.diag(inverse @ (sums.T @ sums) @ inverse)))


def slope(y, x, controls, cluster):
    """Of y on x beside controls, which may repeat each other (Frisch and Waugh: what they leave of both)."""
    z = np.column_stack(controls).astype(float)
    left, _, rank, _ = np.linalg.lstsq(z, np.column_stack([y, x]), rcond=None)
    y, x = (np.column_stack([y, x]) - z @ left).T
    spread = x @ x
    if len(x) <= rank + 1 or spread < 1e-9 * len(x):
        raise Empty
    estimate = x @ y / spread
    return estimate, clustered((x * (y - estimate * x))[:, None], np.array([[1 / spread]]), cluster, rank + 1)[0]


def did(y, treated, after, cluster, controls=()):
    columns = [np.ones(len(y)), treated, after, treated * after, *controls]
    coefficients, errors = ols(y, columns, cluster)
    return coefficients[3], errors[3]


def demean(x, *groups):
    """Residual of means by each of the groups, all at once (in turn, until it stands)."""
    index = [np.unique(group, return_inverse=True)[1] for group in groups]
    many = [np.bincount(at) for at in index]
    for _ in range(ROUNDS):
        before = x
        for at, count in zip(index, many):
            x = x - (np.bincount(at, x) / count)[at]
        if np.abs(x - before).max() <= CLOSE * max(1.0, np.abs(x).max()):
            break
    return x


def fixed_effects(y, treated, unit, time, cluster):
    y, d = demean(y.astype(float), unit, time), demean(treated.astype(float), unit, time)
    spread = d @ d
    if spread < 1e-9:
        raise Empty
    estimate = d @ y / spread
    # Units lie within clusters, so their effects are no parameters of the factor (Cameron and Miller 2015).
    parameters = 1 + len(np.unique(time))
    return estimate, clustered((d * (y - estimate * d))[:, None], np.array([[1 / spread]]), cluster, parameters)[0]


def matched(change, treated, covariates, neighbours):
    x, others = np.column_stack(covariates).astype(float), np.flatnonzero(~treated)
    of = np.flatnonzero(treated)
    if len(of) < 2 or len(others) < max(2, neighbours):
        raise Empty
    scale = np.linalg.pinv(np.atleast_2d(np.cov(x, rowvar=False)))
    apart = x[of][:, None, :] - x[others][None, :, :]
    nearest = np.argsort(np.einsum("ijk,kl,ijl->ij", apart, scale, apart), axis=1, kind="stable")[:, :neighbours]
    estimate = (change[of] - change[others][nearest].mean(axis=1)).mean()
    used = np.bincount(nearest.ravel(), minlength=len(others)) / neighbours
    variance = len(of) * change[of].var(ddof=1) + (used**2).sum() * change[others].var(ddof=1)
    return estimate, np.sqrt(variance) / len(of)
