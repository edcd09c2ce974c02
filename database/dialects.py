"""The one module that knows that the site runs on PostgreSQL or, embedded, on SQLite."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

WORD = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++|\w++")
"""A word of a search; an e-mail address is one."""
PAIRS = (("æ", "ae"), ("ø", "oe"), ("å", "aa"))
"""Those of `meaning.danish.IN_ASCII`; the two packages do not know each other."""
ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"
SHORTEST_MISSPELT = 5
"""Characters from which on a word is looked for as if it were misspelt; shorter ones are near to half the language."""
LONGEST_MISSPELT = 40
"""Characters up to which it is: the near ones are sixty times as many as its characters."""
SHORTEST_BEGINNING = 2
"""Characters up to which a word must be whole; the beginnings of half the language are no search."""
MADE_ANEW = "make it with `createdb --template template0 --encoding UTF8 --locale C.UTF-8`, as the README says"
SQLITE_AT_CONNECT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"


def settings_for(server: dict[str, Any] | None, *, data_dir: Path | None, advice: str) -> dict[str, Any]:
    """Django's DATABASES entry for a PostgreSQL server, or else for a file in the data folder. Where there is neither,
    for a database that tells everybody who asks it what to set: the `advice`."""
    if server is not None:
        engine = "django.db.backends.postgresql"
        return {"ENGINE": engine, **server, "CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
    if data_dir is None:
        return {"ENGINE": "database.no_database", "OPTIONS": {"advice": advice}}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_dir / "helpdesk.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_AT_CONNECT},
    }


def is_postgresql() -> bool:
    from django.db import connection  # noqa: PLC0415  settings read this module

    return connection.vendor == "postgresql"


def pairs_of(column: str) -> str:
    """What stands in FROM to get each key and value of a JSON object as a row, `pair.key` and `pair.value`."""
    return f"{'jsonb_each_text' if is_postgresql() else 'json_each'}({column}) AS pair"


@contextmanager
def uncompiled() -> Iterator[None]:
    """A transaction whose statements PostgreSQL does not compile first: where it expects far more rows than come (a
    hundred of every JSON object), that takes longer than the statement."""
    from django.db import connection, transaction  # noqa: PLC0415  settings read this module

    with transaction.atomic():
        if is_postgresql():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL jit = off")
        yield


def danish_order(field: str) -> Any:
    """An expression that sorts a text by the Danish alphabet (æ, ø, å last), whatever the database's own order is."""
    from django.db.models import Value  # noqa: PLC0415  settings read this module
    from django.db.models.functions import Lower, Replace  # noqa: PLC0415

    text: Any = Lower(field)
    for both in ("Ææ", "Øø", "Åå"):
        place = {"æ": "zza", "ø": "zzb", "å": "zzc"}[both[1]]
        for character in both:
            text = Replace(text, Value(character), Value(place))
    return text


def full_text(
    queryset: "QuerySet[Any]",
    field: str,
    text: str,
    *,
    marks: "Sequence[Collection[str]]" = (),
    unfinished: bool = True,
    misspelt: bool = False,
) -> Any:
    """Narrows a queryset to rows whose text field holds all the words, the last of which may be `unfinished`.

    PostgreSQL: Danish full text, served by the GIN index that `index_full_text` makes; it reads every word that
    begins with an unfinished one, so whole words are quicker. SQLite: each word as a part of the text, which
    suffices for a single school. `misspelt`: any word may differ by one letter (`nearly`).
    `marks` are hints about which rows can matter: of each group a row must bear one. Where the database stores no
    marks they are passed over, so the caller filters by the same things itself.
    """
    from django.db import connection  # noqa: PLC0415  settings read this module
    from django.db.models import Q  # noqa: PLC0415

    parts = WORD.findall(text)[:12]
    if not parts or not all(marks):
        return queryset.none()
    if connection.vendor == "postgresql":
        open_ended = unfinished and not misspelt and len(parts[-1]) > SHORTEST_BEGINNING
        *whole, last = [nearly(part) if misspelt else spellings(part) for part in parts]
        words_of = [any_word(each) for each in whole]
        query = " & ".join([*words_of, any_word(last, ":*" if open_ended else "")])
        condition, params = f"{field}_words @@ to_tsquery('danish', %s)", [query]
        if marks:
            groups = (" | ".join(f"'{mark}'" for mark in group) for group in marks)
            params.append(" & ".join(f"({group})" for group in groups))
            condition = f"{field}_words @@ (to_tsquery('danish', %s) && %s::tsquery)"
        return queryset.extra(where=[condition], params=params)  # noqa: S610
    for part in parts:
        if misspelt and len(nearly(part)) > 1:
            queryset = queryset.filter(**{f"{field}__iregex": nearly_pattern(part)})
            continue
        any_spelling = Q()
        for spelling in spellings(part):
            any_spelling |= Q(**{f"{field}__icontains": spelling}) | Q(**{f"{field}__icontains": spelling.capitalize()})
        queryset = queryset.filter(any_spelling)
    return queryset


