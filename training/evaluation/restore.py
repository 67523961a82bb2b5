"""`evaluate` for denoising, deblurring and de-JPEG, as published figures are made."""

from __future__ import annotations

import cv2
import numpy as np

from engine.errors import ModelError
from engine.generators.session import Session
from engine.progress import Progress
from training.data.degradations import coded
from training.data.photos import Photos
from training.data.shuffle import degrade, draw_steps
from training.evaluation.fills import SIDE, choose_photographs, middle
from training.evaluation.pictures import Figures, eight_bits, unit
from training.evaluation.report import Evaluation, Options
from training.evaluation.sheets import CASES, arranged
from training.metrics.hole import sharpness_ratio
from training.metrics.picture import psnr
from training.modes.restore import LUMA, QUALITIES, SIGMAS, Strengths

METHODS = ("network", "input", "non-local means")
# By sigma: strength for light and colours, as shares of sigma, and side of a patch in px; the best
# of a grid on photographs that are not measured.
NON_LOCAL = {15: (0.6, 1.4, 5), 25: (0.7, 1.0, 7), 50: (0.6, 1.0, 7)}
DENOISE, DEJPEG, ALL = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (1.0, 1.0, 1.0)
BLOCK = 16  # px
NOTES = (
    f"Middle crops of up to {SIDE} px. Noise: white, in all colours, neither clipped nor rounded; "
    "what comes out is rounded to 8 bits, PSNR in dB over all colours. Published for noise that is "
    "known: FFDNet 33.87, 31.21, 27.96 dB on CBSD68 and 34.63, 32.13, 28.98 dB on Kodak24 "
    "(arXiv:1710.04026). JPEG: OpenCV's, colours at half the resolution; luma: BT.601; grey: the "
    "luma alone was compressed, as in publications: DnCNN-3 gains 1.42, 1.52, 1.57, 1.61 dB on "
    "LIVE1 (arXiv:1608.03981). Other photographs give other figures: compare gains, and the same "
    f"photographs. Flat and busy: the quarter of {BLOCK} px blocks with the least and the most "
    "contrast; noise left: root mean square error over sigma; sharpness: mean absolute Laplacian, "
    "1 being as the original. Brackets: 95 % bootstrap intervals by photograph."
)


def evaluate(session: Session, photos: Photos, options: Options, progress: Progress) -> Evaluation:
    """Measure one network, beside what it was given and a classical method.

    Raises:
        ModelError: the model does not restore by strengths.
        Cancelled: stopped.
    """
    if missing := {"rgb", "strengths", "restored"} - set(session.card.tensors):
        raise ModelError(
            f"model {session.card.id} has no tensor {min(missing)!r}: only networks that restore "
            "by strengths are measured; name another model."
        )
    figures = Figures(METHODS)
    chosen = choose_photographs(len(photos), options.limit)
    for done, index in enumerate(chosen):
        progress.step(done / len(chosen), f"photograph {done + 1} of {len(chosen)}")
        clean = middle(photos.pixels(index))
        for sigma in SIGMAS:
            _noise(figures, session, clean, sigma, index)
        for quality in QUALITIES:
            _jpeg(figures, session, clean, quality)
        _kept(figures, session, clean)
    rows = figures.rows()
    for measure in [name for name in rows if name.endswith("psnr") and "kept" not in name]:
        rows[f"{measure.removesuffix(' psnr')} gain"] = figures.gain(measure, "input")
    card, count = session.card, len(chosen)
    return Evaluation(card.id, card.sha256_on("cpu"), "restore", count, METHODS, rows, NOTES)


def sheet(session: Session, photos: Photos, _: Options) -> np.ndarray:
    """uint8 RGB: degraded | restored | original, at native scale."""
    tests = ("sigma 25", "jpeg 20", "blur", "light")
    rows = []
    for i, index in enumerate(choose_photographs(len(photos), CASES)):
        clean, kind = middle(photos.pixels(index))[:256, :256], tests[i % len(tests)]
        degraded, strengths = _degraded(clean, kind, index)
        rows.append([degraded, eight_bits(restored(session, unit(degraded), strengths)), clean])
    return arranged(rows, (f"in turn {', '.join(tests)}", "restored", "original"))


def restored(session: Session, rgb: np.ndarray, strengths: Strengths) -> np.ndarray:
    """What the network makes of float32 (h, w, 3); not clipped."""
    planes = {"rgb": rgb, "strengths": np.broadcast_to(np.array(strengths, np.float32), rgb.shape)}
    return session.run(planes, Progress())["restored"]


