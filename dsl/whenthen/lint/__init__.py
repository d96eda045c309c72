"""What is wrong with rules that could run: one file a rule of the linter, in `rules/`, by families.

    files, checked program --findings--> diagnostics (all of them) --selected--> those that somebody asked for

`register` finds the rules, `context` is what they are given, `run` runs them. What they find are warnings: a program
with them can be loaded and run.
"""
