"""Which phone numbers a text message reaches."""

import re
from typing import Final

SEPARATORS: Final = str.maketrans("", "", " \t\u00a0.-()")
DENMARK: Final = "45"
MOBILE: Final = re.compile(
    r"(2\d|3[01]|4[0-2]|5[0-3]|6[01]|71|81|9[123])\d{6}|"
    r"(34[24-9]|35[679]|36[256]|389|398|43[17]|441|46[268]|47[24-8]|48[5689]|49[34-689]|54[235]|55[126]|57[1-479]|"
    r"58[4679]|59[789]|62[79]|641|649|658|66[2-57]|69[2-47]|77[12]|78[23568-9]|82[679])\d{5}"
)
"""Danish mobile numbers, by the series that the national numbering plan gives to them. A landline hears nothing."""
ABROAD: Final = re.compile(r"[1-9]\d{7,14}")
"""E.164, without the plus."""


def number_for_texts(phone: str) -> str:
    """The number with its country and without a plus, such as 4520304050; empty where no text message reaches it.

    Danish numbers may be written without their country, others may not; two numbers, or words beside one, are none.
    """
    bare = phone.translate(SEPARATORS)
    whole = re.fullmatch(r"(\+|00)?([0-9]+)", bare)
    if whole is None:
        return ""
    digits = whole[2]
    if not whole[1]:
        own = digits.removeprefix(DENMARK) if len(digits) == len(DENMARK) + 8 else digits
        return DENMARK + own if MOBILE.fullmatch(own) else ""
    if digits.startswith(DENMARK):
        return digits if MOBILE.fullmatch(digits.removeprefix(DENMARK)) else ""
    return digits if ABROAD.fullmatch(digits) else ""
