"""What can be said about the whole picture on the command line, for `restore` and `batch` alike."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace

from engine.cli import share
from engine.errors import HeirloomError
from engine.restore.settings import Adjustments, Curves, FinishSettings, Points, Strengths

BELONGS_TO = {"tone": "tone", "adjust": "tone", "curve": "tone", "enhance": "enhance"}


def add_finish_options(p: argparse.ArgumentParser) -> None:
    """What `finish_settings` reads."""
    g = p.add_argument_group("the whole picture")
    g.add_argument(
        "--tone",
        type=share,
        metavar="S",
        help="strength of the automatic correction in the step tone, 0 to 1; default: 1",
    )
    g.add_argument(
        "--adjust",
        type=_numbers(asdict(Adjustments())),
        metavar="LIST",
        help=f"tone by hand in the step tone, such as gamma=1.2,contrast=0.1: "
        f"of {', '.join(asdict(Adjustments()))}",
    )
    g.add_argument(
        "--curve",
        type=_curve,
        action="append",
        metavar="NAME=POINTS",
        help=f"a tone curve in the step tone through OLD:NEW, 0 to 1, such as "
        f"all=0:0,0.5:0.6,1:1; one for each of {', '.join(Curves().by_name())}",
    )
    g.add_argument(
        "--enhance",
        type=_numbers(asdict(Strengths())),
        metavar="LIST",
        help="strengths of the step enhance, 0 to 1; default: "
        + ",".join(f"{name}={value:g}" for name, value in asdict(Strengths()).items()),
    )


def finish_settings(args: argparse.Namespace, steps: Sequence[str]) -> FinishSettings:
    """
    Raises:
        HeirloomError: something is said about a step that is not done, or is out of its limits.
    """
    for option, step in BELONGS_TO.items():
        if getattr(args, option) is not None and step not in steps:
            raise HeirloomError(
                f"--{option} belongs to the step {step}, which is not done: add it to --steps."
            )
    try:
        return FinishSettings(
            1.0 if args.tone is None else args.tone,
            replace(Adjustments(), **(args.adjust or {})),
            replace(Strengths(), **(args.enhance or {})),
            Curves(**dict(args.curve or ())),
        )
    except ValueError as error:
        raise HeirloomError(f"{error}: choose another value.") from error


def _numbers(known: Collection[str]) -> Callable[[str], dict[str, float]]:
    """Reads "gamma=1.2,contrast=0.1" with names of `known`."""

    def read(text: str) -> dict[str, float]:
        told = {}
        for part in text.split(","):
            name, _, value = part.partition("=")
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
            try:
                told[name] = float(value)
            except ValueError:
                raise argparse.ArgumentTypeError(f"{part!r} has no number: {name}=0.5") from None
        return told

    return read


def _curve(text: str) -> tuple[str, Points]:
    """Reads "blue=0:0.1,1:1"; whether a curve goes through the points, `Curves` says."""
    name, _, told = text.partition("=")
    if name not in (known := Curves().by_name()):
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
    pairs = [pair.partition(":") for pair in told.split(",")]
    try:
        return name, tuple((float(old), float(new)) for old, _, new in pairs)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{told!r} has no points: 0:0,0.5:0.6,1:1") from None
