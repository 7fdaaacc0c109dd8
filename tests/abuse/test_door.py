"""The door that the other tests here knock at: every request has its good answer."""

import asyncio

import pytest

from tests._loop import in_virtual_time
from tests.abuse._door import ASKED, Door

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time


@pytest.mark.parametrize("name", ASKED)
async def test_every_request_has_its_good_answer(name: str) -> None:
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    call = door.asked(name, session_id)
    await door.app(call.scope, call.receive, call.send)
    assert call.sent[0]["status"] == ASKED[name].status
    await asyncio.sleep(60)
    await door.check_clean()
    assert door.left() == []
