import pytest

from sdpsig.sdp import parse_attribute
from sdpsig.sdp.attributes import vendor


def test_each_says_whose_it_is() -> None:
    assert all(kind.spec.rfc.startswith("vendor: ") for kind in vendor.ALL)


@pytest.mark.parametrize(
    "text", ["a=x-google-flag:conference", "a=x-dimensions: 704, 576", "a=X-nat:0"]
)
def test_what_programs_write_is_kept_to_the_letter(text: str) -> None:
    line = parse_attribute(text)
    assert type(line) in vendor.ALL
    assert line.text == text
