"""Tables of policies' costs and effects, as Markdown, JSON and rows."""

from measuring import published

MILLION = 1e6
NONE = "no published figure"
ALL = "all together"
LENS = """Through a survey lens ([survey-lens.md](survey-lens.md)): the paper's sample, period and estimator on surveys of the households of the run
with the policy. ± of the lens holds 95% of such surveys (1.96 standard deviations over surveys and seeds), elsewhere half of a 95% interval over
seeds. *Where nothing was done*: the same households in the run without the policy, as if they had it. *Finds the truth*: surveys whose own
95% interval holds it."""
# Heading, key of the estimates, scale, digits behind the point.
COSTS = (
    ("money, million Yuan", "money", MILLION),
    ("of it left in funds", "left", MILLION),
    ("own contributions", "own", MILLION),
    ("lent", "lent", MILLION),
)
EFFECTS = (
    ("income a head, Yuan", "income", 1, 1),
    ("%", "income_share", 0.01, 2),
    ("poor persons", "poor", 1, 0),
    ("headcount, points", "headcount", 0.01, 3),
    ("poverty gap, points", "gap", 0.01, 3),
    ("person-years of poverty, all years", "poor_years", 1, 0),
)
PARTS = (
    ("income direct", "income_direct", 1, 1),
    ("spill-over", "income_spill_over", 1, 1),
    ("poor persons direct", "poor_direct", 1, 0),
    ("spill-over", "poor_spill_over", 1, 0),
)


def shown(estimate, scale, digits):
    """Mean and half of the interval (none of one seed); `-` where there is no estimate."""
    mean, half = estimate
    if mean is None:
        return "-"
    text = f"{mean / scale:+,.{digits}f}"
    text = text if float(text.replace(",", "")) else text[1:]  # no -0
    return text if half is None else f"{text} ± {half / scale:,.{digits}f}"


def markdown(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def effects_rows(results):
    """Head and rows of costs and effects: one a policy, then all together."""
    parts = PARTS if any("poor_direct" in r["effects"] for r in results) else ()
    head = ["policy", *(name for name, *_ in COSTS), *(name for name, *_ in (*EFFECTS, *parts))]
    rows = []
    for r in results:
        costs = [f"{r['costs'][key][0] / scale:,.1f}" for _, key, scale in COSTS]
        rows.append([r["policy"], *costs, *(shown(r["effects"].get(key, (None, None)), scale, digits)
                                            for _, key, scale, digits in (*EFFECTS, *parts))])  # fmt: skip
    return head, rows


def published_rows(results):
    """Head and rows of published figures, and of policies that have none."""
    head = ["policy", "quantity", "published", "here", "", "estimator", "sample", "source", "how comparable"]
    rows = []
    for r in results:
        for row, estimate, verdict in r["published"]:
            mean, half = estimate
            here = shown((mean, half), 1, 3 if row.unit == "1" else 1) + ("" if mean is None or row.unit == "1" else f" {row.unit}")
            rows.append([row.policy, row.quantity, published.stated(row), here, verdict, row.estimator, row.sample,
                         f"{row.source} [{row.mark}]", row.comparable])  # fmt: skip
        if not r["published"] and r["policy"] != ALL:
            rows.append([r["policy"], "", "", "", NONE, "", "", "", ""])
    return head, rows


def lens_rows(through):
    """Head and rows of what papers' estimators find on surveys of the households."""
    head = ["policy", "quantity", "published", "through the lens", "without error, all", "where nothing was done", "truth",
            "lens less truth", "finds the truth", "", "known of the paper", "assumed"]  # fmt: skip
    rows = []
    for one in through:
        figure, digits = one["row"], 3 if one["row"].unit == "1" else 1
        unit = "" if figure.unit == "1" else f" {figure.unit}"

        def said(name, one=one, digits=digits, unit=unit):
            text = shown(one[name], 1, digits)
            return text if text == "-" else text + unit

        covered = "-"
        if one["surveys"]:
            covered = f"{100 * one['covers']:.0f} % of {one['surveys']} surveys of {one['households']:,.0f} households"
        values = map(said, ("lens", "exact", "placebo", "truth", "bias"))
        rows.append([figure.policy, figure.quantity, published.stated(figure), *values, covered, one["verdict"], one["known"],
                     one["assumed"]])  # fmt: skip
    return head, rows


def section(results, facts, through=None, alone=False):
    """The part of docs/effects.md that belongs to one configuration; `alone`: of the tables the one of the lens."""
    against = ("each policy alone, against none of the configuration's" if facts["against"] == "none"
               else "all of the configuration's policies, against all but this one")  # fmt: skip
    seeds = ", ".join(map(str, facts["seeds"]))
    spread = "± is half of a 95% interval over seeds (t)" if len(facts["seeds"]) > 1 else "one seed: no interval"
    money = f" Money is that of all years, in million Yuan of the year; effects are those of {facts['year']}."
    lines = [
        f"`{facts['command']}`",
        "",
        f"`{facts['config']}`, configuration {facts['configuration_hash']}, version {facts['version']}; scale {facts['scale']}, "
        f"{facts['first_year']} to {facts['last_year']}; seeds {seeds}: {spread}. {against[0].upper()}{against[1:]}, under the same luck."
        + ("" if alone else money),
    ]
    if not alone:
        lines += ["", markdown(*effects_rows(results)), "", markdown(*published_rows(results))]
    if through is not None:
        lines += ["", LENS, "", markdown(*lens_rows(through)) if through else "Nothing of these policies is done again through a lens."]
    return "\n".join(lines)


def as_json(results, facts, through=None):
    def pairs(estimates):
        return {key: {"mean": mean, "half": half} for key, (mean, half) in estimates.items()}

    seen = [one | {"row": one["row"]._asdict()} for one in through or []]
    return facts | {"lens": seen} | {"policies": [
        {"policy": r["policy"], "costs": pairs(r["costs"]), "effects": pairs(r["effects"]), "by_seed": r["by_seed"],
         "published": [row._asdict() | {"here": estimate[0], "half": estimate[1], "verdict": verdict}
                       for row, estimate, verdict in r["published"]],
         "verdict": "" if r["published"] else NONE}
        for r in results]}  # fmt: skip


def put_section(path, name, text):
    """Replaces what stands between a configuration's marks in a page, or appends it."""
    first, last = f"<!-- effects {name} -->", f"<!-- end of effects {name} -->"
    page = path.read_text(encoding="utf-8")
    if first not in page or last not in page:
        page = f"{page.rstrip()}\n\n## {name}\n\n{first}\n{last}\n"
    before, rest = page.split(first, 1)
    path.write_text(before + first + "\n\n" + text + "\n\n" + last + rest.split(last, 1)[1], encoding="utf-8")