def non_local_means(noisy: np.ndarray, sigma: int) -> np.ndarray:
    """OpenCV's, for uint8 RGB (h, w, 3) with white noise of `sigma` steps.

    Source: Buades, Coll and Morel, Image Processing On Line 2011.
    """
    light, colours, side = NON_LOCAL[sigma]
    bgr = cv2.cvtColor(noisy, cv2.COLOR_RGB2BGR)
    made = cv2.fastNlMeansDenoisingColored(bgr, None, light * sigma, colours * sigma, side, 21)
    return cv2.cvtColor(made, cv2.COLOR_BGR2RGB)


def _noise(figures: Figures, session: Session, clean: np.ndarray, sigma: int, index: int) -> None:
    rng = np.random.default_rng((13, sigma, index))
    noisy = clean + sigma * rng.standard_normal(clean.shape, np.float32)
    made = {
        "network": eight_bits(restored(session, noisy / np.float32(255), DENOISE)),
        "input": noisy,
        "non-local means": non_local_means(eight_bits(noisy / 255), sigma),
    }
    figures.add(f"sigma {sigma} psnr", {m: psnr(y, clean) for m, y in made.items()})
    flat, busy = flat_and_busy(clean)
    left = {m: 100 * float(_rms((y - 1.0 * clean)[flat])) / sigma for m, y in made.items()}
    figures.add(f"sigma {sigma} noise left on flat, %", left)
    made["input"] = eight_bits(noisy / 255)
    sharp = {m: sharpness_ratio(y, clean, busy.astype(np.uint8)) for m, y in made.items()}
    figures.add(f"sigma {sigma} sharpness on busy", sharp)


def _jpeg(figures: Figures, session: Session, clean: np.ndarray, quality: int) -> None:
    # Publications compress the luma of 16 to 235 as a grey picture.
    grey = np.repeat(np.rint(clean @ LUMA + 16).astype(np.uint8)[..., None], 3, 2)
    for name, original in (("", clean), ("grey ", grey)):
        file = coded(original, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, quality])
        made = {"network": eight_bits(restored(session, unit(file), DEJPEG)), "input": file}
        if name:
            made = {m: eight_bits(unit(y).mean(2)) for m, y in made.items()}
            original = grey[..., 0]
        else:
            luma = {m: psnr(y @ LUMA, clean @ LUMA) for m, y in made.items()}
            figures.add(f"jpeg {quality} luma psnr", luma)
        psnrs = {m: psnr(y, original) for m, y in made.items()}
        figures.add(f"jpeg {quality} {name}psnr", psnrs)


def _kept(figures: Figures, session: Session, clean: np.ndarray) -> None:
    """What happens to a clean photograph that is restored all the same."""
    rgb = unit(clean)
    changed = 255 * np.abs(restored(session, rgb, (0.0, 0.0, 0.0)) - rgb).max()
    figures.add("strength 0, largest change in 1/255", {"network": float(changed)})
    kept = eight_bits(restored(session, rgb, ALL))
    figures.add("clean kept psnr", {"network": psnr(kept, clean)})
    _, busy = flat_and_busy(clean)
    sharp = sharpness_ratio(kept, clean, busy.astype(np.uint8))
    figures.add("clean kept sharpness on busy", {"network": sharp})


def flat_and_busy(clean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """bool (h, w) each: the quarter of the blocks with the least contrast, and with the most."""
    grey = cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY).astype(np.float32)
    height, width = (max(1, side // BLOCK) for side in grey.shape)
    mean, square = (
        cv2.resize(g, (width, height), interpolation=cv2.INTER_AREA) for g in (grey, grey**2)
    )
    contrast = np.asarray(square) - np.asarray(mean) ** 2
    low, high = np.quantile(contrast, [0.25, 0.75])
    flat, busy = (
        cv2.resize(m.astype(np.uint8), grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
        for m in (contrast <= low, contrast >= high)
    )
    return flat, busy


def _degraded(clean: np.ndarray, kind: str, index: int) -> tuple[np.ndarray, Strengths]:
    rng = np.random.default_rng((13, index))
    if kind == "sigma 25":
        return eight_bits(unit(clean) + 25 / 255 * rng.standard_normal(clean.shape)), DENOISE
    if kind == "jpeg 20":
        return coded(clean, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, 20]), DEJPEG
    strengths = (0.0, 1.0, 0.0) if kind == "blur" else ALL
    return degrade(clean, draw_steps(kind, rng)), strengths


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))
