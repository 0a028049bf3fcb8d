"""What a fit prints and writes: table, overlay, the part of docs/fit.md that is its own."""

import csv
import io
import math

import numpy as np

AT_BOUND = 0.02  # of the range: nearer to a bound than that, or than half a step of differences, the bound decides
LOOSE = 0.5  # of the range: an error beyond that leaves it open


def short(value):
    """Four significant digits, more where they stand before the point."""
    if not math.isfinite(value):
        return "-"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def misses(targets, found):
    """Targets whose stated bound does not hold."""
    return [(t, x) for t, x in zip(targets, found) if abs(x - t.value) > t.bound]


def target_rows(targets, found):
    head = ["target", "published", "model", "difference", "tolerance", "residual", "weight", "use", "mark"]
    rows = []
    for t, x in zip(targets, found):
        over = "" if abs(x - t.value) <= t.bound else " (bound missed)"
        rows.append([t.name, short(t.value), short(x), short(x - t.value) + over, short(t.tolerance),
                     f"{t.residual(x):+.2f}", short(t.weight), t.use, t.mark])  # fmt: skip
    return [head, *rows]


def remark_on(f, x, error):
    """Where a fitted value stands in its range. At a bound it is not known how far it would go beyond, so no error says
    anything of it."""
    span = f.high - f.low
    for bound, word in ((f.low, "lower"), (f.high, "upper")):
        if abs(x - bound) < max(AT_BOUND * span, 0.5 * f.step):
            return f"at its bound, the {word}"
    return "weak: the tolerances leave its range open" if error > LOOSE * span else ""


def parameter_rows(free, fit):
    head = ["parameter", "value", "error", "low", "high", "remark"]
    rows = []
    for f, x, e in zip(free, fit.values, fit.errors):
        rows.append([f.key, short(x), short(e), short(f.low), short(f.high), remark_on(f, x, e)])
    return [head, *rows]


def plain(rows):
    widths = [max(len(r[k]) for r in rows) for k in range(len(rows[0]))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(r, widths)).rstrip() for r in rows)


def markdown(rows):
    lines = ["| " + " | ".join(r) + " |" for r in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def remarks(targets, free, fit, simulator, larger):
    fitted, held_back, inputs = (sum(t.use == use for t in targets) for use in ("fit", "held back", "input"))
    by_hand = simulator.set_by_hand({f.key for f in free})
    known, cells = simulator.known_weather
    cost = sum(t.residual(x) ** 2 for t, x in zip(targets, fit.found) if t.use == "fit")
    count = len(free) + len(by_hand)
    out = [f"{fitted} targets fitted, {held_back} held back, {inputs} of what is put in; {count} free parameters: {len(free)} fitted"
           f" here, {len(by_hand)} set by hand{' (' + ', '.join(by_hand) + ')' if by_hand else ''}"
           + ("" if fitted > count else ": not more targets than parameters, so part of this is free choice")]
    source = {t.name.split()[0] for t in targets if t.use == "fit" and t.measure.startswith("share_")}
    if len(source) == 4:
        out.append("the four shares of income add up to 1: they count as three")
    out.append(f"sum of squared residuals {cost:.3f}; condition of the Jacobian {fit.condition:.1f}"
               f" (parameters in units of their range); {'converged' if fit.converged else 'NOT converged'}: {fit.message}")
    out.append(f"fitted at scale {simulator.scale:.4g}, results at {larger.scale:.4g}, seed{'s' if len(simulator.seeds) > 1 else ''}"
               f" {', '.join(map(str, simulator.seeds))}; rain known in {known} of {cells} prefecture-years, normal in the others")
    out.append("error: of the parameter, were every target off by its tolerance over the root of its weight, and"
               " by nothing else")
    return out


def overlay(name, command, free, fit):
    """The fitted values as a configuration to extend."""
    out = [f"# Fitted values of configs/{name}.yml, which extends this file. Made by: {command}", "# Targets and residuals:"
           " docs/fit.md. Do not edit: change targets or free parameters in configs/targets/ and fit again."]
    groups = {}
    for f, x in zip(free, fit.values):
        group, key = f.key.split(".")
        groups.setdefault(group, []).append(f"  {key}: {float(f'{x:.5g}'):.10g}")
    for group, lines in groups.items():
        out += ["", f"{group}:", *lines]
    return "\n".join(out) + "\n"


def residuals_csv(targets, found):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["target", "year", "places", "use", "mark", "value", "model", "difference", "tolerance", "weight",
                     "residual", "source"])  # fmt: skip
    for t, x in zip(targets, found):
        writer.writerow([t.name, t.year, t.places, t.use, t.mark, f"{t.value:.6g}", f"{x:.6g}", f"{x - t.value:.6g}",
                         f"{t.tolerance:.6g}", f"{t.weight:.6g}", f"{t.residual(x):.4f}", t.source])  # fmt: skip
    return out.getvalue()


def section(targets, free, fit, simulators, command):
    lines = [f"`{command}`", "", markdown(parameter_rows(free, fit)), "", markdown(target_rows(targets, fit.found)), ""]
    return "\n".join(lines + [f"- {r}" for r in remarks(targets, free, fit, *simulators)])


def put_section(path, name, text):
    """Replaces what stands between the marks of a fit in a page; False where it has none."""
    page = path.read_text(encoding="utf-8")
    first, last = f"<!-- fit {name} -->", f"<!-- end of fit {name} -->"
    if first not in page or last not in page:
        return False
    before, rest = page.split(first, 1)
    path.write_text(before + first + "\n\n" + text + "\n\n" + last + rest.split(last, 1)[1], encoding="utf-8")
    return True


def largest_moves(free, fit, targets):
    """Of each parameter, the fitted target that it moves most: what it is identified by."""
    names = [t.name for t in targets if t.use == "fit"]
    span = np.array([f.high - f.low for f in free])
    moved = np.abs(fit.jacobian * span)
    return [(f.key, names[int(k)]) for f, k in zip(free, moved.argmax(axis=0))]
