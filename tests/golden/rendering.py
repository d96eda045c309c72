"""Decisions and deployments as people read them in a golden turn."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z_][\w.#/-]*|[0-9a-f]{32}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
#: What is left out where it says nothing: null, false or empty.
_LEAN = ("resumed", "deleted", "shadow", "lets", "watches", "passed")
_SAID_BY_ALARM = ("event", "type")


def render(data: Mapping[str, Any]) -> str:
    """Data, for people: what is single in one line, then what is not missing or empty, an item a line."""
    nested = {key: value for key, value in data.items() if isinstance(value, list | dict)}
    left_out = _SAID_BY_ALARM if data.get("alarm") else ()
    single = {key: value for key, value in data.items() if key not in (*nested, *left_out) and value is not None}
    lines = textwrap.wrap(_flow(single)[1:-1], 120, break_long_words=False, break_on_hyphens=False)
    for key, value in nested.items():
        if isinstance(value, dict):
            lines += _wrapped(f"{key}: {_flow(value)}", "")
        elif value:
            lines.append(f"{key}:")
            for item in value:
                lines += _wrapped("- " + _flow(item), "  ")
    return "\n".join(lines)


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(
        line,
        112,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        pairs = [(key, item) for key, item in value.items() if item or key not in _LEAN]
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str) and _DIGEST.fullmatch(value):
        return f"{value[:8]}…"
    if isinstance(value, str) and _BARE.fullmatch(value) and value not in ("true", "false", "null"):
        return value
    return json.dumps(value, ensure_ascii=False)
