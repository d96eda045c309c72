"""From all that was found to what is reported: selection, comments that keep findings back, baselines."""
