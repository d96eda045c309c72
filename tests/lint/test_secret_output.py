"""No report holds a secret of the rules that it is about, whichever rule of the linter speaks of the line."""

from __future__ import annotations

import pytest

from tests.lint.cases import look
from whenthen.diagnostics.formats import FORMATS
from whenthen.diagnostics.render import render
from whenthen.lint.register import all_codes

RULES = """USE helpdesk

RULE "Twice the same, and never printed"
  WHEN ticket.status changes to solved
  IF ticket.subject contains "password=Lamp4Sale!" AND ticket.subject contains "password=Lamp4Sale!"
  THEN call webhook "shop" with {id: ticket.id, at: "http://ann:s3cret-pw@shop.acme.com"}
"""


@pytest.mark.parametrize("format", FORMATS)
def test_no_report_holds_a_secret(format: str) -> None:
    found = look({"rules.when": RULES})
    assert {"L101", "M103", "M104"} <= {d.code for d in found}
    text = render(found, format, codes=all_codes(), files=["rules.when"])
    assert "Lamp4Sale" not in text
    assert "s3cret" not in text
