"""Who shares which feed. Equal are those whose documents, variables, language, token's claims and rights are.

A follower that gives a cursor first gets, on its own, what it missed; then it shares like all others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterable
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

from prometheus_client.core import Metric

from helpdesk.accounts.tokens import NEVER_REVOKED, CallerRole, Claims
from helpdesk.events.hub import Hub, Track
from helpdesk.kit import metrics
from helpdesk.kit.bounded import Bounded
from helpdesk.kit.gauges import gauge
from helpdesk.schema.context import Context
from helpdesk.schema.execution import Engine, Request
from helpdesk.schema.transport.failures import told
from helpdesk.schema.transport.feeds import Feed, Follower
from helpdesk.schema.transport.starts import Beginning, beginning

BEGINNINGS_KEPT = 500
AGAIN_SECONDS = 0.5
_NO_TIME = datetime.min.replace(tzinfo=UTC)


class Following:
    """The process's feeds."""

    def __init__(self, engine: Engine, hub: Hub) -> None:
        self._engine = engine
        self._hub = hub
        self._feeds: dict[Hashable, Feed] = {}
        self._runs: set[asyncio.Task[None]] = set()
        self._beginnings: Bounded[Beginning] = Bounded(BEGINNINGS_KEPT)

    @property
    def feeds(self) -> int:
        """How many runs of subscriptions there are."""
        return len(self._feeds)

    @property
    def followers(self) -> int:
        """How many operations share them."""
        return sum(map(len, self._feeds.values()))

    def usage(self) -> Iterable[Metric]:
        """How many subscriptions are followed, and how many runs they share."""
        yield gauge("helpdesk_subscriptions", "Subscriptions that are followed.", self.followers)
        yield gauge("helpdesk_feeds", "Runs that they share.", self.feeds)

    async def follow(self, request: Request, context: Context, follower: Follower) -> None:
        """Let a follower share a feed, from the log's present end on or after its cursor.

        Returns once it does, or when the subscription is over. Raises RequestRefused and what the
        subscription itself raises for its cursor or its caller.
        """
        with metrics.operation("subscription"):
            await self._follow(request, context, follower)

    async def _follow(self, request: Request, context: Context, follower: Follower) -> None:
        start = self._beginning(request).of(request)
        reached: int | None = (await self._hub.head()).position
        await context.renew()  # after the position was read: what changes rights from there on is told
        if start.shared is None:
            self._begin(object(), request, context, None).join(follower, -1)
            return
        key = (*start.key(), context.language, context.actor, _identity(context.claims))
        if start.has_cursor:
            reached = await self._catch_up(request, context, follower, None)
        while reached is not None:
            feed = self._feeds.get(key) or self._begin(key, start.shared, context, reached)
            if feed.covers(reached):
                feed.join(follower, reached)
                return
            reached = await self._catch_up(start.shared, context, follower, reached)
        await follower.end()

    async def aclose(self) -> None:
        """End all runs."""
        for run in self._runs:
            _cancel(run)
        await asyncio.gather(*self._runs, return_exceptions=True)

    def _beginning(self, request: Request) -> Beginning:
        operation = self._engine.operation(request)
        key = operation.parsed.text, request.operation_name
        known = self._beginnings.get(key)
        if known is None:
            known = self._beginnings.put(key, beginning(operation))
        return known

    async def _catch_up(
        self, request: Request, context: Context, follower: Follower, since: int | None
    ) -> int | None:
        """Tell a follower what the log has by now; how far that was, None where the subscription ended itself."""
        track = Track(since, (await self._hub.head()).position)
        own = replace(context, track=track)
        async with aclosing(self._engine.follow(request, own)) as bodies:
            async for body in bodies:
                await follower.tell(body)
                if follower.is_over:
                    break
        return None if track.position is None else max(track.position, track.until or 0)

    def _begin(self, key: Hashable, request: Request, context: Context, since: int | None) -> Feed:
        """Begin a run whose frames are shared under a key."""
        own = replace(context, track=Track(since), claims=_of_all(context.claims))
        feed = Feed(
            since if since is not None else -1,
            lambda error: told(self._engine, error, own.language),
            lambda empty: self._over(key, empty, run),
        )
        bodies = self._engine.follow(request, own)
        run = asyncio.create_task(feed.run(bodies, own.track, lambda: self._over(key, feed)), name="feed")
        self._feeds[key] = feed
        self._runs.add(run)
        run.add_done_callback(self._runs.discard)
        return feed

    def _over(self, key: Hashable, feed: Feed, run: asyncio.Task[None] | None = None) -> None:
        """Nobody can join any longer; a run that nobody follows is cancelled."""
        if self._feeds.get(key) is feed:
            del self._feeds[key]
            if run is not None:
                _cancel(run)


def _cancel(run: asyncio.Task[None]) -> None:
    """Cancel until it is done: a library on the way may swallow one cancellation."""
    if not run.done():
        run.cancel()
        run.get_loop().call_later(AGAIN_SECONDS, _cancel, run)


def _identity(claims: Claims) -> Hashable:
    """The claims on which rights hang: stores and members are who they are, whoever signed in for them."""
    by_code = claims.role in {CallerRole.MEMBER, CallerRole.STORE_MANAGER}
    return replace(_of_all(claims), expires_at=_NO_TIME, subject="" if by_code else claims.subject)


def _of_all(claims: Claims) -> Claims:
    """The claims without what one token alone is revoked by: its sockets end, others that share go on."""
    return replace(claims, jti=None, issued_at=NEVER_REVOKED)
