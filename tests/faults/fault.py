"""What a fault is, and where its tests are looked for first."""

from __future__ import annotations

import attrs

CHECKER, COMPILER, KERNEL = "checker", "compiler", "kernel"
CALENDARS, SESSION, PROJECT = "calendars", "session", "project"
CACHE = "cache"
DOMAIN = "domain"
FORMAT = "format"
TESTS = {
    CHECKER: ("tests/analysis",),
    COMPILER: ("tests/compile",),
    KERNEL: ("tests/runtime", "tests/golden"),
    CALENDARS: ("tests/values",),
    SESSION: ("tests/session",),
    PROJECT: ("tests/workspace",),
    CACHE: ("tests/cache",),
    DOMAIN: ("tests/analysis/test_domain.py",),
    FORMAT: ("tests/format/test_cases.py", "tests/format/test_command.py", "tests/format/test_programs.py"),
}


@attrs.frozen
class Fault:
    """`old` stands in the file once, and `new` comes in its place."""

    name: str
    room: str
    path: str
    old: str
    new: str


def fault(room: str, path: str, name: str, old: str, new: str) -> Fault:
    """A fault in a file of the package."""
    return Fault(name, room, f"dsl/whenthen/{path}", old, new)
