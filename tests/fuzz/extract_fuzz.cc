// Answers from which something is extracted: what is taken is never blank, blocks
// and values lie one after the other in the text, and a part that cannot be
// extracted passes under no negation. The first line chooses the steps, one by
// each of its bytes.
#include <string>

#include "harness/score/compiled.h"
#include "harness/score/extract.h"
#include "harness/score/fence.h"
#include "harness/score/json_values.h"
#include "harness/score/normalise.h"
#include "harness/score/words.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using assay::ExtractStep;
using assay::require;

const ExtractStep kSteps[] = {
    {"json", assay::Json::object()},
    {"json", {{"json", "a"}, {"which", "last"}}},
    {"fence", assay::Json::object()},
    {"fence", {{"fence", "json"}, {"which", "last"}}},
    {"tag", {{"tag", "a"}}},
    {"tag", {{"tag", "a"}, {"which", "last"}}},
    {"after", {{"after", ":"}}},
    {"after", {{"after", "a"}, {"which", "last"}}},
    {"regex", {{"regex", "(a)|(b+)$"}}},
    {"regex", {{"regex", "a.*b|c"}, {"which", "last"}}},
    {"first_line", assay::Json::object()},
    {"last_line", assay::Json::object()},
};

void check_pieces(std::string_view text) {
  const char* end = text.data();
  for (const assay::Fence& fence : assay::find_fences(text)) {
    require(fence.body.data() >= end && fence.body.data() <= text.data() + text.size());
    end = fence.body.data() + fence.body.size();
    require(assay::dedented(fence).size() <= fence.body.size());
  }
  end = text.data();
  for (const std::string_view value : assay::json_values(text)) {
    require(value.data() >= end);
    end = value.data() + value.size();
  }
  for (const std::string_view name : assay::normaliser_names()) {
    assay::Normaliser::of({std::string(name)}).value().apply(text);
  }
}

void check_verdicts(const std::vector<ExtractStep>& steps, std::string_view text) {
  assay::Expectation leaf;
  leaf.name = "min_chars";  // passes for whatever was extracted
  leaf.arguments = {{"at_least", 1}};
  leaf.reading.extract = steps;
  assay::Expectation negated;
  negated.name = "not";
  negated.children = {leaf};
  assay::Reply reply;
  reply.answer = text;
  assay::Channels channels(reply, {}, std::nullopt);
  const assay::Vars none;
  const auto judged = assay::evaluate(assay::compile(leaf, none).value(), channels);
  const auto opposite = assay::evaluate(assay::compile(negated, none).value(), channels);
  require(judged.judgement.passed != judged.extracted.empty());
  require(!opposite.judgement.passed);
}

}  // namespace

FUZZ_TARGET(extract) {
  const std::size_t line = std::min(input.find('\n'), input.size());
  std::vector<ExtractStep> steps;
  for (const char c : input.substr(0, std::min<std::size_t>(line, 4))) {
    steps.push_back(kSteps[static_cast<unsigned char>(c) % std::size(kSteps)]);
  }
  if (steps.empty()) steps.push_back(kSteps[0]);
  const std::string_view text = input.substr(std::min(line + 1, input.size()));
  check_pieces(text);
  const auto taken = assay::Extraction::compile(steps, assay::Vars()).value().apply(text);
  require(taken ? !assay::trim_white_space(*taken).empty() : !taken.error().reason.empty());
  check_verdicts(steps, text);
}
