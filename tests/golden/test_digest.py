"""The same bytes in other processes, where the machine is in another time zone and hashes come out otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.golden.digest import digest

ROOT = Path(__file__).parents[2]
ZONES = ("Pacific/Kiritimati", "America/St_Johns")


def test_machines_in_other_zones_come_to_the_same() -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.golden.digest"],
            cwd=ROOT,
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT / "dsl")},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, zone in enumerate(ZONES, 1)
    ]
    expected = digest()
    assert [process.communicate(timeout=300)[0].strip() for process in processes] == [expected, expected]
    assert [process.returncode for process in processes] == [0, 0]
