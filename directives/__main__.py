"""Reads documents in a process of its own: `python -m directives`, orders on stdin, answers on stdout (`directives.orders`)."""

from __future__ import annotations

import os
import sys

from directives.orders import follow


def main() -> None:
    """Answers the orders on stdin."""
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints is no answer
    follow(sys.stdin.buffer, answers, many="--many" in sys.argv)


if __name__ == "__main__":
    main()
