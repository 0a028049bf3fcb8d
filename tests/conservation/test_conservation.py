#!/usr/bin/python3
"""Money is conserved to the fen, a programme that is off or has no money changes nothing, and luck is shared."""

import json
import os
import sys
from decimal import Decimal

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import harness

# Flats that are paid for in full, and weighed for a lifetime: else nobody of one poor county takes one.
THIN = {"population.scale": "0.1", "run.last_year": "2009", "worker_relocation.subsidy": "60000", "worker_relocation.horizon": "100"}
TWO = {"region.counties": "[150205, 150522]", "population.scale": "0.1", "run.last_year": "2012",
       "budget.regional_part": "1",  # whatever is stated for the region is for these two
       "relocation.subsidy": "28000"}  # some who move have savings left
SOURCES = ("central", "region")


class NoMoney(harness.Case):
    """Off, and on without money, are the same to the bit; money is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.off = THIN | harness.policies_off()
        cls.base = harness.simulate(cls.shared / "off", cls.off, threads=2)

    def check(self, name, values, changes):
        result = harness.simulate(self.folder / name, self.off | values, threads=2)
        if changes:
            self.assertNotEqual(self.base.state_hash, result.state_hash, f"{name} changes nothing")
        elif self.base.state_hash != result.state_hash:
            self.fail(f"{name} differs from no programme; {harness.first_difference(self.base, result)}")
        elif self.base.bytes("ledger.csv") != result.bytes("ledger.csv"):
            self.fail(f"{name}: the state is the same, and the ledger is not")
        self.assertEqual(self.base.series("rain"), result.series("rain"), f"{name}: rain")

    def test_each_without_money(self):
        for name in harness.programmes():
            with self.subTest(name):
                self.check(name, harness.policies_on([name], "0"), changes=False)

    def test_several_without_money(self):
        names = harness.programmes()
        for folder, chosen in (("all", names), ("even", names[::2]), ("odd", names[1::2])):
            with self.subTest(", ".join(chosen)):
                self.check(folder, harness.policies_on(chosen, "0"), changes=False)

    def test_not_begun(self):
        """Money for years that are not simulated is no money."""
        self.check("later", harness.policies_on(start=2050), changes=False)

    def test_each_with_money(self):
        for name in harness.programmes():
            with self.subTest(name):
                mix = harness.policies_on(["training"], "0") | {f"{name}_mix.training": 1} if name in harness.untied() else {}
                self.check(name, mix | harness.policies_on([name]), changes=True)

    def test_untied_money_without_use(self):
        """Nobody to take it: the state is as without, and the books say where it went."""
        for name in harness.untied():
            with self.subTest(name):
                result = harness.simulate(self.folder / name, self.off | harness.policies_on([name], "1e6"), threads=2)
                self.assertEqual(self.base.state_hash, result.state_hash)
                rows = [row for row in result.ledger() if row["programme"] == name]
                self.assertEqual({(row["from"], row["to"]) for row in rows},
                                 {("central", "fund"), ("region", "fund"), ("fund", "unitemised")})

    def test_all_with_money(self):
        self.check("all", harness.policies_on(), changes=True)


class Ledger(harness.Case):
    """ledger.csv, added up by the test."""

    BUDGET = Decimal("3000000.00")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = TWO | harness.policies_on(budget=str(cls.BUDGET))
        cls.result = harness.simulate(cls.shared / "ledger", values, threads=2)
        cls.rows = cls.result.ledger()
        cls.counties = sorted({row["county"] for row in cls.rows})

    def books(self):
        """For (county, programme): for each year what the fund received, paid and carried over."""
        years = range(int(self.rows[0]["year"]), int(self.rows[-1]["year"]) + 1)
        books = {}
        for row in self.rows:
            book = books.setdefault((row["county"], row["programme"]), {y: [Decimal(0)] * 3 for y in years})
            amount = Decimal(row["yuan"])
            self.assertGreaterEqual(amount, 0, row)
            self.assertEqual(amount, amount.quantize(Decimal("0.01")), row)
            place = 0 if row["to"] == "fund" else 2 if row["to"] == "carried over" else 1
            if "fund" in (row["to"], row["from"]):
                book[int(row["year"])][place] += amount
        return books

    def test_two_counties_and_all_years(self):
        self.assertEqual(self.counties, ["150205", "150522"])
        self.assertEqual({int(row["year"]) for row in self.rows}, set(self.result.years()))
        self.assertEqual({row["programme"] for row in self.rows}, {"baseline", "security", *harness.programmes()})

    def test_funds_balance(self):
        for (county, programme), years in self.books().items():
            before = Decimal(0)
            for year, (received, paid, carried) in years.items():
                where = f"{programme} in {county}, {year}"
                self.assertEqual(received, paid + carried - before, f"{where}: received = paid + carried over more")
                before = carried

    def test_budgets_arrive(self):
        posted = {}
        for row in self.rows:
            if row["from"] in SOURCES and row["to"] == "fund":
                key = (row["county"], row["programme"], int(row["year"]))
                posted[key] = posted.get(key, 0) + Decimal(row["yuan"])
        years = [year for year in self.result.years() if year >= 2003]
        due = {(c, p, y): self.BUDGET for c in self.counties for p in harness.programmes() for y in years}
        self.assertEqual(posted, due)

    def test_chart_of_accounts(self):
        """Every entry is one that `horqin list postings` has, or its return; only balances have no instrument."""
        rows = json.loads(harness.run("list", "postings", "--json").stdout)["postings"]
        chart = {(r["programme"], r["from"], r["to"], r["instrument"]) for r in rows}
        chart |= {(programme, to, from_, instrument) for programme, from_, to, instrument in chart}
        for row in self.rows:
            if row["to"] == "carried over":
                self.assertEqual(row["instrument"], "")
            else:
                self.assertIn((row["programme"], row["from"], row["to"], row["instrument"]), chart)

    def test_loans_are_debts(self):
        """Loans of programmes are those of the series: households' for projects and houses, and nobody else's."""
        for programme, series in (("industry", "project_loans"), ("relocation", "house_debt")):
            lent = {}
            for row in self.rows:
                if row["programme"] == programme and row["instrument"] == "household_loan":
                    self.assertEqual((row["from"], row["to"]), ("banks", "households"))
                    lent[int(row["year"])] = lent.get(int(row["year"]), 0) + Decimal(row["yuan"])
            self.assertTrue(lent, programme)
            for year, counties in zip(self.result.years(), self.result.series(series)):
                self.assertEqual(Decimal(repr(round(sum(counties), 2))), lent.get(year, 0), f"{programme}, {year}")

    def test_households_add_up(self):
        """What households received less what they paid, over all programmes and years, is what they have saved;
        those who leave at the end of the last year are still counted, but their books have gone ahead."""
        last = self.result.years()[-1] - 2002
        for place, county in enumerate(self.counties):
            balance = Decimal(0)
            for row in self.rows:
                if row["county"] == county:
                    gone = row["to"] == "elsewhere" and int(row["year"]) == self.result.years()[-1]
                    balance += Decimal(row["yuan"]) * ((row["to"] == "households") - (row["from"] == "households" and not gone))
            persons = self.result.series("persons")[last][place]
            savings = self.result.series("savings_per_head")[last][place] * persons
            # The series is a quotient in float64; a fen in these sums is 1e-10 of them.
            self.assertAlmostEqual(float(balance) / savings, 1, delta=1e-12, msg=f"savings in {county}")


    def test_movers_are_nowhere_for_a_year(self):
        """What leaves a village at a year's end arrives somewhere in the next, savings and debts, to the fen."""
        for pair in (("households", "elsewhere"), ("elsewhere", "banks")):
            left, came = {}, {}
            for row in self.rows:
                year, yuan = int(row["year"]), Decimal(row["yuan"])
                if (row["from"], row["to"]) == pair:
                    left[year] = left.get(year, 0) + yuan
                elif (row["to"], row["from"]) == pair:
                    came[year] = came.get(year, 0) + yuan
            self.assertTrue(left, pair)
            for year in self.result.years()[1:]:
                self.assertEqual(came.get(year, 0), left.get(year - 1, 0), f"{pair}, {year}")


