"""Check a BagIt bag."""

from __future__ import annotations

from pathlib import Path

from comity.custody.bag.validate import faults_of
from comity.custody.verify.judgement import Because, Judgement


def check_bag(path: Path) -> Judgement:
    """Judge a bag and name every bad file."""
    faults = faults_of(path)
    if faults:
        return Judgement(False, tuple(Because(fault.code, fault.text, fault.where) for fault in faults))
    return Judgement(True, (Because("valid", "complete, and every digest holds", str(path)),))
