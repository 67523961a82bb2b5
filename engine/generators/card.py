"""What the engine must know to run a model: card.toml beside model.onnx.

Foreign conventions (0..255, rows x columns x channels, a mask whose 1 means "keep", one fixed size)
are fields of the card, never code elsewhere. Written by training/export.py, read by everybody.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import ModelError
from engine.generators.toml_writer import toml_document

CARD_FILE = "card.toml"
ROUTED = ("generator", "ns", "telea", "fsr")  # what a row of the router may name
TASKS = ("fill", "detect", "restore", "tone", "upscale", "edges", "generate")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "task": TASKS,
    "layout": ("NCHW", "NHWC"),
    "shape": ("free", "fixed"),
    "tiling": ("supported", "discouraged"),
}
TEXTS = ("id", "title", "file", "sha256", "cpu_file", "cpu_sha256")
FILES = (("file", "sha256"), ("cpu_file", "cpu_sha256"))
NUMBERS = ("opset", "native", "minimum", "multiple_of")
TABLES = ("tensors", "origin", "quality", "limits")
OPTIONAL = (
    *("cpu_file", "cpu_sha256", "layout", "shape", "tiling", "minimum", "multiple_of"),
    *("origin", "quality", "limits"),
)
PLAIN = (*TEXTS[:2], "task", *TEXTS[2:], "opset", "layout", "shape", *NUMBERS[1:], "tiling")
KNOWN = (*TEXTS, *CHOICES, *NUMBERS, *TABLES, "router")


@dataclass(frozen=True)
class Tensor:
    """One input or output of the network, as the engine names it by its role.

    low, high: what 0 and 1 of the engine are for the network (0 and 255 for many foreign ones).
    one_means: for masks, "repair" as in the engine or "keep", the other way round.
    """

    name: str
    channels: int
    low: float = 0.0
    high: float = 1.0
    one_means: str = "repair"


@dataclass(frozen=True)
class ModelCard:
    """One model. The mappings are shared: read them, never write into them."""

    id: str
    title: str
    task: str
    file: str  # beside card.toml
    sha256: str  # of that file, 64 hexadecimal digits
    opset: int
    native: int  # px, the side it was trained at; the only side it takes where shape is "fixed"
    tensors: Mapping[str, Tensor]  # by role: rgb, mask, prefill, filled, log_scale ...
    layout: str = "NCHW"
    shape: str = "free"
    minimum: int = 1  # px, of both sides
    multiple_of: int = 1  # px, of both sides
    tiling: str = "supported"
    origin: Mapping[str, Any] = field(default_factory=dict)  # recipe, commit, photographs, licence
    quality: Mapping[str, Any] = field(default_factory=dict)  # the gate's numbers
    limits: Mapping[str, Any] = field(default_factory=dict)
    cpu_file: str = ""  # the same network in 8-bit integers, for processors; "" = there is none
    cpu_sha256: str = ""
    router: tuple[Mapping[str, Any], ...] = ()  # rows of the gate: up_to (px), method, reason
    folder: Path | None = field(default=None, compare=False)  # where the card was read

    @property
    def path(self) -> Path:
        """The ONNX file in full precision."""
        return (self.folder or Path()) / self.file

    def path_on(self, device: str) -> Path:
        """The ONNX file that is used on a device."""
        return self.path.with_name(self.cpu_file) if self._in_8_bits(device) else self.path

    def sha256_on(self, device: str) -> str:
        return self.cpu_sha256 if self._in_8_bits(device) else self.sha256

    def _in_8_bits(self, device: str) -> bool:
        return device == "cpu" and bool(self.cpu_file)

    def check_file(self) -> None:
        """Raise ModelError unless the ONNX files are there and are those the card speaks of."""
        self.check_there()
        for name, told in ((self.file, self.sha256), (self.cpu_file, self.cpu_sha256)):
            if name:
                self._check(self.path.with_name(name), told)

    def check_there(self) -> None:
        """Raise ModelError unless the ONNX files are there; they are not read."""
        for path in (self.path, self.path_on("cpu")):
            if not path.is_file():
                raise ModelError(
                    f"model {self.id}: {path} is missing: copy it beside its {CARD_FILE}, "
                    "or remove the folder."
                )

    def _check(self, path: Path, told: str) -> None:
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(
                f"model {self.id}: {path} cannot be read: {error.strerror}."
            ) from error
        if found != told:
            raise ModelError(
                f"model {self.id}: {path} is not the file its card speaks of (its sha256 "
                f"begins with {found[:12]}, the card says {told[:12]}): "
                "get the folder again from where it came."
            )


def load_card(folder: Path) -> ModelCard:
    """Read and check `folder`/card.toml; the ONNX file itself is not opened.

    Raises:
        ModelError: names the file and the key, and says what would be right.
    """
    path = folder / CARD_FILE
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{folder} has no {CARD_FILE}: every model folder needs one.") from error
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"{path} is not valid TOML: {error}.") from error
    _check_keys(path, values)
    _check_values(path, values)
    tensors = {role: _tensor(path, role, spec) for role, spec in values["tensors"].items()}
    known = {key: value for key, value in values.items() if key not in ("tensors", "router")}
    router = tuple(values.get("router", ()))
    return ModelCard(**known, tensors=tensors, router=router, folder=folder)


def write_card(card: ModelCard, folder: Path) -> Path:
    """Write `folder`/card.toml so that `load_card` gives `card` back; returns its path."""
    path = folder / CARD_FILE
    path.write_text(_as_toml(card), "utf-8")
    load_card(folder)  # what would not be read again must not lie there unnoticed
    return path


def _as_toml(card: ModelCard) -> str:
    tables: dict[str, Any] = {"tensors": {r: _tensor_row(t) for r, t in card.tensors.items()}}
    for name in ("origin", "quality", "limits"):
        if getattr(card, name):
            tables[name] = getattr(card, name)
    if card.router:
        tables["router"] = list(card.router)
    return toml_document(
        {name: getattr(card, name) for name in PLAIN if getattr(card, name) != ""} | tables,
        first_line="What the engine must know to run this model, and what a user may ask about it.",
        comments={
            "task": " | ".join(TASKS),
            "cpu_file": "the same in 8-bit integers, for processors",
            "shape": "free | fixed",
            "native": "px, the size it was trained at",
            "minimum": "px",
            "multiple_of": "px, both sides",
            "tiling": "supported | discouraged",
        },
    )


def _tensor_row(tensor: Tensor) -> dict[str, Any]:
    row: dict[str, Any] = {"name": tensor.name, "channels": tensor.channels}
    if (tensor.low, tensor.high) != (0.0, 1.0):
        row["range"] = [tensor.low, tensor.high]
    if tensor.one_means != "repair":
        row["one_means"] = tensor.one_means
    return row


def _check_keys(path: Path, values: dict[str, Any]) -> None:
    if unknown := sorted(values.keys() - set(KNOWN)):
        raise ModelError(f"{path}: unknown key {unknown[0]!r}. Known: {', '.join(KNOWN)}.")
    needed = [key for key in KNOWN if key not in (*OPTIONAL, "router")]
    if missing := [key for key in needed if key not in values]:
        raise ModelError(f"{path}: add {missing[0]!r}, which has no default.")


def _check_values(path: Path, values: dict[str, Any]) -> None:
    def need(key: str, right: bool, rule: str) -> None:
        if not right:
            raise ModelError(f"{path}: {key} = {values[key]!r}: must be {rule}.")

    for key in values.keys() & set(TEXTS):
        need(key, isinstance(values[key], str) and bool(values[key].strip()), "a text")
    for key in values.keys() & set(NUMBERS):
        need(key, type(values[key]) is int and values[key] > 0, "a whole number above 0")
    for key in values.keys() & set(TABLES):
        need(key, isinstance(values[key], dict), f"a table: [{key}]")
    for key in values.keys() & set(CHOICES):
        need(key, values[key] in CHOICES[key], f"one of {', '.join(CHOICES[key])}")
    for file, sha256 in FILES:
        if (file in values) != (sha256 in values):
            raise ModelError(f"{path}: {file} and {sha256} belong together: add the other one.")
        if file in values:
            digits = re.fullmatch(r"[0-9a-f]{64}", values[sha256])
            need(sha256, bool(digits), "64 hexadecimal digits")
            # The card may come from anywhere: it names a file beside itself and no other.
            need(file, Path(values[file]).name == values[file], "a file name without folders")
    need("tensors", bool(values["tensors"]), "a table with a row for every input and output")
    _check_router(path, values.get("router", []))


def _check_router(path: Path, rows: object) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ModelError(f"{path}: router must be a list of rows: [[router]].")
    for number, row in enumerate(rows, 1):
        up_to = row.get("up_to")
        if type(up_to) not in (int, float) or not up_to > 0:
            raise ModelError(f"{path}: row {number} of [[router]] needs up_to = px of thickness.")
        if row.get("method") not in ROUTED:
            raise ModelError(
                f"{path}: row {number} of [[router]] needs method = one of {', '.join(ROUTED)}."
            )
        if not isinstance(row.get("reason"), str):
            raise ModelError(f"{path}: row {number} of [[router]] needs reason = a text.")


def _tensor(path: Path, role: str, spec: object) -> Tensor:
    where = f"{path}: [tensors] {role}"
    if not isinstance(spec, dict):
        raise ModelError(f'{where} must be a table like {{ name = "{role}", channels = 3 }}.')
    known = ("name", "channels", "range", "one_means")
    if unknown := sorted(spec.keys() - set(known)):
        raise ModelError(f"{where}: unknown key {unknown[0]!r}. Known: {', '.join(known)}.")
    name, channels = spec.get("name"), spec.get("channels")
    if not isinstance(name, str) or not name:
        raise ModelError(f"{where}: name = {name!r}: must be the tensor's name in the ONNX file.")
    if type(channels) is not int or channels < 1:
        raise ModelError(f"{where}: channels = {channels!r}: must be a whole number above 0.")
    one_means = spec.get("one_means", "repair")
    if one_means not in ("repair", "keep"):
        raise ModelError(f"{where}: one_means = {one_means!r}: must be repair or keep.")
    low, high = _range(where, spec.get("range", [0.0, 1.0]))
    return Tensor(name, channels, low, high, one_means)


def _range(where: str, value: object) -> tuple[float, float]:
    if (
        not isinstance(value, list)
        or [type(v) in (int, float) for v in value] != [True, True]
        or not value[0] < value[1]
    ):
        raise ModelError(f"{where}: range = {value!r}: must be two numbers, the smaller one first.")
    return float(value[0]), float(value[1])
