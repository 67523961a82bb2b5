"""Measures of whole pictures, uint8 (h, w, 3): what was asked `y` against the truth `x`."""

from __future__ import annotations

import numpy as np

from training.metrics.hole import ssim_map

MS_SSIM_SIDE = 176  # px: five scales of an 11 px window need more than 160


def psnr(y: np.ndarray, x: np.ndarray) -> float:
    """Peak signal-to-noise ratio, dB; 99 where the pictures are equal."""
    mse = float(np.mean((y.astype(np.float64) - x) ** 2))
    return min(99.0, 10 * np.log10(255.0**2 / mse)) if mse > 0 else 99.0


def l1(y: np.ndarray, x: np.ndarray) -> float:
    """Mean absolute error in steps of 1/255."""
    return float(np.mean(np.abs(y.astype(np.float64) - x)))


def ssim(y: np.ndarray, x: np.ndarray) -> float:
    """Structural similarity, mean over the colours: Gaussian window, sigma 1.5 px.

    Source: Wang et al., IEEE TIP 2004.
    """
    return float(ssim_map(y, x).mean())


def ms_ssim(y: np.ndarray, x: np.ndarray) -> float | None:
    """SSIM over five scales; None for pictures less than MS_SSIM_SIDE px high or wide.

    Source: Wang et al., Asilomar 2003.
    """
    import torch
    from torchmetrics.functional.image import multiscale_structural_similarity_index_measure

    if min(x.shape[:2]) < MS_SSIM_SIDE:
        return None
    a, b = (torch.from_numpy(np.ascontiguousarray(p.transpose(2, 0, 1)[None])) for p in (y, x))
    measured = multiscale_structural_similarity_index_measure(a.float(), b.float(), data_range=255)
    return float(measured)


def delta_e(y: np.ndarray, x: np.ndarray) -> float:
    """Mean CIEDE2000 colour difference of sRGB pictures; 1 is about what an eye just sees."""
    from skimage.color import deltaE_ciede2000, rgb2lab

    differs = (y != x).any(2)  # equal pixels differ by nothing, and the formula is slow
    if not differs.any():
        return 0.0
    lab = [rgb2lab(p[differs][None]) for p in (y, x)]
    return float(deltaE_ciede2000(*lab).sum() / differs.size)  # type: ignore[no-untyped-call]
