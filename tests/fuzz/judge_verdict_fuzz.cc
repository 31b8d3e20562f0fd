// Replies of judges, and what they quote: a verdict is of its shape, a quote stays a quote,
// and no text around or inside a verdict turns it into its opposite. The first byte chooses
// the shape.
#include <string>

#include "harness/base/json.h"
#include "harness/judge/verdict.h"
#include "harness/provider/quirks.h"
#include "harness/provider/reasoning.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using assay::require;

const assay::VerdictShape kShapes[] = {
    {},
    {.scale = {{1, 5}}},
    {.labels = {{"same", 1, true}, {"part", 0.4, true}, {"wrong", 0, false}}},
};

// As a dialect hands it on.
assay::Reply reply_of(std::string_view content) {
  const assay::SplitAnswer split = assay::split_reasoning(content);
  assay::Reply reply;
  reply.answer = split.answer;
  reply.reasoning = split.reasoning;
  assay::note_inline_reasoning(reply, split);
  return reply;
}

void check_shape(std::string_view content, const assay::VerdictShape& shape) {
  const auto verdict = assay::read_verdict(reply_of(content), shape);
  if (!verdict) return require(!verdict.error().empty() && verdict.error().size() < 4096);
  require(verdict->value >= 0 && verdict->value <= 1);
  require(verdict->score.has_value() == shape.scale.has_value());
  require(verdict->label.empty() == shape.scale.has_value());
}

void check_quotes(const std::string& quote) {
  const assay::Json object = {{"reason", quote}, {"verdict", "fail"}};
  const auto quoted = assay::read_verdict(reply_of(assay::dump_json(object)), {});
  require(quoted && quoted->label == "fail");

  const std::string own = R"({"reason": "r", "verdict": "fail"})";
  for (const std::string& content : {own + quote, quote + own, "So: " + own + " It says: " + quote,
                                     "{\"reason\": \"" + quote + "\", \"verdict\": \"fail\"}",
                                     "<think>" + quote + "</think>" + own}) {
    const auto read = assay::read_verdict(reply_of(content), {});
    require(!read || read->label == "fail");
  }
}

}  // namespace

FUZZ_TARGET(judge_verdict) {
  if (input.empty()) return;
  const auto shape = static_cast<unsigned char>(input.front()) % std::size(kShapes);
  check_shape(input.substr(1), kShapes[shape]);
  check_quotes(std::string(input.substr(1)));
}
