import datetime as dt
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.cli._flags import Flags
from sdpsig.cli._settings import IceServerSettings, ServeSettings
from sdpsig.cli._sources import (
    SettingsError,
    Source,
    from_environment,
    from_file,
    from_flags,
    merge,
)


def settings(*sources: Source) -> ServeSettings:
    return merge(ServeSettings, sources)


def mistakes(*sources: Source) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        merge(ServeSettings, sources)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return list(caught.value.mistakes)


def environment(**variables: str) -> Source:
    return from_environment(
        ServeSettings, {f"SDPSIG_{name}": text for name, text in variables.items()}
    )


def flags(*unknown: str, **said: Any) -> Source:
    return from_flags(ServeSettings, Flags(said, None, unknown))


@pytest.fixture
def conf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def write(text: str | bytes) -> Source:
        Path("c.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return from_file("c.toml")

    return write


STUN_A = IceServerSettings(urls=("stun:a",))
STUN_B = IceServerSettings(urls=("stun:b",))
TURN = IceServerSettings(urls=("turn:t",), username="u", credential="c")

# one row per type of setting: name, the text, the TOML, the value
SPELLINGS: list[tuple[str, str, str, object]] = [
    ("host", "::1", '"::1"', "::1"),
    ("port", "0", "0", 0),
    ("port", "+80", "+80", 80),
    ("answer_timeout", "15", "15", 15.0),
    ("answer_timeout", "1.5", "1.5", 1.5),
    ("loopback", "true", "true", True),
    ("loopback", "no", "false", False),
    ("log_level", "debug", '"debug"', "debug"),
    ("streams", "strict", '"strict"', "strict"),
    ("ice_servers", "stun:a, stun:b,", '[{urls=["stun:a"]}, {urls=["stun:b"]}]', (STUN_A, STUN_B)),
    ("ice_servers", "", "[]", ()),
    ("cors_origins", "http://a, http://b", '["http://a", "http://b"]', ("http://a", "http://b")),
    ("cors_origins", '["http://a"]', '["http://a"]', ("http://a",)),
    ("cors_origins", "", "[]", ()),
]


def test_every_type_of_setting_has_a_row_of_spellings() -> None:
    types = {field.name: str(field.type) for field in attrs.fields(ServeSettings)}
    rows = {types[name] for name, *_ in SPELLINGS}
    assert set(types.values()) - rows == {types["custom_session_ids"], types["rate_limits"]}


@pytest.mark.parametrize(("name", "text", "toml", "value"), SPELLINGS)
def test_a_setting_means_the_same_from_everywhere(
    name: str, text: str, toml: str, value: object, conf: Any
) -> None:
    assert getattr(settings(environment(**{name.upper(): text})), name) == value
    assert getattr(settings(conf(f"{name} = {toml}")), name) == value
    if name not in ("ice_servers", "loopback"):
        assert getattr(settings(flags(**{name: text})), name) == value


@pytest.mark.parametrize("word", ["1", "true", "YES", "on", "0", "False", "no", "OFF"])
def test_a_switch_in_the_environment_has_many_words(word: str) -> None:
    on = word.lower() in ("1", "true", "yes", "on")
    assert settings(environment(LOOPBACK=word)).loopback is on


def test_lists_are_repeated_flags() -> None:
    found = settings(flags(ice_servers=["stun:a", "stun:b"], loopback=True))
    assert found.ice_servers == (STUN_A, STUN_B)
    for said in (["http://a", "http://b"], ["http://a,http://b"]):
        assert settings(flags(cors_origins=said)).cors_origins == ("http://a", "http://b")
    assert found.loopback


@pytest.mark.parametrize(
    "text",
    [
        '[{urls = ["turn:t"], username = "u", credential = "c"}]',
        '[{"urls": ["turn:t"], "username": "u", "credential": "c"}]',
        ' [{"urls":["turn:t"],"username":"u","credential":"c"}]',
    ],
)
def test_ice_servers_in_the_environment_may_be_a_toml_or_json_array(text: str) -> None:
    assert settings(environment(ICE_SERVERS=text)).ice_servers == (TURN,)


def test_an_array_in_the_environment_may_mix_urls_and_tables() -> None:
    text = '["stun:a", {urls = ["turn:t"], username = "u", credential = "c"}]'
    assert settings(environment(ICE_SERVERS=text)).ice_servers == (STUN_A, TURN)


@pytest.mark.parametrize("text", ["[", "[x]", "[1", '["a"] x', "[" * 100_000, "[\udcff]"])
def test_an_array_in_the_environment_that_is_none_is_told(text: str) -> None:
    assert mistakes(environment(ICE_SERVERS=text)) == [
        "environment:SDPSIG_ICE_SERVERS: must be an array"
    ]


def test_the_last_source_wins_and_replaces_whole_lists(conf: Any) -> None:
    file = conf('host = "a"\nport = 1\nidle_timeout = 1\n[[ice_servers]]\nurls = ["stun:a"]')
    found = settings(file, environment(PORT="2", IDLE_TIMEOUT="2"), flags(idle_timeout="3"))
    assert found == ServeSettings(host="a", port=2, idle_timeout=3, ice_servers=(STUN_A,))
    assert settings(file, flags(ice_servers=["stun:b"])).ice_servers == (STUN_B,)


def test_nothing_said_is_the_defaults(conf: Any) -> None:
    assert settings() == settings(conf(""), environment(), flags()) == ServeSettings()


# --- Mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = '80'", "c.toml:port: must be an integer, not a string"),
        ("port = true", "c.toml:port: must be an integer, not true or false"),
        ("port = 80.0", "c.toml:port: must be an integer, not a number with a fraction"),
        ("port = 65536", "c.toml:port: must be 0 to 65535"),
        ("host = 2026-01-01", "c.toml:host: must be a string, not something else"),
        ("idle_timeout = inf", "c.toml:idle_timeout: must be a finite number"),
        ("idle_timeout = -1", "c.toml:idle_timeout: must be 0 to 31536000 seconds"),
        ("loopback = 1", "c.toml:loopback: must be true or false, not an integer"),
        ("ice_servers = 'stun:a'", "c.toml:ice_servers: must be an array, not a string"),
        ("cors_origins = 'http://a'", "c.toml:cors_origins: must be an array, not a string"),
        ("cors_origins = [5]", "c.toml:cors_origins[0]: must be a string, not an integer"),
        ("ice_servers = {}", "c.toml:ice_servers: must be an array, not a table"),
        ("ice_servers = ['x']", "c.toml:ice_servers[0]: must be a table, not a string"),
        ("ice_servers = [5]", "c.toml:ice_servers[0]: must be a table, not an integer"),
        ("[[ice_servers]]", "c.toml:ice_servers[0].urls: is required"),
        (
            "[[ice_servers]]\nurls = 'stun:a'",
            "c.toml:ice_servers[0].urls: must be an array, not a string",
        ),
        (
            "[[ice_servers]]\nurls = [5]",
            "c.toml:ice_servers[0].urls[0]: must be a string, not an integer",
        ),
        (
            "[[ice_servers]]\nurls = ['turn:a']",
            "c.toml:ice_servers[0]: has a turn: URL and so needs username and credential, or a secret",
        ),
        (
            "[[ice_servers]]\nurls = ['stun:a']\nusrname = 'u'",
            "c.toml:ice_servers[0].usrname: is not known; did you mean username?",
        ),
        ("prot = 80", "c.toml:prot: is not known; did you mean port?"),
        ("ice-servers = []", "c.toml:ice-servers: is not known; did you mean ice_servers?"),
        ("'a/b~c' = 1", "c.toml:a/b~c: is not known"),
        ("[serve]\nport = 80", "c.toml:serve: is not known"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_key(text: str, told: str, conf: Any) -> None:
    assert mistakes(conf(text)) == [told]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("PORT", "80a", "must be an integer"),
        ("PORT", "", "must be an integer"),
        ("PORT", "\uff18\uff10", "must be an integer"),
        ("PORT", "1_000", "must be an integer"),
        ("PORT", "9" * 5000, "must be an integer"),
        ("PORT", "9" * 20, "must be 0 to 65535"),
        ("IDLE_TIMEOUT", "30s", "must be a number"),
        ("IDLE_TIMEOUT", "inf", "must be a number"),
        ("LOOPBACK", "maybe", "must be true or false"),
        ("LOG_LEVEL", "loud", 'must be one of "debug", "info", "warning", "error"'),
        ("HOST", "a b", "must be a host name or an IP address, without port and brackets"),
        ("PROT", "80", "is not known; did you mean SDPSIG_PORT?"),
        ("port", "80", "is not known; did you mean SDPSIG_PORT?"),
        ("CONFIG", "x", "is not known; did you mean SDPSIG_CONF?"),
        ("ZZZZZZZZZZZZ", "x", "is not known"),
    ],
)
def test_a_mistake_in_the_environment_is_told_with_its_name(
    name: str, text: str, told: str
) -> None:
    assert mistakes(environment(**{name: text})) == [f"environment:SDPSIG_{name}: {told}"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"port": "x"}, "--port: must be an integer"),
        ({"answer_timeout": "-1"}, "--answer-timeout: must be 0 to 31536000 seconds"),
        (
            {"ice_servers": ["stun:a", "b"]},
            "--ice-server[1].urls: must be stun:, stuns:, turn: or turns: URLs, such as stun:example.org:3478",
        ),
    ],
)
def test_a_mistake_in_a_flag_is_told_with_the_flag(said: dict[str, Any], told: str) -> None:
    assert mistakes(flags(**said)) == [told]


