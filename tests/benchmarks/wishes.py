"""`make bench ARGS=wishes`: how long it takes to find wishes that are alike among 5,000, and to make a bundle of 200.

The wishes are made up of what people ask for, in six ways of asking; some are asked for by many, most by few.
"""

import os
import random
import time
from collections.abc import Callable, Iterator

import django

WISHES, REQUESTS, CASES_EACH = 5_000, 200, 5
THINGS = (
    "kalenderen galleriet beskederne ugeplanen skemaet ferieplanen mapperne grupperne notifikationerne kontaktbogen "
    "fremmødet søgningen dokumenterne profilen samtykkerne vikarlisten opslagene begivenhederne klasselisten stamkortet"
)
ACTS = (
    "vise sortere skjule dele printe eksportere farvelægge markere gemme slette flytte kopiere abonnere oversætte "
    "filtrere låse arkivere gentage planlægge samle forstørre dæmpe synkronisere kommentere videresende"
)
ENDS = (
    "om aftenen|for alle børn på én gang|i weekenden|på telefonen|for vikarer|til forældremødet|med ét tryk|"
    "som standard|sammen med skemaet|på engelsk|efter klasse|for bedsteforældre|under ferien|uden net|i en liste|"
    "med farver|pr. dag"
)
WAYS = [
    "Jeg savner, at man kan {act} {thing} {end}.",
    "Kan man ikke få lov at {act} {thing} {end}?",
    "Det ville hjælpe os meget, hvis {thing} kunne {act}s {end}.",
    "Forslag: Lad os {act} {thing} {end}, tak.",
    "Hvorfor kan jeg ikke {act} {thing} {end}? Det mangler.",
    "Hej. Vi vil gerne kunne {act} {thing} {end}. I dag gør vi det i hånden.",
]


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    django.setup()
    from tests.benchmarks.wish_ground import bundle_of, lead, uncollected_wishes  # noqa: PLC0415  needs Django
    from triage.wishes import bundle_files  # noqa: PLC0415
    from triage.wishes.joining import Wishes  # noqa: PLC0415

    person = lead()
    uncollected_wishes(list(texts(WISHES)))
    wishes: list[Wishes] = []
    measure(f"read and compare {WISHES:,} wishes", lambda: wishes.append(Wishes(person)))
    measure("group them, and read what is shown", wishes[0].bunches)
    measure("both again, as the next page does", lambda: Wishes(person).bunches())
    bundle = bundle_of(person, REQUESTS, CASES_EACH)
    measure(
        f"make a bundle of {REQUESTS} requests with {REQUESTS * CASES_EACH:,} cases",
        lambda: bundle_files.make(bundle.pk),
    )
    bundle.refresh_from_db()
    sizes = {file.name.rpartition(".")[2]: len(bytes(file.data)) // 1024 for file in bundle.files.all()}
    print(f"{bundle.get_status_display()}, {sizes} KB")


def measure(what: str, act: Callable[[], object]) -> None:
    wall, busy = time.perf_counter(), time.process_time()
    act()
    print(f"{what:<60}{time.perf_counter() - wall:>7.2f} s{time.process_time() - busy:>8.2f} s of the processor")


def texts(count: int) -> Iterator[tuple[str, str]]:
    """(subject, body) of each wish."""
    dice = random.Random(7)
    ends = ENDS.split("|")
    wanted = [(thing, act, dice.choice(ends)) for thing in THINGS.split() for act in ACTS.split()]
    dice.shuffle(wanted)
    for _ in range(count):
        thing, act, end = wanted[min(int(dice.paretovariate(0.6)) - 1, len(wanted) - 1)]
        yield f"{act.capitalize()} {thing}", dice.choice(WAYS).format(act=act, thing=thing, end=end)
