"""One entry of data for each policy: what the tests of policies need to know of it.

tests/region/test_policies.py and tests/frozen/test_reach.py go through the table; both fail where a policy of
`horqin list policies` has no entry, and where an entry has no policy. How to add one: tests/README.md.
"""

from dataclasses import dataclass, field

# Bits of `memberships` (models/poverty.h).
BAN, BALANCE, FOREST, RANGER, RESTORATION, TRAINEE = 1, 2, 4, 8, 16, 32
MOVER, PROJECT, FUND, FLAT, STUDENT, FOLLOWED, RELIEF, RESTOCK = 128, 256, 512, 1024, 2048, 4096, 16384, 32768

# Nothing that one household does reaches another one of its village: no animals on shared pasture, no land let or
# given up, no help among neighbours, no money of an advanced village for the projects of all who live there.
NO_LINK = {
    "founding.herd_share": "0",
    "herds.restock": "0",
    "relocation.land_kept": "1",
    "rental.enabled": "false",
    "help.enabled": "false",
    "mutual_fund.enabled": "false",
    # Goods, teachers, doctors and officers are shared by those who live there: who moves leaves more to others.
    "village_advancement.enabled": "false",
    "contiguous.enabled": "false",
    "infrastructure.enabled": "false",
    "education.enabled": "false",
    "health.enabled": "false",
    "officers.enabled": "false",
}

GOODS = ("roads", "water", "animal_water", "wells", "farmland", "schools", "clinics", "housing")
# What is built does nothing. Wells cannot be without effect on land that is irrigated then: no land can be irrigated.
NO_GOODS = {
    "goods.road_gain": "0",
    "goods.water_effect": "0",
    "goods.water_months": "0",
    "goods.animal_water_effect": "0",
    "goods.irrigable": "0",
    "goods.farmland_gain": "0",
    "goods.clinic_effect": "0",
    "schooling.distance_effect": "0",
    "schooling.higher_distance": "0",
    "schooling.boards_from": "2",
}
ECO_INDUSTRIES = ("tourism", "photovoltaic", "wind", "medicine", "fruit", "grass", "cattle_chain", "sheep_chain", "facility")


# Programmes that the configuration deals untied money to.
MIXED = ("industry", "training", "relocation", "village_advancement", "infrastructure", "education", "health")


def by_own_money(name):
    """No money of others, which reaches other counties than its own."""
    return {f"{source}_mix.{name}": "0" for source in ("pairing", "fixed_point", "social_aid")}


def built(kind):
    """Series of what a policy builds where no well is lacking, and of what there is then."""
    return frozenset({f"{prefix}_{good}" for prefix in (kind, "have") for good in GOODS if good != "wells"})


@dataclass(frozen=True)
class Policy:
    """
    counts     series (more than one: by spaces) of what it hands out in the year of the money, by county: more money,
               never less of it
    first      first year of its money
    budget     Yuan of the region in a year, were all 101 counties of Inner Mongolia simulated: tests/region simulates
               half of them, with half of it
    unit       what one costs where money goes down in whole pieces, else 1
    settings   what it needs beside `enabled` and money, in runs without it too
    receiver   of one that deals its money to others: what it needs in runs with it, a programme without money of its own
    by_itself  in tests/frozen every other programme is off: its terms are those of the region's money, with which all
               of that is live again
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
    first: int = 2009
    settings: dict = field(default_factory=dict)
    receiver: dict = field(default_factory=dict)
    by_itself: bool = False
    reach: str = "village"
    alone: dict | None = field(default_factory=lambda: NO_LINK)
    why: str = ""
    noted: tuple = ()

    def on(self, money):
        return self.receiver | {f"{self.name}.enabled": "true", f"{self.name}.regional_budget": money}


def advanced(name, prefix):
    """Of villages that get all goods at once. Household projects are industry's, which is off."""
    return Policy(
        name,
        counts=f"{prefix}_villages",
        budget="400e6",
        unit=1000000,
        settings=by_own_money(name),
        dead=NO_GOODS,
        traces=built(prefix) | {f"{prefix}_villages"},
        zero=(f"{prefix}_wells", f"{prefix}_projects"),
        alive={f"{prefix}_wells": ">", "have_roads": ">", "have_water": ">", "income_per_head": ">"},
        few="10e6",
        members=0,
        reach="county",
        alone=None,
        why="goods are those of villages",
    )


