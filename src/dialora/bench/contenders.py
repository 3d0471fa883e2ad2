"""Who is measured: our media process and two others, each as its makers mean it to run, on the same wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dialora.bench.environments import environment, our_python

_PEERS = Path(__file__).parent / "peers"
#: The voice detector runs on the same library everywhere, and all event loops are uvloop's.
_SAME = ("onnxruntime==1.32.0", "uvloop==0.23.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One product, and how it is started."""

    name: str
    #: None for ours.
    script: Path | None
    pins: Sequence[str]
    #: What the page names with its version.
    shown: Sequence[str]
    #: How many calls the search begins with.
    first: int

    def python(self) -> Path:
        """Of its environment, which is made where it is not there."""
        return our_python() if self.script is None else environment(self.name.lower(), self.pins)

    def command(self, python: Path, port: int, vad_stop_s: float, sound: Path) -> list[str]:
        if self.script is not None:
            return [str(python), str(self.script), str(port), str(vad_stop_s), str(sound)]
        serve = ["-m", "dialora.cli", "bench", "media", "--serve", "--port", str(port)]
        return [str(python), *serve, "--vad-stop", str(vad_stop_s)]


OURS = Contender(name="Dialora", script=None, pins=(), shown=("onnxruntime", "uvicorn", "uvloop"), first=240)
PIPECAT = Contender(
    name="Pipecat",
    script=_PEERS / "on_pipecat.py",
    pins=("pipecat-ai[websocket]==1.14.0", "uvicorn[standard]==0.54.0", *_SAME),
    shown=("pipecat-ai", "onnxruntime", "uvicorn", "uvloop"),
    first=16,
)
LIVEKIT = Contender(
    name="LiveKit",
    script=_PEERS / "on_livekit.py",
    pins=("livekit-agents==1.8.9", "livekit-plugins-silero==1.8.9", *_SAME),
    shown=("livekit-agents", "livekit-plugins-silero", "onnxruntime", "aiohttp", "uvloop"),
    first=32,
)
ALL = (OURS, PIPECAT, LIVEKIT)
