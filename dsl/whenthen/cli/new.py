"""`whenthen new`: a small project that checks, runs and shows something at once."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whenthen.cli import _terminal

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from zoneinfo import ZoneInfo

_TEMPLATE = "desk"
_SETTINGS = "whenthen.toml"
#: What stands in a template: `@zone@`, and a local time such as `@2026-11-16 09:10@`, which becomes an instant.
_ZONE = "@zone@"
_LOCAL_TIME = re.compile(r"@(\d{4}-\d\d-\d\d \d\d:\d\d)@")


@click.command(short_help="Make a small project to begin with.")
@click.argument("folder", metavar="DIR")
@click.option(
    "--zone", metavar="ZONE", default="UTC", show_default=True, help="The time zone that you work in: Europe/Berlin."
)
def command(folder: str, zone: str) -> None:
    """Make a small project in DIR: rules, data, settings, and a few days of events to run them over.

    DIR is a folder that is not there yet, or an empty one. Nothing that exists is ever written over, and the project is
    there as a whole or not at all.

    Exit code 0: it is made. 2: it could not be made, and nothing was written.

    \b
    Examples:
      whenthen new desk
      whenthen new desk --zone Europe/Berlin
      whenthen new .
    """  # noqa: D301
    from whenthen.diagnostics.escape import escape, quote

    files = _files(zone)
    try:
        _make(folder, files)
    except (OSError, ValueError) as error:  # a ValueError is a name that no folder can have
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise click.ClickException(f"cannot make {quote(folder)}: {reason}") from None
    look = _terminal.look("never")
    _terminal.out("".join(f"{escape(line, look.can_show)}\n" for line in _next_steps(folder)))


def _next_steps(folder: str) -> Iterator[str]:
    name = os.path.normpath(folder)
    yield "Here is a small project, with five rules and a week of events to try them on."
    yield ""
    if name != ".":
        yield f"  cd {shlex.quote(f'./{name}' if name.startswith('-') else name)}"
    yield "  whenthen check"
    yield "  whenthen run rules --events events.jsonl --until 2026-11-22"
    yield ""
    yield "Its README.md says what is in it, and what to change first."


# What is written ------------------------------------------------------------------------------------------------------


def _files(zone_name: str) -> dict[str, bytes]:
    """The files of the project by their paths."""
    from whenthen import resources

    try:
        texts = dict(_texts(resources.folder("templates").joinpath(_TEMPLATE), ""))
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None
    texts[_SETTINGS] = texts[_SETTINGS].replace(_ZONE, _toml_text(zone_name))
    zone = _zone(zone_name, texts[_SETTINGS])
    return {path: _filled(text, zone).encode() for path, text in texts.items()}


def _texts(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _texts(entry, f"{path}{entry.name}/")
        else:
            yield f"{path}{entry.name}", entry.read_bytes().decode("utf-8").replace("\r\n", "\n")


def _toml_text(text: str) -> str:
    """A text between quotes, whatever is in it. Half characters become replacement characters."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        char if char.isprintable() and char not in '"\\' and ord(char) < 128 else f"\\U{ord(char):08x}" for char in text
    )


def _zone(name: str, settings: str) -> ZoneInfo:
    """The zone of a name; raises click.UsageError with what a check would say of settings that name another one."""
    from whenthen.values.zones import find_zone

    known = find_zone(name)
    if known is not None:
        return known
    from whenthen.workspace.roots import SettingsFile
    from whenthen.workspace.settings import read_settings

    read, problems = read_settings(SettingsFile(_SETTINGS, _SETTINGS, settings.encode()))
    zone = find_zone(read.zone)
    if problems or zone is None:
        raise click.UsageError("; ".join(filter(None, (problems[0].message, problems[0].help))))
    return zone


def _filled(text: str, zone: ZoneInfo) -> str:
    """A template with its local times as instants of a zone."""
    from whenthen.cli._moments import show_moment
    from whenthen.values.moments import at_wall_clock

    def instant(match: re.Match[str]) -> str:
        return show_moment(at_wall_clock(dt.datetime.fromisoformat(match[1]), zone), zone)

    return _LOCAL_TIME.sub(instant, text)


# How it is written ----------------------------------------------------------------------------------------------------


def _make(folder: str, files: Mapping[str, bytes]) -> None:
    """Write all files or none. Raises OSError, ValueError, and click.ClickException where something is in the way."""
    from whenthen.diagnostics.escape import quote

    if not folder:
        raise click.UsageError("the name of the folder is empty")
    target = os.path.abspath(folder)
    if os.path.isdir(target):
        if os.listdir(target):
            raise click.ClickException(f"{quote(folder)} is not empty; a new project wants a folder of its own")
        _fill(target, files)
        return
    if os.path.lexists(target):
        raise click.ClickException(f"{quote(folder)} is there already, and is no folder")
    parent = os.path.dirname(target)
    if not os.path.isdir(parent):
        raise click.ClickException(
            f"there is no folder {quote(os.path.dirname(os.path.normpath(folder)))} to make it in"
        )
    with _half_written(parent) as beside:
        _write(beside, files)
        os.rename(beside, target)


def _fill(target: str, files: Mapping[str, bytes]) -> None:
    """Write into an empty folder, which somebody may stand in: it has to stay the same one."""
    moved: list[str] = []
    try:
        with _half_written(target) as inside:
            _write(inside, files)
            for name in sorted(os.listdir(inside)):
                place = os.path.join(target, name)
                if os.path.lexists(place):
                    raise FileExistsError(17, f"{name} came to be there meanwhile")
                os.rename(os.path.join(inside, name), place)
                moved.append(place)
    except BaseException:
        for place in moved:
            _remove(place)
        raise


@contextlib.contextmanager
def _half_written(parent: str) -> Iterator[str]:
    """A folder to write in; it is gone at the end, with all that is still in it."""
    number = 0
    while True:
        place = os.path.join(parent, f".whenthen-new-{os.getpid()}-{number}")
        try:
            os.mkdir(place)
            break
        except FileExistsError:  # of a run that was killed
            number += 1
    try:
        yield place
    finally:
        _remove(place)


def _remove(place: str) -> None:
    if os.path.isdir(place):
        shutil.rmtree(place, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            os.unlink(place)


def _write(folder: str, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        place = Path(folder, *path.split("/"))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
