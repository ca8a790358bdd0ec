"""The question bank comes with the wheel, the source distribution and an editable install."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
BANK = (ROOT / "data" / "questions.yaml").read_bytes()
READ_BANK = "from breakthroughs_tui.bank import default_bank_file; print(default_bank_file())"


def build(hook: str, target: Path) -> Path:
    """Build with hatchling, as pip does, and give the file that it made."""
    program = f"from hatchling.build import {hook}; print({hook}({str(target)!r}))"
    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return target / printed.stdout.splitlines()[-1]


def bank_file_seen_from(path: Path) -> Path:
    """Tell which bank the program reads when it is imported from a path."""
    printed = subprocess.run(
        [sys.executable, "-c", READ_BANK],
        env={**os.environ, "PYTHONPATH": str(path)},
        cwd=path,
        check=True,
        capture_output=True,
        text=True,
    )
    return Path(printed.stdout.strip())


def test_a_wheel_holds_the_bank_and_reads_its_own(tmp_path: Path) -> None:
    """Nothing outside an installed wheel is needed, and py.typed is in it."""
    with zipfile.ZipFile(build("build_wheel", tmp_path)) as wheel:
        names = wheel.namelist()
        wheel.extractall(tmp_path / "installed")  # noqa: S202  we made it
    assert "breakthroughs_tui/py.typed" in names
    assert not [name for name in names if name.startswith(("tests", "benchmarks"))]
    seen = bank_file_seen_from(tmp_path / "installed")
    assert seen == tmp_path / "installed" / "breakthroughs_tui" / "data" / "questions.yaml"
    assert seen.read_bytes() == BANK


def test_a_source_distribution_holds_what_a_wheel_and_the_tests_need(tmp_path: Path) -> None:
    """The bank stands at the root, as in a checkout."""
    with tarfile.open(build("build_sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        top = archive.getnames()[0].partition("/")[0]
        bank = archive.extractfile(f"{top}/data/questions.yaml")
        assert bank is not None
        assert bank.read() == BANK
    assert {"pyproject.toml", "README.md", "LICENSE", "tests/conftest.py"} <= names


def test_an_editable_install_reads_the_checkout_live(tmp_path: Path) -> None:
    """A change of the root's file shows at once, since no copy is made."""
    with zipfile.ZipFile(build("build_editable", tmp_path)) as wheel:
        assert not [name for name in wheel.namelist() if name.endswith(".yaml")]
        link = next(name for name in wheel.namelist() if name.endswith(".pth"))
        source = Path(wheel.read(link).decode().strip())
    assert bank_file_seen_from(source).resolve() == ROOT / "data" / "questions.yaml"
