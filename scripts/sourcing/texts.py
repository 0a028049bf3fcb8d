"""Numbers and sentences of a document, as the catalogue counts them."""

import hashlib
import re
from fractions import Fraction

ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
SCALE = "|".join(SCALES)
TOKEN = re.compile(
    rf"(?<!\w)(?<!\d\.)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<percent>%)?(?:(?:st|nd|rd|th)\b)?(?:[ -]+(?P<of>{SCALE})\b)?"
    rf"|\b(?P<word>{'|'.join(ONES)})\b(?:[ -]+(?P<times>{SCALE})\b)?"
    rf"|\b(?P<ordinal>{'|'.join(ORDINALS)})(?:ly)?\b(?P<listed>,)?"
    rf"|\b(?P<alone>{SCALE})(?P<many>s?)\b",
    re.IGNORECASE | re.ASCII,
)


def tokens_of(text):
    """The numbers of a sentence as catalogued: `31000`, `54.9%`, `24.0506-million`, `four`; years stay 2009.
    The numbering of a list ("1.", "First,") is no number."""
    text = re.sub(r"(^|】)\s*\d\.(?=\s*[A-Z])", r"\1 ", text)
    found = []
    for match in TOKEN.finditer(text):
        part = match.groupdict()
        if part["digits"]:
            token = part["digits"].rstrip(",")
            if not re.fullmatch(r"(?:19|20)\d\d", token):
                token = token.replace(",", "")
            token += "%" if part["percent"] else ""
            token += f"-{part['of'].lower()}" if part["of"] else ""
        elif part["word"]:
            token = part["word"].lower() + (f"-{part['times'].lower()}" if part["times"] else "")
        elif part["ordinal"]:
            if part["listed"]:
                continue
            token = part["ordinal"].lower()
        else:
            token = (part["alone"] + part["many"]).lower()
        found.append(token)
    return found


def number_of(token):
    """The value of a catalogued number, or None where it has none of its own (`hundreds`)."""
    token, _, scale = token.partition("-")
    times = SCALES.get(scale, 1)
    if token in ONES:
        return Fraction(ONES.index(token) + 1) * times
    if token in ORDINALS:
        return Fraction(ORDINALS.index(token) + 1)
    if token in SCALES:
        return Fraction(SCALES[token])
    percent = token.endswith("%")
    token = token.rstrip("%")
    if not re.fullmatch(r"\d+(\.\d+)?", token):
        return None
    return Fraction(token) * times / (100 if percent else 1)


def is_year(token):
    return re.fullmatch(r"(?:19|20)\d\d", token) is not None


def sentences_of(text):
    """(line.number, sentence) of every sentence: a line ends one, and so do . ! ? before a capital or a digit."""
    for number, line in enumerate(text.split("\n"), 1):
        line = re.sub(r"^\s*\d\.\s+(?=[A-Z])", "", line.strip())
        pieces = [p for p in re.split(r"(?<=[.!?])[\"”’]?\s+(?=[A-Z“\"【\d])", line) if p]
        for k, piece in enumerate(pieces, 1):
            yield f"{number}.{k}", piece


def fingerprint(sentence):
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:12]
