"""Result files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import attrs


class SameFileError(Exception):
    """Two of the files of a command are one."""


class CannotWriteError(Exception):
    """A result file cannot be written."""

    def __init__(self, path: str, error: OSError | ValueError) -> None:
        super().__init__(path, error)
        self.path = path
        self.error = error


class Output:
    """A result file while it is written."""

    def __init__(self, path: str, stream: BinaryIO) -> None:
        self._path = path
        self._stream = stream

    def write(self, data: bytes) -> None:
        """Raises CannotWriteError."""
        with _named(self._path):
            self._stream.write(data)


@contextlib.contextmanager
def _named(path: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise CannotWriteError(path, error) from None


@attrs.define
class _Output:
    path: str
    target: str
    beside: str | None  # the name until all is written; None for what is no file, such as /dev/null
    stream: BinaryIO


class Outputs:
    """Some files that become visible together, at the end of a `with` block that ends well.

    Until then each stands beside its target under a name of its own. When the block raises, whatever the reason, these
    are removed and the targets are as they were.
    """

    def __init__(self) -> None:
        self._outputs: list[_Output] = []

    def open(self, path: str, keep_mode: bool = False) -> Output:
        """What writes a file that will be at `path`; raises CannotWriteError. With `keep_mode` those may read and
        write it who may now.
        """
        with _named(path):
            target = os.path.realpath(path)
            mode = None
            try:
                mode = os.stat(target).st_mode
                is_file = stat.S_ISREG(mode)
            except FileNotFoundError:
                is_file = True
            output = _beside(path, target) if is_file else _straight(path, target)
            self._outputs.append(output)
            if keep_mode and mode is not None and output.beside is not None:
                os.chmod(output.beside, stat.S_IMODE(mode))
        return Output(path, output.stream)

    def __enter__(self) -> Outputs:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            for output in self._outputs:
                if kind is None:
                    with _named(output.path):
                        output.stream.flush()
                        if output.beside is not None:
                            os.fsync(output.stream.fileno())
                with contextlib.suppress(OSError):
                    output.stream.close()
            if kind is None:
                for output in self._outputs:
                    if output.beside is not None:
                        with _named(output.path):
                            os.replace(output.beside, output.target)
                        output.beside = None
        finally:
            for output in self._outputs:
                with contextlib.suppress(OSError):
                    output.stream.close()
                if output.beside is not None:
                    with contextlib.suppress(OSError):
                        os.unlink(output.beside)


def _straight(path: str, target: str) -> _Output:
    return _Output(path, target, None, Path(target).open("wb"))


def _beside(path: str, target: str) -> _Output:
    """A new file in the folder of the target, under a name that no other run has."""
    folder, name = os.path.split(target)
    number = 0
    while True:
        beside = os.path.join(folder, f".{name[:100]}.{os.getpid()}-{number}.part")
        try:
            return _Output(path, target, beside, Path(beside).open("xb"))
        except FileExistsError:  # of a run that was killed
            number += 1


def stamp(path: str) -> tuple[int, ...] | None:
    """Another one when a file was replaced or written to; None where there is none."""
    try:
        return stamp_of(os.stat(path))
    except OSError:
        return None


def stamp_of(state: os.stat_result) -> tuple[int, ...]:
    """The same of a file that is open."""
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)


def refuse_same(
    outputs: Iterable[str], inputs: Iterable[str], replaced: Mapping[str, str | None] | None = None
) -> None:
    """Raise SameFileError when an output is an input, or two outputs are one file.

    `replaced` are further inputs, each with the one output that may take its place.
    """
    known = {_identity(path): f"the input {path}" for path in inputs}
    replaceable = {_identity(path): (path, output) for path, output in (replaced or {}).items()}
    for path in outputs:
        identity = _identity(path)
        if identity in known:
            raise SameFileError(f"{path} is {known[identity]} too")
        state, output = replaceable.get(identity, (None, None))
        if state is not None and path != output:
            raise SameFileError(f"{path} is the input {state} too")
        if identity[0] != "device":
            known[identity] = f"the output {path}"


def _identity(path: str) -> tuple[object, ...]:
    try:
        state = os.stat(path)
    except OSError:
        return ("path", os.path.realpath(path))
    if not stat.S_ISREG(state.st_mode):
        return ("device", path)
    return ("file", state.st_dev, state.st_ino)
