"""Certificates that sign themselves, for whom a test lets speak TLS or DTLS."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

__all__ = ["certificate_files", "self_signed"]


def self_signed(key: Any, *addresses: str) -> x509.Certificate:
    """For a day, and for a server at these addresses."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(1))
    if addresses:
        places = [x509.IPAddress(ip_address(address)) for address in addresses]
        builder = builder.add_extension(x509.SubjectAlternativeName(places), critical=False)
    authority = x509.BasicConstraints(ca=True, path_length=None)
    return builder.add_extension(authority, critical=True).sign(key, hashes.SHA256())


def certificate_files(folder: Path, *addresses: str) -> tuple[Path, Path]:
    """One of the curve P-256, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(self_signed(key, *addresses).public_bytes(Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    return files
