"""The commands: restore, models, doctor, bench. A command returns 0, or 1 when some of it failed.

What goes wrong altogether is raised; main.main() makes words of it. Everything heavy is imported
inside the functions, so that `main.py --help` is quick. Results go to stdout, progress to stderr.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.errors import DeviceError, ModelError, SaveError
from engine.progress import Progress, Stop

if TYPE_CHECKING:
    from engine.document.document import Document
    from engine.generators.session import Session

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

DEVICES = ("auto", "cuda", "directml", "coreml", "cpu")
METHODS = ("auto", "generator", "classical", "ns", "telea", "fsr")
WITH_GENERATOR = ("auto", "generator")
LOOK_S = 0.1  # how often the waiting main thread looks for Ctrl+C; Windows needs it
REPORT_S = 1.0  # between two lines about the same work where lines cannot be overwritten

T = TypeVar("T")


def add_commands(commands: Commands) -> None:
    from engine.batch.cli import add_batch_command
    from engine.detect.cli import add_detect_command  # they use what is below
    from engine.document.cli import add_document_commands

    add_restore_command(commands)
    add_detect_command(commands)
    add_document_commands(commands)
    add_batch_command(commands)
    add_models_command(commands)
    add_doctor_command(commands)
    add_bench_command(commands)


def add_restore_command(commands: Commands) -> None:
    p = commands.add_parser(
        "restore",
        help="repair one scan where a mask says so",
        description="Repair a scan where a mask of the same size is white. The scan is only read.",
    )
    p.add_argument("source", type=Path, metavar="IN", help="the scan")
    p.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="new file")
    p.add_argument("--mask", type=Path, required=True, help="white where to repair; scan's size")
    p.add_argument("--device", default="auto", choices=DEVICES, help="what the generator runs on")
    p.add_argument("--method", default="auto", choices=METHODS, help="auto: best per hole")
    p.add_argument("--model", metavar="ID", help="generator, see `models`; default: the newest")
    p.add_argument(
        "--seed",
        type=int,
        default=0,
        help="kept with the result; fills of this version do not vary",
    )
    p.add_argument("--quality", type=jpeg_quality, metavar="N", help="of a JPEG, 1 to 100")
    p.add_argument("--overwrite", action="store_true", help="replace OUT where it exists")
    p.add_argument("--record", action="store_true", help="also OUT.record.json, for `rebuild`")
    p.add_argument("--json", action="store_true", help="tell as JSON what was done")
    p.set_defaults(run=run_restore)


def add_models_command(commands: Commands) -> None:
    p = commands.add_parser("models", help="list the generators there are")
    p.add_argument("--check", action="store_true", help="compare the files with their cards")
    p.add_argument("--json", action="store_true", help="the same as JSON")
    p.set_defaults(run=run_models)


def add_doctor_command(commands: Commands) -> None:
    p = commands.add_parser("doctor", help="what this computer offers, what is missing, what helps")
    p.add_argument("--json", action="store_true", help="the same as JSON")
    p.set_defaults(run=run_doctor)


def add_bench_command(commands: Commands) -> None:
    p = commands.add_parser(
        "bench",
        help="measure the speed of this machine",
        description="Measure start-up, fills, specks, a large scan and brush frames; minutes.",
    )
    p.add_argument("--device", default="cpu", choices=DEVICES, help="what the generator runs on")
    p.add_argument("--json", action="store_true", help="print the figures as JSON at the end")
    p.set_defaults(run=run_bench_command)


def run_bench_command(args: argparse.Namespace) -> int:
    from engine.bench import as_json, machine, run_bench

    if not args.json:
        print(", ".join(f"{key} {value}" for key, value in machine().items()))
    figures = []
    for figure in run_bench(Progress(reporter()), args.device):
        figures.append(figure)
        if not args.json:
            print(figure, flush=True)
    if args.json:
        print(as_json(figures))
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Exit status: 0 repaired and saved; 1 the source was changed by somebody meanwhile."""
    read_only = {args.source: "the scan itself", args.mask: "the mask"}
    check_output(args.output, read_only, overwrite=args.overwrite)
    if args.record:
        check_record(args.output, overwrite=args.overwrite)
    done = run_stoppable(lambda progress: restore(args, progress))
    if args.json:
        print(json.dumps(done.as_json(), indent=1, default=float))
    else:
        print(done)
    if done.hash_after != done.hash_before:
        print(f"{args.source} was changed by another program meanwhile", file=sys.stderr)
        return 1
    return 0


