"""What a rule set means, told a second time: plainly, slowly, and without the package's own values and compiler.

It walks over the tree and follows the reference of the language. The package gives it the parsed tree, and from the
checker two things that hang on types: which words are values of a choice, and which brackets write a set. Text
equality, decimals, durations, passes, matching and undoing are its own; a whole copy of all records stands in for every
clever thing that the kernel does.
"""
