"""The command `whenthen`, and `python -m whenthen`: the same, from its first import on without a traceback."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code; an interrupt ends it too while modules are imported."""
    try:
        from whenthen import cli

        cli.main(arguments)
    except KeyboardInterrupt:
        if sys.stderr is not None:
            print("whenthen: interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
