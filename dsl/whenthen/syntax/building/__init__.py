"""From what the parser recognises to nodes: one method for each rule of the grammar, called while parsing."""
