"""What was worked out before, kept in files of the user's cache folder, as plain data.

    rule files --parse--> trees --check--> checked program, or what is wrong

is the same for the same files, so that it need not be done again: a tree is kept for each file, a checked program for
all files together, and for `whenthen check` what it said. What is kept is found by digests of all that it was made of:
contents and names of files, the grammar, the standard library, the versions of what takes part (`edition`). Nothing of
it is code, and nothing is ever run or built but what `classes` lists: Python functions of rules are generated from
the checked program when they are first called, as without a cache.

Nothing here changes a result. A cache that is damaged, full, foreign or not writable is as good as none.
"""
