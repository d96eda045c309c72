"""A word, a sign or a literal of a text, as the parser and the explanations of mistakes see it."""

from __future__ import annotations


class Token(str):
    """The characters as they are written. `type` is the name of the terminal; the end is behind the last character."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int

    def __new__(cls, type: str, written: str, start_pos: int, end_pos: int) -> Token:
        token = str.__new__(cls, written)
        token.type = type
        token.start_pos = start_pos
        token.end_pos = end_pos
        return token
