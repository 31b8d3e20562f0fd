"""An application of nobody's: what it answers is in its path, and what it was sent is kept.

    python3 application_server.py FOLDER

Writes FOLDER/port when it listens, and FOLDER/requests.jsonl, a line for each request that it has
read: {"method", "path", "query", "headers", "body"}, the body as text.
"""
import json
import pathlib
import sys
import threading
import time
import urllib.parse

import loopback_server

folder = pathlib.Path(sys.argv[1])
requests = open(folder / "requests.jsonl", "a", buffering=1)
lock = threading.Lock()
seen = {}
talks = {}  # by the name of each conversation, what was said in it


def question(handler):
    """What the customer asked, wherever this kind of application is told it."""
    if handler.command == "GET":
        return handler.query["q"]
    if handler.headers["content-type"] == "application/x-www-form-urlencoded":
        return dict(urllib.parse.parse_qsl(handler.text))["query"]
    return json.loads(handler.text)["query"]


class Handler(loopback_server.Handler):
    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(parts.query))
        self.text = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        with lock:
            requests.write(json.dumps({"method": self.command, "path": parts.path, "query": self.query,
                                       "headers": dict(self.headers.items()), "body": self.text}) + "\n")
            seen[parts.path] = seen.get(parts.path, 0) + 1
        getattr(self, "answer_" + parts.path.strip("/").replace("-", "_"))()

    do_POST = do_PUT = do_GET

    # --- replies in one piece ---

    def answer_json(self):
        self.reply(200, {"data": {"text": "you asked: " + question(self), "why": "it was asked"},
                         "usage": {"in": 7, "out": 3, "cost": 0.00125}, "model": "desk-2", "session": "s-1"})

    def answer_text(self):
        self.send(200, "text/plain", ("you asked: " + question(self)).encode())

    def answer_created(self):
        self.reply(201, {"data": {"text": "made"}})

    def answer_page(self):
        self.send(200, "text/html", b"<!doctype html><title>We are down for tea</title><p>Back at five.")

    def answer_garbage(self):
        self.send(200, "application/json", b"Traceback (most recent call last): boom")

    def answer_elsewhere(self):
        self.reply(200, {"result": {"words": "the schema has changed"}})

    def answer_error(self):
        self.reply(200, {"data": {"text": "Sorry!"}, "error": {"message": "the index is gone"}})

    def answer_leak(self):
        self.reply(200, {"nothing": "here", "key": self.headers.get("x-key"), "query": self.query.get("token")})

    def answer_down(self):
        self.reply(503, {"message": "no worker"})

    def answer_limited(self):
        if seen[self.path.split("?")[0]] == 1:
            return self.reply(429, {"message": "slowly"}, {"retry-after": "0"})
        self.answer_json()

    # --- conversations that it keeps ---

    def talk(self, name, headers):
        """Answers with all that was said in the conversation."""
        with lock:
            talks.setdefault(name, []).append(question(self))
            self.reply(200, {"text": " ".join(talks[name])}, headers)

    def cookie(self):
        cookies = dict(each.split("=", 1) for each in self.headers.get("cookie", "").split("; ") if each)
        if cookies.get("sid") in talks:
            return cookies["sid"], {}
        name = f"secret-session-{len(talks)}-{id(self)}"
        return name, {"set-cookie": f"sid={name}; Path=/; HttpOnly"}

    def answer_talk_cookie(self):
        self.talk(*self.cookie())

    def answer_talk_header(self):
        name = self.headers.get("x-talk") or f"secret-session-{id(self)}-{len(talks)}"
        self.talk(name, {"x-talk": name})

    def answer_talk_named(self):
        self.talk(json.loads(self.text)["name"], {})

    def answer_new(self):
        with lock:
            name = 1000 + sum(isinstance(each, int) for each in talks)
            talks[name] = [json.loads(self.text)["greeting"]]
            self.reply(201, {"talk": {"id": name}})

    def answer_talk_open(self):
        name = json.loads(self.text)["talk"]
        if not isinstance(name, int) or name not in talks:
            return self.reply(404, {"message": f"no talk {name!r}"})
        self.talk(name, {})

    def answer_talk_nameless(self):
        self.talk(None, {})

    def answer_talk_breaks(self):
        name, headers = self.cookie()
        breaks = folder / "breaks"
        if question(self) in "by" and breaks.exists():
            if breaks.read_text():
                breaks.unlink()
            talks[name].append(question(self))
            return self.reply(503, {"message": "the worker died"})
        self.talk(name, headers)

    # --- streams ---

    def answer_sse(self):
        self.stream("text/event-stream")
        for event in ({"type": "start"}, {"type": "why", "delta": "it was asked"},
                      *({"type": "delta", "delta": piece} for piece in ("you ", "asked: ", question(self))),
                      {"type": "usage", "usage": {"in": 7, "out": 3, "cost": 0.00125}}):
            self.piece(f"event: message\ndata: {json.dumps(event)}\n\n")
            time.sleep(0.02)
        self.piece("data: [DONE]\n\n")
        self.piece("")

    def answer_sse_cut(self):
        self.stream("text/event-stream")
        self.piece('data: {"type": "delta", "delta": "half of"}\n\n')
        self.piece("")

    def answer_sse_words(self):
        self.stream("text/event-stream")
        for word in ("you", " asked: ", question(self)):
            self.piece(f"data: {word}\n\n")
        self.piece("data: [DONE]\n\n")
        self.piece("")

    def answer_ndjson(self):
        self.stream("application/x-ndjson")
        text = "".join(json.dumps(line) + "\n" for line in (
            {"response": "you "}, {"response": "asked: "}, {"response": question(self)},
            {"done": True, "usage": {"in": 7, "out": 3}}))
        for at in range(0, len(text), 5):
            self.piece(text[at:at + 5])
        self.piece("")

    def answer_chunks(self):
        self.stream("text/plain")
        for byte in ("you asked: " + question(self)).encode():
            self.raw_piece(bytes([byte]))
        self.piece("")

    def answer_for_ever(self):
        self.stream("text/event-stream")
        while True:
            self.piece('data: {"type": "delta", "delta": "and "}\n\n')
            time.sleep(0.05)

    # --- what they are made of ---

    def stream(self, content_type):
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def piece(self, text):
        self.raw_piece(text.encode())

    def raw_piece(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


loopback_server.serve(folder, Handler)
