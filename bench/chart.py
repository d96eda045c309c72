"""The chart: cost of an event against the number of rules, both logarithmic, one line an engine, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 960, 520
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 310, 56, 64
#: How far apart the names beside the lines stand at least, in pixels.
_LINE = 17

#: Colours that can be told apart on white and on black; the line of WhenThen is thick.
_COLOURS = (
    *("#57606a", "#2563eb", "#0ea5e9", "#6d5bd0", "#dc2626", "#b45309", "#65870b"),
    *("#a21caf", "#be185d", "#7c6f64", "#0b7a75", "#0f9f6e", "#8b949e"),
)
_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 16px; font-weight: 600 }
  .grid { stroke: #8b949e; stroke-opacity: .35; stroke-width: 1 }
  .axis { stroke: #57606a; stroke-width: 1 }
  .line { fill: none; stroke-width: 2; stroke-linejoin: round }
  .first { stroke-width: 4 }
  .reference { stroke-dasharray: 3 5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .axis { stroke: #8b949e }
    .line, .dot, .name { filter: brightness(1.45) }
  }
""".strip("\n")

#: Points by line: number of rules and microseconds.
Lines = Mapping[str, Sequence[tuple[int, float]]]


def chart(lines: Lines, title: str, first: str, references: Sequence[str] = ()) -> str:
    """The chart as a text. `first` is the name of the line that is thick, `references` those that are dashed."""
    drawn = {name: sorted(points) for name, points in lines.items() if points}
    every = [point for points in drawn.values() for point in points]
    right = max((x for x, _ in every), default=10)
    low = math.floor(math.log10(min((y for _, y in every), default=1)))
    high = math.ceil(math.log10(max((y for _, y in every), default=10)))
    area = _Area(min((x for x, _ in every), default=1), right, low, max(high, low + 1))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" width="{WIDTH}">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{_STYLE}\n</style>",
        f'<text class="title" x="{_LEFT}" y="28">{escape(title)}</text>',
        *_grid(area),
    ]
    for name, points, colour in _coloured(drawn):
        kind = " first" if name == first else " reference" if name in references else ""
        path = " ".join(f"{area.x(x):.1f},{area.y(y):.1f}" for x, y in points)
        parts.append(f'<polyline class="line{kind}" stroke="{colour}" points="{path}"/>')
        parts += [
            f'<circle class="dot" cx="{area.x(x):.1f}" cy="{area.y(y):.1f}" r="3.5" fill="{colour}">'
            f"<title>{escape(name)}: {x:,} rules, {_microseconds(y)}</title></circle>"
            for x, y in points
        ]
    parts += _names(area, drawn)
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


class _Area:
    """Where on the paper a number of rules and a time stand."""

    def __init__(self, left: int, right: int, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.decades = [10**n for n in range(math.floor(math.log10(left)), math.ceil(math.log10(right)) + 1)]
        self._begin, self._end = math.log10(self.decades[0]), math.log10(max(self.decades[-1], 10 * self.decades[0]))

    def x(self, rules: float) -> float:
        share = (math.log10(rules) - self._begin) / (self._end - self._begin)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, time: float) -> float:
        share = (math.log10(time) - self.low) / (self.high - self.low)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)


def _grid(area: _Area) -> list[str]:
    left, right, bottom = _LEFT, WIDTH - _RIGHT, HEIGHT - _BOTTOM
    parts = []
    for power in range(area.low, area.high + 1):
        y = area.y(10**power)
        parts.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{_microseconds(10**power)}</text>')
    for rules in area.decades:
        x = area.x(rules)
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{rules:,}</text>')
    parts.append(f'<line class="axis" x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}"/>')
    parts.append(f'<line class="axis" x1="{left}" y1="{_TOP}" x2="{left}" y2="{bottom}"/>')
    parts.append(f'<text x="{(left + right) / 2}" y="{bottom + 44}" text-anchor="middle">rules</text>')
    return parts


def _names(area: _Area, drawn: Lines) -> list[str]:
    """The names beside the ends of the lines, moved apart where they would cover one another."""
    ends = sorted((area.y(points[-1][1]), name, points[-1], colour) for name, points, colour in _coloured(drawn))
    parts = []
    places = _apart([y for y, _, _, _ in ends])
    x = WIDTH - _RIGHT + 18
    for place, (y, name, point, colour) in zip(places, ends, strict=True):
        begin = area.x(point[0]) + 6
        parts.append(
            f'<line class="grid" x1="{begin:.1f}" y1="{y:.1f}" x2="{x - 4}" y2="{place:.1f}" stroke-dasharray="1 3"/>'
        )
        parts.append(
            f'<text class="name" x="{x}" y="{place + 4:.1f}" style="fill: {colour}">{escape(name)}'
            f' <tspan style="font-size: 11px">{_microseconds(point[1])}</tspan></text>'
        )
    return parts


def _apart(places: Sequence[float]) -> list[float]:
    """Places from top to bottom, at least a line apart, and not below the bottom of the area."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + _LINE) if found else place)
    last = HEIGHT - _BOTTOM + _LINE
    for number in range(len(found) - 1, -1, -1):
        found[number] = min(found[number], last)
        last = found[number] - _LINE
    return found


def _coloured(drawn: Lines) -> list[tuple[str, Sequence[tuple[int, float]], str]]:
    return [(name, points, _COLOURS[n % len(_COLOURS)]) for n, (name, points) in enumerate(drawn.items())]


def _microseconds(value: float) -> str:
    for unit, size in (("s", 1e6), ("ms", 1e3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g} µs"
