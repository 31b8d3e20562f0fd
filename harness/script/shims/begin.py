"""What both Python programs begin with; each is embedded behind it, so this is the whole text's.

A line of JSON a question on the standard input, a line of JSON an answer on the standard output.
What the author's code prints goes to the standard error, and its standard input is empty.
"""
import asyncio
import importlib.util
import inspect
import json
import os
import sys
import traceback


def open_streams():
    questions = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return questions, replies


def write(replies, line):
    """Each line when it is there, and whole: a signal may cut what is written."""
    written = replies.write(line)
    while written < len(line):
        line = line[written:]
        written = replies.write(line)


def function_in(path, name):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location(MODULE, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    spec.loader.exec_module(module)
    function = getattr(module, name, None)
    if not callable(function):
        raise LookupError(f"{path} has no function {name}()")
    return function


def prompt_of(messages):
    only = len(messages) == 1 and isinstance(messages[0].get("content"), str)
    return messages[0]["content"] if only else json.dumps(messages, ensure_ascii=False)


def text(value):
    return str(value).encode("utf-8", "replace").decode()


def error_text(error):
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename != SHIM and not frame.filename.startswith("<frozen"):
            where = f" ({os.path.basename(frame.filename)}:{frame.lineno})"
    return text(f"{type(error).__name__}: {error}{where}")


SHIM = error_text.__code__.co_filename
