"""S: how a text is written."""

from __future__ import annotations

from whenthen.diagnostics.model import Code

CODES: tuple[Code, ...] = ()
