"""The command `watermark`: learn the mark that pictures share, and take a known one off."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli import DEVICES, check_output, check_record, open_generator, run_stoppable
from engine.errors import HeirloomError, SaveError

if TYPE_CHECKING:
    from engine.progress import Progress

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_watermark_command(commands: Commands) -> None:
    p = commands.add_parser(
        "watermark",
        help="learn a mark from pictures, or take one off",
        description="IN is a folder: learn the mark that its pictures share (20 or more), and "
        "write it to OUT, a PNG with transparency and a JSON beside it. IN is a picture: take the "
        "mark of --mark off it; what shows through is brought back, only what is hidden is filled. "
        "--mark may also be a logo with transparency: its place, size and strength are then found. "
        "Use this for your own pictures, or with permission.",
    )
    p.add_argument("source", type=Path, metavar="IN", help="a folder, or a picture; only read")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="new file")
    p.add_argument("--mark", type=Path, metavar="FILE", help="a mark file, or a logo")
    p.add_argument("--record", action="store_true", help="also OUT.record.json, for `rebuild`")
    p.add_argument("--device", default="auto", choices=DEVICES, help="what the generator runs on")
    p.add_argument("--overwrite", action="store_true", help="replace OUT where it exists")
    p.add_argument("--json", action="store_true", help="tell as JSON what was done")
    p.set_defaults(run=run_watermark, method="auto", model=None)


def run_watermark(args: argparse.Namespace) -> int:
    """Exit status: 0."""
    if args.source.is_dir() == bool(args.mark):
        raise HeirloomError(
            f"{args.source} is a folder, from which the mark is learnt: leave --mark out, or use "
            "`batch --watermark FILE` to take a mark off all of its pictures."
            if args.mark
            else f"{args.source} is a picture: say with --mark which mark to take off."
        )
    work = _remove if args.mark else _learn
    told = run_stoppable(lambda progress: work(args, progress))
    said = json.dumps(told, indent=1) if args.json else _in_words(told)
    sys.stdout.write(f"{said}\n")
    return 0


def _learn(args: argparse.Namespace, progress: Progress) -> dict[str, object]:
    from engine.batch.sources import Choice, find_sources
    from engine.detect.watermark import LEAST, mark_facts, save_mark_file
    from engine.detect.watermark_learn import learn_mark

    if args.output.suffix.lower() != ".png":
        raise SaveError(f"{args.output} must be a PNG file: end the name in .png.")
    for output in (args.output, mark_facts(args.output)):
        if output.exists() and not args.overwrite:
            raise SaveError(f"{output} exists already: give another name, or add --overwrite.")
    check_output(args.output, {}, overwrite=args.overwrite)
    found, _ = find_sources([args.source], args.output, Choice())
    paths = [scan.path for scan in found if scan.path.resolve() != args.output.resolve()]
    mark = learn_mark(paths, progress)
    written = save_mark_file(mark, args.output)
    covers = mark.alpha[mark.alpha >= LEAST]
    return {
        "written": [str(path) for path in written],
        "pictures": mark.pictures,
        "size": [mark.size.width, mark.size.height],
        "alpha": round(float(covers.mean()), 3),
        "error": round(mark.residual, 5),
    }


def _remove(args: argparse.Namespace, progress: Progress) -> dict[str, object]:
    from engine.detect.watermark import open_mark_file
    from engine.detect.watermark_request import take_mark_off
    from engine.document.document import Document
    from engine.document.record import save_record
    from engine.files.reader import open_scan
    from engine.files.writer import SaveOptions
    from engine.repair.repair import RepairSettings
    from engine.restoring import restore_scan, save_restored

    check_output(
        args.output,
        {args.source: "the picture itself", args.mark: "the mark"},
        overwrite=args.overwrite,
    )
    if args.record:
        check_record(args.output, overwrite=args.overwrite)
    scan, mark = open_scan(args.source), open_mark_file(args.mark)
    removal = take_mark_off(scan, mark, progress.part(0.0, 0.4))
    generator = open_generator(args, progress) if removal.opaque.any() else None
    if removal.opaque.any():
        part, settings = progress.part(0.4, 0.9), RepairSettings()
        document, _ = restore_scan(scan, removal.opaque, settings, generator, part, [removal.patch])
    else:
        document = Document(scan)
        document.apply([removal.patch])
    saved = save_restored(document, args.output, SaveOptions(), progress.part(0.9, 1.0))
    record = [save_record(saved.snapshot, args.output)] if args.record else []
    return {
        "written": [str(path) for path in (args.output, *record)],
        "unblended": int(removal.patch.changed.sum()),
        "filled": int((removal.opaque > 0).sum()),
        "likeness": round(removal.likeness, 3),
        "confidence": removal.patch.provenance.confidence,
    }


def _in_words(told: dict[str, object]) -> str:
    facts = (f"{name} {value}" for name, value in told.items() if name != "written")
    written = told["written"]
    assert isinstance(written, list)
    return "\n".join([*(f"saved {path}" for path in written), f"  {', '.join(facts)}"])
