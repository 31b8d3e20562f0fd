// limits: and pass:, the suite's own rules for a run.
#include <fmt/format.h>

#include "harness/suite/loader.h"

namespace assay {

void load_limits(Loader& loader, const YamlNode* limits) {
  if (limits == nullptr) return;
  const Fields fields(*limits, {"limits"},
                      {"concurrency", "max_cost", "max_duration", "max_error_rate", "timeout"},
                      loader.diagnostics);
  SuiteLimits& out = loader.suite.limits;
  if (const auto concurrency = fields.integer("concurrency", {1, 100'000})) {
    out.concurrency = static_cast<int>(*concurrency);
  }
  out.max_cost = fields.usd("max_cost");
  out.max_duration = fields.duration("max_duration");
  out.max_error_rate = fields.share("max_error_rate");
  out.timeout = fields.duration("timeout");
}

void load_pass(Loader& loader, const YamlNode* pass) {
  if (pass == nullptr) return;
  if (pass->is_scalar() && pass->text == "all") return;
  if (!pass->is_map()) {
    loader.diagnostics.error(pass->position(), "'pass' must be all, or {score: NUMBER}");
    return;
  }
  const Fields fields(*pass, {"pass"}, {"score"}, loader.diagnostics);
  const YamlNode* score = fields.require("score");
  loader.suite.pass.score = fields.share("score");
  if (loader.suite.pass.score == 0.0)
    loader.diagnostics.warning(score->position(),
                               "every answer that is judged passes: its score is at least 0");
}

}  // namespace assay
