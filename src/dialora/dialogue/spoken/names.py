"""Names of people: "my name is …", "this is …", or just the name."""

from __future__ import annotations

from dialora.dialogue.spoken.words import GAP, Found, Word, Words, at, listed

#: A name follows these whatever else is said. The longest is looked for first.
_SURE_CUES = (
    "my full name is", "my name is", "my name would be", "my name's", "the name is", "name is", "name was",
    "name", "it is under the name", "under the name of", "under the name", "in the name of", "it is under",
    "under", "call me", "i am called", "they call me", "put it under", "put down", "you are speaking with",
    "you are speaking to", "you are talking to", "the patient is", "the patient's name is",
)  # fmt: skip
#: A name may follow these; so may much else.
_WEAK_CUES = ("this is", "it is", "that is", "i am", "here is", "for", "from")
_FIRST = ("first name is", "first name", "given name is", "given name")
_LAST = ("last name is", "last name", "surname is", "surname", "family name is", "family name")
#: No name contains these, and a name ends before them.
_NOT_NAMES = frozenset(listed(
    """
    a an the i you he she we they it me my your his her our their this that these those what which
    who whom whose when where why how is are was were be been am do does did done have has had will
    would can could shall should may might must not no yes yeah yep nope okay ok and or but if so
    because with without for from to at in on of by about as into calling call called speaking
    please thanks thank want wants wanted like need needs looking hoping trying book booking
    schedule appointment appointments make made just here there um uh er hmm well actually sorry
    correct wrong right oh hello hi hey good morning afternoon evening today tomorrow tonight name
    names first last spelled spelling spell letter letters one's something anything nothing next
    thing get got going go come coming see say said tell ask know think guess maybe possible
    available open closed free time times day week month fine great perfect sure interested
    wondering new patient actually mister mr mrs ms miss doctor dr umm then too also pm oclock noon
    am bye goodbye instead rather change move cancel wait stop mind hold again number give gave let
    us one two three four five six seven eight nine ten eleven twelve thirty fifteen take put repeat
    pardon what's still same really very much
    """
)) - {"may", "will", "see", "day", "new", "let", "same", "week", "noon"}  # fmt: skip
#: These are names too; inside a name they stand, at its end before a verb they do not matter.
#: What is said around a name that was asked for.
_AROUND_NAMES = frozenset(
    listed(
        """
        um uh er hmm well oh okay ok yes yeah yep sure no nope right so and it is the name my that
        this i am please thanks thank you for under hi hello of course actually sorry first last put
        just me here calling speaking full would be mister mr mrs ms miss doctor dr with names
        """
    )
)
_TITLES = frozenset({"mister", "mr", "mrs", "ms", "miss", "doctor", "dr"})
_LONGEST = 4


def find_name(words: Words) -> Found[str] | None:
    """A name that was introduced as one."""
    if whole := _first_and_last(words):
        return whole
    for cue in sorted(_SURE_CUES, key=len, reverse=True):
        if found := _after(words, cue, weak=False):
            return found
    if found := _here(words):
        return found
    for cue in _WEAK_CUES:
        if found := _after(words, cue, weak=True):
            return found
    return None


def bare_name(words: Words) -> str | None:
    """The name, where a name was asked for and nothing else was said but fillers."""
    runs: list[list[Word]] = [[]]
    for word in words:
        if _in_name(word, inside=bool(runs[-1])):
            runs[-1].append(word)
            continue
        if word is not GAP and word.text not in _AROUND_NAMES:
            return None
        if runs[-1]:
            runs.append([])
    best = max(runs, key=len)
    if not best or len(best) > _LONGEST or sum(len(run) for run in runs) > len(best) + 1:
        return None
    return _written(_again(best))


def _after(words: Words, cue: str, *, weak: bool) -> Found[str] | None:
    size = len(cue.split())
    for start in range(len(words) - size + 1):
        if [word.text for word in words[start : start + size]] != cue.split():
            continue
        name = _run(words, start + size)
        if weak and not _looks_like_a_name(words, start + size, len(name)):
            continue
        if name:
            end = start + size + len(name) + _titles(words, start + size)
            return Found(_written(_again(name)), start, end, not weak)
    return None


