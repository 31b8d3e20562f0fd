"""Answers with a function of the suite's author, in place of a model.

assay runs it as `python3 -B -c TEXT file PATH FUNCTION`: a line of JSON a question on its standard
input, a line of JSON a reply on its standard output (docs/programs.md). What the author's code
prints goes to the standard error, and its standard input is empty.
"""
import asyncio
import importlib.util
import inspect
import json
import os
import sys
import traceback

# The members that a reply may have, by the names that a function may give them.
MEMBERS = {
    "error": ("error",),
    "output": ("output",),
    "usage": ("usage", "tokenUsage", "token_usage"),
    "cost_usd": ("cost_usd", "cost"),
    "session": ("session", "sessionId", "session_id"),
    "reasoning": ("reasoning",),
    "model": ("model",),
    "finish_reason": ("finish_reason", "finishReason"),
    "tool_calls": ("tool_calls", "toolCalls"),
}


def open_streams():
    questions = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return questions, replies


def function_in(path, name):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location("assay_program", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["assay_program"] = module
    spec.loader.exec_module(module)
    function = getattr(module, name, None)
    if not callable(function):
        raise LookupError(f"{path} has no function {name}()")
    return function, arguments_of(function)


def arguments_of(function):
    """How many of (prompt, options, context) it takes."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # of some built in
        return 1
    if any(each.kind is each.VAR_POSITIONAL for each in parameters):
        return 3
    positional = [each for each in parameters
                  if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    required = [each for each in positional if each.default is each.empty]
    # What has a default and another name is the author's own.
    named = [each for each in positional if each.name in ("prompt", "options", "context")]
    return max(len(required), min(len(named), 3))


def prompt_of(messages):
    only = len(messages) == 1 and isinstance(messages[0].get("content"), str)
    return messages[0]["content"] if only else json.dumps(messages, ensure_ascii=False)


def call(function, count, question, loop):
    if count > 3:
        raise TypeError(f"takes {count} arguments; expected (prompt, options, context)")
    prompt = prompt_of(question["messages"])
    context = {name: value for name, value in question.items() if name not in ("id", "prompt")}
    context["prompt"] = {"raw": prompt, "label": ""}
    context["test"] = {"vars": question["vars"]}
    options = {"id": question["model"], "config": question["config"] or {}}
    result = function(*(prompt, options, context)[:count])
    return loop.run_until_complete(result) if inspect.isawaitable(result) else result


def reply_of(result):
    if result is None:
        raise TypeError("returned nothing")
    if not isinstance(result, dict):
        return {"output": result}
    reply = {}
    for member, names in MEMBERS.items():
        value = next((result[name] for name in names if result.get(name) is not None), None)
        if value is not None:
            reply[member] = value
    if not reply.keys() & {"output", "error", "tool_calls"}:
        raise TypeError("returned a dict with neither 'output' nor 'error'")
    return reply


def plain(value):
    """What json does not know: numpy's numbers, pydantic's models, and everything else as text."""
    for name in ("item", "model_dump"):
        if hasattr(value, name):
            return getattr(value, name)()
    return str(value)


def line_of(reply):
    # A half surrogate is no text.
    text = json.dumps(reply, ensure_ascii=False, allow_nan=False, default=plain)
    return text.encode("utf-8", "replace") + b"\n"


def error_text(error):
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename != SHIM and not frame.filename.startswith("<frozen"):
            where = f" ({os.path.basename(frame.filename)}:{frame.lineno})"
    return f"{type(error).__name__}: {error}{where}"


def answer(line, found, loop):
    question = json.loads(line)
    try:
        if isinstance(found, BaseException):
            raise found
        return line_of({"id": question["id"], **reply_of(call(*found, question, loop))})
    except (Exception, SystemExit) as error:
        return line_of({"id": question["id"], "error": error_text(error)})


def main():
    questions, replies = open_streams()
    _, *rest = sys.argv[1:]
    try:
        found = function_in(*rest)
    except (Exception, SystemExit) as error:
        found = error
    loop = asyncio.new_event_loop()
    for line in questions:
        replies.write(answer(line, found, loop))
        replies.flush()


SHIM = main.__code__.co_filename
main()
