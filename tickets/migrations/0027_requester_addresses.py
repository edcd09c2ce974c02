from django.db import migrations, models
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Concat, Lower, StrIndex, Substr
from django.db.models.lookups import GreaterThan

from database.online_indexes import AddIndexOnline

EMAIL = "requester_email"
PLUS, AT = StrIndex(F(EMAIL), Value("+")), StrIndex(F(EMAIL), Value("@"))
PLAIN = Concat(Substr(F(EMAIL), 1, PLUS - 1), Substr(F(EMAIL), AT), output_field=CharField())
COMPARED = Lower(Case(When(GreaterThan(PLUS, 0), then=PLAIN), default=F(EMAIL), output_field=CharField()))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0026_facts_put_right")]

    operations = [
        AddIndexOnline("ticket", models.Index(COMPARED, F("id").desc(), name="ticket_of_address")),
    ]
