"""
Two more servers that send the same frames: `websockets.broadcast`, and socket.io on Node.

`python -m benchmarks.live_others <websockets|node> <port> <watchers>`, spoken to as the servers of
`benchmarks.live_servers` are. `pip install websockets` brings the first, `npm ci` the second.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from websockets.asyncio.server import ServerConnection, broadcast, serve

from benchmarks.live_crowd import many_lines
from benchmarks.live_servers import picture, serving, told

FRAMES = 40


def text(name: str, data: object) -> str:
    return "42" + json.dumps([name, data], ensure_ascii=False, separators=(",", ":"))


async def websockets(port: int) -> None:
    """Answer as Socket.IO does, then send each frame, encoded once, with the library's one call."""
    watching: set[ServerConnection] = set()
    frames = [told(number) for number in range(2, 2 + FRAMES)]
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    def send() -> None:
        if not os.read(sys.stdin.fileno(), 1):
            loop.remove_reader(sys.stdin)
            ended.set_result(None)
            return
        frame = frames.pop(0)
        frames.append(frame)
        broadcast(watching, text("changes", frame))

    async def watch(line: ServerConnection) -> None:
        for said in ("0{}", "40{}", text("board", picture(1))):
            await line.send(said)
        watching.add(line)
        await line.wait_closed()
        watching.discard(line)

    async with serve(watch, "127.0.0.1", port, compression=None, backlog=4096):
        loop.add_reader(sys.stdin, send)
        serving()
        await ended


def node(port: int) -> None:
    """Become Node, which is given the frames as this process would send them."""
    frames = json.dumps([picture(1), *(told(number) for number in range(2, 2 + FRAMES))])
    script = Path(__file__).with_name("live_node.mjs")
    os.execvp("node", ["node", str(script), str(port), frames])


if __name__ == "__main__":
    many_lines()
    if sys.argv[1] == "node":
        node(int(sys.argv[2]))
    else:
        asyncio.run(websockets(int(sys.argv[2])))
