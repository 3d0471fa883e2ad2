"""Recordings on disk: sealed, in place, and playable as far as they go."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from callbook import Callbook
from dialora.domain.calls import RecordingState
from dialora.domain.errors import NotFound
from dialora.ports.sink import AudioBlock
from dialora.services.recordings import Recordings
from dialora.store.keyring import SealBroken
from dialora.store.scope import Store
from dialora.voice import audio
from worlds import NOW, Tenancy, World

SECOND = 8_000


@pytest.fixture
def disk() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def recordings(store: Store, tmp_path: Path, disk: ThreadPoolExecutor) -> Recordings:
    return Recordings(store=store, folder=tmp_path, executor=disk)


def _tone(level: int) -> bytes:
    return audio.encode(np.full(SECOND, level, dtype=np.int16))


async def _call(store: Store, tenancy: Tenancy, recordings: Recordings) -> str:
    return (await Callbook(store=store, tenancy=tenancy, recordings=recordings).opted_out(NOW)).id


async def _record(recordings: Recordings, tenancy: Tenancy, call_id: str, blocks: list[AudioBlock]) -> None:
    async with recordings.store.account(tenancy.account.id) as scope:
        seal = scope.seal
    writer = recordings.writer(tenancy.account.id, call_id, seal)
    for block in blocks:
        await writer.append(block)


async def _played(recordings: Recordings, account_id: str, call_id: str) -> wave.Wave_read:
    parts = [part async for part in recordings.wav(account_id, call_id)]
    assert len(b"".join(parts)) == await recordings.size(account_id, call_id)
    return wave.open(io.BytesIO(b"".join(parts)))


async def test_both_sides_are_played_back_each_on_its_channel(
    store: Store, world: World, recordings: Recordings
) -> None:
    call_id = await _call(store, world.dental, recordings)
    blocks = [AudioBlock(0, _tone(8_000), _tone(-4_000)), AudioBlock(1_000, _tone(2_000), _tone(-1_000))]
    await _record(recordings, world.dental, call_id, blocks)
    played = await _played(recordings, world.dental.account.id, call_id)
    assert (played.getnchannels(), played.getframerate(), played.getnframes()) == (2, SECOND, 2 * SECOND)
    samples = np.frombuffer(played.readframes(2 * SECOND), dtype="<i2").reshape(-1, 2)
    assert np.allclose(samples[0], [8_000, -4_000], rtol=0.05)
    assert np.allclose(samples[-1], [2_000, -1_000], rtol=0.05)


async def test_a_pause_of_the_recorder_is_silence_not_a_shift(
    store: Store, world: World, recordings: Recordings
) -> None:
    call_id = await _call(store, world.dental, recordings)
    blocks = [AudioBlock(1_000, _tone(500), _tone(500)), AudioBlock(4_000, _tone(9_000), _tone(9_000))]
    await _record(recordings, world.dental, call_id, blocks)
    played = await _played(recordings, world.dental.account.id, call_id)
    samples = np.frombuffer(played.readframes(5 * SECOND), dtype="<i2").reshape(-1, 2)
    assert len(samples) == 5 * SECOND
    assert samples[3 * SECOND].tolist() == [0, 0]
    assert samples[4 * SECOND, 0] > 8_000


async def test_playing_from_any_byte_gives_what_the_whole_has_there(
    store: Store, world: World, recordings: Recordings
) -> None:
    account_id = world.dental.account.id
    call_id = await _call(store, world.dental, recordings)
    blocks = [AudioBlock(0, _tone(500), _tone(-500)), AudioBlock(3_500, _tone(900), _tone(-900))]
    await _record(recordings, world.dental, call_id, blocks)
    whole = b"".join([part async for part in recordings.wav(account_id, call_id)])
    for first in (1, 43, 44, 45, 16_046, 44 + 4 * SECOND, 44 + 8 * SECOND + 3, len(whole) - 1, len(whole)):
        rest = b"".join([part async for part in recordings.wav(account_id, call_id, first=first)])
        assert rest == whole[first:], first


async def test_a_recording_that_goes_on_is_read_as_far_as_it_is(
    store: Store, world: World, recordings: Recordings
) -> None:
    call_id = await _call(store, world.dental, recordings)
    async with store.account(world.dental.account.id) as scope:
        writer = recordings.writer(world.dental.account.id, call_id, scope.seal)
    for second in range(3):
        await writer.append(AudioBlock(second * 1_000, _tone(1), _tone(1)))
        assert (await _played(recordings, world.dental.account.id, call_id)).getnframes() == SECOND * (
            second + 1
        )


async def test_the_outline_shows_who_was_loud_when(
    store: Store, world: World, recordings: Recordings
) -> None:
    call_id = await _call(store, world.dental, recordings)
    blocks = [AudioBlock(0, _tone(0), _tone(16_000)), AudioBlock(3_000, _tone(8_000), _tone(0))]
    await _record(recordings, world.dental, call_id, blocks)
    outline = await recordings.loudness(world.dental.account.id, call_id, span_ms=5_000, columns=5)
    assert [round(level, 1) for level in outline.caller] == [0, 0, 0, 0.2, 0]
    assert [round(level, 1) for level in outline.agent] == [0.5, 0, 0, 0, 0]


@pytest.mark.parametrize("state", [state for state in RecordingState if state is not RecordingState.KEPT])
async def test_sound_that_lies_on_the_disk_against_the_decision_is_never_read(
    state: RecordingState, store: Store, world: World, recordings: Recordings
) -> None:
    account_id = world.dental.account.id
    call_id = await _call(store, world.dental, recordings)
    await _record(recordings, world.dental, call_id, [AudioBlock(0, _tone(1), _tone(1))])
    async with store.account(account_id) as scope:
        await scope.calls.save(replace(await scope.calls.lock(call_id), recording=state))
    with pytest.raises(NotFound):
        await recordings.size(account_id, call_id)
    with pytest.raises(NotFound):
        await anext(recordings.wav(account_id, call_id))
    with pytest.raises(NotFound):
        await recordings.loudness(account_id, call_id, span_ms=1_000, columns=4)


async def test_nothing_of_the_sound_is_readable_on_disk(
    store: Store, world: World, recordings: Recordings, tmp_path: Path
) -> None:
    call_id = await _call(store, world.dental, recordings)
    await _record(recordings, world.dental, call_id, [AudioBlock(0, _tone(8_000), _tone(8_000))])
    (file,) = tmp_path.rglob("*.sealed")
    assert _tone(8_000)[:16] not in file.read_bytes()


async def test_a_torn_last_block_costs_only_itself(
    store: Store, world: World, recordings: Recordings, tmp_path: Path
) -> None:
    call_id = await _call(store, world.dental, recordings)
    blocks = [AudioBlock(at, _tone(100), _tone(100)) for at in (0, 1_000)]
    await _record(recordings, world.dental, call_id, blocks)
    (file,) = tmp_path.rglob("*.sealed")
    file.write_bytes(file.read_bytes()[:-5])
    assert (await _played(recordings, world.dental.account.id, call_id)).getnframes() == SECOND


async def test_an_altered_or_moved_block_does_not_play(
    store: Store, world: World, recordings: Recordings, tmp_path: Path
) -> None:
    call_id = await _call(store, world.dental, recordings)
    blocks = [AudioBlock(at, _tone(100), _tone(100)) for at in (0, 1_000)]
    await _record(recordings, world.dental, call_id, blocks)
    (file,) = tmp_path.rglob("*.sealed")
    kept = file.read_bytes()
    half = len(kept) // 2
    for damaged in (kept[half:] + kept[:half], kept[:50] + bytes([kept[50] ^ 1]) + kept[51:]):
        file.write_bytes(damaged)
        with pytest.raises(SealBroken):
            await recordings.size(world.dental.account.id, call_id)


async def test_another_account_finds_nothing(store: Store, world: World, recordings: Recordings) -> None:
    call_id = await _call(store, world.dental, recordings)
    await _record(recordings, world.dental, call_id, [AudioBlock(0, _tone(1), _tone(1))])
    with pytest.raises(NotFound):
        await recordings.size(world.barber.account.id, call_id)


async def test_what_was_deleted_is_gone(
    store: Store, world: World, recordings: Recordings, tmp_path: Path
) -> None:
    call_id = await _call(store, world.dental, recordings)
    async with store.account(world.dental.account.id) as scope:
        writer = recordings.writer(world.dental.account.id, call_id, scope.seal)
    await writer.append(AudioBlock(0, _tone(1), _tone(1)))
    await writer.delete()
    assert list(tmp_path.rglob("*.sealed")) == []
    with pytest.raises(NotFound):
        await recordings.size(world.dental.account.id, call_id)


async def test_a_call_nobody_recorded_has_no_recording(
    store: Store, world: World, recordings: Recordings
) -> None:
    book = Callbook(store=store, tenancy=world.dental, recordings=recordings)
    call = await book.refused(NOW + timedelta(minutes=1))
    with pytest.raises(NotFound):
        await recordings.size(world.dental.account.id, call.id)
