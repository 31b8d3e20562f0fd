# Answers with a function of the suite's author, in place of a model.
#
# assay runs it as `python3 -B -c TEXT file PATH FUNCTION` (docs/programs.md).
MODULE = "assay_program"
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
        function = function_in(*rest)
        found = function, arguments_of(function)
    except (Exception, SystemExit) as error:
        found = error
    loop = asyncio.new_event_loop()
    for line in questions:
        write(replies, answer(line, found, loop))


main()
