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
  if (const YamlNode* value = fields.find("concurrency")) {
    const auto read = loader.read.integer(*value, "'concurrency'", {1, 100'000});
    if (read) out.concurrency = static_cast<int>(*read);
  }
  if (const YamlNode* value = fields.find("max_cost")) {
    out.max_cost = loader.read.usd(*value, "'max_cost'");
  }
  if (const YamlNode* value = fields.find("max_duration")) {
    out.max_duration = loader.read.duration(*value, "'max_duration'");
  }
  if (const YamlNode* value = fields.find("max_error_rate")) {
    out.max_error_rate = loader.read.share(*value, "'max_error_rate'");
  }
  if (const YamlNode* value = fields.find("timeout")) {
    out.timeout = loader.read.duration(*value, "'timeout'");
  }
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
  if (score == nullptr) return;
  loader.suite.pass.score = loader.read.share(*score, "'score'");
}

}  // namespace assay
