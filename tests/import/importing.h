// Judges answers by what was made of somebody else's assertions: through the loader of suites,
// which must accept it, and the scorer.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "harness/base/json.h"
#include "harness/score/expectation.h"
#include "harness/score/extract.h"
#include "harness/score/normalise.h"
#include "harness/score/score.h"
#include "harness/suite/load.h"

namespace assay::testing {

// A suite of one case with these expectations; `vars` are its variables.
inline Result<Suite> suite_expecting(const Json& expectations, const Json& vars = Json::object()) {
  const Json suite{
      {"suite", "imported"},
      {"models", {"openai:m"}},
      {"prompts", Json::array({Json{{"id", "p"}, {"user", "Hello"}}})},
      {"judges", {{"strict", {{"model", "openai:j"}}}}},
      {"cases", Json::array({Json{{"id", "c"}, {"vars", vars}, {"expect", expectations}}})}};
  LoadOptions options;
  options.expectations = expectation_shapes();
  options.extractors = extractor_shapes();
  options.normalisers = normaliser_names();
  return load_suite_text(dump_json(suite), "imported.yaml", options);
}

inline CellScore score_of(const Suite& suite, Reply reply) {
  return Scorer(suite).score(suite.cases.front(), reply, Timings(), std::nullopt);
}

inline Verdict judge_imported(const Json& expectations, std::string_view answer,
                              const Json& vars = Json::object()) {
  const Result<Suite> suite = suite_expecting(expectations, vars);
  if (!suite) {
    ADD_FAILURE() << "refused: " << suite.error().message << "\n" << dump_json(expectations);
    return Verdict::error;
  }
  Reply reply;
  reply.answer = std::string(answer);
  return score_of(*suite, std::move(reply)).verdict;
}

}  // namespace assay::testing
