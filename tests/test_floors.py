"""Nothing runs up the stairs, and nothing below the adapters touches the world."""

import ast
import builtins
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import sdpsig

ROOT = Path(sdpsig.__file__).parent

FLOORS = (
    "_frozen",
    "_configuration",
    "errors",
    "limits",
    "_converter",
    "sdp",
    "jsep",
    "trickle",
    "session",
    "endpoint",
    "wire",
    "testing",
    "http",
    "client",
    "adapters",
    "web",
    "cli",
)
"""From the ground up."""
OUTDOORS = frozenset({"adapters", "web", "cli"})
"""The floors that may touch the world."""
STRANGERS = (
    ("jsep", "sdpsig.trickle"),
    ("errors", "sdpsig.limits"),
    ("limits", "sdpsig.errors"),
    ("http", "sdpsig.endpoint._endpoint"),
    ("http", "sdpsig.endpoint.Endpoint"),
    ("client", "sdpsig.http"),
    ("client", "sdpsig.endpoint"),
    ("wire", "sdpsig.endpoint._endpoint"),
    ("wire", "sdpsig.endpoint.Endpoint"),
)
"""Neighbours that do not know each other, beside those that the order of the floors keeps apart."""
SIBLINGS = frozenset({"jsep", "trickle"})
WORLD = frozenset(
    [
        "aioice",
        "aiohttp",
        "aiortc",
        "asyncio",
        "concurrent",
        "ctypes",
        "datetime",
        "httpx",
        "httpx2",
        "importlib",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "random",
        "secrets",
        "select",
        "selectors",
        "shutil",
        "signal",
        "socket",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "uuid",
        "uvicorn",
    ]
)
"""I/O, clocks, entropy, processes, and ways to get at them unseen."""
DOORS = frozenset({"__import__", "breakpoint", "eval", "exec", "input", "open", "print"})
"""Built-in functions that lead there too."""
LOCKED = {"sdp/_reader.py": {"exec"}, "_frozen.py": {"exec"}}
"""Doors with a key: a reader is compiled from its class, as attrs compiles an ``__init__``."""


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """Every module below a floor plan, with the floor that it stands on."""
    for path in sorted(root.rglob("*.py")):
        floor = path.relative_to(root).parts[0].removesuffix(".py")
        if floor in FLOORS:
            yield floor, path


