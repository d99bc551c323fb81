"""The API's description is complete, and true."""

from __future__ import annotations

import json

import jsonschema
import pytest

from fynq.http.openai.errors import speaks_openai
from tests.http.house import House

DOCUMENT = json.loads(House().app.state.openapi)
OPERATIONS = [
    (path, method, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
]
EXPECTED = {
    "post /v1/auth/login",
    "post /v1/auth/register",
    "post /v1/auth/refresh",
    "post /v1/auth/logout",
    "get /v1/demo",
    "post /v1/doubts",
    "get /v1/doubts",
    "get /v1/doubts/{doubt_id}",
    "delete /v1/doubts/{doubt_id}",
    "post /v1/doubts/{doubt_id}/follow-ups",
    "post /v1/feedback",
    "post /v1/doubts/{doubt_id}/correction",
    "post /v1/doubts/{doubt_id}/recall",
    "get /v1/doubts/{doubt_id}/effects",
    "get /v1/effects",
    "get /v1/reviews",
    "get /v1/reviews/{review_id}",
    "post /v1/reviews/{review_id}/claim",
    "post /v1/reviews/{review_id}/release",
    "post /v1/reviews/{review_id}/correction",
    "post /v1/reviews/{review_id}/recall",
    "post /v1/reviews/{review_id}/resolve",
    "get /v1/students/me",
    "patch /v1/students/me",
    "get /v1/students/me/progress",
    "get /v1/students/me/progress/history",
    "get /v1/students/{student_id}/progress",
    "get /v1/students/{student_id}/progress/history",
    "get /v1/classes",
    "post /v1/classes",
    "get /v1/classes/{class_id}",
    "patch /v1/classes/{class_id}",
    "delete /v1/classes/{class_id}",
    "post /v1/classes/{class_id}/members",
    "delete /v1/classes/{class_id}/members/{user_id}",
    "post /v1/classes/join",
    "get /v1/classes/{class_id}/overview",
    "get /v1/school/analytics",
    "get /v1/school/sharing",
    "patch /v1/school/sharing",
    "get /v1/students/me/beliefs",
    "get /v1/students/me/beliefs/export",
    "get /v1/students/me/beliefs/{belief}",
    "post /v1/students/me/beliefs/{belief}/corrections",
    "delete /v1/students/me/beliefs/{belief}/corrections/{correction_id}",
    "get /v1/students/{student_id}/beliefs",
    "get /v1/students/{student_id}/beliefs/{belief}",
    "post /v1/students/{student_id}/beliefs/{belief}/corrections",
    "delete /v1/students/{student_id}/beliefs/{belief}/corrections/{correction_id}",
    "get /v1/documents/{document_id}",
    "get /v1/knowledge/collections",
    "post /v1/knowledge/collections",
    "get /v1/knowledge/collections/{name}",
    "patch /v1/knowledge/collections/{name}",
    "delete /v1/knowledge/collections/{name}",
    "get /v1/knowledge/collections/{name}/documents",
    "post /v1/knowledge/collections/{name}/documents",
    "get /v1/knowledge/documents/{document_id}",
    "delete /v1/knowledge/documents/{document_id}",
    "get /v1/knowledge/deletions/{deletion_id}",
    "get /v1/knowledge/uploads",
    "get /v1/knowledge/uploads/{upload_id}",
    "post /v1/knowledge/search",
    "get /v1/practice/next",
    "get /v1/practice/attempts",
    "get /v1/practice/attempts/{attempt_id}",
    "post /v1/practice/attempts/{attempt_id}/answer",
    "post /v1/practice/attempts/{attempt_id}/hint",
    "post /v1/practice/attempts/{attempt_id}/solution",
    "post /v1/practice/attempts/{attempt_id}/skip",
    "get /v1/practice/placement",
    "post /v1/practice/placement/skip",
    "get /v1/practice/items",
    "post /v1/practice/items",
    "post /v1/practice/items/import",
    "get /v1/practice/items/{slug}",
    "put /v1/practice/items/{slug}",
    "delete /v1/practice/items/{slug}",
    "get /v1/practice/outcomes",
    "get /v1/skills",
    "get /v1/users",
    "post /v1/users",
    "get /v1/school/policy",
    "patch /v1/school/policy",
    "get /v1/usage",
    "post /v1/keys",
    "get /v1/keys",
    "delete /v1/keys/{key_id}",
    "post /v1/chat/completions",
    "post /v1/embeddings",
    "get /v1/models",
    "get /v1/models/{model}",
    "get /v1/health/live",
    "get /v1/health/ready",
}


def test_every_operation_is_there():
    assert {f"{method} {path}" for path, method, _ in OPERATIONS} == EXPECTED


@pytest.mark.parametrize(
    ("path", "method", "operation"),
    OPERATIONS,
    ids=[f"{method} {path}" for path, method, _ in OPERATIONS],
)
def test_every_operation_is_documented(path, method, operation):
    assert operation["summary"] and operation["description"] and operation["tags"]
    for status, reply in operation["responses"].items():
        assert reply["description"], status
        if int(status) >= 400 and path != "/v1/health/ready":
            form = ("application/problem+json", "Problem")
            if speaks_openai(path):
                form = ("application/json", "OpenAIError")
            schema = reply["content"][form[0]]["schema"]
            assert schema == {"$ref": f"#/components/schemas/{form[1]}"}
    open_to_all = path.startswith(("/v1/auth", "/v1/health", "/v1/demo"))
    assert ("security" in operation) is not open_to_all
    assert open_to_all or {"401", "403"} <= set(operation["responses"])
    if method == "post":
        assert any(each["name"] == "Idempotency-Key" for each in operation["parameters"])
        assert {"408", "409", "413", "415"} <= set(operation["responses"])


def test_every_reference_leads_somewhere():
    text = json.dumps(DOCUMENT)
    for piece in text.split('"#/components/schemas/')[1:]:
        assert piece.partition('"')[0] in DOCUMENT["components"]["schemas"]


def test_the_page_can_log_in():
    scheme = DOCUMENT["components"]["securitySchemes"]["password"]
    assert scheme["flows"]["password"]["tokenUrl"] == "/v1/auth/login"


async def test_replies_have_the_shapes_that_are_described(house, client, student):
    document = house.document(house.demo)
    doubt = await client.post("/v1/doubts", json={"question": "x"}, headers=student)
    for path, template in (
        ("/v1/doubts", "/v1/doubts"),
        (f"/v1/doubts/{doubt.json()['id']}", "/v1/doubts/{doubt_id}"),
        ("/v1/students/me", "/v1/students/me"),
        ("/v1/students/me/progress", "/v1/students/me/progress"),
        (f"/v1/documents/{document.id}", "/v1/documents/{document_id}"),
        ("/v1/skills", "/v1/skills"),
        ("/v1/demo", "/v1/demo"),
        ("/v1/health/ready", "/v1/health/ready"),
    ):
        reply = await client.get(path, headers=student)
        assert reply.status_code == 200, path
        schema = DOCUMENT["paths"][template]["get"]["responses"]["200"]["content"]
        jsonschema.validate(
            reply.json(),
            schema["application/json"]["schema"] | {"components": DOCUMENT["components"]},
        )


async def test_docs_load_nothing_from_elsewhere(client):
    page = await client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "http://" not in page.text and "https://" not in page.text
    for part in ("/docs/docs.js", "/docs/docs.css", "/openapi.json"):
        reply = await client.get(part)
        assert reply.status_code == 200
        assert part == "/openapi.json" or "://" not in reply.text
    assert (await client.get("/openapi.json")).json() == DOCUMENT
