"""The command `detect`: a mask of the damage, to be looked at, changed and given to `restore`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli import DEVICES, check_output, run_stoppable, share
from engine.detect.settings import (
    ASKED_FOR,
    CLASSES,
    DEFAULT_CLASSES,
    METHODS,
    DetectSettings,
)
from engine.errors import DeviceError, HeirloomError, ModelError, SaveError
from engine.files.options import add_open_options
from engine.progress import Progress

if TYPE_CHECKING:
    from engine.detect.findings import Findings, Marks
    from engine.files.scan import Scan
    from engine.generators.session import Session

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_detect_command(commands: Commands) -> None:
    p = commands.add_parser(
        "detect",
        help="propose a mask of the damage",
        description="Look for damage and write what was found as a mask: white where to repair. "
        "Look at it before you give it to `restore`: a detector also errs. The scan is only read.",
    )
    p.add_argument("source", type=Path, metavar="IN", help="the scan")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="MASK", help="new PNG file")
    p.add_argument("--layers", action="store_true", help="also MASK-line.png, MASK-spot.png ...")
    add_open_options(p)
    add_detection_options(p)
    p.add_argument("--method", default="auto", choices=METHODS, help="auto: the best there is")
    p.add_argument("--device", default="auto", choices=DEVICES, help="what the detector runs on")
    p.add_argument("--model", metavar="ID", help="detector, see `models`; default: the newest")
    p.add_argument(
        "--repeated-in",
        type=Path,
        metavar="FOLDER",
        help="instead: what is at the same place on IN and on most scans in FOLDER",
    )
    p.add_argument(
        "--within",
        type=Path,
        metavar="ROUGH",
        help="instead: what looks damaged of this mask, painted roughly around the damage",
    )
    p.add_argument("--overwrite", action="store_true", help="replace MASK where it exists")
    p.add_argument("--json", action="store_true", help="tell as JSON what was found")
    p.set_defaults(run=run_detect)


def add_detection_options(
    p: argparse.ArgumentParser, classes: tuple[str, ...] = DEFAULT_CLASSES
) -> None:
    """What `detect_settings` reads; `classes` where none are named."""
    p.add_argument(
        "--sensitivity",
        type=_sensitivity,
        default=0.5,
        metavar="S",
        help="0 (only what is certain) to 1, or by class: line=0.7,spot=0.4; default: 0.5",
    )
    p.add_argument(
        "--minimum", type=_whole, default=6, metavar="PX", help="smallest area; default: 6"
    )
    p.add_argument(
        "--classes",
        type=_classes,
        default=classes,
        metavar="LIST",
        help=f"of {','.join(ASKED_FOR)}; "
        f"default: {','.join(name for name in classes if name in ASKED_FOR)}",
    )
    p.add_argument("--fast", action="store_true", help="at half scale only: misses hairlines")


def run_detect(args: argparse.Namespace) -> int:
    """Exit status: 0; a mask that marks nothing is a result too."""
    _check_targets(args)
    print(run_stoppable(lambda progress: _detect(args, progress)))
    return 0


def _detect(args: argparse.Namespace, progress: Progress) -> str:
    """Find, write, and say what was found."""
    from engine.detect.findings import draw_classes
    from engine.files.reader import check_asked, open_scan
    from engine.files.writer import save_mask

    settings = detect_settings(args)
    progress.step(0.0, f"reading {args.source.name}")
    check_asked(args.source, args.page, large=args.large)
    scan = open_scan(args.source, args.page)
    if args.within is not None:
        return _tighten(args, scan, progress.part(0.05, 1.0))
    findings = _find(args, scan, settings, progress.part(0.05, 0.95))
    masks = findings.masks(settings)
    progress.step(0.95, f"saving {args.output.name}")
    save_mask((draw_classes(findings.size, masks) > 0).view("u1") * 255, args.output)
    written = [args.output]
    for name, marks in masks.items() if args.layers else ():
        written.append(_layer(args.output, name))
        save_mask(marks.draw(), written[-1])
    progress.step(1.0, "saved")
    return (
        _as_json(args, findings, masks, written) if args.json else _told(findings, masks, written)
    )


def _find(
    args: argparse.Namespace, scan: Scan, settings: DetectSettings, progress: Progress
) -> Findings:
    from engine.detect.find import find_damage
    from engine.detect.repeated import detect_repeated
    from engine.document.document import Document

    if args.repeated_in is not None:
        return detect_repeated(_scans_like(args.source, args.repeated_in), progress)
    session = _open_detector(args, progress)
    return find_damage(Document(scan), settings, args.method, session, progress)


def _tighten(args: argparse.Namespace, scan: Scan, progress: Progress) -> str:
    """Write what is left of the rough mask, and say how much that is."""
    import numpy as np

    from engine.detect.tighten import tighten
    from engine.document.document import Document
    from engine.document.mask import Mask
    from engine.files.reader import open_mask
    from engine.files.writer import save_mask

    rough = Mask(scan.size, open_mask(args.within, scan.size))
    session = _open_detector(args, progress)
    plane = tighten(
        Document(scan), rough.pixels, rough.marked_tiles(), session, progress.part(0.05, 0.95)
    )
    progress.step(0.95, f"saving {args.output.name}")
    save_mask(plane.pixels, args.output)
    before, after = rough.count(), int(np.count_nonzero(plane.pixels))
    by = "the stand-in" if session is None else session.status
    progress.step(1.0, "saved")
    if args.json:
        told = {"source": str(args.source), "written": [str(args.output)], "by": by}
        return json.dumps(told | {"marked": before, "left": after}, indent=1)
    return f"saved {args.output}\n  left: {after:,} of {before:,} marked px\n  by: {by}"


def _open_detector(args: argparse.Namespace, progress: Progress) -> Session | None:
    """None where the method does without; problems are said where all was left to us."""
    from engine.detect.find import open_detector

    if args.method not in ("auto", "generator"):
        if args.model:
            raise ModelError(
                f"--model {args.model} and --method {args.method} exclude each other: "
                "leave one of them out."
            )
        return None
    progress.step(0.0, "preparing the detector")
    asked_by = "automatic" if args.device == "auto" else "--device"
    try:
        return open_detector(args.device, asked_by, args.model)
    except (ModelError, DeviceError) as error:
        if args.method == "generator" or args.model or args.device != "auto":
            raise
        print(f"no detector: {error}", file=sys.stderr)
        return None


def detect_settings(args: argparse.Namespace) -> DetectSettings:
    return DetectSettings(args.sensitivity, args.minimum, args.classes, args.fast)


def _scans_like(source: Path, folder: Path) -> list[Path]:
    """`source` and the files beside each other in `folder` that are of its kind, by name."""
    if not folder.is_dir():
        raise HeirloomError(f"{folder} is no folder: give the folder with the scans.")
    kind = source.suffix.lower()
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() == kind and p.is_file())
    same = [p for p in found if not p.samefile(source)]
    return [source, *same]


def _told(findings: Findings, masks: dict[str, Marks], written: list[Path]) -> str:
    counts = ", ".join(f"{m.count:,} {name} ({m.area:,} px)" for name, m in masks.items())
    marked = sum(m.area for m in masks.values()) / findings.size.area
    return "\n".join(
        [
            *(f"saved {path}" for path in written),
            f"  found: {counts or 'nothing'}; {marked:.2%} of the scan",
            f"  by: {findings.source}",
        ]
    )


def _as_json(
    args: argparse.Namespace, findings: Findings, masks: dict[str, Marks], written: list[Path]
) -> str:
    told = {
        "source": str(args.source),
        "written": [str(path) for path in written],
        "by": findings.source,
        "classes": {name: {"count": m.count, "area": m.area} for name, m in masks.items()},
    }
    return json.dumps(told, indent=1)


def _check_targets(args: argparse.Namespace) -> None:
    """Before any work: what would be refused at the end anyway."""
    if args.output.suffix.lower() != ".png":
        raise SaveError(f"{args.output} must be a PNG file: end the name in .png.")
    others = {
        "--layers": args.layers,
        "--repeated-in": args.repeated_in is not None,
        "--method infrared": args.method == "infrared",
    }
    if args.within is not None and any(others.values()):
        other = next(name for name, given in others.items() if given)
        raise HeirloomError(f"--within and {other} exclude each other: leave one of them out.")
    layers = [_layer(args.output, name) for name in CLASSES if args.layers]
    for output in (args.output, *layers):
        check_output(output, {args.source: "the scan itself"}, overwrite=args.overwrite)


def _layer(output: Path, name: str) -> Path:
    return output.with_name(f"{output.stem}-{name}{output.suffix}")


def _sensitivity(text: str) -> float | dict[str, float]:
    if "=" not in text:
        return share(text)
    told = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name not in ASKED_FOR:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(ASKED_FOR)}")
        told[name] = share(value)
    return told


def _whole(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of pixels")
    return int(text)


def _classes(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in ASKED_FOR]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(ASKED_FOR)}")
    # Infrared and repeated defects are asked for by the method; the classes sort the rest.
    return (*names, "infrared", "repeated")
