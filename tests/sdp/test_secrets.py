import pytest

from sdpsig.sdp import mask_secrets
from sdpsig.sdp._secrets import MASK


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a=ice-pwd:s3cret", f"a=ice-pwd:{MASK}"),
        ("a=ice-pwd s3cret more", f"a=ice-pwd {MASK}"),
        ("  A=ICE-PWD:s3cret", f"  A=ICE-PWD:{MASK}"),
        ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:s3cret|2^20", None),
        ("a=crypto:s3cret", f"a=crypto:{MASK}"),
        ("a=acap:1 crypto:1 X inline:s3cret", f"a=acap:1 crypto:1 X {MASK}"),
        ("a=acap:7 whatever inline:s3cret", f"a=acap:7 whatever inline:{MASK}"),
        ("a=key-mgmt: mikey s3cret=", f"a=key-mgmt: mikey {MASK}"),
        ("a=rsaaeskey:s3cret", f"a=rsaaeskey:{MASK}"),
        ("a=identity:s3cret==", f"a=identity:{MASK}"),
        ("k=clear:s3cret", f"k=clear:{MASK}"),
        ("k=s3cret", f"k={MASK}"),
        ("a=control:rtsp://me:s3cret@host/x", f"a=control:rtsp://me:{MASK}@host/x"),
    ],
)
def test_a_secret_has_a_mask_and_the_rest_stays(text: str, shown: str | None) -> None:
    masked = mask_secrets(text)
    assert "s3cret" not in masked
    assert MASK in masked
    assert shown in (None, masked)


@pytest.mark.parametrize(
    "text", ["k=prompt", "a=mid:0", "a=ice-ufrag:abcd", "u=http://host/x", "a=ice-pwd:", ""]
)
def test_what_holds_no_secret_stays_as_it_is(text: str) -> None:
    assert mask_secrets(text) == text
