"""A long valid text that uses all of the language."""

from __future__ import annotations

VALID = '''\
USE helpdesk                     # a library
USE "words.when"
USE DATA "teams.csv" AS team

"""
What a door is.
"""
RECORD door KEY id
  id: text readonly
  """The state of the door."""
  state: open | closed | "on hold" default closed
  size: (small < large)? private
  owner: customer or agent
  tags: set of text default []
  inner: list of (customer or agent)?
  event: text
  default: number default -5
EXTEND ticket
  `order-id`: text?
ALIAS customer = ticket.requester
EVENT door is opened WITH ticket?, customer
FUNCTION first(values: list of T) -> T?
ACTION email(recipient: customer or agent or text, about subject: text, saying body: text?)
LET words = ["refund", "money back",]
LET payload = {id: ticket.id, when: 2026-11-22, at: 09:30, price: 49.99 EUR, wait: 3 business days, ok: true, no: false}
LET sum = -(1 + 2) * 3 / 4 - length("x")
DEFINE late AS ticket.due is set AND NOT (ticket.vip OR ticket.status = closed)
DEFINE ACTION escalate(ticket: ticket, to owner: team) AS
  raise ticket.priority to urgent
  lower ticket.score
  set ticket.team to owner
DEFINE GROUP "Routing" AS FIRST MATCH DISABLED SHADOW ACTIVE UNTIL 2027-01-05
CALENDAR hours
  monday to friday 09:00 to 17:30 in "Europe/Berlin"
  saturday 10:00 to 14:00
  except holidays "DE"
  except 2026-12-24 to 2026-12-31

RULE "Everything"
  ID everything OWNER "ops" ORDER -5 DISABLED SHADOW
  ONCE PER ticket, ticket.team
  AT MOST 3 TIMES PER ticket PER day
  AT MOST 1 TIME PER ticket, team PER 5 minutes
  ACTIVE FROM 2026-12-01 UNTIL 2027-01-05
  OVERRIDES "other" GROUP "Routing"
  WHEN ticket is created by agent
    OR ticket is updated by a rule
    OR ticket.status changes from open to one of [pending, solved] by customer
    OR ticket.team changes to not set
    OR ticket.status has been pending for 3 days within hours
    OR ticket has not changed for 2 days
    OR 2 hours before ticket.due_at
    OR 1 business day after ticket.solved_at within hours
    OR ticket.due_at arrives
    OR every weekday at 09:00 in "Europe/Berlin"
    OR every 15 minutes
    OR every 2 days at 09:00
    OR ticket.status has been one of [open, pending] for 3 business days within hours
    OR ticket.team has been not set for 1 hour
    OR ticket.plan has not changed for 2 weeks within ticket.business_hours
  FOR EACH item IN ticket.items WHERE item.size is above 3
  LET number = capture(/order (?P<n>[0-9]{6})/i, message.text)
  IF ticket.a is one of [x, y] AND ticket.b is not one of words AND ticket.c is not set AND ticket.d is empty
    AND customer is a customer AND actor is not an agent AND ticket.n is between 1 and 5 AND now is within hours
    AND ticket.t is more than 2 days ago AND ticket.u is less than 1 hour ago within hours
    AND ticket.v is more than 2 business days ago within team_hours
    AND ticket.s contains "x" AND ticket.s contains any of words AND ticket.s does not contain none of words
    AND ticket.s starts with any of words AND ticket.s does not end with "y" AND ticket.s ends with "z"
    AND ticket.s matches /a\\/b/ AND ticket.s does not match /c/
    AND ticket.s changed from red to blue AND ticket.s did not change AND ticket.s was not c AND ticket.s was set
    AND any tag in ticket.tags where (tag is "x") AND no tag in words where (tag is empty)
    AND count(words) >= 2 AND count(tag in words where tag is "x") != 1
    AND first(tag in words where tag is "x") is set AND count(tag in words) > 1
    AND least(person in ticket.agents where person.active by person.load) is set
    AND last(tag in list(tag in words)) is "x" AND most(person in ticket.agents by person.load) is b
    AND now is not within ticket.business_hours AND today is above 2026-11-22
    AND ticket.x is not y AND ticket.p is at least low AND ticket.p is at most high AND ticket.p < high
    AND (ticket.name otherwise "nobody") is "nobody" AND team "Billing" is ticket.team
  THEN
    set ticket.status to solved
    clear ticket.team
    add "x" to ticket.tags
    remove "y" from ticket.tags
    increase ticket.n by 1
    decrease ticket.n by 2
    email customer about "Hi {customer.name}" saying """
      Dear {customer.name otherwise "you"},
        bye \\{you\\}
      """
    wait 4 days within hours while ticket.status is pending
    wait 2 business hours within support_hours while ticket.status is pending AND ticket.n > 1
    wait ticket.patience
    stop
  ELSE IF ticket.vip THEN close ticket
  ELSE reopen ticket
'''
