"""Stems: Snowball's Danish rules, with the forms that they get wrong."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

from portal.search.letters import fold, unfold

_snowball = snowballstemmer.stemmer("danish")

# A stem and the forms of it that the rules scatter; each also holds as the last part of a compound.
_FAMILIES = """
barn børn børnene børns børnenes børne
budget budgets budgettet budgettets budgetter budgetterne budgetternes budgetteret
plads pladser pladsen pladserne pladsens pladsers
kreds kredse kredsen kredsene
forælder forældre forældrene forældres forældrenes
menneske mennesker mennesket menneskene menneskers
mand mænd manden mændene mænds
bror brødre broder brødrene
datter døtre datteren
fader fædre
moder mødre
hånd hænder hånden hænderne
nat nætter natten
fod fødder
kraft kræfter
bog bøger bogen bøgerne
anbring anbringe anbringer anbringes anbragt anbragte anbringelse anbringelser anbringelsen anbringelserne
beslut beslutte beslutter besluttes besluttet beslutning beslutninger beslutningen
afgør afgøre afgøres afgjort afgjorde afgørelse afgørelser afgørelsen afgørelserne
indstil indstille indstiller indstillet indstilling indstillinger indstillingen
vælge vælger valgt valgte
følge følger fulgt fulgte
hjælpe hjælper hjulpet hjalp hjælpes
søge søger søgt søgte søges
spørge spørger spurgt spurgte
skære skærer skåret skar
bryde bryder brudt brød
træffe træffer truffet traf træffes
skrive skriver skrev skrevet
finde finder fandt fundet findes
holde holder holdt holdes afholdes afholdt afholde
komme kommer kom kommet
få får fik fået
give giver gav givet gives
tage tager tog taget tages
gøre gør gjort gjorde gøres
sige siger sagt sagde siges
betale betaler betalt betalte betales
bo bor boede boet
dele deler delt delte
koste koster kostet kostede
bolig boliger boligen boligerne boligs boligens
vej vejen veje vejene
stille stiller stillet stillede stilles
møde møder mødet møderne mødes mødets mødernes
skæv skæve skævt
voksen voksne voksnes
gammel gamle
lukke lukker lukket lukkede lukkes
uge uger ugen ugerne
pligt pligten pligter pligterne pligtens
år året årets årene årenes
årlig årligt årlige
yde yder ydet ydes ydelse ydelser ydelsen ydelserne ydelsens ydelsers
konsekvens konsekvenser konsekvensen konsekvenserne
forsøge forsøger forsøgt forsøgte
erstatte erstatter erstattet erstatning erstatninger
tænke tænker tænkt tænkte
bringe bringer bragt bragte
bidrage bidrager bidraget bidrog bidrag
nærtstående nærtståendes
habil habile habilt
inhabil inhabile inhabilt
sted steder stedet stedets stederne
"""

_DERIVED = ("ning", "ing", "els", "hed", "isk", "ism", "ist", "itet", "ion", "oer", "or")
_SHORTEST_ROOT = 5


def _families() -> dict[str, str]:
    table = {}
    for line in _FAMILIES.split("\n"):
        head, *forms = fold(line).split() or [""]
        table.update(dict.fromkeys([head, *forms], head))
    del table[""]
    return table


_IRREGULAR = _families()
_LONGEST = max(map(len, _IRREGULAR))
_SHORTEST_TAIL = 4


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a folded word: `boernene` is `barn`, `tilsynsrapporterne` is `tilsynsrapport`."""
    if not word.isalpha():
        return word
    if irregular := _IRREGULAR.get(word):
        return irregular
    for start in range(max(2, len(word) - _LONGEST), len(word) - _SHORTEST_TAIL + 1):
        if (irregular := _IRREGULAR.get(word[start:])) and len(irregular) >= _SHORTEST_TAIL:
            return word[:start] + irregular
    return _mended(_regular(word))


def _regular(word: str) -> str:
    return fold(_snowball.stemWord(unfold(word)))


def _mended(stem: str) -> str:
    """One stem for what the rules leave as two: `regel` and `regler`, `center` and `centre`, `klage` and `klagede`."""
    if len(stem) < 4:
        return stem
    if stem.endswith("ed") and len(stem) > 5 and not stem.endswith(("sted", "hed")):
        stem = stem[:-2]
    elif stem.endswith("el"):
        stem = stem[:-2] + "l"
        stem = stem[:-2] + "l" if stem[-2] == stem[-3] else stem
    elif stem.endswith("vt") or (stem[-1] in "rs" and stem[-2] in "bdfgkmnpstv"):
        stem = stem[:-1]
    return stem[:-1] if stem[-1] == stem[-2] else stem


def root(stem: str) -> str:
    """The stem without its last ending of derivation: `raadgivning` and `raadgiver` meet in `raadgiv`."""
    for ending in _DERIVED:
        if stem.endswith(ending) and len(stem) - len(ending) >= _SHORTEST_ROOT:
            return stem[: -len(ending)]
    return stem
