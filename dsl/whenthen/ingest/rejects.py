"""What could not be used: where it stood, why, and the thing itself, whole."""

from __future__ import annotations

import base64
from typing import Any

import attrs
import msgspec


@attrs.frozen
class Reject:
    """A line of a log, or a row of a table, that was not decided on. `line` counts from 1."""

    file: str
    line: int
    reason: str
    raw: bytes

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"

    def to_dict(self) -> dict[str, Any]:
        """Plain data: `raw` is text, or base64 where the bytes are not UTF-8, and then `encoding` says so."""
        data: dict[str, Any] = {"file": printable(self.file), "line": self.line, "reason": printable(self.reason)}
        try:
            data["raw"] = self.raw.decode()
        except UnicodeDecodeError:
            data["raw"] = base64.b64encode(self.raw).decode("ascii")
            data["encoding"] = "base64"
        return data

    def to_json(self) -> bytes:
        """One line of JSON, without a line end."""
        return msgspec.json.encode(self.to_dict())


def printable(text: str) -> str:
    """Text that every encoder accepts: halves of characters (in a file name that is not UTF-8) are spelled out."""
    return text.encode(errors="backslashreplace").decode()
