"""What the processes of a run say to each other: in pieces of MessagePack, which hold plain data alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

#: The line behind the last one.
LAST = 1 << 62

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)

#: Microseconds since 1970.
Micros = int
#: What alarms of one process and of several are ordered by, see `runtime.agenda`; due is its first part.
AlarmKey = tuple[Micros, int, int, int, list[tuple[str, str, str]], Micros]


def micros(moment: dt.datetime) -> Micros:
    return (moment - _EPOCH) // _MICROSECOND


def moment(micros: Micros) -> dt.datetime:
    return _EPOCH + micros * _MICROSECOND


class _Frame(msgspec.Struct, tag=True, array_like=True):
    pass


# From a worker ----------------------------------------------------------------------------------------------------


class Rang(_Frame):
    """A decision on what the clock brought. `line` is that of the worker's next event, `until` its time (of LAST, or
    while the worker waits at a line: the moment up to which it was told to go).
    """

    line: int
    until: Micros
    key: AlarmKey
    decisions: bytes
    effects: bytes
    text: str


class Decided(_Frame):
    """A decision on the event of a line."""

    line: int
    time: Micros
    decisions: bytes
    effects: bytes
    text: str


class Refused(_Frame):
    """A line that was not decided on."""

    line: int
    reason: str
    raw: bytes


class Beyond(_Frame):
    """The event of a line comes after the end of the run."""

    line: int
    time: Micros


class Asks(_Frame):
    """The worker waits at a line until it is told the clock. `due` is when it has something to decide on before."""

    line: int
    due: Micros | None


class Done(_Frame):
    """The end: what was counted, and what is known now, as far as it has changed, as `runtime.data` writes it."""

    tally: dict[str, Any]
    state: bytes
    line: int = LAST


class Failed(_Frame):
    """The worker cannot go on. `mistake` says that the program is to blame, and not the log."""

    text: str
    mistake: bool
    line: int = LAST


Frame = Rang | Decided | Refused | Beyond | Asks | Done | Failed


# To a worker ------------------------------------------------------------------------------------------------------


class Job(_Frame):
    """What a worker does. `owners` is a file with a byte for each line that is not blank, see `_shares`."""

    number: int
    contents: dict[str, bytes]
    asked: list[str]
    shown: str
    settings: str | None
    log: str
    stamp: tuple[int, ...]
    owners: str
    foreign: list[tuple[str, str, int]]
    state: str | None
    begins: Micros
    fire_overdue: bool
    until: Micros | None
    files: list[str]
    every: bool
    quiet: bool
    look: tuple[int, bool, str | None]


class Advance(_Frame):
    """Decide on all that is due until then, and wait on."""

    until: Micros


class Go(_Frame):
    """Go on with the line; it is so late."""

    clock: Micros


class Finish(_Frame):
    """Decide on all that is due until then, and say what is known now."""

    until: Micros


Order = Advance | Go | Finish

encode = msgspec.msgpack.Encoder().encode
decode_frames = msgspec.msgpack.Decoder(list[Frame]).decode
decode_order = msgspec.msgpack.Decoder(Order).decode
decode_job = msgspec.msgpack.Decoder(Job).decode
