"""D: owners, ids, comments and what they promise."""
