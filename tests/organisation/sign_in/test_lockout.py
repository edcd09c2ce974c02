"""Attacks on the sign-in page, and those whom they must not keep out."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisation.models import Municipality, ResetRequest, SignInPause, User
from organisation.sign_in import lockout
from tests.cast import PASSWORD, Cast, gather, person, settle
from tests.helpdesk.test_sign_in import link_in
from tickets.news import sign_in_attempts, sign_in_links

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"
WRONG = "forkert adgangskode"
IN, NO, WAIT = 302, 200, 429


def sign_in(name: str, password: str = WRONG, *, at: str = HERE, browser: Client | None = None) -> int:
    answer = (browser or Client()).post(
        reverse("admin:login"), {"username": name, "password": password}, REMOTE_ADDR=at
    )
    return answer.status_code


def pass_time(by: timedelta) -> None:
    """As if all that has been noted had happened so much earlier."""
    for row in SignInPause.objects.all():
        row.last_at -= by
        row.until = row.until - by if row.until else None
        row.told_at = row.told_at - by if row.told_at else None
        row.save()


def used_browser(user: User) -> Client:
    """A browser in which the person has signed in before."""
    browser = Client()
    assert sign_in(user.email, PASSWORD, browser=browser) == IN
    browser.post(reverse("admin:logout"))
    return browser


def minutes_to_wait(name: str, at: str = HERE) -> int:
    answer = Client().post(reverse("admin:login"), {"username": name, "password": PASSWORD}, REMOTE_ADDR=at)
    assert answer.status_code == WAIT
    return -(-int(answer.headers["Retry-After"]) // 60)


def test_pauses_grow_and_end(cast: Cast) -> None:
    name, waits = cast.pilot.email, []
    assert [sign_in(name) for _turn in range(5)] == [NO] * 5
    for _turn in range(6):
        waits.append(minutes_to_wait(name))
        pass_time(timedelta(minutes=waits[-1]))
        assert sign_in(name) == NO
    assert waits == [1, 2, 4, 8, 15, 15]
    pass_time(timedelta(minutes=15))
    assert sign_in(name, PASSWORD) == IN
    assert [sign_in(name) for _turn in range(4)] == [NO] * 4


def test_the_right_password_is_not_looked_at_in_a_pause(cast: Cast) -> None:
    for _turn in range(5):
        sign_in(cast.pilot.email)
    assert sign_in(cast.pilot.email, PASSWORD) == WAIT


def test_tries_in_a_pause_do_not_make_it_longer(cast: Cast) -> None:
    for _turn in range(20):
        sign_in(cast.pilot.email)
    pass_time(timedelta(minutes=1))
    assert sign_in(cast.pilot.email, PASSWORD) == IN


def test_a_pupil_on_the_schools_network_locks_no_colleague_out(cast: Cast) -> None:
    """The whole day long, beside them, with a script."""
    Municipality.objects.update(school_networks="192.0.2.0/24")
    Municipality.forget_cached()
    browser = used_browser(cast.pilot)
    for _turn in range(40):
        sign_in(cast.pilot.email)
        pass_time(timedelta(minutes=15))
    for _turn in range(20):
        sign_in(cast.pilot.email)
        for other in ("a@example.org", "b@example.org", "c@example.org"):
            sign_in(other)
    assert sign_in(cast.pilot.email, PASSWORD, browser=browser) == IN
    assert sign_in(cast.pilot.email, PASSWORD, at=ELSEWHERE) == IN
    assert sign_in(cast.superuser.email, PASSWORD) == IN


def test_who_is_kept_out_in_a_new_browser_gets_in_by_the_mailed_link(cast: Cast, mailoutbox: list[Any]) -> None:
    for _turn in range(8):
        sign_in(cast.pilot.email)
    browser = Client()
    assert sign_in(cast.pilot.email, PASSWORD, browser=browser) == WAIT
    browser.post(reverse("forgotten_password"), {"email": cast.pilot.email}, REMOTE_ADDR=HERE)
    sign_in_links.mail_wanted()
    settle()
    page = browser.get(link_in(mailoutbox[-1].body), follow=True)
    new = "en anden lang adgangskode 9"
    browser.post(page.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})
    assert sign_in(cast.pilot.email, new, browser=browser) == IN


def test_a_browser_that_knows_one_person_is_no_way_round_for_another(cast: Cast) -> None:
    browser = used_browser(cast.superuser)
    answers = [sign_in(cast.pilot.email, browser=browser) for _turn in range(8)]
    assert answers[5:] == [WAIT] * 3


def test_a_known_browser_has_its_own_limit(cast: Cast) -> None:
    browser = used_browser(cast.pilot)
    answers = [sign_in(cast.pilot.email, browser=browser) for _turn in range(12)]
    assert answers == [NO] * 10 + [WAIT] * 2
    assert sign_in(cast.pilot.email, PASSWORD) == IN


@pytest.mark.parametrize("cookie", ["x", "x:y:z", "", "eyJhIjoxfQ:1a:b"])
def test_a_forged_browser_is_an_unknown_one(cookie: str, cast: Cast) -> None:
    answers = []
    for _turn in range(7):
        browser = Client()
        browser.cookies["known_browser"] = cookie
        answers.append(sign_in(cast.pilot.email, browser=browser))
    assert answers[5:] == [WAIT] * 2


@pytest.mark.parametrize("is_secure", [True, False])
def test_what_knows_a_browser_is_read_by_no_script_and_sent_by_no_other_site(
    is_secure: bool, cast: Cast, settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = is_secure
    browser = Client()
    assert sign_in(cast.pilot.email, PASSWORD, browser=browser) == IN
    cookie = browser.cookies["known_browser"]
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", is_secure)
    assert cast.pilot.email not in cookie.value


def test_one_account_from_many_networks(cast: Cast) -> None:
    """A dozen stolen machines with four tries each: all of them before the first pause ends, on a slow one, too."""
    browser = used_browser(cast.pilot)
    answers = [sign_in(cast.pilot.email, at=f"203.0.113.{machine}") for machine in range(12) for _turn in range(4)]
    assert answers.count(NO) <= 26
    assert sign_in(cast.pilot.email, PASSWORD, at=ELSEWHERE) == WAIT
    assert sign_in(cast.pilot.email, PASSWORD, browser=browser, at=ELSEWHERE) == IN
    pass_time(timedelta(minutes=15))
    assert sign_in(cast.pilot.email, PASSWORD, at=ELSEWHERE) == IN


def test_one_network_alone_makes_an_account_wait_nowhere_else(cast: Cast) -> None:
    for _turn in range(30):
        sign_in(cast.pilot.email)
        pass_time(timedelta(minutes=15))
    assert sign_in(cast.pilot.email, PASSWORD, at=ELSEWHERE) == IN


def test_one_network_with_many_accounts_waits(cast: Cast) -> None:
    answers = [sign_in(f"nummer{number}@example.org") for number in range(60)]
    assert answers == [NO] * 50 + [WAIT] * 10
    assert sign_in(cast.pilot.email, PASSWORD) == WAIT
    assert sign_in(cast.pilot.email, PASSWORD, at=ELSEWHERE) == IN


def test_spraying_forty_accounts_is_seen(cast: Cast, mailoutbox: list[Any]) -> None:
    for number in range(40):
        sign_in(person("superuser", cast.school, email=f"kollega{number}@example.org").email)
    assert sign_in_attempts.tell() == 1
    assert sign_in_attempts.tell() == 0
    settle()
    assert [mail.to for mail in mailoutbox] == [[cast.municipal_admin.email]]
    assert "40" in mailoutbox[0].body
    assert HERE not in mailoutbox[0].body


def test_spraying_from_everywhere_is_seen_too(cast: Cast) -> None:
    for number in range(40):
        sign_in(f"kollega{number}@example.org", at=f"203.0.113.{number}")
    assert sign_in_attempts.tell() == 1


def test_colleagues_who_mistype_on_a_monday_are_no_attack(cast: Cast) -> None:
    for number in range(20):
        name = person("superuser", cast.school, email=f"kollega{number}@example.org").email
        assert (sign_in(name), sign_in(name, PASSWORD)) == (NO, IN)
    assert sign_in_attempts.tell() == 0


def test_the_person_hears_of_it_once(cast: Cast, mailoutbox: list[Any]) -> None:
    for _turn in range(6):
        sign_in(cast.pilot.email)
        sign_in("ukendt@example.org")
    assert sign_in_attempts.tell() == 1
    for address in (HERE, ELSEWHERE):
        for _turn in range(6):
            sign_in(cast.pilot.email, at=address)
    assert sign_in_attempts.tell() == 0
    settle()
    assert [mail.to for mail in mailoutbox] == [[cast.pilot.email]]
    assert "forsøgt at logge ind som dig" in mailoutbox[0].subject


def test_administrators_hear_of_an_account_that_is_tried_from_everywhere(cast: Cast, mailoutbox: list[Any]) -> None:
    for machine in range(7):
        for _turn in range(4):
            sign_in(cast.pilot.email, at=f"203.0.113.{machine}")
    assert sign_in_attempts.tell() == 2
    sign_in(cast.pilot.email, at=ELSEWHERE)
    assert sign_in_attempts.tell() == 0
    settle()
    told = next(mail for mail in mailoutbox if mail.to == [cast.municipal_admin.email])
    assert cast.pilot.email in told.body
    assert "203.0.113" not in told.body


def test_administrators_hear_when_somebody_tries_the_emergency_account(cast: Cast, mailoutbox: list[Any]) -> None:
    account = User.objects.create_superuser("noed@example.org", PASSWORD, name="Nødkonto", break_glass=True)
    for at in (HERE, ELSEWHERE):
        for _turn in range(6):
            sign_in(account.email, at=at)
        sign_in_attempts.tell()
    settle()
    told = [mail.to for mail in mailoutbox if "nødkontoen" in mail.body]
    assert sorted(told) == sorted([[account.email], [cast.municipal_admin.email]])


def normal(page: bytes, name: str) -> str:
    text = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", page.decode())
    return text.replace(name, "NAVN")


def test_nothing_tells_whether_an_account_exists(cast: Cast) -> None:
    """The same pages, the same headers and the same work in the database for both, in a pause and before."""
    User.objects.filter(pk=cast.observer.pk).update(is_active=False)
    unusable = person("superuser", cast.school, email="inviteret@example.org")
    unusable.set_unusable_password()
    unusable.save()
    seen = {}
    for number, name in enumerate([cast.pilot.email, "ukendt@example.org", cast.observer.email, unusable.email]):
        answers = []
        for _turn in range(7):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = Client().post(
                    reverse("admin:login"), {"username": name, "password": WRONG}, REMOTE_ADDR=f"192.0.2.{number + 1}"
                )
            writes = [
                words for query in queries if (words := query["sql"].split(" ", 3)[:3])[0] in {"INSERT", "UPDATE"}
            ]
            answers.append((answer.status_code, normal(answer.content, name), writes))
        seen[name] = answers
    first, *others = seen.values()
    assert all(other == first for other in others)


def test_a_password_is_hashed_once_for_everybody(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes time takes it for an unknown account and for one without a password, too."""
    from django.contrib.auth.hashers import MD5PasswordHasher  # noqa: PLC0415

    work: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        work.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    invited = User(email="inviteret@example.org", name="Inviteret")
    invited.set_unusable_password()
    invited.save()
    done = []
    for name in (cast.pilot.email, "ukendt@example.org", invited.email):
        work.clear()
        sign_in(name)
        done.append(len(work))
    assert done == [1, 1, 1]


