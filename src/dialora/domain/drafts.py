"""Changes to an agent that callers do not hear yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialora.domain.agents import Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An agent as it will be once somebody publishes it. At most one per agent."""

    agent: Agent
    #: Never the same again: two people who edit at once notice each other by it.
    revision: str
    changed_at: datetime
    #: Who changed it last, by name.
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedAgent:
    """An agent as callers hear it, and as it stands on the desk of those who edit it."""

    published: Agent
    draft: Draft | None

    @property
    def agent(self) -> Agent:
        """With all changes."""
        return self.draft.agent if self.draft else self.published

    @property
    def revision(self) -> str:
        """What a change must name to be made to exactly this."""
        return self.draft.revision if self.draft else f"v{self.published.version}"
