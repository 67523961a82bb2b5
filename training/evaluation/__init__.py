"""Proves what was trained: `evaluate` measures one model, `gate` decides whether it may ship.

fills       the fills under test, their crops and holes, and what is measured of each
baselines   what the classical methods scored, kept on disk
fill        `evaluate` for fill generators; each task has a file of its own
report      a table of figures as Markdown and JSON
acceptance  the seven criteria of the gate
runs        the network of an unfinished run, in place of an exported model
cli         the commands
"""
