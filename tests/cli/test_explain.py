import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sdpsig.cli._explain_html import link
from tests._corpus import CAPTURES
from tests.cli._run import OFFER, SECRET, Runner

HOSTILE = OFFER.replace(
    "s=-", 's=<script>alert("1")</script>&amp;<img src=x onerror=y>\' --><!--'
).replace("a=mid:0", 'a=mid:0\r\na=x-y:"><style>@import url(http://e.test/)</style>')
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """Reads a page and complains of every element that is not closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_line_stands_with_its_words_and_its_reference(run: Runner) -> None:
    done = run("explain", stdin=OFFER)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("-- session ---")
    assert "\n-- section 0: application, mid 0 ---" in done.out
    assert "\n  10  a=setup:actpass\n        Either side may start DTLS: the answer" in done.out
    for number, line in enumerate(OFFER.splitlines(), 1):
        if SECRET not in line and len(line) < 90:
            assert f"\n{number:>4}  {line}\n" in done.out
    assert done.out.count("RFC ") >= len(OFFER.splitlines())


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("name", ["gathered-mdns--chromium-offer-gathered"])
def test_the_screen_is_not_left(run: Runner, width: int, name: str) -> None:
    out = run("explain", stdin=CAPTURES[name], environ={"COLUMNS": str(width)}).out
    unbroken = [line for line in out.splitlines() if len(line) > width]
    assert all(" " not in line.strip() for line in unbroken)


def test_secrets_have_a_mask_until_somebody_asks(run: Runner) -> None:
    for more in ((), ("--html",), ("--format", "json")):
        assert SECRET not in run("explain", *more, stdin=OFFER).out
        assert SECRET in run("explain", "--show-secrets", *more, stdin=OFFER).out


def test_faults_stand_with_their_line(run: Runner) -> None:
    out = run("explain", stdin=OFFER.replace("actpass", "maybe")).out
    assert "Ignored, because it cannot be read: malformed a=setup." in out
    assert "        warning: malformed a=setup [sdp.attribute-syntax] (RFC 4145 §4)\n" in out


def test_a_text_that_is_refused_is_told(run: Runner) -> None:
    done = run("explain", stdin=f"a=ice-pwd:{SECRET}\r\n")
    assert done.code == 1
    assert "<stdin>:1: error: the first line is not v=0: this is a part of a" in done.out
    assert "hint: this is a part of a description" in done.out
    assert SECRET not in done.out
    assert run("explain", stdin="").code == 1
    assert run("explain", stdin="v=0\r\n" * 9000).code == 1


def test_several_files_stand_below_their_names(run: Runner, tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("a.sdp", "b.sdp")]
    for name in names:
        Path(name).write_bytes(OFFER.encode())
    out = run("explain", *names).out
    assert all(re.search(rf"^{re.escape(name)}$", out, re.MULTILINE) for name in names)
    done = run("explain", *names, str(tmp_path / "none"))
    assert (done.code, done.err.startswith("sdpsig explain: ")) == (2, True)
    assert run("explain", str(tmp_path / "none")).out == ""


def test_json_has_every_line(run: Runner) -> None:
    (file,) = json.loads(run("explain", "--format", "json", stdin=OFFER).out)["files"]
    assert [one["line"] for one in file["lines"]] == list(range(1, 13))
    assert file["lines"][9]["words"] == "Either side may start DTLS: the answer chooses."
    assert file["refused"] == []
    (file,) = json.loads(run("explain", "--format", "json", stdin="x").out)["files"]
    assert (file["lines"], file["refused"][0]["code"]) == ([], "sdp.missing-line")


# --- the page


@pytest.mark.parametrize("text", [*CAPTURES.values(), HOSTILE, "<b>\r\n"])
def test_the_page_is_well_formed_and_needs_nothing_from_elsewhere(run: Runner, text: str) -> None:
    out = run("explain", "--html", stdin=text).out
    page = Page(out)
    assert out.startswith("<!DOCTYPE html>\n")
    tags = {tag for tag, _ in page.seen}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    for tag, attributes in page.seen:
        assert not {name for name in attributes if name.startswith("on") or name == "src"}
        address = attributes.get("href") or "#"
        assert tag == "a" or "href" not in attributes
        assert address.startswith(("#", "https://www.rfc-editor.org/rfc/rfc"))
    assert "url(" not in out.partition("</style>")[0]
    assert "default-src 'none'" in out


def test_hostile_text_is_shown_and_does_nothing(run: Runner) -> None:
    page = Page(run("explain", "--html", stdin=HOSTILE).out)
    assert '<script>alert("1")</script>&amp;<img src=x onerror=y>\' --><!--' in page.text
    assert [tag for tag, _ in page.seen].count("style") == 1


def test_the_page_can_be_read_by_everybody(run: Runner) -> None:
    out = run("explain", "--html", stdin=OFFER).out
    page = Page(out)
    assert ("html", {"lang": "en"}) in page.seen
    headings = [tag for tag, _ in page.seen if re.fullmatch("h[1-6]", tag)]
    assert headings[:3] == ["h1", "h2", "h3"]
    assert all("scope" in attributes for tag, attributes in page.seen if tag == "th")
    names = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert len(names) == len(set(names))
    links = {attributes["href"] for tag, attributes in page.seen if tag == "a"}
    assert {str(one)[1:] for one in links if str(one).startswith("#")} <= set(names)
    assert "prefers-color-scheme: dark" in out
    assert "width=device-width" in out


def test_references_become_links() -> None:
    assert link("RFC 8866 §5.1") == (
        '<a href="https://www.rfc-editor.org/rfc/rfc8866#section-5.1" rel="noreferrer">'
        "RFC 8866 §5.1</a>"
    )
    assert "#appendix-A" in link("RFC 8830 §A")
    assert link("RFC 8866").startswith('<a href="https://www.rfc-editor.org/rfc/rfc8866"')
    assert link("V-1 <") == "V-1 &lt;"


def test_the_page_goes_to_a_file(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    done = run("explain", "--html", "--output", str(path), stdin=OFFER)
    assert (done.code, done.out) == (0, "")
    assert path.read_text("utf-8").endswith("</html>\n")
    run("explain", "--output", str(path), "--color", "always", stdin=OFFER)
    assert "\x1b" not in path.read_text("utf-8")
    done = run("explain", "--output", str(tmp_path), stdin=OFFER)
    assert (done.code, "Is a directory" in done.err) == (2, True)
    assert run("explain", "--output", "a\0b", stdin=OFFER).code == 2


def test_wrong_usage_is_2(run: Runner) -> None:
    assert run("explain", "--html", "--format", "json").code == 2
    assert "--show-secrets" in run("explain", "--help").out
