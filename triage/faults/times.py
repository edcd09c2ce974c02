"""The words by which the time of a fault is known in a text."""

from typing import Final

from triage.faults.patterns import rule

WEEKDAYS: Final = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
DAYS_BACK: Final = {
    "i forgårs": 2,
    "i går": 1,
    "i aftes": 1,
    "yesterday": 1,
    "i dag": 0,
    "i morges": 0,
    "i nat": 0,
    "her til": 0,
    "this morning": 0,
    "today": 0,
}
_WEEKDAY = "(?:" + "|".join(WEEKDAYS) + ")"
_ENGLISH = "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_MONTH = (
    "(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|january|february|march|may|"
    "june|july|october)"
)
_SPAN = "(?:dage?|uger?|timer?|måneder?|minutter|days?|weeks?|hours?|months?)"
_HOLIDAY = (
    "(?:sommerferien|efterårsferien|juleferien|vinterferien|påskeferien|ferien|skolestart|opdateringen|weekenden|nytår|påsken?|jul(?:en)?|sommer(?:en)?|efteråret|"
    "foråret|vinteren|pinsen?|"
    "the update|the holidays)"
)
_DAY = (
    rf"i (?:forgårs|går|dag|morges|aftes|nat)(?: (?:morges|formiddags?|middags?|eftermiddags?|aftes|nat))?|"
    rf"i (?:formiddags?|eftermiddags?|middags)|(?:siden|fra|since|from) (?:uge \d{{1,2}}|{_MONTH})\b|i denne uge|"
    rf"natten til {_WEEKDAY}|her til (?:morgen|formiddag|middag|eftermiddag|aften)|"
    rf"(?:hver|every) (?:eneste )?(?:{_WEEKDAY}|{_ENGLISH})(?: (?:morgen|formiddag|middag|eftermiddag|aften|nat|"
    rf"morning|evening))?|"
    rf"i {_WEEKDAY}s(?: (?:morges|formiddags?|middags?|eftermiddags?|aftes|nat))?|"
    rf"(?:første|sidste) gang {_WEEKDAY}(?: (?:morgen|formiddag|middag|eftermiddag|aften|nat))?|"
    rf"{_WEEKDAY} (?:morgen|formiddag|middag|eftermiddag|aften|nat)|"
    rf"{_WEEKDAY} (?:d\.|den) \d{{1,2}}[./]\d{{1,2}}|"
    rf"{_WEEKDAY}(?=,? (?:kl\b|klokken|mellem|ved|omkring|ca\b))|"
    rf"{_WEEKDAY} den \d{{1,2}}\.? ?(?:{_MONTH})?|"
    rf"(?:siden|fra|since|on|efter|senest|last) (?:{_WEEKDAY}|{_ENGLISH}|{_HOLIDAY})|i weekenden|"
    rf"(?:den |d\.? )?\d{{1,2}}\.? {_MONTH}(?: \d{{4}})?|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|"
    rf"\b(?:(?:den|d\.?) )?\d{{1,2}}/\d{{1,2}}\b|\b(?:den|d\.) \d{{1,2}}\.\d{{1,2}}\b|"
    rf"for (?:cirka |ca\.? |omkring |about )?(?:\w+|\d+) {_SPAN} siden|\w+ {_SPAN} ago|"
    rf"(?:i )?en (?:uges|måneds|dags|times) tid|"
    rf"i (?:over|mere end|næsten|snart|godt|ca\.?) (?:en|et|to|tre|fire|fem|\d+) {_SPAN}|"
    rf"(?:\d+|to|tre|fire|fem|flere) dage i træk|"
    rf"for (?:en )?(?:halv time|times tid|et par \w+|et kvarter|kort tid|nylig\w*) siden|for et par {_SPAN} siden|"
    rf"(?:i|for) (?:the last |de sidste )?(?:\d+|to|tre|fire|fem|two|three|four|five) {_SPAN}|"
    rf"(?:i )?(?:sidste|denne) uge|last week|forleden(?: (?:dag|aften|morgen|nat))?|the other day|hver (?:morgen|"
    rf"formiddag|middag|eftermiddag|dag|aften|nat)|"
    rf"hele (?:ugen|dagen|morgenen|formiddagen|eftermiddagen|aftenen|natten|weekenden)|lige nu|right now|"
    rf"yesterday(?: (?:morning|evening|afternoon))?|today|this morning"
)
_CLOCK = (
    r"(?:(?:ved|omkring|cirka|ca\.?) )?(?:kl\.?|klokken) ?\d{1,2}(?:[.:]\d{2})?|(?<=siden )\d{1,2}[.:]\d{2}\b|"
    r"mellem (?:kl\.? )?\d{1,2}(?:[.:]\d{2})? og (?:kl\.? )?\d{1,2}(?:[.:]\d{2})?|"
    r"(?:ved|omkring|cirka) (?:\d{1,2}[- ]tiden|middagstid|frokosttid|sengetid|midnat)|"
    r"at \d{1,2}(?:[.:]\d{2}(?: ?[ap]\.?m\b\.?)?| ?[ap]\.?m\b\.?)|\d{1,2} ?[ap]\.?m\b|\d{1,2}:\d{2}\b"
)
WORD: Final = rule(r"[a-zæøå]{2}")
DAY: Final = rule(rf"\b(?:{_DAY})")
CLOCK: Final = rule(rf"\b(?:{_CLOCK})")
TIME: Final = rule(
    rf"\b(?:(?:senest|sidst|siden|fra|since) )?(?:{_DAY}|{_CLOCK})(?:,? (?:siden )?(?:{_DAY}|{_CLOCK}))*(?!\w)"
)

