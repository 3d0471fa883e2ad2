"""The errors a caller of Dialora may meet.

DialoraError(message, code)
 ├ NotFound        it does not exist, or not for you
 ├ Conflict        it is taken, or has moved on
 ├ Invalid(field)  it cannot be understood
 │  └ InvalidFields     several fields of it; says what is wrong with each
 ├ Forbidden       it exists and you may not
 ├ Unauthenticated nobody is signed in, or the key is not known
 ├ Throttled       too many attempts; says when to come back
 ├ CallRefused     the policy forbids the call; carries the decision
 ├ Unavailable     Dialora cannot do it now; try again later
 └ ProviderError   somebody else's service failed
    ├ ProviderTimeout   ├ ProviderRejected
"""

from __future__ import annotations

import re
from collections.abc import Mapping


class DialoraError(Exception):
    """Something Dialora could not do."""

    def __init__(self, message: str | None = None, *, code: str | None = None) -> None:
        self.code = code or re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()
        self.message = message or (type(self).__doc__ or "").strip()
        super().__init__(self.message)


class NotFound(DialoraError):
    """There is nothing here by that name."""


class Conflict(DialoraError):
    """That has already happened, or somebody else was first."""


class Invalid(DialoraError):
    """That could not be understood."""

    def __init__(
        self, message: str | None = None, *, field: str | None = None, code: str | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.field = field


class InvalidFields(Invalid):
    """Some of it could not be understood. Nothing was saved."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        """What is wrong, by JSON pointer (RFC 6901) to the field."""
        super().__init__("; ".join(f"{field}: {why}" for field, why in wrong.items()), code="fields_invalid")
        self.wrong = wrong


class Forbidden(DialoraError):
    """You are not allowed to do that."""


class Unauthenticated(DialoraError):
    """Sign in, or send the key of an account."""


class Throttled(DialoraError):
    """Too many attempts. Wait a while and try again."""

    def __init__(self, message: str | None = None, *, wait_s: int, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.wait_s = wait_s


class Unavailable(DialoraError):
    """Dialora cannot do that right now. Try again in a moment."""


class ProviderError(DialoraError):
    """A service that Dialora depends on failed."""

    def __init__(
        self, message: str | None = None, *, provider: str, retryable: bool, code: str | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.provider = provider
        self.retryable = retryable


class ProviderTimeout(ProviderError):
    """A service that Dialora depends on did not answer in time."""


class ProviderRejected(ProviderError):
    """A service that Dialora depends on said no."""
