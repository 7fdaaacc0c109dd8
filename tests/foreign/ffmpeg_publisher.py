"""FFmpeg's WHIP muxer, as PyAV brings it along: ``python ffmpeg_publisher.py URL TOKEN
CERTIFICATE KEY``.

It publishes silence and a grey picture until it is interrupted.
"""

import signal
import sys
import time
from fractions import Fraction
from itertools import count
from threading import Event

import av

RATE, SAMPLES = 48_000, 960
"""Twenty milliseconds of sound."""
FPS = 25


def publish(url: str, options: dict[str, str], interrupted: Event) -> None:
    """Until it is interrupted; the end of the block is a DELETE."""
    with av.open(url, "w", format="whip", options=options) as output:
        audio = output.add_stream("libopus", rate=RATE, layout="stereo")
        video = output.add_stream("libx264", rate=FPS, width=64, height=64, pix_fmt="yuv420p")
        video.codec_context.options = {
            "tune": "zerolatency",
            "preset": "ultrafast",
            "profile": "baseline",
            "g": str(FPS),  # a key frame each second: it takes no requests for them
        }
        begun = time.monotonic()
        for number in count():
            if interrupted.is_set():
                break
            sound = av.AudioFrame(format="flt", layout="stereo", samples=SAMPLES)
            sound.planes[0].update(bytes(sound.planes[0].buffer_size))
            sound.sample_rate = RATE
            sound.pts, sound.time_base = number * SAMPLES, Fraction(1, RATE)
            output.mux(audio.encode(sound))
            if number % 2 == 0:
                picture = av.VideoFrame(64, 64, "yuv420p")
                for plane in picture.planes:
                    plane.update(bytes([128]) * plane.buffer_size)
                picture.pts, picture.time_base = number // 2, Fraction(1, FPS)
                output.mux(video.encode(picture))
            time.sleep(max(0.0, begun + number * SAMPLES / RATE - time.monotonic()))


if __name__ == "__main__":
    url, token, certificate, key = sys.argv[1:]
    interrupted = Event()  # an exception might be raised, and lost, in what FFmpeg calls back
    signal.signal(signal.SIGINT, lambda *_: interrupted.set())
    publish(
        url,
        {
            "authorization": token,
            "cert_file": certificate,
            "key_file": key,
            "handshake_timeout": "20000",  # milliseconds, on a machine that is busy
        },
        interrupted,
    )
