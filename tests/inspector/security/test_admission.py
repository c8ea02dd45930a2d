"""Who is let in: each attack is a request with the headers that a browser, or a stranger, would send."""

import pytest

from hiwater_inspector.web.security.admission import Admission, new_token

ADMISSION = Admission(8765, "the-token", ("audit.example",))
COOKIE = {"cookie": "other=1; hiwater-8765=the-token"}


@pytest.mark.parametrize(
    "host",
    ["localhost:8765", "127.0.0.1:8765", "[::1]:8765", "LOCALHOST:8765", "audit.example:8765"],
)
def test_own_hosts_are_served(host: str) -> None:
    """Our names with our port, in any case."""
    assert ADMISSION.refuse_host(host) is None


@pytest.mark.parametrize(
    "host",
    [None, "", "evil.example:8765", "localhost", "localhost:8766", "localhost:8765.evil.example", "127.0.0.1.nip:8765"],
)
def test_rebound_hosts_are_misdirected(host: str | None) -> None:
    """DNS rebinding: the browser asks us with the attacker's name."""
    refusal = ADMISSION.refuse_host(host)
    assert refusal is not None
    assert refusal.status == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "WEBSOCKET"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://evil.example:8765"},
        {"origin": "null"},
        {"origin": "https://localhost:8765"},
        {"origin": "http://localhost:8766"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost:8765"},
        {"sec-fetch-site": "same-site", "origin": "http://localhost:8765"},
        {},
    ],
)
def test_what_changes_something_comes_from_our_own_page(method: str, headers: dict[str, str]) -> None:
    """Forged across sites: the cookie is sent by the browser, and does not help."""
    refusal = ADMISSION.refuse_origin(method, headers | COOKIE)
    assert refusal is not None
    assert refusal.status == 403


def test_our_own_page_and_a_script_with_the_token_may_change() -> None:
    """An Origin of ours, or a bearer token without one."""
    assert ADMISSION.refuse_origin("POST", {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}) is None
    assert ADMISSION.refuse_origin("POST", {"authorization": "Bearer the-token"}) is None
    assert ADMISSION.refuse_origin("WEBSOCKET", {"origin": "http://audit.example:8765"}) is None
    assert ADMISSION.refuse_origin("GET", {"origin": "http://evil.example"}) is None


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        (COOKIE, True),
        ({"authorization": "bearer the-token"}, True),
        ({}, False),
        ({"cookie": "hiwater-8765=the-toke"}, False),
        ({"cookie": "hiwater-8766=the-token"}, False),
        ({"cookie": "a[]=;=;;="}, False),
        ({"authorization": "Basic the-token"}, False),
        ({"authorization": "Bearer tökén"}, False),
    ],
)
def test_the_token_is_known_as_cookie_or_bearer(headers: dict[str, str], known: bool) -> None:
    """Nothing else lets anybody in."""
    assert ADMISSION.knows(headers) is known


def test_with_a_password_the_address_alone_opens_nothing() -> None:
    """Other machines may see an address; they do not know the password."""
    locked = Admission(1, "the-token", password="secret")
    assert not locked.opened_by("the-token")
    assert locked.unlocked_by("secret")
    assert not locked.unlocked_by("")
    assert not ADMISSION.unlocked_by("")
    assert ADMISSION.opened_by("the-token")


def test_tokens_are_long_and_differ() -> None:
    """32 random bytes each."""
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)
