"""The checks. ``nox`` runs them all; ``nox -l`` lists them, ``nox -s NAME`` runs one."""

from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "core", "tests"]

FUZZED = (
    "parse-text", "parse-text-strict", "parse-bytes", "parse-bytes-strict", "fragment",
    "fragment-strict", "candidate", "attribute", "json",
)  # fmt: skip
"""The entry points that tests/fuzz knows."""
PYPROJECT = nox.project.load_toml("pyproject.toml")


def group(*names: str) -> tuple[str, ...]:
    """What the dependency groups of pyproject.toml name."""
    return nox.project.dependency_groups(PYPROJECT, *names)


@nox.session
def lint(session: nox.Session) -> None:
    """Format, style, and who may import whom."""
    session.install("-q", *group("lint"), "-e", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """mypy --strict on everything, pyright strict on the package."""
    session.install("-q", *group("types", "test"), "nox", "-e", ".[all]")
    session.run("mypy")
    session.run("pyright", "--pythonpath", f"{session.bin}/python")


@nox.session
def core(session: nox.Session) -> None:
    """The package with attrs and cattrs and nothing else."""
    session.install("-q", ".")
    session.run("python", "-P", "tests/core_install.py")


@nox.session
def tests(session: nox.Session) -> None:
    """Unit tests with full branch coverage below the adapters, what takes long, real programs.

    Arguments go to pytest instead: ``nox -s tests -- tests/sdp -k candidate``.
    """
    session.install("-q", *group("test"), "-e", ".[all]")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    # Counting branches doubles the time, so it is done with few examples; then many are run.
    session.run(
        "pytest", "-q", "-n", "auto", "--dist", "loadgroup", "-m", "not browser and not slow",
        "--cov", "--cov-report=term", "--durations", "10", env={"HYPOTHESIS_PROFILE": "counted"},
    )  # fmt: skip
    # The examples of that profile are the same in every run, and so is the order of sets in them.
    profile = {
        "HYPOTHESIS_PROFILE": session.env.get("HYPOTHESIS_PROFILE") or "ci",
        "PYTHONHASHSEED": "0",
    }
    session.run(
        "pytest", "-q", "-n", "auto", "--dist", "loadgroup",
        "-m", "(slow or hypothesis) and not browser", "--durations", "20", env=profile,
    )  # fmt: skip
    session.run("pytest", "-q", "-s", "-m", "browser", env=profile)


@nox.session
def deep(session: nox.Session) -> None:
    """The property tests with many more examples: takes an hour and more."""
    session.install("-q", *group("test"), "-e", ".[all]")
    session.run(
        "pytest", "-q", "-n", "auto", "-m", "not browser", "--timeout", "7200", *session.posargs,
        env={"HYPOTHESIS_PROFILE": "deep"},
    )  # fmt: skip


@nox.session
def fuzz(session: nox.Session) -> None:
    """Every entry point under a coverage-guided fuzzer: ``nox -s fuzz -- SECONDS [TARGET ...]``.

    Where atheris has no wheel, random mutations take its place. A crasher is left in
    ``fuzz-findings``; moved to ``tests/fuzz/crashers/TARGET`` it is a test.
    """
    session.install("-q", *group("test"), "-e", ".[all]")
    session.install("-q", "atheris", success_codes=[0, 1, 2], silent=True)
    seconds, *names = session.posargs or ("60",)
    for name in names or FUZZED:
        session.run("python", "-m", "tests.fuzz", name, seconds, env={"PYTHONPATH": "."})


@nox.session
def matrix(session: nox.Session) -> None:
    """Every shape of tests/peers between our engine and each real peer that is installed.

    ``nox -s matrix -- firefox --count 100`` for less. The test run takes a sample of it.
    """
    session.install("-q", *group("test"), "-e", ".[all]")
    session.run("python", "-P", "-m", "tests.peers", *session.posargs, env={"PYTHONPATH": "."})


@nox.session
def bench(session: nox.Session) -> None:
    """Speed and memory beside peers that are measured in the same run.

    Those of npm are installed when node and npm are there, GStreamer is compiled where a C compiler
    and libgstreamer-plugins-base1.0-dev are; what is missing is named as not measured.
    """
    session.install("-q", *group("bench"), "-e", ".[all]")
    session.run("python", "-P", "-m", "tests.bench", *session.posargs, env={"PYTHONPATH": "."})


@nox.session
def build(session: nox.Session) -> None:
    """Wheel and source distribution, checked."""
    session.install("-q", "build", "twine")
    for old in Path("dist").glob("*"):
        old.unlink()
    session.run("python", "-m", "build", "--installer", "uv", silent=True)
    session.run("twine", "check", "--strict", *map(str, Path("dist").glob("*")))
