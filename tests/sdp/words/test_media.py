import pytest

from sdpsig.sdp import explain, parse
from tests.sdp.test_explain import said

VIDEO = (
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100\r\na=rtpmap:96 H264/90000\r\n"
    "a=rtpmap:97 rtx/90000\r\na=rtpmap:98 VP9/90000\r\na=rtpmap:99 red/90000"
)
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111 126\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:126 telephone-event/8000"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a=sendonly", "The speaker only sends."),
        ("a=rtpmap:100 VP8/90000", "Payload type 100 is VP8 (video), 90000 Hz."),
        ("a=rtpmap:100 Mine/90000", "Payload type 100 is Mine, 90000 Hz."),
        ("a=fmtp:96 packetization-mode=1;profile-level-id=42e01f", "H264 (96): units in pieces and in groups; constrained baseline profile, up to level 3.1."),
        ("a=fmtp:96 profile-level-id=xx", "H264 (96): a profile-level-id that cannot be read."),
        ("a=fmtp:96 profile-level-id=ffff00", "H264 (96): unnamed profile."),
        ("a=fmtp:97 apt=96;rtx-time=3000", "rtx (97): sends lost packets of H264 (96) again; packets are kept for 3000 ms."),
        ("a=fmtp:98 profile-id=2;mine", "VP9 (98): profile 2 (10 or 12 bits, 4:2:0); mine."),
        ("a=fmtp:98 ;", "VP9 (98): ;."),
        ("a=fmtp:99 96/98/96", "red (99): carries copies of H264 (96) and VP9 (98)."),
        ("a=fmtp:55 x=1", "Format 55: x=1."),
        ("a=rtcp-fb:96 nack pli", "H264 (96): the receiver may ask for a new picture after a loss."),
        ("a=rtcp-fb:* nack", "Every format: the receiver may ask for lost packets again."),
        ("a=rtcp-fb:96 trr-int 100", "H264 (96): the least milliseconds between two regular reports."),
        ("a=rtcp-fb:96 mine yes", "H264 (96): feedback mine yes may be used."),
        ("a=extmap:3/sendonly urn:ietf:params:rtp-hdrext:sdes:mid", "Header extension 3 carries the mid of the section that a packet belongs to, which the speaker only sends."),
        ("a=extmap:4 urn:mine a b", "Header extension 4 carries what urn:mine says (a b)."),
        ("a=msid:s t", "The track t of the stream s is sent here."),
        ("a=msid:-", "A track of no stream is sent here."),
        ("a=msid-semantic: WMS", "Which streams there are, in an older spelling (WMS): none."),
        ("a=msid-semantic:WMS *", "Which streams there are, in an older spelling (WMS): *."),
        ("a=ssrc:7 cname:x", "The source 7 has the cname x (all sources of this canonical name are timed by one clock)."),
        ("a=ssrc:7 mine", "The source 7 has the mine."),
        ("a=ssrc-group:FID 7 8", "The sources 7 and 8 belong together (FID): the second repeats lost packets of the first."),
        ("a=ssrc-group:XY", "The sources none belong together (XY)."),
        ("a=rid:hi send pt=96,98;max-width=640;mine=1", "The layer hi can be sent, of the payload types H264 (96) and VP9 (98), at most 640 pixels wide, mine=1."),
        ("a=rid:lo send {x}=1;{=2", "The layer lo can be sent, {x}=1, {=2."),
        ("a=ssrc:7 ice-pwd:s3cret", "The source 7 has the ice-pwd ********."),
        ("a=rid:lo recv", "The layer lo can be received."),
        ("a=simulcast:send hi,md;~lo recv x", "The speaker sends 2 layers: hi or md and lo (paused), and receives 1 layer: x."),
        ("a=framerate:30", "At most 30 frames a second."),
        ("a=imageattr:96 send [x=640,y=480]", "H264 (96): image sizes send [x=640,y=480]."),
    ],
)  # fmt: skip
def test_a_line_of_video_says_what_it_means(line: str, words: str) -> None:
    assert said(line, VIDEO) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a=fmtp:111 minptime=10; useinbandfec=1", "opus (111): packets of at least 10 ms; forward error correction in the stream."),
        ("a=fmtp:126 0-15", "telephone-event (126): the events 0 to 9, *, #, A to D."),
        ("a=fmtp:126 0-5", "telephone-event (126): the events 0-5."),
        ("a=ptime:20", "A packet holds 20 ms of media."),
        ("a=maxptime:60", "A packet holds at most 60 ms of media."),
    ],
)  # fmt: skip
def test_a_line_of_audio_says_what_it_means(line: str, words: str) -> None:
    assert said(line, AUDIO) == words


def test_channels_are_counted() -> None:
    words = said("a=rtpmap:96 opus/48000/2", "m=audio 9 UDP/TLS/RTP/SAVPF 96")
    assert words == "Payload type 96 is opus (audio from speech to music), 48000 Hz, 2 channels."


def test_formats_mean_nothing_before_the_first_section() -> None:
    head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
    assert explain(parse(f"{head}a=fmtp:96 x=1\r\n"))[-1].words == "Format 96: x=1."
