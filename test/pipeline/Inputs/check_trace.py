"""Checks that a file is a trace of one run: events that have what Chrome's
tracing needs, those of a thread one after the other."""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    trace = json.load(file)
events = [event for event in trace["traceEvents"] if event["ph"] == "X"]
names = {event["tid"] for event in trace["traceEvents"] if event["ph"] == "M"}
assert trace["otherData"]["lostEvents"] == 0
assert names == {event["tid"] for event in events}, names
assert any(event["args"].get("flops", 0) > 0 for event in events)
for thread in names:
    own = sorted((event["ts"], event["dur"]) for event in events if event["tid"] == thread)
    for (begin, length), (following, _) in zip(own, own[1:]):
        # Times are rounded to nanoseconds.
        assert begin + length <= following + 0.002, (thread, begin, length, following)
    assert thread != 0 or len(own) > 20
for event in events:
    assert event["cat"] and event["name"] and event["dur"] >= 0, event
