import pytest

from sdpsig import sdp
from sdpsig.sdp import explain

MEDIA = "m=audio 9 UDP/TLS/RTP/SAVPF 111"


def said(text: str) -> str:
    """The words for a line of the session part, or for a whole m= line."""
    lines = {"v": "v=0", "o": "o=- 1 1 IN IP4 0.0.0.0", "s": "s=-", "t": "t=0 0"}
    lines[text[0]] = text
    order = "vosiuepcbtrzkam"
    head = [lines[letter] for letter in sorted(lines, key=order.index)]
    (found,) = (one for one in explain(sdp.parse("\r\n".join(head) + "\r\n")) if one.text == text)
    return found.words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("v=0", "Version 0 of SDP, the only one there is."),
        ("o=- 7 2 IN IP4 127.0.0.1", "Made by nobody named: session 7, version 2 of its description."),
        ("o=me 7 2 IN IP6 2001:db8::1", "Made by me, at IPv6 address 2001:db8::1: session 7, version 2 of its description."),
        ("s=-", "The session has no name."),
        ("s=Talk", "The session is called Talk."),
        ("i=of cats", "About this session: of cats."),
        ("u=http://example.org/", "More about the session: http://example.org/."),
        ("e=a@example.org", "Whom to write to: a@example.org."),
        ("p=+1 617 555-6011", "Whom to call: +1 617 555-6011."),
        ("c=IN IP4 0.0.0.0", "No address yet: ICE candidates say where to send."),
        ("c=IN IP6 2001:db8::1", "Send to IPv6 address 2001:db8::1 where no ICE candidate is better."),
        ("b=AS:50", "Bandwidth: 50 kbit/s at most, packet headers included."),
        ("b=X-MINE:50", "Bandwidth: a limit of 50 of the type X-MINE."),
        ("t=0 0", "The session has neither start nor end: it holds now."),
        ("t=3034423619 0", "The session runs from 3034423619 without an end, in seconds since 1900 (NTP)."),
        ("t=3034423619 3042462419", "The session runs from 3034423619 to 3042462419, in seconds since 1900 (NTP)."),
        ("r=7d 1h 0 25h", "The session is repeated (interval, duration, offsets): 7d 1h 0 25h."),
        ("z=2882844526 -1h", "Times of repetition shift (when, by how much): 2882844526 -1h."),
        ("k=clear:s3cret", "A key in the clear, in an obsolete form that nobody is to use."),
        ("m=audio 9 UDP/TLS/RTP/SAVPF 111", "A section of audio; port 9: no address yet; SRTP with keys from DTLS and feedback, over UDP."),
        ("m=audio 0 RTP/AVP 0", "A section of audio; port 0: rejected, or only wanted in a bundle; RTP in the clear; 1 format, the preferred first: PCMU."),
        ("b={0.x}:1", "Bandwidth: a limit of 1 of the type {0.x}."),
        ("u=http://me:s3cret@example.org/", "More about the session: http://me:********@example.org/."),
        ("m=audio 5004/2 RTP/AVP 0 8", "A section of audio; port 5004/2; RTP in the clear; 2 formats, the preferred first: PCMU and PCMA."),
        ("m=application 5000 UDP/DTLS/SCTP webrtc-datachannel", "A section for data channels; port 5000; SCTP in DTLS over UDP."),
        ("m=text 5000 X/Y 1", "A section of text; port 5000; protocol X/Y."),
    ],
)  # fmt: skip
def test_a_line_says_what_it_means(line: str, words: str) -> None:
    assert said(line) == words


def test_information_in_a_section_is_about_the_section() -> None:
    text = f"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n{MEDIA}\r\ni=left ear\r\n"
    assert explain(sdp.parse(text))[-1].words == "About this section: left ear."