def spellings(word: str) -> list[str]:
    """The word with æ, ø and å, and as those write it who have no such keys: Aarhus is Århus. The typed one first."""
    plain = word.casefold()
    for danish, other in PAIRS:
        plain = plain.replace(danish, other)
    danish_word = word.casefold()
    for danish, other in PAIRS:
        danish_word = danish_word.replace(other, danish)
    return list(dict.fromkeys([word, *(each for each in (plain, danish_word) if each != word.casefold())]))


def is_misspellable(word: str) -> bool:
    return SHORTEST_MISSPELT <= len(word) <= LONGEST_MISSPELT and word.isalpha()


def nearly(word: str) -> list[str]:
    """The word, and all that differ from it by one letter: left out, put in, another one, or two that changed places.

    A word that is short or holds a figure stands alone.
    """
    if not is_misspellable(word):
        return spellings(word)
    plain = word.casefold()
    cuts = [(plain[:at], plain[at:]) for at in range(len(plain) + 1)]
    words = {before + after[1:] for before, after in cuts if after}
    words |= {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    words |= {before + character + after[1:] for before, after in cuts if after for character in ALPHABET}
    words |= {before + character + after for before, after in cuts for character in ALPHABET}
    return [word, *sorted(words - {plain})]


def nearly_pattern(word: str) -> str:
    """The same as a pattern, for a database that reads the texts themselves."""
    plain = word.casefold()
    cuts = [(plain[:at], plain[at:]) for at in range(len(plain) + 1)]
    forms = {before + after[1:] for before, after in cuts if after}
    forms |= {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    forms |= {f"{before}.{after[1:]}" for before, after in cuts if after} | {
        f"{before}.{after}" for before, after in cuts
    }
    return rf"\b(?:{'|'.join(sorted(forms))})\b"


def any_word(words: list[str], ending: str = "") -> str:
    """For `to_tsquery`: any of the words."""
    quoted = [f"'{word}'{ending}" for word in words]
    return quoted[0] if len(quoted) == 1 else f"({' | '.join(quoted)})"


def some_words(queryset: "QuerySet[Any]", field: str, words: list[str]) -> Any:
    """Narrows a queryset to rows whose text field holds at least two of the words; the same ways as `full_text`."""
    from django.db import connection  # noqa: PLC0415  settings read this module
    from django.db.models import Q  # noqa: PLC0415

    pairs = [(one, other) for at, one in enumerate(words) for other in words[at + 1 :]]
    if connection.vendor == "postgresql":
        query = " | ".join(f"({one} & {other})" for one, other in pairs)
        return queryset.extra(where=[f"{field}_words @@ to_tsquery('danish', %s)"], params=[query])  # noqa: S610
    either = Q()
    for one, other in pairs:
        either |= Q(**{f"{field}__icontains": one}) & Q(**{f"{field}__icontains": other})
    return queryset.filter(either)


def index_full_text(table: str, column: str, marks: str = "") -> Callable[[Any, Any], None]:
    """For `RunPython` in a migration: the stored words and the index behind `full_text`, where the database can.

    Stored, since a search for common words would otherwise read the text of every case anew. `marks`: SQL for a text
    array of what else `full_text` may ask of a row, kept beside its words so that one index narrows by both.
    """

    def run(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            expression = f"to_tsvector('danish'::regconfig, COALESCE({column}, ''))"
            expression += f" || array_to_tsvector({marks})" if marks else ""
            schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {column}_words")
            schema_editor.execute(
                f"ALTER TABLE {table} ADD COLUMN {column}_words tsvector GENERATED ALWAYS AS ({expression}) STORED"
            )
            schema_editor.execute(f"CREATE INDEX {table}_{column}_words ON {table} USING gin ({column}_words)")

    return run


def unfit(connection: Any) -> str:
    """Why the database cannot hold what people write in Danish, and what to do; "" where it can."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_encoding'), lower(chr(198)) = chr(230)")
        encoding, knows_small_letters = cursor.fetchone()
    if encoding != "UTF8":
        return f"The database is in {encoding}, which does not hold every letter: {MADE_ANEW}"
    return "" if knows_small_letters else f"The database does not know small letters beyond a to z: {MADE_ANEW}"


@contextmanager
def alone(name: str, *, while_waiting: Callable[[], None]) -> Iterator[None]:
    """Lets one process at a time in, on all machines of the site. SQLite lets only one write anyway.

    The lock is held by a connection that does nothing else, and is asked for again and again rather than waited for:
    a statement that waits holds a snapshot, and building an index concurrently would wait for that.
    """
    from django.db import connection  # noqa: PLC0415  settings read this module

    if connection.vendor != "postgresql":
        yield
        return
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            for tries in count():
                cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"helpdesk {name}"])
                if cursor.fetchone()[0]:
                    break
                if not tries:
                    while_waiting()
                sleep(1)
            yield
    finally:
        holder.close()


def builds_indexes_online(connection: Any) -> bool:
    """Whether an index can be built while rows are written."""
    return bool(connection.vendor == "postgresql")


def tidy() -> None:
    """After rows were added in bulk: what the database knows of its tables is brought up to date."""
    from django.db import connection  # noqa: PLC0415  settings read this module

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
