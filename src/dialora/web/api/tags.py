"""/v1/tags, and the tags of a call."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from dialora.domain.tags import LONGEST_TAG
from dialora.web.auth import Program, Wired
from dialora.web.errors import problems

router = APIRouter(tags=["Tags"])


class TagsOut(BaseModel):
    """Tags, of a call in the order they were added, of an account the most used first."""

    object: Literal["tags"] = "tags"
    data: list[str]


class NewTag(BaseModel):
    model_config = ConfigDict(extra="forbid")

    tag: str = Field(min_length=1, max_length=LONGEST_TAG, description="Kept in small letters.")


@router.get("/tags", summary="List the tags in use")
async def known_tags(services: Wired, program: Program) -> TagsOut:
    return TagsOut(data=list(await services.tags.known(program.account_id, limit=100)))


@router.get("/calls/{call_id}/tags", summary="List the tags of a call", responses=problems(404))
async def tags_of_call(call_id: str, services: Wired, program: Program) -> TagsOut:
    return TagsOut(data=list(await services.tags.of_call(program.account_id, call_id)))


@router.post(
    "/calls/{call_id}/tags",
    summary="Tag a call",
    description="Answers with all its tags. One that is there already changes nothing.",
    responses=problems(404, 409),
)
async def tag_call(call_id: str, asked: NewTag, services: Wired, program: Program) -> TagsOut:
    return TagsOut(data=list(await services.tags.add(program.account_id, call_id, asked.tag)))


@router.delete(
    "/calls/{call_id}/tags/{tag}",
    summary="Take a tag off a call",
    description="Answers with the tags that are left. One that is not there changes nothing.",
    responses=problems(404),
)
async def untag_call(call_id: str, tag: str, services: Wired, program: Program) -> TagsOut:
    return TagsOut(data=list(await services.tags.remove(program.account_id, call_id, tag)))
