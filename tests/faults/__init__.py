"""Faults made by hand, which some test has to catch: see `run`."""
