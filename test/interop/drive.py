"""Drives a server of ours with the Python client that its users have, one step after another.

    python drive.py ws://127.0.0.1:8787/ws

Prints a line for each step and ends with 1 at the first that differs.
"""

import asyncio
import json
import sys
import uuid

import smooth_operator
from smooth_operator import ProtocolError, SmoothAgentClient, WebSocketTransport, parse_event

ASKING = ("write_confirmation_required", "interaction_required", "interaction_invalid")
STEP_SECONDS = 10.0
REQUEST_SECONDS = 5.0


class Watched(WebSocketTransport):
    """The client's own transport. The client drops what its models refuse; here that fails."""

    def __init__(self, url, *, token=None):
        super().__init__(url, token=token)
        self.frames = []
        self.refused = []
        self.on_message(self.watch)

    def watch(self, text):
        self.frames.append(json.loads(text))
        try:
            parse_event(text)
        except Exception as error:  # whatever the models object to
            self.refused.append(f"{text[:200]}: {str(error)[:300]}")

    def send(self, text):
        """The client cannot say that it shows cards; whoever brings its transport can."""
        frame = json.loads(text)
        if frame.get("action") == "create_conversation_session":
            text = json.dumps({**frame, "supports": ["identity_form", "choice_chips"]})
        super().send(text)

    def types(self, since):
        return [frame["type"] for frame in self.frames[since:]]


def equal(actual, expected, what):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def text_of(final):
    return "".join(final.data.data.response["responseParts"])


async def collect(turn, answer=None):
    """Every event of the turn; `answer` is called with what asks for one."""
    events = []
    async for event in turn:
        events.append(event)
        if answer is not None and event.type in ASKING:
            answer(event)
    return events


async def until(turn, kind):
    """The turn up to its first event of that type; the iterator goes on from there."""
    iterator = turn.__aiter__()
    while True:
        event = await iterator.__anext__()
        if event.type == kind:
            return event, iterator


async def refusal_of(awaitable):
    try:
        result = await awaitable
    except ProtocolError as error:
        return error.code
    raise AssertionError(f"expected a refusal, got {result!r}")


def tokens_of(events):
    return "".join(event.token for event in events if event.type == "stream_token")


def tool_result_of(events):
    for event in events:
        if event.type == "stream_chunk":
            result = (event.data.state.raw_response or {}).get("toolResult")
            if result is not None:
                return result
    raise AssertionError("no tool result came")


