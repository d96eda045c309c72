"""Patterns of paths, as settings have them: `legacy/*.when`, `legacy/**`.

`*` stands for any letters of one name, `?` for one letter, `**` for any number of folders, also none. A pattern that
ends in `/`, or in a name without these signs that is one of a folder, means all that is in the folder and below. Paths
have `/` on every system; letter case counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from unicodedata import normalize

from whenthen.diagnostics.escape import quote

T = TypeVar("T")

_ANY_FOLDERS = "**"
#: Signs that mean something in patterns elsewhere, and nothing here.
_FOREIGN = "[]{}!"


def fits(pattern: str, path: str) -> bool:
    """Whether a path is one that the pattern means; one that begins with `../` never is.

    Takes at most as many steps as both are long, multiplied.
    """
    if path.startswith("../"):
        return False
    parts = _parts(normalize("NFC", pattern))
    return _same_row(parts, normalize("NFC", path).split("/"), _ANY_FOLDERS, _fits_name)


def problem_of(pattern: str) -> tuple[str, str] | None:
    """What is wrong with a pattern, and what to do; None if nothing is."""
    shown = quote(pattern)
    if "\\" in pattern:
        return f"the pattern {shown} has `\\` in it", "folders are parted by `/` on every system"
    if pattern.startswith("/") or pattern[1:2] == ":":
        return f"the pattern {shown} is absolute", "patterns begin at the folder of this file, such as `legacy/**`"
    parts = _parts(pattern)
    if ".." in parts:
        return f"the pattern {shown} leaves the folder of this file", "it reaches files in this folder and below"
    if "." in parts or "" in parts:
        return f"the pattern {shown} has a folder without a name", "write it like `legacy/*.when`"
    if any(_ANY_FOLDERS in part and part != _ANY_FOLDERS for part in parts):
        return f"`**` stands beside letters in the pattern {shown}", "`**` stands for whole folders: `legacy/**/*.when`"
    foreign = next((sign for sign in pattern if sign in _FOREIGN), None)
    if foreign is not None:
        advice = "patterns have `*`, `?` and `**`; for several places write a line for each"
        return f"{quote(foreign)} means nothing in the pattern {shown}", advice
    return None


def _parts(pattern: str) -> list[str]:
    parts = pattern.split("/")
    if len(parts) > 1 and not parts[-1]:
        parts[-1] = _ANY_FOLDERS
    elif "*" not in parts[-1] and "?" not in parts[-1]:
        parts.append(_ANY_FOLDERS)  # which may be none: it is the file itself, or the folder that the file is in
    return parts


def _fits_name(pattern: str, name: str) -> bool:
    return _same_row(pattern, name, "*", lambda sign, letter: sign in ("?", letter))


def _same_row(pattern: Sequence[T], row: Sequence[T], star: T, same: Callable[[T, T], bool]) -> bool:
    """Whether a row is what a pattern means in which `star` stands for any number of members.

    Only the last star is ever tried anew: what comes before it fits as early as it can, which is best for the rest.
    """
    at = here = 0
    last_star, from_there = -1, 0
    while here < len(row):
        if at < len(pattern) and pattern[at] == star:
            last_star, from_there = at, here
            at += 1
        elif at < len(pattern) and same(pattern[at], row[here]):
            at, here = at + 1, here + 1
        elif last_star >= 0:
            from_there += 1
            at, here = last_star + 1, from_there
        else:
            return False
    return all(member == star for member in pattern[at:])
