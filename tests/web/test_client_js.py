"""The browser's part, by the browser world's own tools: Node's test runner and the TypeScript checker."""

import json
import os
import subprocess

from sdpsig import sdp
from sdpsig.sdp.attributes import EndOfCandidates, IceUfrag
from tests._require import require_program
from tests.web.declarations import OPTIONS, WEB, declarations

ROOT = WEB.parents[1]


FRAGMENTS = """
import { readFileSync } from "node:fs";
import { fragmentOf, restarted } from "./sdpsig/web/fragment.js";
const sdp = readFileSync("examples/offer.sdp", "utf-8");
const candidate = { candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid: "0" };
const fragment = fragmentOf(sdp, [candidate, null]);
const restart = fragment.replace(/(ice-ufrag|ice-pwd):.*/g, "$1:restartedrestartedrestarted");
console.log(JSON.stringify([fragment, restarted(sdp, restart)]));
"""


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def tsc() -> str:
    # A development install next to the checkout comes first, as npx would have it.
    return require_program(os.fspath(ROOT / "node_modules" / ".bin" / "tsc"), "tsc")


def test_unit_tests_pass() -> None:
    run(require_program("node"), "--test", "tests/web/")


def test_jsdoc_types_hold() -> None:
    run(tsc(), *OPTIONS, "--noEmit", *map(os.fspath, sorted(WEB.glob("*.js"))))


def test_the_declarations_are_those_of_the_scripts() -> None:
    made = declarations(tsc())
    there = {path.name: path.read_text("utf-8") for path in WEB.glob("*.d.ts")}
    assert there == made, "stale: python -m tests.web.declarations"


def test_a_program_in_typescript_can_use_the_client() -> None:
    run(tsc(), *OPTIONS[2:], "--noEmit", "--types", "", "tests/web/use.ts")


def test_sdpsig_reads_the_fragments_of_the_client_and_what_a_restart_makes_of_a_description() -> (
    None
):
    node = require_program("node")
    said = run(node, "--input-type", "module", "--eval", FRAGMENTS)
    fragment, restarted = json.loads(said)
    read = sdp.parse_fragment(fragment, profile=sdp.STRICT)
    (section,) = read.sections
    assert section.mid == "0"
    assert read.credentials(section) == ("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1")
    assert [candidate.port for candidate in section.candidates] == [9]
    description = sdp.parse(restarted, profile=sdp.STRICT)
    first, *others = description.media
    assert first.get(EndOfCandidates) is not None
    assert [media.get(EndOfCandidates) for media in others] == [None, None]
    ufrags = [media.get(IceUfrag) for media in description.media]
    assert ufrags == [IceUfrag("restartedrestartedrestarted")] * 3
    assert "o=- 4962303333179871722 2 IN" in restarted
