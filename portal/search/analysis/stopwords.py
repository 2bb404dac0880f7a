"""Small words: they hold a sentence together and say little of what it is about."""

from portal.search.analysis.letters import fold, skeleton

STOPWORDS = frozenset(
    fold(
        """
        ad af aldrig alle alt altid andet andre at bare blev blive bliver bl ca da de dem den denne der deres det
        dette dig din dine disse dit dog du eller en end endnu enten er et eventuel eventuelle eventuelt evt efter
        flere for fordi fra fx før gennem gerne godt ham han hans har havde have hej hen hende hendes her hos hun hvad
        hvem hver hvilke hvilken hvilket hvis hvor hvordan hvorfor hvorledes hvornår i igen ikke ind indtil ingen ja
        jeg jer jeres jf jo kan kl kunne lad lidt man mange med meget mellem men mens mere mest mig min mindre mindst
        mit mine mod må måtte måske ned nej næste nogen noget nogle nok nu når og også om op os over pr på sammen samt
        selv selvom ses sig sin sine sit skal skulle som stadig stk så sådan ti til tit tilbage uden ud under var ved
        vi vil ville vor vores vær være været
        """
    ).split()
)

BARE_STOPWORDS = {bare: word for word in STOPWORDS if (bare := skeleton(word)) != word and bare not in STOPWORDS}
"""The small words with æøå as they are typed without: `pa`, `nar`."""

ARTICLES = ("den", "det", "din")
"""What a name may begin with: Den Sociale Hjemmepleje, Din Sociale Indgang."""

PREFIXES = frozenset(
    fold("af an be bi efter en er for fore forud gen ind med mis op over på sam til ud under und van ved").split()
)
"""What a word begins with without being a compound: `forraad` is no kind of `raad`."""

SUFFIXES = frozenset(
    fold(
        """
        agtig bare barhed ede else elsen elsens elser ende endes ene enes ere erede eren erende erens eret ering
        eringen eringer erne ernes heden hedens heder inden inder ingen ingens inger iske isme ismen ister istisk
        itet iteten lig lige ligere lighed lighede ligst ligt ning ningen ningens ninger ring ringen ringer skab
        skabet somhed ører
        """
    ).split()
)
"""What a word ends in without being a compound: `parkering` has nothing to do with `etablering`."""
