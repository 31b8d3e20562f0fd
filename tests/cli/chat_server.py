"""A model that remembers: it keeps every conversation that it has had, and refuses a request
which does not carry exactly what was said so far.

    python3 chat_server.py FOLDER

Writes FOLDER/port when it listens, FOLDER/requests.jsonl with a line for each request that it
has read, and FOLDER/wrong.txt with a line for each that is not what a conversation is. Speaks
/v1/chat/completions and /v1/messages. A conversation is known by its first user message. The
last message says what is done:

  call NAME [NAME]...  calls these tools, also where a tool says so; NAME:JSON has arguments
  what was said        the user's messages so far, joined by "; "
  fail                 status 400, as long as FOLDER/broken is there
  wait                 an answer after FOLDER/go is there
  think                an answer with reasoning beside it
  anything else        an answer with a number that no other answer has
"""
import http.server
import itertools
import json
import pathlib
import sys
import threading
import time

folder = pathlib.Path(sys.argv[1])
requests = open(folder / "requests.jsonl", "a", buffering=1)
wrong = open(folder / "wrong.txt", "a", buffering=1)
lock = threading.Lock()
numbers = itertools.count(1)
said = {}  # (model, first question) -> list of (messages before, answer)


def plain(messages):
    """OpenAI's and Anthropic's messages alike: (role, text, calls, id of the answered call)."""
    for message in messages:
        content = message.get("content")
        if isinstance(content, list):
            text = "".join(block["text"] for block in content if block["type"] == "text")
            calls = [(block["id"], block["name"], json.dumps(block["input"]))
                     for block in content if block["type"] == "tool_use"]
            results = [block for block in content if block["type"] == "tool_result"]
            for block in results:
                yield ("tool", block["content"], [], block["tool_use_id"])
            if not results:
                yield (message["role"], text, calls, None)
        else:
            calls = [(call["id"], call["function"]["name"],
                      json.dumps(json.loads(call["function"]["arguments"])))
                     for call in message.get("tool_calls", [])]
            yield (message["role"], content or "", calls, message.get("tool_call_id"))


def check(model, messages):
    """Every answer in a request is one that was given to exactly the messages before it."""
    first = next(text for role, text, _, _ in messages if role == "user")
    known = said.setdefault((model, first), [])
    for at, message in enumerate(messages):
        is_example = message[1] == "hello"  # of a prompt's own
        if message[0] == "assistant" and not is_example and (messages[:at], message) not in known:
            return f"{model}: {message} was never answered to {messages[:at]}"
    for before, after in zip(messages, messages[1:]):
        if before[0] == "assistant" and before[2] and after[0] != "tool":
            return f"{model}: calls {before[2]} have no result"
    return None


def think(messages):
    text = messages[-1][1]
    if text.startswith("call "):
        written = [each.partition(":") for each in text.split()[1:]]
        return "", [(f"id-{next(numbers)}", name, json.dumps(json.loads(arguments or "{}")))
                    for name, _, arguments in written]
    if text == "what was said":
        return "; ".join(each[1] for each in messages if each[0] == "user"), []
    return f"answer {next(numbers)} to {text}", []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        model = body["model"]
        messages = list(plain(body["messages"]))
        text = messages[-1][1]
        with lock:
            requests.write(json.dumps({"model": model, "turn": sum(m[0] == "user" for m in messages),
                                       "asked": text, "messages": body["messages"]}) + "\n")
            problem = check(model, messages)
            if problem:
                wrong.write(problem + "\n")
                return self.reply(400, {"error": {"message": problem}})
        if text == "fail" and (folder / "broken").exists():
            return self.reply(400, {"error": {"message": "out of order"}})
        while text == "wait" and not (folder / "go").exists():
            time.sleep(0.02)
        with lock:
            answer, calls = think(messages)
            first = next(each[1] for each in messages if each[0] == "user")
            said[(model, first)].append((messages, ("assistant", answer, calls, None)))
        if self.path.endswith("/messages"):
            return self.reply(200, anthropic(model, answer, calls))
        message = {"role": "assistant", "content": answer}
        if calls:
            message["tool_calls"] = [{"id": i, "type": "function", "function": {"name": n, "arguments": a}}
                                     for i, n, a in calls]
        if text == "think":
            message["reasoning_content"] = "a thought"
        self.reply(200, {
            "id": "1", "object": "chat.completion", "model": model,
            "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}],
            "usage": {"prompt_tokens": 10 * len(messages), "completion_tokens": 10}})

    def reply(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def anthropic(model, answer, calls):
    content = [{"type": "text", "text": answer}] if answer else []
    content += [{"type": "tool_use", "id": i, "name": n, "input": json.loads(a)} for i, n, a in calls]
    return {"id": "1", "type": "message", "role": "assistant", "model": model, "content": content,
            "stop_reason": "tool_use" if calls else "end_turn",
            "usage": {"input_tokens": 100, "output_tokens": 10}}


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):  # a client that was killed
        pass


server = Server(("127.0.0.1", 0), Handler)
(folder / "port.new").write_text(str(server.server_port))
(folder / "port.new").rename(folder / "port")
server.serve_forever()
