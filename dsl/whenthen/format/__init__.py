"""Prints the tree; re-parses and compares before anything is written. `format_source` is the way in.

    Source ──parse──▶ tree and tokens ──printing──▶ document ──lay_out──▶ rows ──▶ text ──proof──▶ text

`gaps` puts comments and blank lines to the tokens that they belong to; `printing` has a printer for each class of
nodes; `documents` are what is printed before it is known where lines end; `layout` decides that; `rows` are the lines.
"""

from __future__ import annotations

from whenthen.format.formatting import format_source

__all__ = ["format_source"]
