"""The command `whenthen`: one module a command, imported when it is called.

A module of this package whose name does not begin with `_` is a command: it offers `command`, a click command. Exit
codes are the same everywhere: 0 for clean, 1 for problems in what was read, 2 for what could not run at all, 130 for
an interrupt, 141 where nobody reads what is printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from whenthen.cli import _terminal
from whenthen.version import __version__

#: What commands are called elsewhere.
_ELSEWHERE = {
    "lint": "check",
    "validate": "check",
    "verify": "check",
    "fix": "check --fix",
    "watch": "check --watch",
    "fmt": "format",
    "init": "new",
    "rule": "explain",
}


class _Commands(click.Group):
    """The commands by the names of their modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        import pkgutil  # not needed for `--version`

        return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            from whenthen.diagnostics.escape import quote
            from whenthen.diagnostics.nearest import did_you_mean

            meant = _ELSEWHERE.get(name.lower())
            advice = f"did you mean `{meant}`?" if meant else did_you_mean(name, self.list_commands(ctx))
            ctx.fail(f"there is no command {quote(name)}" + (f"; {advice}" if advice else ""))
        return super().resolve_command(ctx, args)


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="whenthen", message="%(prog)s %(version)s")
def group() -> None:
    """Check and run rules for customer service: WHEN something happens, IF a condition holds, THEN do this.

    \b
      whenthen new desk                                   a small project to begin with
      whenthen check rules/                               is everything right?
      whenthen format rules/                              one layout for all of them
      whenthen run rules/ --events events.jsonl           what would the rules have done?
      whenthen explain T001                               what does this message mean?
    """  # noqa: D301 - the backspace is click's mark for lines that are not filled


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code. Whatever happens, no Python traceback is shown."""
    sys.exit(_terminal.guarded(lambda: _start(sys.argv[1:] if arguments is None else arguments)))


def _start(arguments: Sequence[str]) -> Any:
    if "_WHENTHEN_COMPLETE" in os.environ:  # a shell asks how a line may go on
        return group.main(list(arguments), prog_name="whenthen", standalone_mode=False)
    # Not by `main` of click, which answers a reader that leaves with an exit code of its own.
    with group.make_context("whenthen", list(arguments)) as context:
        return group.invoke(context)
