"""Who acts: what every event of the history says about its author."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.model.terms import Post

#: posts whose rights reach beyond their own agency
FAR = frozenset({Post.COORDINATOR, Post.HEAD_OF_OFFICE, Post.PROVINCIAL_LEADER, Post.ADMINISTRATOR})


@dataclass(frozen=True)
class Lent:
    """A post of somebody who is away, in whose place another acts."""

    user_id: int
    name: str
    post: Post
    agency_id: int


@dataclass(frozen=True)
class Actor:
    """The person (None: the machine), the way in (web, cli, worker, import) and the address that the act came from."""

    user_id: int | None
    via: str
    ip: str = ""
    #: posts of their own, told where others were lent to them
    own: frozenset[tuple[Post, int]] = frozenset()
    #: posts lent to them for these days
    lent: tuple[Lent, ...] = ()

    def stands_for(self, agency_id: int | None) -> dict[int, str]:
        """For whom they act on work of an agency (None: of no one agency): id → name; nobody where their own posts reach."""
        if any(post in FAR or agency == agency_id for post, agency in self.own):
            return {}
        near = [lent for lent in self.lent if lent.agency_id == agency_id]
        return {lent.user_id: lent.name for lent in near or [lent for lent in self.lent if lent.post in FAR]}


MACHINE = Actor(None, "worker")
