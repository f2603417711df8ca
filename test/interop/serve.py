"""The server that Python programs embed, with a tool that waits for approval, and the model of a gateway."""

import asyncio
import json
import sys

from openai import AsyncOpenAI
from smooth_operator_core import Tool
from smooth_operator_server import ServerState, serve
from smooth_operator_server.session_store import InMemorySessionStore


class IssueRefund(Tool):
    name = "issue_refund"
    description = "Refunds an order."
    parameters = {"type": "object", "properties": {"amount": {"type": "number"}}}

    async def execute(self, arguments):
        return json.dumps({"refunded": arguments.get("amount")})


async def main(gateway: str) -> None:
    state = ServerState(
        store=InMemorySessionStore(),
        chat_client=AsyncOpenAI(base_url=gateway, api_key="none"),
        tools=[IssueRefund()],
        confirm_tools=["issue_refund"],
    )
    server = await serve(state, "127.0.0.1", 0)
    print(f"listening on {server.ws_url()}", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1]))
