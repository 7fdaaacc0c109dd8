"""Everything that can happen to a pair, to a stated depth, and how it ends when it is left alone."""

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from sdpsig.jsep import WEBRTC, Capabilities, NegotiationConfig, SignalingState
from sdpsig.session import SessionConfig
from sdpsig.testing import Act, Move, Pair

__all__ = ["CONFIG", "Course", "converged", "courses", "left_alone"]

CONFIG = SessionConfig(
    negotiation=NegotiationConfig(
        capabilities=Capabilities(audio=WEBRTC.audio[:1], video=WEBRTC.video[:1], data=WEBRTC.data)
    )
)
"""One codec of each medium: nothing here depends on how many there are."""


@frozen
class Course:
    """What has happened, and where it led."""

    moves: tuple[Move, ...]
    pair: Pair

    def __str__(self) -> str:
        return " ".join(map(str, self.moves))


def courses(start: Pair, depth: int, acts: Iterable[Act]) -> Iterator[Course]:
    """Every course of up to so many moves, the shortest first; one for each place that it leads to.

    A course that goes on is not followed from a place that another has led to before.
    """
    moves = tuple(Move.all(*acts))
    known = set[object]()
    level = [Course((), start)]
    for _ in range(depth + 1):
        yield from level
        found = (course for before in level for course in _next(before, moves))
        level = [course for course in found if _is_new(_place(course.pair), known)]


def _is_new(place: object, known: set[object]) -> bool:
    before = len(known)
    known.add(place)
    return len(known) > before


def _next(before: Course, moves: Iterable[Move]) -> Iterator[Course]:
    for move in moves:
        if move.possible(before.pair):
            after = before.pair.copy()
            move.play(after)
            yield Course((*before.moves, move), after)


def _place(pair: Pair) -> object:
    """All that matters for what can happen next."""
    letters = (evolve(letter, number=0) for name in "ab" for letter in pair.letters_of(name))
    states = (evolve(peer.state, revision=0) for peer in (pair.a, pair.b))
    return tuple(states), tuple(letters)


def left_alone(pair: Pair) -> Pair:
    """The pair when every letter has arrived and both have said what they want."""
    pair = pair.copy()
    for peer in (pair.a, pair.b):
        peer.answer_after, peer.negotiates = 0.0, True
        if peer.signaling_state is SignalingState.HAVE_REMOTE_OFFER:
            peer.answer_at = pair.clock.now
        elif peer.state.needs:
            peer.offer_at = pair.clock.now
    pair.release()
    pair.run_until_idle()
    return pair


def converged(end: Pair) -> bool:
    """Whether both are stable, of one mind, alive, and without a wish that was not heard."""
    return end.agrees and all(
        peer.state.end is None and not peer.state.needs for peer in (end.a, end.b)
    )
