"""The wording that a consent form begins with. It says all that written consent must say; a business changes
it to fit, and the form's checklist sees to it that nothing is lost."""

from __future__ import annotations

from dialora.domain.consent_form import FormContent, FormLanguage, Wording
from dialora.domain.consents import ConsentChannel, ConsentPurpose

_ENGLISH = Wording(
    title="May we call you?",
    intro="Leave your number, and {seller} will be in touch about appointments, news and offers.",
    disclosure=(
        "I agree that {seller} may call and text me about appointments, and with marketing and offers, at the"
        " number I give here. The calls and texts may be made with an automated system, and the voice I hear"
        " may be an artificial (AI-generated) voice. My agreement is not a condition of any purchase. I can"
        " stop this at any time: by saying stop in a call, or by answering STOP to a text. Message and data"
        " rates may apply; how often I am texted varies; the answer HELP brings help. Typing my name below is"
        " my electronic signature, and I agree to receive this record electronically."
    ),
    button="I agree",
    thanks="Thank you. You can take this back at any time: say stop when we call, or answer STOP to a text.",
)

_SPANISH = Wording(
    title="¿Podemos llamarle?",
    intro="Deje su número y {seller} se pondrá en contacto con usted sobre citas, novedades y ofertas.",
    disclosure=(
        "Acepto que {seller} me llame y me envíe mensajes de texto sobre citas, así como publicidad y ofertas"
        ", al número que doy aquí. Las llamadas y los mensajes pueden hacerse con un sistema automatizado"
        ", y la voz que escuche puede ser una voz artificial, creada con inteligencia artificial. Mi"
        " consentimiento no es una condición de compra alguna. Puedo detenerlo en cualquier momento: diciendo"
        " alto en una llamada o respondiendo STOP a un mensaje. Pueden aplicarse tarifas de mensajes y datos;"
        " la frecuencia de los mensajes varía; respondiendo HELP recibo ayuda. Al escribir mi nombre abajo"
        " firmo de forma electrónica y acepto recibir este documento por vía electrónica."
    ),
    button="Acepto",
    thanks="Gracias. Puede retirar su consentimiento cuando quiera: diga alto en una llamada o escriba STOP.",
)

FIRST_DRAFT = FormContent(
    purpose=ConsentPurpose.ANY,
    channels=(ConsentChannel.VOICE, ConsentChannel.SMS),
    wordings={FormLanguage.ENGLISH: _ENGLISH, FormLanguage.SPANISH: _SPANISH},
)
