"""Who decides on which line: a log is looked through once for the records that hang together.

Records are joined into groups: those that one event is about, and those of which one refers to another, if that other
one is ever written. What no event says anything of and no rule writes to stands apart: everybody may read it. Groups
are dealt out to the workers, the heaviest first. Memory grows with the records, not with the lines, whose owners go to
a file: a byte for each line that is not blank, the number of its worker and `LATE`.
"""

from __future__ import annotations

import array
import datetime as dt
import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import attrs

from whenthen.analysis.independence import Independence
from whenthen.diagnostics.escape import quote
from whenthen.ingest.cloudevents import EventReader
from whenthen.ingest.jsonlines import read_lines
from whenthen.ingest.skim import Mentioned, Skimmer, referred
from whenthen.runtime.memory import ALWAYS
from whenthen.runtime.model import EventRejected
from whenthen.runtime.program import Program
from whenthen.session import Session
from whenthen.values.errors import ValueFailure
from whenthen.values.moments import parse_instant
from whenthen.values.refs import Ref

#: Set in the byte of a line that may be older than the clock is by then.
LATE = 0x80
#: So many workers have a number.
MOST_WORKERS = 64
#: One group with more of the lines than this leaves nothing to win.
_MOST_IN_ONE = 0.9

_ROWS = 1 << 16
_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_OLDEST = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@attrs.frozen
class Shares:
    """How a log is dealt out to `workers`. `begins` is when the first event happens that is decided on, `foreign` are
    the records of the state that belong to another worker than the first, and to which.
    """

    workers: int
    lines: int
    begins: dt.datetime
    owners: Path
    foreign: Mapping[Ref, int]


class AsOne(Exception):  # noqa: N818 - it is an answer
    """The log has to be decided on by one process; `str()` says why, empty where there is nothing to say."""


@attrs.frozen
class _Limits:
    """What of the rules matters here."""

    independence: Independence
    watched: Mapping[str, str]  # by type of records, the rule whose WHILE looks at it

    def refuse(self) -> None:
        for reason in self.independence.reasons:
            raise AsOne(str(reason))
        if ALWAYS in self.watched:
            raise AsOne(f"a WHILE of the rule {quote(self.watched[ALWAYS])} is looked at after every event")
        for record, rule in self.watched.items():
            if record in self.independence.moved:
                place = self.independence.moved[record]
                raise AsOne(f"a WHILE of the rule {quote(rule)} looks at any {record}, and {place} writes to one")


def limits(independence: Independence, program: Program) -> _Limits:
    watched: dict[str, str] = {}
    for rule in program.rules:
        for branch in rule.branches:
            for rest in branch.rests:
                if rest.holds is not None:
                    for record in sorted(rest.watches):
                        watched.setdefault(record, rule.title)
    return _Limits(independence, watched)


