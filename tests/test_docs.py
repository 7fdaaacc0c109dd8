"""The documentation tells the truth: its code runs, its links lead somewhere, its tables are fresh.

A block of Python is run in the order of its page, in one namespace. Where a block marked
``text`` follows, that is what it prints. A block marked ``skip-test`` is not run. Shell blocks
of the page of the HTTP API are run against a server; the JSON that follows is its answer.
"""

import ast
import asyncio
import contextlib
import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

from sdpsig import cli
from sdpsig.cli._settings import ServeSettings
from sdpsig.cli.serve import read_settings
from sdpsig.endpoint import Endpoint
from sdpsig.errors import FaultCode
from sdpsig.http import STATUS, JsonApi, Request, exchange
from sdpsig.limits import Limits
from sdpsig.wire import SdpOfferRequest, SdpSessionDescription, encode
from tests._extras import require_modules
from tests._pages import DOCS, README, ROOT, blocks, expected, fits
from tests._require import require_program
from tests.browser._server import running_server

PAGES = (README, *sorted(DOCS.rglob("*.md")))
NEEDS = {
    "README": ("httpx",),
    "first-server": ("httpx",),
    "serve-whip-and-whep": ("httpx",),
    "check-a-whip-server": ("httpx",),
    "publish-and-play": ("httpx",),
    "use-the-python-client": ("httpx",),
    "python-client": ("httpx",),
    "connect-with-aioice": ("aioice",),
    "http-api": ("prometheus_client",),
    "embed-in-your-framework": ("aiohttp", "fastapi", "flask"),
}
"""What the code of a page imports beyond the core."""


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


# --- code


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_python_of_a_page_runs_and_prints_what_the_page_says(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    python = [block for block in blocks(page) if block.info == "python"]
    if python:
        require_modules(*NEEDS.get(page.stem, ()))
    namespace: dict[str, Any] = {"__name__": page.stem}
    for block in python:
        code = compile("\n" * block.line + block.text, str(page), "exec")
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, namespace)
        says = expected(page, block, "text")
        said = "".join(f"{line}\n" for line in printed.getvalue().splitlines())
        assert said.rstrip() == (says or "").rstrip(), f"{name(page)}, line {block.line}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_says_what_it_is(page: Path) -> None:
    known = {
        "python",
        "python skip-test",
        "text",
        "sh",
        "json",
        "toml",
        "http",
        "mermaid",
        "javascript",
        "sdp",
    }
    for block in blocks(page):
        assert block.info in known or block.file, f"{name(page)}, line {block.line}"
        if block.info == "json":
            json.loads(block.text)


# --- links


