"""The same mails over a line with 40 ms each way: do round trips grow?"""

import asyncio
import threading

from harness import mails
from harness.world import World

from collect import BOX, USER, collect, family_name
from yardstick import RawImap, Timer, environment_number, ratio

SECONDS_EACH_WAY = 0.040
CHUNK = 256 * 1024


class Line:
    """Loopback to a port, every byte as late as on a long line."""

    def __init__(self, port):
        self.target = port
        self.port = None
        self.ready = threading.Event()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.serve, daemon=True).start()
        self.ready.wait(10)

    def serve(self):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(
            asyncio.start_server(self.accept, "127.0.0.1", 0, limit=CHUNK))
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()

    async def accept(self, reader, writer):
        far_reader, far_writer = await asyncio.open_connection(
            "127.0.0.1", self.target, limit=CHUNK)
        await asyncio.gather(self.carry(reader, far_writer),
                             self.carry(far_reader, writer))

    async def carry(self, reader, writer):
        """What is read now is written SECONDS_EACH_WAY later; reading goes on
        meanwhile."""
        queue = asyncio.Queue()

        async def deliver():
            while True:
                when, data = await queue.get()
                await asyncio.sleep(when - self.loop.time())
                if not data:
                    writer.close()
                    return
                writer.write(data)
                await writer.drain()

        task = asyncio.create_task(deliver())
        try:
            while data := await reader.read(CHUNK):
                await queue.put((self.loop.time() + SECONDS_EACH_WAY, data))
        except ConnectionError:
            pass
        await queue.put((self.loop.time() + SECONDS_EACH_WAY, b""))
        await asyncio.gather(task, return_exceptions=True)


class Far:
    """A Dovecot seen through a line, as RawImap wants it."""

    def __init__(self, dovecot, line):
        self.port, self.users = line.port, dovecot.users


def whole_session(far):
    """Log in, open, stream everything to nowhere."""
    with Timer() as timer:
        client = RawImap(far, USER)
        client.command("EXAMINE INBOX")
        client.command("UID FETCH 1:* (BODY.PEEK[])")
        client.close()
    return timer.seconds


def measure(count):
    with World(prefix="dossierd-bench-", raw_log=False) as world:
        for number in range(count):
            world.deliver(BOX, mails.application(
                family_name(number), "Camille", to=(BOX,), padding=118_000,
                seed=3 * number))
        line = Line(world.dovecot.port)
        near, far = f":{world.dovecot.port}", f":{line.port}"
        for mailbox in world.configuration.mailboxes:
            mailbox["url"] = mailbox["url"].replace(near, far)
        world.configuration.write()
        whole_session(Far(world.dovecot, line))
        return (whole_session(Far(world.dovecot, line)),
                collect(world, count))


def run():
    most = environment_number("MAILS", 200)
    rows = []
    for count in (most // 4, most):
        bare, ours = measure(count)
        rows += [(f"{count} applications: dossierd --once",
                  f"{ours:.2f} s", ratio(ours, bare)),
                 ("  bare client, login to last byte", f"{bare:.2f} s", "")]
    return "delay: 40 ms each way (ratio: to the bare client)", rows
