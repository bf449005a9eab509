"""A simulated person's browser: cookies, forms with their token, JSON with our header."""

import html
import json
import re
import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

PATIENCE = 20
"""How often a busy server is asked again, half a second apart."""


class Refused(Exception):
    """The server said no; the sentence is the server's."""

    def __init__(self, status: int, told: dict[str, Any]) -> None:
        self.status = status
        self.told = told
        super().__init__(f"{status}: {told.get('en') or told}")


class Visitor:
    """One browser. Every write goes through the doors that real people use."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        # On loopback the cookies are not marked secure; the standard policy takes them.
        policy = DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainLiberal)
        self._jar = CookieJar(policy)
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(self._jar))

    def cookies(self) -> dict[str, str]:
        """Return the cookies as they are now, for another browser of the same person."""
        return {cookie.name: cookie.value or "" for cookie in self._jar}

    def page(self, path: str) -> str:
        """Return a page's text."""
        return self._send(Request(self.base + path)).decode()

    def json(self, path: str) -> Any:
        """Return what a JSON address answers."""
        return json.loads(self._send(Request(self.base + path, headers={"X-Leitai": "1"})))

    def post_json(self, path: str, body: dict[str, Any]) -> Any:
        """Post JSON and return the answer; while the server is busy, try again as tablets do."""
        headers = {"Content-Type": "application/json", "X-Leitai": "1", "Origin": self.base}
        data = json.dumps(body, ensure_ascii=False).encode()
        for patience in range(PATIENCE, -1, -1):
            try:
                request = Request(self.base + path, data=data, headers=headers, method="POST")
                answer = self._send(request)
                return json.loads(answer) if answer else None
            except Refused as refused:
                if refused.status != 503 or not patience:
                    raise
                time.sleep(0.5)
        return None

    def post_form(self, page: str, path: str, fields: dict[str, Any]) -> str:
        """Post a form as the page at `page` would, with its token; return the page after it."""
        token = re.search(r'name="csrf(?:_token)?" (?:content|value)="([^"]+)"', self.page(page))
        sent = {"csrf_token": html.unescape(token.group(1)) if token else "", **fields}
        headers = {"Origin": self.base, "Referer": self.base + page}
        data = urlencode(sent, doseq=True).encode()
        return self._send(
            Request(self.base + path, data=data, headers=headers, method="POST")
        ).decode()

    def _send(self, request: Request) -> bytes:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.read()
        except HTTPError as error:
            raw = error.read().decode(errors="replace")
            try:
                told = json.loads(raw)
            except ValueError:
                told = {"page": raw}
            raise Refused(error.code, told) from error
