"""What was measured, as tables and bars, and how they are written in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from bench.measure import Timing


@attrs.frozen
class Table:
    """A table of the results; the first column is aligned left, the others right. `about` stands above it."""

    title: str
    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    below: str = ""


@attrs.frozen
class Bar:
    """One bar of the project: what it must reach, what was measured, and whether that is so (None: not measured)."""

    name: str
    must: str
    measured: str
    met: bool | None


def figure(value: float) -> str:
    """A number with three figures, as people write it."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def timing(one: Timing | None) -> str:
    """Median and least."""
    return "" if one is None else f"{figure(one.median)} ({figure(one.least)})"


def table(one: Table) -> str:
    """A table as Markdown."""
    lines = [f"## {one.title}", "", one.about, ""] if one.about else [f"## {one.title}", ""]
    lines += _grid(one.head, one.rows)
    if one.below:
        lines += ["", one.below]
    return "\n".join(lines)


def bars(several: Sequence[Bar]) -> str:
    """The bars as one table."""
    said = {True: "met", False: "**not met**", None: ""}
    rows = [(bar.name, bar.must, bar.measured, said[bar.met]) for bar in several]
    return "\n".join(["## The bars", "", *_grid(("bar", "must reach", "measured", ""), rows, left=4)])


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    rule = [" --- " if place < left else " ---: " for place in range(len(head))]
    return [_line(head), f"|{'|'.join(rule)}|", *map(_line, rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
