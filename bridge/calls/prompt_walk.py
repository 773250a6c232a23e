"""Walks the graph upwards from a node's input: which nodes and which model files stand in front of it.

For ComfyUI versions and loaders that don't keep the file with the MODEL, and for the names of LoRAs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import folder_paths

CHECKPOINT_FOLDERS = ("checkpoints", "diffusion_models")


def ancestors(prompt: dict[str, Any], node_id: str, input_name: str) -> list[dict[str, Any]]:
    """The nodes in front of an input, nearest first along MODEL inputs, each once: {"class_type", "inputs"}."""
    found: dict[str, dict[str, Any]] = {}
    waiting = [link for name, link in _links(prompt, node_id) if name == input_name]
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found[node] = prompt[node]
        # The last one is taken first: inputs that are called model, in their order, before all others.
        links = sorted(_links(prompt, node), key=lambda link: not link[0].startswith("model"))
        waiting += [source for _, source in reversed(links)]
    return list(found.values())


def checkpoint_in(nodes: list[dict[str, Any]]) -> Path | None:
    """The first file of the host's checkpoint folders that one of the nodes names."""
    return next(iter(files_in(nodes, CHECKPOINT_FOLDERS)), None)


def loras_in(nodes: list[dict[str, Any]]) -> list[Path]:
    """The LoRA files that the nodes name, each once."""
    return list(dict.fromkeys(files_in(nodes, ("loras",))))


def files_in(nodes: list[dict[str, Any]], folders: tuple[str, ...]) -> Iterator[Path]:
    """Files of those folders that the nodes' inputs name."""
    for node in nodes:
        for text in _texts(node.get("inputs")):
            for folder in folders:
                path = _full_path(folder, text)
                if path is not None:
                    yield path


def name_in_folder(path: Path, folders: tuple[str, ...]) -> str | None:
    """The name by which the host's lists know a file: relative to the first of the folders that holds it."""
    for folder in folders:
        for root in folder_paths.get_folder_paths(folder):
            if path.is_relative_to(root):
                return path.relative_to(root).as_posix()
    return None


def _full_path(folder: str, name: str) -> Path | None:
    # A text that is no file name, such as a prompt, must not reach the disk as one.
    if not name.lower().endswith((".safetensors", ".sft", ".ckpt", ".pt", ".pth", ".bin", ".gguf")) or "\0" in name:
        return None
    found = folder_paths.get_full_path(folder, name)
    return None if found is None else Path(found)


def _texts(value: Any) -> Iterator[str]:
    """All texts in a node's inputs: some loaders nest them ({"lora": name, "strength": 1})."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)


def _links(prompt: dict[str, Any], node_id: str) -> list[tuple[str, str]]:
    """The inputs of a node that are linked: (name, id of the node behind it)."""
    inputs = prompt.get(node_id, {}).get("inputs")
    if not isinstance(inputs, dict):
        return []
    linked = ((name, value) for name, value in inputs.items() if isinstance(value, list) and len(value) == 2)
    return [(name, value[0]) for name, value in linked if isinstance(value[0], str) and value[0] in prompt]
