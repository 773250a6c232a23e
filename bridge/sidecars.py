"""Which sidecar serves whom: one for each of ComfyUI's users, or the one that the environment names."""

from __future__ import annotations

import collections
import json
import threading

from . import host
from .environment import sidecar_token, sidecar_url
from .manifest import PACK
from .sidecar import Address, Sidecar

DEFAULT_USER = "default"
# Browser tabs that are remembered; each reload of a page makes a new id.
_MAX_CLIENTS = 1000

_lock = threading.Lock()
_sidecars: dict[str, Sidecar] = {}
_user_of_client: collections.OrderedDict[str, str] = collections.OrderedDict()


def address_for(user: str, broken: Address | None = None) -> Address:
    """Blocks while the user's sidecar starts. `broken` could not be reached just now. A SeeDpoError says what to do where none can be had."""
    url = sidecar_url()
    if url is not None:
        return Address(url, sidecar_token())
    with _lock:
        if user not in _sidecars:
            _sidecars[user] = Sidecar(PACK, host.data_folder(user), _options)
        sidecar = _sidecars[user]
    return sidecar.address(broken)


def remember_client(client_id: str, user: str) -> None:
    """Whose browser tab it is that queues prompts under this id."""
    with _lock:
        _user_of_client[client_id] = user
        _user_of_client.move_to_end(client_id)
        if len(_user_of_client) > _MAX_CLIENTS:
            _user_of_client.popitem(last=False)


def user_of_client(client_id: str | None) -> str:
    """Who has queued a prompt: a browser tab that has said hello, or a user's sidecar. Other programs are the default user."""
    with _lock:
        for user, sidecar in _sidecars.items():
            if client_id is not None and sidecar.client_id == client_id:
                return user
        return _user_of_client.get(client_id or "", DEFAULT_USER)


def _options() -> list[str]:
    url, is_loopback = host.own_url()
    # No authority signs certificates for 127.0.0.1, and what goes there doesn't leave the machine.
    insecure = ["--comfyui-insecure"] if url.startswith("https:") and is_loopback else []
    return ["--host", "comfyui", "--comfyui-places", json.dumps(host.description()), "--comfyui-url", url, *insecure]
