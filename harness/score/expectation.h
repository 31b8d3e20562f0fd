// The table of expectations. To add one: one function, one row in
// expectations.cc, rows in its table test.
#pragma once

#include <chrono>
#include <compare>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/verdict.h"
#include "harness/judge/shape.h"
#include "harness/provider/embedding.h"
#include "harness/provider/outcome.h"
#include "harness/suite/expectation_shape.h"
#include "harness/suite/suite.h"

namespace assay {

struct Judgement;

// What an expectation asks judges of a text: its arguments, rendered for a case.
struct JudgeRequest {
  std::string rubric;  // the criterion
  bool shows_answer = true;
  std::optional<std::string> reference;
  std::optional<std::string> context;
  VerdictShape shape;
  double at_least = 0;          // of a scale: from which mark on the text passes
  std::vector<std::string> by;  // names of the suite's judges
};

// What an expectation asks judges of a text beside that of another variant.
struct PreferRequest {
  std::string rubric;  // the criterion
  Selector over;       // which variant's answer, to the same case and repeat
  std::optional<std::string> reference;
  std::optional<std::string> context;
  double at_least = 0.5;        // 1: preferred in both orders; 0.5: or a tie
  std::vector<std::string> by;  // names of the suite's judges
};

// Where verdicts of judges come from, and vectors of texts.
class JudgeDesk {
 public:
  virtual ~JudgeDesk() = default;
  // Unable while a verdict is not there, and where it is none.
  virtual Judgement judge(const JudgeRequest& request, std::string_view text) = 0;
  // What a model of the suite that embeds makes of a text, which is not empty. The same
  // Judgements where there is no vector.
  virtual tl::expected<Embedding, Judgement> embed(const std::string& embedder,
                                                   std::string_view text) = 0;
  // The same of a text beside that of another answer, which is taken from `channel`.
  virtual Judgement prefer(const PreferRequest& request, Channel channel, std::string_view text);
  // Names of the judges that were asked since this was called last, ", " between.
  virtual std::string take_asked() = 0;
  // What was said of pairs since this was called last.
  virtual std::vector<ComparedPair> take_pairs() { return {}; }
  // From now on texts are that answer's of a dialogue, from 0, or said in it.
  virtual void turn_to(std::size_t answer) { static_cast<void>(answer); }
};

// What an expectation asks people of a text.
struct PeopleQuestion {
  std::string criterion;
  std::string labels;                             // the file, a name in Suite::label_files
  std::optional<std::pair<int, int>> scale = {};  // of marks; nothing: yes or no
  double at_least = 0;                            // of a scale: as in JudgeRequest
};

// Where labels of people come from.
class LabelDesk {
 public:
  virtual ~LabelDesk() = default;
  // Waits while there is none that counts.
  virtual Judgement label(const PeopleQuestion& question, std::string_view text) = 0;
};

// A program of the suite's author that marks answers.
struct ScriptSource {
  std::string kind;                  // the expectation's name: exec, python, javascript
  std::vector<std::string> command;  // exec: the program and its arguments
  std::string file;                  // of the others, from the suite's folder; "": `code` is it
  std::string function;              // in `file`; "": the one that the language has for it
  std::string code;                  // an expression, or the body of a function
  std::vector<std::string> env;      // variables of the environment that it sees
  std::chrono::milliseconds timeout{10'000};  // of a mark

  friend auto operator<=>(const ScriptSource&, const ScriptSource&) = default;
};

// What an expectation has a script say of a text.
struct ScriptRequest {
  ScriptSource source;
  Json config;  // goes to the script as it is; null: none
  // From which score on a text passes; nothing: the script says, or kScriptPasses is it.
  std::optional<double> at_least = {};
  // What variables are to the program where that is no text, over those of the case. Null: none.
  Json vars = {};
};
inline constexpr double kScriptPasses = 0.5;

using ScriptMetrics = std::vector<std::pair<std::string, double>>;

// Where marks of scripts come from.
class ScriptDesk {
 public:
  virtual ~ScriptDesk() = default;
  // Unable while a mark is not there, and where it is none.
  virtual Judgement mark(const ScriptRequest& request, std::string_view text) = 0;
  // What scripts named and measured since this was called last.
  virtual ScriptMetrics take_metrics() = 0;
  // As JudgeDesk::turn_to().
  virtual void turn_to(std::size_t answer) { static_cast<void>(answer); }
};

// What an expectation may look at. Views live during the call.
struct Subject {
  std::string_view text;  // the channel chosen by `on`: answer, reasoning or both
  Channel channel = Channel::answer;
  const Reply* reply = nullptr;
  const Timings* timings = nullptr;
  std::optional<Money> cost;
  JudgeDesk* desk = nullptr;      // null: no judge can be asked
  LabelDesk* people = nullptr;    // null: nobody has labelled anything
  ScriptDesk* scripts = nullptr;  // null: no script can be run
  // Calls that were made: of all answers to the turn, or in the dialogue so far. Null: those of
  // the reply.
  const std::vector<ToolCall>* calls = nullptr;
};

// Requires a reply.
inline const std::vector<ToolCall>& calls_of(const Subject& subject) {
  return subject.calls != nullptr ? *subject.calls : subject.reply->tool_calls;
}

// Of one expectation, before negation and weight.
struct Judgement {
  enum class Kind { scored, absent, error, waiting, exempt };
  Kind kind = Kind::scored;
  double value = 0;  // in [0, 1]
  bool passed = false;
  std::string reason;  // short; quotes of the model are excerpts

  static Judgement pass(std::string reason = {}) {
    return {Kind::scored, 1, true, std::move(reason)};
  }
  static Judgement fail(std::string reason) { return {Kind::scored, 0, false, std::move(reason)}; }
  // A graded value that passes at `threshold`.
  static Judgement graded(double value, double threshold, std::string reason);
  // The text has nothing that could be judged (no number): no pass under `not` either.
  static Judgement absent(std::string reason) {
    return {Kind::absent, 0, false, std::move(reason)};
  }
  // Cannot be judged (no time to first token, no usage): never a fail.
  static Judgement unable(std::string reason) { return {Kind::error, 0, false, std::move(reason)}; }
  // Will be judged, by a person: neither a score nor an error, whatever it stands in.
  static Judgement waits(std::string reason) {
    return {Kind::waiting, 0, false, std::move(reason)};
  }
  // Is not held to it: as if the expectation were not there, also in a group and under `not`.
  static Judgement exempt(std::string reason) {
    return {Kind::exempt, 0, false, std::move(reason)};
  }
};

// A row's compiled form: patterns, schemas and lists are prepared once.
using Judge = std::function<Judgement(const Subject&)>;

struct ExpectationRow {
  ExpectationShape shape;
  // Arguments are typed by the shape and contain no template any more.
  Result<Judge> (*compile)(const Json& arguments);
};

std::span<const ExpectationRow> expectation_rows();
const ExpectationRow* find_expectation(std::string_view name);
// The shapes alone, for LoadOptions::expectations.
std::span<const ExpectationShape> expectation_shapes();

}  // namespace assay
