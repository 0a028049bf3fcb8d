"""Special areas of a region and Beijing's twin counties, as far as they are found; the rest is drawn, the same every time."""

import hashlib

# Old revolutionary bases of Inner Mongolia, 25 and 8 more since 2009 (im-bases-old, im-bases-new): no list, drawn.
OLD_BASES = {"15": (25, 8)}
# Twins of Beijing's districts, 1997 to 2010: those that seed 003 names; Changping's is unverified (bj-hongsheng-land).
# The others are drawn among the key counties of the state (bj-pairs); all districts: general knowledge.
TWINS = {
    "152221": ("Haidian", "F"), "150429": ("Shijingshan", "F"), "150525": ("Fangshan", "F"),
    "150924": ("Yanqing", "F"), "150524": ("Miyun", "F"), "152527": ("Changping", "U"),
}  # fmt: skip
OTHER_DISTRICTS = ["Dongcheng", "Xicheng", "Chongwen", "Xuanwu", "Chaoyang", "Fengtai", "Mentougou", "Tongzhou", "Shunyi",
                   "Daxing", "Huairou", "Pinggu"]  # fmt: skip
PAIR_YEARS = range(1997, 2011)
REASSIGNED, REASSIGNED_FROM = 11, 2009  # im-bj-adjusted


def drawn(counties, what):
    """The counties in an order of chance that is always the same: by the hash of what is drawn and the code."""
    return sorted(counties, key=lambda c: hashlib.sha256(f"{what} {c['code']}".encode()).hexdigest())


def special_areas(counties, codes):
    """Kinds of counties that money may go to first."""
    old, new = OLD_BASES.get(codes, (0, 0))
    bases = [c["code"] for c in drawn(counties, "old base")][: old + new]
    for c in counties:
        c["pastoral"] = int(c["class"] == "pastoral")
        c["minority_banner"] = int(c["minority"] != "none")
        c["arid"] = int(c["zone"] == "central_arid")
        c["old_base"] = 0 if c["code"] not in bases else 1 if bases.index(c["code"]) < old else 2


def first_to_be_paired(c):
    """Minority areas, old bases and border pastoral areas come first (im-bj-minority, im-bj-old, im-bj-border)."""
    return c["minority_banner"], (c["old_base"] > 0) + (c["pastoral"] and c["border"] == "1")


def twins(counties):
    """By year: district and mark of each twin county. The named ones stay; of the others all but one get new ones."""
    key = [c for c in counties if c["national_key_county"] == "1" and c["code"] not in TWINS]
    others = [c["code"] for c in drawn(key, "pair")][: len(OTHER_DISTRICTS)]
    free = [c for c in counties if c["code"] not in TWINS and c["code"] not in others]
    new = [c["code"] for c in sorted(drawn(free, "new pair"), key=first_to_be_paired, reverse=True)][:REASSIGNED]
    later = new + others[REASSIGNED:]
    for year in PAIR_YEARS:
        codes = later if year >= REASSIGNED_FROM else others
        yield year, TWINS | {code: (district, "S") for code, district in zip(codes, OTHER_DISTRICTS)}


def pairs_text(counties):
    rows = ["year,place,weight,mark,note"]
    for year, pairs in twins(counties):
        rows += [f"{year},{code},1,{mark},{district}" for code, (district, mark) in sorted(pairs.items())]
    return "\n".join(rows) + "\n"
