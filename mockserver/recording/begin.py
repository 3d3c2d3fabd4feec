"""Puts the recording server together."""

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mockserver.core.desk import Desk
from mockserver.har import HarError, HarWriter
from mockserver.recording.desk import RecordingDesk
from mockserver.recording.recorder import Recorder
from mockserver.recording.traffic import Traffic
from mockserver.recording.upstream import Upstream
from mockserver.settings import Settings, SettingsError

__all__ = ["begin_recording"]

_FILE = "recording.har"


def begin_recording(settings: Settings) -> tuple[Callable[..., Desk], Callable[[], None]]:
    """
    Return what makes the desk in the place of `Desk`, and what ends the recording.

    Raises:
        SettingsError: The file cannot be recorded into.
    """
    try:
        writer = HarWriter(Path(settings.record_to or _FILE), version=version("klingmock"))
    except HarError as error:
        raise SettingsError(f"record_to: {error}") from None
    recorder, traffic = Recorder(writer), Traffic(Upstream(settings.record_from or ""))

    def end() -> None:
        traffic.close()
        recorder.close()

    more: dict[str, Any] = {"traffic": traffic, "recorder": recorder, "strict": settings.record_strict}
    return partial(RecordingDesk, **more), end
