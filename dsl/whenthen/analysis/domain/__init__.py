"""What can be so where a condition holds: a small abstract domain of conditions.

    trigger, conditions --assume--> situations --> "never", "always", "this says nothing new"

A `Known` is what is known of one value: whether it is there, the values it can have (or cannot have), between which
bounds it lies, which texts or members it has and lacks. A `Situation` is what is known of several values at once, by
their paths. `Assuming` adds to it that a condition is true, or that it is not; where a condition leaves several ways
open, it answers with a list of situations, and with none where there is no way left.

All of this errs on one side: situations may allow what cannot be, but never leave out what can. So where nothing is
left, nothing was possible, and a finding of "never" is never wrong. `tests/properties/test_domain.py` holds each such
finding against random records.
"""
