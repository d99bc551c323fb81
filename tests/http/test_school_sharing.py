from __future__ import annotations

import pytest

from fynq.domain.principal import Role

PATH = "/v1/school/sharing"


async def test_an_admin_decides_what_is_shared(house, client):
    admin = house.person(house.demo, Role.ADMIN)[1]
    closed = {"calibrations": False, "laid_open": 0, "imported": 0}
    assert (await client.get(PATH, headers=admin)).json() == closed
    opened = await client.patch(PATH, headers=admin, json={"calibrations": True})
    assert opened.json() == {**closed, "calibrations": True}
    other = house.person(house.school("other"), Role.OWNER)[1]
    assert (await client.get(PATH, headers=other)).json() == closed
    for role in (Role.STUDENT, Role.TEACHER):
        headers = house.person(house.demo, role)[1]
        assert (await client.get(PATH, headers=headers)).status_code == 403


@pytest.mark.parametrize("body", [{}, {"calibrations": None}, {"calibrations": 1}])
async def test_it_takes_a_word(house, client, body):
    owner = house.person(house.demo, Role.OWNER)[1]
    reply = await client.patch(PATH, headers=owner, json=body)
    assert (reply.status_code, reply.json()["field"]) == (422, "calibrations")
