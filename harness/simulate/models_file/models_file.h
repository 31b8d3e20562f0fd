// The models file of the built-in model server (docs/model-server.md): what is
// simulated, recorded, replayed and broken. Data only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/result.h"
#include "harness/provider/price.h"
#include "harness/provider/request.h"
#include "harness/simulate/models_file/question_pattern.h"
#include "harness/simulate/models_file/server_fault.h"
#include "harness/simulate/models_file/simulated_judge.h"

namespace assay {

// Where a chat reply carries its reasoning (the carriers that exist in practice).
enum class ReasoningStyle { reasoning_content, reasoning, think, think_unopened };
// Whether message content is text or an array of parts.
enum class ContentStyle { text, parts };
// When a stream ends with usage; `never` also leaves it out of plain replies.
enum class UsageStyle { asked, always, never };

// Probability of a right answer by temperature: linear between points, constant
// beyond the first and last. Points ascend; never empty.
struct SkillCurve {
  std::vector<std::pair<double, double>> points = {{0.0, 1.0}};
  double at(double temperature) const;
};

// Time to the first token, log-normal.
struct LatencyCurve {
  double median_ms = 0;
  double p95_ms = 0;
};

struct RateLimit {
  std::optional<std::int64_t> requests_per_minute;
  std::optional<std::int64_t> tokens_per_minute;
};

// A field of requests that a model does not take, unless with one value.
struct RefusedField {
  std::string field;
  std::optional<double> only;
};

struct SimulatedModel {
  std::string id;
  std::optional<Price> price;  // for the suite; the server never charges
  SkillCurve skill;
  LatencyCurve latency;
  double tokens_per_second = 0;  // 0: the rest comes with the first token
  std::string reasoning;         // may have {{question}}; empty: none
  ReasoningStyle reasoning_style = ReasoningStyle::reasoning_content;
  ContentStyle content_style = ContentStyle::text;
  UsageStyle usage = UsageStyle::asked;
  std::optional<RateLimit> rate_limit;
  std::vector<RefusedField> refuses;
  std::string service_tier;             // that replies name; empty: the one asked for
  std::optional<SimulatedJudge> judge;  // it judges; only rules that name it answer for it
};

// One way to answer: text (JSON values are already text) or calls.
struct CannedAnswer {
  std::string text;
  std::vector<ToolCall> tool_calls;
};

struct AnswerRule {
  QuestionPattern when = QuestionPattern::anything();
  std::optional<std::string> model;  // only this one
  std::optional<SkillCurve> skill;   // instead of the model's
  std::optional<CannedAnswer> right;
  std::vector<CannedAnswer> wrong;
  std::optional<CannedAnswer> json;  // right and wrong when JSON is asked for
  std::vector<CannedAnswer> wrong_json;
  std::vector<ToolCall> tool_calls;               // right and wrong when those tools are offered
  std::vector<std::vector<ToolCall>> then_calls;  // after the results of these, round by round
  std::vector<std::vector<ToolCall>> wrong_tool_calls;
  std::string refusal;        // in the provider's refusal channel
  std::string finish_reason;  // said verbatim instead of the true one
};

struct RecordedSource {
  std::string from;                          // JSON lines, below the root
  std::string match;                         // field path of the question
  std::map<std::string, std::string> reply;  // model id -> field path of its reply
};

// What is wrong with the server's certificate, or with its TLS.
enum class TlsKind { good, self_signed, wrong_host, expired, not_yet_valid, tls1_0 };

struct ModelsFile {
  std::uint64_t seed = 0;
  std::vector<SimulatedModel> models;
  std::vector<AnswerRule> answers;
  std::string default_answer = "I don't know.";
  std::vector<RecordedSource> recorded;
  std::vector<ServerFault> faults;
  std::string wire;            // folder of wire fixtures, below the root; empty: none
  std::string journal;         // request journal, below the root; empty: none
  std::optional<TlsKind> tls;  // nothing: in the clear
  std::string ca_file;         // gets the throw-away authority's certificate, below the root
  std::string require_key;     // any other key is a 401; empty: every key will do

  const SimulatedModel* find_model(std::string_view id) const;
};

// `relative` under `root`; a usage error when it leaves it. `what` is its key.
Result<std::filesystem::path> path_below(const std::filesystem::path& root, std::string_view what,
                                         const std::string& relative);

// Errors are as those of a suite, several at once; `name` stands for the file in them.
Result<ModelsFile> parse_models_file(std::string_view yaml, std::string name);
Result<ModelsFile> load_models_file(const std::filesystem::path& path);

}  // namespace assay
