"""Workload (d): a real log, and the rules of `examples/servicenow`.

The log is "Incident management process enriched event log" (Amaral, Fantinato, Peres; UCI Machine Learning Repository,
data set 498), looked for in the variable `WHENTHEN_INCIDENTS` and then in `shared/data` beside the repository. Where it
is not, the invented table of the example stands in, which is smaller.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "servicenow"
_BESIDE = ROOT.parent / "shared" / "data" / "servicenow-incidents" / "incidents.csv"


def table() -> tuple[Path, str]:
    """The table of incidents, and what it is called in the results."""
    named = os.environ.get("WHENTHEN_INCIDENTS")
    real = Path(named) if named else _BESIDE
    return (real, "the real log") if real.exists() else (EXAMPLE / "incidents.csv", "the invented table of the example")
