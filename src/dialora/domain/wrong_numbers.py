"""What people say whom we did not mean to call: the number has changed hands, or was never theirs. EN and ES.

Source: FCC 15-72 on reassigned numbers, 47 CFR 64.1200(m): an agreement does not pass on with a number.
"""

from __future__ import annotations

import re
from typing import Final

from dialora.domain.plain_words import plain_words

_WRONG: Final = re.compile(
    r"\b(?:"
    r"wrong (?:telephone |phone )?number|wrong person"
    r"|(?:no ?one|nobody|no one here|nobody here)(?: \w+){0,2}? (?:by|with|of) that name"
    r"|(?:he|she|they) (?:doesnt|dont|does not|do not|no longer) lives? here"
    r"|(?:this|it|that) (?:isnt|is not) (?:his|her|their) (?:telephone |phone )?number"
    r"|(?:not|no longer|isnt) (?:his|her|their) (?:telephone |phone )?number"
    r"|(?:ive|i have|we have|weve) never heard of (?:him|her|them)"
    r"|numero equivocado|numero incorrecto"
    r"|(?:se|te|os) (?:equivoco|equivocaron|equivocaste|ha equivocado|han equivocado) de (?:numero|persona)"
    r"|(?:esta|estan) equivocad[oa]s? de numero"
    r"|(?:aqui no vive|no vive aqui|ya no vive aqui)"
    r"|no hay nadie (?:aqui )?con ese nombre|aqui no hay nadie con ese nombre"
    r"|este (?:ya )?no es (?:su|el) numero de"
    r")\b"
)
#: The same words where they say something else.
_NOT_WRONG: Final = re.compile(
    r"\b(?:not|isnt|never|is it|is this|do i have|did i (?:call|dial|have)|have i) (?:the |a )?wrong number"
    r"|\b(?:gave|give|given|told|left|have given) (?:you |them |him |her )?(?:the |a |my )?wrong number"
    r"|\bno (?:es|tiene|tienen)(?: un| el)? numero (?:equivocado|incorrecto)"
    r"|\b(?:di|dado|deje)(?: \w+){0,2}? numero (?:equivocado|incorrecto)"
)


def is_wrong_number(text: str) -> bool:
    """Whether whoever answers says that we have reached somebody else."""
    return bool(_WRONG.search(_NOT_WRONG.sub(" ", plain_words(text))))