class LivingLedger(Ledger):
    """The same with households that begin and end, and persons beside money."""

    @classmethod
    def setUpClass(cls):
        super(Ledger, cls).setUpClass()
        cls.living = TWO | {"demography.enabled": "true", "founding.savings_months": "24"}  # some who move own savings
        values = cls.living | harness.policies_on(budget=str(cls.BUDGET))
        cls.result = harness.simulate(cls.shared / "ledger", values, threads=2)
        cls.rows = cls.result.ledger()
        cls.counties = sorted({row["county"] for row in cls.rows})

    def test_households_leave_money(self):
        pairs = {(row["from"], row["to"]) for row in self.rows}
        self.assertIn(("losses", "banks"), pairs)
        self.assertIn(("households", "kin"), pairs)

    @staticmethod
    def years_of(result, name):
        """A series of totals, summed over counties."""
        return [sum(counties) for counties in result.series(name)]

    def test_persons_add_up(self):
        """Persons and households of a year are those of the year before and what has happened to them."""
        of = lambda name: self.years_of(self.result, name)
        gains = {"persons": (("births", "brides_came"), ("deaths", "brides_left", "left_home", "orphans")),
                 "households": (("households_begun",), ("households_ended", "households_merged"))}
        for what, (more, fewer) in gains.items():
            for i, count in enumerate(of(what)[1:]):
                change = sum(of(name)[i] for name in more) - sum(of(name)[i] for name in fewer)
                self.assertEqual(count, of(what)[i] + change, f"{what}, {self.result.years()[i + 1]}")

    def test_some_join_kin(self):
        """Each of them brings somebody; nobody has kin before a first household has begun and lived for a year."""
        merged, joined = (self.years_of(self.result, name) for name in ("households_merged", "persons_joined"))
        self.assertEqual(merged[0], 0)
        self.assertGreater(sum(merged), 0)
        for households, persons in zip(merged, joined):
            self.assertGreaterEqual(persons, households)

    def test_women_out_are_women_in(self):
        """Exactly at full scale, county by county; by lot where a household stands for ten."""
        full = harness.simulate(self.folder / "full", {"demography.enabled": "true", "run.last_year": "2006"}, threads=2)
        self.assertGreater(sum(self.years_of(full, "brides_came")), 5000)
        self.assertEqual(full.series("brides_came"), full.series("brides_left"))
        came, left = (sum(self.years_of(self.result, name)) for name in ("brides_came", "brides_left"))
        self.assertLess(abs(came - left), 0.05 * came)

    def test_luck_is_shared(self):
        """Births and deaths of the first year, which no policy has reached, are the same with all programmes and
        with none but student aid; later ones hardly differ. (Aid is on in both: those with ten classes leave for town.)"""
        schooled = harness.policies_off() | harness.policies_on(["education"], str(self.BUDGET))
        base = harness.simulate(self.folder / "base", self.living | schooled, threads=2)
        for name in ("births", "deaths", "left_home", "households_begun"):
            self.assertEqual(base.series(name)[0], self.result.series(name)[0], name)
            none, all_of_them = (sum(self.years_of(result, name)) for result in (base, self.result))
            self.assertLess(abs(none - all_of_them), 0.02 * none, name)


