import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisation.pages.browser import describe


@pytest.mark.parametrize(
    ("agent", "client", "device"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.1 Mobile/15E148 Safari/604.1",
            "Mobile Safari 18.1",
            "iPhone (iOS 18.1)",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
            "Edge 130.0",
            "Windows 10",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-G991B) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/129.0.0.0 Mobile Safari/537.36",
            "Chrome Mobile 129.0",
            "Samsung SM-G991B (Android 14)",
        ),
        ("", "", ""),
        ("' OR 1=1 --", "", ""),
    ],
)
def test_browsers_are_told_in_words(agent: str, client: str, device: str) -> None:
    browser = describe(agent)
    assert (browser.client, browser.device) == (client, device)


@given(st.text(max_size=2000))
def test_no_text_makes_it_fail(agent: str) -> None:
    browser = describe(agent)
    assert len(browser.client) <= 600
