"""The commands `evaluate` and `gate`. Import torch inside functions only."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ModelError, SaveError

if TYPE_CHECKING:
    from engine.generators.card import ModelCard
    from engine.generators.session import Session
    from engine.progress import Progress
    from training.evaluation.acceptance import Criterion
    from training.evaluation.report import Evaluation
    from training.gate import GateResult
    from training.metrics.backbones import Backbone

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

TASKS = {  # each module has `evaluate` and `sheet`
    "fill": "training.evaluation.fill",
    "detect": "training.evaluation.detect",
    "restore": "training.evaluation.restore",
    "tone": "training.evaluation.tone",
    "upscale": "training.evaluation.upscale",
}
PHOTOS = Path("../shared/data/photos/val")
SCANS = Path("../shared/data/old")


def add_commands(commands: Commands) -> None:
    _add_evaluate(commands)
    _add_gate(commands)
    _add_compare(commands)


def _add_evaluate(commands: Commands) -> None:
    p = commands.add_parser(
        "evaluate",
        help="measure one model by all measures",
        description="Measure one model on photographs it was not trained on. FID, KID and LPIPS "
        "need networks that are not Heirloom's to pass on; they are n/a without them.",
    )
    of = p.add_mutually_exclusive_group()
    of.add_argument("--model", metavar="ID", help="see `models`; default: the newest of the task")
    of.add_argument("--run", type=Path, dest="run_folder", metavar="RUN", help="folder of a run")
    p.add_argument("--task", choices=TASKS, help="default: what the model does, else fill")
    _add_photos(p)
    p.add_argument("--scans", type=Path, default=SCANS, help="labelled old scans, for detectors")
    p.add_argument(
        "--inception",
        nargs=2,
        metavar=("FILE", "SHA256"),
        help="for FID and KID: pt_inception-2015-12-05-6726825d.pth of torch-fidelity",
    )
    p.add_argument(
        "--lpips",
        nargs=2,
        metavar=("FILE", "SHA256"),
        help="for LPIPS: alexnet-owt-7be5be79.pth of torchvision",
    )
    p.add_argument("--out", type=Path, help="write this Markdown file, and JSON beside it")
    p.add_argument(
        "--sheet", type=Path, metavar="FILE.png", help="draw fixed cases, to be looked at"
    )
    p.add_argument("--json", action="store_true", help="print JSON")
    p.set_defaults(run=run_evaluate)


def _add_gate(commands: Commands) -> None:
    p = commands.add_parser(
        "gate",
        help="decide whether a fill generator may ship",
        description="Measure a fill generator against the classical methods and the shipped one. "
        "Exit status: 0 accepted, 1 not. What the classical methods scored is kept for next time.",
    )
    p.add_argument("--model", metavar="ID", help="id or folder; default: the newest fill generator")
    p.add_argument("--against", metavar="ID", help="id or folder; default: the bundled one")
    _add_photos(p)
    p.add_argument("--no-biharmonic", action="store_true", help="leave this slow method out")
    p.add_argument(
        "--fsr-best",
        type=int,
        default=3,
        metavar="N",
        help="photographs for the best FSR, half a minute and more each; default: 3",
    )
    p.add_argument("--approve-cost", action="store_true", help="let it be slower and larger")
    p.add_argument("--out", type=Path, help="write table and verdict to this Markdown file")
    p.add_argument("--write-card", action="store_true", help="write quality and router table")
    p.set_defaults(run=run_gate_command)


def _add_compare(commands: Commands) -> None:
    p = commands.add_parser(
        "compare",
        help="measure Heirloom beside other fills",
        description="Measure Heirloom, with masks and by itself, beside Telea, Navier-Stokes, "
        "biharmonic, frequency selective reconstruction and any fill model that has a card.",
    )
    p.add_argument("--also", action="append", default=[], metavar="ID", help="a foreign fill model")
    _add_photos(p)
    p.add_argument("--out", type=Path, help="write this Markdown file, and a .jpg beside it")
    p.set_defaults(run=run_compare)


def _add_photos(p: argparse.ArgumentParser) -> None:
    p.add_argument("--photos", type=Path, default=PHOTOS, help="held-out photographs")
    p.add_argument("--limit", type=_positive, help="photographs; default: all")


def run_evaluate(args: argparse.Namespace) -> int:
    from engine.cli import run_stoppable

    _check_folder(args.out)
    _check_folder(args.sheet)
    found = run_stoppable(lambda progress: evaluate(args, progress))
    print(found.as_json() if args.json else found)
    if args.out:
        args.out.write_text(str(found), "utf-8")
        args.out.with_suffix(".json").write_text(found.as_json() + "\n", "utf-8")
    return 0


def evaluate(args: argparse.Namespace, progress: Progress) -> Evaluation:
    """Measure what `args` name, and draw its sheet."""
    from importlib import import_module

    from engine import paths
    from training.data.photos import open_photos
    from training.evaluation.report import Options

    options = Options(args.limit, _backbone(args.inception), _backbone(args.lpips), args.scans)
    for backbone in (options.inception, options.lpips):
        if backbone is not None:
            backbone.check()  # before any work
    session = _session(args)
    task = import_module(TASKS[session.card.task])
    photos = open_photos(args.photos, paths.user_cache(), progress=progress.part(0.0, 0.0))
    found: Evaluation = task.evaluate(session, photos, options, progress)
    if args.sheet:
        from PIL import Image

        Image.fromarray(task.sheet(session, photos, options)).save(args.sheet, "PNG")
    return found


def run_gate_command(args: argparse.Namespace) -> int:
    """Exit status: 0 accepted; 1 not."""
    from engine.cli import run_stoppable
    from training.evaluation.acceptance import verdict
    from training.gate import format_table
    from training.register import write_gate

    _check_folder(args.out)
    card = _fill_card(args.model)
    shipped = shipped_card(card, args.against)
    result, criteria = run_stoppable(lambda progress: _gate(args, card, shipped, progress))
    against = f" against {shipped.id} ({shipped.sha256[:12]})" if shipped else ""
    told = f"{card.id} ({card.sha256[:12]}){against}\n\n{format_table(result)}\n{verdict(criteria)}"
    print(told)
    if args.out:
        args.out.write_text(told, "utf-8")
    if args.write_card:
        write_gate(card, result)
    return 0 if all(criterion.passed for criterion in criteria) else 1


def run_compare(args: argparse.Namespace) -> int:
    from engine.cli import run_stoppable

    _check_folder(args.out)
    page = run_stoppable(lambda progress: _compare(args, progress))
    print(page)
    if args.out:
        args.out.write_text(page, "utf-8")
    return 0


def _compare(args: argparse.Namespace, progress: Progress) -> str:
    from engine import paths
    from engine.generators.registry import load_registry
    from training.data.photos import open_photos
    from training.evaluation.baselines import Baselines
    from training.evaluation.compare import Models, compare
    from training.evaluation.examples import write_examples

    registry = load_registry()
    detectors = registry.of_task("detect")
    models = Models(
        _open(registry.choose("fill", None)),
        _open(detectors[0]) if detectors else None,
        {name: _open(registry.choose("fill", name)) for name in args.also},
    )
    photos = open_photos(args.photos, paths.user_cache(), progress=progress.part(0.0, 0.0))
    known, picture = Baselines(paths.user_cache()), ""
    if args.out:
        drawn = args.out.with_suffix(".jpg")
        write_examples(models, drawn, progress.part(0.0, 0.05))
        progress, picture = progress.part(0.05, 1.0), drawn.name
    return compare(photos, models, args.limit, known, progress, picture)


def _gate(
    args: argparse.Namespace, card: ModelCard, shipped: ModelCard | None, progress: Progress
) -> tuple[GateResult, list[Criterion]]:
    from engine import paths
    from training.data.photos import open_photos
    from training.evaluation.acceptance import Candidate, judge
    from training.evaluation.baselines import Baselines
    from training.gate import run_gate

    photos = open_photos(args.photos, paths.user_cache(), progress=progress.part(0.0, 0.0))
    session = _open(card)
    result = run_gate(
        photos,
        session,
        progress,
        shipped=_open(shipped) if shipped else None,
        limit=args.limit,
        biharmonic=not args.no_biharmonic,
        best=args.fsr_best,
        known=Baselines(paths.user_cache()),
    )
    candidate = Candidate(card, session, result, shipped, args.approve_cost)
    return result, judge(candidate, photos)


def shipped_card(card: ModelCard, against: str | None) -> ModelCard | None:
    """What `card` is to replace: `against`, a folder or an id, or else the newest bundled one.

    None where that is the same file.

    Raises:
        ModelError: there is no such folder or model, or it does not fill.
    """
    from engine import paths
    from engine.generators.registry import load_registry

    if against is None:
        bundled = load_registry([paths.bundled_models()]).of_task("fill")
        return next((c for c in bundled[:1] if c.sha256 != card.sha256), None)
    return _fill_card(against)


def _fill_card(named: str | None) -> ModelCard:
    """By its folder or its id; None = the newest.

    Raises:
        ModelError: there is no such folder or model, or it does not fill.
    """
    from engine.generators.card import load_card
    from engine.generators.registry import load_registry

    if named is None or not Path(named).is_dir():
        return load_registry().choose("fill", named)
    found = load_card(Path(named))
    if found.task != "fill":
        raise ModelError(f"{named} holds a model for {found.task}, not for fill: name another.")
    return found


def _session(args: argparse.Namespace) -> Session:
    """The run or model that was named, or the newest of the task.

    Raises:
        ModelError: it is for another task than was named, or for one that has no measures.
    """
    from engine.generators.registry import load_registry

    if args.run_folder:
        from training.evaluation.runs import open_run

        session = open_run(args.run_folder)
        card = session.card
    else:
        registry = load_registry()
        named = registry.models.get(args.model)
        card = registry.choose(args.task or (named.task if named else "fill"), args.model)
    if card.task not in TASKS or args.task not in (None, card.task):
        raise ModelError(
            f"{card.id} is for {card.task}, not for {args.task or 'a task with measures'}: "
            f"leave --task out, or name another model; measured are {', '.join(TASKS)}."
        )
    return session if args.run_folder else _open(card)


def _open(card: ModelCard) -> Session:
    from engine.generators.session import open_session

    # One thread: processor time is compared with methods that have one.
    return open_session(card, "cpu", "the gate", threads=1)


def _backbone(given: list[str] | None) -> Backbone | None:
    from training.metrics.backbones import Backbone

    return Backbone(Path(given[0]), given[1]) if given else None


def _check_folder(out: Path | None) -> None:
    if out and not out.parent.is_dir():
        raise SaveError(f"the folder {out.parent} does not exist: make it first.")


def _positive(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
