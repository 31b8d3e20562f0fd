"""Runs a function of an author once for each of several arguments.

assay runs it as `python3 -B -c TEXT file PATH FUNCTION`, with {"calls": [ARGUMENT, ...]} on its
standard input ({"calls": [[ARGUMENT, ...], ...], "lists": true} for several of one call, whose
values are {"value": ...} or {"error": TEXT}), and reads {"values": [...]} or {"error": TEXT} from its standard output. What the
author's code prints goes to the standard error.
"""
import asyncio
import importlib.util
import inspect
import json
import os
import sys


def made_for(path, name, calls, lists=False):
    path = os.path.abspath(path)
    sys.path.insert(0, os.path.dirname(path))
    spec = importlib.util.spec_from_file_location("generator", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = getattr(module, name, None)
    if not callable(found):
        raise AttributeError(f"{os.path.basename(path)} has no function {name}")
    takes_nothing = not inspect.signature(found).parameters
    values = []
    for call in calls:
        try:
            value = found() if takes_nothing else found(*(call if lists else [call]))
            value = asyncio.run(value) if inspect.iscoroutine(value) else value
            values.append({"value": value} if lists else value)
        except Exception as error:
            if not lists:
                raise
            values.append({"error": f"{type(error).__name__}: {error}"})
    return values


replies, sys.stdout = sys.stdout, sys.stderr
try:
    said = {"values": made_for(sys.argv[2], sys.argv[3], **json.load(sys.stdin))}
    line = json.dumps(said)
except Exception as error:
    line = json.dumps({"error": f"{type(error).__name__}: {error}"})
print(line, file=replies, flush=True)
