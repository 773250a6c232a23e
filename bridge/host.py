"""What the bridge asks of ComfyUI's server: where it listens, where its folders are, who its users are. Nothing of it is kept."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any

import folder_paths
from comfy.cli_args import args
from comfyui_version import __version__
from server import PromptServer


def server() -> Any:
    """ComfyUI's server: its class has no stubs, and names that change."""
    return PromptServer.instance


def version() -> str:
    """Of ComfyUI."""
    return __version__


def own_url() -> tuple[str, bool]:
    """How a program on this machine reaches ComfyUI, and whether that is a loopback address."""
    address = getattr(server(), "address", None) or "127.0.0.1"
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        is_loopback = address == "localhost"
    else:
        if ip.is_unspecified:  # 0.0.0.0 and ::, which listen everywhere.
            ip = ipaddress.ip_address("::1" if ip.version == 6 else "127.0.0.1")
        is_loopback = ip.is_loopback
        address = f"[{ip}]" if ip.version == 6 else str(ip)
    scheme = "https" if args.tls_keyfile and args.tls_certfile else "http"
    return f"{scheme}://{address}:{getattr(server(), 'port', args.port)}", is_loopback


def data_folder(user: str) -> Path:
    """Names that begin with two underscores are out of reach of ComfyUI's own routes for user files."""
    return Path(folder_paths.get_user_directory()) / "__see_dpo" / user


def description() -> dict[str, Any]:
    """For the sidecar, which runs on the same machine and reads and writes these folders itself."""
    return {
        "version": version(),
        "output": folder_paths.get_output_directory(),
        "input": folder_paths.get_input_directory(),
        "temp": folder_paths.get_temp_directory(),
        "loras": folder_paths.get_folder_paths("loras"),
        "checkpoints": folder_paths.get_folder_paths("checkpoints"),
    }
