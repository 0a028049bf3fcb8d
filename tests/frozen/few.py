"""Twelve counties of Inner Mongolia, thinned, and frozen runs of them."""

import harness

REGION = harness.ROOT / "configs" / "inner-mongolia.yml"
# Three prefectures with farming, semi-pastoral and pastoral counties, four villages each.
COUNTIES = [150421, 150422, 150423, 150424, 150521, 150522, 150523, 150524, 152522, 152523, 152524, 152525]
FEW = {
    "region.counties": str(COUNTIES),
    "population.scale": "0.001",
    "run.last_year": "2012",
    "register.quota": "150000",
    # All money that a policy states is theirs.
    "budget.regional_part": "1",
    "relocation.regional_budget": "60e6",
    # The calendar pays for closed pasture from 2011 on only.
    "grazing.ban_rate": "6",
    "grazing.balance_rate": "1.5",
    "grazing.start": "2009",
    # One cohort: the counties' pools of partners stay live in frozen runs (docs/model.md).
    "demography.enabled": "false",
}
FOLLOWED = {"output.panel_share": "1", "output.panel_columns": "all"}


def region(out, values, **more):
    return harness.simulate(out, values, REGION, **more)


def frozen(base):
    return {"run.markets": "frozen", "run.base": base.folder}
