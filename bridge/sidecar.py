"""One user's sidecar: the Node.js process that holds the store and decides. It is started when somebody first needs it, started again
when it has died, and ends by itself with this process: its stdin ends then, whatever ends us.
"""

from __future__ import annotations

import collections
import json
import logging
import secrets
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from .errors import SeeDpoError
from .find_node import find_node
from .packages import missing_packages
from .start_process import Process, start_process

logger = logging.getLogger(__name__)

# Seconds until the first line has to be there; it takes 0.2 s where nothing else is going on.
START_SECONDS = 60
# Seconds in which the one before it, whose ComfyUI was restarted, writes its last checkpoint and lets the data folder go.
FOLDER_SECONDS = 20
# Seconds from a connection that is refused until the system says that the process is over.
END_SECONDS = 3
# What dies so soon will die again, and a few times are enough; what dies later is started anew whenever it is needed.
SHORT_LIFE_SECONDS = 10
MAX_DEATHS = 5
DEATHS_SECONDS = 600
_LAST_LINES = 12
_LAST_WORDS = 500


@dataclass(frozen=True)
class Address:
    """url: without a slash at its end. client_id: under which the sidecar itself queues prompts, if it does."""

    url: str
    token: str
    client_id: str | None = None


class Sidecar:
    """Give it `options`: behind `--token-stdin --data FOLDER` on the command line, asked for at each start."""

    def __init__(self, pack: Path, data_folder: Path, options: Callable[[], list[str]]) -> None:
        self._pack = pack
        self._data_folder = data_folder
        self._options = options
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._deaths: collections.deque[float] = collections.deque(maxlen=MAX_DEATHS)
        self._last_words = ""

    @property
    def client_id(self) -> str | None:
        """Under which the running one queues prompts."""
        return self._running.address.client_id if self._running is not None else None

    def address(self, broken: Address | None = None) -> Address:
        """Of a sidecar that runs; blocks while it starts. `broken` could not be reached just now: its process is about to end. A SeeDpoError
        says what to do where none can be had.
        """
        with self._lock:
            until = time.monotonic() + END_SECONDS
            while self._running is not None and self._running.address == broken and self._running.process.poll() is None and time.monotonic() < until:
                time.sleep(0.02)
            if self._running is not None and self._running.process.poll() is not None:
                self._last_words = self._running.end()
                if time.monotonic() - self._running.since < SHORT_LIFE_SECONDS:
                    self._deaths.append(time.monotonic())
                self._running = None
            if self._running is None:
                self._running = self._start()
            return self._running.address

    def _start(self) -> _Running:
        if len(self._deaths) == MAX_DEATHS and time.monotonic() - self._deaths[0] < DEATHS_SECONDS:
            raise SeeDpoError(
                f"SEE-DPO's server has ended {MAX_DEATHS} times within {DEATHS_SECONDS // 60} minutes, so it is not started again for a while. "
                f"Its last words: {self._last_words or 'none'} Restart ComfyUI when the reason is gone; votes and pictures are kept in {self._data_folder}."
            )
        node = find_node(self._pack)
        missing = missing_packages(self._pack)
        if missing:
            names = ", ".join(missing[:3]) + (" and others" if len(missing) > 3 else "")
            raise SeeDpoError(
                f"SEE-DPO's npm packages are not installed ({names} are missing). "
                f'Run this once, then try again: "{sys.executable}" "{self._pack / "install.py"}"'
            )
        self._data_folder.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + FOLDER_SECONDS
        while True:
            running = _Running.start(node, self._pack, self._data_folder, self._options())
            if isinstance(running, _Running):
                return running
            if "is in use by another" not in running or time.monotonic() > until:
                self._last_words = running
                self._deaths.append(time.monotonic())
                raise SeeDpoError(f"SEE-DPO's server could not start: {running or 'it said nothing'}")
            time.sleep(0.5)


@dataclass(frozen=True)
class _Running:
    process: Process
    address: Address
    lines: collections.deque[str]
    readers: tuple[threading.Thread, ...]
    since: float

    @classmethod
    def start(cls, node: Path, pack: Path, data_folder: Path, options: list[str]) -> _Running | str:
        """A sidecar that listens, or what one that doesn't has said."""
        main = pack / "src" / "server" / "main.ts"
        process = start_process([node, main, "--token-stdin", "--data", data_folder, *options], pack, has_pipes=True)
        token = secrets.token_urlsafe(32)
        lines: collections.deque[str] = collections.deque(maxlen=_LAST_LINES)
        greeting: Future[str] = Future()
        readers = (
            # At its end nobody may come for a while: a dead process whose end nobody asks for stays in the system's table.
            _read(process.stderr, lambda line: _hear(line, lines), process.wait),
            _read(process.stdout, lambda line: _hear(line, lines) if greeting.done() else greeting.set_result(line), greeting.cancel),
        )
        try:
            stdin = cast("IO[bytes]", process.stdin)
            stdin.write(f"{token}\n".encode())
            stdin.flush()
            hello = json.loads(greeting.result(START_SECONDS))
            address = Address(f"http://127.0.0.1:{int(hello['port'])}", token, hello.get("clientId"))
        except (OSError, ValueError, KeyError, TypeError, FutureTimeoutError, CancelledError):
            process.kill()
            return cls(process, Address("", ""), lines, readers, 0).end()
        logger.info("SEE-DPO: its server runs on port %s, with %s", hello["port"], data_folder)
        return cls(process, address, lines, readers, time.monotonic())

    def end(self) -> str:
        """What a process that is over has said at its end."""
        code = self.process.wait()
        for reader in self.readers:  # Until the last line; a child of it may still hold the pipe.
            reader.join(timeout=1)
        words = " ".join(self.lines)[:_LAST_WORDS]
        logger.warning("SEE-DPO: its server has ended (exit code %s). %s", code, words)
        return words


def _hear(line: str, lines: collections.deque[str]) -> None:
    if line:
        lines.append(line)
        logger.info("SEE-DPO: %s", line)


def _read(stream: IO[bytes] | None, take: Callable[[str], object], at_end: Callable[[], object]) -> threading.Thread:
    """Line by line in a thread of its own: a pipe that nobody reads stops its writer."""
    if stream is None:
        raise ValueError("expected a pipe")

    def read() -> None:
        with stream:
            for line in stream:
                take(line.decode("utf-8", "replace").strip())
        at_end()

    thread = threading.Thread(target=read, name="see-dpo-sidecar", daemon=True)
    thread.start()
    return thread
