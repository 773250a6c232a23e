"""Writes the small models that the input's `checkpoints` and `loras` name (file -> seed) into the base folder's models."""

from __future__ import annotations

from pathlib import Path

from host import INPUT, finish
from safetensors.torch import save_file
from small_models import lora_tensors, write_checkpoint

models = Path(INPUT["base"]) / "models"
for name, seed in INPUT.get("checkpoints", {}).items():
    write_checkpoint(models / "checkpoints" / name, seed)
for name, seed in INPUT.get("loras", {}).items():
    save_file(lora_tensors(seed), models / "loras" / name)
finish({})
