"""Runs a script of this folder inside a ComfyUI without its server, on the CPU: `run.py SCRIPT INPUT.json`, in the host's folder.

The input is {"pack", "base", ...}: the checkout, and a folder of its own for models and files. Results are left to host.py.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path

script, given = sys.argv[1:]
pack, base = (json.loads(Path(given).read_text(encoding="utf-8"))[name] for name in ("pack", "base"))
for folder in ("checkpoints", "diffusion_models", "loras", "vae", "text_encoders"):
    (Path(base) / "models" / folder).mkdir(parents=True, exist_ok=True)
sys.path[:0] = [os.getcwd()]
sys.path.append(pack)
# Before anything of the host is imported: it parses them then.
sys.argv[1:] = ["--cpu", "--base-directory", base]
importlib.import_module("comfy.options").enable_args_parsing()

importlib.import_module("host").INPUT.update(json.loads(Path(given).read_text(encoding="utf-8")))
importlib.import_module(script)
