"""What the consent form says around the business's own wording, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from dialora.domain.consent_form import FormLanguage

LABELS: Mapping[FormLanguage, Mapping[str, str]] = {
    FormLanguage.ENGLISH: {
        "name": "Your full name",
        "number": "Your phone number",
        "signature": "Sign by typing your full name again",
        "agree": "What you agree to",
        "tick": "I have read this and I agree to it",
        "other": "En español",
        "by": "Asked by",
        "kept": "A copy of this page, as you see it, is kept as proof.",
        "wrong": "Not sent yet. Please look at what is marked.",
        "wrong_name": "Write your name.",
        "wrong_number": "Write a phone number with its area code, like 212 555 0123.",
        "wrong_signature": "Type your name exactly as above: that is your signature.",
        "wrong_agreed": "Tick the box if you agree. If you do not, leave this page: nothing is sent.",
        "changed": "The text has changed since you opened this page. Please read it again.",
        "too_often": "Too many answers have come from here. Please try again in an hour.",
        "done": "Agreed",
        "closed_title": "This form is closed",
        "closed": "Nothing can be sent here any more. Ask the business that gave you this address.",
        "unknown_title": "There is no form at this address",
        "unknown": "The address may have been cut short. Ask the business that gave it to you.",
        "signed": "Signed",
        "on": "On",
        "version": "Text",
        "ticked": "The box was ticked.",
    },
    FormLanguage.SPANISH: {
        "name": "Su nombre completo",
        "number": "Su número de teléfono",
        "signature": "Firme escribiendo otra vez su nombre completo",
        "agree": "Lo que usted acepta",
        "tick": "Lo he leído y lo acepto",
        "other": "In English",
        "by": "Lo pide",
        "kept": "Se guarda como prueba una copia de esta página, tal como la ve.",
        "wrong": "Aún no se ha enviado. Revise lo que está marcado.",
        "wrong_name": "Escriba su nombre.",
        "wrong_number": "Escriba un número de teléfono con su código de área, como 212 555 0123.",
        "wrong_signature": "Escriba su nombre igual que arriba: es su firma.",
        "wrong_agreed": "Marque la casilla si acepta. Si no, cierre esta página: no se envía nada.",
        "changed": "El texto ha cambiado desde que abrió esta página. Léalo otra vez, por favor.",
        "too_often": "Han llegado demasiadas respuestas desde aquí. Inténtelo de nuevo en una hora.",
        "done": "Aceptado",
        "closed_title": "Este formulario está cerrado",
        "closed": "Ya no se puede enviar nada aquí. Pregunte a la empresa que le dio esta dirección.",
        "unknown_title": "No hay ningún formulario en esta dirección",
        "unknown": "Puede que la dirección esté incompleta. Pregunte a la empresa que se la dio.",
        "signed": "Firmado",
        "on": "El",
        "version": "Texto",
        "ticked": "La casilla estaba marcada.",
    },
}


def other(language: FormLanguage) -> FormLanguage:
    spanish = language is FormLanguage.SPANISH
    return FormLanguage.ENGLISH if spanish else FormLanguage.SPANISH
