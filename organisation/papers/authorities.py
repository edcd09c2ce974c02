"""The two authorities that people can complain to, as their own pages named them when they were looked up.

Sources: datatilsynet.dk, "Kontakt" and "Når du skriver til os"; digst.dk, "Oplever du ikke-tilgængeligt indhold?".
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Authority:
    name: str
    page: str
    email: str = ""
    phone: str = ""
    address: str = ""


DATATILSYNET: Final = Authority(
    name="Datatilsynet",
    page="https://www.datatilsynet.dk/borger/klage",
    email="dt@datatilsynet.dk",
    phone="33 19 32 00",
    address="Carl Jacobsens Vej 35, 2500 Valby",
)
DIGITALISERINGSSTYRELSEN: Final = Authority(
    name="Digitaliseringsstyrelsen",
    page="https://digst.dk/digital-inklusion/webtilgaengelighed/oplever-du-ikke-tilgaengeligt-indhold/",
    phone="20 16 36 12",
)
ANSWER_WORKING_DAYS: Final = 10
"""After so many working days without an answer one may turn to Digitaliseringsstyrelsen."""