class Together(Ledger):
    """The same with what the shipped configurations leave at rest, all at once: money leaks, lines follow a rule, kinds of
    counties weigh more, disasters are relieved, the army gives, an award is paid, villagers bring their part."""

    REGIONAL, ARMY, AWARD = Decimal("4000000.00"), Decimal("700000.00"), Decimal("900000.00")

    @classmethod
    def setUpClass(cls):
        super(Ledger, cls).setUpClass()
        cls.values = TWO | harness.policies_on(budget=str(cls.BUDGET)) | {
            "run.last_year": "2008",
            "budget.regional_part": "1",
            "training.regional_budget": str(cls.REGIONAL),
            "supervision.leakage": "0.1",
            "supervision.rounds": "1",
            "lines.rule": "1",
            "lines.start": "2004",
            "special.pastoral": "3",
            "special.national_key": "2",
            "special.other": "0.5",
            "relief.drought": "0",
            "social_aid.army_money": str(cls.ARMY),
            "social_aid_mix.training": "0.6",
            "evaluation.enabled": "true",
            "cascade.reward": "1",
            "award.enabled": "true",
            "award.start": "2003",
            "award.regional_budget": str(cls.AWARD),
            "village_advancement.masses_share": "0.2",
            "contiguous.masses_share": "0.2",
        }
        cls.result = harness.simulate(cls.shared / "ledger", cls.values, threads=2)
        cls.rows = cls.result.ledger()
        cls.counties = sorted({row["county"] for row in cls.rows})

    def paid(self, **said):
        """Yuan by year of the rows that say so."""
        sums = {}
        for row in self.rows:
            if all(row[key.rstrip("_")] == value for key, value in said.items()):
                sums[int(row["year"])] = sums.get(int(row["year"]), 0) + Decimal(row["yuan"])
        return sums

    def test_two_counties_and_all_years(self):
        self.assertEqual(self.counties, ["150205", "150522"])
        self.assertEqual({int(row["year"]) for row in self.rows}, set(self.result.years()))
        self.assertEqual({row["programme"] for row in self.rows}, {"baseline", "security", "award", *harness.programmes()})

    def test_budgets_arrive(self):
        """A county's own and the region's, by whoever pays it."""
        years = [year for year in self.result.years() if year >= 2003]
        more = {"training": self.REGIONAL, "social_aid": self.ARMY}
        for programme in harness.programmes():
            given = {}
            for source in (*SOURCES, "army"):
                for year, yuan in self.paid(programme=programme, from_=source, to="fund").items():
                    given[year] = given.get(year, 0) + yuan
            due = len(self.counties) * self.BUDGET + more.get(programme, 0)
            self.assertEqual(given, {year: due for year in years}, programme)
        self.assertEqual(self.paid(from_="army", to="fund"), {year: self.ARMY for year in years})

    def test_all_of_it_acts(self):
        years = {year for year in self.result.years() if year >= 2003}
        self.assertEqual(set(self.paid(from_="fund", to="leaks")), years)
        self.assertGreater(min(self.paid(from_="leaks", to="households").values()), 0)
        self.assertGreater(sum(self.paid(programme="relief", from_="fund").values()), 0)
        self.assertGreater(sum(self.paid(programme="village_advancement", from_="households", to="fund").values()), 0)
        self.assertGreater(sum(self.paid(programme="award", to="fund").values()), 0)
        self.assertEqual(set(self.paid(programme="award", to="fund").values()), {self.AWARD})
        lines = harness.simulate(self.folder / "lines", self.values | {"lines.rule": "0"}, threads=2)
        self.assertNotEqual(lines.series("headcount"), self.result.series("headcount"))
        alike = {"special.pastoral": "1", "special.national_key": "1", "special.other": "1"}
        kinds = harness.simulate(self.folder / "kinds", self.values | alike, threads=2)
        self.assertNotEqual(kinds.series("trained"), self.result.series("trained"))

    def test_ranks(self):
        self.same(self.result, harness.simulate(self.folder / "two", self.values, ranks=2), "2 ranks")


