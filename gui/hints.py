"""The one sentence in the panel: what can be done next."""

from __future__ import annotations

from gui.language import tr


def hint_for(
    *, is_open: bool, is_proposed: bool, is_repairing: bool, is_marked: bool, on_release: bool
) -> str:
    """is_proposed: findings wait for an answer; on_release: repairs begin by themselves."""
    if not is_open:
        return tr("Open a scan to begin.")
    if is_proposed:
        return tr("Look through what was found, then add it to the mask.")
    if is_repairing:
        return tr("Go on painting: new marks are repaired next.")
    if is_marked:
        return tr("Press Repair to fill what is marked.")
    if on_release:
        return tr("Paint over a scratch or a speck. It is repaired when you let go.")
    return tr("Paint over all the damage, then press Repair.")
