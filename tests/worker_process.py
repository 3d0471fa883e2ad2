"""A worker as a process of its own, to be killed: python worker_process.py OWNER_URL"""

from __future__ import annotations

import asyncio
import sys

from dialora.providers.mail.smtp import NoMail
from dialora.providers.outbound.webhooks import WebhookPosts
from dialora.services.news import News
from dialora.store.roles import database_urls
from dialora.store.scope import Store
from dialora.worker.queue import Worker
from sites import ADDRESS, WallClock
from worlds import KEYRING


async def work(owner_url: str) -> None:
    urls = database_urls(owner_url, KEYRING)
    store = await Store.open(urls, KEYRING)
    news = News.leaving_by(
        WebhookPosts(inner=True), NoMail(), store=store, clock=WallClock(), public_url=ADDRESS
    )
    await Worker(login=urls.queue, outbox=news.outbox, sweep_every=1).run()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
