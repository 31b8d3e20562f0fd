# Marks answers with a function or an expression of the suite's author.
#
# assay runs it as `python3 -B -c TEXT file PATH FUNCTION` or `... code TEXT` (docs/scripts.md).
import ast
import math

MODULE = "assay_script"
PASS = ("pass", "pass_")
METRICS = ("namedScores", "named_scores", "metrics")
PLAIN = (bool, int, float, dict, type(None))
decode = json.JSONDecoder().decode
encode = json.JSONEncoder(allow_nan=False).encode


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
    context = question.copy()
    del context["id"], context["output"]
    context["prompt"] = prompt_of(question["messages"])
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


def answer(line, function, loop):
    question = decode(line.decode())
    try:
        if isinstance(function, BaseException):
            raise function
        result = function(question["output"], context_of(question))
        if not isinstance(result, PLAIN) and inspect.isawaitable(result):
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
        write(replies, encode(answer(line, function, loop)).encode() + b"\n")


main()