def run_models(args: argparse.Namespace) -> int:
    """Exit status: 0 all usable; 1 `--check` found an altered, missing or unusable one."""
    from engine.generators.registry import load_registry

    registry = load_registry()
    problems = list(registry.problems)
    for card in registry.models.values() if args.check else ():
        try:
            card.check_file()
        except ModelError as error:
            problems.append(str(error))
    cards = list(registry.models.values())
    if args.json:
        facts = ("id", "title", "task", "sha256", "native", "origin", "quality", "limits")
        models = [
            {name: getattr(card, name) for name in facts} | {"folder": str(card.folder)}
            for card in cards
        ]
        print(json.dumps({"models": models, "problems": problems}, indent=1, default=str))
    else:
        for card in cards:
            print(f"{card.id}  {card.title} ({card.task}), {card.folder}")
            if card.limits.get("text"):
                print(f"    {card.limits['text']}")
        if not cards:
            print("no models: scans are repaired by classical methods only")
    for problem in problems:
        print(f"problem: {problem}", file=sys.stderr)
    return 1 if args.check and problems else 0


def run_doctor(args: argparse.Namespace) -> int:
    """Exit status: 0 scans can be repaired here; 1 something needed is missing."""
    from engine.doctor import examine

    report = examine()
    print(report.as_json() if args.json else report)
    return 0 if report.works else 1


@dataclass(frozen=True, eq=False)
class Restored:
    """What `restore` did."""

    source: Path
    output: Path
    document: Document
    counts: dict[str, int]
    losses: tuple[str, ...]
    session: Session | None
    hash_before: str
    hash_after: str

    def as_json(self) -> dict[str, object]:
        from engine.restoring import tell

        return {
            "source": str(self.source),
            "output": str(self.output),
            **tell(self.document, self.counts, self.session),
            "losses": list(self.losses),
            "source_sha256_before": self.hash_before,
            "source_sha256_after": self.hash_after,
        }

    def __str__(self) -> str:
        methods = [patch.provenance.method for patch in self.document.patches]
        told = ", ".join(f"{methods.count(m)} by {m}" for m in dict.fromkeys(methods))
        lines = [
            f"saved {self.output}",
            f"  {len(methods)} patches ({told}); "
            f"{self.session.status if self.session else 'no generator'}",
            f"  {self.counts['changed']:,} of {self.counts['marked']:,} marked pixels changed, "
            f"{self.counts['changed_outside_mask']} others",
        ]
        return "\n".join([*lines, *(f"  {loss}" for loss in self.losses)])


def restore(args: argparse.Namespace, progress: Progress) -> Restored:
    """The main job as a command: open, repair what the mask marks, save beside."""
    from engine.document.record import save_record
    from engine.files.reader import open_mask, open_scan
    from engine.files.writer import SaveOptions
    from engine.repair.repair import RepairSettings
    from engine.restoring import all_losses, restore_scan, save_restored

    progress.step(0.0, f"reading {args.source.name}")
    hash_before = _sha256(args.source)
    scan = open_scan(args.source)
    mask = open_mask(args.mask, scan.size)
    session = open_generator(args, progress)
    settings = RepairSettings(args.method, args.seed)
    document, counts = restore_scan(scan, mask, settings, session, progress.part(0.1, 0.8))
    options = SaveOptions(quality=args.quality)
    result = save_restored(document, args.output, options, progress.part(0.8, 1.0))
    if args.record:
        save_record(result, args.output)
    return Restored(
        args.source,
        args.output,
        document,
        counts,
        tuple(all_losses(scan, args.output)),
        session,
        hash_before=hash_before,
        hash_after=_sha256(args.source),
    )


