"""How much memory a stranger's picture takes: measured in a process of its own, which decodes nothing else."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.sites import ROOT

MEASURE = """
import django.conf, resource, sys
django.conf.settings.configure(USE_I18N=False)
from tickets.uploads import RefusedUpload, inspect, reencode
kind, path = sys.argv[1:]
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = peak()
with open(path, "rb") as file:
    data = file.read()
    try:
        inspect("billede", file)
        taken = "taken"
    except RefusedUpload as error:
        taken = error.code
try:
    reencode(data, kind)
except ValueError:
    taken += " refused"
print(taken, peak() - before)
"""


def picture(kind: str, mode: str, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def measured(folder: Path, kind: str, data: bytes) -> tuple[str, int]:
    """(what became of it, megabytes at the peak beyond those of the process itself)."""
    (folder / "picture").write_bytes(data)
    command = [sys.executable, "-c", MEASURE, f"image/{kind.lower()}", str(folder / "picture")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    taken, _space, peak = done.stdout.strip().rpartition(" ")
    return taken, int(peak)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_a_small_file_of_fifty_megapixels_is_refused_before_it_is_decoded(kind: str, tmp_path: Path) -> None:
    mode = "P" if kind == "GIF" else "RGBA"
    taken, peak = measured(tmp_path, kind, picture(kind, mode, (8000, 6250)))
    assert taken == "too_many_pixels refused"
    assert peak < 60


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "RGB"), ("WEBP", "RGBA"), ("GIF", "P")])
def test_the_largest_that_is_taken_fits_into_a_worker(kind: str, mode: str, tmp_path: Path) -> None:
    taken, peak = measured(tmp_path, kind, picture(kind, mode, (5000, 5000)))
    assert taken == "taken"
    assert peak < 400


def test_a_photo_of_fifty_megapixels_is_taken_within_the_same_bounds(tmp_path: Path) -> None:
    taken, peak = measured(tmp_path, "JPEG", picture("JPEG", "RGB", (8000, 6250)))
    assert taken == "taken"
    assert peak < 400
