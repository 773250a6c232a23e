"""Reads plugin.json, which `npm run generate` makes from src/nodes: what nodes there are. Making classes of them is left to node_classes.py."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The folder of the pack, as ComfyUI found it: a symbolic link stays one, so that tests can put a pack together from parts.
PACK = Path(__file__).parent.parent


@dataclass(frozen=True)
class Manifest:
    """protocol: what bridge and sidecar say to each other; nodes: as src/nodes/node-definition.ts describes them."""

    version: str
    protocol: int
    nodes: list[dict[str, Any]]


def read_manifest(pack: Path = PACK) -> Manifest:
    """Raises OSError or ValueError where the file is missing or none of ours."""
    content = json.loads((pack / "plugin.json").read_text(encoding="utf-8"))
    return Manifest(version=content["version"], protocol=content["protocol"], nodes=content["nodes"])
