"""How it goes, for other programs: to be read only, and with small numbers hidden whoever asks."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organisation.api.views import ApiView
from organisation.people.staff import person
from reporting.choice import DIMENSIONS, Choice
from reporting.figures import FIGURES
from reporting.models import COUNTS, TIMES
from reporting.report import Report, report
from reporting.sums import SHARES, Sums


class SumsSerializer(serializers.Serializer[Any]):
    """`null`: the number is hidden, or there is nothing to work it out from. Times are working minutes."""

    counts = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    usual_minutes = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    slow_minutes = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    shares = serializers.DictField(child=serializers.FloatField(allow_null=True))


class StepSerializer(SumsSerializer):
    first = serializers.DateField()
    last = serializers.DateField()


class ValueSerializer(SumsSerializer):
    value = serializers.CharField()


class PlaceSerializer(SumsSerializer):
    institution = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class NumbersSerializer(serializers.Serializer[Any]):
    first = serializers.DateField()
    last = serializers.DateField()
    counted_at = serializers.DateTimeField(allow_null=True)
    period = SumsSerializer()
    period_before = SumsSerializer()
    steps = StepSerializer(many=True)
    by = serializers.DictField(child=ValueSerializer(many=True))
    institutions = PlaceSerializer(many=True)
    definitions = serializers.DictField(child=serializers.CharField())


class Numbers(ApiView):
    """How it goes: enquiries received, answered and solved, and how long it took, for the institutions of your roles.

    Numbers from 1 to 4 are `null`, and so are those from which they could be worked out. Nobody is named.
    `usual_minutes`
    is what half of them took at most (the median), `slow_minutes` what nine of ten took at most, in working time.
    """

    parameters: ClassVar[frozenset[str]] = frozenset({"period", "place", "only"})

    @extend_schema(
        operation_id="numbers",
        parameters=[
            OpenApiParameter("period", str, description="Weeks up to today (4, 13, 26, 52) or a month (2026-10)."),
            OpenApiParameter("place", int, description="The id of an institution."),
            OpenApiParameter(
                "only", str, description=f"One value of one of {', '.join(DIMENSIONS)}: `audience:parent`."
            ),
        ],
        responses=NumbersSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(as_json(report(Choice.read(request.query_params, person(request), leaves=True))))


def as_json(numbers: Report) -> dict[str, Any]:
    period = numbers.choice.period
    return {
        "first": period.first,
        "last": period.last,
        "counted_at": numbers.counted_at,
        "period": as_numbers(numbers.now),
        "period_before": as_numbers(numbers.before),
        "steps": [{"first": step.first, "last": step.last, **as_numbers(sums)} for step, sums in numbers.steps],
        "by": {
            dimension: [{"value": value, **as_numbers(sums)} for value, sums in rows]
            for dimension, rows in numbers.by.items()
        },
        "institutions": [
            {
                "institution": place.pk if place else None,
                "name": place.name if place else "",
                **as_numbers(sums),
            }
            for place, sums in numbers.places
        ],
        "definitions": {figure.name: str(figure.definition) for figure in FIGURES},
    }


def as_numbers(sums: Sums) -> dict[str, Any]:
    return {
        "counts": {name: sums.count(name) for name in COUNTS},
        "usual_minutes": {name: sums.usual(name) for name in TIMES},
        "slow_minutes": {name: sums.slow(name) for name in TIMES},
        "shares": {name: sums.share(name) for name in SHARES},
    }
