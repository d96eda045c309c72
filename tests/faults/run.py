"""Apply one fault after the other to a copy of the sources, and tell which test catches it.

    python -m tests.faults.run [WORDS]     only the faults whose name has the words

For each fault it runs the tests of the room, and then the property tests, up to the first that fails. Exit 1 when a
fault is caught by neither.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.catalog import FAULTS
from tests.faults.fault import TESTS, Fault

ROOT = Path(__file__).parents[2]
COPIED = ("dsl", "grammar", "stdlib", "tests", "examples", "pyproject.toml")


def copy(target: Path) -> None:
    """What the tests need."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target / name)


def caught_by(folder: Path, tests: tuple[str, ...]) -> str:
    """The first test that fails; empty for none."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=no", *tests]
    environment = {**os.environ, "WHENTHEN_SHRINK": "no"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        if line.startswith(("FAILED", "ERROR")):
            return line.split(" ", 1)[1].split(" - ")[0].removeprefix("tests/")
    return "" if done.returncode == 0 else "(pytest itself)"


def try_fault(fault: Fault) -> tuple[str, str]:
    """Which test of the room and which property catches a fault."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy(folder)
        path = folder / fault.path
        text = path.read_text(encoding="utf-8")
        assert text.count(fault.old) == 1, fault.name
        path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
        return caught_by(folder, TESTS[fault.room]), caught_by(folder, ("tests/properties",))


def main(words: str = "") -> int:
    """Try the faults; the exit code."""
    survivors = []
    for fault in FAULTS:
        if words not in fault.name:
            continue
        in_room, property_ = try_fault(fault)
        if not in_room and not property_:
            survivors.append(fault.name)
        print(
            f"{fault.room}: {fault.name}\n    room:       {in_room or '-'}\n    properties: {property_ or '-'}",
            flush=True,
        )
    print(f"{len(survivors)} survived" + "".join(f"\n    {name}" for name in survivors))
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
