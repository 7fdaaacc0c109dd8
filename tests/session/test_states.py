import pytest

from sdpsig.session import ConnectionState, DtlsState, EndReason, IceState

W3C = {
    ConnectionState: "new connecting connected disconnected failed closed",
    IceState: "new checking connected completed disconnected failed closed",
    DtlsState: "new connecting connected closed failed",
}


@pytest.mark.parametrize("kind", W3C)
def test_states_are_spelt_as_browsers_spell_them(kind: type[ConnectionState]) -> None:
    told = {state.value for state in kind}
    assert told - {"negotiating"} == set(W3C[kind].split())


def test_only_the_phase_before_the_answer_has_a_name_of_its_own() -> None:
    assert ConnectionState.NEGOTIATING.value == "negotiating"


def test_reasons_are_words_for_logs() -> None:
    for reason in EndReason:
        assert reason.replace("-", "").isalpha()
        assert reason == reason.lower()
