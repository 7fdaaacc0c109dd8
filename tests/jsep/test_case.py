from sdpsig.errors import Severity
from sdpsig.jsep import STRICT, SdpType, Side
from sdpsig.jsep._case import Case, same_formats
from tests.jsep._judged import APART, AVD_ANSWER, after, fresh, read
from tests.jsep._offers import AVD, changed


def test_a_case_knows_which_sections_share_and_which_own_a_transport() -> None:
    case = Case.of(read(AVD), Side.REMOTE, fresh())
    assert (case.kind, case.tolerated, [*case.pairs]) == (SdpType.OFFER, Severity.WARNING, [])
    assert [view.mid for view in case.live] == ["0", "1", "2"]
    assert [view.mid for view in case.rtp] == ["0", "1"]
    assert [view.mid for view in case.owners] == ["0"]
    assert [[view.mid for view in views] for views in case.shared] == [["0", "1"]]
    assert case.members == {"0": ("0", "1", "2")}
    assert case.continued == {}


def test_sections_apart_share_nothing() -> None:
    case = Case.of(read(APART), Side.REMOTE, fresh(STRICT))
    assert [view.mid for view in case.owners] == ["0", "1"]
    assert (case.shared, case.tolerated) == ((), Severity.ERROR)


def test_a_section_for_a_bundle_only_owns_a_transport_in_an_answer_alone() -> None:
    only = changed(AVD, ("m=audio 9", "m=audio 0"), ("a=mid:0", "a=mid:0\r\na=bundle-only"))
    offer = read(only)
    assert Case.of(offer, Side.REMOTE, fresh()).owners == ()
    answer = Case.of(read(only, offer), Side.LOCAL, fresh(), offer)
    assert ([view.mid for view in answer.owners], answer.kind) == (["0"], SdpType.ANSWER)
    assert [(one.mid, other.mid) for one, other in answer.pairs] == [(mid, mid) for mid in "012"]


def test_a_case_knows_which_transports_go_on() -> None:
    base = after(AVD, AVD_ANSWER)
    offer = changed(AVD, ("m=audio 9", "m=audio 0"), ("BUNDLE 0 1 2", "BUNDLE 2 1"))
    case = Case.of(read(offer), Side.REMOTE, base)
    assert case.continued == {"2": base.transports[0]}
    assert case.exchange is base.exchange


def test_formats_are_the_same_in_the_same_words() -> None:
    one, other = read(AVD)["1"], read(changed(AVD, ("profile-id=0", "profile-id=2")))["1"]
    assert same_formats(one, read(AVD)["1"])
    assert not same_formats(one, other)
    assert not same_formats(one, read(AVD)["0"])
