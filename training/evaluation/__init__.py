"""Proves what was trained: `evaluate` measures one model, `gate` decides whether it may ship.

fills       the fills under test, their crops and holes, and what is measured of each
baselines   what the classical methods scored, kept on disk
fill        `evaluate` and the sheet for fill generators; each task has a file of its own
detect      for damage detectors: drawn damage, clean photographs, labelled scans
detections  the pictures detectors are judged on, and what they find at every threshold
thresholds  the shifts of a detector's logits that its export applies
restore     for denoising, deblurring and de-JPEG, as published figures are made
tone        for fading and colour casts
upscale     for twice the size
pictures    figures by method, for the measures of whole pictures
sheets      contact sheets of fixed cases, to be looked at
report      a table of figures as Markdown and JSON
acceptance  the seven criteria of the gate
runs        the network of an unfinished run, in place of an exported model
cli         the commands
"""