def deal(
    stream: BinaryIO, session: Session, program: Program, limits: _Limits, jobs: int, least: int, folder: Path
) -> Shares:
    """Deal a log out to as many as `jobs` workers, each with `least` lines on average. Raises AsOne, and OSError.

    The session, which has not begun, is asked only; `folder` takes the files.
    """
    limits.refuse()
    reader = EventReader(program.schema)
    skimmer = Skimmer(program.schema, reader)
    groups = _Groups(limits.independence)
    for ref, stored in session.state.records.items():
        groups.known(ref, stored.fields.values())
    for wait in session.state.memory.waits:
        groups.joined([ref for _, ref in wait[1]])
    first = _First(session, reader)
    times = _Times(session.clock)
    numbers = folder / "records"
    lines = 0
    with numbers.open("xb") as file:
        part = array.array("L")
        for line in read_lines(stream):
            found = None if line.problem is not None else skimmer.skim(line.raw)
            number = 0
            if found is not None:
                first.look(line.raw)
                number = groups.event(found) << 1 | times.is_late(found.time)
            part.append(number)
            lines += 1
            if len(part) >= _ROWS:
                part.tofile(file)
                del part[:]
        part.tofile(file)
    begins = session.clock or first.moment
    if begins is None:
        raise AsOne("no event of it can be decided on")
    groups.settle()
    _refuse_looks(groups, limits)
    workers = min(jobs, MOST_WORKERS, lines // least if least else jobs)
    if workers < 2:
        raise AsOne("")
    owner, used = groups.deal(workers, lines)
    owners = folder / "owners"
    with numbers.open("rb") as source, owners.open("xb") as target:
        _translate(source, target, owner, used)
    numbers.unlink()
    foreign = {ref: mine for ref in session.state.records if (mine := groups.owner_of(ref, owner))}
    return Shares(used, lines, begins, owners, foreign)


def _refuse_looks(groups: _Groups, limits: _Limits) -> None:
    for look in limits.independence.looks:
        found = groups.changing(look.record, look.key)
        if found is not None:
            raise AsOne(f"{look}, and the log changes {found.type} {quote(found.key)}")
    for record, rule in limits.watched.items():
        found = groups.changing(record, None)
        if found is not None:
            what = f"{found.type} {quote(found.key)}"
            raise AsOne(f"a WHILE of the rule {quote(rule)} looks at any {record}, and the log changes {what}")


def _translate(source: BinaryIO, target: BinaryIO, owner: list[int], workers: int) -> None:
    """From the numbers of records to those of workers."""
    turn = 0
    while data := source.read(array.array("L").itemsize * _ROWS):
        part = array.array("L")
        part.frombytes(data)
        row = bytearray()
        for number in part:
            record = number >> 1
            if record:
                row.append(owner[record] | (LATE if number & 1 else 0))
            else:  # it will be rejected, by anybody
                turn = (turn + 1) % workers
                row.append(turn)
        target.write(row)


class _Groups:
    """Records by number, from 1, and which of them hang together."""

    def __init__(self, independence: Independence) -> None:
        self._moved = independence.moved.keys()
        self._numbers: dict[Ref, int] = {}
        self._refs: list[Ref] = [Ref("", "")]
        self._above: list[int] = [0]  # the next one in the same group; a number itself at the top
        self._bound: list[bool] = [False]  # whether it is in a group at all, or stands apart
        self._weight: list[int] = [0]  # how many lines are about it
        self._near: list[int] = [0]  # how often something refers to it
        self._apart: dict[int, set[int]] = {}  # by what stands apart so far, the ones that refer to it

    def known(self, ref: Ref, fields: Iterable[object]) -> None:
        """A record that is there before the log begins."""
        number = self._number(ref)
        for other in referred(fields):
            self._refer(number, self._number(other))

    def joined(self, refs: list[Ref]) -> None:
        """Records that something is remembered of together."""
        for ref in refs:
            self._bind(self._number(ref))
            self._join(self._number(refs[0]), self._number(ref))

    def event(self, found: Mentioned) -> int:
        """The number of a record of the event's group; 0 for an event that is about nothing."""
        if not found.about:
            return 0
        first = self._number(found.about[0])
        self._weight[first] += 1
        for ref in (*found.about, *found.says):
            number = self._number(ref)
            self._bind(number)
            if number != first:
                self._join(first, number)
        for owner, other in found.refers:
            self._refer(self._number(owner), self._number(other))
        return first

    def settle(self) -> None:
        """No more comes. What refers to something in a group is in that group, though it stood apart."""
        waiting = [number for number in self._apart if self._bound[number]]
        while waiting:
            number = waiting.pop()
            for owner in sorted(self._apart.pop(number, ())):
                self._join(number, owner)
                if not self._bound[owner]:
                    self._bound[owner] = True
                    waiting.append(owner)

    def changing(self, record: str, key: str | None) -> Ref | None:
        """A record of a type, with a key if one is given, that does not stand apart."""
        if key is not None:
            number = self._numbers.get(Ref(record, key))
            return self._refs[number] if number is not None and self._bound[number] else None
        return next((ref for ref, number in self._numbers.items() if ref.type == record and self._bound[number]), None)

    def deal(self, workers: int, lines: int) -> tuple[list[int], int]:
        """The worker of each record, and how many workers there are."""
        weights: dict[int, int] = {}
        for number, weight in enumerate(self._weight):
            if weight:
                top = self._top(number)
                weights[top] = weights.get(top, 0) + weight
        heaviest = max(weights, key=lambda top: weights[top], default=0)
        if len(weights) < 2 or weights[heaviest] > _MOST_IN_ONE * lines:
            hub = max(self._members(heaviest), key=lambda number: self._near[number], default=0)
            ref = self._refs[hub]
            raise AsOne(f"most of its records hang together, through {ref.type} {quote(ref.key)} for one")
        workers = min(workers, len(weights))
        load = [(0, worker) for worker in range(workers)]
        chosen: dict[int, int] = {}
        for top in sorted(weights, key=lambda top: (-weights[top], top)):
            least, worker = heapq.heappop(load)
            chosen[top] = worker
            heapq.heappush(load, (least + weights[top], worker))
        return [chosen.get(self._top(number), 0) for number in range(len(self._refs))], workers

    def owner_of(self, ref: Ref, owner: list[int]) -> int:
        number = self._numbers.get(ref, 0)
        return owner[number] if self._bound[number] else 0

    def _members(self, top: int) -> Iterator[int]:
        return (number for number in range(1, len(self._refs)) if self._top(number) == top)

    def _number(self, ref: Ref) -> int:
        number = self._numbers.get(ref)
        if number is None:
            number = self._numbers[ref] = len(self._refs)
            self._refs.append(ref)
            self._above.append(number)
            self._bound.append(ref.type in self._moved)
            self._weight.append(0)
            self._near.append(0)
        return number

    def _bind(self, number: int) -> None:
        self._bound[number] = True

    def _refer(self, owner: int, other: int) -> None:
        self._near[other] += 1
        if self._bound[owner] and self._bound[other]:
            self._join(owner, other)
        else:
            self._apart.setdefault(other, set()).add(owner)

    def _join(self, one: int, other: int) -> None:
        first, second = self._top(one), self._top(other)
        if first != second:
            self._above[max(first, second)] = min(first, second)

    def _top(self, number: int) -> int:
        above = self._above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number


class _First:
    """Finds the first event that is decided on, of a session without a clock."""

    def __init__(self, session: Session, reader: EventReader) -> None:
        self.moment: dt.datetime | None = None
        self._session = session
        self._reader = reader
        self._wanted = session.clock is None

    def look(self, raw: bytes) -> None:
        if self._wanted:
            try:
                self.moment = self._session.check(self._reader.read(raw)).time
            except EventRejected:
                return
            self._wanted = False


class _Times:
    """The latest time that was seen. It is at least that of the clock: an event that is rejected counts here too."""

    def __init__(self, clock: dt.datetime | None) -> None:
        self._latest = clock or _OLDEST
        self._text = ""  # the latest time as it is written, where it is written as most are

    def is_late(self, text: str) -> bool:
        """Whether an event may be older than the clock is by then."""
        plain = _PLAIN.fullmatch(text) is not None
        if plain and self._text:  # such texts are in the order of time
            if text < self._text:
                return True
            self._text = text
            return False
        try:
            if self._text:
                self._latest = parse_instant(self._text)
            moment = parse_instant(text)
        except ValueFailure:
            return True  # it will be rejected, or what was taken for the latest time was
        if moment < self._latest:
            return True
        self._latest = moment
        self._text = text if plain else ""
        return False
