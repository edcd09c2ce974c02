"""A Microsoft Graph with its token endpoint, for the tests that fetch from it and send through it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.cache import cache

from tests.services.graph import GraphServer
from tests.services.servers import certificate
from tests.services.token_endpoint import CLIENT, SECRET, TENANT, TokenEndpoint
from tests.tickets.inbound.letters import HELPDESK
from tickets.models import MailAuthority, MailSignIn


@pytest.fixture(scope="session")
def graph_running() -> Iterator[tuple[GraphServer, str]]:
    with TemporaryDirectory(prefix="helpdesk-graph-") as folder, TokenEndpoint() as tokens:
        shown = certificate(Path(folder))
        with GraphServer(shown, tokens) as server:
            yield server, shown.authority


@pytest.fixture
def graph(graph_running: tuple[GraphServer, str], settings: Any, db: None) -> GraphServer:
    """With one mailbox, whose authority is trusted."""
    server, authority = graph_running
    cache.clear()
    server.begin()
    server.tokens.refusal = None
    server.tokens.asked.clear()
    server.tokens.good.clear()
    server.open(HELPDESK)
    settings.GRAPH_HOST = server.host
    MailAuthority.objects.create(name="Kommunen", certificates=authority)
    return server


@pytest.fixture
def graph_sign_in(graph: GraphServer) -> MailSignIn:
    made = MailSignIn(name="Entra", service="graph", address=graph.tokens.address, tenant=TENANT, client=CLIENT)
    made.set_secret(SECRET)
    made.save()
    return made
