"""What stands on a MODEL beside its file: LoRAs, which training keeps as frozen branches, other changes of weights, which it can't,
and patches that only change sampling.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folder_paths
import torch

from .load_lora import lora_patches
from .tensors import to_safetensors

LORA_KINDS = {
    "loha": "LoHa (Hadamard product)",
    "lokr": "LoKr (Kronecker product)",
    "glora": "GLoRA",
    "oft": "OFT (orthogonal)",
    "boft": "BOFT (orthogonal)",
}
GRAPH_MERGE = "weights that were merged or scaled in the graph (such as ModelMergeSimple)"


@dataclass
class Entry:
    """One of the host's patches on one weight."""

    key: str
    strength: float
    weights: tuple[Any, ...]  # up, down, alpha, mid, dora_scale, reshape
    is_claimed: bool = False


def foreign_change(model: Any, candidates: list[Path]) -> str | None:
    """The first thing on the MODEL that changes its weights and is no plain LoRA, in words; None where there is none.

    candidates: LoRA files in front of it, so that the one to blame has a name.
    """
    for entries in model.patches.values():
        for strength, value, model_strength, offset, function, *_ in entries:
            if model_strength != 1.0 or offset is not None or function is not None:
                return GRAPH_MERGE
            kind = None if strength == 0 else _kind(value)
            if kind is not None:
                return next((f"{kind} from {path.name}" for path in candidates if kind in map(_kind, lora_patches(model, path).values())), kind)
    if getattr(model, "hook_patches", None):
        return "weight hooks, which change in the course of sampling"
    injections = list(getattr(model, "injections", None) or {})
    if injections:
        return "a LoRA in bypass mode (the ordinary Load LoRA is fine)" if "bypass_lora" in injections else f"layers put in by {injections[0]}"
    if getattr(model, "weight_wrapper_patches", None):
        return "weight wrappers"
    replaced = (key for key, value in model.object_patches.items() if _replaces_layer(key, value))
    layer = next(replaced, None)
    return None if layer is None else f"a replaced layer ({layer})"


def sampling_patches(model: Any) -> list[str]:
    """Names of the patches that only change sampling, as the host calls their places."""
    options = dict(model.model_options)
    inner = dict(options.pop("transformer_options", {}))
    names = [key for key in model.object_patches if not _replaces_layer(key, model.object_patches[key])]
    names += [key for key, value in options.items() if value]
    names += [place for group in ("patches", "patches_replace") for place in inner.pop(group, {})]
    for group in ("wrappers", "callbacks"):
        for place, by_key in [*inner.pop(group, {}).items(), *getattr(model, group, {}).items()]:
            names += [f"{place} ({key})" if key else place for key, those in by_key.items() if those]
    names += [key for key, value in inner.items() if value]
    return list(dict.fromkeys(map(str, names)))


def loras_on(model: Any, candidates: list[Path]) -> list[dict[str, Any]]:
    """The LoRAs on a MODEL without foreign changes, {"path", "name", "strength", "isCopy"} in the order that the host applies them.

    A LoRA is told by its numbers: of the candidates' files those whose adapters are on the MODEL at one strength. What is left (a
    loader without a file, strengths that differ by block) is written out to the host's temporary folder, a file for each strength.
    """
    entries = [Entry(key, strength, tuple(value.weights)) for key, patches in model.patches.items() for strength, value, *_ in patches if strength != 0]
    found: list[tuple[int, dict[str, Any]]] = []
    for path in candidates:
        adapters = {key: tuple(value.weights) for key, value in lora_patches(model, path).items() if hasattr(value, "weights")}
        while (claim := _claim(entries, adapters)) is not None:
            found.append((claim[0], {"path": str(path), "name": path.name, "strength": claim[1], "isCopy": False}))
    found += _written_out(entries)
    return [lora for _, lora in sorted(found, key=lambda item: item[0])]


def _kind(value: Any) -> str | None:
    """The kind of a patch that is no plain LoRA."""
    if isinstance(value, (tuple, list)):
        return "a full difference of weights" if value and isinstance(value[0], str) else GRAPH_MERGE
    name = getattr(value, "name", None)
    if name != "lora":
        return f"a {LORA_KINDS.get(str(name), str(name))} adapter"
    _, _, _, mid, dora_scale, reshape = (*value.weights, None, None, None)[:6]
    if mid is not None:
        return "a LoCon adapter with a Tucker decomposition"
    if dora_scale is not None:
        return "a DoRA adapter (rescaled weights)"
    return "a LoRA that reshapes weights" if reshape is not None else None


def _replaces_layer(key: str, value: Any) -> bool:
    """A compiled layer is the same layer; the whole network under its own name is one, too."""
    return key.startswith("diffusion_model.") and isinstance(value, (torch.nn.Module, torch.Tensor)) and not hasattr(value, "_orig_mod")


def _claim(entries: list[Entry], adapters: dict[str, tuple[Any, ...]]) -> tuple[int, float] | None:
    """Marks the patches that one LoRA made: all of its adapters at one strength. Their first place and the strength."""
    if not adapters:
        return None
    first = next(iter(adapters))
    for strength in [entry.strength for entry in entries if entry.key == first and not entry.is_claimed]:
        chosen = [
            next((place for place, entry in enumerate(entries) if entry.key == key and _is_same(entry, strength, weights)), None)
            for key, weights in adapters.items()
        ]
        if None not in chosen:
            places = [place for place in chosen if place is not None]
            for place in places:
                entries[place].is_claimed = True
            return min(places), strength
    return None


def _is_same(entry: Entry, strength: float, weights: tuple[Any, ...]) -> bool:
    if entry.is_claimed or entry.strength != strength or entry.weights[2] != weights[2]:
        return False
    return all(torch.equal(mine, other) for mine, other in zip(entry.weights[:2], weights[:2], strict=True))


def _written_out(entries: list[Entry]) -> list[tuple[int, dict[str, Any]]]:
    """A file for each strength, and more where one weight has several adapters of that strength."""
    groups: dict[tuple[float, int], dict[str, tuple[int, Entry]]] = defaultdict(dict)
    for place, entry in enumerate(entries):
        if not entry.is_claimed:
            number = next(n for n in range(len(entries)) if entry.key not in groups[(entry.strength, n)])
            groups[(entry.strength, number)][entry.key] = place, entry
    written = []
    for number, ((strength, _), group) in enumerate(groups.items()):
        if group:
            lora = {"path": str(_write(group)), "name": f"LoRA {number + 1} of the graph", "strength": strength, "isCopy": True}
            written.append((min(place for place, _ in group.values()), lora))
    return written


def _write(group: dict[str, tuple[int, Entry]]) -> Path:
    tensors: dict[str, torch.Tensor] = {}
    for key, (_, entry) in group.items():
        up, down, alpha, *_ = entry.weights
        # The names that the host's own trainer writes.
        module = key.removesuffix(".weight")
        tensors[f"{module}.lora_up.weight"] = up
        tensors[f"{module}.lora_down.weight"] = down
        tensors[f"{module}.alpha"] = torch.tensor(float(down.shape[0] if alpha is None else alpha))
    content = to_safetensors(tensors)
    folder = Path(folder_paths.get_temp_directory()) / "see-dpo-loras"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(content).hexdigest()[:32]}.safetensors"
    partial = path.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(path)
    return path
