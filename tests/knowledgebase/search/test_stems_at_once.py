"""Stems are cut by many threads of one process at a time."""

import sys
from concurrent.futures import ThreadPoolExecutor

from meaning import danish

WORDS = ["indstillingerne", "uge", "skolebestyrelsernes", "beskederne", "i", "vennernes", "opkaldslisterne"] * 300


def test_threads_that_cut_words_at_once_cut_them_as_one_alone_does() -> None:
    alone = [danish.stem(word) for word in WORDS]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda _thread: [danish.stem(word) for word in WORDS], range(4)))
    finally:
        sys.setswitchinterval(before)
    assert together == [alone] * 4
