"""``sdpsig serve``: from flags, environment and file to settings, and from there to a server."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from sdpsig.cli._flags import UsageError, parse
from sdpsig.cli._settings import ServeSettings
from sdpsig.cli._sources import (
    CONF,
    SettingsError,
    Source,
    from_environment,
    from_file,
    from_flags,
    merge,
)

__all__ = ["main", "read_settings"]

DESCRIPTION = """\
Run the reference server: it answers the offers of browsers, takes their candidates, echoes
their data channels, and shows all that on a page of its own. When it listens it prints the
URL to open."""

EPILOG = """\
examples:
  sdpsig serve
      for browsers on this machine: http://127.0.0.1:8080
  sdpsig serve --host 0.0.0.0 --ice-server stun:stun.example.org:3478
      for browsers elsewhere
  SDPSIG_LOG_LEVEL=debug sdpsig serve --conf config.toml --port 0
      settings from three places, on any free port

where settings come from; the first that says something wins:
  1. a flag             --answer-timeout 15
  2. the environment    SDPSIG_ANSWER_TIMEOUT=15
  3. the file           answer_timeout = 15        (--conf FILE, or SDPSIG_CONF=FILE)
  4. the default
Every setting has its name in all three places: dashes in flags, SDPSIG_ and capitals in the
environment, underscores in the file. Lists are repeated flags, commas in the environment,
arrays in the file; a list replaces the one from a lesser place:
  --ice-server stun:a.example.org --ice-server stun:b.example.org
  SDPSIG_ICE_SERVERS=stun:a.example.org,stun:b.example.org
  SDPSIG_ICE_SERVERS='[{urls = ["turn:t.example.org"], username = "u", credential = "c"}]'
and in the file:
  [[ice_servers]]
  urls = ["turn:t.example.org:3478?transport=udp"]
  username = "u"
  credential = "c"

Exit codes: 0 stopped when asked to, 1 failed, 2 wrong usage."""

SERVER = ("uvicorn", "click", "h11", "httptools", "aioice", "dns", "ifaddr")
EXTRA = {"prometheus_client": "metrics", **dict.fromkeys(SERVER, "server")}
"""The extra that installs a package."""


def read_settings(argv: Sequence[str], environ: Mapping[str, str]) -> ServeSettings:
    """The settings; :class:`SettingsError` with every mistake in any of the three places."""
    mistakes: list[str] = []
    sources: list[Source] = []
    conf = environ.get(CONF) or None
    try:
        flags = parse(
            ServeSettings, argv, prog="sdpsig serve", description=DESCRIPTION, epilog=EPILOG
        )
    except UsageError as error:
        mistakes.append(str(error))
    else:
        conf = conf if flags.conf is None else flags.conf
        sources.append(from_flags(ServeSettings, flags))
    sources.insert(0, from_environment(ServeSettings, environ))
    if conf is not None:
        try:
            sources.insert(0, from_file(conf))
        except SettingsError as error:
            mistakes += error.mistakes
    return merge(ServeSettings, sources, mistakes)


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Read the settings and serve until told to stop."""
    try:
        settings = read_settings(argv, environ)
    except SettingsError as error:
        print(
            *error.mistakes, "sdpsig serve --help explains all settings.", sep="\n", file=sys.stderr
        )
        return 2
    try:
        config = import_module("sdpsig.cli._server_config").server_config(settings)
        run: Callable[[object], int] = import_module("sdpsig.adapters.server").run
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRA:
            raise
        missing = f"sdpsig serve needs {package}, which is not installed"
        print(f"{missing}: pip install 'sdpsig[{EXTRA[package]}]'", file=sys.stderr)
        return 1
    return run(config)
