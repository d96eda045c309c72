"""What the parts of a run share: what they may use, and what they find."""

from __future__ import annotations

import attrs

from bench.compare import MATCH, Compared, Settings
from bench.engines import Engine


@attrs.define
class Context:
    """`figures` are microseconds (or what the name says) by name; `lines` are those of the chart."""

    engines: dict[str, Engine]
    settings: Settings
    quick: bool
    figures: dict[str, float] = attrs.field(factory=dict)
    lines: dict[str, list[tuple[int, float]]] = attrs.field(factory=dict)

    def keep(self, workload: str, compared: Compared) -> None:
        """Note the medians of a workload: `b 1000: rule-engine`."""
        for name, timing in compared.timings.items():
            self.figures[f"{workload}: {name}"] = timing.median

    def find(self, workload: str, name: str) -> float | None:
        """The median of a row of a workload."""
        return self.figures.get(f"{workload}: {name}")

    def matching(self, workload: str) -> float | None:
        """What matching takes WhenThen."""
        return self.find(workload, MATCH)
