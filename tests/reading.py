"""Everything that reads what people write, and what is unkind to read."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from database import dialects
from knowledgebase import differences, markdown, plain_words, readability
from knowledgebase.search import analysis
from meaning import written_language
from organisation.directory import filters
from organisation.directory.errors import ScimError
from privacy import cpr, persons, secrets
from tickets.attachments import beside_text, documents, text_files, uploads
from tickets.inbound import auto_generated, charsets, html_text, matching, parsing, quotes
from tickets.outbound import mail_pages, message_ids
from tickets.persons.identity import Identity
from tickets.templatetags import conversation
from tickets.work import staffing
from triage import facts
from triage.classifier import Classifier, Enquiry, cues, features, negation, pieces, text
from triage.faults import reading as faults
from triage.faults.sentences import SourceText
from triage.flags import gate, windows
from triage.learning import from_decisions
from triage.ready_answers import similar
from triage.ready_answers.models import answer_template

NOW: Final = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MAJA: Final = Identity.of(["Maja Holm"], ["maja@example.dk"], ["20304050"])
ABOVE_A_QUOTE: Final = f"{'Den 12. okt. 2026 kl. 10.15 skrev Maja Holm':.>499}{'a' * 100}:"
NOBODYS = auto_generated.OwnAddresses(frozenset())


def refused(read: Callable[[str], Any], text: str, error: type[Exception]) -> None:
    with suppress(error):
        read(text)


@cache
def shipped() -> Classifier:
    return Classifier.load()


def mail(body: str) -> bytes:
    head = "From: Maja <maja@example.dk>\nTo: hjaelp@kommune.example\nSubject: Hej\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}".encode("utf-8", "replace")


def page(body: str) -> bytes:
    return mail(body).replace(b"text/plain", b"text/html")


def report(body: str) -> bytes:
    head = "From: postmaster@example.dk\nSubject: Hej\nContent-Type: multipart/report; boundary=x\n\n--x\n"
    return f"{head}Content-Type: message/delivery-status\n\nA: b\n\n{body}\n--x--\n".encode("utf-8", "replace")


def headers(text: str) -> bytes:
    line = text.replace("\n", " ").replace("\r", " ")
    names = ("From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "Content-Type")
    return ("".join(f"{name}: {line}\n" for name in names) + "\nHej").encode("utf-8", "replace")


def letter(raw: bytes) -> None:
    understood = parsing.parse(raw)
    auto_generated.reason_for(understood, NOBODYS)
    auto_generated.bounce_of(understood)
    auto_generated.wants_no_answer(understood, NOBODYS)
    understood.bare_subject, understood.message_id, understood.is_forward  # noqa: B018  properties that read
    matching.answered_ids(understood)


READERS: Final[dict[str, Callable[[str], Any]]] = {
    "cpr.mask": cpr.mask,
    "cpr.mask_filename": cpr.mask_filename,
    "depersonalise": lambda text: persons.depersonalise(
        text, names=["Maja Holm", "Aa Bb", "a a"], institutions=["Grøndal Skole", "Aa", "A a"]
    ),
    "redact": secrets.redact,
    "redact_filename": secrets.redact_filename,
    "markdown.render": markdown.render,
    "markdown.plain": markdown.plain,
    "analysis.stems": analysis.stems,
    "analysis.fold": analysis.fold,
    "classifier.cleaned": text.cleaned,
    "classifier.words": text.stems,
    "classifier.parted": negation.parted,
    "flags.at_once": gate.at_once,
    "flags.windows": windows.windows,
    "classifier.cues": lambda written: cues.cues_in(text.folded(written)),
    "pieces.PART": pieces.PART.findall,
    "features": features.features,
    "facts.unilogin": facts.looks_like_unilogin,
    "learning.MARK": lambda written: from_decisions.MARK.sub(" ", written),
    "similar": similar.telling_words,
    "database.WORD": dialects.WORD.findall,
    "database.nearly": lambda written: [dialects.nearly(part) for part in dialects.WORD.findall(written)[:12]],
    "differences": lambda written: differences.differences(f"Hej\n{written}", f"{written}\nDav"),
    "directory.filter": lambda written: refused(filters.read_filter, written, ScimError),
    "faults.reading": lambda written: faults.read([SourceText(written, NOW)]),
    "classifier": lambda written: shipped().classify(Enquiry(subject=written, body=written)),
    "written_language": written_language.language_of,
    "readability": readability.reading_of,
    "plain_words": plain_words.plain_words,
    "mail.signed": lambda written: letter(mail(f"Hej, det virker ikke\n\nMvh\nwww.a.dk {written}")),
    "mail.pictures": lambda written: letter(page(f'<img src="data:image/png;base64,aGVq">{written}')),
    "mail_pages": lambda written: mail_pages.letter(f"Hej\n\nhttps://aula.example/{written}\n\n{written}"),
    "persons.identity": lambda written: MAJA.take_out(f"{written}\nMaja{written}", near=True),
    "answer_template": lambda written: answer_template.filled(written, {}),
    "conversation.parts": conversation.parts,
    "staffing.calls": lambda written: staffing.calls(" ".join(written.casefold().split()), "Maja Holm"),
    "message_ids": message_ids.own_ids,
    "matching.ID": lambda written: (matching.ID.findall(written), matching.KEYED.findall(written)),
    "quotes.reply_of": quotes.reply_of,
    "quotes.attributed": lambda written: quotes.reply_of(
        f"Hej\n\n{ABOVE_A_QUOTE}{'>' * written.count('<')}{written}:\n\nHej selv\n"
    ),
    "quotes.without_marks": quotes.without_marks,
    "html_text": html_text.text_of,
    "header_text": charsets.header_text,
    "address_in": parsing.address_in,
    "mail.plain": lambda text: letter(mail(text)),
    "mail.html": lambda text: letter(page(text)),
    "mail.report": lambda text: letter(report(text)),
    "mail.headers": lambda text: letter(headers(text)),
    "uploads.safe_name": uploads.safe_name,
    "documents.word": lambda text: documents.mask_xml(f"<a>{text}", documents.PIECE),
    "documents.open": lambda text: documents.mask_xml(f"<a>{text}", documents.OPEN_PIECE),
    "documents.beside": lambda text: beside_text.without_numbers(f'<a>{text}<a b="010190-1111', ()),
    "text_files.text_in": lambda text: text_files.text_in(text.encode("utf-8", "replace")),
    "text_files.of_windows": lambda text: text_files.text_in(text.encode("cp1252", "replace")),
}

UNITS: Final = (
    *'aA1_-.,:;@ \n\t><[(*`#"',
    *("a ", "Aa ", "a.", "a@", "a-", "A-", "A'", "a\n", " \n", "\n ", "\r\n", ">\n", "> ", "<a", "<a>", "<p>", "<div>"),
    *(
        "[a](",
        "![",
        "<![",
        "[[a]",
        "**a",
        "_a",
        "``a`",
        "\n\n- ",
        "&#1",
        "http://",
        "https://",
        "(http://",
        "/sag/",
        "/admin/",
        "<img ",
        "a@a.",
    ),
    *(
        "11",
        "1 ",
        "1-",
        "1.",
        "010190-",
        "+45",
        "AULA-26-",
        "sagsnr:",
        "sagsnr/",
        "min a ",
        "min søn ",
        "Hej Aa ",
        "hilsen",
    ),
    *("mvh\n", "Aavej 1", "a1", "5.a ", "eyJ-", "eyJa.", "csrf-", "&token=", "bearer a", "kode:", "min kode", "pw is "),
    *(
        "den a ",
        "skrev:",
        "fra: \n",
        "--\n",
        "__\n",
        "=?a?q?",
        "?= =?",
        "\u00a0",
        "\x1b",
        "\ue000\n",
        " men ",
        "a, men ",
        "re: ",
    ),
    *(
        "<a@a>,",
        "<a@",
        ";a*0=",
        ';"',
        "status: ",
        "{a",
        "@aa ",
        "a>",
        'x="010190-1234',
        "se ",
        "læs ",
        "--\n",
        "  ",
        "»a",
        '"aaaaaaa',
        "e\u0301",
        "\0",
        "😀",
        "İ",
    ),
)
"""Short texts that are slow to read when they stand there ten thousand times, for one pattern or another."""
