"""Weighted least squares over runs with common random numbers."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares


class Fit(NamedTuple):
    values: np.ndarray  # fitted parameters
    found: np.ndarray  # measures of all targets at them
    jacobian: np.ndarray  # of the fitted targets' residuals, by parameter in its own unit
    errors: np.ndarray  # of the parameters, were every target off by its tolerance over the root of its weight
    condition: float  # of the Jacobian, parameters in units of their range
    converged: bool
    message: str


def standard_errors(jacobian):
    """Roots of the diagonal of (J'J)^-1; infinite in directions that no target sees."""
    inverse = np.linalg.pinv(jacobian.T @ jacobian, rcond=1e-12)
    seen = np.linalg.matrix_rank(jacobian) == jacobian.shape[1]
    return np.sqrt(np.diag(inverse)) if seen else np.full(jacobian.shape[1], np.inf)


def solve(simulator, targets, free, most_steps):
    fitted = [i for i, t in enumerate(targets) if t.use == "fit"]
    low, high, steps = (np.array([getattr(f, n) for f in free]) for n in ("low", "high", "step"))
    span = high - low

    def sets(x):
        return [(f.key, float(v)) for f, v in zip(free, x)]

    def residuals_of(found):
        return np.array([targets[i].residual(found[i]) for i in fitted])

    def residuals(x):
        return residuals_of(simulator.at([sets(x)])[0])

    def jacobian(x):
        """Differences forward, backward where the bound is near."""
        moves = np.where(x + steps <= high, steps, -steps)
        found = simulator.at([sets(x)] + [sets(x + move * unit) for move, unit in zip(moves, np.eye(len(free)))])
        base = residuals_of(found[0])
        return np.array([(residuals_of(row) - base) / move for row, move in zip(found[1:], moves)]).T

    start = np.clip([f.start for f in free], low + 1e-6 * span, high - 1e-6 * span)
    best = least_squares(residuals, start, jac=jacobian, bounds=(low, high), x_scale=span, method="trf",
                         ftol=1e-3, xtol=1e-3, gtol=1e-6, max_nfev=most_steps)  # fmt: skip
    j = jacobian(best.x)
    values = np.linalg.svd(j * span, compute_uv=False)
    condition = float(values[0] / values[-1]) if values[-1] > 0 else np.inf
    return Fit(best.x, simulator.at([sets(best.x)])[0], j, standard_errors(j), condition, best.status > 0, best.message)
