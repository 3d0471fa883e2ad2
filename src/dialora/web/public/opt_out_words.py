"""What the public opt-out pages say, EN and ES."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

_ENGLISH: Words = {
    "title": "Stop calls and texts",
    "lead": "Type your number, and no business that uses this service calls or texts it again.",
    "number": "Your phone number",
    "wrong": "That is no phone number. Type it with its area code, like 312 555 0150.",
    "often": "That was asked for too often. Try again in an hour.",
    "next": "Next",
    "other_ways": "Other ways, at any time",
    "say": "In a call: say “stop calling me”, or press 9.",
    "text": "By text: answer STOP to any text.",
    "prove": "Show that the number is yours",
    "do": "From that phone, text this code to the number that called or texted you:",
    "why": "We do not call or text you for this. Your text proves that the number is yours.",
    "waiting": "Waiting for your text. The code holds for 30 minutes.",
    "check": "Check now",
    "another": "It was another number",
    "done": "It is done",
    "done_lead": "No business that uses this service calls or texts this number again.",
    "late": "The code has run out",
    "late_lead": "Nothing was changed. Ask for another one.",
    "again": "Ask again",
    "letter": "Stop calls and texts",
    "letter_lead": "{business} will not call or text {number} again.",
    "letter_button": "Stop them",
    "letter_done": "{business} does not call or text {number} any more.",
    "unknown": "There is nothing at this link",
    "unknown_lead": "It may have been cut short on its way. Open it again from the letter, or start here.",
    "other_language": "Español",
}

_SPANISH: Words = {
    "title": "No más llamadas ni mensajes",
    "lead": "Escriba su número y ningún negocio que usa este servicio volverá a llamarle ni a escribirle.",
    "number": "Su número de teléfono",
    "wrong": "Ese no es un número de teléfono. Escríbalo con su código de área, como 312 555 0150.",
    "often": "Se ha pedido demasiadas veces. Inténtelo dentro de una hora.",
    "next": "Siguiente",
    "other_ways": "Otras maneras, en cualquier momento",
    "say": "En una llamada: diga «no me llame más» o marque 9.",
    "text": "Por mensaje: responda ALTO a cualquier mensaje.",
    "prove": "Muestre que el número es suyo",
    "do": "Desde ese teléfono, envíe este código por mensaje al número que le llamó o le escribió:",
    "why": "No le llamamos ni le escribimos para esto. Su mensaje prueba que el número es suyo.",
    "waiting": "Esperando su mensaje. El código vale 30 minutos.",
    "check": "Comprobar ahora",
    "another": "Era otro número",
    "done": "Hecho",
    "done_lead": "Ningún negocio que usa este servicio volverá a llamar ni a escribir a este número.",
    "late": "El código ha caducado",
    "late_lead": "No se ha cambiado nada. Pida otro.",
    "again": "Pedir otro",
    "letter": "No más llamadas ni mensajes",
    "letter_lead": "{business} no volverá a llamar ni a escribir a {number}.",
    "letter_button": "Parar",
    "letter_done": "{business} ya no llama ni escribe a {number}.",
    "unknown": "No hay nada en este enlace",
    "unknown_lead": "Quizá se cortó por el camino. Ábralo otra vez desde la carta, o empiece aquí.",
    "other_language": "English",
}

_BY_LANGUAGE: Mapping[str, Words] = {"en": _ENGLISH, "es": _SPANISH}


def words_in(language: str) -> Words:
    return _BY_LANGUAGE[language]


def chosen(asked: str | None, accepted: str) -> str:
    """The language of a page: what was asked for, else what the browser would rather read."""
    if asked in _BY_LANGUAGE:
        return str(asked)
    for each in accepted.lower().split(","):
        primary = each.split(";")[0].split("-")[0].strip()
        if primary in _BY_LANGUAGE:
            return primary
    return "en"
