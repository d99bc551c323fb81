"""What the stand-in tells a student of themselves."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from tests.web import lessons


def add_own_record(app: FastAPI, state: Any) -> None:
    """The routes below /v1/students/me. state: a StandIn."""

    @app.get("/v1/students/me")
    def me() -> Response:
        return JSONResponse(state.profile)

    @app.patch("/v1/students/me")
    async def change(request: Request) -> Response:
        state.profile.update(await request.json())
        return JSONResponse(state.profile)

    @app.get("/v1/students/me/progress/history")
    def history() -> Response:
        return JSONResponse(lessons.history())

    @app.get("/v1/students/me/beliefs")
    def beliefs() -> Response:
        return JSONResponse(lessons.beliefs())

    @app.get("/v1/students/me/progress")
    def progress() -> Response:
        skills = [
            {"skill": "linear-equations", "ability": 1.4, "variance": 0.3, "attempts": 9},
            {"skill": "fractions", "ability": 0.1, "variance": 0.5, "attempts": 4},
            {"skill": "density", "ability": -0.9, "variance": 0.9, "attempts": 1},
        ]
        return JSONResponse(
            {"asked": len(state.doubts), "answered": 2, "verified": 1, "skills": skills}
        )
