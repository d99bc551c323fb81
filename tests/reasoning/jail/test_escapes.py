"""One test per escape and bomb, against the language and, with the language off, the process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from fynq.domain.errors import RoomUnavailable
from fynq.reasoning.jail import seccomp
from fynq.reasoning.jail.jail import Jail, Ran
from fynq.reasoning.jail.walls import Limits

ESCAPES = {
    "network": "import socket\nanswer = socket.create_connection(('127.0.0.1', 22))",
    "socket": "import socket\nanswer = socket.socket().fileno()",
    "file read": "answer = open('/etc/passwd').read()",
    "own file read": "import os\nanswer = os.open('/proc/self/environ', 0)",
    "file write": "open('/tmp/left-behind', 'w').write('x')\nanswer = 1",
    "fork": "import os\nanswer = os.fork()",
    "exec": "import os\nos.execv('/bin/sh', ['sh', '-c', 'true'])\nanswer = 1",
    "subprocess": "import subprocess\nanswer = subprocess.run(['true']).returncode",
    "thread": "import _thread\nanswer = _thread.start_new_thread(print, ())",
    "kill": "import os\nos.kill(os.getppid(), 9)\nanswer = 1",
    "memory": "answer = len([0] * 10**10)",
    "memory in steps": "x = [0]\nwhile True:\n    x = x + x\n",
    "cpu": "while True:\n    pass\n",
    "output flood": "import os\nwhile True:\n    os.write(3, b'x' * 65536)\n",
    "import function": "answer = __import__('os').getpid()",
    "import library": "import importlib\nanswer = importlib.import_module('os').getpid()",
    "pickle": "import pickle\nanswer = pickle.loads(b\"cos\\nsystem\\n(S'true'\\ntR.\")",
    "ctypes": "import ctypes\nanswer = ctypes.CDLL(None).getppid()",
    "timer undone": "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nanswer = 1",
    "powers": "answer = len(str(9**9**9**9))",
    "powers of ten": "answer = 10**10**10 % 7",
    "factorial": "import math\nanswer = math.factorial(10**8) % 7",
    "long text": "answer = len('a' * 10**12)",
    "catastrophic pattern": "import re\nanswer = bool(re.match('(a+)+$', 'a' * 60 + 'b'))",
    "deep recursion": "def f(n):\n    return f(n + 1)\nanswer = f(0)",
    "deep nesting": "answer = " + "(" * 3000 + "1" + ")" * 3000,
    "nested lists": "answer = " + "[" * 150 + "]" * 150,
    "shift": "answer = 1 << 10**13",
    "endless iterator": "import itertools\nanswer = sum(itertools.count())",
    "long range": "answer = sum(range(10**13))",
    "binomial": "import math\nanswer = math.comb(10**9, 5 * 10**8) % 7",
    "rounding": "answer = round(1, -10**9)",
    "fraction of text": "from fractions import Fraction\nanswer = Fraction('1e999999999') > 1",
    "format width": "answer = len(f'{1:99999999999}')",
    "percent format": "answer = len('%99999999999d' % 1)",
}
WORDS = {
    "environment": "import os\nanswer = len(os.environ)",
    "subclasses": "answer = len(().__class__.__bases__[0].__subclasses__())",
    "builtins": "answer = str(__builtins__)",
    "getattr": "answer = getattr(1, 'real')",
    "generator frames": "answer = str((x for x in [1]).gi_frame)",
    "function globals": "def f():\n    return 1\nanswer = str(f.__globals__)",
    "attribute in f-string": "answer = f'{(1).__class__}'",
    "attribute in format": "answer = '{0.__class__}'.format(1)",
    "conversion in f-string": "answer = f'{1!r}'",
    "unicode identifier": "answer = ().__cl\u1d43ss__",
    "wide identifier": "\uff45\uff56\uff41\uff4c('1')\nanswer = 1",
    "decorator": "@print\ndef f():\n    return 1\nanswer = 1",
    "walrus": "answer = (x := 1)",
    "async": "async def f():\n    return 1\nanswer = 1",
    "yield": "def f():\n    yield 1\nanswer = 1",
    "class": "class A:\n    pass\nanswer = 1",
    "try": "try:\n    answer = 1\nexcept Exception:\n    answer = 2",
    "with": "with 1 as x:\n    answer = 1",
    "match": "match 1:\n    case int(real=x):\n        answer = x",
    "eval": "answer = eval('1')",
    "exec": "exec('answer = 1')",
    "import from": "from math import __loader__ as answer",
    "import inside a module": "from statistics import sys as s\nanswer = 1",
    "submodule": "import statistics\nanswer = str(statistics.sys)",
    "import all": "from math import *\nanswer = 1",
    "keywords unpacked": "answer = int(**{'x': 1})",
    "attribute set": "import math\nmath.pi = 3\nanswer = 1",
    "attribute added to": "import math\nmath.pi += 3\nanswer = 1",
    "bytes": "answer = b'x'",
    "bound method's self": "answer = str([].append.__self__)",
    "type": "answer = str(type(1))",
    "default argument": "def f(x=().__class__):\n    return 1\nanswer = 1",
    "lambda": "answer = (lambda: ().__class__)()",
    "comprehension": "answer = [x.__class__ for x in [1]][0]",
    "augmented item": "x = [1]\nx[().__class__] += 1\nanswer = 1",
    "guard's own name": "answer = tick",
}
LIMITS = Limits(seconds=1.5, cpu=2, memory_mb=256)


def left_behind() -> bool:
    return Path("/tmp/left-behind").exists()


@pytest.fixture
async def jail() -> AsyncIterator[Jail]:
    made = Jail(LIMITS)
    yield made
    await made.close()


async def longest_stall(work: asyncio.Task[Ran]) -> float:
    loop = asyncio.get_running_loop()
    worst, last = 0.0, loop.time()
    while not work.done():
        await asyncio.sleep(0.01)
        worst, last = max(worst, loop.time() - last), loop.time()
    return worst


@pytest.mark.parametrize("source", (ESCAPES | WORDS).values(), ids=(ESCAPES | WORDS).keys())
async def test_the_language_has_no_way_out(jail: Jail, source: str) -> None:
    work = asyncio.create_task(jail.run(source))
    assert await longest_stall(work) < LIMITS.seconds
    ran = work.result()
    assert ran.answer is None
    assert ran.why in ("refused", "raised", "exceeded", "time")
    assert (await jail.run("answer = 1 + 1")).answer == "2"


@pytest.mark.parametrize("source", ESCAPES.values(), ids=ESCAPES.keys())
async def test_the_process_has_no_way_out_without_the_language(jail: Jail, source: str) -> None:
    work = asyncio.create_task(jail._run(source, None, language=False))
    assert await longest_stall(work) < LIMITS.seconds
    assert work.result().answer is None
    assert work.result().why
    assert (await jail.run("answer = 1 + 1")).answer == "2"
    assert not left_behind()


@pytest.mark.parametrize("without", ["seccomp", "shut_in"])
@pytest.mark.parametrize("name", ["network", "file read", "file write", "fork", "thread", "exec"])
async def test_each_wall_stands_without_the_other(without: str, name: str) -> None:
    if without == "shut_in" and not seccomp.supported():
        return
    jail = Jail(LIMITS, without=(without,))
    try:
        assert (await jail._run(ESCAPES[name], None, language=False)).answer is None
        assert jail.standing.seccomp is (without != "seccomp" and seccomp.supported())
    finally:
        await jail.close()
    assert not left_behind()


async def test_a_program_sees_no_environment(jail: Jail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_HOUSE", "x")
    ran = await jail._run("import os\nanswer = str(len(os.environ))", None, language=False)
    assert ran.answer == "0"


async def test_a_program_finds_nothing_of_the_one_before(jail: Jail) -> None:
    await jail._run("import math\nmath.left = 1\nanswer = 1", None, language=False)
    ran = await jail._run("import math\nanswer = str(hasattr(math, 'left'))", None, language=False)
    assert ran.answer == "False"


async def test_no_process_is_left_behind(jail: Jail) -> None:
    await jail.start()
    assert jail._process is not None
    zygote = psutil.Process(jail._process.pid)
    task = asyncio.create_task(jail._run("while True: pass", None, language=False))
    while not zygote.children():
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(1.0):
        while zygote.children():
            await asyncio.sleep(0.01)
    await jail.close()
    assert not zygote.is_running()
    with pytest.raises(RoomUnavailable):
        await jail.run("answer = 1")


async def test_a_killed_zygote_is_replaced(jail: Jail) -> None:
    await jail.start()
    assert jail._process is not None
    jail._process.kill()
    await jail._process.wait()
    assert (await jail.run("answer = 1 + 1")).answer == "2"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_ends_in_death_and_jumps_stay_inside(machine: str) -> None:
    code = seccomp.build(3, machine)
    steps = [code[at : at + 8] for at in range(0, len(code), 8)]
    assert steps[-1] == bytes.fromhex("0600000000000080")
    for at, step in enumerate(steps):
        if step[0] != 0x06:
            assert at + 1 + max(step[2], step[3]) < len(steps)
