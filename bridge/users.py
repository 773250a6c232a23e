"""Which of ComfyUI's users a request is from. Like ComfyUI itself it takes the browser's word for it: `--multi-user` is for tidiness, no lock."""

from __future__ import annotations

import hashlib
import re

import folder_paths
from aiohttp import web
from comfy.cli_args import args

from . import host
from .errors import SeeDpoError
from .sidecars import DEFAULT_USER

_NAME = re.compile(r"(?!__)[A-Za-z0-9_-]{1,128}")


def user_of(request: web.Request) -> str:
    """By ComfyUI's own header, else by our cookie: pictures and WebSockets come without headers. A SeeDpoError for a user that doesn't exist."""
    if not args.multi_user:
        return DEFAULT_USER
    named = request.headers.get("Comfy-User")
    if named is not None and not _exists(named):
        raise SeeDpoError("SEE-DPO: expected a user of this ComfyUI, got one that it doesn't know. Reload the page and choose a user.")
    remembered = request.cookies.get(_cookie_name(), "")
    return named or (remembered if _exists(remembered) else DEFAULT_USER)


def remember_user(response: web.Response, user: str) -> None:
    """In a cookie of this ComfyUI alone: others may run on the same machine, and cookies don't tell ports apart."""
    if args.multi_user:
        response.set_cookie(_cookie_name(), user, path="/", httponly=True, samesite="Strict")


def _exists(user: str) -> bool:
    return _NAME.fullmatch(user) is not None and user in host.server().user_manager.users


def _cookie_name() -> str:
    return f"see-dpo-user-{hashlib.sha256(folder_paths.get_user_directory().encode()).hexdigest()[:8]}"
