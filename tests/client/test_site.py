"""Where a client goes, and with what."""

from typing import Any

import pytest

from sdpsig.client import ANY_ORIGIN, BadResponseError, RetryPolicy, Send, Site, site_of
from sdpsig.client._site import origin_of
from sdpsig.errors import FaultCode, LocalProtocolError
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
    "url",
    [
        "",
        "example.org",
        "/rtc",
        "ftp://example.org",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@example.org",
        "https://example.org:0",
        "https://example.org:65536",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://exämple.org",
        "https://[::1",
        "https://[:::::]",
        "https://example.org\\@evil.org",
    ],
)
def test_a_client_goes_to_http_urls_and_to_nothing_else(url: str) -> None:
    with pytest.raises(LocalProtocolError, match="http or https"):
        site(url)
    with pytest.raises(LocalProtocolError, match="http or https"):
        site(origins=[url])


@pytest.mark.parametrize(
    "headers",
    [
        {"a b": "x"},
        {"": "x"},
        {"x": "a\r\nb"},
        {"x": "☃"},
        {"x": ""},
        {"Host": "evil"},
        {"TE": "x"},
    ],
)
def test_a_header_that_cannot_be_sent_is_refused_at_once(headers: dict[str, str]) -> None:
    with pytest.raises(LocalProtocolError, match="header"):
        site(headers=headers)


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
