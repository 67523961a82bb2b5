"""Whole batches of samples in torch, on the device of the training: no process makes them.

The same crops, holes and degradations as those of the processes (data/fill_samples.py,
data/restore_samples.py), with the same distributions but other random numbers. What is left out
here is named where it would stand.
"""
