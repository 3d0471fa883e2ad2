"""A small, seeded slice of each campaign: the same code that runs for hours, for seconds."""

from __future__ import annotations

from dialora.bench.safety import cuts, hostile_media, hostile_webhooks
from dialora.bench.safety.cuts import MOMENTS
from dialora.bench.safety.target import Target
from dialora.testing import sound


async def test_webhooks_that_are_signed_well_and_mean_ill(target: Target) -> None:
    outcome = await hostile_webhooks.run(target, 150, seed=1, settles_s=0.0)
    assert outcome.unanswered == 0
    assert {status for status in outcome.answers if status >= 500} == set()
    assert outcome.answers[200] > 20, "some of them are as they should be"


async def test_media_sockets_that_say_anything(target: Target) -> None:
    outcome = await hostile_media.run(target, 30, seed=1, at_once=3)
    assert outcome.alive
    assert outcome.failures == 0
    assert outcome.let_in > 15
    assert outcome.after.tasks <= outcome.before.tasks + 1


async def test_sockets_cut_at_every_moment_leave_nothing_behind(target: Target) -> None:
    outcome = await cuts.run(target, len(MOMENTS), seed=1, asks=sound.spoken("Hello?"), at_once=5)
    assert outcome.cuts == dict.fromkeys(MOMENTS, 1)
    assert outcome.unanswered.total() == 0
    assert outcome.after.tasks <= outcome.before.tasks
