"""Whether every sum that an answer shows is right."""
import re

STEP = re.compile(r"(\d+) ([+*]) (\d+) = (\d+)")


def check(output, context):
    steps = STEP.findall(output)
    slips = [f"{a} {sign} {b} is not {c}" for a, sign, b, c in steps
             if (int(a) + int(b) if sign == "+" else int(a) * int(b)) != int(c)]
    return {
        "pass": bool(steps) and not slips,
        "reason": "; ".join(slips) or f"{len(steps)} steps",
        "metrics": {"steps": len(steps), "slips": len(slips) / max(1, len(steps))},
    }
