"""What must hold of every file that is formatted."""

from __future__ import annotations

import re

from whenthen.format import format_source
from whenthen.source import Source
from whenthen.syntax.parser import parse_with_tokens
from whenthen.syntax.walk import same_tree


def formatted(text: str) -> str:
    """The text in its layout, held against the text that it was."""
    printed, problems = format_source(Source("rules.when", text))
    assert printed is not None, [(problem.code, problem.message, problem.span.position) for problem in problems]
    before, _, _ = parse_with_tokens(Source("rules.when", text))
    after, tokens, problems = parse_with_tokens(Source("rules.when", printed))
    assert not problems
    assert same_tree(before, after)
    assert [span.text.rstrip() for span in before.comments] == [span.text.rstrip() for span in after.comments]
    again, _ = format_source(Source("rules.when", printed))
    assert again == printed, "formatted twice it looks otherwise"
    end = "\r\n" if "\r\n" in printed else "\n"
    assert not printed or (printed.endswith(end) and not printed.endswith(end + end))
    assert not printed.startswith(("\n", "\r"))
    code = printed
    for token in reversed(tokens):
        if token.type in ("LONG_TEXT", "DOC", "FIELD_DOC"):  # their inner lines are what was written
            code = f'{code[: token.start_pos]}""{code[token.end_pos :]}'
    assert not re.search(r"[ \t]\r?$", code, re.MULTILINE), "blanks at the end of a line"
    assert not re.search(r"\n\r?\n\r?\n", code), "two blank lines"
    return printed
