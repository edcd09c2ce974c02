"""In a browser: names and faces in a picture are covered before it is sent, and after, by keyboard, finger and without
scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, overflows, picture, sign_in, violations
from tests.browser.sites import Site
from tests.browser.test_broken_network import fill, send_to_the_end

pytestmark = pytest.mark.browser

CHOSEN = """async () => {
  const [file] = document.getElementById("id_attachments").files;
  const picture = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const at = (x) => [...pen.getImageData(x * picture.width, picture.height / 2, 1, 1).data].slice(0, 3);
  return [at(0.1), at(0.9)];
}"""
TEAL, BLACK = [0, 128, 128], [0, 0, 0]


def type_left_half(page: Page) -> None:
    area = page.get_by_role("group", name="Felt 1")
    for label, number in (("Fra venstre kant", 0), ("Fra øverste kant", 0), ("Bredde", 50), ("Højde", 100)):
        area.get_by_label(label).fill(str(number))


def test_before_it_is_sent_by_keyboard(embedded_site: Site, open_page: Open, tmp_path: Path) -> None:
    page = open_page(PHONE)
    fill(page, embedded_site, "Hvor finder jeg ugeplanen?", picture(tmp_path))
    button = page.get_by_role("button", name="Dæk navne og ansigter skærmbillede.png")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    type_left_half(page)
    assert violations(page) == []
    page.get_by_role("button", name="Brug det dækkede billede").press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for _ in range(40):  # the picture is written anew in a moment
        if page.evaluate(CHOSEN)[0] == BLACK:
            break
        page.wait_for_timeout(250)
    assert page.evaluate(CHOSEN) == [BLACK, TEAL]


def test_before_it_is_sent_by_drawing_and_thinking_better_of_it(
    embedded_site: Site, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(PHONE)
    fill(page, embedded_site, "Hvor finder jeg ugeplanen?", picture(tmp_path))
    page.get_by_role("button", name="Dæk navne og ansigter").click()
    stage = page.locator("dialog .cover__stage").bounding_box()
    assert stage
    page.mouse.move(stage["x"] + 2, stage["y"] + 2)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] - 2, steps=3)
    page.mouse.up()
    width = page.get_by_role("group", name="Felt 1").get_by_label("Bredde").input_value()
    assert 45 < float(width) < 55
    page.get_by_role("button", name="Annullér").click()
    assert page.evaluate(CHOSEN) == [TEAL, TEAL]


@pytest.mark.parametrize("scripts", [True, False])
def test_after_it_was_sent(scripts: bool, embedded_site: Site, open_page: Open, tmp_path: Path) -> None:
    page = open_page(PHONE)
    fill(page, embedded_site, f"Hvor finder jeg ugeplanen ({scripts})?", picture(tmp_path))
    send_to_the_end(page)
    address = page.url
    page = open_page(320, java_script_enabled=scripts)
    page.goto(address)
    page.get_by_role("link", name="Dæk navne og ansigter").click()
    assert not overflows(page)
    if scripts:
        assert violations(page) == []
    type_left_half(page)
    page.get_by_role("button", name=re.compile("^Dæk, og slet")).click()
    expect(page.get_by_text("Billedet er dækket, og det, der stod under, er slettet.")).to_be_visible()


def test_staff_cover_a_picture_on_an_accessible_page(embedded_site: Site, open_page: Open, tmp_path: Path) -> None:
    page = open_page(PHONE)
    fill(page, embedded_site, "Hvor finder jeg ugeplanen for 1. x?", picture(tmp_path))
    send_to_the_end(page)
    case = embedded_site.ask("from tickets.models import Ticket; print(Ticket.objects.latest('id').pk)")
    staff = open_page()
    sign_in(staff, embedded_site, "kommuneadmin@demo.example")
    staff.goto(f"{embedded_site.address}/admin/tickets/ticket/{case}/")
    staff.get_by_role("link", name="Dæk navne og ansigter").first.click()
    expect(staff.get_by_role("heading", name="Dæk navne og ansigter")).to_be_visible()
    assert violations(staff) == []
    type_left_half(staff)
    staff.get_by_role("button", name=re.compile("^Dæk, og slet")).click()
    expect(staff.get_by_text("Billedet er dækket, og det, der stod under, er slettet.")).to_be_visible()