def untied(name, few, **settings):
    """Money for others, all of it for courses here: whatever it does is what courses do (the entry of training)."""
    return Policy(
        name,
        counts="trained",
        budget="60e6",
        settings={f"{name}.start": "2009", f"{name}.end": "2100", f"{name}.weight": "1"} | settings,
        receiver={
            "training.enabled": "true",
            "training.regional_budget": "0",
            **{f"{name}_mix.{other}": "0" for other in MIXED},
            f"{name}_mix.training": "1",
        },
        by_itself=True,
        dead={"labour.course_return": "0", "labour.course_placement": "0"},
        traces=frozenset({"trained", "trained_placed"}),
        zero=("trained_gained", "displaced"),
        alive={"trained_placed": ">", "trained_gained": ">", "income_per_head": "!="},
        few=few,
        members=TRAINEE,
    )


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
        # It is there for others' money too: of partners, and of advanced villages for household projects.
        settings={
            **by_own_money("industry"),
            "village_advancement.enabled": "false",
            "contiguous.enabled": "false",
        },
        # Projects that earn nothing and cost nobody anything, and no enterprise.
        dead={
            "industry.return": "0",
            "industry.match": "0",
            "industry.loan": "0",
            "industry.enterprise_share": "0",
            "industry.project_loans": "0",
        },
        # Without return no land or herd has anything to raise: featured breeding is all that villages build.
        traces=frozenset(
            {"projects", "ventures", "ventures_near", "venture_price", "base_projects_featured", "base_capital_featured"}
        ),
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
        # It is there for partners' money too.
        settings=by_own_money("training"),
        # Courses that raise neither wages nor chances.
        dead={"labour.course_return": "0", "labour.course_placement": "0"},
        traces=frozenset({"trained", "trained_placed"}),
        zero=("trained_gained", "displaced"),
        alive={"trained_placed": ">", "trained_gained": ">", "income_per_head": "!="},
        few="1e6",
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
        traces=frozenset({"funds", "fund_cash", "fund_granted"}),
        zero=("fund_members", "fund_lent"),
        alive={"fund_members": ">", "fund_lent": ">", "income_per_head": "!="},
        few="6e6",
        members=FUND,
        alone=NO_LINK | {"mutual_fund.enabled": "true", "mutual_fund.invest": "0"},
    ),
    Policy(
        "officers",
        counts="officers",
        budget="60e6",
        unit=15000,
        # Courses for cadres that the configuration states are given without its money.
        settings={"officers.cadres_trained": "0", "officers.cadre_courses": "0"},
        # Officers who know nothing that the village does not.
        dead={"officers.information": "0"},
        traces=frozenset({"officers"}),
        alive={"officers": ">", "income_per_head": "!="},
        few="300000",
        members=0,
        reach="county",
        alone=None,
        why="a village sees all of its households better",
    ),
    Policy(
        "consolidation",
        counts="served_consolidation",
        budget="8e6",
        # Nobody has left the register before.
        first=2010,
        settings={"consolidation.start": "2010", "consolidation.near": "3"},
        # Who is on a register of incomes stays on it for twenty years above the line, so that nobody has left it, and
        # nobody else is at risk: the money stays in the funds.
        dead={"register.quota": "-1", "register.exit_years": "20", "consolidation.at_risk": "1"},
        zero=("served_consolidation", "paid_consolidation"),
        alive={"paid_consolidation": ">", "income_transfers": ">"},
        few="2e6",
        members=FOLLOWED,
    ),
    Policy(
        "e_commerce",
        counts="online",
        budget="60e6",
        settings={"e_commerce.start": "2009"},
        # As much of a price is lost on the way as without.
        dead={"e_commerce.effect": "0"},
        traces=frozenset({"online"}),
        alive={"online": ">", "income_business": ">"},
        few="1e6",
        members=0,
        reach="county",
        alone=None,
        why="what arrives of a price is the county's, whoever sells online",
    ),
    Policy(
        "eco_industry",
        counts="eco_capital",
        budget="60e6",
        # Ecological industries without jobs that sell nothing and pay no taxes, chains that pay no more; no greenhouses, for these
        # are land.
        dead={f"eco_industry.{industry}_{what}": "0" for industry in ECO_INDUSTRIES for what in ("jobs", "yields")}
        | {"eco_industry.link_gain": "0", "eco_industry.facility": "0", "cascade.local_tax": "0"},
        traces=frozenset({"eco_capital", "visits", "wind_power"}),
        zero=("eco_revenue", "eco_jobs", "eco_sales", "eco_rents", "eco_dividends"),
        alive={"eco_jobs": ">", "eco_sales": ">", "eco_rents": ">", "vacancies": ">", "income_per_head": ">"},
        few="5e6",
        members=0,
        reach="county",
        alone=None,
        why="ecological industries are the county's, and so are prices, jobs and rents",
    ),
    Policy(
        "public_forest",
        counts="public_forest_paid",
        budget="30e6",
        # Nobody is paid for nothing: the money stays in the funds.
        dead={"public_forest.rate": "0"},
        zero=("public_forest_paid",),
        alive={"public_forest_paid": ">", "income_transfers": ">"},
        few="300000",
        members=0,
        reach="county",
        alone=None,
        why="its forest is that of villages, and all of them are paid",
    ),
    Policy(
        "education",
        counts="served_education",
        budget="30e6",
        settings=by_own_money("education"),
        # School costs nothing that could be aided, and taught teachers keep nobody at it: the money for students stays.
        dead={
            "schooling.boarding": "0",
            "schooling.senior_cost": "0",
            "calendar.school_fee": "0",
            "education.teaching_effect": "0",
        },
        traces=frozenset({"teachers_taught"}),
        zero=("served_education", "paid_education", "students_aided"),
        alive={"students_aided": ">", "paid_education": ">", "teachers_taught": ">"},
        few="200000",
        members=STUDENT,
        reach="county",
        # Teachers are those of all schools of the county.
        alone=NO_LINK | {"education.teaching_share": "0"},
    ),
    Policy(
        "health",
        counts="served_health",
        budget="30e6",
        settings={"health.start": "2009"} | by_own_money("health"),
        # Care that neither saves nor heals, bills settled as before, doctors who know no more.
        dead={
            "health.care_cover": "0",
            "health.care_recovery": "1",
            "health.window": "false",
            "health.clinic_effect": "0",
        },
        traces=frozenset({"served_health", "paid_health", "care_at_home", "doctors_taught"}),
        alive={"care_at_home": ">", "doctors_taught": ">", "care_forgone": "<"},
        few="500000",
        members=0,
        reach="county",
        alone=None,
        why="one window and the doctors are there for the whole county",
    ),
    Policy(
        "infrastructure",
        counts=" ".join(f"built_{good}" for good in GOODS),
        budget="600e6",  # an eighth of it builds each of the goods somewhere, schools too
        settings=by_own_money("infrastructure"),
        dead=NO_GOODS,
        traces=built("built"),
        zero=("built_wells", "well_mu"),
        alive={"have_roads": ">", "have_water": ">", "well_mu": ">", "income_per_head": ">"},
        few="2e6",
        members=0,
        reach="county",
        alone=None,
        why="goods are those of villages",
    ),
    advanced("village_advancement", "eva"),
    advanced("contiguous", "pilot"),
    Policy(
        "worker_relocation",
        counts="flats",
        budget="200e6",
        unit=14000,
        # Terms on which some of every county take a flat.
        settings={
            "worker_relocation.start": "2009",
            "worker_relocation.horizon": "40",
            "worker_relocation.trouble": "0",
            "worker_relocation.living_cost": "0",
        },
        # Nobody leaves for a gain that does not count: the money stays in the funds.
        dead={"worker_relocation.horizon": "0"},
        zero=("flats", "flats_taken"),
        alive={"flats_taken": ">", "flats_lived": ">", "flat_debt": ">"},
        few="30e6",
        members=FLAT,
    ),
    untied("pairing", "1e6", **{"pairing.table": "''", "pairing.city_money": "0"}),
    untied("fixed_point", "1e6", **{"fixed_point.regional_money": "0"}),
    untied("social_aid", "1e6"),
)


def missing(programmes, listed):
    """What is wrong with the table, in words: policies without an entry, entries without a policy."""
    names = [policy.name for policy in POLICIES]
    wrong = [f"{name} has no entry in tests/policies.py" for name in sorted({*programmes, *listed}) if name not in names]
    wrong += [f"tests/policies.py has {name}, and the model has not" for name in names if name not in listed]
    wrong += [f"{name} is in tests/policies.py {names.count(name)} times" for name in {*names} if names.count(name) > 1]
    return wrong
