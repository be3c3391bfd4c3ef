"""The hazard log names for each hazard a harm, a cause, a control and tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOG = (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8")
HAZARDS = {part.split("\n", 1)[0]: part for part in LOG.split("\n## ")[1:]}
PARTS = ["Harm", "Cause", "Control", "Test"]


def part_of(hazard, name):
    """What the hazard's line of that name says, to the next one; "" where there is none."""
    found = re.search(rf"^- \*\*{name}\*\*:(.*?)(?=^- \*\*|\Z)", hazard, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def functions_of(path):
    """The names of the test functions in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def faults(hazard):
    """What the entry of a hazard lacks, in words."""
    lacking = [name for name in PARTS if not part_of(hazard, name)]
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", part_of(hazard, "Test"))
    gone = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or name not in functions_of(ROOT / path)
    ]
    return lacking + gone + ([] if named else ["a test"])


@pytest.mark.parametrize("title", HAZARDS)
def test_each_hazard_says_what_holds_it_and_its_tests_exist(title):
    assert faults(HAZARDS[title]) == []


def test_a_hazard_without_a_test_or_with_one_that_is_gone_is_found():
    entry = next(iter(HAZARDS.values()))
    without = entry.split("- **Test**")[0]
    assert faults(without) == ["Test", "a test"]
    gone = without + "- **Test**: `tests/clinic_site/test_hazards.py::test_that_is_gone`"
    assert faults(gone) == ["tests/clinic_site/test_hazards.py::test_that_is_gone"]


def test_the_log_is_not_empty():
    assert len(HAZARDS) > 10
