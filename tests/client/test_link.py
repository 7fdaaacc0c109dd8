"""Links of a response, and the ICE servers among them."""

import pytest

from sdpsig.client import Link
from sdpsig.client._link import ice_servers, links

FIGURE_5 = (
    '<stun:stun.example.net>; rel="ice-server"',
    '<turn:turn.example.net?transport=udp>; rel="ice-server"; username="user"; credential="pass"',
    '<turns:turn.example.net?transport=tcp>; rel="ice-server"; username="user"; credential="pass"',
)


def test_the_ice_servers_of_the_rfc_are_understood() -> None:
    one, two, three = ice_servers(links(FIGURE_5))
    assert (one.urls, one.username, one.credential) == (("stun:stun.example.net",), None, None)
    assert (two.urls, two.username) == (("turn:turn.example.net?transport=udp",), "user")
    assert (two.credential, three.credential) == ("pass", "pass")


def test_several_links_may_share_a_header() -> None:
    assert links([", ".join(FIGURE_5)]) == links(FIGURE_5)


def test_a_credential_may_hold_what_separates_links() -> None:
    (server,) = ice_servers(
        links([r'<turn:x>;rel=ice-server;username="a,b;c=\"d\"";credential="<e>, f\\"'])
    )
    assert (server.username, server.credential) == ('a,b;c="d"', "<e>, f\\")


def test_a_link_may_have_several_relations_in_any_case_and_only_the_first_rel_counts() -> None:
    (link,) = links(['<stun:x> ; REL = "Next  ICE-Server" ; rel=other ; A=1 ; b ; a=2'])
    assert link.rel == ("next", "ice-server")
    assert link.parameters == (("a", "1"), ("b", ""), ("a", "2"))
    assert (link.get("a"), link.get("b"), link.get("c")) == ("1", "", None)
    assert len(ice_servers([link])) == 1


def test_other_relations_and_other_schemes_are_no_ice_servers() -> None:
    found = links(
        [
            "<stun:x>",
            "<stun:x>; rel=next",
            '<https://x>; rel="ice-server"',
            '<file:///etc/passwd>; rel="ice-server"',
            '<stun:>; rel="ice-server"',
            '</sse>; rel="urn:ietf:params:whip:ext:example:server-sent-events"',
        ]
    )
    assert len(found) == 6
    assert ice_servers(found) == ()
    assert found[-1].target == "/sse"


@pytest.mark.parametrize(
    ("header", "count"),
    [
        ("", 0),
        ("nonsense", 0),
        ("<unclosed", 0),
        ("<a b>; rel=x", 0),
        (", , <a>,", 1),
        ("<a> <b>", 1),
        ('<a>; rel="x', 1),
        ("<a>;; rel=x, <b>", 1),
        (f"<{'x' * 2049}>", 0),
    ],
)
def test_what_is_malformed_ends_its_header(header: str, count: int) -> None:
    assert len(links([header])) == count
    assert len(links([header, "<z>"])) == count + 1


def test_links_are_counted() -> None:
    assert len(links(["<a>," * 1000])) == 64
    assert len(links(["<a>"] * 1000)) == 64


def test_credentials_are_not_shown() -> None:
    found = links(['<turn:x>; rel="ice-server"; username="u"; credential="hush"'])
    assert "hush" not in repr(found)
    assert "hush" not in repr(ice_servers(found))
    assert isinstance(found[0], Link)
