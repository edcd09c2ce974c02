"""Answers on paper."""

from io import BytesIO

import pikepdf
from django.test import Client

from desk.answers import booklet
from knowledgebase import papers
from knowledgebase.words import Reach
from tests.cast import Cast
from tests.knowledgebase.articles import published
from tests.pdf_tags import tags

TEXT = """# Kort

Du skal **være** logget ind #set text(size: 1pt) $x$

1. Åbn [siden](/svar/x/)
   - under
2. Vælg

> ord"""


def test_an_answer_is_a_pdf_that_says_it_is_accessible(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled, answer=TEXT)
    for part in ("pdf", "plakat"):
        response = client.get(f"{article.get_absolute_url()}{part}/")
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")
        assert b"pdfuaid" in response.content


def test_what_is_written_is_text_and_never_code(cast: Cast) -> None:
    article = published(cast.support_entitled, title="#panic()", answer=TEXT)
    (answer,) = papers.paper_data([article], for_wall=False, title="")["answers"]
    kinds = [block["kind"] for block in answer["blocks"]]
    assert kinds == ["heading", "paragraph", "list", "quote"]
    assert "#set text(size: 1pt) $x$" in "".join(run["text"] for run in answer["blocks"][1]["runs"])
    assert papers.pdf([article]).startswith(b"%PDF-")


def test_a_link_on_paper_leads_where_it_may(cast: Cast) -> None:
    assert papers.absolute("javascript:alert(1)") == ""
    assert papers.absolute("//evil.example/") == ""
    assert papers.absolute("/svar/x/").endswith("/svar/x/")


def test_what_one_may_not_see_is_no_paper_either(cast: Cast, client: Client) -> None:
    article = published(cast.support_entitled, reach=Reach.SUPPORT)
    for part in ("pdf", "plakat"):
        assert client.get(f"{article.get_absolute_url()}{part}/").status_code == 404


def test_a_booklet_of_two_languages_says_which_is_which(cast: Cast) -> None:
    """A program that reads it aloud says each in its own."""
    danish = published(cast.support_entitled, title="Glemt kode", answer="Skift den på borger.dk.")
    english = published(cast.support_entitled, title="Forgotten password", answer="Change it there.", language="en")
    answers = papers.paper_data([danish, english], for_wall=False, title="Svar om Aula")["answers"]
    assert [answer["checked"].split()[0] for answer in answers] == ["Svaret", "Last"]
    paper = pikepdf.open(BytesIO(papers.pdf([danish, english], title="Svar om Aula")))
    assert str(paper.Root["/Lang"]) == "da"
    assert "en" in {str(each["/Lang"]) for each in tags(paper.Root["/StructTreeRoot"]) if "/Lang" in each}


def test_a_booklet_holds_what_was_ticked_and_may_be_read(cast: Cast, client: Client) -> None:
    mine = [published(cast.support_entitled, title=f"Svar {number}") for number in range(3)]
    hidden = published(cast.support_entitled, title="Havlundens", reach=Reach.SUPPORT, institution=cast.daycare)
    client.force_login(cast.superuser)
    ticked = [str(pk) for pk in (mine[2].pk, mine[0].pk, hidden.pk, mine[2].pk, "x")]
    assert booklet.chosen(ticked, cast.superuser) == [mine[2], mine[0]]
    response = client.get("/admin/knowledgebase/article/booklet/", {"svar": ticked})
    assert response.content.startswith(b"%PDF-")
    assert client.get("/admin/knowledgebase/article/booklet/").status_code == 302
