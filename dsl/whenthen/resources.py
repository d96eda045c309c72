"""Where the grammar and the standard library are found.

In a wheel both are packed beside the package's modules; in a checkout they stand at the top of the repository. The
package is asked first, so that an installed copy never reads what happens to lie around it. Works from a zip file too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_PACKAGE = "whenthen"


def folder(name: str) -> Traversable:
    """The folder `grammar` or `stdlib`.

    Raises FileNotFoundError when the installation is incomplete.
    """
    here = Path(__file__)
    inside: Traversable
    beside: Traversable
    if here.is_file():
        inside = here.parent / name
        beside = here.resolve().parents[2] / name
    else:  # in a zip file
        # Not imported above: it takes longer than reading the grammar's tables.
        import importlib.resources

        inside = beside = importlib.resources.files(_PACKAGE).joinpath(name)
    for found in (inside, beside):
        if found.is_dir():
            return found
    raise FileNotFoundError(f"the folder `{name}` is missing from this installation of {_PACKAGE}")


def names(name: str, ending: str) -> tuple[str, ...]:
    """The names of the files in a folder that end so (`.lark`, `.when`), sorted."""
    return tuple(sorted(entry.name for entry in folder(name).iterdir() if entry.name.endswith(ending)))


def read(name: str, file: str) -> str:
    """The text of a file of a folder, with line feeds as line ends.

    Raises FileNotFoundError when there is no such file.
    """
    data = folder(name).joinpath(file).read_bytes()
    return data.decode("utf-8").replace("\r\n", "\n")


def grammar() -> str:
    """The grammar of the language: all its files, joined in the order of their names."""
    return "\n".join(read("grammar", file) for file in names("grammar", ".lark"))


def library(name: str) -> str | None:
    """The text of `stdlib/NAME.when`, or None when there is no such library."""
    file = f"{name}.when"
    return read("stdlib", file) if file in names("stdlib", ".when") else None


def libraries() -> tuple[str, ...]:
    """The names of all libraries, sorted."""
    return tuple(file.removesuffix(".when") for file in names("stdlib", ".when"))
