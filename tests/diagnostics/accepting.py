"""Files of expectations, in `golden/`. `WHENTHEN_ACCEPT=1 pytest tests/diagnostics` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def agrees_with(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("WHENTHEN_ACCEPT"):
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode()
