"""One entry of data for each policy: what the tests of policies need to know of it.

tests/region/test_policies.py and tests/frozen/test_reach.py go through the table; both fail where a policy of
`horqin list policies` has no entry, and where an entry has no policy. How to add one: tests/README.md.
"""

from dataclasses import dataclass, field

# Bits of `memberships` (models/poverty.h).
BAN, BALANCE, FOREST, RANGER, RESTORATION, TRAINEE = 1, 2, 4, 8, 16, 32
MOVER, PROJECT, FUND, RELIEF, RESTOCK = 128, 256, 512, 16384, 32768

# Nothing that one household does reaches another one of its village: no animals on shared pasture, no land let or
# given up, no help among neighbours.
NO_LINK = {
    "founding.herd_share": "0",
    "herds.restock": "0",
    "relocation.land_kept": "1",
    "rental.enabled": "false",
    "help.enabled": "false",
    "mutual_fund.enabled": "false",
}


@dataclass(frozen=True)
class Policy:
    """
    counts     series of what it hands out in the year of the money, by county: more money, never less of it
    budget     Yuan of the region in a year, in runs of all 101 counties of Inner Mongolia
    unit       what one costs where money goes down in whole pieces, else 1
    settings   what it needs beside `enabled` and money, in runs without it too
    dead       settings under which its mechanism does nothing
    traces     series that still differ under these: its own counts
    zero       of the run with it under these, series that must be 0
    alive      without them: series of which the sum over counties and years must be >, < or != with it
    few        Yuan of the region in a year in the twelve counties of tests/frozen: some villages are reached, not all
    members    bits of `memberships` of those enrolled; 0: it enrols no household
    reach      who is linked to them with markets frozen: "village", all who live or lived in a village with one
               enrolled; "county", all of the counties that have its money, for what works on land and not on members
    alone      settings under which nobody but the enrolled differs; None: `why` says what their village always shares
    noted      columns that it keeps of everybody, whom it may help later: no part of anybody's fortune
    """

    name: str
    counts: str
    budget: str
    dead: dict
    alive: dict
    few: str
    members: int
    traces: frozenset = frozenset()
    zero: tuple = ()
    unit: int = 1
    settings: dict = field(default_factory=dict)
    reach: str = "village"
    alone: dict | None = field(default_factory=lambda: NO_LINK)
    why: str = ""
    noted: tuple = ()

    def on(self, money):
        return {f"{self.name}.enabled": "true", f"{self.name}.regional_budget": money}


POLICIES = (
    Policy(
        "grazing",
        counts="grazing_mu",
        budget="1e9",
        # The calendar pays for closed pasture from 2011 on only.
        settings={"grazing.start": "2009", "grazing.ban_rate": "6", "grazing.balance_rate": "1.5"},
        # Neither paid (a thousandth of a fen a mu, for less than a thousand mu) nor fined, a ban is words.
        dead={
            "calendar.grassland_ban_rate": "0.00001",
            "calendar.grassland_balance_rate": "0.00001",
            "grazing.most_mu": "999",
            "grazing.fine": "0",
            # Who joins kin brings pasture along if both have the same contract.
            "demography.enabled": "false",
        },
        traces=frozenset({"grazing_mu"}),
        zero=("compliance", "spent_grazing"),
        alive={"stocking_rate": "<", "income_transfers": ">"},
        few="1e6",
        members=BAN | BALANCE,
    ),
    Policy(
        "forest_return",
        counts="returned_cropland",
        budget="200e6",
        # Nobody signs for nothing: the money stays in the funds.
        dead={"calendar.forest_return_rate": "0"},
        alive={"cropland": "<", "forest_share": ">", "income_transfers": ">"},
        few="300000",
        members=FOREST,
        alone=None,
        why="its trees shelter the whole village",
    ),
    Policy(
        "planting",
        counts="planted_mu",
        budget="300e6",
        # Nothing of what is planted lives, and nobody is paid for it.
        dead={"planting.survival": "0", "planting.wage_share": "0"},
        traces=frozenset({"planted_mu", "spent_planting"}),
        alive={"sand_share": "<", "spent_restoration": ">"},
        few="5e6",
        members=RESTORATION,
        reach="county",
        alone=None,
        why="sand is the land of all, and no household's",
    ),
    Policy(
        "rangers",
        counts="spent_rangers",
        budget="100e6",
        settings={"rangers.start": "2009"},
        # Contracts are for the registered: with nobody on the register the money stays in the funds.
        dead={"register.quota": "0"},
        alive={"spent_rangers": ">", "income_wages": ">"},
        few="3e6",
        members=RANGER,
    ),
    Policy(
        "industry",
        counts="projects",
        budget="150e6",
        # Projects that earn nothing and cost nobody anything, and no enterprise.
        dead={
            "industry.return": "0",
            "industry.match": "0",
            "industry.loan": "0",
            "industry.enterprise_share": "0",
            "industry.project_loans": "0",
        },
        traces=frozenset({"projects", "ventures", "venture_price"}),
        alive={"income_per_head": ">", "vacancies": ">"},
        few="6e6",
        members=PROJECT,
    ),
    Policy(
        "relocation",
        counts="relocation_houses",
        budget="200e6",
        unit=20000,
        # Nobody leaves for a gain that does not count: the money stays in the funds.
        dead={"relocation.horizon": "0"},
        alive={"relocated": ">", "resettled": ">"},
        few="30e6",
        members=MOVER,
    ),
    Policy(
        "training",
        counts="trained",
        budget="60e6",
        unit=1000,
        # Courses that raise neither wages nor chances.
        dead={"labour.course_return": "0", "labour.course_placement": "0"},
        traces=frozenset({"trained", "trained_placed"}),
        zero=("trained_gained", "displaced"),
        alive={"trained_placed": ">", "trained_gained": ">", "income_per_head": "!="},
        few="2e6",
        members=TRAINEE,
    ),
    Policy(
        "relief",
        counts="relief_animals",
        budget="100e6",
        # A dry year is a drought; it is no matter for these tests how dry.
        settings={"relief.drought": "0"},
        # Neither hay nor cash, and no animals afterwards.
        dead={"relief.ration": "0", "relief.cash": "0", "relief.restock": "0"},
        traces=frozenset({"relief_animals"}),
        alive={"relief_hay": ">", "relief_cash": ">", "relief_given": ">"},
        few="1e6",
        members=RELIEF | RESTOCK,
        alone=None,
        why="it is for those who have animals, and pasture is their village's",
        noted=("lost",),
    ),
    Policy(
        "mutual_fund",
        counts="funds",
        budget="60e6",
        unit=150000,
        # A fund of one Yuan where a loan is fifty thousand has no member.
        dead={"mutual_fund.village": "1", "mutual_fund.loan": "50000"},
        traces=frozenset({"funds", "fund_cash"}),
        zero=("fund_members", "fund_lent"),
        alive={"fund_members": ">", "fund_lent": ">", "income_per_head": "!="},
        few="6e6",
        members=FUND,
        alone=NO_LINK | {"mutual_fund.enabled": "true", "mutual_fund.invest": "0"},
    ),
)


def missing(programmes, listed):
    """What is wrong with the table, in words: policies without an entry, entries without a policy."""
    names = [policy.name for policy in POLICIES]
    wrong = [f"{name} has no entry in tests/policies.py" for name in sorted({*programmes, *listed}) if name not in names]
    wrong += [f"tests/policies.py has {name}, and the model has not" for name in names if name not in listed]
    wrong += [f"{name} is in tests/policies.py {names.count(name)} times" for name in {*names} if names.count(name) > 1]
    return wrong
