"""What a finding says is the same in every layout."""

from __future__ import annotations

from tests.lint.cases import look, of_code

_RULE = """USE helpdesk

RULE "Open and pending"
  WHEN ticket is updated
  IF ticket.status is open AND {}
  THEN add "a" to ticket.tags
"""


def test_layout_makes_no_difference_to_what_is_said() -> None:
    """Baselines know findings by their messages."""
    wide = look({"rules.when": _RULE.format("ticket.status is one of [pending, closed]")})
    tall = look({"rules.when": _RULE.format("ticket.status is one of [\n      pending,\r\n      closed,\n    ]")})
    (one,), (other,) = of_code(wide, "L102"), of_code(tall, "L102")
    assert one.message == other.message
