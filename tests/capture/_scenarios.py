"""What the browsers are asked to do: each scenario is a row of a table, its steps in JavaScript.

The statements run in a page that has the functions of ``side.js`` and the connection `pc`.
"""

from collections.abc import Mapping

from attrs import frozen

__all__ = ["SCENARIOS", "Scenario", "Step"]

TURN = "192.0.2.10"
"""Where the TURN server of a capture listens."""


@frozen
class Step:
    """One offer, and its answers."""

    offerer: str
    """Run by the side that offers, before it does."""
    answerer: str = ""
    """Run by a side that answers, between the offer and its answer."""
    name: str = ""
    """Apart from the other steps of its scenario."""


@frozen
class Scenario:
    """One exchange from its first offer to its last answer."""

    name: str
    done: str
    """What is done, in words."""
    steps: tuple[Step, ...]
    configuration: Mapping[str, object] = {}
    """Of every RTCPeerConnection in it."""
    same_browser: bool = True
    """Whether a browser answers its own offer too."""
    needs: tuple[str, ...] = ()
    """Programs besides the browsers."""


def _sent(*kinds: str) -> str:
    return f"await send({', '.join(map(repr, kinds))});"


DATA = "pc.createDataChannel('capture');"
AUDIO_VIDEO = _sent("audio", "video")
MUTUAL = Step(AUDIO_VIDEO, AUDIO_VIDEO)
SIMULCAST = """
    const [track] = (await stream('video')).getTracks();
    pc.addTransceiver(track, {direction: 'sendonly', sendEncodings: [
        {rid: 'h'},
        {rid: 'm', scaleResolutionDownBy: 2},
        {rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 100000},
    ]});"""
RECVONLY = """
    for (const kind of ['audio', 'video']) pc.addTransceiver(kind, {direction: 'recvonly'});"""
SENDONLY = """
    const [track] = (await stream('audio')).getTracks();
    pc.addTransceiver(track, {direction: 'sendonly'});
    pc.addTransceiver('video', {direction: 'inactive'});"""
FIFTY = f"""
    for (let at = 0; at < 25; at += 1) pc.addTransceiver('audio');
    for (let at = 0; at < 24; at += 1) pc.addTransceiver('video');
    {DATA}"""

SCENARIOS = (
    Scenario(
        "audio",
        "One audio track each way.",
        (Step(_sent("audio"), _sent("audio")),),
    ),
    Scenario(
        "video",
        "One video track each way.",
        (Step(_sent("video"), _sent("video")),),
    ),
    Scenario(
        "audio-video",
        "A stream of audio and video each way.",
        (MUTUAL,),
    ),
    Scenario(
        "data",
        "One data channel.",
        (Step(DATA),),
    ),
    Scenario(
        "audio-video-data",
        "A stream of audio and video each way, and a data channel.",
        (Step(AUDIO_VIDEO + DATA, AUDIO_VIDEO),),
    ),
    Scenario(
        "simulcast",
        "Video in three encodings, rids h, m and l; the answerer receives.",
        (Step(SIMULCAST),),
    ),
    Scenario(
        "recvonly",
        "The offerer only receives audio and video; the answerer sends both.",
        (Step(RECVONLY, AUDIO_VIDEO),),
    ),
    Scenario(
        "sendonly",
        "The offerer only sends audio; a video section is inactive.",
        (Step(SENDONLY),),
    ),
    Scenario(
        "sections-50",
        "25 audio sections, 24 video sections and a data section, each with a transport.",
        (Step(FIFTY),),
        same_browser=False,
    ),
    Scenario(
        "ice-restart",
        "Audio and video each way, then the same again after restartIce().",
        (
            Step(AUDIO_VIDEO, AUDIO_VIDEO, "before"),
            Step("pc.restartIce();", name="after"),
        ),
    ),
    Scenario(
        "rejected",
        "Video is rejected because no codec is common: H264 is offered and VP8 wanted, or, where "
        "the offerer has no H264, H264 is wanted; where neither has it, video stands. Then an "
        "offer after that.",
        (
            Step(
                AUDIO_VIDEO + "only('video', 'H264');",
                AUDIO_VIDEO
                + "only('video', pc.remoteDescription.sdp.includes('H264') ? 'VP8' : 'H264');",
                "before",
            ),
            Step("", name="after"),
        ),
    ),
    Scenario(
        "stopped",
        "Audio and video are offered; the answerer stops its video transceiver; "
        "then an offer after that.",
        (
            Step(AUDIO_VIDEO, _sent("audio") + "transceiver('video').stop();", "before"),
            Step("", name="after"),
        ),
    ),
    Scenario(
        "recycled",
        "Audio, video and data; the offerer stops video; it adds video again, in the free section.",
        (
            Step(AUDIO_VIDEO + DATA, AUDIO_VIDEO, "before"),
            Step("transceiver('video').stop();", name="stopped"),
            Step(_sent("video"), _sent("video"), "reused"),
        ),
    ),
    Scenario(
        "codec-preferences",
        "setCodecPreferences puts codecs first: at the offerer VP9 before VP8, at the answerer "
        "VP8 before VP9, at both PCMU before opus.",
        (
            Step(
                AUDIO_VIDEO + "prefer('audio', 'PCMU', 'opus'); prefer('video', 'VP9', 'VP8');",
                AUDIO_VIDEO + "prefer('audio', 'PCMU', 'opus'); prefer('video', 'VP8', 'VP9');",
            ),
        ),
    ),
    Scenario(
        "codec-subset",
        "setCodecPreferences leaves out codecs: the offerer wants opus, VP9 and rtx alone.",
        (
            Step(
                AUDIO_VIDEO + "only('audio', 'opus'); only('video', 'VP9', 'rtx');",
                AUDIO_VIDEO,
            ),
        ),
    ),
    Scenario(
        "turn",
        "Audio and data, with a TURN server over UDP and over TCP.",
        (Step(_sent("audio") + DATA, _sent("audio")),),
        configuration={
            "iceServers": [
                {
                    "urls": [f"turn:{TURN}?transport={transport}" for transport in ("udp", "tcp")],
                    "username": "capture",
                    "credential": "capture",
                }
            ]
        },
        needs=("turnserver",),
    ),
    Scenario(
        "max-bundle",
        'Audio, video and data with bundlePolicy "max-bundle".',
        (Step(AUDIO_VIDEO + DATA, AUDIO_VIDEO),),
        configuration={"bundlePolicy": "max-bundle"},
    ),
    Scenario(
        "unchanged",
        "Audio and video each way, then a second offer in which nothing is new.",
        (Step(AUDIO_VIDEO, AUDIO_VIDEO, "first"), Step("", name="again")),
    ),
)
"""All of them, in the order in which they are captured."""
