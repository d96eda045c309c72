"""The rules of `examples/real-world`, each tried alone: what it must do, and what must not start it.

A file of rules has a module of cases with the same name (`-` is `_` there) and a tuple `CASES` in it; `case.py` says
what a case is. The modules are found by themselves.
"""
