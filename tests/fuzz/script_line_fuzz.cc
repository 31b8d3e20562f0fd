// Lines of scripts: what is read as a mark is one, and is the same when it is stored and read
// again.
#include <cmath>

#include "harness/script/script_reply.h"
#include "tests/fuzz/fuzz_target.h"

using assay::require;

FUZZ_TARGET(script_line) {
  const assay::ScriptLine line = assay::read_script_line(input);
  if (line.kind != assay::ScriptLine::Kind::answered) require(!line.reply);
  if (!line.reply) return require(line.reply.error().size() < 8192);
  const assay::ScriptMark& mark = *line.reply;
  require(mark.pass || mark.score);
  if (mark.score) require(*mark.score >= 0 && *mark.score <= 1);
  require(mark.reason.size() < 8192 && mark.metrics.size() <= assay::kMostScriptMetrics);
  for (const auto& [name, number] : mark.metrics)
    require(assay::is_metric_name(name) && std::isfinite(number));
  require(assay::mark_from_json(assay::mark_to_json(mark)) == mark);
}
