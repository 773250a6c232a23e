"""The environment variables that are ours, read in one place."""

from __future__ import annotations

import os


def sidecar_url() -> str | None:
    """SEE_DPO_SIDECAR_URL: a server that runs already, such as http://127.0.0.1:7333. None is started then."""
    return os.environ.get("SEE_DPO_SIDECAR_URL", "").rstrip("/") or None


def sidecar_token() -> str:
    """SEE_DPO_SIDECAR_TOKEN: that server's token."""
    return os.environ.get("SEE_DPO_SIDECAR_TOKEN", "")


def public_origins() -> set[str]:
    """SEE_DPO_ORIGINS: where browsers find this ComfyUI, such as http://comfy.example.com, separated by commas."""
    return {origin.strip().rstrip("/").lower() for origin in os.environ.get("SEE_DPO_ORIGINS", "").split(",") if origin.strip()}
