"""The words people spell with: the radio alphabet, common examples, and what a telephone makes of both."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from dialora.dialogue.spoken.words import listed

#: The alphabet of radio operators (ICAO Annex 10).
RADIO: Mapping[str, str] = {
    word: word[0]
    for word in listed(
        """
        alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november
        oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu
        """
    )
}
#: Radio words as they are misheard.
_RADIO_MISHEARD: Mapping[str, str] = {
    "alfalfa": "a", "offer": "a", "alf": "a", "alpher": "a", "eco": "e", "ecko": "e", "gecko": "e",
    "foxtrott": "f", "fall": "g", "call": "g", "called": "g", "gulf": "g", "goal": "g", "golfer": "g",
    "indian": "i", "indie": "i", "julia": "j", "julie": "j", "hilo": "k", "keylo": "k", "kylo": "k",
    "halo": "k", "key": "k", "kila": "k", "lena": "l", "helena": "l", "elena": "l", "lenna": "l",
    "lina": "l", "leema": "l", "lemur": "l", "limo": "l", "lemma": "l", "leaner": "l", "liema": "l",
    "might": "m", "my": "m", "novembers": "n", "oscars": "o", "pop": "p", "popper": "p", "papal": "p",
    "pa": "p", "cabec": "q", "kebec": "q", "quebeck": "q", "romero": "r", "romo": "r", "rome": "r",
    "ciara": "s", "sara": "s", "siara": "s", "tangle": "t", "tang": "t", "mango": "t", "uniforms": "u",
    "vector": "v", "picture": "v", "victory": "v", "baker": "v", "vicar": "v", "yankees": "y",
    "yanky": "y", "zooloo": "z", "lulu": "z",
}  # fmt: skip
#: What people say after "as in".
_EXAMPLES = listed(
    """
    apple adam able alice animal anna anthony boy bob baby barbara bear ben bravo cat charlie car carl candy
    cookie dog david dad daniel delta door edward egg easy echo elephant eric eagle edgar frank fox father
    fish fred friend george golf girl game gary good great green henry hotel hat happy harry house ice india
    ida igloo ink island indigo john jack jim juliet joe king kite kilo karen kangaroo kevin lion love lima
    larry lemon lucy mary mike mother monkey mom michael nancy nora november nickel nobody nathan nick ocean
    oscar orange oliver open peter paul papa pizza people pat queen quebec quiet question quick robert red
    romeo roger rabbit ralph sam sugar sierra steve snake sun susan sarah tom tiger tango table thomas tim
    umbrella uncle under uniform union up victor violin van vanilla vegas vincent william window whiskey
    water walter wendy xray xylophone yellow young yankee yes you yoyo zebra zulu zoo zero zack
    """
)
EXAMPLES: Mapping[str, str] = {word: word[0] for word in _EXAMPLES}
#: Examples as they are misheard, mostly by what "in" leaves on them.
_EXAMPLES_MISHEARD: Mapping[str, str] = {
    "atom": "a", "eden": "a", "eda": "a", "navel": "a", "novel": "a", "napple": "a", "addum": "a",
    "edam": "a", "cab": "c", "doc": "d", "edwards": "e", "edwood": "e", "neg": "e", "leg": "e", "hoe": "h",
    "hoed": "h", "nice": "i", "eyes": "i", "lulian": "w", "nocean": "o", "notion": "o", "motion": "o",
    "ocean's": "o", "petter": "p", "pizzas": "p", "clean": "q", "green": "g", "wed": "r", "read": "r",
    "wett": "r", "bread": "r", "salmon": "s", "son": "s", "tongue": "t", "numbrella": "u", "nuncle": "u",
    "hunkle": "u", "ankle": "u", "wind": "w", "villain": "v", "valine": "v", "billion": "w", "willem": "w",
    "hello": "y", "jello": "y", "seabra": "z", "zeebra": "z",
}  # fmt: skip
_ALIKE = 76
#: One letter of four, where its neighbours leave no doubt: "tulu" is Zulu.
_ALIKE_AMONG_OTHERS = 70


def radio_letter(word: str, *, among_others: bool) -> str | None:
    """The letter of a radio word; `among_others` says that its neighbours are radio words too."""
    if word in RADIO:
        return RADIO[word]
    if not among_others:
        return None
    if word in _RADIO_MISHEARD:
        return _RADIO_MISHEARD[word]
    best = process.extractOne(word, list(RADIO), scorer=fuzz.ratio, score_cutoff=_ALIKE_AMONG_OTHERS)
    return RADIO[best[0]] if best and len(word) > 3 else None


def example_letter(word: str) -> tuple[str, bool] | None:
    """The letter a word stands for after "as in", and whether the word is one we know."""
    if word in EXAMPLES:
        return EXAMPLES[word], True
    if word in _EXAMPLES_MISHEARD:
        return _EXAMPLES_MISHEARD[word], False
    best = process.extractOne(word, _EXAMPLES, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return (EXAMPLES[best[0]], False) if best and len(word) > 2 else None