def _here(words: Words) -> Found[str] | None:
    """Ada Quill here."""
    for end, word in enumerate(words):
        if word.text in ("here", "speaking", "calling") and 0 < end <= _LONGEST + 2:
            start = end
            while start > 0 and _in_name(words[start - 1], inside=True):
                start -= 1
            if 1 <= end - start <= _LONGEST and (
                start == 0 or at(words, start - 1) in ("hi", "hello", "hey", "yes")
            ):
                return Found(_written(list(words[start:end])), start, end + 1)
    return None


def _first_and_last(words: Words) -> Found[str] | None:
    """First name Ada, last name Quill."""
    first, last = _labelled(words, _FIRST), _labelled(words, _LAST)
    if first and last:
        return Found(f"{first.value} {last.value}", min(first.start, last.start), max(first.end, last.end))
    if last and not first:
        before = _run_before(words, last.start)
        if before:
            return Found(f"{_written(before)} {last.value}", last.start - len(before), last.end)
    return None


def _labelled(words: Words, labels: tuple[str, ...]) -> Found[str] | None:
    for label in labels:
        if found := _after(words, label, weak=False):
            return found
    return None


def _run_before(words: Words, end: int) -> list[Word]:
    start = end
    while start > 0 and _in_name(words[start - 1], inside=True) and end - start < 2:
        start -= 1
    return list(words[start:end])


def _titles(words: Words, start: int) -> int:
    return 1 if at(words, start) in _TITLES else 0


def _run(words: Words, start: int) -> list[Word]:
    """The words of a name from here on; a comma ends it unless the name goes on right after it."""
    start += _titles(words, start)
    run: list[Word] = []
    for word in words[start : start + _LONGEST + 1]:
        if not _in_name(word, inside=bool(run)) or len(run) == _LONGEST:
            break
        run.append(word)
        if word.after in (".", "?", "!", ";", ":") and len(word.text) > 1:
            following = _run_of(words, start + len(run))
            if len(run) == 1 and following and following[-1].text == word.text:
                return following
            break
        if word.after == "," and not _goes_on(words, start + len(run), run):
            break
    return run


def _goes_on(words: Words, index: int, run: list[Word]) -> bool:
    """After its comma "Quill, Ada Quill" goes on, and so does "Ada, Quill."; "Ada Quill, thanks" does not."""
    if len(run) > 1:
        return False
    following = _run_of(words, index)
    return bool(following) and index + len(following) == len(words)


def _run_of(words: Words, index: int) -> list[Word]:
    run: list[Word] = []
    while index < len(words) and _in_name(words[index], inside=bool(run)):
        run.append(words[index])
        index += 1
    return run if len(run) <= 2 else []


def _again(name: list[Word]) -> list[Word]:
    """ "Quill, Ada Quill" is Ada Quill; "Ada Ada Quill" is Ada Quill."""
    if len(name) == 3 and name[0].text == name[2].text:
        return name[1:]
    if len(name) >= 3 and name[0].text == name[1].text:
        return name[1:]
    if len(name) == 4 and name[:2] == name[2:]:
        return name[:2]
    return name


def _in_name(word: Word, *, inside: bool) -> bool:
    if (
        word is GAP
        or not any(letter.isalpha() for letter in word.text)
        or any(c.isdigit() for c in word.text)
    ):
        return False
    if word.text in _NOT_NAMES:
        return False
    return inside or len(word.text) > 1


def _looks_like_a_name(words: Words, start: int, size: int) -> bool:
    """After "it is" or "for": two words or more, or written with a capital."""
    run = words[start : start + size]
    if not run:
        return False
    capitals = sum(word.said[:1].isupper() for word in run)
    return capitals == len(run)


def _written(name: list[Word]) -> str:
    """The words as a name, hyphens kept."""
    pieces: list[str] = []
    for index, word in enumerate(name):
        pieces.append(_as_word(word))
        if index < len(name) - 1:
            pieces.append("-" if word.after == "-" else " ")
    return "".join(pieces)


def _as_word(word: Word) -> str:
    """A name with its capital: "quill" is Quill, "o'brien" is O'Brien, "McKay" stays as it was written."""
    said = word.said
    if any(letter.isupper() for letter in said[1:]) and not said.isupper():
        return said
    return "'".join(part[:1].upper() + part[1:].lower() for part in said.split("'"))
