import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import Crypto, KeyManagement, TlsId, ZrtpHash

DIGEST = "fe30efd0" * 8


def test_keys_are_hidden() -> None:
    assert "secret" not in repr(Crypto.parse("1 AES_CM_128_HMAC_SHA1_80 inline:secret"))
    assert "secret" not in repr(KeyManagement.parse("mikey secret"))


def test_a_zrtp_hash_has_a_version_and_64_digits() -> None:
    assert ZrtpHash.parse(f"1.10 {DIGEST}") == ZrtpHash("1.10", DIGEST)
    for value in (DIGEST, f"1.10 {DIGEST}0", f"1.10 {DIGEST[1:]}", f"1 {DIGEST}"):
        with pytest.raises(SdpError):
            ZrtpHash.parse(value)


@pytest.mark.parametrize(("length", "fits"), [(19, False), (20, True), (255, True), (256, False)])
def test_a_tls_id_has_20_to_255_characters(length: int, fits: bool) -> None:
    if fits:
        assert TlsId.parse("x" * length).tls_id == "x" * length
        return
    with pytest.raises(SdpError):
        TlsId.parse("x" * length)
