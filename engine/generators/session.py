"""A model on a device: opens it, proves it, runs it, and goes on by another way when it fails.

The only place where a channel comes before the rows, and where a card's range, mask polarity, fixed
shape and number types are obeyed. Outside, everything is float32 (h, w, c), 0..1, 1 = repair.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.errors import DeviceError, InputSizeError, ModelError, OutOfMemory
from engine.generators import selftest
from engine.generators.card import ModelCard, Tensor
from engine.generators.devices import DEVICES, Devices
from engine.generators.failures import in_brief, kind_of_failure, smaller_tile
from engine.generators.opening import (
    Opened,
    default_threads,
    open_native,
    run_options,
)
from engine.generators.providers import (
    PROVIDERS,
    ProviderChoice,
    advice_for,
    choose_provider,
    provider_named,
)
from engine.generators.runtime import Native, Runtime, load_runtime
from engine.geometry import Size
from engine.progress import Cancelled, Progress

NUMBERS: Mapping[str, np.dtype[np.generic]] = {
    "tensor(float)": np.dtype(np.float32),
    "tensor(float16)": np.dtype(np.float16),
    "tensor(uint8)": np.dtype(np.uint8),
}


def open_session(
    card: ModelCard,
    device: str = "auto",
    asked_by: str = "automatic",
    threads: int | None = None,
    *,
    runtime: Runtime | None = None,
    devices: Devices = DEVICES,
    verdicts: selftest.Verdicts | None = None,
    test_again: bool = False,
) -> Session:
    """Open a model on the device asked for, or on the best one that proves itself.

    Args:
        device: "auto" goes on to the next device when one fails, and says so in `choice`; a named
            one is taken at its word.
        asked_by: who named it, for the sentence: "--device", "settings".
        threads: of the processor; None: the physical cores, less one for the window.
        runtime: the onnxruntime module; tests give another.
        test_again: run the test tile even where an earlier verdict is known.

    Raises:
        ModelError: the file is missing, altered or not to be opened.
        DeviceError: the named device cannot run it; says why and what helps.
    """
    card.check_file()
    runtime = runtime or load_runtime()
    session = Session(card, runtime, devices, threads or default_threads())
    available = runtime.get_available_providers()
    refused = _known_not_to_work(card, devices)
    while True:
        session.choice = choose_provider(device, asked_by, available, refused)
        try:
            session.start(verdicts or selftest.Verdicts(), test_again)
        except DeviceError as error:
            refused[session.device] = str(error)  # a named one is now refused with its reason
        else:
            return session


def _known_not_to_work(card: ModelCard, devices: Devices) -> dict[str, str]:
    """By device, why there is no point in trying it."""
    too_new = {
        provider.name: f"the model has opset {card.opset}, it takes {provider.newest_opset} at most"
        for provider in PROVIDERS
        if provider.newest_opset is not None and card.opset > provider.newest_opset
    }
    return too_new | devices.lost


class Session:
    """One model on one device. Made by `open_session`; used by one thread at a time."""

    def __init__(self, card: ModelCard, runtime: Runtime, devices: Devices, threads: int) -> None:
        self.card = card
        self.choice = ProviderChoice("cpu", "automatic")
        self._runtime, self._devices, self._threads = runtime, devices, threads
        self._opened: Opened | None = None
        self._made_again = False
        self.proof = ""  # how much of the model runs on the device, how the test tile agreed
        self.companion: Session | None = None  # of another model that this one is used with
        devices.add(self)

    @property
    def device(self) -> str:
        """ "cpu", "cuda", "directml", "coreml": where the next run happens."""
        return self.choice.name

    @property
    def sha256(self) -> str:
        """Of the ONNX file that runs on the device."""
        return self.card.sha256_on(self.device)

    @property
    def status(self) -> str:
        """One line for people: the model, the device, and why not a better one."""
        whys = "; ".join(f"{provider_named(n).title}: {why}" for n, why in self.choice.failed)
        title = provider_named(self.device).title
        return f"{self.card.id} on {title}" + (f" ({whys})" if whys else "")

    def start(self, verdicts: selftest.Verdicts, test_again: bool = False) -> None:
        """Open the model and have the device prove itself. Raises as `open_session` does."""
        with self._devices.alone_on(self.device, Progress()):
            opened = self._open()
            self.proof = opened.proof
            if self.device == "cpu":
                return
            key = verdicts.key(self.card, self._runtime.__version__, self.device)
            verdict = None if test_again else verdicts.recall(key)
            if verdict is None:
                verdict = self._examine(opened)
                verdicts.remember(key, verdict)
        self.proof = f"{opened.proof}, {verdict.why}"
        if not verdict.trusted:
            self.release()
            raise DeviceError(verdict.why)

    def run(self, inputs: Mapping[str, np.ndarray], progress: Progress) -> dict[str, np.ndarray]:
        """Run the network on one tile.

        Args:
            inputs: by role of the card, float32 (h, w, c) 0..1, all of one size; a mask is 1 where
                to repair. Roles the card does not have are left out. Never written to.
            progress: a stop ends a running network between two of its nodes. Nothing is reported
                but a wait for the device: the caller knows which of how many tiles this is.

        Returns:
            By role, new arrays float32 (h, w, c); not clipped. An output with a `range` is 0..1.

        Raises:
            InputSizeError: the tile is larger than the one size the model takes.
            OutOfMemory: too large for the device; names the next smaller tile.
            DeviceError: the device that was asked for failed.
            ModelError: the network itself cannot run, or misses an input.
            Cancelled: asked to stop.
        """
        if why := self._devices.lost.get(self.device):
            self._go_to_processor(why, None)
        while True:
            if progress.stop.is_set():
                raise Cancelled
            try:
                with self._devices.alone_on(self.device, progress):
                    outputs = run_network(self._open(), self._runtime, self.card, inputs, progress)
            except (Cancelled, ModelError, ValueError):
                raise
            except Exception as error:  # the runtime has a class per code and no common one
                self._recover(error, inputs)
            else:
                return outputs

    def rest(self) -> None:
        """After a repair: give back the memory that large tiles took, by running the smallest.

        Without it one large tile keeps up to a gigabyte until the program ends.
        """
        if self._opened is None or self.card.shape == "fixed":
            return  # one size only: there is no smaller tile, and the next one needs as much
        try:
            roles = input_roles(self.card, self._opened.native)
            tile = selftest.golden_inputs(self.card, roles)
            with self._devices.alone_on(self.device, Progress()):
                run_network(
                    self._opened, self._runtime, self.card, tile, Progress(), give_back=True
                )
        except Exception:  # a device that cannot do even this is opened anew by the next run
            self.release()

    def release(self) -> None:
        """Let go of the device and its memory; the next run opens the model again."""
        self._opened = None

    def _open(self) -> Opened:
        if self._opened is None:
            provider = provider_named(self.device)
            self._opened = open_native(self._runtime, self.card, provider, self._threads)
        return self._opened

    def _examine(self, opened: Opened) -> selftest.Verdict:
        cpu = provider_named("cpu")
        processor = open_native(self._runtime, self.card, cpu, self._threads, exact=True)

        def on(which: Opened) -> selftest.Run:
            return lambda tile: run_network(which, self._runtime, self.card, tile, Progress())

        inputs = selftest.golden_inputs(self.card, input_roles(self.card, opened.native))
        return selftest.compare(inputs, on(opened), on(processor))

    def _recover(self, error: Exception, inputs: Mapping[str, np.ndarray]) -> None:
        """Make the next attempt possible, or raise what the user shall read."""
        kind = kind_of_failure(error)
        title = provider_named(self.device).title
        tile = max((max(each.shape[:2]) for each in inputs.values()), default=0)  # longest side
        smaller = smaller_tile(tile, self.card)
        on_cpu = self.device == "cpu"
        if kind == "memory" and (smaller or on_cpu):
            raise OutOfMemory(title, tile, smaller) from error
        if on_cpu:
            raise ModelError(
                f"model {self.card.id} failed on a tile of {tile} px: {in_brief(error)}. "
                "Choose another model, or a classical method (--method classical)."
            ) from error
        if kind == "hung" and not self._made_again:
            self._made_again = True  # once: making it again may hang as well
            self._devices.release_all(self.device)
            return
        why = f"stopped working: {in_brief(error)}"
        if kind == "memory":
            why = f"ran out of memory with tiles of {tile} px"
        if kind in ("hung", "dead"):
            self._devices.lose(self.device, why)
        self._go_to_processor(why, error)

    def _go_to_processor(self, why: str, error: Exception | None) -> None:
        if self.choice.asked_by != "automatic":
            title = provider_named(self.device).title
            raise DeviceError(
                f"{title} was asked for ({self.choice.asked_by}), but it {why}. {advice_for(why)}"
            ) from error
        failed = (*self.choice.passed_over, (self.device, why))
        self.release()
        self.choice = ProviderChoice("cpu", "automatic", failed)
        self.proof = "the processor took over"


def input_roles(card: ModelCard, native: Native) -> list[str]:
    """The roles of the card that are inputs of the network.

    Raises:
        ModelError: the network and the card do not name the same tensors.
    """
    names = {given.name for given in native.get_inputs()}
    roles = [role for role, tensor in card.tensors.items() if tensor.name in names]
    if missing := names - {card.tensors[role].name for role in roles}:
        raise ModelError(
            f"model {card.id}: {card.file} has an input {sorted(missing)[0]!r} that is missing "
            "under [tensors] of its card.toml: add it."
        )
    return roles


def run_network(
    opened: Opened,
    runtime: Runtime,
    card: ModelCard,
    inputs: Mapping[str, np.ndarray],
    progress: Progress,
    *,
    give_back: bool = False,
) -> dict[str, np.ndarray]:
    """One call of ONNX Runtime: pack, run, unpack. Raises Cancelled when it was ended."""
    native = opened.native
    feeds, size, padded = pack(card, native, inputs)
    roles = _output_roles(card, native)
    options = run_options(runtime, give_back=give_back)

    def end() -> None:
        options.terminate = True

    try:
        with progress.stop.calling(end):
            arrays = native.run([card.tensors[role].name for role in roles], feeds, options)
    except Exception as error:
        if progress.stop.is_set():
            raise Cancelled from error
        raise
    outputs = {
        role: unpack(card, card.tensors[role], array, size, padded)
        for role, array in zip(roles, arrays, strict=True)
    }
    if not all(np.isfinite(array).all() for array in outputs.values()):
        raise ArithmeticError("the result holds values that are not numbers")
    return outputs


def pack(
    card: ModelCard, native: Native, inputs: Mapping[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], Size, Size]:
    """Tensors by the network's own names, the size of the tile, and the size it was padded to.

    A tile is padded on the right and below by mirroring.
    """
    kinds = {given.name: given.type for given in native.get_inputs()}
    feeds: dict[str, np.ndarray] = {}
    size = padded = Size(0, 0)
    for role in input_roles(card, native):
        if role not in inputs:
            raise ModelError(
                f"model {card.id} needs an input {role!r}, which this work does not have: "
                "choose another model."
            )
        tensor, tile = card.tensors[role], inputs[role]
        if tile.ndim == 1:  # numbers for the whole tile, such as noise
            feeds[tensor.name] = tile[None].astype(NUMBERS[kinds[tensor.name]])
            continue
        height, width, channels = tile.shape
        if channels != tensor.channels or size not in (Size(0, 0), Size(width, height)):
            raise ValueError(
                f"{role} needs {tensor.channels} channels in the size of the others, "
                f"got shape {tile.shape}"
            )
        size = Size(width, height)
        padded = padded_size(card, size)
        feeds[tensor.name] = _to_network(card, tensor, tile, padded, kinds[tensor.name])
    return feeds, size, padded


def padded_size(card: ModelCard, size: Size) -> Size:
    """The smallest size the network takes that holds `size`.

    Raises:
        InputSizeError: the card has one fixed size, and it is smaller.
    """
    if card.shape == "fixed":
        if max(size.width, size.height) > card.native:
            raise InputSizeError(
                f"model {card.id} takes tiles of exactly {card.native} x {card.native} px, "
                f"got {size}: repair smaller regions, or choose another model."
            )
        return Size(card.native, card.native)
    step = card.multiple_of
    width, height = (-(-max(n, card.minimum) // step) * step for n in (size.width, size.height))
    return Size(width, height)


def _to_network(
    card: ModelCard, tensor: Tensor, tile: np.ndarray, padded: Size, kind: str
) -> np.ndarray:
    if kind not in NUMBERS:
        raise ModelError(
            f"model {card.id}: its input {tensor.name!r} is a {kind}, and Heirloom gives only "
            f"{', '.join(NUMBERS)}: export it again."
        )
    height, width = tile.shape[:2]
    values = tile.astype(np.float32, copy=False)
    if (padded.width, padded.height) != (width, height):
        edges = ((0, padded.height - height), (0, padded.width - width), (0, 0))
        values = np.pad(values, edges, mode="reflect")
    if tensor.one_means == "keep":
        values = 1 - values
    if (tensor.low, tensor.high) != (0.0, 1.0):
        values = values * np.float32(tensor.high - tensor.low) + np.float32(tensor.low)
    if NUMBERS[kind].kind == "u":
        values = np.rint(values)
    if card.layout == "NCHW":
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[None].astype(NUMBERS[kind], copy=False))


def unpack(
    card: ModelCard, tensor: Tensor, array: np.ndarray, size: Size, padded: Size
) -> np.ndarray:
    """float32 (h, w, c) without the padding; larger than `size` where the network enlarges.

    What is no picture, such as the numbers of a correction, comes as it is.
    """
    if array.ndim != 4:
        return np.asarray(array[0], np.float32)
    values = array[0].transpose(1, 2, 0) if card.layout == "NCHW" else array[0]
    height = size.height * values.shape[0] // padded.height
    width = size.width * values.shape[1] // padded.width
    values = np.ascontiguousarray(values[:height, :width], np.float32)
    if (tensor.low, tensor.high) != (0.0, 1.0):
        values = (values - np.float32(tensor.low)) / np.float32(tensor.high - tensor.low)
    return np.asarray(values, np.float32)


def _output_roles(card: ModelCard, native: Native) -> list[str]:
    names = {given.name for given in native.get_outputs()}
    roles = [role for role, tensor in card.tensors.items() if tensor.name in names]
    inputs = {given.name for given in native.get_inputs()}
    known = names | inputs
    if strange := [role for role, tensor in card.tensors.items() if tensor.name not in known]:
        raise ModelError(
            f"model {card.id}: its card.toml names a tensor {card.tensors[strange[0]].name!r} "
            f"({strange[0]}) that {card.file} does not have: correct the card."
        )
    return roles
