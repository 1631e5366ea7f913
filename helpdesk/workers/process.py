"""One worker process: the relay and the claim loop on its own loop, dramatiq's threads for the jobs."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable
from datetime import timedelta

import dramatiq
import dramatiq.worker
import structlog

from helpdesk.attachments.cleaning import Cleaning
from helpdesk.events.hub import running
from helpdesk.events.relay import Relay
from helpdesk.events.work import Transactor
from helpdesk.notify.guarding import Guard
from helpdesk.notify.sms import Sms
from helpdesk.platform.port import Platform
from helpdesk.workers import broker as brokers
from helpdesk.workers.claims import ClaimLoop
from helpdesk.workers.deliveries import DeliveryLoops
from helpdesk.workers.jobs import Jobs

RECONNECT_SECONDS = 1
"""How soon queues are read again, and what was done is acknowledged again, where the broker was away."""
_log = structlog.get_logger(__name__)


async def serve(
    transactor: Transactor,
    job_transactor: Callable[[], Transactor],
    broker: dramatiq.Broker,
    *,
    threads: int,
    lease: timedelta,
    act_lease: timedelta,
    cleaning: Cleaning,
    platform: Platform | None,
    guards: Iterable[Guard],
    sms: Sms,
    stop: asyncio.Event,
) -> None:
    """Work until `stop` is set, then finish what is in hand.

    `transactor` belongs to this loop; `job_transactor` makes one, once, on dramatiq's own loop, where `platform` is
    told what to do. `guards` are the channels by which agents are told outside the helpdesk, and
    `sms` reaches customers.
    """
    Jobs(job_transactor, platform, act_lease=act_lease, sms=sms).declare(broker)
    send = brokers.sender(broker)
    relay = Relay(transactor.engine, send)
    transactor.on_jobs = relay.wake
    claims = ClaimLoop(transactor, send, lease=lease, cleaning=cleaning)
    dramatiq.worker.CONSUMER_RESTART_DELAY_SECS = (
        RECONNECT_SECONDS  # read at each pause; 3 and 5 s without it
    )
    dramatiq.worker.POST_PROCESS_MESSAGE_RETRY_DELAY_SECS = RECONNECT_SECONDS
    worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=200)
    await asyncio.to_thread(worker.start)
    _log.info("worker.started", threads=threads)
    loops = [asyncio.create_task(relay.run()), asyncio.create_task(claims.run())]
    async with running(*loops, *DeliveryLoops(transactor, guards).start()):
        await stop.wait()
        _log.info("worker.stopping")
    await asyncio.to_thread(worker.stop, 15_000)
    await asyncio.to_thread(broker.close)
    _log.info("worker.stopped")


def stop_on_signals(stop: asyncio.Event) -> None:
    """Let SIGTERM and SIGINT ask for a graceful stop."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
