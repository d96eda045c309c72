"""Faults of the formatter: what it could lose, move or leave unproved."""

from __future__ import annotations

from tests.faults.fault import FORMAT, Fault
from tests.faults.fault import fault as _fault

FAULTS_OF_FORMAT: tuple[Fault, ...] = (
    _fault(
        FORMAT,
        "format/proof.py",
        "a change of meaning is not noticed",
        "if not same_tree(tree, again):",
        "if False:",
    ),
    _fault(
        FORMAT,
        "format/proof.py",
        "another comment is not noticed",
        "if [span.text.rstrip() for span in again.comments] != [span.text.rstrip() for span in tree.comments]:",
        "if False:",
    ),
    _fault(
        FORMAT,
        "format/formatting.py",
        "nothing is proved",
        "if found is not None:",
        "if False:",
    ),
    _fault(
        FORMAT,
        "format/gaps.py",
        "comments stay before commas",
        'if here.token.type == "COMMA" and between[place]:',
        "if False:",
    ),
    _fault(
        FORMAT,
        "format/gaps.py",
        "comments stay behind words that lead a line",
        "if kept[place].token.type in _LEADING and between[place + 1]:",
        "if False:",
    ),
    _fault(
        FORMAT,
        "format/documents.py",
        "a comment in a group does not end its line",
        "elif self.trails or part.leads:",
        "elif self.trails:",
    ),
    _fault(
        FORMAT,
        "format/rows.py",
        "a comment at the end of a block belongs to what follows",
        "if comment.column <= word.column:",
        "if True:",
    ),
    _fault(
        FORMAT,
        "format/rows.py",
        "the lines of a text keep a return",
        'lines = [line.removesuffix("\\r") for line in word.text.split("\\n")]',
        'lines = word.text.split("\\n")',
    ),
    _fault(
        FORMAT,
        "format/printing/expressions.py",
        "two signs become none",
        'space = SPACE if printer.kind == "MINUS" else NOTHING',
        "space = NOTHING",
    ),
    _fault(
        FORMAT,
        "format/printing/expressions.py",
        "the parentheses of a sum are passed over",
        "        if in_parentheses:\n            break",
        "        if False:\n            break",
    ),
    _fault(
        FORMAT,
        "format/layout.py",
        "what follows a group need not fit",
        "        if room < 0:\n            return False\n    return True",
        "    return True",
    ),
    _fault(
        FORMAT,
        "cli/format.py",
        "a file with mistakes is no problem",
        "return _terminal.PROBLEMS if tally.wrong or (tally.changed and not given.writes) else _terminal.CLEAN",
        "return _terminal.PROBLEMS if tally.changed and not given.writes else _terminal.CLEAN",
    ),
    _fault(
        FORMAT,
        "cli/_formatting.py",
        "a byte-order mark is lost",
        'mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""',
        'mark = b""',
    ),
)
