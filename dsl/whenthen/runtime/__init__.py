"""The kernel: `turn(program, state, event) -> decision`, a pure function over plain data."""
