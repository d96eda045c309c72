"""Texts that hold data: what other systems answer in JSON. Takes linear time."""

from __future__ import annotations

import json
from typing import Any

from whenthen.values.text import made

#: Numbers are kept as they are written, digits and all.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


def json_value(value: str, path: str) -> str | None:
    """The text, number or boolean that JSON holds at a path of names and positions (from 1), joined by dots, as text.

    Missing where anything else stands there, and where the text is no JSON.
    """
    try:
        found: Any = _DECODER.decode(value)
    except (ValueError, RecursionError):
        return None
    for step in path.split("."):
        found = _inside(found, step)
    if isinstance(found, bool):
        return "true" if found else "false"
    if not isinstance(found, str) or any("\ud800" <= sign <= "\udfff" for sign in found):
        return None
    return made(found)


def _inside(found: Any, step: str) -> Any:
    if isinstance(found, dict):
        return found.get(step)
    # A position of more digits than a list can have items is none.
    if isinstance(found, list) and len(step) < 10 and step.isascii() and step.isdigit() and 0 < int(step) <= len(found):
        return found[int(step) - 1]
    return None
