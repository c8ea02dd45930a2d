"""The names and secrets under which the inspector answers: hosts, origins, token, password. No web framework here."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final

_TOKEN_BYTES: Final = 32
_OWN_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES: Final = frozenset({"same-origin", "none"})
_BEARER: Final = "bearer "


def new_token() -> str:
    """32 random bytes as text that fits a URL."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request goes no further: an HTTP status and one sentence that says what to do."""

    status: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Admission:
    """What a request must show. `names` are host names without port. A `password` is asked instead of the token."""

    port: int
    token: str
    names: tuple[str, ...] = ()
    password: str | None = None

    @property
    def cookie_name(self) -> str:
        """Named after the port, since cookies of one host are shared by all its ports."""
        return f"hiwater-{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """Every `Host` header that is ours, with the port as browsers send it."""
        return frozenset(f"{name}:{self.port}".lower() for name in (*_OWN_NAMES, *self.names))

    def refuse_host(self, host: str | None) -> Refusal | None:
        """A page elsewhere that had its name point here (DNS rebinding) asks with a Host that is not ours: 421."""
        if host is not None and (
            host.lower() in self.hosts or (self.port == 80 and f"{host.lower()}:80" in self.hosts)
        ):
            return None
        return Refusal(421, "This host name is not served here. Start with --allow-host NAME if it is yours.")

    def refuse_origin(self, method: str, headers: Mapping[str, str]) -> Refusal | None:
        """What changes something, or opens a WebSocket (method WEBSOCKET), must come from a page of ours: 403."""
        if method in _SAFE_METHODS:
            return None
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in _OWN_SITES:
            return Refusal(403, "This request comes from a page of another site.")
        if origin is None:
            return (
                None if self._bears_token(headers) else Refusal(403, "A request without Origin needs a bearer token.")
            )
        if origin.lower() not in {f"http://{host}" for host in self.hosts}:
            return Refusal(403, "This request comes from a page of another origin.")
        return None

    def knows(self, headers: Mapping[str, str]) -> bool:
        """The caller holds the token: in our cookie, or as a bearer."""
        return self._bears_token(headers) or self._same(self._cookie(headers), self.token)

    def opened_by(self, token: str) -> bool:
        """The token of the printed address opens the pages, unless a password is asked."""
        return self.password is None and self._same(token, self.token)

    def unlocked_by(self, password: str) -> bool:
        """The password is the right one; without one nothing is unlocked this way."""
        return self.password is not None and self._same(password, self.password)

    def _bears_token(self, headers: Mapping[str, str]) -> bool:
        given = headers.get("authorization", "")
        return given.lower().startswith(_BEARER) and self._same(given[len(_BEARER) :].strip(), self.token)

    def _cookie(self, headers: Mapping[str, str]) -> str:
        try:
            cookie = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return ""
        return cookie[self.cookie_name].value if self.cookie_name in cookie else ""

    @staticmethod
    def _same(given: str, held: str) -> bool:
        return hmac.compare_digest(given.encode(), held.encode())
