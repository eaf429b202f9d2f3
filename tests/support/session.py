"""People who sign in, as a browser does it for them."""

from __future__ import annotations

from support.holdfast import Answer, Server

PASSWORD = "a long enough passphrase"


class Session:
    """A person in a browser: the cookie and the CSRF token."""

    def __init__(self, server: Server):
        self.server = server
        self.headers: dict[str, str] = {}

    def keep(self, answer: Answer) -> Answer:
        if answer.status == 200:
            cookie = answer.headers["set-cookie"].split(";")[0]
            self.headers = {"Cookie": cookie, "X-CSRF-Token": answer.json["csrf_token"]}
        return answer

    def request(self, method: str, path: str, body=None) -> Answer:
        return self.server.request(method, path, body, headers=self.headers, key="")

    @classmethod
    def of_first_administrator(cls, server: Server) -> "Session":
        """By the link that the server printed when it started."""
        session = cls(server)
        answer = server.post("/v1/sign-in/link", {"token": server.sign_in_link.split("#token=")[1], "name": "Kim",
                                                  "email": "kim@centre.example", "password": PASSWORD}, key="")
        assert session.keep(answer).status == 200, answer
        return session