class Rents(harness.Case):
    """What tenants pay, owners get; what is rented, is let."""

    def simulate(self, name, **more):
        # Interest off: rents are all that the account `owners` sees.
        values = {"run.last_year": "2004", "money.deposit_rate": "0"}
        return harness.simulate(self.folder / name, values | {k.replace("__", "."): v for k, v in more.items()})

    def flows(self, result):
        paid, received = {}, {}
        for row in result.ledger():
            year, yuan = int(row["year"]), Decimal(row["yuan"])
            if (row["from"], row["to"]) == ("households", "owners"):
                paid[year] = paid.get(year, 0) + yuan
            elif (row["from"], row["to"]) == ("owners", "households"):
                received[year] = received.get(year, 0) + yuan
        return paid, received

    def test_to_the_fen(self):
        result = self.simulate("whole")
        paid, received = self.flows(result)
        self.assertEqual(set(paid), set(result.years()))
        self.assertGreater(min(paid.values()), 1000000)
        self.assertEqual(paid, received)
        series = [sum(c + p for c, p in zip(*year)) for year in zip(result.series("cropland_rent_paid"), result.series("pasture_rent_paid"))]
        for year, yuan in zip(result.years(), series):
            self.assertEqual(Decimal(repr(round(yuan, 2))), paid[year])

    def test_thinned(self):
        """Households that stand for ten: less than ten fen stay behind in each market of a village and year."""
        result = self.simulate("thinned", population__scale="0.1")
        paid, received = self.flows(result)
        for year in result.years():
            left = paid[year] - received[year]
            self.assertGreaterEqual(left, 0)
            self.assertLess(left, result.facts["villages"] * 2 * Decimal("0.20"))

    def test_off(self):
        """Off: no rents, nothing rented, and land works as its owner does; on: another state."""
        off = self.simulate("off", rental__enabled="false")
        self.assertEqual(self.flows(off), ({}, {}))
        for name in ("cropland_rented", "pasture_rented", "absent_let"):
            self.assertEqual(sum(map(sum, off.series(name))), 0, name)
        self.assertNotEqual(off.state_hash, self.simulate("on").state_hash)


