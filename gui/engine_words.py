"""What the engine says in English and the window shows: names, steps, work under way.

The engine knows no languages. Its sentences are recognised here by their form, with {} for the
names and numbers in them; what is not in the list is shown as the engine said it.
"""

from __future__ import annotations

import re
from functools import cache

from gui.language import mark, tr

NAMES = (  # of layers (engine.document.layers), of what became of scans (engine.batch.run), ...
    mark("Scratches"),
    mark("Dust"),
    mark("Stains and losses"),
    mark("Text and watermarks"),
    mark("By hand"),
    mark("Protected"),
    mark("done"),
    mark("done before"),
    mark("with nothing to repair"),
    mark("skipped"),
    mark("to review"),
    mark("rejected in review"),
    mark("failed"),
    mark("the range of its numbers"),  # what a trial of a foreign model could not tell
    mark("what 1 in its mask is"),
)
SENTENCES = (
    # Steps of the history
    mark("Repair"),
    mark("Strength {}"),
    mark("Whole picture"),
    mark("Other ways"),
    mark("Choose variant"),
    mark("Remove repair"),
    mark("Remove {} repairs"),
    # Work under way; longer ones before those that begin like them
    mark("start-up"),
    mark("looking at the marks"),
    mark("looking for damage, {} of {}"),
    mark("looked for damage"),
    mark("looking for dust, {} of {}"),
    mark("looking for date stamps"),
    mark("date stamps by the shapes of their digits"),
    mark("looking for the mark"),
    mark("looking for the colour"),
    mark("looking for what the pictures share"),
    mark("looking at the tone"),
    mark("looking at {}, {} of {}"),
    mark("looking at {}"),
    mark("comparing infrared with the picture"),
    mark("comparing"),
    mark("following the scratch"),
    mark("filling the holes"),
    mark("bringing the original back"),
    mark("measuring the grain"),
    mark("repairing {} of {} with {}"),
    mark("repaired"),
    mark("trying {}"),
    mark("learning the mark, {} of {}"),
    mark("un-blending the mark"),
    mark("planning {} of {}"),
    mark("taking back {} of {}"),
    mark("hashing the result"),
    mark("waiting for {}"),
    mark("preparing the step {}"),
    mark("opening {}"),
    mark("reading {}"),
    mark("saving {}"),
    mark("Saving {}"),
    mark("Compressing"),
    mark("finished"),
    # What a batch learns from its scans
    mark("The dust of the glass is learnt from the scans when the batch starts, for {} of them."),
    mark("No dust is learnt for {} of the scans: their folder has fewer than {} of one size."),
    mark("The watermark is learnt from {} scans when the batch starts."),
    mark(
        "The watermark cannot be learnt: there are too few scans, {}, and {} are the least. Give a "
        "mark file that was learnt from others."
    ),
    # What a format cannot keep, and why a device is not used
    mark(
        "{} compresses the whole picture anew: pixels outside the repair change a little; PNG and "
        "TIFF keep every one."
    ),
    mark("{} keeps {} of the scan's {} bits per colour."),
    mark("{} has no transparency: it is left out."),
    mark(
        "The result has one page, page {} of the scan's {}; the others stay in the original file."
    ),
    mark("{} holds at most {} pixels a side: choose TIFF or PNG instead."),
    mark("{} has no place for a profile of grey: it is left out."),
    mark(
        "It is saved in CMYK: unchanged pixels keep the inks of the scan, changed ones are "
        "converted by its profile."
    ),
    mark("It is saved as RGB: the inks of the scan and their profile stay in its file."),
    mark("{} has no place for {}: it is left out; PNG and TIFF keep it."),
    mark("Camera data, captions and the note of what was repaired are left out."),
    mark("Where it was taken is left out."),
    mark("no NVIDIA driver"),
    # The errors that are met most
    mark(
        "{} measures {} pixels; Heirloom opens scans of up to {} pixels a side. "
        "Cut it into parts first."
    ),
    mark(
        "{} measures {} pixels ({} megapixels) and needs {} GB of memory, {} GB are free: close "
        "other programs or scan it at a lower resolution."
    ),
    mark(
        "{} cannot be read: it is damaged, cut off or of a kind Heirloom does not know ({}). Copy "
        "it again from its origin, or save it anew as TIFF."
    ),
    mark(
        "{} is cut off or damaged: none of its pixels can be read. Copy it again from its origin."
    ),
    mark("{} cannot be read: {}. Check the file and its folder."),
    mark(
        "{} is no {}, damaged or cut off ({}): take an older copy of it, or begin again from the "
        "scan."
    ),
    mark("{} does not fit into the free memory: close other programs."),
    mark("{} could not be saved: the memory is full. Close other programs."),
    mark(
        "{} is the original scan, which Heirloom never changes: choose another name, for example "
        "{}."
    ),
    mark(
        "{} measures {} pixels, the scan {}: make a mask of exactly the scan's size, white where "
        "to repair."
    ),
    mark("a template cannot be called {}: use letters, digits and spaces."),
    mark("there is no {} model: put its folder (model.onnx and card.toml) into {}.{}"),
    mark("the layer {} is hidden: show it before you paint."),
    # Doubts about a foreign model
    mark("The file does not say under which licence it may be used: ask there."),
    mark("{} is taken for a first, rough fill."),
    mark("Of {} outputs only {} is used."),
    mark(
        "The trial looks wrong: the picture is off by {} on average. Range, mask or task may be "
        "another than was guessed."
    ),
    mark("A trial could not tell {} for certain: compare with its description."),
)


def in_words(text: str, *, capital: bool = False) -> str:
    """What the engine said, in the language of the window where it is known there.

    capital: it stands at the beginning of a line; names of files stay as they are.
    """
    begins_with_name = "." in text.partition(" ")[0].rstrip(".")
    for sentence, form in _forms():
        if found := form.fullmatch(text):
            parts = (tr(part) if part in NAMES else part for part in found.groups())
            said = tr(sentence).format(*parts)
            begins_with_name = sentence.startswith("{}")
            break
    else:
        said = tr(text) if text in NAMES else text
    return said[:1].upper() + said[1:] if capital and not begins_with_name else said


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((s, re.compile(re.escape(s).replace(r"\{\}", "(.*?)"))) for s in SENTENCES)
