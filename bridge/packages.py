"""Whether the npm packages that the sidecar needs are there, as package-lock.json wants them. Installing them is left to install.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def missing_packages(pack: Path) -> list[str]:
    """Names of production packages that node_modules lacks, or has in another version; optional ones are those of other systems."""
    wanted = _packages(pack / "package-lock.json")
    # npm's own record, written last: an installation that was cut off has none.
    found = _packages(pack / "node_modules" / ".package-lock.json")
    return [
        path.rpartition("node_modules/")[2]
        for path, entry in wanted.items()
        if path and not any(entry.get(kind) for kind in ("dev", "optional", "devOptional")) and found.get(path, {}).get("version") != entry["version"]
    ]


def _packages(lock_file: Path) -> dict[str, dict[str, Any]]:
    try:
        packages: dict[str, dict[str, Any]] = json.loads(lock_file.read_text(encoding="utf-8"))["packages"]
    except FileNotFoundError:
        return {}
    return packages
