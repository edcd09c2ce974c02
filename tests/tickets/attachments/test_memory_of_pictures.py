"""How much memory a stranger's picture takes: measured in a process of its own, which decodes nothing else."""

import io
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.sites import ROOT

MEASURE = """
import django.conf, resource, sys
django.conf.settings.configure(USE_I18N=False)
from tickets.attachments.uploads import RefusedUpload, cleaned, inspect
kind, path = sys.argv[1:]
def peak():
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(which).ru_maxrss for which in whose) // 1024
before = peak()
with open(path, "rb") as file:
    data = file.read()
    try:
        inspect("billede", file)
        taken = "taken"
    except RefusedUpload as error:
        taken = error.code
try:
    cleaned(data, kind)
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


def test_a_phones_picture_of_fifty_megapixels_is_decoded_apart_within_the_same_bounds(tmp_path: Path) -> None:
    flat = (Path(__file__).parent / "pictures" / "fifty-megapixels.heic").read_bytes()
    taken, peak = measured(tmp_path, "HEIC", flat)
    assert taken == "taken"
    assert peak < 450


@pytest.mark.parametrize("kind", ["AVIF", "TIFF", "BMP"])
def test_other_kinds_of_fifty_megapixels_are_refused_before_they_are_decoded(kind: str, tmp_path: Path) -> None:
    data = picture(kind, "1", (8000, 6250)) if kind != "AVIF" else claimed_larger(picture("AVIF", "RGB", (64, 48)))
    taken, peak = measured(tmp_path, kind, data)
    assert taken.startswith("too_many_pixels")
    assert peak < 60


def claimed_larger(data: bytes) -> bytes:
    """An AVIF whose head says that it is of 8,000 by 6,250 pixels."""
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", 8000, 6250) + data[at + 8 :]
