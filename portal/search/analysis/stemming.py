"""Stems: Snowball's Danish rules, with the forms that they get wrong."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from portal.search.analysis.letters import fold, unfold
from portal.search.analysis.stopwords import STOPWORDS

_snowball = snowballstemmer.stemmer("danish")

# A stem and the forms of it that the rules scatter. These nouns also end compounds: `plejeboern`.
_NOUNS = """
barn børn børnene børns børnenes børne
budget budgets budgettet budgettets budgetter budgetterne budgetternes
plads pladser pladsen pladserne pladsens pladsers
kreds kredse kredsen kredsene
forælder forældre forældrene forældres forældrenes
menneske mennesker mennesket menneskene menneskers
mand mænd manden mændene mænds
bror brødre broder brødrene
datter døtre datteren
hånd hænder hånden hænderne
nat nætter natten
kraft kræfter
bolig boliger boligen boligerne boligs boligens
møde møder mødet møderne mødes mødets mødernes
uge uger ugen ugerne
sted steder stedet stedets stederne
pligt pligten pligter pligterne pligtens
år året årets årene årenes
ydelse ydelser ydelsen ydelserne ydelsens ydelsers
anbringelse anbringelser anbringelsen anbringelserne
afgørelse afgørelser afgørelsen afgørelserne
beslutning beslutninger beslutningen
indstilling indstillinger indstillingen
konsekvens konsekvenser konsekvensen konsekvenserne
itet iteten itetens iteter iteterne itets
orden ordenen ordenens ordener ordenerne ordens
sret srets sretten srettens sretter sretterne
proces processen processens processer processerne
barometer barometret barometre barometeret barometrets
"""

# These only on their own: `borgerraadgiver` has nothing to do with `giver`.
_WORDS = """
anbringelse anbring anbringe anbringer anbringes anbragt anbragte
beslutning beslutte beslutter besluttes besluttet
afgørelse afgør afgøre afgøres afgjort afgjorde
indstilling indstil indstille indstiller indstillet
ydelse yde yder ydet ydes
fader fædre far
moder mødre mor
fod fødder
bog bøger bogen bøgerne
initiativret initiativretten
konkret konkrete
tale taler talen talt talte tales
begrænse begrænser begrænset begrænsede begrænses begrænsning begrænsninger
vælge vælger valgt valgte
følge følger fulgt fulgte
hjælpe hjælper hjulpet hjalp hjælpes hjælp hjælpen
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
vej vejen veje vejene
stor stort store større størst største
lang langt lange længere længst længste
ung ungt unge yngre yngst yngste
høj højt høje højere højst højeste
ny nyt nye nyere nyeste
god godt gode bedre bedst bedste
lille små mindre mindst
åben åbent åbne
åbner åbnes åbnet åbnede åbning åbningen åbninger
stille stiller stillet stillede stilles
skæv skæve skævt
voksen voksne voksnes
gammel gamle
lukke lukker lukket lukkede lukkes
udvikling udvikle udvikler udviklet udviklingen
årlig årligt årlige
tænke tænker tænkt tænkte
bringe bringer bragt bragte
bidrag bidrage bidrager bidraget bidrog
inhabil inhabile inhabilt
habil habile habilt
vind vinden vindene vinde
vinder vinderen vindere vinderne vandt vundet
haven haver haverne havens
hav havet havene havets
modne modnes modnede modnet
gæld gælden gældens
passe passer passede passes
firma firmaet firmaer firmaerne firmaets
gælde gælder gjaldt gældende
lover lovede lovet
nævn nævnet nævnene nævnenes
nævne nævner nævnes nævnt nævnte
synes syntes
syn synet synets
fare faren farer farerne
farlig farligt farlige farligere farligst
presse pressen pressens
pres presset
billig billigt billige billigere billigst
fattig fattigt fattige fattigere
levere leverer leveres leveret leverede levering leveringen
ligge ligger lå ligget
lige
saglig sagligt saglige saglighed
tidlig tidligt tidlige tidligere tidligst
udvalgt udvalgte
virkelig virkelige virkeligt virkelighed virkeligheden
videre
rette rettes rettet rettede rettelse rettelser rettelsen
rumme rummer rummes
sidde sidder siddet
tælle tæller tælles
rente renten renter renterne
helhed helheden helheder
regne regner regnede regnet
"""

_DERIVED = ("ning", "ing", "els", "hed", "isk", "ism", "ist", "itet", "ion", "oer", "or")
_SHORTEST_ROOT = 5


def _families(text: str) -> dict[str, str]:
    table = {}
    for line in fold(text).strip().split("\n"):
        head, *forms = line.split()
        table.update(dict.fromkeys([head, *forms], head))
    return table


_ENDS = _families(_NOUNS)
_IRREGULAR = _families(_WORDS) | _ENDS
_LONGEST = max(map(len, _ENDS))
_SHORTEST_TAIL = 4
_ENDING = re.compile(r"(?<=\w{4})(?:erne|ene|er|en|et|e)?s?$")
"""What is taken off where the rules would leave a small word: `forlig` is not `for`."""


def is_irregular(word: str) -> bool:
    """Whether the folded word is a form that the table knows."""
    return word in _IRREGULAR


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a folded word: `boernene` is `barn`, `tilsynsrapporterne` is `tilsynsrapport`."""
    if not word.isalpha():
        return word
    if irregular := _IRREGULAR.get(word):
        return irregular
    for start in range(max(2, len(word) - _LONGEST), len(word) - _SHORTEST_TAIL + 1):
        if (irregular := _ENDS.get(word[start:])) and len(irregular) >= _SHORTEST_TAIL:
            return word[:start] + irregular
    found = _mended(_regular(word), word)
    return _ENDING.sub("", word) if found in STOPWORDS and word not in STOPWORDS else found


def _regular(word: str) -> str:
    return fold(_snowball.stemWord(unfold(word)))


def _mended(stem: str, word: str) -> str:
    """One stem for what the rules leave as two: `regel` and `regler`, `center` and `centre`, `klage` and `klagede`."""
    if len(stem) < 4:
        return stem
    if stem.endswith("ed") and word.endswith(("ede", "edes")) and not stem.endswith(("led", "sted")):
        stem = stem[:-2]
    elif stem.endswith("el") and not stem.endswith(("ael", "oel")):
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
