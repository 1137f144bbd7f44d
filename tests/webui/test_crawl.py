"""Following every link as different people: nothing is dead, nothing leads to what the person may not open, and the markup is sound."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.webui.museum import Museum

#: a crawl that finds more addresses than this follows a link that makes new ones for ever
MOST_PAGES = 400


class Markup(HTMLParser):
    """What a page's markup says: links, ids, headings, fields and their labels."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: Counter[str] = Counter()
        self.headings = 0
        self.fields: list[dict[str, str | None]] = []
        self.labelled: set[str] = set()
        self.inside_label = 0
        self.images_without_words = 0
        self.bare_heads = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if known.get("id"):
            self.ids[known["id"] or ""] += 1
        if tag == "a" and known.get("href"):
            self.links.append(known["href"] or "")
        self.headings += tag == "h1"
        self.bare_heads += tag == "th" and not known.get("scope")
        if tag == "label":
            self.inside_label += 1
            self.labelled.add(known.get("for") or "")
        if tag in ("input", "select", "textarea") and known.get("type") not in ("hidden", "submit"):
            self.fields.append(known | {"inside": "yes" if self.inside_label else None})
        self.images_without_words += tag == "img" and not known.get("alt")

    def handle_endtag(self, tag: str) -> None:
        self.inside_label -= tag == "label"

    def faults(self) -> list[str]:
        """What is unsound."""
        found = [f"id {name} stands {count} times" for name, count in self.ids.items() if count > 1]
        found += [
            f"field {one.get('name')} has no label"
            for one in self.fields
            if not one["inside"] and one.get("id") not in self.labelled and not one.get("aria-label") and not one.get("aria-hidden")
        ]
        if self.headings != 1:
            found.append(f"{self.headings} first headings")
        if self.bare_heads:
            found.append(f"{self.bare_heads} table heads without scope")
        if self.images_without_words:
            found.append("an image without words")
        return found


def crawl(client: FlaskClient, start: str = "/") -> tuple[dict[str, int], dict[str, list[str]]]:
    """Every address that can be reached by links from a page with its status, and what is unsound on which page."""
    waiting, statuses, unsound = [start], {}, {}
    while waiting and len(statuses) < MOST_PAGES:
        path = waiting.pop()
        if path in statuses:
            continue
        with client.get(path) as answer:
            statuses[path] = answer.status_code
            if answer.mimetype != "text/html" or answer.status_code != 200:
                continue
            page = Markup()
            page.feed(answer.text)
        if page.faults():
            unsound[path] = page.faults()
        waiting += [
            target for link in page.links if (target := _ours(path, link)) is not None and _kind(target) not in map(_kind, statuses)
        ]
    return statuses, unsound


def _ours(page: str, link: str) -> str | None:
    """The address on this site that a link leads to; None for one elsewhere or on the same page."""
    target = urlsplit(urljoin(f"http://localhost{page}", link))
    if target.netloc != "localhost" or link.startswith(("#", "mailto:", "tel:", "webcal:")):
        return None
    return target.path + (f"?{target.query}" if target.query else "")


def _kind(path: str) -> str:
    """Addresses alike but for ids and for the values of a filter are visited once for each page and set of fields."""
    target = urlsplit(path)
    fields = sorted({part.split("=")[0] for part in target.query.split("&")})
    return target.path + "?" + "&".join(fields)


@pytest.mark.parametrize("who", ["hang", "anh", "lam", "chu", "quang", "thuong"])
def test_every_link_opens_and_every_page_is_sound(museum: Museum, who: str) -> None:
    statuses, unsound = crawl(museum.visitor(who))
    assert {path: status for path, status in statuses.items() if status >= 400} == {}
    assert unsound == {}
    assert 8 <= len(statuses) < MOST_PAGES


def test_a_visitor_is_led_to_log_in_and_all_its_links_open(museum: Museum) -> None:
    statuses, unsound = crawl(museum.visitor(None), "/dang-nhap")
    assert set(statuses) == {"/dang-nhap", "/quen-mat-khau"}
    assert set(statuses.values()) == {200}
    assert unsound == {}
