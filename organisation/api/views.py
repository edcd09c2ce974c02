"""What every address of the API asks first: whether it knows what it is asked."""

from typing import Any, ClassVar

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView


class UnknownParameter(exceptions.APIException):
    """`names` stand in the address, and are none of `known`."""

    status_code = 400

    def __init__(self, names: list[str], known: list[str]) -> None:
        super().__init__()
        self.names, self.known = names, known


class ApiView(APIView):
    """What every view of the API is: an address that takes the parameters which `parameters` names, and no others."""

    parameters: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = self.known_parameters()
        if unknown := sorted(set(request.query_params) - known):
            raise UnknownParameter(unknown, sorted(known))

    def known_parameters(self) -> frozenset[str]:
        return self.parameters if self.request.method in {"GET", "HEAD", "OPTIONS"} else frozenset()
