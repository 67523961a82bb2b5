"""Content Credentials: signed into every format that has a place for them, and nothing else."""

from __future__ import annotations

import datetime
import json
import sys

import numpy as np
import pytest
from PIL import Image

import main
from engine.document import credentials
from engine.document.identity import hash_file
from engine.errors import HeirloomError, SaveError
from engine.files.reader import open_scan
from engine.files.writer import save_scan
from tests.engine.document.conftest import make_document

c2pa = pytest.importorskip("c2pa", reason="the extra `c2pa` is not installed")
from cryptography import x509  # noqa: E402  (comes with the extra)
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: E402
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID  # noqa: E402

AUTHORITY = ec.generate_private_key(ec.SECP256R1())
PEM, DAY = serialization.Encoding.PEM, datetime.timedelta(1)


def certificate(key, *, is_authority):
    """In PEM, issued by AUTHORITY."""
    own, issuer = (
        x509.Name([x509.NameAttribute(kind, text) for kind in (NameOID.COMMON_NAME,
                   NameOID.ORGANIZATION_NAME)])
        for text in ("An archive", "An authority")
    )  # fmt: skip
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(issuer, own, key.public_key(), 7, now - DAY, now + DAY)
    uses = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    signs = {"key_cert_sign": is_authority, "crl_sign": is_authority, "digital_signature": True}
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(AUTHORITY.public_key())
    for extension, critical in (
        (x509.BasicConstraints(is_authority, None), True),
        (x509.KeyUsage(**uses, **signs), True),
        (by, False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False),
    ):
        made = made.add_extension(extension, critical)
    return made.sign(AUTHORITY, hashes.SHA256()).public_bytes(PEM)


def private(key, password=None):
    way = serialization.BestAvailableEncryption(password) if password else None
    return key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, way or serialization.NoEncryption()
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """archive(key): the files of a certificate with its chain, and of its key."""
    folder = tmp_path_factory.mktemp("archive")

    def make(key, password=None):
        chain = certificate(key, is_authority=False) + certificate(AUTHORITY, is_authority=True)
        (folder / "chain.pem").write_bytes(chain)
        (folder / "key.pem").write_bytes(private(key, password))
        return folder / "chain.pem", folder / "key.pem"

    return make


def told_by(path):
    with c2pa.Reader(str(path)) as reader:
        assert reader.get_validation_state() == "Valid"  # intact; who signed is nobody's friend
        return json.loads(reader.json()), reader.get_active_manifest()


@pytest.mark.parametrize("ending", [".tif", ".png", ".jpg", ".webp", ".avif"])
def test_every_format_keeps_its_pixels_and_what_it_says(tmp_path, archive, ending):
    document = make_document()
    path = save_scan(document, tmp_path / f"result{ending}")
    before = open_scan(path)
    signature = credentials.read_signature(*archive(ec.generate_private_key(ec.SECP256R1())), path)
    credentials.sign(path, document.snapshot(), signature)
    after = open_scan(path)
    np.testing.assert_array_equal(after.pixels, before.pixels)
    assert after.metadata == before.metadata and after.warnings == before.warnings
    assert told_by(path)[1]["signature_info"]["common_name"] == "An archive"


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(65537, 2048),
    ],
    ids=["P-384", "Ed25519", "RSA"],
)
def test_every_kind_of_key(tmp_path, archive, key):
    path = save_scan(make_document(), tmp_path / "result.png")
    signature = credentials.read_signature(*archive(key), path)
    credentials.sign(path, make_document().snapshot(), signature)
    told_by(path)


def test_restore_signs_what_it_did_to_which_scan(tmp_path, archive):
    pixels = np.random.default_rng(3).integers(90, 120, (60, 80, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "scan.png")
    mask = np.zeros((60, 80), np.uint8)
    mask[20:23, 10:60] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    chain, key = archive(ec.generate_private_key(ec.SECP256R1()))
    words = ["restore", tmp_path / "scan.png", "--mask", tmp_path / "mask.png", "--method", "ns"]
    words += ["-o", tmp_path / "out.png", "--record", "--c2pa", chain, key]
    assert main.main([str(word) for word in words]) == 0
    _, told = told_by(tmp_path / "out.png")
    opened, edited = told["assertions"][0]["data"]["actions"]
    assert opened["action"] == "c2pa.opened" and edited["action"] == "c2pa.edited"
    assert edited["description"] == "1 repair: 1 by ns"
    assert edited["digitalSourceType"].endswith("/algorithmicallyEnhanced")
    (original,) = told["ingredients"]
    assert original["title"] == "scan.png" and original["relationship"] == "parentOf"
    assert original["description"] == f"SHA-256 {hash_file(tmp_path / 'scan.png')}"
    record = json.loads((tmp_path / "out.png.record.json").read_text())
    assert record["result"]["sha256"] == hash_file(tmp_path / "out.png")


def test_what_does_not_fit_is_said_before_the_work(tmp_path, archive, monkeypatch):
    key = ec.generate_private_key(ec.SECP256R1())
    chain, own = archive(key)
    for name, content in {
        "other": private(ec.generate_private_key(ec.SECP256R1())),
        "locked": private(key, b"secret"),
        "text": b"a letter",
    }.items():
        (tmp_path / f"{name}.pem").write_bytes(content)
    for given, told in (
        ((chain, tmp_path / "other.pem", "a.tif"), "is not the key of chain.pem"),
        ((chain, tmp_path / "locked.pem", "a.tif"), "has a password"),
        ((tmp_path / "text.pem", own, "a.tif"), "no certificate in PEM form"),
        ((tmp_path / "none.pem", own, "a.tif"), r"none\.pem cannot be read: No such file"),
        ((chain, own, "a.jp2"), "JPEG 2000 has no place for Content Credentials"),
    ):
        with pytest.raises(HeirloomError, match=told):
            credentials.read_signature(*given[:2], tmp_path / given[2])
    monkeypatch.setitem(sys.modules, "c2pa", None)
    with pytest.raises(HeirloomError, match=r"pip install heirloom\[c2pa\]"):
        credentials.read_signature(chain, own, tmp_path / "a.tif")


def test_a_certificate_that_may_not_sign_leaves_the_result_as_it_was(tmp_path):
    path = save_scan(make_document(), tmp_path / "result.png")
    saved = path.read_bytes()
    (tmp_path / "root.pem").write_bytes(certificate(AUTHORITY, is_authority=True))
    (tmp_path / "key.pem").write_bytes(private(AUTHORITY))
    files = (tmp_path / "root.pem", tmp_path / "key.pem")
    signature = credentials.read_signature(*files, path)
    with pytest.raises(SaveError, match=r"result\.png is saved and has no Content Credentials"):
        credentials.sign(path, make_document().snapshot(), signature)
    assert path.read_bytes() == saved
