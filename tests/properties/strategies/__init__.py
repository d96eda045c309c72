"""Hypothesis strategies for schemas, well-typed programs, states and events.

`cases.cases()` is the way in. Everything is made by functions of a `Chooser`, which asks Hypothesis or a seeded
generator of random numbers, so that the same code gives examples that shrink, and many examples fast.

What is written is text. It is well typed by construction: the functions of `values` are asked for a type and give an
expression of that type, and `scope.Scope` knows which names there are and what is known to be present. Constants,
states and events draw from the same few values, so that conditions hold about as often as not.
"""
