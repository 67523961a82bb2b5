"""Rows of the table of actions: the repairs one by one, and the pages that list them."""

from __future__ import annotations

from gui.action_spec import ActionSpec
from gui.language import mark

REGION_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "next_region", mark("&Next region"), "Repair", (".",), rule_before=True, needs_scan=True,
        tip=mark("Go to the next repair in the list"),
    ),
    ActionSpec(
        "previous_region", mark("&Previous region"), "Repair", (",",), needs_scan=True,
        tip=mark("Go to the repair before it"),
    ),
    ActionSpec(
        "toggle_region", mark("Switch region o&ff or on"), "Repair", ("T",), needs_scan=True,
        tip=mark("The original is seen there, and the repair is kept"),
    ),
    ActionSpec(
        "other_ways", mark("Try other &ways"), "Repair", ("Shift+T",), needs_scan=True,
        tip=mark("Repair the chosen region by other methods and generators, to choose the best"),
    ),
    ActionSpec(
        "remove_region", mark("Remo&ve region"), "Repair", ("Shift+Delete",), needs_scan=True,
        tip=mark("Take the chosen repair alone back; its place is marked again"),
    ),
)  # fmt: skip
PAGE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "show_regions", mark("Regions"), "View", ("Ctrl+L",), rule_before=True,
        tip=mark("The list of all repairs, in the side panel"),
    ),
    ActionSpec(
        "show_history", mark("&History"), "View", ("Ctrl+H",),
        tip=mark("The list of all steps, in the side panel"),
    ),
)  # fmt: skip
