"""The folders of an IMAP mailbox by the names that an administrator gives them.

Some servers keep every folder below a prefix, most often `INBOX.`, or put another sign between the parts of a name than
the one that was written: the server is asked (RFC 2342, `NAMESPACE`), nobody has to know.
"""

import re
from typing import Final

from imap_tools import BaseMailBox

PERSONAL: Final = re.compile(rb'^\(\("((?:[^"\\]|\\.)*)" (?:"(.{1,2})"|NIL)')


def prefix_of(server: BaseMailBox) -> tuple[str, str]:
    """(what the person's own folders begin with, the sign between the parts of their names)."""
    _status, answer = server.client.namespace()
    namespaces = answer[0] if answer and isinstance(answer[0], bytes) else b""
    match = PERSONAL.match(namespaces)
    if match is None:
        return "", "/"
    return match[1].decode("ascii", "replace"), (match[2] or b"/").decode("ascii", "replace")[-1]


def full_name(server: BaseMailBox, name: str) -> str:
    """The name under which the folder lies there, or would lie there."""
    if name.upper() == "INBOX" or server.folder.exists(name):
        return name
    prefix, sign = prefix_of(server)
    return prefix + name.replace("/", sign).removeprefix(prefix)


def made_folder(server: BaseMailBox, name: str) -> str:
    """As `full_name`; the folder is made where it is missing."""
    folder = full_name(server, name)
    if not server.folder.exists(folder):
        server.folder.create(folder)
    return folder
