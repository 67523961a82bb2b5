"""Measures: how close a result is to the truth, and how much like a photograph.

hole          inside the hole: PSNR, L1, SSIM, edges, sharpness, seam, grain
picture       whole pictures: PSNR, L1, SSIM, MS-SSIM, colour difference
patches       sliced Wasserstein distance of small patches, in the hole or whole
distribution  sets of pictures by features: FD-own, KD-own, MIND-own
backbones     FID, KID, LPIPS by networks whose files the user brings
detector      masks against true masks
paired        bootstrap intervals by photograph, Holm's correction
"""

from training.metrics.hole import l1_in, psnr_in, seam_energy, sharpness_ratio

__all__ = ["l1_in", "psnr_in", "seam_energy", "sharpness_ratio"]
