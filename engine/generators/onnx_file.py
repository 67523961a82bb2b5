"""The head of an ONNX file: what ONNX Runtime does not tell, without the library `onnx`.

A walk over the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding); field
numbers are those of onnx.proto. Weights are skipped, not read.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from engine.errors import ModelError

PRODUCER, GRAPH, OPSETS = 2, 7, 8  # of ModelProto
DOMAIN, VERSION = 1, 2  # of OperatorSetIdProto
INITIALIZER = 5  # of GraphProto
DATA_LOCATION, EXTERNAL = 14, 1  # of TensorProto
VARINT, FIXED_64, BYTES, FIXED_32 = 0, 1, 2, 5

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class OnnxHead:
    """opset: of the standard operators. outside: whether weights lie in files of their own."""

    opset: int
    producer: str
    outside: bool


def read_head(path: Path) -> OnnxHead:
    """Raises ModelError where `path` cannot be read or is no ONNX file."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _head(data)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, IndexError) as error:  # an empty file, or fields that do not fit
        raise ModelError(
            f"{path} is no ONNX file, or it is not complete: get it again, as a file ending in "
            ".onnx (other formats must be exported to ONNX first)."
        ) from error


def _head(data: mmap.mmap) -> OnnxHead:
    opset, producer, outside, has_graph = 0, "", False, False
    for number, value in _fields(data, (0, len(data))):
        if not isinstance(value, tuple):
            continue
        if number == PRODUCER:
            producer = data[slice(*value)].decode("utf-8", "replace")
        elif number == OPSETS:
            entry = dict(_fields(data, value))
            domain, version = entry.get(DOMAIN), entry.get(VERSION, 0)
            is_standard = not isinstance(domain, tuple) or domain[0] == domain[1]
            opset = version if is_standard and isinstance(version, int) else opset
        elif number == GRAPH:
            has_graph = True
            outside = any(
                dict(_fields(data, tensor)).get(DATA_LOCATION) == EXTERNAL
                for part, tensor in _fields(data, value)
                if part == INITIALIZER and isinstance(tensor, tuple)
            )
    if not has_graph or opset < 1:
        raise ValueError("no graph")
    return OnnxHead(opset, producer, outside)


def _fields(data: mmap.mmap, span: Span) -> Iterator[tuple[int, int | Span]]:
    """(field number, value) of one message; what has a length comes as (start, end)."""
    at, end = span
    while at < end:
        key, at = _varint(data, at)
        kind = key & 7
        if kind == VARINT:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        size = {FIXED_64: 8, FIXED_32: 4}.get(kind)
        if kind == BYTES:
            size, at = _varint(data, at)
        if size is None or at + size > end:
            raise ValueError("a field goes beyond its message")
        yield key >> 3, (at, at + size)
        at += size


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number is too long")