class Program:
    def __init__(self, url):
        self.url = url
        self.transport = Watched(url)
        self.client = SmoothAgentClient(
            url,
            transport=self.transport,
            request_timeout=REQUEST_SECONDS,
            turn_timeout=REQUEST_SECONDS,
        )
        self.strays = []
        self.stray = asyncio.Event()
        self.client.on_event(self.on_stray)

    def on_stray(self, event):
        self.strays.append(event)
        self.stray.set()

    async def next_stray(self, send):
        """The event that comes of `send` and belongs to no turn and no request."""
        self.stray.clear()
        send()
        await self.stray.wait()
        return self.strays[-1]

    def say(self, message):
        return self.client.send_message(session_id=str(self.session.session_id), message=message)

    def answer(self, event, approved):
        self.client.confirm_tool_action(
            session_id=str(self.session.session_id),
            request_id=event.request_id,
            approved=approved,
        )

    async def connects_and_pings(self):
        await self.client.connect()
        stamp = await self.client.ping()
        assert isinstance(stamp, int) and stamp > 1_600_000_000_000, stamp

    async def opens_a_session(self):
        self.agent = uuid.uuid4()
        self.session = await self.client.create_conversation_session(
            agent_id=str(self.agent),
            user_name="Alice",
            user_email="alice@example.com",
            metadata={"plan": "pro"},
        )
        equal(self.session.agent_id, self.agent, "agentId")
        equal(self.session.agent_name, "smooth-agent", "agentName")

    async def gets_the_session(self):
        found = await self.client.get_session(session_id=str(self.session.session_id))
        for field in ("session_id", "conversation_id", "agent_id", "agent_name",
                      "user_participant_id", "agent_participant_id"):
            equal(getattr(found, field), getattr(self.session, field), field)

    async def streams_a_turn(self):
        since = len(self.transport.frames)
        turn = self.say("Return it")
        events = await collect(turn)
        final = await turn
        equal(tokens_of(events), "Within 17 days of delivery.", "tokens")
        equal(text_of(final), "Within 17 days of delivery.", "reply")
        equal(events[0].type, "immediate_response", "first event")
        equal(events[0].status, 202, "status of the acknowledgement")
        equal(events[-1].type, "eventual_response", "last event")
        equal(turn.cancelled, False, "cancelled")
        equal(self.transport.types(since).count("eventual_response"), 1, "terminal events")

    async def reads_reasoning(self):
        events = await collect(self.say("Think aloud"))
        equal([e.token for e in events if e.type == "stream_reasoning"], ["Hm."], "reasoning")

    async def reads_citations(self):
        final = await self.say("How long can I return an item?")
        assert final.data.data.citations, "no citation came"

    async def sees_a_tool_run(self):
        events = await collect(self.say("Look it up"))
        result = tool_result_of(events)
        equal((result["name"], result["isError"]), ("order_status", False), "tool result")

    async def approves_a_write(self):
        since = len(self.transport.frames)
        turn = self.say("Refund it")
        events = await collect(turn, lambda event: self.answer(event, True))
        equal(tool_result_of(events), {"name": "issue_refund", "isError": False, "result": "refunded"},
              "tool result")
        equal(text_of(await turn), "It said: refunded", "reply")
        types = self.transport.types(since)
        assert types.index("write_confirmation_required") < types.index("stream_chunk"), types

    async def denies_a_write(self):
        turn = self.say("Refund it")
        events = await collect(turn, lambda event: self.answer(event, False))
        equal(tool_result_of(events)["isError"], True, "isError")
        equal((await turn).type, "eventual_response", "the turn goes on")

    async def fills_in_a_card(self):
        picks = ["XXL", "L"]

        def pick(event):
            card = event.data.data
            self.client.submit_interaction(
                session_id=str(self.session.session_id),
                request_id=event.request_id,
                interaction_id=card.interaction_id,
                kind=card.kind,
                values={"answers": [{"header": "Size", "options": [picks.pop(0)]}]},
            )

        events = await collect(self.say("Let me choose"), pick)
        types = [event.type for event in events]
        equal(types.count("interaction_required"), 1, "cards")
        equal(types.count("interaction_invalid"), 1, "values that are wrong")
        told = json.loads(tool_result_of(events)["result"])
        equal(told, {"status": "submitted", "values": {"answers": [{"header": "Size", "options": ["L"]}]}},
              "what the model is told")

    async def declines_a_card(self):
        def decline(event):
            self.client.submit_interaction(
                session_id=str(self.session.session_id),
                request_id=event.request_id,
                interaction_id=event.data.data.interaction_id,
                declined=True,
            )

        events = await collect(self.say("Let me choose"), decline)
        equal(json.loads(tool_result_of(events)["result"])["status"], "declined", "what the model is told")

    async def proves_who_it_is(self):
        def verify(code):
            self.client.verify_otp(
                session_id=str(self.session.session_id), request_id=str(uuid.uuid4()), code=code
            )

        events = await collect(self.say("Where do I live"))
        types = [event.type for event in events]
        equal(types[-3:], ["otp_verification_required", "otp_sent", "eventual_response"], "the last events")
        wrong = await self.next_stray(lambda: verify("999999"))
        equal((wrong.type, wrong.data.data.attempts_remaining), ("otp_invalid", 4), "a wrong code")
        equal((await self.next_stray(lambda: verify("000000"))).type, "otp_verified", "the right code")
        equal(text_of(await self.say("Where do I live")), "It said: at home", "the same once more")

    async def cancels_a_turn(self):
        turn = self.say("Think on")
        _, events = await until(turn, "stream_token")
        turn.cancel()
        equal([event.type async for event in events][-1], "cancelled", "last event")
        equal((await turn).type, "cancelled", "result")
        equal(turn.cancelled, True, "cancelled")
        equal(text_of(await self.say("Still here")), "Still here", "the next turn")

    async def cancels_nothing(self):
        self.client.cancel(request_id=str(uuid.uuid4()))
        stamp = await self.client.ping()
        assert stamp, "the connection goes on"

    async def is_refused_a_second_turn(self):
        turn = self.say("Think on")
        await until(turn, "stream_token")
        equal(await refusal_of(self.say("Me too").result()), "TURN_IN_PROGRESS", "second turn")
        turn.cancel()
        equal((await turn).type, "cancelled", "the first turn was left alone")

    async def cancels_a_parked_write(self):
        turn = self.say("Refund it")
        event, _ = await until(turn, "write_confirmation_required")
        turn.cancel()
        equal((await turn).type, "cancelled", "result")
        stray = await self.next_stray(lambda: self.answer(event, True))
        equal(stray.data.error.code, "NO_PENDING_CONFIRMATION", "an answer that is too late")

    async def hears_of_a_failing_model(self):
        equal(await refusal_of(self.say("Fail").result()), "INTERNAL_ERROR", "code")
        equal(text_of(await self.say("Again")), "Again", "the next turn")

    async def reads_the_messages(self):
        session_id = str(self.session.session_id)
        page = await self.client.get_messages(session_id=session_id, limit=2)
        equal([m.content.text for m in page.messages], ["Again", "Again"], "newest first")
        equal([m.direction.value for m in page.messages], ["outbound", "inbound"], "directions")
        equal(page.has_more, True, "hasMore")
        assert page.next_cursor, "a page with more has a cursor"
        everything = await self.client.get_messages(session_id=session_id, limit=100)
        equal(everything.has_more, False, "hasMore of all")
        equal(everything.messages[-1].content.text, "Return it", "the oldest")

    async def lists_conversations(self):
        listed = await self.client.list_conversations(limit=5)
        equal([item.conversation_id for item in listed.conversations],
              [str(self.session.conversation_id)], "conversations")
        equal(listed.conversations[0].title, "Return it", "title")

    async def is_refused_unknown_sessions(self):
        stranger = str(uuid.uuid4())
        for what, request in (
            ("get_session", self.client.get_session(session_id=stranger)),
            ("get_messages", self.client.get_messages(session_id=stranger)),
            ("send_message", self.client.send_message(session_id=stranger, message="Hi").result()),
        ):
            equal(await refusal_of(request), "SESSION_NOT_FOUND", what)

    async def needs_no_token_but_may_have_one(self):
        client = SmoothAgentClient(self.url, token="a token&more", request_timeout=REQUEST_SECONDS)
        await client.connect()
        assert await client.ping(), "no pong"
        await client.disconnect()

    async def leaves_in_the_middle_of_a_turn(self):
        await until(self.say("Think on"), "stream_token")
        await self.client.disconnect()

    steps = (
        connects_and_pings,
        opens_a_session,
        gets_the_session,
        streams_a_turn,
        reads_reasoning,
        reads_citations,
        sees_a_tool_run,
        approves_a_write,
        denies_a_write,
        fills_in_a_card,
        declines_a_card,
        proves_who_it_is,
        cancels_a_turn,
        cancels_nothing,
        is_refused_a_second_turn,
        cancels_a_parked_write,
        hears_of_a_failing_model,
        reads_the_messages,
        lists_conversations,
        is_refused_unknown_sessions,
        needs_no_token_but_may_have_one,
        leaves_in_the_middle_of_a_turn,
    )


async def main(url):
    program = Program(url)
    for step in Program.steps:
        name = step.__name__.replace("_", " ")
        try:
            await asyncio.wait_for(step(program), STEP_SECONDS)
            equal(program.transport.refused, [], "frames that the client's models refuse")
        except BaseException as error:
            print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
            print("        last frames: " + json.dumps(program.transport.frames[-4:]), flush=True)
            return 1
        print(f"ok      {name}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1])))
