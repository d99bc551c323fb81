"""A real fynq, started by its own command in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from fynq.operations.data_folder import holder_of

FYNQ = [sys.executable, "-m", "fynq.cli"]


@dataclass
class Instance:
    data: Path
    url: str = ""

    def up(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*FYNQ, "up", "--detach", "--json", "--data-dir", str(self.data), *arguments],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if check:
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
            self.url = json.loads(done.stdout.strip().splitlines()[-1])["url"]
        return done

    def down(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*FYNQ, "down", "--data-dir", str(self.data)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def processes(self) -> list[psutil.Process]:
        """Every process of this instance that runs now: the one that holds the data folder's
        lock, and those with the instance's marker in their environment."""
        marker = (self.data / "instance").read_text().strip()
        holder = holder_of(self.data)
        found = [psutil.Process(holder)] if holder else []
        for process in psutil.process_iter():
            try:
                if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                    continue
                if process.environ().get("FYNQ_INSTANCE") == marker:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def titled(self, title: str) -> list[psutil.Process]:
        found = []
        for process in self.processes():
            try:
                if title in " ".join(process.cmdline()):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def demo(self) -> User:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            demo = client.get("/v1/demo").json()
            return self.log_in(demo["username"], demo["password"], demo["school"])

    def log_in(self, username: str, password: str, school: str) -> User:
        body = {"username": username, "password": password, "school": school}
        reply = httpx.post(f"{self.url}/v1/auth/login", json=body, timeout=30)
        assert reply.status_code == 200, reply.text
        return User(self.url, reply.json()["access_token"])

    def found_school(self, slug: str) -> User:
        body = {
            "new_school": {"name": f"School {slug}", "slug": slug},
            "email": f"owner@{slug}.example",
            "password": f"a long password of {slug}",
            "display_name": "Owner",
        }
        reply = httpx.post(f"{self.url}/v1/auth/register", json=body, timeout=30)
        assert reply.status_code == 201, reply.text
        return User(self.url, reply.json()["access_token"])


@dataclass
class User:
    url: str
    token: str

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=self.headers, timeout=60, **options)

    def async_client(self, **options: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers=self.headers, timeout=60, **options)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def ask(self, question: str) -> dict[str, Any]:
        with self.client() as client:
            reply = client.post("/v1/doubts", json={"question": question})
            assert reply.status_code == 201, reply.text
            found: dict[str, Any] = reply.json()
            return found
