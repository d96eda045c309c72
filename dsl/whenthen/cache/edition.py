"""Which edition of the software this is, as a digest: what another one made of the same files may be something else.

Looked at are names, sizes and times of files, no contents but those of the grammar and the standard library, so that
it takes a few milliseconds and nothing needs to be imported.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator

from whenthen.version import __version__

#: Counts up when cached data has another form.
FORMAT = 2

#: What the check of rules depends on, by the name of the module, each with that of the distribution.
_PACKAGES = {
    "attr": "attrs",
    "holidays": "holidays",
    "lark": "lark",
    "msgspec": "msgspec",
    "re2": "google_re2",
    "tzdata": "tzdata",
}
#: What changes in a folder of time zones when these do.
_ZONE_FILES = ("", "tzdata.zi", "+VERSION", "zone.tab", "zone1970.tab", "UTC")


def digest(pieces: Iterable[str | bytes]) -> str:
    """One digest of all the pieces, in hexadecimal."""
    total = hashlib.blake2b(digest_size=32)
    for piece in pieces:
        data = piece.encode("utf-8", "surrogatepass") if isinstance(piece, str) else piece
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


def edition() -> str | None:
    """The digest of this installation; None where that cannot be said, as in a zip file."""
    try:
        return digest(_parts())
    except (OSError, ValueError, ImportError):
        return None


def _parts() -> Iterator[str | bytes]:
    yield f"{FORMAT} {__version__}"
    yield f"{sys.implementation.cache_tag} {sys.hexversion} {unicodedata.unidata_version} {sys.platform}"
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    yield from _files(package)
    for name in ("grammar", "stdlib"):
        inside, beside = os.path.join(package, name), os.path.join(package, os.pardir, os.pardir, name)
        yield from _contents(inside if os.path.isdir(inside) else beside)
    yield from _packages()
    for folder in zoneinfo.TZPATH:
        yield folder
        yield from (_stamp(os.path.join(folder, file)) for file in _ZONE_FILES)


def _files(folder: str) -> Iterator[str]:
    """The modules of a package, so that one that is being worked on never gets what it made before a change."""
    with os.scandir(folder) as scan:
        entries = sorted(scan, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        else:
            state = entry.stat()
            yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"


def _contents(folder: str) -> Iterator[str | bytes]:
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            yield name
            yield file.read()


def _packages() -> Iterator[str]:
    listings: dict[str, list[str]] = {}
    for module, distribution in _PACKAGES.items():
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:
            yield f"{module} -"
            continue
        yield f"{spec.origin} {_stamp(spec.origin)}"
        home = os.path.dirname(os.path.dirname(spec.origin)) if spec.submodule_search_locations else ""
        home = home or os.path.dirname(spec.origin)
        if home not in listings:
            listings[home] = sorted(os.listdir(home))
        start = f"{distribution}-"
        yield from (name for name in listings[home] if name.casefold().startswith(start))


def _stamp(path: str) -> str:
    """Another text where a file is another one; the same for all that are not there."""
    try:
        state = os.stat(path)
    except FileNotFoundError:
        return "-"
    except OSError as error:
        return f"- {error.errno}"
    return f"{state.st_size} {state.st_mtime_ns}"
