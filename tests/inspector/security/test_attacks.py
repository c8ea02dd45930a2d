"""The attacks run against the command itself, over its real socket: rebinding, forgery, no token, WebSockets."""

import socket
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from hiwater_inspector.command_line import main
from tests.inspector.serving import Serve, Served


def _ask(served: Served, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def _bearer(served: Served) -> dict[str, str]:
    return {"authorization": f"Bearer {served.token}"}


def test_the_token_becomes_a_cookie_and_leaves_the_address(served: Served) -> None:
    """HttpOnly, SameSite=Strict, named after the port; the rest of the query stays."""
    answer = _ask(served, f"/queue?at=3&token={served.token}")
    assert answer.status == 303
    assert answer.getheader("location") == "/queue?at=3"
    cookie = answer.getheader("set-cookie") or ""
    assert cookie.startswith(f"hiwater-{served.port}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    page = _ask(served, "/queue?at=3", cookie=cookie.partition(";")[0])
    assert page.status == 200


def test_without_the_token_nothing_is_shown(served: Served) -> None:
    """Another user of this machine can reach the port, and reads no data."""
    for path in ("/", "/queue", "/decode", "/api/openapi.json", "/api/runs", "/?token=wrong"):
        assert _ask(served, path).status == 401
        assert _ask(served, path, accept="text/html").status == 401


def test_a_redirect_cannot_lead_away(served: Served) -> None:
    """A path of two slashes would be another host."""
    answer = _ask(served, f"//evil.example/%2F?token={served.token}")
    assert (answer.getheader("location") or "").startswith("/evil.example/")


def test_a_rebound_name_is_misdirected_even_with_the_cookie(served: Served) -> None:
    """421, for pages, data and files."""
    for path in ("/", "/api/openapi.json", "/static/x/y"):
        assert _ask(served, path, host="evil.example", **_bearer(served)).status == 421


def test_forged_requests_are_refused(served: Served) -> None:
    """A page elsewhere may send our cookie along; its Origin gives it away."""
    cookie = f"hiwater-{served.port}={served.token}"
    for origin in ("http://evil.example", "null", f"http://localhost:{served.port + 1}"):
        assert _ask(served, "/api/runs", "POST", cookie=cookie, origin=origin).status == 403
    assert _ask(served, "/api/runs", "POST", cookie=cookie).status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", None])
def test_a_foreign_websocket_is_refused(served: Served, origin: str | None) -> None:
    """WebSockets know no same-origin rule of their own."""
    cookie = {"Cookie": f"hiwater-{served.port}={served.token}"}
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{served.port}/api/runs/x/live", origin=origin, additional_headers=cookie)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403


def test_every_answer_carries_the_policy(served: Served) -> None:
    """Pages, data, files, refusals, redirects."""
    asset = f"/static/{'0' * 16}/core/h.js"
    for path in ("/", "/api/openapi.json", "/nowhere", asset, f"/?token={served.token}"):
        for headers in ({}, _bearer(served)):
            answer = _ask(served, path, **headers)
            policy = answer.getheader("content-security-policy") or ""
            assert "default-src 'none'" in policy
            assert "require-trusted-types-for 'script'" in policy
            assert answer.getheader("x-content-type-options") == "nosniff"
            assert answer.getheader("access-control-allow-origin") is None
            assert answer.getheader("cache-control") == "no-store"


def test_files_beside_the_assets_cannot_be_read(served: Served) -> None:
    """There is no path to walk: the files were read at the start, by name."""
    for name in ("../application.py", "%2e%2e/application.py", "/etc/passwd", "..%2f..%2f__init__.py"):
        assert _ask(served, f"/static/0/{name}", **_bearer(served)).status == 404


def test_torn_requests_leave_it_serving(served: Served) -> None:
    """Bytes that are no HTTP, a header without an end, a body that never comes."""
    for sent in (
        b"\x00\xff" * 40 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 100,
        b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", served.port), 5) as connection:
            connection.sendall(sent)
    assert _ask(served, "/", **_bearer(served)).status == 200


def test_a_password_opens_the_pages_to_others_and_the_address_does_not(serve: Serve, tmp_path: Path) -> None:
    """With --listen for all, from outside: a form, the right password, a cookie."""
    secret = tmp_path / "password"
    secret.write_text("correct horse\n")
    served = serve("--listen", "0.0.0.0", "--password-file", secret)
    assert "token" not in served.address
    assert _ask(served, f"/?token={served.token}", accept="text/html").status == 401
    origin = f"http://127.0.0.1:{served.port}"
    for password, status in (("wrong", 401), ("correct+horse", 303)):
        connection = HTTPConnection("127.0.0.1", served.port, timeout=10)
        form = {"origin": origin, "content-type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/unlock", f"password={password}", form)
        answer = connection.getresponse()
        assert answer.status == status
        assert (answer.getheader("set-cookie") is not None) is (status == 303)
        connection.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--listen", "0.0.0.0"], "password"),
        (["--listen", "everywhere"], "IP address"),
        (["--port", "70000"], "--port"),
        (["--lessons", "nowhere"], "nowhere"),
        (["no-such-file"], "no-such-file"),
    ],
)
def test_misuse_is_one_line(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and what to do."""
    assert main(["inspect", "--no-browser", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_broken_run_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It begins as JSON does and is none."""
    path = tmp_path / "run.json"
    path.write_text("{ not json")
    assert main(["inspect", "--no-browser", str(path)]) == 2
    assert "no JSON" in capsys.readouterr().err


def test_sigterm_ends_it(serve: Serve) -> None:
    """Within the grace, as a command that is done."""
    served = serve()
    served.process.terminate()
    assert served.process.wait(10) == 0