class Sources(harness.Case):
    """Who pays changes no place: only the names in the books."""

    MONEY = {"training": ("10e6", {"three_west": "6e6"}), "mutual_fund": ("8e6", {"lgop": "3e6"}),
             "industry": ("12e6", {"three_west": "7e6", "fujian": "4e6"})}

    def simulate(self, name, named):
        values = TWO | harness.policies_off() | {"cascade.discretion": "0.2" if name == "moved" else "0"}
        values |= {"budget.regional_part": "1"}  # money of these counties, not of the region's other 99 too
        for programme, (money, sources) in self.MONEY.items():
            rest = Decimal(money) - sum(map(Decimal, sources.values())) * named
            values |= {f"{programme}.enabled": "true", f"{programme}.start": 2003, f"{programme}.regional_budget": str(rest)}
            values |= {f"{programme}.{source}_money": yuan for source, yuan in sources.items() if named}
        return harness.simulate(self.folder / name, values, threads=2)

    @staticmethod
    def flows(result, sources):
        """Yuan by what the row says; all of whom money comes from as one, where `sources` is false."""
        sums = {}
        for row in result.ledger():
            payer = row["from"] if sources or row["to"] != "fund" else "anybody"
            key = row["year"], row["county"], row["programme"], payer, row["to"], row["instrument"], row["quantity"]
            sums[key] = sums.get(key, 0) + Decimal(row["yuan"])
        return sums

    def test_places_are_the_same(self):
        plain, named = self.simulate("plain", False), self.simulate("named", True)
        self.assertEqual(plain.state_hash, named.state_hash)
        self.assertNotEqual(plain.facts["ledger_hash"], named.facts["ledger_hash"])
        self.assertEqual(self.flows(plain, False), self.flows(named, False))
        paid = {}
        for (year, _, programme, payer, to, _, _), yuan in self.flows(named, True).items():
            if to == "fund":
                paid[programme, payer, int(year)] = paid.get((programme, payer, int(year)), 0) + yuan
        years = [year for year in named.years() if year >= 2003]
        for programme, (_, sources) in self.MONEY.items():
            for source, yuan in sources.items():
                self.assertEqual([paid.get((programme, source, year)) for year in years], [Decimal(yuan)] * len(years))
        self.assertLessEqual({key[3] for key in self.flows(plain, True) if key[4] == "fund"}, set(SOURCES))

    def test_what_prefectures_move(self):
        """Money that goes to another content is the centre's and the region's there, and no source pays more than it has."""
        moved = self.simulate("moved", True)
        paid = {}
        self.assertNotEqual(self.flows(moved, True), self.flows(self.simulate("named", True), True), "nothing was moved")
        for (year, _, programme, payer, to, _, _), yuan in self.flows(moved, True).items():
            if to == "fund":
                paid[programme, payer, year] = paid.get((programme, payer, year), 0) + yuan
        for (programme, payer, year), yuan in paid.items():
            named = self.MONEY[programme][1]
            self.assertIn(payer, {*named, *SOURCES})
            if payer in named:
                self.assertLessEqual(yuan, Decimal(named[payer]), (programme, payer, year))


