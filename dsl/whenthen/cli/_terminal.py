"""What all commands share: streams that hold any text, looks, exit codes, and an end without a traceback.

Every command imports this module, `--version` too: what only some of its functions need is imported in them.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from whenthen.diagnostics.look import Look

CLEAN, PROBLEMS, COULD_NOT_RUN = 0, 1, 2
#: As a shell reports a process that a signal ended.
INTERRUPTED, NO_READER = 130, 141

#: Set it to see where the program itself failed.
TRACEBACK = "WHENTHEN_TRACEBACK"

colour_option = click.option(
    "--colour",
    "--color",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours: auto is on a terminal only.",
)


def look(colour: str, stream: IO[str] | None = None) -> Look:
    """The look for a stream, stdout by default. `colour` is auto, always or never."""
    import shutil

    from whenthen.diagnostics.escape import can_encode
    from whenthen.diagnostics.look import Look

    stream = sys.stdout if stream is None else stream
    on_terminal = is_terminal(stream)
    wanted = on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = max(40, min(160, shutil.get_terminal_size((100, 24)).columns)) if on_terminal else 100
    return Look(
        width=width,
        colour=colour == "always" or (colour == "auto" and wanted),
        can_show=can_encode(getattr(stream, "encoding", None)),
    )


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether somebody watches; a stream that is closed has nobody."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def say(text: str) -> None:
    """A line for the person who runs the command, on stderr: results go to stdout."""
    click.echo(text, err=True, color=True)


def out(text: str) -> None:
    """A result, on stdout, as it is: colours are in it or not."""
    click.echo(text, nl=False, color=True)


def guarded(run: Callable[[], Any]) -> int:
    """Run a command and give its exit code, whatever it raises."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(run)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except BrokenPipeError:
        code = NO_READER
    except OSError as error:
        from whenthen.diagnostics.escape import escape

        where = (
            f" {escape(os.fsdecode(error.filename))}" if isinstance(error.filename, str | bytes) else " what is printed"
        )
        code = _complain(f"cannot write{where}: {(error.strerror or str(error)).lower()}")
    _detach()
    return code


def _run(run: Callable[[], Any]) -> int:
    try:
        result = run()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        if context is not None:
            say(f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n")
        from whenthen.diagnostics.escape import escape

        say("\n".join(["Error:", *map(escape, error.format_message().splitlines())]).replace("\n", " ", 1))
        return COULD_NOT_RUN
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted", INTERRUPTED)
    except OSError:
        raise
    except Exception as error:
        from whenthen.diagnostics.escape import escape

        if os.environ.get(TRACEBACK):
            import traceback

            traceback.print_exc()
        what = escape(f"{type(error).__name__}: {error}"[:300])
        return _complain(f"a mistake of this program, not of yours: {what}\nset {TRACEBACK}=1 to see where")
    return result if isinstance(result, int) else CLEAN


def _complain(text: str, code: int = COULD_NOT_RUN) -> int:
    with contextlib.suppress(OSError):
        say(f"whenthen: {text}")
    return code


def _detach() -> None:
    """Give what is left in the buffers a place to go, so that the interpreter does not fail on it when it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
