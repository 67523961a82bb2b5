"""The command `models`: list, check, import, switch, remove and test generators."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli import run_stoppable
from engine.errors import ModelError

if TYPE_CHECKING:
    from engine.generators.card import ModelCard
    from engine.generators.proving import Proof
    from engine.progress import Progress

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_models_command(commands: Commands) -> None:
    p = commands.add_parser(
        "models",
        help="list the generators there are, and look after your own",
        description="Without a word: list the generators there are.",
    )
    p.add_argument("--check", action="store_true", help="compare the files with their cards")
    p.add_argument("--json", action="store_true", help="the same as JSON")
    p.set_defaults(run=run_models)
    words = p.add_subparsers(metavar="WORD", title="words")
    _add_import(words)
    for word, told, act in (
        ("enable", "use a model again", run_enable),
        ("disable", "use a model no more; it stays where it is", run_disable),
        ("selftest", "try a model on every device of this computer", run_self_test),
        ("remove", "take one of your own models away", run_remove),
    ):
        sub = words.add_parser(word, help=told)
        sub.add_argument("id", metavar="ID", help="of a model, see `models`")
        sub.set_defaults(run=act)
        if word == "remove":
            sub.add_argument("--delete", action="store_true", help="for good; default: hidden")


def _add_import(words: Commands) -> None:
    p = words.add_parser(
        "import",
        help="take a foreign ONNX file in",
        description="Propose a card for a foreign ONNX file, try it on a made picture, and install "
        "it among your models if the trial worked.",
    )
    p.add_argument("file", type=Path, help="the ONNX file; it is copied")
    p.add_argument("--id", help="of the new model; default: the name of the file")
    p.add_argument("--title", help="what people read; default: the name of the file")
    p.add_argument("--licence", help="as told where the file came from")
    p.add_argument(
        "--range", nargs=2, type=float, metavar=("LOW", "HIGH"), help="of its picture, not guessed"
    )
    p.add_argument("--mask", choices=("repair", "keep"), help="what 1 in its mask means")
    p.add_argument("--dry-run", action="store_true", help="propose and try; install nothing")
    p.set_defaults(run=run_import)


def run_models(args: argparse.Namespace) -> int:
    """Exit status: 0 all usable; 1 `--check` found an altered, missing or unusable one."""
    from engine.generators.registry import load_registry

    registry = load_registry()
    problems = list(registry.problems)
    cards = list((registry.models | registry.off).values())
    for card in cards if args.check else ():
        try:
            card.check_file()
        except ModelError as error:
            problems.append(str(error))
    if args.json:
        facts = ("id", "title", "task", "sha256", "native", "origin", "quality", "limits")
        models = [
            {name: getattr(card, name) for name in facts}
            | {"folder": str(card.folder), "enabled": card.id not in registry.off}
            for card in cards
        ]
        print(json.dumps({"models": models, "problems": problems}, indent=1, default=str))
    else:
        for card in cards:
            off = ", switched off" if card.id in registry.off else ""
            print(f"{card.id}  {card.title} ({card.task}{off}), {card.folder}")
            if card.limits.get("text"):
                print(f"    {card.limits['text']}")
        if not cards:
            print("no models: scans are repaired by classical methods only")
    for problem in problems:
        print(f"problem: {problem}", file=sys.stderr)
    return 1 if args.check and problems else 0


def run_import(args: argparse.Namespace) -> int:
    from engine.generators.library import install

    card, doubts, proof = run_stoppable(lambda progress: _try(args, progress))
    for role, tensor in card.tensors.items():
        limits = f"{tensor.low:g} .. {tensor.high:g}"
        one = f", 1 = {tensor.one_means}" if role == "mask" else ""
        print(f"{role}: {tensor.name}, {tensor.channels} x {limits}{one}")
    any_size = f"{card.minimum} px or more, multiples of {card.multiple_of}"
    size = f"{card.native} px" if card.shape == "fixed" else any_size
    print(f"task: {card.task}; sizes: {size}; {card.layout}; opset {card.opset}")
    for doubt in doubts:
        print(f"doubt: {doubt}")
    print(proof)
    if args.dry_run:
        print("nothing was installed")
        return 0
    print(f"installed as {install(card, proof).folder}")
    return 0


def _try(args: argparse.Namespace, progress: Progress) -> tuple[ModelCard, list[str], Proof]:
    from engine.generators.library import check_new_id
    from engine.generators.proposal import propose_card
    from engine.generators.proving import prove_card

    proposal = propose_card(args.file, progress.part(0.0, 0.6))
    card = proposal.card
    card = replace(card, id=args.id or card.id, title=args.title or card.title)
    check_new_id(card.id)
    tensors = dict(card.tensors)
    if args.range:
        low, high = args.range
        if not low < high:
            raise ModelError(f"--range {low:g} {high:g}: the smaller number comes first.")
        tensors["rgb"] = replace(tensors["rgb"], low=low, high=high)
    if args.mask:
        if "mask" not in tensors:
            raise ModelError(f"--mask {args.mask}: {args.file} takes no mask; leave it out.")
        tensors["mask"] = replace(tensors["mask"], one_means=args.mask)
    doubts = list(proposal.doubts)
    if args.licence:
        card = replace(card, origin={**card.origin, "licence": args.licence})
        doubts.pop()  # the last one asks for it
    card = replace(card, tensors=tensors)
    return card, doubts, prove_card(card, progress.part(0.6, 1.0))


def run_enable(args: argparse.Namespace) -> int:
    return _switch(args.id, on=True)


def run_disable(args: argparse.Namespace) -> int:
    return _switch(args.id, on=False)


def _switch(model_id: str, *, on: bool) -> int:
    from engine.generators.switches import switch

    _known(model_id)
    switch(model_id, on=on)
    print(f"{model_id} is switched {'on' if on else 'off'}")
    return 0


def run_remove(args: argparse.Namespace) -> int:
    from engine.generators.library import remove

    where = remove(args.id, delete=args.delete)
    print(f"removed {where}" if args.delete else f"{args.id} is not used any more: {where}")
    return 0


def run_self_test(args: argparse.Namespace) -> int:
    """Exit status: 0 it works on some device; 1 on none."""
    from engine.generators.library import device_tests

    card = _known(args.id)
    tests = run_stoppable(lambda progress: list(device_tests(card, progress)))
    for test in tests:
        verdict = {True: "works", False: "does not work", None: "not there"}[test.works]
        print(f"{test.device}: {verdict}: {test.why}")
    return 0 if any(test.works for test in tests) else 1


def _known(model_id: str) -> ModelCard:
    from engine.generators.registry import load_registry

    registry = load_registry()
    card = (registry.models | registry.off).get(model_id)
    if card is None:
        raise ModelError(f"there is no model {model_id!r}: see `models`.")
    return card
