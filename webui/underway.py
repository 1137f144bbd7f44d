"""How far the files are that are being read: told to the page that sent them, which asks every second."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from webui.reading_process import Heard

#: A key that a page made up for a file is no longer
LONGEST_KEY = 64


class Underway:
    """Pages read so far, by who sent the file and the key of the page. Another process of the server knows nothing of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: dict[tuple[int, str], tuple[int, int]] = {}

    @contextmanager
    def following(self, user_id: int, key: str) -> Iterator[Heard]:
        """What a reading tells its pages to; forgotten at the end. Without a key nobody asks."""
        place = (user_id, key[:LONGEST_KEY])

        def heard(read: int, of: int) -> None:
            if key:
                with self._lock:
                    self._pages[place] = (read if read <= of else read - of, of)  # scans come twice: without words, then recognised

        try:
            yield heard
        finally:
            with self._lock:
                self._pages.pop(place, None)

    def pages(self, user_id: int, key: str) -> tuple[int, int] | None:
        """How many pages are read, and of how many; None before the first and after the last."""
        with self._lock:
            return self._pages.get((user_id, key[:LONGEST_KEY]))