def imported(root: Path, path: Path) -> Iterator[str]:
    """The full name of whatever a module imports, wherever in it the import stands.

    ``from a import b`` is ``a`` and ``a.b``: b may be a module.
    """
    package = (root.name, *path.relative_to(root).parent.parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            home = ".".join((*above, *filter(None, [node.module])))
            yield from (f"{home}.{alias.name}" for alias in node.names)
            if home != root.name:
                yield home


def called(path: Path) -> Iterator[str]:
    """The plain names that a module calls."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def complaints(root: Path) -> list[str]:
    """Every breach of the floor plan, as ``floor imports name``."""
    return sorted({breach for floor, path in modules(root) for breach in judge(root, floor, path)})


def judge(root: Path, floor: str, path: Path) -> Iterator[str]:
    """The breaches of one module."""
    indoors = floor not in OUTDOORS
    for name in imported(root, path):
        first, _, rest = name.partition(".")
        if first == "sdpsig":
            wrong = is_wrong_way(floor, name, rest.partition(".")[0])
        else:
            wrong = indoors and not is_harmless(floor, first)
        if wrong:
            yield f"{floor} imports {name if first == 'sdpsig' else first}"
    if indoors:
        shut = DOORS - LOCKED.get(path.relative_to(root).as_posix(), set())
        yield from (f"{floor} calls {name}" for name in called(path) if name in shut)


def is_wrong_way(floor: str, name: str, target: str) -> bool:
    """Whether one of our floors must not know this one; the roof is nobody's to know."""
    if target not in FLOORS:
        return floor not in OUTDOORS
    return (
        FLOORS.index(target) > FLOORS.index(floor)
        or {floor, target} == SIBLINGS
        or any(floor == who and is_within(name, whom) for who, whom in STRANGERS)
    )


KEPT_TO = {"cattrs": "_converter", "hypothesis": "testing"}
"""Libraries that one floor may know, and no other."""


def is_harmless(floor: str, module: str) -> bool:
    if module in KEPT_TO:
        return floor == KEPT_TO[module]
    return module in sys.stdlib_module_names | {"attr", "attrs"} and module not in WORLD


def is_within(name: str, whole: str) -> bool:
    return name == whole or name.startswith(whole + ".")


# --- (a) and (b): as it is written


def test_no_import_goes_up_or_out() -> None:
    assert complaints(ROOT) == []


def test_every_package_has_a_floor() -> None:
    here = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert here - {"__init__", "__main__", "__pycache__"} <= set(FLOORS)
    assert {floor for floor, _ in modules(ROOT)} >= set(FLOORS)


def test_the_roof_stands_on_nothing_when_it_is_loaded() -> None:
    """What ``sdpsig`` offers is fetched when it is asked for."""
    for node in ast.parse((ROOT / "__init__.py").read_text()).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            assert ast.unparse(node) == "from typing import TYPE_CHECKING"


def test_doors_are_doors() -> None:
    assert all(hasattr(builtins, name) for name in DOORS)


# --- (c): as it runs

CORE = ("sdp", "jsep", "trickle", "session", "endpoint", "wire", "http", "client")
OURS = ("sdpsig", "attr", "attrs", "cattr", "cattrs")


@cache
def loaded(*names: str) -> frozenset[str]:
    """What a fresh interpreter has loaded after these imports."""
    program = f"import sys, {', '.join(names)}; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.fspath(ROOT.parent)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=ROOT.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return frozenset(done.stdout.split())


def tops(names: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def standard_library() -> set[str]:
    """The modules of the standard library that the core says it needs, all of them harmless."""
    names = {
        name
        for floor, path in modules(ROOT)
        if floor not in OUTDOORS
        for name in imported(ROOT, path)
    }
    return {name for name in tops(names) if name in sys.stdlib_module_names} - WORLD


def test_what_the_core_loads_is_itself_and_nothing_of_the_world() -> None:
    harmless = loaded("attrs", "attr", "cattrs", *sorted(standard_library()))
    core = loaded(*(f"sdpsig.{name}" for name in CORE))
    assert "sdpsig.http.json_api" in core
    added = {name for name in core - harmless if name.partition(".")[0] not in OURS}
    assert not added & {"socket", "ssl", "asyncio", "random", "logging", "aioice", "httpx"}
    assert tops(added) <= tops(harmless), "only further parts of what is known to be harmless"


@pytest.mark.parametrize(
    "outside", ["asyncio", "socket", "ssl", "aioice", "aiortc", "httpx", "uvicorn"]
)
def test_the_world_stays_out(outside: str) -> None:
    assert outside not in loaded(*(f"sdpsig.{name}" for name in CORE)) - loaded("attrs", "cattrs")


LANGUAGE = ("sdp", "errors", "limits", "_frozen", "_configuration")


def test_the_language_of_descriptions_needs_no_json() -> None:
    quick = loaded("sdpsig.sdp")
    assert not tops(quick) & {"cattr", "cattrs"}
    assert not {name for name in quick if name.startswith("sdpsig.")} - {
        name for name in quick if name.startswith(tuple(f"sdpsig.{floor}" for floor in LANGUAGE))
    }


# --- (d): the checker itself

CLEAN = {
    "__init__.py": "",
    "errors.py": "from enum import StrEnum\nfrom attrs import frozen\n",
    "limits.py": "import attrs\n",
    "_converter/__init__.py": "import cattrs\nfrom sdpsig._converter._text import loads\n",
    "_converter/_text.py": "import json\nfrom sdpsig.limits import Limits\n",
    "sdp/__init__.py": "from ._text import parse\nfrom . import _text\n",
    "sdp/_text.py": "import re\nfrom ..errors import Fault\nfrom .. import limits\n",
    "sdp/attributes/__init__.py": "from .ice import ALL\n",
    "sdp/attributes/ice.py": "from .._text import parse\nfrom ... import limits\n",
    "jsep/__init__.py": "from ..sdp import parse\n",
    "trickle/__init__.py": "from ..sdp.attributes.ice import ALL\n",
    "session/__init__.py": "from ..jsep import x\nfrom ..trickle import y\n",
    "endpoint/__init__.py": "from ._endpoint import Endpoint\nfrom ._commands import Open\n",
    "endpoint/_endpoint.py": "import heapq\nfrom ..session import Session\n",
    "endpoint/_commands.py": "from ..jsep import Offer\n",
    "wire/__init__.py": "from ..session import IceCandidate\n",
    "http/__init__.py": "from ..endpoint import Open\nfrom ..endpoint._commands import Open as O\n",
    "adapters/asgi.py": "import asyncio, time\nfrom ..endpoint import Endpoint\nprint('x')\n",
    "cli/__init__.py": "import os, uvicorn\nfrom ..adapters import asgi\n",
}
PLANTED = {
    ("sdp/_text.py", "from ..jsep import x"): "sdp imports sdpsig.jsep",
    ("sdp/_text.py", "from .. import session"): "sdp imports sdpsig.session",
    ("sdp/attributes/ice.py", "from ...jsep import x"): "sdp imports sdpsig.jsep",
    ("sdp/attributes/__init__.py", "from ...jsep import x"): "sdp imports sdpsig.jsep",
    ("sdp/__init__.py", "import sdpsig.jsep"): "sdp imports sdpsig.jsep",
    ("sdp/__init__.py", "from sdpsig import cli"): "sdp imports sdpsig.cli",
    ("sdp/__init__.py", "import sdpsig"): "sdp imports sdpsig",
    ("sdp/__init__.py", "from sdpsig import parse"): "sdp imports sdpsig.parse",
    ("sdp/__init__.py", "import cattrs"): "sdp imports cattrs",
    ("errors.py", "from . import sdp"): "errors imports sdpsig.sdp",
    ("errors.py", "from .limits import Limits"): "errors imports sdpsig.limits",
    ("limits.py", "from .errors import Fault"): "limits imports sdpsig.errors",
    ("_converter/_text.py", "from ..sdp import parse"): "_converter imports sdpsig.sdp",
    ("jsep/__init__.py", "from ..trickle import Drop"): "jsep imports sdpsig.trickle",
    ("trickle/__init__.py", "from ..jsep import Offer"): "trickle imports sdpsig.jsep",
    ("trickle/__init__.py", "from .. import jsep"): "trickle imports sdpsig.jsep",
    ("session/__init__.py", "from ..endpoint import x"): "session imports sdpsig.endpoint",
    ("wire/__init__.py", "from ..http import x"): "wire imports sdpsig.http",
    (
        "http/__init__.py",
        "from ..endpoint import Endpoint",
    ): "http imports sdpsig.endpoint.Endpoint",
    (
        "http/__init__.py",
        "from ..endpoint._endpoint import EndpointConfig",
    ): "http imports sdpsig.endpoint._endpoint",
    (
        "wire/__init__.py",
        "from ..endpoint import _endpoint",
    ): "wire imports sdpsig.endpoint._endpoint",
    ("http/__init__.py", "from ..adapters.asgi import Asgi"): "http imports sdpsig.adapters.asgi",
    ("adapters/asgi.py", "from ..cli import main"): "adapters imports sdpsig.cli",
    ("jsep/__init__.py", "import time"): "jsep imports time",
    ("jsep/__init__.py", "import os.path as p"): "jsep imports os",
    ("jsep/__init__.py", "from random import random"): "jsep imports random",
    (
        "endpoint/_endpoint.py",
        "from concurrent.futures import Future",
    ): "endpoint imports concurrent",
    ("endpoint/_endpoint.py", "def f():\n    import secrets\n"): "endpoint imports secrets",
    (
        "endpoint/_endpoint.py",
        "class C:\n    def f(self):\n        if 1:\n            from ..http import x\n",
    ): "endpoint imports sdpsig.http",
    ("trickle/__init__.py", "try:\n    import socket\nexcept ImportError: pass\n"): (
        "trickle imports socket"
    ),
    ("http/__init__.py", "import httpx"): "http imports httpx",
    ("http/__init__.py", "import starlette"): "http imports starlette",
    ("session/__init__.py", "from importlib import import_module"): "session imports importlib",
    ("session/__init__.py", "t = __import__('time')"): "session calls __import__",
    ("session/__init__.py", "def f(): return open('x')"): "session calls open",
    ("sdp/__init__.py", "print('x')"): "sdp calls print",
}


def house(root: Path, change: tuple[str, str] | None = None) -> Path:
    """A package of its own, with one more line where it is to have a breach."""
    for name, text in CLEAN.items():
        path = root / "sdpsig" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}{change[1]}\n" if change and change[0] == name else text)
    return root / "sdpsig"


def test_a_house_in_order_gives_no_cause_for_complaint(tmp_path: Path) -> None:
    assert complaints(house(tmp_path)) == []


@pytest.mark.parametrize(("change", "complaint"), PLANTED.items(), ids=lambda item: str(item)[:60])
def test_a_breach_is_found(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    found = complaints(house(tmp_path, change))
    assert complaint in found
    assert all(breach.startswith(complaint) for breach in found)
