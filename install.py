"""Run by ComfyUI-Manager, or by hand: installs the npm packages that SEE-DPO's server needs, as package-lock.json names them, into this folder.
Nothing is built, no shell is used, and where everything is there already, nothing is done.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bridge.errors import SeeDpoError
from bridge.find_node import find_node, wheel_folder
from bridge.packages import missing_packages
from bridge.start_process import start_process

PACK = Path(__file__).resolve().parent
# Only what the server needs, and no reports to npm's own servers.
OPTIONS = ["ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]


def main() -> int:
    """The exit code; what is done and what went wrong is printed."""
    try:
        missing = missing_packages(PACK)
        node = find_node(PACK)
        if missing:
            install(node, len(missing))
    except (SeeDpoError, OSError) as error:
        print(f"comfyui-see-dpo: {error}")
        return 1
    print(f"comfyui-see-dpo: everything that its server needs is installed; it runs on {node}.")
    return 0


def install(node: Path, count: int) -> None:
    """Raises a SeeDpoError where npm is missing or fails."""
    npm = next(npm_programs(node), None)
    if npm is None:
        raise SeeDpoError(f'npm was not found. Run this, then try again: "{sys.executable}" -m pip install -r "{PACK / "requirements.txt"}"')
    command: list[str | Path] = [node, npm, *OPTIONS]
    print(f"comfyui-see-dpo: installing {count} npm packages into {PACK / 'node_modules'} (about 320 MB on disk):", flush=True)
    print(f"  {' '.join(str(word) for word in command)}", flush=True)
    code = start_process(command, PACK, has_pipes=False).wait()
    if code != 0:
        raise SeeDpoError(f"npm failed (exit code {code}); its own message is above. Is the network there, and a proxy set where one is needed?")
    missing = missing_packages(PACK)
    if missing:
        raise SeeDpoError(f"npm said that it is done, but {missing[0]} is still missing. Remove {PACK / 'node_modules'} and try again.")


def npm_programs(node: Path) -> Iterator[Path]:
    """npm is a script for Node.js, beside the Node.js that it came with: started so, no shell gets in between."""
    real = node.resolve()
    roots = [real.parent, real.parent.parent / "lib"]
    wheel = wheel_folder()
    if wheel is not None:
        roots += [wheel, wheel / "lib"]
    for root in roots:
        script = root / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            yield script


if __name__ == "__main__":
    sys.exit(main())
