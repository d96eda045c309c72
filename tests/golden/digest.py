"""One digest of all that time comes to in the golden files: `python -m tests.golden.digest` prints it."""

from __future__ import annotations

import hashlib

from tests.golden import moments, replay


def digest() -> str:
    """In hexadecimal; the same in each process and on each machine."""
    total = hashlib.sha256()
    for path in replay.TURNS:
        if "\n=== UNTIL " in path.read_text(encoding="utf-8"):
            total.update("\n\n".join(replay.played(path)).encode())
    for case in moments.CASES:
        total.update(repr(moments.played(case)).encode())
    return total.hexdigest()


if __name__ == "__main__":
    print(digest())
