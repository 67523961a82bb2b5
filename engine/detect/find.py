"""One call that finds damage the best way there is: infrared, the detector, or the stand-in.

The window and the command line both call `find_damage`.
"""

from __future__ import annotations

from dataclasses import replace

from engine.detect.damage import check_detects, detect
from engine.detect.date_stamp import NAME as DATE
from engine.detect.date_stamp import find_dates
from engine.detect.findings import Findings
from engine.detect.infrared import detect_infrared, find_infrared
from engine.detect.settings import METHODS, DetectSettings
from engine.errors import ModelError, ScanError
from engine.files.writer import Readable
from engine.generators.registry import load_registry
from engine.generators.session import Session, open_session
from engine.progress import Progress


def open_detector(
    device: str = "auto", asked_by: str = "automatic", model: str | None = None
) -> Session | None:
    """The detector called `model`, or the newest; None where there is none and none was named.

    Raises:
        ModelError, DeviceError: it is there and cannot be used, or the one named is not there.
    """
    registry = load_registry()
    if model is None and not registry.of_task("detect"):
        return None
    card = registry.choose("detect", model)
    check_detects(card)
    return open_session(card, device, asked_by)


def find_damage(
    picture: Readable,
    settings: DetectSettings,
    method: str,
    session: Session | None,
    progress: Progress,
) -> Findings:
    """A proposal by `method`; "auto" takes infrared where the scan has it, else the detector.

    Args:
        session: an open detector, or None where there is none.

    Raises:
        ScanError: infrared was asked for and cannot be used.
        ModelError: the detector was asked for and there is none, or it is not one.
        DeviceError, OutOfMemory, Cancelled: as `detect` does.
        ValueError: there is no such method.
    """
    if method not in METHODS:
        raise ValueError(f"method {method!r} is none of {', '.join(METHODS)}")
    if method == "generator" and session is None:
        raise ModelError(
            "there is no detector to use: see `main.py models`, or choose --method classical."
        )
    date = DATE in settings.classes
    found = _find_by(picture, settings, method, session, progress.part(0.0, 0.95 if date else 1.0))
    return _with_dates(picture, found, progress.part(0.95, 1.0)) if date else found


def _find_by(
    picture: Readable,
    settings: DetectSettings,
    method: str,
    session: Session | None,
    progress: Progress,
) -> Findings:
    why = ""
    try:
        if method in ("auto", "infrared") and (found := _by_infrared(picture, method, progress)):
            return found
    except ScanError as error:
        if method == "infrared":
            raise
        why = f"; {error}"
    found = detect(picture, settings, None if method == "classical" else session, progress)
    return replace(found, source=found.source + why)


def _with_dates(picture: Readable, found: Findings, progress: Progress) -> Findings:
    dates = find_dates(picture, progress)
    planes = {**found.planes, **dates.planes}
    return replace(found, planes=planes, source=f"{found.source}; {dates.source}")


def _by_infrared(picture: Readable, method: str, progress: Progress) -> Findings | None:
    infrared = find_infrared(picture.scan)
    if infrared is not None:
        return detect_infrared(picture.scan, infrared, progress)
    if method == "auto":
        return None
    raise ScanError(
        "the scan has no infrared channel, and no file of its name with _IR lies beside it: "
        "choose another method."
    )
