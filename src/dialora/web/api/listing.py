"""Lists as the API hands them out: a page, and whether there is more."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field

T = TypeVar("T")


class ListOf(BaseModel, Generic[T]):
    """One page, newest first."""

    object: Literal["list"] = "list"
    data: list[T]
    has_more: bool = Field(description="Older ones follow: ask with starting_after = the last id of data.")


class Cursor(BaseModel):
    """Which page is wanted."""

    limit: int
    starting_after: str | None


def cursor(
    limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 20,
    starting_after: Annotated[
        str | None, Query(max_length=64, description="The id after which the page begins.")
    ] = None,
) -> Cursor:
    return Cursor(limit=limit, starting_after=starting_after)


Paged = Annotated[Cursor, Depends(cursor)]
