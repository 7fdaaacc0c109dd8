import pytest

from sdpsig._converter import JsonError
from sdpsig.jsep import NegotiationConfig, Sections
from sdpsig.limits import Limits
from sdpsig.sdp import parse, serialize
from sdpsig.session._forms import form, read
from sdpsig.session._plain import PlainReading, PlainWriting
from sdpsig.session._veil import Veil
from sdpsig.trickle import LAN
from tests.session._peer import PASSWORD, audio_video_data, offer, section

OFFER = audio_video_data().description
SECTIONS = Sections.of(OFFER)


def test_sections_are_a_text_and_the_names_of_its_places() -> None:
    plain = form(Sections).write(SECTIONS, PlainWriting())
    assert plain == [serialize(OFFER), ["0", "1", "2"]]
    assert read(Sections, plain, PlainReading(Limits())) == SECTIONS


def test_names_that_were_made_up_are_kept() -> None:
    unnamed = offer(section(None), section(None, "video")).description
    sections = Sections.of(unnamed, ["x", "y"])
    plain = form(Sections).write(sections, PlainWriting())
    again = read(Sections, plain, PlainReading(Limits()))
    assert [view.mid for view in again.views] == ["x", "y"]
    assert again == sections


def test_sections_are_read_as_the_configuration_says() -> None:
    grouped = offer(section("0"), section("1", port=0), bundle="0 1").description
    sections = Sections.of(grouped, port0_live=True)
    plain = form(Sections).write(sections, PlainWriting())
    config = NegotiationConfig(port0_live=True)
    assert read(Sections, plain, PlainReading(Limits(), negotiation=config)) == sections
    assert read(Sections, plain, PlainReading(Limits())) != sections


@pytest.mark.parametrize("mids", [["0"], ["0", "1", "3"], ["0", "1", "2", "3"], []])
def test_other_names_than_those_of_the_text_are_refused(mids: list[str]) -> None:
    with pytest.raises(JsonError, match="must name the sections"):
        read(Sections, [serialize(OFFER), mids], PlainReading(Limits()))


def test_limits_hold_here_too() -> None:
    with pytest.raises(JsonError, match="is refused"):
        read(Sections, [serialize(OFFER), []], PlainReading(Limits(sections=2)))


def test_a_veil_hides_what_is_secret_and_nothing_else() -> None:
    writing = PlainWriting(Veil(LAN))
    assert writing.secret(PASSWORD) == writing.text(PASSWORD) != PASSWORD
    veiled = writing.description(OFFER)
    assert isinstance(veiled, str)
    assert PASSWORD not in veiled
    assert len(parse(veiled).media) == 3
    assert writing.number(1.5) == 1.5
