"""The demo: a whole support session on one machine, made anew in a folder of its own and gone without a trace."""
