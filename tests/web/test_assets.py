"""The page is complete, and needs nothing but itself."""

import re

from sdpsig.web import CONTENT_SECURITY_POLICY, assets

FILES = assets()
TEXT = {path: body.decode() for path, (_, body) in FILES.items()}


def test_the_page_and_the_client_are_there_under_their_media_types() -> None:
    assert FILES["/"][0] == "text/html; charset=utf-8"
    assert FILES["/webrtc-client.js"][0] == "text/javascript; charset=utf-8"
    assert not [path for path in FILES if path.endswith((".py", ".pyc", ".html"))]


def test_everything_referred_to_is_there() -> None:
    references = re.findall(r'(?:src|href)="([^"]+)"', TEXT["/"])
    for path in FILES:
        if path.endswith(".js"):
            references += [
                name.removeprefix("./") for name in re.findall(r'from "([^"]+)"', TEXT[path])
            ]
    assert references
    assert not [name for name in references if f"/{name}" not in FILES]


def test_the_scripts_need_nothing_but_each_other() -> None:
    for path, text in TEXT.items():
        if path.endswith(".js"):
            assert "import(" not in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL), path
            names = re.findall(r'^(?:import|export) .* from "([^"]+)"', text, re.MULTILINE)
            assert all(name.startswith("./") for name in names), path


def test_the_page_begins_to_load_every_script_that_it_will_need() -> None:
    needed, new = set[str](), {"page.js"}
    while new:
        needed |= new
        texts = [TEXT[f"/{name}"] for name in new]
        new = {name for text in texts for name in re.findall(r' from "\./([^"]+)"', text)} - needed
    assert needed == set(re.findall(r'(?:modulepreload" href|script.* src)="([^"]+)"', TEXT["/"]))


def test_the_page_keeps_its_content_security_policy() -> None:
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'self'; ")
    assert not re.search(r"<style|<script>|\sstyle=|\son[a-z]+=|javascript:", TEXT["/"])
    for path, text in TEXT.items():
        outside = re.findall(r"https?://[^\s\"')]+", text)
        assert set(outside) <= {"http://www.w3.org/2000/svg"}, path


def test_every_id_that_the_page_looks_up_is_in_it() -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', TEXT["/"]))
    assert set(re.findall(r'find\("([^"]+)"', TEXT["/page.js"])) <= ids
    for machine in ("signaling", "gathering", "ice", "connection"):
        assert f"{machine}-state" in ids
