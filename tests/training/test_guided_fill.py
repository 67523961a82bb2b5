"""Lines that lead a fill and noise that chooses one: from training to the engine's repair."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from engine.document.document import Document
from engine.document.mask import Mask
from engine.files.scan import Scan
from engine.generators.card import ModelCard, load_card, write_card
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.lines import lines_of
from engine.repair.repair import RepairSettings, repair
from training.data.edge_samples import GuidedSamples, some_lines
from training.data.photos import open_photos
from training.export import OPSET, export_onnx, sha256
from training.losses import masked_l1
from training.modes.inpaint import Inpaint, InpaintRecipe
from training.networks.photonet import PhotoNetFill
from training.networks.processor_fill import ProcessorFill
from training.recipe import Stage

# A FutureWarning inside torch's exporter would become a ConversionError of its own.
pytestmark = pytest.mark.filterwarnings("default")

RECIPE = InpaintRecipe(
    name="guided",
    stages=(Stage(steps=80, crop=32, batch=8, mixture={"blob": 1.0}),),
    width=16,
    cap=24,
    encoder=(1, 1, 1),
    decoder=(1, 1, 1),
    middle=(1, 2),
    ema=0.9,
    optimiser="muon",
    lr=5e-3,
    warmup=5,
    bf16=False,
    edges=True,
)


def cut_pictures(seed: int) -> dict[str, torch.Tensor]:
    """Dark left of a line and light right of it; the line lies in the hole, and nothing tells
    where but `edges`."""
    rng = np.random.default_rng(seed)
    clean = np.full((8, 32, 32, 3), 60, np.uint8)
    mask, edges = np.zeros((2, 8, 32, 32, 1), np.uint8)
    for i, column in enumerate(rng.integers(11, 21, 8)):
        clean[i, :, column:] = 190
        edges[i, :, column] = 255
    mask[:, :, 8:24] = 255
    ramp = np.linspace(60, 190, 16).astype(np.uint8)[None, None, :, None]
    prefill = clean.copy()
    prefill[:, :, 8:24] = ramp
    made = {"clean": clean, "mask": mask, "prefill": prefill, "edges": edges}
    return {name: torch.from_numpy(array) for name, array in made.items()}


def test_a_generator_learns_where_lines_lead():
    mode = Inpaint(RECIPE, torch.device("cpu"))
    for step in range(RECIPE.steps):
        batch = cut_pictures(step)
        if step % 2:
            del batch["edges"]
        mode.step(batch, step)
    unseen = cut_pictures(10_000)
    clean, mask, _ = mode.tensors(unseen)
    led, _ = mode.fill(unseen)
    alone, _ = mode.fill({name: t for name, t in unseen.items() if name != "edges"})
    assert masked_l1(led, clean, mask) < 0.7 * masked_l1(alone, clean, mask)


def test_an_untrained_guide_changes_nothing_and_its_neighbours_keep_their_names():
    plain, guided = PhotoNetFill(8, 16), PhotoNetFill(8, 16, guided=True)
    assert set(guided.state_dict()) - set(plain.state_dict()) == {"guide.weight"}
    guided.load_state_dict(plain.state_dict() | {"guide.weight": guided.guide.weight})
    torch.nn.init.normal_(guided.last.weight, std=0.02)
    plain.last = guided.last
    rgb, mask, prefill, edges = (torch.rand(1, c, 32, 32) for c in (3, 1, 3, 1))
    with torch.inference_mode():
        torch.testing.assert_close(
            guided(rgb, mask, prefill, edges), plain(rgb, mask, prefill), rtol=0, atol=0
        )
        torch.nn.init.normal_(guided.guide.weight, std=0.1)
        led = guided(rgb, mask, prefill, edges)
        assert (led[0] - plain(rgb, mask, prefill)[0]).abs().max() > 0.01
        arranged = ProcessorFill(guided)(rgb, mask, prefill, edges)
        torch.testing.assert_close(arranged, led, rtol=0, atol=1e-4 * float(led[0].abs().max()))


def test_half_of_the_samples_have_lines_and_only_whole_ones_in_the_hole(photo_folder, tmp_path):
    samples = GuidedSamples(open_photos(photo_folder, tmp_path), 3, 64, {"blob": 1.0}, (0.2, 0.3))
    made = [samples[i] for i in range(60)]
    assert 0.25 < np.mean([sample["edges"].any() for sample in made]) < 0.6
    for sample in made:
        assert not sample["edges"][sample["mask"] == 0].any()
    np.testing.assert_array_equal(made[7]["edges"], samples[7]["edges"])


def test_lines_are_kept_or_left_out_as_a_whole():
    edges = np.zeros((20, 40), np.uint8)
    for row in range(1, 20, 3):
        edges[row] = 255
    mask = np.full_like(edges, 255)
    shares = []
    for seed in range(40):
        kept = some_lines(edges, mask, np.random.default_rng(seed))
        assert all(len(set(kept[row])) == 1 for row in range(20))
        shares.append(kept[edges > 0].mean() / 255)
    assert 0.1 < np.mean(shares) < 0.4 and max(shares) > 0


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Both inputs in an exported graph; weights as after a training in which both mattered."""
    recipe = replace(RECIPE, adversarial="relativistic", noise_dims=4)
    mode = Inpaint(recipe, torch.device("cpu"))
    net, graph = mode.shipped, replace(mode.graph, in_8_bits=False)
    torch.nn.init.normal_(net.last.weight, std=0.0005)  # a trained residual is small
    for weight in (net.guide.weight, net.noise.weight):
        torch.nn.init.normal_(weight, std=0.02)
    folder = tmp_path_factory.mktemp("models") / "guided"
    folder.mkdir()
    parity = export_onnx(net, graph, folder / "model.onnx", folder / "none.onnx", ())
    assert parity.fp32 < 1e-4 and parity.shipped < 1e-3  # at four sizes
    card = ModelCard(
        id="guided",
        title="Guided",
        task=graph.task,
        file="model.onnx",
        sha256=sha256(folder / "model.onnx"),
        opset=OPSET,
        native=32,
        tensors=graph.tensors,
        minimum=graph.minimum,
        multiple_of=graph.multiple_of,
    )
    write_card(card, folder)
    return load_card(folder)


def test_the_engine_feeds_what_the_card_asks_for(model):
    inputs = ["rgb", "mask", "prefill", "edges", "noise"]
    assert list(model.tensors) == [*inputs, "filled", "log_scale"]
    assert model.tensors["noise"].channels == 4
    session = open_session(model, "cpu", threads=1)
    scan = cv2.GaussianBlur(
        np.random.default_rng(1).integers(0, 65535, (96, 96, 3), np.uint16), (0, 0), 5
    )
    hole, strokes = np.zeros((2, 96, 96), np.uint8)
    hole[40:56, 30:66] = strokes[46:49] = 255

    def repaired(seed=0, lines=None):
        document = Document(Scan(None, scan))
        document.mask = Mask(document.size, hole.copy())
        settings = RepairSettings("generator", seed, grain=False)
        document.apply(repair(document.snapshot(), settings, session, Progress(), lines))
        return document.read(document.size.box)

    plain = repaired()
    for other in (repaired(lines=lines_of(strokes)), repaired(seed=3)):
        assert not np.array_equal(other, plain)
        np.testing.assert_array_equal(other[hole == 0], scan[hole == 0])
    np.testing.assert_array_equal(repaired(seed=3), repaired(seed=3))
