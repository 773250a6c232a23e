"""Where a request may come from: ComfyUI's own page, and programs. ComfyUI's own check is replaced by `--enable-cors-header`, and its oldest
version that we support knows no Sec-Fetch-Site; so this is ours, and it holds in every mode.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from .environment import public_origins
from .errors import SeeDpoError

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Ends of names that nobody can register for a site in the Internet.
_LOCAL_ENDS = (".localhost", ".local", ".lan", ".home", ".internal", ".home.arpa", ".test")


def check_source(method: str, headers: Mapping[str, str]) -> None:
    """A SeeDpoError that says what to do, for a request that another site's page has made."""
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        # Browsers send it to https and to this machine, no script can set it, and whatever proxies do to Host and Origin, it stays true.
        if site != "same-origin" and not (site == "none" and method == "GET"):
            raise SeeDpoError(f"SEE-DPO: expected a request of ComfyUI's own page, got a {site[:20]} one. Open the panel inside ComfyUI.")
        return
    host, origin = headers.get("Host", ""), headers.get("Origin")
    if not _is_safe_name(host) and not any(urlsplit(known).netloc == host.lower() for known in public_origins()):
        # A name in the Internet can be pointed at this machine by whoever owns it (DNS rebinding); without TLS nothing tells us.
        raise SeeDpoError(
            f"SEE-DPO: expected the address of this machine or one with https, got '{host[:100]}'. "
            f"If browsers find your ComfyUI there, set the environment variable SEE_DPO_ORIGINS=http://{host[:100]} and restart it."
        )
    hosts = [host, *headers.get("X-Forwarded-Host", "").split(",")]
    if origin is not None and not any(_is_same(origin, name.strip()) for name in hosts) and origin.lower() not in public_origins():
        raise SeeDpoError(
            f"SEE-DPO: expected a request of ComfyUI's own page, got one of '{origin[:100]}'. "
            f"If that is where browsers find your ComfyUI, set the environment variable SEE_DPO_ORIGINS={origin[:100]} and restart it."
        )


def _is_safe_name(host: str) -> bool:
    """An address, a name without a dot, or one that is only known at home."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        if "." not in name and ":" not in name:
            return name != ""
        if name.endswith(_LOCAL_ENDS):
            return True
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_same(origin: str, host: str) -> bool:
    """Proxies may hand Host on without its port; then the name decides."""
    try:
        page, own = urlsplit(origin), urlsplit(f"//{host}")
        page_port = page.port or _DEFAULT_PORTS.get(page.scheme)
        return page.hostname is not None and page.hostname == own.hostname and own.port in (None, page_port)
    except ValueError:
        return False
