"""What PostgreSQL's refusals mean to a caller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from dialora.domain.errors import Conflict, DialoraError, Forbidden, Invalid, NotFound, Unavailable

#: SQLSTATEs (PostgreSQL manual, appendix A) that mean something a caller can act on.
_UNIQUE, _OVERLAP, _FOREIGN_KEY, _PRIVILEGE = "23505", "23P01", "23503", "42501"
#: Classes and codes after which trying again later may succeed: connection lost, resources, operator
#: intervention, lock not available, deadlock, statement given up.
_LATER = ("08", "53", "57", "55P03", "40P01")


@contextmanager
def refusals_named() -> Iterator[None]:
    """Turn what the database refuses into Conflict, NotFound, Forbidden, Invalid or Unavailable; the rest
    is a bug and passes as it is."""
    try:
        yield
    except NoConnectionFree as error:
        raise Unavailable("The database is too busy right now.", code="database_unavailable") from error
    except DBAPIError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning from error


def _meaning(error: DBAPIError) -> DialoraError | None:
    if isinstance(error, DataError):
        # Such as a zero byte in a text, which the driver refuses before any server is asked.
        return Invalid("It holds a character or a number that cannot be kept.", code="value_invalid")
    state = getattr(error.orig, "sqlstate", None) or ""
    if state == _UNIQUE:
        return Conflict("That exists already.", code="already_exists")
    if state == _OVERLAP:
        return Conflict("That time has just been taken.", code="slot_taken")
    if state == _FOREIGN_KEY:
        return NotFound("It refers to something that is not there.", code="reference_unknown")
    if state == _PRIVILEGE:
        return Forbidden("The database does not allow that.", code="row_forbidden")
    if error.connection_invalidated or not state or state.startswith(_LATER):
        return Unavailable("The database cannot be reached right now.", code="database_unavailable")
    return None
