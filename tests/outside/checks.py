"""Counts what passed and what failed, and says what failed, where and how."""

import sys


class Checks:
    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = 0

    def check(self, what, faults):
        """One check. `faults` is what it found, nothing if all is well."""
        faults = list(faults)
        if not faults:
            self.passed += 1
            return
        self.failed += 1
        shown = [f"    {fault}" for fault in faults[:12]]
        if len(faults) > 12:
            shown.append(f"    ... and {len(faults) - 12} more")
        print("\n".join([f"FAILED {what}", *shown]), file=sys.stderr)

    def end(self):
        """Says how it went; the last line is read by tests/run."""
        print(f"{self.name}: {self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0
