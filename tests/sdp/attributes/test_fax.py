from sdpsig.sdp.attributes import FaxErrorCorrection, FaxTranscodingJbig, fax


def test_names_keep_their_capital_letters() -> None:
    assert FaxErrorCorrection("t38UDPRedundancy").text == "a=T38FaxUdpEC:t38UDPRedundancy"
    assert FaxTranscodingJbig("0").text == "a=T38FaxTranscodingJBIG:0"


def test_every_name_is_one_of_t38() -> None:
    assert all(kind.spec.name.startswith("T38") for kind in fax.ALL)
