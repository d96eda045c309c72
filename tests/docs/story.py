"""Playing a page of the guide: its files and commands, from top to bottom, in an empty folder.

| block | what it does |
| --- | --- |
| `when file=rules/vip.when`, `csv file=…`, `json file=…`, `toml file=…` | writes this file, with the folders it needs |
| `diff file=rules/vip.when` | takes the lines with `-` out of the file and puts those with `+` in; others are there |
| `console` | runs what stands after `$ ` and compares what is printed, as a terminal would show it |
| `yaml same=docs/ci/gitlab-ci.yml` | compares with this file of the repository, without the comment at its top |

The commands are those of `whenthen`, `cd`, and the ones of `TOOLS`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, Block, blocks
from whenthen.cli import main

#: Commands of the system that a page may use.
TOOLS = {"cat", "cp", "ls", "mkdir"}
_COMMAND = re.compile(r"^\$ ", re.MULTILINE)


def play(blocks: list[Block], folder: Path) -> str:
    """Play the blocks of a page; a description of the first ones that do not do what they say, "" where all do."""
    return "\n".join(f"{block}:\n{got}" for block, got in differences(blocks, folder) if got != block.text)


def accept(page: Path, folder: Path) -> None:
    """Write into a page what its commands print, where nothing is left out of it."""
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    for block, got in reversed(list(differences(blocks(page), folder))):
        start = block.line - 1
        lines[start : start + block.text.count("\n")] = [got]
    page.write_text("".join(lines), encoding="utf-8")


def differences(page: list[Block], folder: Path) -> Iterator[tuple[Block, str]]:
    """The blocks with commands and those that show a file of the repository, each with what it ought to be."""
    place = folder
    unseen: Block | None = None  # a file that no command has looked at yet
    for block in page:
        if block.language == "diff":
            patch(place / block.file, block)
            unseen = block
        elif block.file:
            write(place / block.file, block)
            unseen = block
        elif block.language == "console":
            place, got = perform(block, place)
            unseen = None
            yield block, got
        elif block.same:
            yield block, shown(ROOT / block.same)
    assert unseen is None, f"{unseen}: no command looks at this file"


def shown(path: Path) -> str:
    """What a page shows of a file: all but the comment that it begins with, and the blank lines behind that."""
    return re.sub(r"\A(#.*\n)*\n*", "", path.read_text("utf-8"))


def write(path: Path, block: Block) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def patch(path: Path, block: Block) -> None:
    lines = [(line[:1], line[1:]) for line in block.text.splitlines(keepends=True)]
    assert {mark for mark, _ in lines} <= {" ", "-", "+"}, f"{block}: each line begins with ` `, `-` or `+`"
    before = "".join(line for mark, line in lines if mark != "+")
    after = "".join(line for mark, line in lines if mark != "-")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{block}: these lines stand {text.count(before)} times in {path.name}:\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def perform(block: Block, place: Path) -> tuple[Path, str]:
    """Run the commands of a block in a folder: the folder that they end in, and what the block ought to be."""
    right = ""
    for part in _COMMAND.split(block.text)[1:]:
        command, _, shown = part.partition("\n")
        program, *arguments = shlex.split(command, comments=True)
        if program == "cd":
            place = place / arguments[0]
            assert place.is_dir(), f"{block}: {command}"
            got = ""
        else:
            got = printed(program, arguments, place)
        right += f"$ {command}\n{shown if matches(shown, got) else got.rstrip() + chr(10)}"
    return place, right


def printed(program: str, arguments: list[str], place: Path) -> str:
    """What a command prints: results and messages in the order in which they come."""
    if program != "whenthen":
        assert program in TOOLS, program
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        done = subprocess.run([program, *arguments], cwd=place, env=environment, stdout=-1, stderr=-2, check=False)
        return done.stdout.decode("utf-8")
    screen = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
    with (
        contextlib.chdir(place),
        contextlib.redirect_stdout(screen),
        contextlib.redirect_stderr(screen),
        pytest.raises(SystemExit),
    ):
        main(arguments)
    shown = screen.buffer
    assert isinstance(shown, io.BytesIO)
    return shown.getvalue().decode("utf-8")


def matches(shown: str, got: str) -> bool:
    """Whether a command printed what a page shows; a line `…` stands for any lines.

    Blank lines at the end count for nothing: a page sets them as it likes.
    """
    wanted = re.sub(r"(?m)^…\n?", "\0", shown.rstrip("\n") + "\n")
    pattern = re.escape(wanted).replace("\0", "(?:.*\n)*?")
    return re.fullmatch(pattern, got.rstrip("\n") + "\n") is not None
