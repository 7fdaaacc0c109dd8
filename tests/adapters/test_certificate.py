"""DTLS handshakes of our certificate with those of peers, in memory."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest
from aiortc.rtcdtlstransport import SRTP_PROFILES
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from OpenSSL import SSL

from sdpsig.adapters.aiortc import Certificate
from tests._certificates import self_signed

KEYS: Mapping[str, Callable[[], Any]] = {
    "ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()),
    "rsa": lambda: rsa.generate_private_key(65_537, 2_048),
}
"""What browsers have, and what GStreamer had until 1.24."""
ROLES = ("client", "server")


def peer(key: Any) -> Any:
    context = SSL.Context(SSL.DTLS_METHOD)
    context.use_certificate(self_signed(key))
    context.use_privatekey(key)
    context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    context.set_tlsext_use_srtp(b"SRTP_AES128_CM_SHA1_80")
    return context


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KEYS)
def test_a_peer_may_have_either_kind_of_certificate(kind: str, role: str) -> None:
    ours: Any = Certificate()._certificate._create_ssl_context(srtp_profiles=SRTP_PROFILES)
    contexts = (ours, peer(KEYS[kind]()))
    client, server = (SSL.Connection(each) for each in contexts[:: 1 if role == "client" else -1])
    client.set_connect_state()
    server.set_accept_state()
    for connection, other in [(client, server), (server, client)] * 4:
        with suppress(SSL.WantReadError):
            connection.do_handshake()
        with suppress(SSL.WantReadError):
            while True:
                other.bio_write(connection.bio_read(65_536))
    us = client if role == "client" else server
    assert us.get_state_string() == b"SSL negotiation finished successfully"
    assert us.get_peer_certificate() is not None
    assert us.get_selected_srtp_profile()