def open_generator(args: argparse.Namespace, progress: Progress) -> Session | None:
    """The generator `args` ask for; None where the classical methods do without.

    Only with model, device and method all left to us do problems end in None, and are said.

    Raises:
        ModelError, DeviceError: what was asked for by name cannot be had.
    """
    from engine.generators.registry import load_registry
    from engine.generators.session import open_session

    if args.method not in WITH_GENERATOR:
        if args.model:
            raise ModelError(
                f"--model {args.model} and --method {args.method} exclude each other: "
                "leave one of them out."
            )
        return None
    progress.step(0.05, "preparing the generator")
    asked_by = "automatic" if args.device == "auto" else "--device"
    try:
        card = load_registry().choose("fill", args.model)
        return open_session(card, args.device, asked_by)
    except (ModelError, DeviceError) as error:
        if args.method == "generator" or args.model or args.device != "auto":
            raise
        print(f"classical methods only: {error}", file=sys.stderr)
        return None


def run_stoppable(work: Callable[[Progress], T]) -> T:
    """Run `work` so that Ctrl+C ends it at once, whatever library it is in.

    Python sees a signal only between two steps of its main thread, and one call of ONNX Runtime
    may take seconds: so the work has a thread of its own, and the main thread waits.

    Raises:
        KeyboardInterrupt: after the work has ended.
    """
    from concurrent.futures import ThreadPoolExecutor, wait

    stop = Stop()
    with ThreadPoolExecutor(1, "engine") as engine:
        try:
            future = engine.submit(work, Progress(reporter(), stop))
            while not wait([future], timeout=LOOK_S).done:
                continue
        except KeyboardInterrupt:
            stop.set()
            raise
        return future.result()


def reporter() -> Callable[[float, str], None]:
    """Progress on stderr: one line written over and over, or few lines where that is a file."""
    on_terminal = sys.stderr.isatty()
    said, when = "", 0.0

    def report(fraction: float, doing: str) -> None:
        nonlocal said, when
        line = f"{fraction:4.0%}  {doing}"
        if on_terminal:
            end = "\n" if fraction >= 1 else ""
            print(f"\r{line[:78]:<78}", end=end, file=sys.stderr, flush=True)
        elif doing.split()[:1] != said.split()[:1] or time.monotonic() - when >= REPORT_S:
            said, when = doing, time.monotonic()
            print(line, file=sys.stderr, flush=True)

    return report


def check_output(output: Path, read_only: Mapping[Path, str], *, overwrite: bool) -> None:
    """Before any work: raise SaveError for what would be refused at the end anyway.

    read_only: files that must not be the target, with what each is.
    """
    from engine.files.writer import SUFFIXES

    if output.suffix.lower() not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise SaveError(f"{output} does not say what to write: end the name in one of {known}.")
    for path, what in read_only.items():
        if _same_file(output, path):
            raise SaveError(f"{output} is {what}, which is only read: give another name after -o.")
    if output.is_dir():
        raise SaveError(f"{output} is a folder: give the name of a file in it after -o.")
    if output.exists() and not overwrite:
        raise SaveError(f"{output} exists already: give another name, or add --overwrite.")
    if not output.parent.is_dir():
        raise SaveError(f"the folder {output.parent} does not exist: make it first.")


def check_record(output: Path, *, overwrite: bool) -> None:
    """The same for the record beside `output`."""
    from engine.document.record import record_path

    if (path := record_path(output)).exists() and not overwrite:
        raise SaveError(f"{path} exists already: give another name, or add --overwrite.")


def _same_file(a: Path, b: Path) -> bool:
    return a.samefile(b) if a.exists() and b.exists() else a.resolve() == b.resolve()


def _sha256(path: Path) -> str:
    """Of a file; empty where it cannot be read, which the reader then says in its words."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def jpeg_quality(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= 100):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 100")
    return int(text)
