"""Where a client goes, and with what."""

import re
from typing import Any

import pytest

from sdpsig.client import ANY_ORIGIN, BadResponseError, RetryPolicy, Send, Site, site_of
from sdpsig.client._site import origin_of, place_of
from sdpsig.errors import FaultCode
from sdpsig.limits import Limits

CODE = FaultCode.CLIENT_BAD_LOCATION


def site(url: str = "https://example.org/rtc", **options: Any) -> Site:
    defaults: dict[str, Any] = {"headers": {}, "token": None, "origins": ()}
    return site_of(url, **defaults | options, retry=RetryPolicy(), limits=Limits())


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://example.org/a?b", "https://example.org"),
        ("https://Example.ORG:443/", "https://example.org"),
        ("http://example.org:80", "http://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    ("url", "shown", "lack"),
    [
        ("", "", "it has no scheme"),
        ("example.org", "example.org", "it has no scheme"),
        ("127.0.0.1:8080/hush", "127.0.0.1:8080/...", "it has no scheme"),
        ("u:hu://sh@h:80/x", "...@h:80/...", "neither http nor https"),
        ("/rtc", "/...", "it has no scheme"),
        ("ftp://example.org", "ftp://example.org", "neither http nor https"),
        ("file:///etc/passwd", "file:///...", "neither http nor https"),
        ("https://", "https://", "its host or its port"),
        ("https://u:hush@example.org", "https://...@example.org", "a user or a password"),
        ("https://u:hu/sh@example.org", "https://...@example.org", "a user or a password"),
        ("https://example.org:0", "https://example.org:0", "its host or its port"),
        ("https://example.org:65536", "https://example.org:65536", "its host or its port"),
        ("http://x y/", "http://x y/...", "' ' cannot stand in it"),
        ("https://example.org?hush b", "https://example.org/...", "' ' cannot stand in it"),
        ("https://example.org/\n", "https://example.org/...", "'\\n' cannot stand in it"),
        ("https://exämple.org", "https://exämple.org", "'ä' cannot stand in it"),
        ("https://[::1", "https://[::1", "its host or its port"),
        ("https://[:::::]", "https://[:::::]", "its host or its port"),
        ("https://example.org\\@evil.org", "https://...@evil.org", "a user or a password"),
        ("x" * 500, "x" * 100, "it has no scheme"),
    ],
)
def test_a_client_goes_to_http_urls_and_says_what_another_lacks_without_its_secrets(
    url: str, shown: str, lack: str
) -> None:
    for name, options in (("URL", {"url": url}), ("origin", {"origins": [url]})):
        with pytest.raises(ValueError, match=re.escape(lack)) as caught:
            site(**options)
        assert str(caught.value).startswith(f"the {name} {shown!r} cannot be used: ")
        assert "hu" not in str(caught.value)
        assert str(caught.value).isprintable()


def test_a_url_is_text() -> None:
    with pytest.raises(TypeError, match="the URL must be str, not bytes"):
        site(b"http://x")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="the origin must be str, not int"):
        site(origins=[7])


def test_one_origin_may_stand_alone() -> None:
    eu = "https://eu.example.org"
    assert site(origins=eu).origins == site(origins=[eu]).origins == {eu}


def test_a_place_is_host_and_port() -> None:
    assert place_of("https://Example.org/x") == "example.org:443"
    assert place_of("http://[2001:db8::1]:81") == "[2001:db8::1]:81"


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"authorization: hush": "x"}, "a header has a name that is none"),
        ({"": "x"}, "a header has a name that is none"),
        ({"X": "hush\r\nb"}, "the header 'x' has a value that cannot be sent"),
        ({"X": "hush ☃"}, "the header 'x' has a value that cannot be sent"),
        ({"X": ""}, "the header 'x' has a value that cannot be sent"),
        ({"Host": "hush"}, "the header 'host' is set by the client itself"),
        ({"TE": "x"}, "the header 'te' is set by the client itself"),
    ],
)
def test_a_header_that_cannot_be_sent_is_refused_at_once(
    headers: dict[str, str], told: str
) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        site(headers=headers)
    assert "hush" not in str(caught.value)


def test_a_token_is_a_header_and_neither_is_shown() -> None:
    made = site(token="hush-hush", headers={"X-Key": "hush-too"})
    assert made.headers == (("x-key", "hush-too"), ("authorization", "Bearer hush-hush"))
    assert "hush" not in repr(made)
    assert "hush" not in repr(made.dressed(Send("GET", made.url)))


def test_headers_go_to_the_origin_of_the_url_and_to_named_ones_only() -> None:
    made = site(token="t", origins=["https://eu.example.org/", ANY_ORIGIN])
    for url, goes in (
        ("https://example.org/other", True),
        ("https://EXAMPLE.org:443/", True),
        ("https://eu.example.org/x", True),
        ("http://example.org/rtc", False),
        ("https://example.org:8443/", False),
        ("https://evil.org/", False),
    ):
        sent = made.dressed(Send("GET", url))
        assert (sent.header("authorization") is not None) is goes
        assert sent.trusted is goes


def test_what_a_call_says_itself_wins_over_the_callers_headers() -> None:
    made = site(headers={"Content-Type": "text/plain", "X": "1"})
    sent = made.dressed(Send("POST", made.url, (("content-type", "application/json"),)))
    assert sent.headers == (("content-type", "application/json"), ("x", "1"))


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("/s/1", "https://example.org/s/1"),
        ("s/1", "https://example.org/s/1"),
        ("?x=1", "https://example.org/rtc?x=1"),
        ("https://example.org/s/1", "https://example.org/s/1"),
        ("https://example.org:443/s/1#part", "https://example.org:443/s/1"),
        ("//example.org/s", "https://example.org/s"),
        ("../../s", "https://example.org/s"),
    ],
)
def test_a_reference_is_resolved_against_what_was_asked(reference: str, url: str) -> None:
    made = site()
    assert made.resolve(made.url, reference, CODE) == url


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        (None, "does not say where"),
        ("", "no http URL"),
        ("file:///etc/passwd", "no http URL"),
        ("javascript:1", "no http URL"),
        ("https://u:p@example.org/", "no http URL"),
        ("/a\r\nx: y", "no http URL"),
        ("/ä", "no http URL"),
        ("/" + "x" * 5000, "no http URL"),
        ("https://[::1", "no http URL"),
        ("//[", "no http URL"),
        ("https://[:::::]/", "no http URL"),
        ("https://[192.0.2.1]/", "no http URL"),
        ("https://[::1]x/", "no http URL"),
        ("http://example.org/rtc", "from https to http"),
        ("//evil/x", "another origin"),
        ("https://169.254.169.254/latest", "another origin"),
        ("https://example.org.evil.org/", "another origin"),
        ("https://example.org:8443/", "another origin"),
    ],
)
def test_c3_a_client_is_not_led_elsewhere(reference: str | None, told: str) -> None:
    made = site()
    with pytest.raises(BadResponseError, match=told) as caught:
        made.resolve(made.url, reference, CODE)
    assert caught.value.fault.code is CODE
    assert "evil" not in str(caught.value)


def test_c3_a_client_may_be_led_where_its_caller_agreed() -> None:
    named = site(origins=["https://eu.example.org"])
    assert named.resolve(named.url, "https://eu.example.org/s", CODE)
    anywhere = site(origins=[ANY_ORIGIN])
    assert anywhere.resolve(anywhere.url, "https://cdn.example.net/s", CODE)
    with pytest.raises(BadResponseError, match="from https to http"):
        anywhere.resolve(anywhere.url, "http://cdn.example.net/s", CODE)
