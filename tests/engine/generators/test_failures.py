from __future__ import annotations

from dataclasses import replace

import pytest

from engine.generators.failures import in_brief, kind_of_failure, smaller_tile
from tests.onnx_models import a_card


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("BFCArena::AllocateRaw: Available memory of 0 is smaller", "memory"),
        ("Failed to allocate memory for requested buffer of size 67108864", "memory"),
        ("CUDA failure 2: out of memory ; GPU=0", "memory"),
        ("CUDA failure 700: an illegal memory access was encountered", "dead"),
        ("CUDA error 719: unspecified launch failure", "dead"),
        ("CUDA failure 999: unknown error", "dead"),
        ("cudaErrorIllegalAddress: illegal memory access", "dead"),
        ("MLOperatorAuthorImpl.cpp(2816): 8007000E Not enough memory", "memory"),
        ("E_OUTOFMEMORY", "memory"),
        ("Exception: 887A0005 The GPU device instance has been suspended", "hung"),
        ("887a0006 the GPU will not respond to more commands", "hung"),
        ("887A0007 invalid commands", "hung"),
        ("Non concat axis dimensions must match", "other"),
    ],
)
def test_the_text_tells_what_failed(text, kind):
    assert kind_of_failure(RuntimeError(text)) == kind


def test_pythons_own_memory_error_counts():
    assert kind_of_failure(MemoryError()) == "memory"


def test_tiles_become_smaller_step_by_step(tmp_path):
    card, tile, steps = a_card(tmp_path), 2048, []
    while tile := smaller_tile(tile, card):
        steps.append(tile)
    assert steps == [1024, 768, 512, 384, 256]


def test_a_tile_is_never_smaller_than_the_model_takes(tmp_path):
    card = replace(a_card(tmp_path), minimum=512)
    assert smaller_tile(768, card) == 512 and smaller_tile(512, card) is None
    assert smaller_tile(768, replace(card, shape="fixed")) is None


def test_a_failure_in_brief_is_one_line_without_its_code():
    error = RuntimeError("[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Got 4\n Expected: 3")
    assert in_brief(error) == "Got 4"
    assert in_brief(MemoryError()) == "MemoryError"