def test_unknown_flags_are_told_with_the_nearest_ones() -> None:
    assert mistakes(flags("--prot", "--cnf", "port", "--ice_servers", "x", port="y")) == [
        "--port: must be an integer",
        "--prot: is not known; did you mean --port?",
        "--cnf: is not known; did you mean --conf?",
        "port: is not known; did you mean --port?",
        "--ice_servers: is not known; did you mean --ice-server?",
        "x: is not known",
    ]


def test_other_variables_are_none_of_our_business() -> None:
    source = from_environment(
        ServeSettings, {"PORT": "x", "SDPSIG_CONF": "x", "SDPSIG_REQUIRE_ALL": "1", "SDPSIGN": "x"}
    )
    assert settings(source) == ServeSettings()


def test_the_mistakes_of_all_places_are_told_together(conf: Any) -> None:
    file = conf("port = 'x'\nhots = 'x'")
    with pytest.raises(SettingsError) as caught:
        merge(ServeSettings, [file, environment(PORT="y"), flags(port="z")], ["first"])
    assert caught.value.mistakes == (
        "first",
        "c.toml:port: must be an integer, not a string",
        "c.toml:hots: is not known; did you mean host?",
        "environment:SDPSIG_PORT: must be an integer",
        "--port: must be an integer",
    )


