"""What a directory is told when something is not possible (RFC 7644, 3.12). In English: it is for logs of programs."""

from typing import Any, Final

ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"


class ScimError(Exception):
    """`kind` is the `scimType`, where the standard has one."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail


def as_error(status: int, detail: str, kind: str = "") -> dict[str, Any]:
    body = {"schemas": [ERROR], "status": str(status), "detail": detail}
    return {**body, "scimType": kind} if kind else body
