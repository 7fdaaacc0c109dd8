"""What all tests here have in common."""

import ssl

import httpx
import pytest

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture(autouse=True)
def no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here needs TLS, and to read all certificates takes longer than most tests."""
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: NO_TLS)