def anchors(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them of its headings, and those that it names."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), f"{name(page)} links to {target}"
        if anchor:
            assert anchor in anchors(other), f"{name(page)} links to {target}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    found, more = set[Path](), {README}
    while more:
        page = more.pop()
        found.add(page)
        links = re.findall(r"\]\(([^)#\s]+\.md)[^)]*\)", page.read_text("utf-8"))
        local = {(page.parent / link).resolve() for link in links if "://" not in link}
        more |= local & set(PAGES) - found
    assert found == set(PAGES)


# --- completeness


def test_every_example_is_named_where_it_can_be_learnt_from() -> None:
    pages = [
        page.read_text("utf-8") for page in PAGES if page.parent.name in ("how-to", "tutorial")
    ]
    examples = [path.name for path in (ROOT / "examples").glob("*.py")]
    unnamed = [name for name in examples if not any(f"examples/{name}" in page for page in pages)]
    assert unnamed == []


def test_the_generated_pages_are_fresh() -> None:
    done = run(sys.executable, "docs/generate.py", "--check")
    assert done.returncode == 0, f"{done.stdout}{done.stderr}run python docs/generate.py"


def test_the_generator_takes_no_other_word() -> None:
    assert run(sys.executable, "docs/generate.py", "--chekc").returncode == 2


def test_every_fault_code_is_documented_with_its_status() -> None:
    text = (DOCS / "reference" / "faults.md").read_text("utf-8")
    for code in FaultCode:
        assert re.search(rf"^\| `{re.escape(code)}` \| .+ \| {STATUS[code]} \|", text, re.MULTILINE)


def test_every_limit_is_documented() -> None:
    text = (DOCS / "reference" / "limits.md").read_text("utf-8")
    assert all(f"| `{field.name}` | " in text for field in attrs.fields(Limits))


def test_every_setting_is_documented_in_all_its_spellings() -> None:
    text = (DOCS / "reference" / "settings.md").read_text("utf-8")
    for setting in attrs.fields(ServeSettings):
        flag = setting.metadata["flag"] or "--" + setting.name.replace("_", "-")
        row = rf"^\| `{flag}[`,].* \| `SDPSIG_{setting.name.upper()}` \| `{setting.name}` \|"
        assert re.search(row, text, re.MULTILINE), setting.name


RULE = re.compile(r"(?:SM|TR|FR|V|A|O|L|D)-[0-9]+[a-z]?")


def rules_of_faults() -> set[str]:
    """Every rule that stands in the code as a string of its own: a fault may name it."""
    return {
        node.value
        for path in (ROOT / "sdpsig").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and RULE.fullmatch(node.value)
    }


def test_every_rule_that_a_fault_may_name_is_documented() -> None:
    told = anchors(DOCS / "reference" / "rules.md")
    told |= anchors(DOCS / "explanation" / "deviations.md")
    assert {rule for rule in rules_of_faults() if rule.lower() not in told} == set()


def test_every_method_of_the_javascript_client_is_documented() -> None:
    web = ROOT / "sdpsig" / "web"
    door = (web / "webrtc-client.js").read_text("utf-8")
    classes = [
        (web / script)
        .read_text("utf-8")
        .partition(f"export class {name} ")[2]
        .partition("\n}\n")[0]
        for names, script in re.findall(r'^export \{ (.*) \} from "\./(.*)";$', door, re.MULTILINE)
        for name in names.split(", ")
    ]
    assert all(classes)
    methods = {
        method
        for text in classes
        for method in re.findall(r"^  (?:async )?\*?(\w+)\(.*\) \{$", text, re.MULTILINE)
        if method != "constructor"
    }
    page = (DOCS / "reference" / "javascript-client.md").read_text("utf-8")
    told = set(re.findall(r"^(?:### |\| )`(\w+)\(", page, re.MULTILINE))
    assert "sendOffer" in methods
    assert told == methods


# --- what must not stand there


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_names_a_place_on_somebodys_machine(page: Path) -> None:
    places = re.findall(
        r"(?<![\w.~])/(?:work|root|home|tmp|Users|var|opt)/\S*", page.read_text("utf-8")
    )
    assert not places


# --- the README


def test_the_test_command_stands_where_it_is_looked_for() -> None:
    (command,) = re.findall(
        r"^<!-- test -->\n```sh\n(.+)\n```$", README.read_text("utf-8"), re.MULTILINE
    )
    assert command == (
        "python3 -m venv .venv && .venv/bin/pip install -q 'nox[uv]' && .venv/bin/nox"
    )


def test_the_serve_command_is_one_line() -> None:
    command = (
        "python3 -m venv .venv && .venv/bin/pip install -q '.[server,aiortc]'"
        " && .venv/bin/sdpsig serve"
    )
    assert f"```sh\n{command}\n```" in README.read_text("utf-8")


def test_the_error_that_the_readme_shows_is_what_such_an_offer_gets() -> None:
    (shown,) = (block.text for block in blocks(README) if block.info == "json")
    offer = (ROOT / "examples" / "offer.sdp").read_bytes().decode()
    offer = re.sub("a=fingerprint.*", "a=fingerprint:sha-256 AB", offer)
    body = encode(SdpOfferRequest(SdpSessionDescription("offer", offer)))
    request = Request("POST", "/webrtc/offer", (("content-type", "application/json"),), body)
    endpoint = Endpoint()
    steps = exchange(request, JsonApi(), lambda command: endpoint.handle(command, 0.0), "fresh")
    with pytest.raises(StopIteration) as done:
        next(steps)
    assert json.loads(done.value.value.body) == json.loads(shown)


# --- the HTTP API


def test_the_shell_commands_of_the_http_api_are_answered_as_the_page_says(tmp_path: Path) -> None:
    require_modules("uvicorn", "aioice")
    require_program("curl")
    page = DOCS / "reference" / "http-api.md"
    (tmp_path / "examples").mkdir()
    offer = Path("examples", "offer.sdp")
    (tmp_path / offer).write_bytes((ROOT / offer).read_bytes())

    async def shell(command: str) -> str:
        process = await asyncio.create_subprocess_exec(
            require_program("bash"),
            "-euc",
            f"export no_proxy='*'\n{command}",
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
        )
        printed, _ = await process.communicate()
        assert process.returncode == 0, command
        return printed.decode()

    async def check() -> int:
        checked = 0
        async with running_server("--ice-server", "stun:127.0.0.1:9") as server:  # nobody there
            for block in blocks(page):
                if block.info == "sh" and "curl" in block.text:
                    printed = await shell(block.text.replace("http://127.0.0.1:8080", server.url))
                    told = expected(page, block, "json")
                    assert told is not None, block.line
                    told = told.replace("stun:stun.example.org:3478", "stun:127.0.0.1:9")
                    said = json.loads(printed)
                    assert fits(said, json.loads(told)), f"line {block.line}: {printed}"
                    checked += 1
        return checked

    assert asyncio.run(check()) >= 5


# --- configuring the server


CONFIGURE = DOCS / "how-to" / "configure-the-server.md"


def test_every_toml_file_of_the_guide_is_one(tmp_path: Path) -> None:
    files = [block for block in blocks(CONFIGURE) if block.info == "toml"]
    assert files
    for block in files:
        conf = tmp_path / "config.toml"
        conf.write_text(block.text)
        assert read_settings(["--conf", str(conf)], {}) != ServeSettings()


def test_every_command_of_the_guide_is_understood_or_fails_as_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('host = "::"\n')
    for block in blocks(CONFIGURE):
        if block.info == "sh":
            before, command, after = block.text.partition("sdpsig serve")
            assert command
            environ = dict(word.split("=", 1) for word in shlex.split(before))
            fails = expected(CONFIGURE, block, "text")
            if fails is None:
                assert read_settings(shlex.split(after), environ) != ServeSettings()
            else:
                assert cli.main(["serve", *shlex.split(after)], environ) == 2
                assert capsys.readouterr().err == fails
