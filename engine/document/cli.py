"""The commands `rebuild` and `verify`: what a record is good for."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli import DEVICES, check_output, run_stoppable
from engine.errors import ModelError, RestorationError
from engine.progress import Progress

if TYPE_CHECKING:
    from engine.document.document import Snapshot
    from engine.document.patch import Patch
    from engine.document.request import RepairRequest
    from engine.document.verify import Verification
    from engine.generators.session import Session

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

MOST_PLACES = 20  # told; --json tells all


def add_document_commands(commands: Commands) -> None:
    p = commands.add_parser(
        "rebuild",
        help="make a result again from the scan and the record of it",
        description="Do again what a record says: on the same device every pixel comes out the "
        "same. The scan and the record are only read.",
    )
    p.add_argument("original", type=Path, metavar="ORIGINAL", help="the scan")
    p.add_argument("record", type=Path, metavar="RECORD", help="what `restore --record` wrote")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="new file")
    p.add_argument("--device", choices=DEVICES, help="another one than the record names")
    p.add_argument("--mark", type=Path, metavar="FILE", help="the mark that was taken off, if any")
    p.add_argument(
        "--repairs-only", action="store_true", help="without tone, enhancement and enlargement"
    )
    p.add_argument("--overwrite", action="store_true", help="replace OUT where it exists")
    p.set_defaults(run=run_rebuild)

    p = commands.add_parser(
        "verify",
        help="show what a result changed in its scan",
        description="Count the samples that differ between a result and its scan: none may differ "
        "outside of what was marked. Both are only read.",
    )
    p.add_argument("result", type=Path, metavar="RESULT", help="a picture that was exported")
    p.add_argument("original", type=Path, metavar="ORIGINAL", help="the scan it was made from")
    p.add_argument("--record", type=Path, metavar="R", help="default: RESULT.record.json, if any")
    p.add_argument("--json", action="store_true", help="the same as JSON")
    p.set_defaults(run=run_verify)


def run_rebuild(args: argparse.Namespace) -> int:
    """Exit status: 0 the same pixels as then; 1 saved, but some are others."""
    read_only = {args.original: "the scan itself", args.record: "the record"}
    check_output(args.output, read_only, overwrite=args.overwrite)
    is_equal = run_stoppable(lambda progress: _rebuild(args, progress))
    print(f"saved {args.output}")
    if not is_equal:
        print(
            "its pixels are not quite those of then: another device, or other versions of the "
            "libraries",
            file=sys.stderr,
        )
    return 0 if is_equal else 1


def run_verify(args: argparse.Namespace) -> int:
    """Exit status: 0 nothing changed outside of the marks, or no record says where they were."""
    found = run_stoppable(lambda progress: _verify(args, progress))
    print(_as_json(found) if args.json else _told(found))
    return 1 if found.outside or found.is_same_scan is False else 0


def _rebuild(args: argparse.Namespace, progress: Progress) -> bool:
    from engine.document.record import hash_document, open_record, rebuild
    from engine.files.reader import open_scan
    from engine.restore.finish import NO_FINISH
    from engine.restoring import save_restored

    record = open_record(args.record)
    progress.step(0.0, f"reading {args.original.name}")
    scan = open_scan(args.original, record.scan.page)
    work = _Repeater(args.device, args.mark)
    document = rebuild(scan, record, work.repair, progress.part(0.1, 0.8))
    if args.repairs_only:
        document.finish = NO_FINISH
    part = progress.part(0.8, 1.0)
    saved = save_restored(document, args.output, None, part, device=args.device)
    whole = None if args.repairs_only else record.whole
    finished = whole.finished_sha256 if whole else ""
    return (hash_document(document), saved.finished_sha256) == (record.pixels_sha256, finished)


class _Repeater:
    """Carries requests out with the generators they name, each opened once."""

    def __init__(self, device: str | None, mark: Path | None) -> None:
        self._device, self._mark = device, mark
        self._sessions: dict[tuple[str, str], Session] = {}

    def repair(self, snapshot: Snapshot, request: RepairRequest, progress: Progress) -> list[Patch]:
        from engine.detect.watermark import open_mark_file
        from engine.detect.watermark_request import take_mark_off_again, takes_mark_off
        from engine.repair.repair import RepairSettings, repair

        if takes_mark_off(request):
            mark = open_mark_file(self._mark) if self._mark else None
            return take_mark_off_again(snapshot, request, mark, progress)
        try:
            settings = RepairSettings(**request.settings)  # type: ignore[arg-type]
        except TypeError as error:
            raise RestorationError(
                f"the record asks for settings this version does not know ({error}): rebuild it "
                "with the version of Heirloom that wrote it."
            ) from error
        return repair(snapshot, settings, self._session(request), progress, request.lines)

    def _session(self, request: RepairRequest) -> Session | None:
        from engine.generators.registry import load_registry
        from engine.generators.session import open_session

        if not request.model:
            return None
        device = self._device or request.device
        key = request.model, device
        if key not in self._sessions:
            card = load_registry().choose("fill", request.model)
            asked_by = "--device" if self._device else "the record"
            self._sessions[key] = open_session(card, device, asked_by)
        session = self._sessions[key]
        if session.sha256 != request.model_sha256 and session.device == request.device:
            raise ModelError(
                f"the record was made with another {request.model} (SHA-256 "
                f"{request.model_sha256[:12]}, this one has {session.sha256[:12]}): put that one "
                "into the folder of your models, see `main.py models`."
            )
        return session


def _verify(args: argparse.Namespace, progress: Progress) -> Verification:
    from engine.document.record import open_record, record_path
    from engine.document.verify import verify
    from engine.files.reader import open_scan

    path = args.record or record_path(args.result)
    record = open_record(path) if args.record or path.exists() else None
    progress.step(0.0, f"reading {args.result.name}")
    result = open_scan(args.result)
    progress.step(0.3, f"reading {args.original.name}")
    original = open_scan(args.original, record.scan.page if record else 1)
    return verify(result, original, record, progress.part(0.6, 1.0))


def _told(found: Verification) -> str:
    if found.outside is None:
        lines = [f"{found.changed:,} samples changed; without a record nobody can say which may"]
    else:
        inside = found.changed - found.outside
        lines = [f"{found.outside:,} samples changed outside of the marks, {inside:,} inside"]
    if found.is_same_scan is False:
        lines.append("the record was made from another scan than this one")
    places = [place for place in found.places if place[1]]
    lines += [f"  {count:,} in {box}" for box, count in places[:MOST_PLACES]]
    if len(places) > MOST_PLACES:
        lines.append(f"  and {len(places) - MOST_PLACES:,} more places")
    return "\n".join(lines)


def _as_json(found: Verification) -> str:
    told = {
        "changed": found.changed,
        "changed_outside_marks": found.outside,
        "is_same_scan": found.is_same_scan,
        "places": [
            {"box": [box.left, box.top, box.right, box.bottom], "changed": count}
            for box, count in found.places
        ],
    }
    return json.dumps(told, indent=1)
