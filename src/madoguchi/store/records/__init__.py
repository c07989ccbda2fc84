"""One module per register, under the same names as in the office."""
