"""Starts a sandbox, places an order in it over JSON, and fills it over the control API.

Needs Python 3.10, `pip install websockets`, and Node.js. Each run has a sandbox of its own.
"""

import asyncio
import json
import os
import shlex
import subprocess
import tempfile
import urllib.request

import websockets

# On Windows: "npx.cmd tickwire".
TICKWIRE = shlex.split(os.environ.get("TICKWIRE", "npx tickwire"))


class Sandbox:
    """`tickwire sandbox` in a process of its own, on free ports, with its files in a folder that goes away."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        # It ends with its stdin: also when this program is killed, and whatever npx does with signals.
        command = [*TICKWIRE, "sandbox", "--until-eof", "--ports", "auto", "--data", self.folder.name]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, text=True, **pipes)
        line = self.process.stdout.readline()  # the first line says where everything is
        if not line:
            raise RuntimeError("the sandbox did not start; run the command by hand to see why")
        self.ready = json.loads(line)
        with open(self.ready["control"]["tokenFile"]) as file:
            self.token = file.read().strip()
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()

    def credentials(self, environment):
        with open(self.ready[environment]["credentials"]) as file:
            return json.load(file)

    def control(self, method, path, body=None):
        """Asks the control API, as docs/control-api.md describes it."""
        request = urllib.request.Request(
            f"{self.ready['control']['url']}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


async def ask(socket, payload_type, payload):
    await socket.send(json.dumps({"clientMsgId": str(payload_type), "payloadType": payload_type, "payload": payload}))
    while True:
        message = json.loads(await socket.recv())
        if message.get("clientMsgId") == str(payload_type):
            return message


async def main():
    with Sandbox() as sandbox:
        mine = sandbox.credentials("demo")
        account = {"ctidTraderAccountId": mine["accountId"]}
        async with websockets.connect(sandbox.ready["demo"]["json"]) as socket:
            await ask(socket, 2100, {"clientId": mine["clientId"], "clientSecret": mine["clientSecret"]})
            await ask(socket, 2102, {**account, "accessToken": mine["accessToken"]})
            # A limit order to buy 1 000 euros at a price that the market will not see.
            order = {"symbolId": 1, "orderType": 2, "tradeSide": 1, "volume": 100_000, "limitPrice": 0.5}
            accepted = await ask(socket, 2106, {**account, **order})
            order_id = accepted["payload"]["order"]["orderId"]
            sandbox.control("POST", f"accounts/demo/orders/{order_id}/fill", {"price": 49_990})
            filled = json.loads(await socket.recv())
            print("filled at", filled["payload"]["deal"]["executionPrice"])
            print("positions", len(sandbox.control("GET", "accounts/demo")["positions"]))


asyncio.run(main())
