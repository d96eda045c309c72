"""`whenthen format`: rule files in the one layout of the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import click

from whenthen.cli import _terminal

if TYPE_CHECKING:
    from whenthen.cli._formatting import Looked
    from whenthen.cli._rewrite import Change

_STDIN = "-"


@attrs.frozen
class _Given:
    """The options. `writes` is false where a difference, or only the names of files, is shown."""

    check: bool
    diff: bool
    colour: str

    @property
    def writes(self) -> bool:
        return not self.check and not self.diff


@attrs.define
class _Tally:
    """How many files changed or would change, how many need no change, and how many have mistakes."""

    changed: int = 0
    same: int = 0
    wrong: int = 0
    could_not_run: bool = False


@click.command(short_help="Write rule files in the one layout of the language.")
@click.argument("paths", nargs=-1)
@click.option("--check", is_flag=True, help="Name the files that would change, and write nothing.")
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--stdin-filename", "name", metavar="NAME", help="What messages call the text of standard input.")
@_terminal.colour_option
def command(paths: Sequence[str], check: bool, diff: bool, name: str | None, colour: str) -> None:
    """Write rule files in the one layout of the language. What rules mean, and comments, stay what they are.

    PATHS are files and folders, by default the folder that the command runs in. A folder stands for all the .when files
    in it and below, hidden ones apart. With - as the only path, a text is read from standard input, and goes to
    standard output.

    There are no options for the layout: clauses begin with words in capitals on lines of their own, blocks are indented
    by two spaces, lines have at most 100 characters. A condition that was written over several lines, with AND or OR at
    their ends or starts, stays so, and blank lines that part statements, fields, tests or items of lists stay, each as
    one. A file keeps its line ends.

    A file with mistakes in its writing is reported and left as it is, and the others are formatted. What was printed is
    read again before anything is written, and has to say the same.

    Exit code 0: all files are formatted. 1: a file has mistakes, or with --check or --diff would change. 2: a path does
    not exist, or a file cannot be read or written. 130: it was interrupted. 141: what it prints was not read to the
    end.

    \b
    Examples:
      whenthen format
      whenthen format rules/ --check
      whenthen format rules/vip.when --diff
      whenthen format - --stdin-filename rules/vip.when < draft.when
    """  # noqa: D301
    given = _Given(check, diff, colour)
    if _STDIN not in paths:
        if name is not None:
            raise click.UsageError("--stdin-filename goes with the path -, which is standard input")
        code = _format_files(paths or (".",), given)
    elif len(paths) > 1:
        raise click.UsageError("- is standard input, and goes with no other path")
    else:
        code = _format_standard_input(name or "<stdin>", given)
    click.get_current_context().exit(code)


def _format_files(paths: Sequence[str], given: _Given) -> int:
    from whenthen.cli._formatting import look_at

    tally = _Tally()
    for looked in look_at(paths):
        _take(looked, tally, given)
    _terminal.say(_summary(tally, given))
    if tally.could_not_run:
        return _terminal.COULD_NOT_RUN
    return _terminal.PROBLEMS if tally.wrong or (tally.changed and not given.writes) else _terminal.CLEAN


def _take(looked: Looked, tally: _Tally, given: _Given) -> None:
    """Write one file, or show what would become of it."""
    change = looked.change
    if change is None:
        _report(looked, given)
        tally.could_not_run = tally.could_not_run or looked.lost
        tally.wrong += not looked.lost
    elif change.before == change.after:
        tally.same += 1
    elif not given.writes:
        tally.changed += 1
        _show(change, given)
    elif _write(change):
        tally.changed += 1
        _terminal.out(f"Formatted {_shown(change, given)}\n")
    else:
        tally.could_not_run = True


def _format_standard_input(name: str, given: _Given) -> int:
    from whenthen.cli._formatting import read_standard_input

    looked = read_standard_input(name)
    change = looked.change
    if change is None:
        _report(looked, given)
        return _terminal.PROBLEMS
    if given.writes:
        click.echo(change.after, nl=False)
        return _terminal.CLEAN
    if change.before == change.after:
        return _terminal.CLEAN
    _show(change, given)
    return _terminal.PROBLEMS


def _report(looked: Looked, given: _Given) -> None:
    """On stderr, as stdout has the names of files, a difference or a text."""
    import sys

    from whenthen.diagnostics.render import render

    _terminal.say(render(looked.problems, "full", _terminal.look(given.colour, sys.stderr)).removesuffix("\n"))


def _show(change: Change, given: _Given) -> None:
    if given.check:
        _terminal.out(f"Would format {_shown(change, given)}\n")
    if given.diff:
        from whenthen.cli._diff import unified

        before, after = (content.decode("utf-8-sig") for content in (change.before, change.after))
        _terminal.out(unified(change.shown, before, after, _terminal.look(given.colour)))


def _shown(change: Change, given: _Given) -> str:
    from whenthen.diagnostics.escape import escape

    return escape(change.shown, _terminal.look(given.colour).can_show)


def _write(change: Change) -> bool:
    """Whether the file could be written; what is wrong is told at once, as other files do not hang on it."""
    from whenthen.cli._rewrite import rewrite

    try:
        rewrite([change])
    except click.ClickException as error:
        _terminal.say(f"Error: {error.format_message()}")
        return False
    return True


def _summary(tally: _Tally, given: _Given) -> str:
    """Such as "Formatted 2 files; 5 are formatted already; 1 has mistakes"."""
    from whenthen.cli._closing import counted

    parts: list[str] = []
    if tally.changed and given.writes:
        parts.append(f"Formatted {counted(tally.changed, 'file')}")
    elif tally.changed:
        parts.append(f"{counted(tally.changed, 'file')} would be formatted")
    if tally.same:
        number = f"{tally.same:,}" if parts else counted(tally.same, "file")
        parts.append(f"{number} {'is' if tally.same == 1 else 'are'} formatted already")
    if tally.wrong:
        number = f"{tally.wrong:,}" if parts else counted(tally.wrong, "file")
        parts.append(f"{number} {'has' if tally.wrong == 1 else 'have'} mistakes")
    return "; ".join(parts) or "Formatted nothing"
