"""A model and judges whose answers are written down: for tests of who is asked what, and of
what is made of it.

    python3 judge_server.py FOLDER

Writes FOLDER/port when it listens, and FOLDER/requests.jsonl, a line for each request that it
has read: the model's ID, and what was asked of it. A question "say: TEXT" is answered by TEXT;
"say: TEXT | OTHER" by OTHER where the model's ID ends in "old", else by TEXT, and OTHER may be
an error, !, or one when it is asked first, ?, or come late, ~. What a judge says is in its ID:

  judge-word   pass if the answer has the word "good", with a scale its last mark
  judge-prose  no verdict, but words, whatever it was asked by
  judge-fenced  as judge-word, in a code fence
  judge-late   as judge-prose nine times, then as judge-word
  judge-cut    as judge-word, but cut off unless it may be long
  judge-down   status 400
  judge-slow   as judge-word, after a while
  judge-drifting  as judge-word; the other way round once there is a file FOLDER/drifted

Of two answers judge-word prefers that with "good", and calls it a tie if both have it, or none;
judge-first prefers what stands first, judge-half does as judge-word, and has no verdict where
"good" stands second.
"""
import json
import pathlib
import re
import sys
import threading
import time

import loopback_server

folder = pathlib.Path(sys.argv[1])
requests = open(folder / "requests.jsonl", "a", buffering=1)
lock = threading.Lock()
answered = set()
late = []


def block(name, text):
    found = re.search(rf"<<{name} (\w+)>>\n(.*?)\n?<<end {name} \1>>", text, re.S)
    return found and found[2]


def preference(model, first, second):
    good = [re.search(r"\bgood\b", text) is not None for text in (first, second)]
    if model == "judge-half" and good[1]:
        return "I like the second one."
    label = "first" if good[0] else "second"
    if good[0] == good[1]:
        label = "tie"
    if model == "judge-first":
        label = "first"
    return json.dumps({"reason": f"seen: {first} / {second}", "verdict": label})


def verdict(body):
    asked = body["messages"][-1]["content"]
    if block("first", asked) is not None:
        return preference(body["model"], block("first", asked), block("second", asked))
    answer = re.search(r"<<answer (\w+)>>\n(.*?)\n?<<end answer \1>>", body["messages"][-1]["content"], re.S)[2]
    is_good = re.search(r"\bgood\b", answer) is not None
    if body["model"] == "judge-drifting" and (folder / "drifted").exists():
        is_good = not is_good
    form = json.dumps(body.get("response_format", {}))
    if '"score"' in form:
        marks = body["response_format"]["json_schema"]["schema"]["properties"]["score"]["enum"]
        return json.dumps({"reason": f"seen: {answer}", "score": marks[-1] if is_good else marks[0]})
    return json.dumps({"reason": f"seen: {answer}", "verdict": "pass" if is_good else "fail"})


class Handler(loopback_server.Handler):
    def do_POST(self):
        body = self.body()
        model = body["model"]
        with lock:
            requests.write(json.dumps({"model": model, "asked": body["messages"][-1]["content"],
                                       "max_tokens": body.get("max_tokens")}) + "\n")
        if model == "judge-down":
            return self.reply(400, {"error": {"message": "out of order"}})
        finish = "stop"
        if not model.startswith("judge"):
            said = body["messages"][-1]["content"].removeprefix("say: ").split(" | ")
            text = said[-1] if model.endswith("old") else said[0]
            is_first = text not in answered
            answered.add(text)
            if text == "!" or (text.startswith("?") and is_first):
                return self.reply(400, {"error": {"message": "cannot say that"}})
            if text.startswith("~"):
                time.sleep(0.5)
        elif model == "judge-prose" or (model == "judge-late" and len(late) < 9):
            if model == "judge-late":
                late.append(model)
            text = "I would say that this passes."
        elif model == "judge-fenced":
            text = f"```json\n{verdict(body)}\n```"
        elif model == "judge-cut" and body["max_tokens"] < 5000:
            text, finish = '{"reason": "It is', "length"
        else:
            if model == "judge-slow":
                time.sleep(0.3)
            text = verdict(body)
        self.reply(200, {
            "id": "1", "object": "chat.completion", "model": model,
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10}})


loopback_server.serve(folder, Handler)