def test_many_mistakes_are_all_told(conf: Any) -> None:
    assert len(mistakes(conf("".join(f"unknown_{n} = 1\n" for n in range(200))))) == 200


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = 1\nport 80\n", ", line 2: is not TOML: Expected '=' after a key in a key/value pair"),
        ("port = 1\nport = 2\n", ", line 2: is not TOML: Cannot overwrite a value"),
        ("a = [", ": is not TOML: "),
        (b"a = '\xff'", ": is not UTF-8 at byte 5"),
        ("a = " + "9" * 5000, ": is not TOML that can be read"),
        ("a = " + "[" * 100_000, ": is not TOML that can be read"),
    ],
)
def test_a_file_that_is_not_toml_is_told_with_the_line(
    text: str | bytes, told: str, conf: Any
) -> None:
    with pytest.raises(SettingsError) as caught:
        conf(text)
    (mistake,) = caught.value.mistakes
    assert mistake.startswith(f"c.toml{told}")


def test_a_file_that_cannot_be_read_is_told_with_the_reason(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "no.toml", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(SettingsError) as caught:
            from_file(str(path))
        assert str(caught.value).startswith(f"{path}: cannot be read: {reason}")


def test_a_value_is_never_repeated(conf: Any) -> None:
    text = '[{urls = ["turn:hunter2"], username = 5, credential = "hunter2"'
    for source in (
        environment(ICE_SERVERS=text + "}]"),
        environment(ICE_SERVERS=text),
        environment(HOST="hunter2 "[::-1] + " hunter2", ICE_SERVERS="hunter2"),
        conf('log_level = "hunter2"\nport = "hunter2"'),
    ):
        assert "hunter2" not in "".join(mistakes(source))


toml_values: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from([field.name for field in attrs.fields(ServeSettings)]) | st.text()


@given(st.dictionaries(names, toml_values, max_size=4))
def test_no_document_raises_anything_else(document: dict[str, Any]) -> None:
    source = Source(document, "c.toml:", str)
    try:
        settings(source)
    except SettingsError as error:
        told = error.mistakes
    else:
        return
    assert all(line.startswith("c.toml:") and line.isprintable() for line in told)


@given(st.dictionaries(names.map(str.upper), st.text(), max_size=4))
def test_no_environment_raises_anything_else(variables: dict[str, str]) -> None:
    try:
        found = settings(environment(**variables))
    except SettingsError as error:
        assert all(line.startswith("environment:SDPSIG_") for line in error.mistakes)  # noqa: PT017
    else:
        assert isinstance(found, ServeSettings)


def test_dates_in_toml_are_no_strings() -> None:
    source = Source({"host": dt.date(2026, 1, 1)}, "c.toml:", str)
    assert mistakes(source) == ["c.toml:host: must be a string, not something else"]
