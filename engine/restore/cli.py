"""The command `restore`: one scan, by the code that repairs whole folders."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch.settings import REVIEW_ABOVE, STEPS, check_steps
from engine.cli import (
    add_repair_options,
    check_output,
    check_record,
    repair_settings,
    run_stoppable,
)
from engine.detect.cli import add_detection_options, detect_settings
from engine.detect.settings import METHODS as DETECTION
from engine.detect.settings import UNATTENDED_CLASSES
from engine.errors import HeirloomError, MaskError
from engine.files.options import add_open_options, add_save_options, save_options
from engine.progress import Progress
from engine.restore.options import add_finish_options, finish_settings

if TYPE_CHECKING:
    from engine.batch.decoder import Opened
    from engine.batch.item import Mended, Sessions
    from engine.batch.settings import BatchSettings
    from engine.document.credentials import Signature
    from engine.document.marks import Marks
    from engine.geometry import Size

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

AUTO = ("detect", "repair", "tone", "enhance")


def add_restore_command(commands: Commands) -> None:
    p = commands.add_parser(
        "restore",
        help="repair one scan, and correct it as a whole",
        description="Repair a scan where a mask of the same size is white, or where damage is "
        "found; correct its tone, its noise and its size. The scan is only read.",
    )
    p.add_argument("source", type=Path, metavar="IN", help="the scan")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="new file")
    p.add_argument("--mask", type=Path, help="white where to repair; scan's size")
    p.add_argument("--protect", type=Path, metavar="MASK", help="white where nothing is repaired")
    p.add_argument(
        "--lines", type=Path, metavar="PICTURE", help="white lines that a fill shall continue"
    )
    g = p.add_mutually_exclusive_group()
    g.add_argument("--auto", action="store_true", help=f"all of {','.join(AUTO)}")
    g.add_argument(
        "--steps", metavar="LIST", help=f"of {','.join(STEPS)}; default: repair, with --mask"
    )
    add_repair_options(p)
    add_detection_options(p, UNATTENDED_CLASSES)
    p.add_argument("--detection", default="auto", choices=DETECTION, help="auto: the best there is")
    add_finish_options(p)
    add_open_options(p)
    add_save_options(p)
    p.add_argument("--overwrite", action="store_true", help="replace OUT where it exists")
    p.add_argument("--record", action="store_true", help="also OUT.record.json, for `rebuild`")
    p.add_argument("--json", action="store_true", help="tell as JSON what was done")
    pair = ("CERTIFICATE", "KEY")
    p.add_argument("--c2pa", nargs=2, type=Path, metavar=pair, help="sign OUT (C2PA); both PEM")
    p.set_defaults(run=run_restore)


def run_restore(args: argparse.Namespace) -> int:
    """Exit status: 0 restored and saved; 1 the source was changed by somebody meanwhile."""
    settings = _settings(args)
    given = (args.mask, args.protect, args.lines)
    masks = {path: "a mask" for path in given if path is not None}
    read_only = {args.source: "the scan itself"} | masks
    check_output(args.output, read_only, overwrite=args.overwrite)
    if args.record:
        check_record(args.output, overwrite=args.overwrite)
    done = run_stoppable(lambda progress: _restore(args, settings, progress))
    print(json.dumps(done.as_json(), indent=1, default=float) if args.json else done)
    if done.hash_after != done.hash_before:
        print(f"{args.source} was changed by another program meanwhile", file=sys.stderr)
        return 1
    return 0


@dataclass(frozen=True, eq=False)
class Restored:
    """What `restore` did."""

    source: Path
    output: Path
    settings: BatchSettings
    mended: Mended
    losses: tuple[str, ...]
    sessions: Sessions
    hash_before: str
    hash_after: str

    def as_json(self) -> dict[str, object]:
        from engine.restoring import tell

        mended = self.mended
        return {
            "source": str(self.source),
            "output": str(self.output),
            **tell(mended.document, mended.counts, self.sessions.generator),
            "left": mended.left,
            "whole_picture": str(mended.document.finish),
            "losses": list(self.losses),
            "source_sha256_before": self.hash_before,
            "source_sha256_after": self.hash_after,
        }

    def __str__(self) -> str:
        from engine.batch.item import NOT_UNASKED

        document, counts = self.mended.document, self.mended.counts
        methods = [patch.provenance.method for patch in document.patches]
        told = ", ".join(f"{methods.count(m)} by {m}" for m in dict.fromkeys(methods))
        generator = self.sessions.generator
        lines = [
            f"saved {self.output}",
            f"  {len(methods)} patches ({told}); "
            f"{generator.status if generator else 'no generator'}",
            f"  {counts['changed']:,} of {counts['marked']:,} marked pixels changed, "
            f"{counts['changed_outside_mask']} others",
            f"  found by: {self.mended.found_by}",
        ]
        if self.mended.left:
            lines.append(
                f"  {self.mended.left} places are not filled unasked ({NOT_UNASKED}): mark them in "
                "the window, or give them as --mask"
            )
        if told := str(document.finish):
            lines.append(f"  whole picture: {told}")
        if "tone" in self.settings.steps and not document.finish.tones():
            lines.append("  the tone is left as it is: it needs no correction")
        return "\n".join([*lines, *(f"  {loss}" for loss in self.losses)])


def _restore(args: argparse.Namespace, settings: BatchSettings, progress: Progress) -> Restored:
    """Open, repair, finish, save beside."""
    from engine.batch.cli import open_sessions
    from engine.batch.decoder import Opened
    from engine.document.credentials import sign
    from engine.document.layer_files import read_given
    from engine.document.record import save_record
    from engine.files.reader import check_asked, open_scan
    from engine.restoring import all_losses, save_restored

    signature = _signature(args) if args.c2pa else None
    progress.step(0.0, f"reading {args.source.name}")
    hash_before = _sha256(args.source)
    check_asked(args.source, args.page, large=args.large)
    scan = open_scan(args.source, args.page)
    losses = tuple(all_losses(scan, args.output, settings.save))
    for loss in () if args.json else losses:  # before the work: there is time to stop it
        print(f"note: {loss}", file=sys.stderr)
    marked = read_given(scan.size, args.mask, args.protect)
    opened = Opened(scan, *marked, _lines(args.lines, scan.size))
    sessions = open_sessions(args, settings, progress.part(0.03, 0.1))
    half = 0.5 if settings.finishes else 0.8  # what finishes is made while it is saved
    mended = _mend(opened, settings, sessions, progress.part(0.1, half))
    part = progress.part(half, 1.0)
    saved = save_restored(mended.document, args.output, settings.save, part, sessions.tools)
    if signature:
        sign(args.output, saved.snapshot, signature)
    if args.record:
        save_record(saved.snapshot, args.output, finished_sha256=saved.finished_sha256)
    return Restored(
        args.source,
        args.output,
        settings,
        mended,
        losses,
        sessions,
        hash_before=hash_before,
        hash_after=_sha256(args.source),
    )


def _lines(path: Path | None, size: Size) -> Marks | None:
    from engine.files.reader import open_mask
    from engine.repair.lines import lines_of

    return None if path is None else lines_of(open_mask(path, size))


def _signature(args: argparse.Namespace) -> Signature:
    from engine.document.credentials import read_signature

    certificate, key = args.c2pa
    return read_signature(certificate, key, args.output)


def _mend(
    opened: Opened, settings: BatchSettings, sessions: Sessions, progress: Progress
) -> Mended:
    """As a batch does it; what a batch would leave for review is finished unrepaired, and said."""
    from engine.batch.item import LeftAlone, mend

    try:
        return mend(opened, settings, sessions, progress)
    except LeftAlone as left:
        finishing = tuple(step for step in settings.steps if step not in ("detect", "repair"))
        if left.state == "review" and not finishing:
            raise MaskError(f"{left}; nothing is saved.") from left
        if left.state == "clean":
            raise MaskError(
                "nothing is marked, so that nothing is repaired or saved: paint over the damage in "
                "the mask, or look closer with --sensitivity."
            ) from left
        print(f"not repaired: {left}", file=sys.stderr)
        return mend(opened, replace(settings, steps=finishing), sessions, progress)


def _settings(args: argparse.Namespace) -> BatchSettings:
    from engine.batch.settings import BatchSettings

    steps = _steps(args)
    return BatchSettings(
        steps,
        detect_settings(args),
        args.detection,
        repair_settings(args),
        save_options(args),
        REVIEW_ABOVE,
        finish=finish_settings(args, steps),
    )


def _steps(args: argparse.Namespace) -> tuple[str, ...]:
    if args.auto:
        return AUTO
    if args.steps is None:
        if args.mask is None:
            raise HeirloomError(
                "say what to do: --mask FILE to repair what it marks, --auto for everything, or "
                f"--steps of {','.join(STEPS)}."
            )
        return ("repair",)
    steps = tuple(args.steps.split(","))
    check_steps(steps)
    if steps[0] == "repair" and args.mask is None:
        raise HeirloomError("the step repair alone needs --mask; detect,repair finds the damage.")
    return steps


def _sha256(path: Path) -> str:
    """Of a file; empty where it cannot be read, which the reader then says in its words."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
