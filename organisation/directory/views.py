"""The addresses of SCIM. A directory shows the token of an API client that may keep people, and sees its own alone."""

import math
from typing import Any, Final

from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from organisation.api.access import PerMinute, ServiceAccount
from organisation.directory import groups, people
from organisation.directory.errors import ScimError, as_error
from organisation.directory.patching import read_patch
from organisation.directory.resources import (
    OF_GROUPS,
    OF_PEOPLE,
    as_group,
    as_person,
    listed,
    narrowed,
)
from organisation.models import ApiClient, DirectoryGroup, DirectoryPerson, IdentityProvider
from organisation.roles import Scope

MEDIA_TYPE: Final = "application/scim+json"
CONFIG: Final = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
RESOURCE_TYPE: Final = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
SCHEMA: Final = "urn:ietf:params:scim:schemas:core:2.0:Schema"
KINDS: Final = {"User": people.SCHEMA, "Group": groups.SCHEMA}
ATTRIBUTES: Final = {
    "User": {
        "userName": "string",
        "externalId": "string",
        "displayName": "string",
        "name": "complex",
        "emails": "complex",
        "active": "boolean",
    },
    "Group": {"displayName": "string", "externalId": "string", "members": "complex"},
}


class ScimJSON(JSONRenderer):
    media_type = MEDIA_TYPE
    charset = "utf-8"


class ScimParser(JSONParser):
    media_type = MEDIA_TYPE


class KeepsPeople(BasePermission):
    message = "This token may not keep people. The scope is “Keep people and groups (SCIM)”."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiClient) and Scope.PEOPLE in request.auth.scopes


class Scim(APIView):
    """What every address of SCIM is."""

    schema = None
    authentication_classes = (ServiceAccount,)
    permission_classes = (KeepsPeople,)
    throttle_classes = (PerMinute,)
    parser_classes = (
        ScimParser,
        JSONParser,
    )
    renderer_classes = (
        ScimJSON,
        JSONRenderer,
    )

    def get_exception_handler(self) -> Any:
        return answer_trouble

    @property
    def provider(self) -> IdentityProvider:
        """Whose people the client keeps. Raises `ScimError`."""
        client = self.request.auth
        provider = IdentityProvider.objects.filter(directory=client).first() if isinstance(client, ApiClient) else None
        if provider is None:
            raise ScimError(403, "", "No single sign-on names this client as its directory yet.")
        return provider

    def people(self) -> QuerySet[DirectoryPerson]:
        return DirectoryPerson.objects.filter(provider=self.provider).select_related("user", "provider")

    def groups(self) -> QuerySet[DirectoryGroup]:
        return DirectoryGroup.objects.filter(provider=self.provider).select_related("provider")


def answer_trouble(error: Exception, _context: dict[str, Any]) -> HttpResponse | None:
    """RFC 7644, 3.12; None for an error of ours."""
    if isinstance(error, ScimError):
        response = Response(as_error(error.status, error.detail, error.kind), status=error.status)
    elif isinstance(error, IntegrityError):  # two at once: the other was first
        response = Response(as_error(409, "There is one of this name.", "uniqueness"), status=409)
    elif isinstance(error, Http404):
        response = Response(as_error(404, "There is no such resource."), status=404)
    elif isinstance(error, exceptions.APIException):
        kind = "invalidSyntax" if isinstance(error, exceptions.ParseError) else ""
        response = Response(as_error(error.status_code, str(error.detail), kind), status=error.status_code)
        if header := getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = header
        if wait := getattr(error, "wait", None):
            response["Retry-After"] = str(math.ceil(wait))
    else:
        return None
    return response


class Users(Scim):
    def get(self, request: Request) -> Response:
        rows = narrowed(
            self.people().prefetch_related("directory_groups"), request.query_params.get("filter", ""), OF_PEOPLE
        )
        return Response(listed(rows, request.query_params.dict(), as_person))

    def post(self, request: Request) -> Response:
        row = people.add(self.provider, people.read_person(request.data))
        resource = as_person(row)
        return Response(resource, status=201, headers={"Location": resource["meta"]["location"]})


