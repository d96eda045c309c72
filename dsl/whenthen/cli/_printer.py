"""What a run prints: what it tells on stdout, in large pieces where nobody is watching, and what it complains of."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from whenthen.cli import _terminal

if TYPE_CHECKING:
    from whenthen.diagnostics.model import Diagnostic

_BUFFERED = 1 << 15


class Printer:
    """`live` says that somebody follows what is told as it happens."""

    def __init__(self, colour: str, live: bool) -> None:
        self.look = _terminal.look(colour)
        self._error_look = _terminal.look(colour, sys.stderr)
        self._live = live
        self._text: list[str] = []
        self._size = 0

    def tell(self, text: str) -> None:
        """A part of the result."""
        self._text.append(text)
        self._size += len(text)
        if self._live or self._size > _BUFFERED:
            self.flush()

    def flush(self) -> None:
        """Print what was told so far."""
        _terminal.out("".join(self._text))
        self._text, self._size = [], 0

    def complain(self, text: str) -> None:
        """A line for the person who runs the command."""
        from whenthen.diagnostics.escape import escape

        _terminal.say(escape(text, self._error_look.can_show))

    def refuse(self, diagnostics: Sequence[Diagnostic]) -> NoReturn:
        """Show what is wrong with what was given, and end the command."""
        from whenthen.diagnostics.render import render

        click.echo(render(diagnostics, look=self._error_look), err=True, nl=False, color=True)
        raise click.exceptions.Exit(_terminal.COULD_NOT_RUN)
