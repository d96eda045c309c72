"""From a checked program to Python functions: one for each condition, LET, branch and definition.

`program.compile_program` is the way in. Each function is built as a syntax tree of Python (`emit`), never as text:
names and texts of the user are constants that it refers to, and do not occur in it. It is built when it is called
first.
"""
