"""Marks answers with a function or an expression of the suite's author.

assay runs it as `python3 -B -c TEXT file PATH FUNCTION` or `... code TEXT`: a line of JSON a
question on its standard input, a line of JSON a mark on its standard output (docs/scripts.md).
What the author's code prints goes to the standard error, and its standard input is empty.
"""
import ast
import asyncio
import importlib.util
import inspect
import json
import math
import os
import sys
import traceback

PASS = ("pass", "pass_")
METRICS = ("namedScores", "named_scores", "metrics")


def open_streams():
    questions = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return questions, replies


def function_in(path, name):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location("assay_script", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["assay_script"] = module
    spec.loader.exec_module(module)
    function = getattr(module, name, None)
    if not callable(function):
        raise LookupError(f"{path} has no function {name}()")
    return lambda output, context: function(output, context)


def function_of(code):
    """One line is an expression, several are the body of a function."""
    code = code.strip()
    names = "output, vars, context"
    if "\n" not in code:
        expression = eval(compile(f"lambda {names}: ({code}\n)", "<expression>", "eval"))
        return lambda output, context: expression(output, context["vars"], context)
    tree = ast.parse(f"def body({names}): pass", "<body>")
    tree.body[0].body = ast.parse(code, "<body>").body
    scope = {}
    exec(compile(tree, "<body>", "exec"), scope)
    return lambda output, context: scope["body"](output, context["vars"], context)


def context_of(question):
    messages = question["messages"]
    only = len(messages) == 1 and isinstance(messages[0].get("content"), str)
    context = {name: value for name, value in question.items() if name not in ("id", "output")}
    context["prompt"] = messages[0]["content"] if only else json.dumps(messages, ensure_ascii=False)
    context["test"] = {"vars": question["vars"]}
    return context


def first_of(result, names):
    return next((result[name] for name in names if result.get(name) is not None), None)


def number(value):
    value = value.item() if hasattr(value, "item") else value  # of numpy
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)) and math.isfinite(value):
        return value
    raise ValueError(f"{value!r} is no finite number")


def mark_of(result):
    result = result.item() if hasattr(result, "item") and not isinstance(result, dict) else result
    if isinstance(result, bool):
        return {"pass": result}
    if isinstance(result, (int, float)):
        return {"score": number(result)}
    if result is None:
        raise TypeError("returned nothing; code of several lines needs `return`")
    if not isinstance(result, dict):
        raise TypeError(f"returned {type(result).__name__}; expected a bool, a number or a dict "
                        "with 'pass', 'score', 'reason'")
    mark = {}
    if (passed := first_of(result, PASS)) is not None:
        mark["pass"] = bool(passed) if hasattr(passed, "item") else passed
    if result.get("score") is not None:
        mark["score"] = number(result["score"])
    if result.get("reason") is not None:
        mark["reason"] = text(result["reason"])
    if (metrics := first_of(result, METRICS)) is not None:
        mark["metrics"] = {str(name): number(value) for name, value in metrics.items()}
    return mark


def text(value):
    return str(value).encode("utf-8", "replace").decode()


def error_text(error):
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename != SHIM and not frame.filename.startswith("<frozen"):
            where = f" ({os.path.basename(frame.filename)}:{frame.lineno})"
    return text(f"{type(error).__name__}: {error}{where}")


def answer(line, function, loop):
    question = json.loads(line)
    try:
        if isinstance(function, BaseException):
            raise function
        result = function(question["output"], context_of(question))
        if inspect.isawaitable(result):
            result = loop.run_until_complete(result)
        return {"id": question["id"], **mark_of(result)}
    except (Exception, SystemExit) as error:
        return {"id": question["id"], "error": error_text(error)}


def main():
    questions, replies = open_streams()
    kind, *rest = sys.argv[1:]
    try:
        function = function_in(*rest) if kind == "file" else function_of(*rest)
    except (Exception, SystemExit) as error:
        function = error
    loop = asyncio.new_event_loop()
    for line in questions:
        reply = answer(line, function, loop)
        replies.write(json.dumps(reply, allow_nan=False).encode() + b"\n")
        replies.flush()


SHIM = main.__code__.co_filename
main()