def test_the_reset_page_does_the_same_for_everybody(cast: Cast) -> None:
    seen = []
    Municipality.current()
    for name in (cast.pilot.email, "ukendt@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(reverse("forgotten_password"), {"email": name})
        statements = [re.sub(r"_x\d+", "", query["sql"])[:60] for query in queries]
        seen.append((answer.status_code, answer.headers["Location"], statements))
    assert seen[0] == seen[1]
    assert ResetRequest.objects.count() == 2
    sign_in_links.mail_wanted()
    assert not ResetRequest.objects.exists()


def test_what_is_noted_is_forgotten_after_a_day(cast: Cast) -> None:
    for _turn in range(6):
        sign_in(cast.pilot.email)
    assert cast.pilot.email not in str(SignInPause.objects.values())
    assert HERE not in str(SignInPause.objects.values())
    pass_time(timedelta(hours=25))
    SignInPause.drop_old()
    assert not SignInPause.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_the_same_moment_are_no_way_round() -> None:
    cast = gather()
    name, answers = cast.pilot.email, []
    at_once = threading.Barrier(16)

    def guess() -> None:
        at_once.wait()
        answers.append(sign_in(name))
        connection.close()

    threads = [threading.Thread(target=guess) for _turn in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(NO) == 5
    assert answers.count(WAIT) == 11
    assert SignInPause.objects.get(axis=lockout.Axis.BOTH, until__gt=timezone.now()).tries == 5
