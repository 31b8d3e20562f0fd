"""A model, and models that embed, whose answers are written down.

    python3 embedding_server.py FOLDER

Writes FOLDER/port when it listens, and FOLDER/requests.jsonl, a line for each request that it
has read: the model's ID, and the texts that it was asked about. A question "say: TEXT" is
answered by TEXT, after a while where it says "late". What becomes of a text is in the ID of the
model that embeds:

  embed-words   a number for each of a few words: how often the text has it. 10 tokens a text
  embed-slow    as embed-words, after a while
  embed-down    status 400
  embed-zero    nothing but zeros
  embed-other   as embed-words, and with more numbers for texts that have the word "good"
  embed-short   one vector too few
  embed-picky   as embed-words, but status 400 where a text has the word "bad"
  embed-mute    as embed-words, and nothing of tokens
"""
import json
import pathlib
import sys
import threading
import time

import loopback_server

WORDS = ["good", "bad", "answer", "none", "a"]
folder = pathlib.Path(sys.argv[1])
requests = open(folder / "requests.jsonl", "a", buffering=1)
lock = threading.Lock()


def vector(model, text):
    if model == "embed-zero":
        return [0.0] * len(WORDS)
    words = text.split()
    counts = [2.5 * words.count(word) for word in WORDS] + [0.5]
    return counts + [0.0] if model == "embed-other" and "good" in words else counts


class Handler(loopback_server.Handler):
    def do_POST(self):
        body = self.body()
        model = body["model"]
        embeds = self.path.endswith("/embeddings")
        texts = body["input"] if embeds else [body["messages"][-1]["content"]]
        with lock:
            requests.write(json.dumps({"model": model, "texts": texts}) + "\n")
        if not embeds:
            if "late" in texts[0].split():
                time.sleep(1.5)
            return self.reply(200, {
                "id": "1", "object": "chat.completion", "model": model,
                "choices": [{"index": 0, "finish_reason": "stop",
                             "message": {"role": "assistant", "content": texts[0].removeprefix("say: ")}}],
                "usage": {"prompt_tokens": 10, "completion_tokens": 10}})
        if model == "embed-slow":
            time.sleep(0.3)
        if model == "embed-down" or (model == "embed-picky" and any("bad" in text.split() for text in texts)):
            return self.reply(400, {"error": {"message": "out of order"}})
        data = [{"object": "embedding", "index": i, "embedding": vector(model, text)}
                for i, text in enumerate(texts)]
        if model == "embed-short":
            data.pop()
        usage = {} if model == "embed-mute" else {"usage": {"prompt_tokens": 10 * len(texts),
                                                            "total_tokens": 10 * len(texts)}}
        self.reply(200, {"object": "list", "model": model, "data": data[::-1], **usage})


loopback_server.serve(folder, Handler)
