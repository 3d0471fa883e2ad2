"""What is texted back to STOP, START, HELP and the code of the public page, EN and ES."""

from __future__ import annotations

import phonenumbers

from dialora.domain.phone import PhoneNumber


def stopped_text(seller: str, language: str) -> str:
    """The one confirmation, without a word that sells."""
    if language == "es":
        return f"{seller}: listo, ya no le llamaremos ni le escribiremos. Para recibir mensajes: INICIAR."
    return f"{seller}: done, we no longer call or text this number. To get texts again, reply START."


def started_text(seller: str, language: str) -> str:
    if language == "es":
        return f"{seller}: volverá a recibir mensajes, pero no llamadas. Para dejar de recibirlos: ALTO."
    return f"{seller}: you get texts again; calls stay off. Reply STOP to end them, HELP for help."


def help_text(seller: str, number: PhoneNumber, language: str) -> str:
    shown = phonenumbers.format_number(
        phonenumbers.parse(number.e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    if language == "es":
        return f"{seller}: para hablar con nosotros llame al {shown}. Responda ALTO y no le escribimos más."
    return f"{seller}: call {shown} to reach us. Reply STOP and we no longer call or text you."


def stopped_everywhere_text(language: str) -> str:
    if language == "es":
        return "Listo: ningún negocio que usa este servicio volverá a llamar ni a escribir a este número."
    return "Done: no business that uses this service calls or texts this number again."