class Untied(harness.Case):
    """Pairing's money reaches the programmes of its mix as if it were their own, and nowhere is a fen lost."""

    def test_as_if_its_own(self):
        start = {"training.start": 2003, "industry.start": 2003, "pairing.start": 2003}
        on = {"training.enabled": "true", "industry.enabled": "true", "pairing.enabled": "true", "training.budget": 0}
        base = TWO | harness.policies_off() | start | on
        own = harness.simulate(self.folder / "own", base | {"training.budget": "3e5", "industry.budget": "5e5"}, threads=2)
        mix = {"pairing.budget": "1e6", "pairing_mix.training": "0.3", "pairing_mix.industry": "0.5"}
        untied = harness.simulate(self.folder / "untied", base | mix, threads=2)
        self.assertEqual(own.state_hash, untied.state_hash)
        passed = {}
        for row in untied.ledger():
            if "passed" in (row["from"], row["to"]):
                key = row["county"], row["year"]
                sign = 1 if row["to"] == "passed" else -1
                passed.setdefault(key, []).append(sign * Decimal(row["yuan"]))
        self.assertEqual(len(passed), 2 * len([year for year in untied.years() if year >= 2003]))
        for parts in passed.values():
            self.assertEqual(sorted(parts), [Decimal(-500000), Decimal(-300000), Decimal(800000)])


class Training(harness.Case):
    """The account of seed 002, and what more money and fewer jobs do."""

    VALUES = {"training.start": 2003, "run.last_year": "2004", "training.cost": "1000", "training.enabled": "true"}

    def simulate(self, name, **more):
        values = harness.policies_off() | self.VALUES | {key.replace("__", "."): v for key, v in more.items()}
        return harness.simulate(self.folder / name, values, threads=2)

    def test_31_million_buy_31000_courses(self):
        result = self.simulate("seed", training__budget="31e6")
        rows = [row for row in result.ledger() if row["programme"] == "training"]
        for year in ("2003", "2004"):
            bought = [(row["yuan"], row["quantity"]) for row in rows if row["year"] == year and row["from"] == "fund"]
            self.assertEqual(bought, [("31000000.00", "31000")], f"{year}: courses bought, and nothing carried over")
        self.assertEqual(result.series("trained"), [[0.0], [31000.0], [31000.0]])

    def test_more_money_never_enrols_fewer(self):
        enrolled = []
        for budget in ("2.5e6", "10e6", "31e6", "60e6"):
            result = self.simulate(budget, training__budget=budget, population__scale="0.1", run__last_year="2003")
            enrolled.append(result.series("trained")[1][0])
        self.assertEqual(enrolled, sorted(enrolled), "courses by budget")
        self.assertLess(enrolled[0], enrolled[-1])

    def test_fewer_jobs_place_fewer(self):
        placed = []
        for vacancies in ("0.16", "0.08"):
            result = self.simulate(vacancies, training__budget="31e6", labour__vacancies=vacancies)
            placed.append(sum(year[0] for year in result.series("trained_placed")))
        self.assertGreater(placed[0], placed[1], "trainees placed, with all jobs and with half of them")
        self.assertGreater(placed[1], 0)


if __name__ == "__main__":
    harness.main()
