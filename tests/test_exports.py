"""What a package shows is what it says it shows."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import sdpsig

ROOT = Path(sdpsig.__file__).parent
PACKAGES = (
    "errors",
    "limits",
    "_converter",
    "sdp",
    "sdp.attributes",
    "sdp.edit",
    "sdp.formats",
    "jsep",
    "trickle",
    "session",
    "endpoint",
    "wire",
    "testing",
    "http",
    "client",
)
FLOORS = ("errors", "limits", "sdp", "jsep")
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for floor in FLOORS
    for path in [ROOT / f"{floor}.py", *sorted((ROOT / floor).rglob("*.py"))]
    if path.exists()
]
"""Every module of these floors."""


def load(name: str) -> ModuleType:
    return import_module(f"sdpsig.{name}")


def public(module: ModuleType) -> Iterator[str]:
    """The names of a package that are neither private nor modules."""
    for name, value in vars(module).items():
        if not name.startswith("_") and not isinstance(value, ModuleType):
            yield name


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_shows_exactly_what_it_lists(name: str) -> None:
    module = load(name)
    if hasattr(module, "__path__"):
        assert sorted(module.__all__) == sorted(public(module))
    assert all(hasattr(module, shown) for shown in module.__all__)
    assert len(module.__all__) == len(set(module.__all__))


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_what_it_lists(name: str) -> None:
    module = load(name)
    assert all(hasattr(module, shown) for shown in module.__all__)
    assert len(module.__all__) == len(set(module.__all__))


@pytest.mark.parametrize("name", MODULES)
def test_a_module_lists_only_what_is_its_own(name: str) -> None:
    module = load(name)
    if hasattr(module, "__path__"):
        return
    tree = ast.parse(Path(str(module.__file__)).read_text())
    taken = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not taken & set(module.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_modules_take_from_each_other_only_what_is_listed(name: str) -> None:
    tree = ast.parse(Path(str(load(name).__file__)).read_text())
    here = f"sdpsig.{name}".split(".")
    if not hasattr(load(name), "__path__"):
        here.pop()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.level:
            home = here[: len(here) - node.level + 1] + (node.module or "").split(".")
            source = import_module(".".join(filter(None, home)))
            for alias in node.names:
                value = getattr(source, alias.name)
                assert isinstance(value, ModuleType) or alias.name in source.__all__, alias.name


def test_the_same_name_is_the_same_thing_on_these_floors() -> None:
    found: dict[str, object] = {}
    for package in ("errors", "limits", "sdp", "sdp.attributes", "sdp.formats", "jsep"):
        module = load(package)
        for name in module.__all__:
            value = getattr(module, name)
            assert found.setdefault(name, value) is value, name
