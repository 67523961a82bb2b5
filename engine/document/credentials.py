"""Content Credentials (C2PA) in a result: what was done to which original, signed by its maker.

With the extra `c2pa` and a certificate of the user's own (docs/decisions/0013). Nothing is asked of
the network: no manifests of others, no certificate's revocation, no time stamp.

Source: C2PA Technical Specification 2.2, actions and ingredients.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import engine
from engine.document.document import Snapshot
from engine.document.identity import hash_file
from engine.document.patch import Patch
from engine.document.record import in_words, source_type
from engine.errors import HeirloomError, SaveError
from engine.files.atomic import replacing
from engine.files.formats import SUFFIXES, title
from engine.files.xmp import SOURCE_TYPES

MIME = {
    "TIFF": "image/tiff", "PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp",
    "AVIF": "image/avif",
}  # fmt: skip
# Of originals; where the library does not know the format it keeps a name and no more.
MIME_OF_ORIGINAL = MIME | {"HEIF": "image/heic", "JPEGXL": "image/jxl", "GIF": "image/gif"}
OFFLINE = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
    "builder": {"thumbnail": {"enabled": False}},
}
CURVES = {256: "es256", 384: "es384", 521: "es512"}  # bits of the key


@dataclass(frozen=True)
class Signature:
    """Who signs. certificate: with the chain up to the authority, PEM; key: PEM, without password.

    algorithm: as C2PA calls it.
    """

    certificate: bytes
    key: bytes
    algorithm: str


def read_signature(certificate: Path, key: Path, result: Path) -> Signature:
    """The certificate and its key, proved to belong together before any work begins.

    Raises:
        HeirloomError: the extra is missing, one of them cannot be read, they do not belong
            together, or the format of `result` has no place for credentials.
    """
    try:
        import c2pa  # noqa: F401  (asked for early: a repair takes its time)
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ModuleNotFoundError as error:
        raise HeirloomError(
            "Content Credentials need the extra `c2pa`: install it with "
            "pip install heirloom[c2pa], or save without --c2pa."
        ) from error
    format = SUFFIXES.get(result.suffix.lower(), "")
    if format not in MIME:
        raise SaveError(
            f"{title(format)} has no place for Content Credentials: save as TIFF, PNG or JPEG."
        )
    chain, secret = _read(certificate), _read(key)
    try:
        own = x509.load_pem_x509_certificates(chain)[0]
    except ValueError as error:
        raise HeirloomError(f"{certificate} is no certificate in PEM form.") from error
    try:
        private = load_pem_private_key(secret, None)
    except (ValueError, TypeError) as error:  # TypeError: it wants a password
        raise HeirloomError(
            f"{key} is no private key in PEM form, or has a password: give one without."
        ) from error
    if private.public_key() != own.public_key():
        raise HeirloomError(f"{key} is not the key of {certificate.name}: give the one it is for.")
    return Signature(chain, secret, _algorithm(private, key))


def sign(result: Path, snapshot: Snapshot, signature: Signature) -> None:
    """Put credentials into the file that `snapshot` was saved as; in one step, or not at all.

    Raises:
        SaveError: the certificate is not fit for it, or the file cannot be written.
    """
    import c2pa

    mime = MIME[SUFFIXES[result.suffix.lower()]]
    out = io.BytesIO()
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(OFFLINE))
        with (
            c2pa.Builder(_manifest(snapshot), context=context) as builder,
            c2pa.Signer.from_info(
                c2pa.C2paSignerInfo(signature.algorithm, signature.certificate, signature.key, None)
            ) as signer,
            result.open("rb") as unsigned,
        ):
            builder.set_intent(c2pa.C2paBuilderIntent.EDIT)
            _add_original(builder, snapshot)
            builder.sign(signer, mime, unsigned, out)
    except c2pa.C2paError as error:
        raise SaveError(
            f"{result.name} is saved and has no Content Credentials: {_reason(error)}. Check the "
            "certificate and its chain."
        ) from error
    with replacing(result) as file:
        file.write(out.getbuffer())


def _manifest(snapshot: Snapshot) -> dict[str, Any]:
    shown = [patch for patch in snapshot.patches if patch.strength > 0]
    return {
        "claim_generator_info": [{"name": "Heirloom", "version": engine.__version__}],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [_edited(shown, snapshot)]}}
        ],
    }


def _edited(shown: list[Patch], snapshot: Snapshot) -> dict[str, str]:
    return {
        "action": "c2pa.edited",
        "digitalSourceType": SOURCE_TYPES + source_type(shown),
        "description": in_words(shown, snapshot.finish),
    }


def _add_original(builder: Any, snapshot: Snapshot) -> None:  # noqa: ANN401  (untyped library)
    """The scan, by its hash, with the credentials that it has itself."""
    path = snapshot.scan.path
    if path is None:
        return
    told = {
        "title": path.name,
        "relationship": "parentOf",
        "description": f"SHA-256 {hash_file(path)}",
    }
    mime = MIME_OF_ORIGINAL.get(snapshot.scan.format, "application/octet-stream")
    with path.open("rb") as file:
        builder.add_ingredient(told, mime, file)


def _algorithm(private: object, path: Path) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(private, ec.EllipticCurvePrivateKey) and private.key_size in CURVES:
        return CURVES[private.key_size]
    if isinstance(private, rsa.RSAPrivateKey):
        return "ps256"
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return "ed25519"
    raise HeirloomError(f"{path} is a key of a kind that C2PA does not allow.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise HeirloomError(f"{path} cannot be read: {error.strerror or error}.") from error


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(". ")
