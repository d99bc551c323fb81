"""Skill graphs out of files, and the command that imports them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from fynq.cli import app
from fynq.domain.errors import InvalidInput
from fynq.domain.knowledge import Skill
from fynq.domain.skill_graph import EdgeSource
from fynq.operations.skill_files import from_csv, from_oatutor, read_skills, skill_slug
from fynq.storage.stores import Stores
from tests.schools import Enrolled

CSV = """Skill,name,subject,prerequisites,level,description
linear,Linear equations,mathematics,fractions ~ signs,8,"One unknown, no powers"
fractions,,Mathematics,,5,
signs,Signs,,,,
linear,,,,,
"""


def test_csv():
    read = from_csv(CSV, "graph.csv")
    assert read.source is EdgeSource.STATED
    assert {skill.slug: skill for skill in read.skills} == {
        "fractions": Skill("fractions", "Fractions", "mathematics", 5),
        "signs": Skill("signs", "Signs", "mathematics", 0),
        "linear": Skill(
            "linear",
            "Linear equations",
            "mathematics",
            8,
            ("fractions", "signs"),
            "One unknown, no powers",
        ),
    }
    assert [skill.slug for skill in read.skills][-1] == "linear", "after what it needs"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: the column skill"),
        ("skill,name,subject\n", "line 1: the column prerequisites"),
        ("skill,name,subject,prerequisites\n", "there is no skill"),
        ("skill,name,subject,prerequisites\na,A,m,\nB C,,,\n", "line 3: skill is no slug"),
        ("skill,name,subject,prerequisites\na,A,m,b c\n", "line 2: prerequisites"),
        ("skill,name,subject,prerequisites\na,A,9,\n", "line 2: subject"),
        ("skill,name,subject,prerequisites,level\na,A,m,,x\n", "line 2: level"),
        ("skill,name,subject,prerequisites\na," + "A" * 201 + ",m,\n", "line 2: name"),
        ('skill,name,subject,prerequisites\na,"A,m,\n', "line"),
    ],
)
def test_faults_of_a_csv_name_the_line(text: str, told: str):
    with pytest.raises(InvalidInput) as caught:
        from_csv(text, "x.csv")
    assert told in caught.value.detail


def problem(course: str, lesson: str, *skills: str) -> str:
    steps = [{"skills": [skill]} for skill in skills]
    return json.dumps({"course": course, "lesson": lesson, "steps": steps})


def test_the_order_of_lessons_gives_candidates():
    rows = [
        problem("Algebra", "1.10 Ten", "ten"),
        problem("Algebra", "1.2 Two", "two", "one"),
        problem("Algebra", "1.1 One", "one"),
        problem("Algebra", "Review", "two", "last"),
        problem("College Physics", "1 Back", "ten"),
        problem("College Physics", "2 Forth", "two", "force", ""),
    ]
    read = from_oatutor("\n".join(rows), "p.jsonl")
    graph = {skill.slug: skill.prerequisites for skill in read.skills}
    assert graph == {
        "one": (),
        "two": ("one",),
        "ten": ("two",),
        "last": ("ten",),
        "force": ("ten",),
    }
    assert (read.source, read.left_out) == (EdgeSource.COURSE_ORDER, 1)
    assert {s.slug: s.subject for s in read.skills}["force"] == "physics"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "there is no skill"),
        ("{}\n", "line 1: course, lesson or steps"),
        ("[]\n", "line 1: this is not an object"),
        ('\n{"course"', "line 2: this is not JSON"),
    ],
)
def test_faults_of_problems_name_the_line(text: str, told: str):
    with pytest.raises(InvalidInput) as caught:
        from_oatutor(text, "p.jsonl")
    assert told in caught.value.detail


def test_slugs_of_names():
    assert skill_slug("add_or_subtract_decimals.") == "add_or_subtract_decimals."
    assert skill_slug("factor x**2+bx+c") == "factor_x_2_bx_c"
    assert skill_slug("Kepler’s laws") == "keplers_laws"
    assert skill_slug("k)") == "k"
    assert skill_slug("—") == ""


@given(st.text(max_size=300))
def test_every_slug_is_one_and_stays_one(name: str):
    import re

    slug = skill_slug(name)
    assert slug == "" or re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,79}", slug)
    assert skill_slug(slug) == slug


def test_files_that_are_no_text(tmp_path: Path):
    with pytest.raises(InvalidInput):
        read_skills(tmp_path / "nowhere.csv")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput):
        read_skills(tmp_path / "b.csv")


async def test_the_command(
    stores: Stores,
    school: Enrolled,
    admin_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FYNQ_DATABASE_URL", admin_url)
    (tmp_path / "g.csv").write_text(CSV)
    cyclic = "skill,name,subject,prerequisites\nsigns,,,linear\n"
    (tmp_path / "c.csv").write_text(cyclic)
    rows = [problem("A", "1 x", "fractions"), problem("A", "2 y", "new", "signs")]
    (tmp_path / "o.jsonl").write_text("\n".join(rows))

    async def run(name: str, *arguments: str) -> Result:
        given_ = ["skills", "import", str(tmp_path / name), "--school", school.school.slug]
        given_ += ["--data-dir", str(tmp_path / "none"), *arguments]
        return await asyncio.to_thread(CliRunner().invoke, app, given_)

    told = await run("g.csv", "--dry-run")
    assert told.stdout == "3 skills, 2 edges (nothing changed)\n"
    assert await stores.library.skills(school.tenant) == []
    told = await run("g.csv", "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["added"] == 3
    told = await run("c.csv")
    assert told.exit_code == 1
    assert "signs: This closes a cycle of 2 skills" in told.stderr
    told = await run("o.jsonl")
    assert told.stdout == "3 skills, 2 edges; 1 skills are new\n"
    entry = await stores.skills.skill(school.tenant, "signs")
    assert entry is not None and entry.skill.name == "Signs"
    assert entry.skill.prerequisites == ("fractions",)
    assert (await run("c.csv", "--school", "nowhere")).exit_code == 1
    (tmp_path / "bad.csv").write_text("skill\n")
    assert (await run("bad.csv")).exit_code == 2
