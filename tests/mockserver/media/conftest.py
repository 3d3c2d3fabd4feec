"""FFmpeg as the second opinion on what we write."""

import os
import shutil
import subprocess

import pytest


@pytest.fixture(scope="session")
def ffmpeg():
    """Return a function that runs ffmpeg or ffprobe on bytes, and returns what it wrote; it may complain of nothing."""
    if shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None:
        message = "no ffmpeg on this machine: install Debian's ffmpeg to hold videos against it"
        pytest.fail(message) if os.getenv("CI") else pytest.skip(message)

    def run(tool, *arguments, data, folder):
        path = folder / "video.mp4"
        path.write_bytes(data)
        words = [tool, "-v", "warning", *(str(path) if one == "VIDEO" else one for one in arguments)]
        done = subprocess.run(words, capture_output=True, check=True, stdin=subprocess.DEVNULL)
        assert done.stderr == b""
        return done.stdout

    return run
