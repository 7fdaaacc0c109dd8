"""The messages of the JSON API as schemas: their classes say the shape, ``facts`` the bounds."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..._converter import Issue, Schema, taken, unstructure, written
from ...errors import MAX_DETAIL
from ...limits import Limits
from ...wire import (
    CandidatesResponse,
    ErrorResponse,
    IceCandidate,
    IceCandidateRequest,
    SdpAnswerRequest,
    SdpAnswerResponse,
    SdpOfferRequest,
    SdpSessionDescription,
    ServerOffer,
)
from .._json_requests import ANSWERS, OFFERED, SESSION_ID
from ._examples import EXAMPLES

if TYPE_CHECKING:
    from ..json_api import JsonApi

__all__ = ["Schemas", "ref"]

ID: Schema = {"pattern": f"^{SESSION_ID.pattern}$"}
"""What the id of a session looks like."""
SHAPES: Mapping[type, Schema] = {
    IceCandidate: {
        "anyOf": [
            {"required": ["sdpMid"], "properties": {"sdpMid": {"type": "string"}}},
            {"required": ["sdpMLineIndex"], "properties": {"sdpMLineIndex": {"type": "integer"}}},
            {"properties": {"candidate": {"enum": ["", None]}}},
        ]
    },
    IceCandidateRequest: {
        "anyOf": [
            {"required": ["candidate"]},
            {"required": ["candidates"], "properties": {"candidates": {"type": "array"}}},
        ]
    },
}
"""Rules between the members of a message."""
SCALARS = ("null", "boolean", "number", "string")


def ref(place: str, name: str) -> Schema:
    """A reference to one of the components."""
    return {"$ref": f"#/components/{place}/{name}"}


class Schemas:
    """The schemas of messages, each under the name of its class.

    A class that goes both ways, and is written more narrowly than it is taken, has two.
    """

    def __init__(self, api: "JsonApi") -> None:
        self._facts = facts(api)
        self.components: dict[str, Schema] = metadata(api.limits)

    def taken(self, cls: type) -> Schema:
        """What a client may send."""
        return self._refer(taken, cls)

    def written(self, cls: type) -> Schema:
        """What a client gets."""
        return self._refer(written, cls)

    def _refer(self, side: Callable[..., Schema], cls: Any) -> Schema:
        schema = side(cls, partial(self._refer, side))
        for (of, member), fact in self._facts.items():
            if of is cls:
                schema["properties"][member] |= fact
        if "session_id" in schema["properties"]:
            schema["properties"]["session_id"] |= ID
        described = {"description": cls.__doc__, **schema, **SHAPES.get(cls, {})}
        if cls in EXAMPLES:
            described["examples"] = [unstructure(EXAMPLES[cls])]
        name: str = cls.__name__
        if self.components.setdefault(name, described) != described:
            name = f"Server{name}"
            self.components[name] = described
        return ref("schemas", name)


def facts(api: "JsonApi") -> Mapping[tuple[type, str], Schema]:
    """What a class does not say of its members, by class and name on the wire."""
    limits = api.limits
    chosen: Schema = {"type": "null"} if api.custom_session_ids == "off" else {}
    return {
        (SdpOfferRequest, "sdp"): _of_type(OFFERED),
        (SdpOfferRequest, "session_id"): chosen,
        (SdpOfferRequest, "metadata"): ref("schemas", "Metadata"),
        (SdpAnswerRequest, "sdp"): _of_type(*ANSWERS),
        (SdpAnswerResponse, "sdp"): _of_type("answer"),
        (SdpAnswerResponse, "metadata"): ref("schemas", "Metadata"),
        (ServerOffer, "sdp"): _of_type("offer"),
        (SdpSessionDescription, "sdp"): {
            "format": "sdp",
            "contentMediaType": "application/sdp",
            "minLength": 1,
            "maxLength": limits.sdp_bytes,
        },
        (IceCandidateRequest, "candidates"): {"maxItems": limits.json_items},
        (IceCandidate, "candidate"): {
            "format": "ice-candidate",
            "maxLength": limits.candidate_bytes,
        },
        (CandidatesResponse, "next"): {"minimum": 0},
        (ErrorResponse, "error"): {"maxLength": MAX_DETAIL},
        (ErrorResponse, "code"): {"minimum": 400, "maximum": 599},
        (ErrorResponse, "line"): {"minimum": 1},
        (ErrorResponse, "issues"): {"minItems": 1, "maxItems": limits.json_issues},
        (Issue, "pointer"): {"maxLength": MAX_DETAIL},
        (Issue, "detail"): {"maxLength": MAX_DETAIL},
    }


def _of_type(*types: str) -> Schema:
    return {"properties": {"type": {"enum": list(types)}}}


def metadata(limits: Limits) -> dict[str, Schema]:
    """Any JSON of bounded depth: a schema for each level, the last without containers."""
    names = ["Metadata", *(f"Metadata{level}" for level in range(2, limits.metadata_depth + 2))]
    levels: dict[str, Schema] = {
        name: {
            "type": [*SCALARS, "array", "object"],
            "items": ref("schemas", below),
            "additionalProperties": ref("schemas", below),
            "maxProperties": limits.metadata_keys,
            "propertyNames": {"maxLength": limits.metadata_key_bytes},
        }
        for name, below in pairwise(names)
    }
    levels[names[-1]] = {"type": list(SCALARS)}
    described = f"Whatever the application needs: {limits.metadata_bytes} bytes of compact JSON."
    levels["Metadata"]["description"] = described
    return levels
