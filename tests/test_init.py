"""``import sdpsig``: the common names, each from one place, none of them loaded in advance."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import sdpsig
from sdpsig import _HOMES as HOMES

SOURCE = Path(sdpsig.__file__)
NAMES = {name: home for home, names in HOMES.items() for name in names.split()}


def loaded_by(statement: str) -> set[str]:
    """What a fresh interpreter has loaded of us and of attrs and cattrs."""
    script = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=SOURCE.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    known = ("sdpsig", "attr", "attrs", "cattrs")
    return {name for name in done.stdout.split() if name.partition(".")[0] in known}


def test_the_import_loads_nothing_else() -> None:
    assert loaded_by("import sdpsig") == {"sdpsig"}


def test_a_name_loads_what_it_needs_and_no_more() -> None:
    loaded = loaded_by("from sdpsig import parse")
    assert "sdpsig.sdp" in loaded
    assert not {"sdpsig.jsep", "sdpsig.session", "sdpsig.http", "cattrs"} & loaded


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_the_one_that_its_package_exports(name: str) -> None:
    home = import_module(f"sdpsig.{NAMES[name]}")
    assert getattr(sdpsig, name) is getattr(home, name)
    assert name in home.__all__


def test_a_name_is_looked_up_once() -> None:
    vars(sdpsig).pop("parse", None)
    first = sdpsig.parse
    assert vars(sdpsig)["parse"] is first


def test_the_three_lists_of_names_agree() -> None:
    (block,) = (
        node
        for node in ast.parse(SOURCE.read_text()).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    for_type_checkers = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert for_type_checkers == NAMES
    assert {*sdpsig.__all__} == {*NAMES, "__version__"}
    assert len(sdpsig.__all__) == len(set(sdpsig.__all__))


def test_what_is_not_there_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="module 'sdpsig' has no attribute 'pars'"):
        _ = sdpsig.pars  # type: ignore[attr-defined]
    with pytest.raises(ImportError, match="cannot import name 'pars'"):
        from sdpsig import pars  # type: ignore[attr-defined]  # noqa: F401


def test_dir_lists_what_is_there() -> None:
    assert {*sdpsig.__all__, "__doc__"} <= {*dir(sdpsig)}
