"""The rules of the linter: a folder a family, a file a rule.

A file declares `CODE`, which is its page too, and one or both of

    def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]      for what a text alone tells
    def in_program(context: Context) -> Iterator[Diagnostic]                      for what needs the checked program

The first is called for each file of the project, the second once, for a program without errors. What it finds stands in
files of the project (`context.owns`). Nothing else has to be touched to add one: see `CONTRIBUTING.md`.
"""
