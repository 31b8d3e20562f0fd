"""What the reports of two runs may differ in when they say the same of the same cells.

The only place that names such fields: tests that hold one way of running a suite to
another take the fields of what really differs, and compare the rest byte by byte.
"""
import json

# Which run it was, and when.
IDENTITY = {"run": ("id", "started_at", "finished_at")}
# How long replies and this machine took.
_TIMES = ("latency_ms", "ttft_ms", "token_gap_ms", "longest_gap_ms")
TIMES = {"run": ("client",), "variants": _TIMES, "repeats": _TIMES, "metrics": ("_ms",),
         "warnings": ("late by up to", "too few for a p95")}  # and notes of comparisons
# How often a cell was asked, and what that cost.
_SPENT = ("spent_usd", "spent_at_least_usd", "possibly_spent_usd", "unknown_cost_attempts")
ASKING = {"run": ("possibly_billed", *_SPENT), "variants": ("attempts", *_SPENT),
          "repeats": ("attempts", *_SPENT), "report": ("lanes",),
          "warnings": ("may have been billed",)}
# What runs of an older assay did not record.
UNRECORDED = {"run": ("part",)}
# Which replies are of an earlier run.
STORED = {"variants": ("cached",), "repeats": ("cached",),
          "warnings": ("answered from earlier runs",)}


def comparable(path, *may_differ):
    """The report as text, without those fields, the warnings that tell of them and what
    was measured or decided by them."""
    with open(path) as file:
        report = json.load(file)
    parts = {"report": [report], "run": [report["run"]], "variants": report["variants"],
             "repeats": [repeat for case in report["cases"] for of in case["variants"].values()
                         for repeat in of["repeats"]]}
    for fields in may_differ:
        for name, objects in parts.items():
            for one in objects:
                for field in fields.get(name, ()):
                    one.pop(field, None)
        tells = lambda text: any(words in text for words in fields.get("warnings", ()))
        report["warnings"] = [warning for warning in report["warnings"] if not tells(warning)]
        for comparison in report["comparisons"]:
            comparison["notes"] = [note for note in comparison["notes"] if not tells(note)]
        for ending in fields.get("metrics", ()):
            if any(gate["metric"].endswith(ending) for gate in report["gates"]):
                report.pop("outcome", None)  # which says how many gates passed
            report["gates"] = [g for g in report["gates"] if not g["metric"].endswith(ending)]
            for comparison in report["comparisons"]:
                comparison["metrics"] = [m for m in comparison["metrics"]
                                         if not m["metric"].endswith(ending)]
    return json.dumps(report, indent=1, ensure_ascii=False)
