"""Fuzzing of one entry point: ``python -m tests.fuzz TARGET [SECONDS] [FOLDER]``.

With atheris the search is led by coverage and every case comes from our own mutations or from
libFuzzer's; where it is not installed, our mutations alone make random cases. What was found is
kept in FOLDER.
"""

import sys
from pathlib import Path
from random import Random
from time import monotonic

try:
    import atheris
except ImportError:
    atheris = None

if atheris is not None:
    with atheris.instrument_imports(include=["sdpsig"]):
        from tests.fuzz._targets import TARGETS, Target
else:
    from tests.fuzz._targets import TARGETS, Target

SECONDS = 60
FOLDER = "fuzz-findings"
MAX_SIZE = 16_384
"""Bytes of the largest case that libFuzzer makes."""


def guided(target: Target, seconds: int, folder: Path) -> None:
    """A search that coverage leads. It ends the process."""
    corpus = folder / "corpus" / target.name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed.encode()[:MAX_SIZE])

    def one(data: bytes) -> None:
        target.holds(data)

    def change(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.5:
            return bytes(atheris.Mutate(data, len(data)))[:most]
        return target.change(data.decode(errors="surrogateescape"), random)[:most]

    arguments = [
        "sdpsig", str(corpus), f"-max_total_time={seconds}", f"-max_len={MAX_SIZE}", "-timeout=10",
        "-rss_limit_mb=1024", f"-artifact_prefix={folder}/{target.name}-", "-print_final_stats=1",
        "-verbosity=0", "-len_control=0",
    ]  # fmt: skip
    atheris.Setup(arguments, one, custom_mutator=change)
    atheris.Fuzz()


def unguided(target: Target, seconds: int, folder: Path) -> None:
    """Random cases; the first that breaks something is kept and ends it."""
    print("atheris is not installed: random mutations, without coverage to lead them")
    random, until, taken, count = Random(target.name), monotonic() + seconds, 0, 0
    while monotonic() < until:
        case = target.case(random)
        try:
            taken += target.holds(case)
        except BaseException:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{target.name}-crash-{count}").write_bytes(case)
            raise
        count += 1
    print(f"{target.name}: {count} cases, {taken} taken")


def main(name: str = "", seconds: str = str(SECONDS), folder: str = FOLDER) -> None:
    if name not in TARGETS:
        sys.exit("the targets are " + " ".join(TARGETS))
    run = unguided if atheris is None else guided
    run(TARGETS[name], int(seconds), Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
