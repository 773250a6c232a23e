"""Starts a program, without a shell. The only file of this project's Python that does, and it does nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

Process = subprocess.Popen[bytes]


def start_process(command: Sequence[str | Path], folder: Path, *, has_pipes: bool) -> Process:
    """Runs `command` in `folder`; without pipes its output goes where ours goes. Raises OSError where it can't be started."""
    pipe = subprocess.PIPE if has_pipes else None
    return subprocess.Popen(  # noqa: S603 - this is the place.
        [str(word) for word in command],
        cwd=folder,
        stdin=pipe or subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        # Windows would open a black window for it.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if has_pipes else 0,
    )
