"""The work itself: scans in, repairs, scans out. No Qt, no torch.

Pixels are numpy arrays, rows x columns x channels, RGB order, in the scan's own depth
(uint8 or uint16; 1 or 3 channels; alpha travels beside them). float32 0..1 exists per tile only.
A mask is uint8, 0 keep .. 255 repair, of the size of the scan. Input arrays are never written to.
NCHW exists in `generators/session.py` alone, files in `files/` alone.

The main job, in the order of the modules:

    files.reader.open_scan(path)        -> Scan            read-only
    document.document.Document(scan)                       the scan, its mask and its patches
    document.mask.Mask                                     strokes, or a mask file
    detect.find.find_damage(...)        -> Findings        a proposal; the user adds it to the mask
    repair.regions.plan_regions(mask)   -> [Region]        few crops, whatever the number of specks
    repair.router.choose_method(region) -> method + reason
    repair.repair.repair(...)           -> [Patch]         fill, blend; nothing outside the mask
    document.document.Document.apply(patches)
    restore.plan.plan_finish(...)       -> Finish          tone, enhancement, size: numbers only
    restore.render.render(snapshot)     -> Readable        with its finish, tile by tile
    document.restoration                                   saved, autosaved, opened again
    document.record                                        what was changed; made again, checked
    files.writer.save_scan(...)                            beside the original, atomically

`batch/` does this for whole folders, with the functions of `restoring.py` that `restore` calls too.
"""

from __future__ import annotations

import os

# Read by ONNX Runtime when it is first imported: without it 1.29 and later keep a device id and a
# database of events in the user's cache folder. Later calls come too late.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

__version__ = "0.1.0"
