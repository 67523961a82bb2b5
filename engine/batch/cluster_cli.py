"""Options of `batch` for work on many computers, and who does the work by them."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.cli import WITH_GENERATOR
from engine.errors import BatchError, ModelError

if TYPE_CHECKING:
    from engine.batch.cluster import DaskRunner, Wanted
    from engine.batch.settings import BatchSettings

log = logging.getLogger(__name__)


def add_cluster_options(p: argparse.ArgumentParser) -> None:
    g = p.add_argument_group(
        "on many computers",
        "All of them see scans and results under the same paths. Whoever reaches a scheduler can "
        "have it run any program: let it listen in a network you trust only, or use TLS.",
    )
    g.add_argument("--scheduler", metavar="URL", help="of Dask, such as tcp://host:8786")
    g.add_argument("--local-workers", type=_count, metavar="N", help="N processes on this computer")
    g.add_argument("--tls-ca", metavar="FILE", help="of a tls:// scheduler: its authority,")
    g.add_argument("--tls-cert", metavar="FILE", help="the certificate of this computer,")
    g.add_argument("--tls-key", metavar="FILE", help="and its key")


def check_cluster(args: argparse.Namespace) -> None:
    """Raises BatchError for options that contradict each other."""
    if args.scheduler and args.local_workers:
        raise BatchError("--scheduler and --local-workers exclude each other: leave one out.")
    tls = (args.tls_ca, args.tls_cert, args.tls_key)
    if any(tls) and not (all(tls) and (args.scheduler or "").startswith("tls://")):
        raise BatchError(
            "TLS needs --tls-ca, --tls-cert and --tls-key together, and a --scheduler tls://..."
        )


@contextmanager
def cluster_runner(args: argparse.Namespace, settings: BatchSettings) -> Iterator[DaskRunner]:
    """Raises BatchError where there is no scheduler, ModelError where a model is missing."""
    from engine.batch.cluster import connected

    tls = (args.tls_ca, args.tls_cert, args.tls_key) if args.tls_ca else None
    wanted = _wanted(args, settings)
    with connected(args.scheduler, args.local_workers or 0, wanted, tls) as runner:
        yield runner


def _wanted(args: argparse.Namespace, settings: BatchSettings) -> Wanted:
    """The models that workers have to open; as `open_generator` chooses, without opening any."""
    from engine.batch.cluster import Wanted
    from engine.generators.registry import load_registry
    from engine.restore.plan import STEPS

    registry, models = load_registry(), []
    if args.method in WITH_GENERATOR:
        try:
            models.append(("repair", registry.choose("fill", args.model).sha256))
        except ModelError as error:
            if args.method == "generator" or args.model:
                raise
            log.warning("classical methods only: %s", error)
    if settings.detects and settings.detection in ("auto", "generator"):
        models.append(("detect", registry.choose("detect").sha256))
    for step in STEPS:
        if step.name in settings.steps and registry.of_task(step.task):
            models.append((step.name, registry.choose(step.task).sha256))
    return Wanted(tuple(models), args.device)


def _count(text: str) -> int:
    if not (text.isdigit() and int(text) >= 1):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)