AGAIN: Final = rule(r"\b(?:hver|every)\b")
AHEAD: Final = rule(
    rf"\b(?:på|næste|kommende|next) (?:{_WEEKDAY}|{_ENGLISH})(?: (?:den )?\d{{1,2}}\.?(?: {_MONTH})?)?,? $",
    r"\b(?:i morgen|tomorrow),? $",
    r"\b(?:ring|ringe|ringes|træffes|call me)\b[^.]*$",
    r"\b(?:frist\w*|deadline|senest den|inden|før|before|by)\b[^.,;]*$",
    r"^(?!.*\b(?:når|hvis|hver gang|da|when|if)\b).*\b(?:skal|must|needs? to|have to)\b[^.,;]*$",
    r"\b(?:har|have|skal til|holder) (?:et |en |an? )?\w*(?:møde|samtale|meeting)\w*,? $",
    r"\b(?:møde(?:t|r|rne)?|\w*samtale\w*|meetings?) (?:er |is )?(?:den |d\. )?$",
)
"""Before a time that has not come yet: of a meeting, or of a deadline."""
DATED: Final = rule(
    r"\b(?:tilbage|hen|back) (?:til|to) $",
    r"\b(?:besked|opslag|album|mail|referat|møde|invitation|nyhed|aftale|begivenhed|post|message)\w*"
    r" (?:fra|af|from|of)(?: \w+)?(?: d\.| den)? $",
    r"\b(?:alle|all) (?:\w+ )?\w+ (?:siden|fra|since|from) $",
    r"\b(?:viser|viste|vist|shows?|i stedet for|instead of) $",
    r"\b(?:fra|from) (?!aula\b)(?:the )?\w+(?: d\.| den| on)? $",
    r"(?<!ikke )(?<!not )(?<!virket )(?<!begyndte )(?<!startede )\b(?!(?:fejl|problem|error)\w*\b)"
    r"\w*(?:vær|en|et|ne|ce|er|ed|age|ost) (?:fra|from) $",
    r"\b(?:som|der|vi|jeg|i|we|you|they) (?:selv )?(?:delte|sendte|lagde (?:op|ud|ind)?|oprettede|fik|modtog|uploadede|"
    r"posted|sent|shared|uploaded|published|received) $",
    r"\b(?:læste|så|read|saw) (?:den|det|dem|it|them) (?:(?:sidst|senest|last) )?(?:on )?$",
)
"""Before the date of a thing: a message of Friday did not fail on Friday."""
RANGES: Final = rule(r"\d\.? ?[-–] ?$|\bperioden [^,.]*$")
"""Between the first and the last day of a journey, or of a leave."""
BEGAN: Final = rule(
    r"\b(?:sket?e?r?|begyndt?e?|startede|opstod|stoppede|holdt op|stopped|first (?:seen|noticed)|"
    r"sidste?|senest|siden|første gang|first time|"
    r"last time)\b",
    r"\b(?:prøve(?:t|de)|indtil|until|stået på|forsøgte?t?|gentaget|happened|started|since|tried|hver (?:morgen|dag|"
    r"eftermiddag|aften|gang))\b",
    r"\b(?:jeg|vi|i|we) (?:sendte|åbnede|gemte|oprettede|trykkede|meldte|svarede|sent|opened|saved|pressed)\b",
)
"""Beside a time, that it is when it failed."""
ANSWERS: Final = rule(
    r"^(?:(?:og|and|nej|jo|ja|no|yes|hej igen|hi again)[,.!]? )*(?:det|it|this|that)(?:'s)? "
    r"(?:var|er|sker|skete|kom|har|was|is|has|started|happened|happens|startede|begyndte)\b",
    r"^(?:hej igen|hi again)\b",
)
"""What answers our question of when and where."""
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            *(("januar", "january"), ("februar", "february"), ("marts", "march"), ("april",), ("maj", "may")),
            *(("juni", "june"), ("juli", "july"), ("august",), ("september",), ("oktober", "october")),
            *(("november",), ("december",)),
        ),
        1,
    )
    for name in names
}
DATE: Final = rule(
    rf"\b(?P<day>\d{{1,2}})\.? (?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?",
    r"\b(?P<day_>\d{1,2})[/.-](?P<month_>\d{1,2})(?:[/.-](?P<year_>\d{2,4}))?(?![.:/-]?\d)",
)
"""A date as people write it, with or without its year."""