class OneUser(Scim):
    def person_or_404(self, pk: int) -> DirectoryPerson:
        return get_object_or_404(self.people(), pk=pk)

    def get(self, _request: Request, pk: int) -> Response:
        return Response(as_person(self.person_or_404(pk)))

    def put(self, request: Request, pk: int) -> Response:
        row = self.person_or_404(pk)
        people.change(row, people.read_person(request.data))
        return Response(as_person(self.person_or_404(pk)))

    def patch(self, request: Request, pk: int) -> Response:
        row = self.person_or_404(pk)
        people.change(row, people.patched(row, read_patch(request.data)))
        return Response(as_person(self.person_or_404(pk)))

    def delete(self, _request: Request, pk: int) -> Response:
        people.remove(self.person_or_404(pk))
        return Response(status=204)


class Groups(Scim):
    def get(self, request: Request) -> Response:
        rows = narrowed(self.groups(), request.query_params.get("filter", ""), OF_GROUPS)
        with_members = "members" not in request.query_params.get("excludedAttributes", "")
        rows = rows.prefetch_related("members") if with_members else rows
        page = listed(rows, request.query_params.dict(), lambda row: as_group(row, with_members=with_members))
        return Response(page)

    def post(self, request: Request) -> Response:
        resource = as_group(groups.add(self.provider, request.data))
        return Response(resource, status=201, headers={"Location": resource["meta"]["location"]})


class OneGroup(Scim):
    def group_or_404(self, pk: int) -> DirectoryGroup:
        return get_object_or_404(self.groups(), pk=pk)

    def get(self, request: Request, pk: int) -> Response:
        with_members = "members" not in request.query_params.get("excludedAttributes", "")
        return Response(as_group(self.group_or_404(pk), with_members=with_members))

    def put(self, request: Request, pk: int) -> Response:
        row = self.group_or_404(pk)
        groups.put(row, request.data)
        return Response(as_group(row))

    def patch(self, request: Request, pk: int) -> Response:
        row = self.group_or_404(pk)
        groups.patch(row, read_patch(request.data))
        return Response(as_group(row))

    def delete(self, _request: Request, pk: int) -> Response:
        groups.remove(self.group_or_404(pk))
        return Response(status=204)


class Config(Scim):
    """What of the standard there is."""

    def get(self, _request: Request) -> Response:
        on, off = {"supported": True}, {"supported": False}
        return Response(
            {
                "schemas": [CONFIG],
                "patch": on,
                "bulk": {**off, "maxOperations": 0, "maxPayloadSize": 0},
                "filter": {**on, "maxResults": 100},
                "changePassword": off,
                "sort": off,
                "etag": off,
                "authenticationSchemes": [
                    {"type": "oauthbearertoken", "name": "Bearer", "description": "The token of an API client."}
                ],
            }
        )


class ResourceTypes(Scim):
    def get(self, _request: Request) -> Response:
        types = [
            {"schemas": [RESOURCE_TYPE], "id": name, "name": name, "endpoint": f"/{name}s", "schema": schema}
            for name, schema in KINDS.items()
        ]
        return Response(listed_all(types))


class Schemas(Scim):
    def get(self, _request: Request) -> Response:
        schemas = [
            {
                "schemas": [SCHEMA],
                "id": schema,
                "name": kind,
                "attributes": [
                    {"name": name, "type": shape, "multiValued": name in {"emails", "members"}}
                    for name, shape in ATTRIBUTES[kind].items()
                ],
            }
            for kind, schema in KINDS.items()
        ]
        return Response(listed_all(schemas))


def listed_all(resources: list[dict[str, Any]]) -> dict[str, Any]:
    about = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": len(resources)}
    return {**about, "startIndex": 1, "itemsPerPage": len(resources), "Resources": resources}
