#include "harness/score/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/base/text.h"
#include "harness/score/compiled.h"
#include "harness/score/lru_cache.h"
#include "harness/score/served_calls.h"
#include "harness/score/verdict_rule.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

// A case's expectations are some kilobytes; a compiled pattern is the most.
constexpr std::size_t kCachedLists = 4096;

using Shared = std::shared_ptr<const CompiledExpectation>;
using SharedExpectations = std::shared_ptr<const Expectations>;

// Of one Expectations object. Where a template needs a case, `compiled` is null.
struct ConstantParts {
  SharedExpectations written;  // held, so that its address stays its own
  std::vector<Shared> compiled;
  bool has_template = false;
};

struct CaseKey {
  const Expectations* written;
  std::string case_id;
  friend bool operator==(const CaseKey&, const CaseKey&) = default;
};
struct CaseKeyHash {
  std::size_t operator()(const CaseKey& key) const {
    return std::hash<std::string>()(key.case_id) ^ std::hash<const void*>()(key.written);
  }
};

Shared compile_or_excuse(const Expectation& written, const Vars& vars) {
  Result<CompiledExpectation> compiled = compile(written, vars);
  return std::make_shared<const CompiledExpectation>(
      compiled ? std::move(*compiled) : uncompilable(written, compiled.error().message));
}

ConstantParts compile_constants(const SharedExpectations& written) {
  ConstantParts parts{written, {}, false};
  for (const Expectation& expectation : *written) {
    parts.has_template |= expectation.has_template;
    parts.compiled.push_back(expectation.has_template ? nullptr
                                                      : compile_or_excuse(expectation, Vars()));
  }
  return parts;
}

ScorePart judge(const CompiledExpectation& expectation, Channels& channels) {
  auto [judged, extracted, open] = evaluate(expectation, channels);
  Verdict verdict = judged.passed ? Verdict::pass : Verdict::fail;
  if (judged.kind == Judgement::Kind::error) verdict = Verdict::error;
  const bool waits = judged.kind == Judgement::Kind::waiting;
  if (waits || judged.kind == Judgement::Kind::exempt) verdict = Verdict::unscored;
  ScorePart part{expectation.name,    expectation.metric, verdict,
                 judged.value,        expectation.weight, std::move(judged.reason),
                 std::move(extracted)};
  part.waits = waits;
  part.open = open;
  return part;
}

// Expectations, and which answer of a dialogue they are held to.
struct HeldTo {
  const SharedExpectations* list;
  std::optional<AnswersOfRequest> answers;  // the last of them; nothing: it never came
  int turn = 0;                             // that they stand beside, as ScorePart has it
};

// The case's own and the suite's, then those of each turn.
std::vector<HeldTo> lists_of(const Case& asked, const Dialogue& dialogue) {
  // With a simulated user the last answer is whichever it was. One that it could not speak to is
  // not the last that was wanted.
  if (asked.simulate != nullptr) {
    const std::size_t ended = ended_requests(asked, dialogue);
    const bool is_last = dialogue.left.empty() && ended > 0;
    return {
        {&asked.expect, is_last ? answers_of_request(asked, dialogue, ended - 1) : std::nullopt}};
  }
  const std::vector<TurnsOfRequest> requests = turns_by_request(asked);
  std::vector<HeldTo> lists;
  if (asked.expect)
    lists.push_back({&asked.expect, answers_of_request(asked, dialogue, script_length(asked) - 1)});
  for (std::size_t request = 0; request < requests.size(); ++request) {
    const auto answers = answers_of_request(asked, dialogue, request);
    for (std::size_t i = requests[request].begin; i < requests[request].end; ++i) {
      if (asked.turns[i].expect)
        lists.push_back({&asked.turns[i].expect, answers, static_cast<int>(i) + 1});
    }
  }
  return lists;
}

Verdict verdict_of_end(const Dialogue& dialogue) {
  return dialogue.is_unable ? Verdict::error : Verdict::fail;
}

// Of an expectation about an answer that never came, since the dialogue left its script.
ScorePart not_reached(const CompiledExpectation& expectation, const Dialogue& dialogue) {
  ScorePart part{
      expectation.name,
      expectation.metric,
      verdict_of_end(dialogue),
      0,
      expectation.weight,
      fmt::format("not reached: after answer {} {}", dialogue.answers.size(), dialogue.left)};
  return part;
}

// That the dialogue came to its end as it is written, or why not.
// A case that expects nothing is unscored in any case.
ScorePart part_of_script(const Case& asked, const Dialogue& dialogue,
                         const std::vector<HeldTo>& lists) {
  const bool expects = std::any_of(lists.begin(), lists.end(),
                                   [](const HeldTo& held) { return !(*held.list)->empty(); });
  ScorePart part{asked.tools != nullptr ? "tool_results" : "turns",
                 "",
                 verdict_of_end(dialogue),
                 0,
                 expects ? 1.0 : 0.0,
                 fmt::format("after answer {} {}", dialogue.answers.size(), dialogue.left)};
  return part;
}

CellScore score_failure(const Failure& failure) {
  ScorePart part;
  part.name = "reply";
  part.verdict = Verdict::error;
  part.reason = excerpt(fmt::format("{}: {}", to_string(failure.kind), failure.message), 200);
  CellScore score;
  score.verdict = Verdict::error;
  score.parts.push_back(std::move(part));
  return score;
}

// Compiles what a suite expects and keeps what is to be said of it. One wrong
// line of a data set is said once, of the first case that it is wrong for.
class ExpectationCheck {
 public:
  void visit(const Case& asked) {
    std::vector<SharedExpectations> lists{asked.expect};
    for (const Turn& turn : asked.turns) lists.push_back(turn.expect);
    for (const SharedExpectations& list : lists) {
      if (list == nullptr) continue;
      const bool is_new = checked_.insert(list.get()).second;
      for (const Expectation& written : *list) {
        if (is_new || written.has_template) check(asked, written);
      }
    }
  }

  Result<std::vector<std::string>> finish() {
    if (!errors_.empty()) return usage_error(join(errors_, "\n"));
    return std::move(warnings_);
  }

 private:
  static constexpr std::size_t kMaxReported = 10;

  void check(const Case& asked, const Expectation& written) {
    const Result<CompiledExpectation> compiled = compile(written, asked.vars);
    if (compiled) return warn(written, *compiled);
    if (errors_.size() >= kMaxReported || !reported_.insert(&written).second) return;
    errors_.push_back(place(written) + case_text(asked) + compiled.error().message);
  }

  void warn(const Expectation& written, const CompiledExpectation& compiled) {
    for (const CompiledExpectation& child : compiled.children) warn(written, child);
    if (compiled.warnings.empty() || warnings_.size() >= kMaxReported) return;
    if (!warned_.insert(&written).second) return;
    for (const std::string& warning : compiled.warnings) {
      warnings_.push_back(place(written) + "warning: " + warning);
    }
  }

  static std::string place(const Expectation& written) {
    return fmt::format("{}:{}:{}: ", written.where.file, written.where.line, written.where.column);
  }

  // "in case 'q17' (data/questions.csv:18): "
  static std::string case_text(const Case& asked) {
    std::string text = fmt::format("in case '{}'", excerpt(asked.id, 60));
    if (asked.file != nullptr) text += fmt::format(" ({}:{})", *asked.file, asked.line);
    return text + ": ";
  }

  std::set<const Expectations*> checked_;
  std::set<const Expectation*> reported_;
  std::set<const Expectation*> warned_;
  std::vector<std::string> errors_;
  std::vector<std::string> warnings_;
};

}  // namespace

struct Scorer::State {
  explicit State(const PassRule& rule) : pass(rule) {}

  PassRule pass;
  LruCache<const Expectations*, ConstantParts> constants{kCachedLists};
  LruCache<CaseKey, std::vector<Shared>, CaseKeyHash> by_case{kCachedLists};

  const std::vector<Shared>& compiled_for(const Case& asked, const SharedExpectations& written) {
    ConstantParts* parts = constants.find(written.get());
    if (parts == nullptr) parts = &constants.insert(written.get(), compile_constants(written));
    if (!parts->has_template) return parts->compiled;

    CaseKey key{written.get(), asked.id};
    if (const std::vector<Shared>* known = by_case.find(key)) return *known;
    std::vector<Shared> filled = parts->compiled;
    for (std::size_t i = 0; i < filled.size(); ++i) {
      if (filled[i] == nullptr) filled[i] = compile_or_excuse((*written)[i], asked.vars);
    }
    return by_case.insert(std::move(key), std::move(filled));
  }

  void judge_list(const Case& asked, const SharedExpectations& list, Channels& channels,
                  JudgeDesk* desk, ScriptDesk* scripts, std::vector<ScorePart>& parts) {
    const std::vector<Shared>& compiled = compiled_for(asked, list);
    parts.reserve(parts.size() + compiled.size());
    for (const Shared& expectation : compiled) {
      parts.push_back(judge(*expectation, channels));
      if (desk != nullptr) {
        parts.back().judge = desk->take_asked();
        parts.back().pairs = desk->take_pairs();
      }
      if (scripts != nullptr) parts.back().metrics = scripts->take_metrics();
    }
  }
};

Scorer::Scorer(const Suite& suite) : state_(std::make_unique<State>(suite.pass)) {}
Scorer::~Scorer() = default;
Scorer::Scorer(Scorer&&) noexcept = default;

CellScore Scorer::score(const Case& asked, const Outcome& outcome, std::optional<Money> cost,
                        JudgeDesk* desk) {
  const Reply* reply = outcome.reply();
  if (reply == nullptr) return score_failure(*outcome.failure());
  static const Timings kUnmeasured;
  const Timings& timings = outcome.attempts.empty() ? kUnmeasured : outcome.attempts.back().timings;
  return score(asked, *reply, timings, cost, desk);
}

CellScore Scorer::score(const Case& asked, const Reply& reply, const Timings& timings,
                        std::optional<Money> cost, JudgeDesk* desk, LabelDesk* people,
                        ScriptDesk* scripts) {
  Channels channels(reply, timings, cost, desk, people, scripts);
  std::vector<ScorePart> parts;
  if (asked.expect) state_->judge_list(asked, asked.expect, channels, desk, scripts, parts);
  return decide(std::move(parts), state_->pass);
}

CellScore Scorer::score(const Case& asked, const Dialogue& dialogue, JudgeDesk* desk,
                        LabelDesk* people, ScriptDesk* scripts) {
  std::vector<ScorePart> parts;
  const std::vector<HeldTo> lists = lists_of(asked, dialogue);
  if (!dialogue.left.empty()) parts.push_back(part_of_script(asked, dialogue, lists));
  for (const HeldTo& held : lists) {
    const std::size_t before = parts.size();
    if (held.answers) {
      const std::size_t answer = held.answers->last;
      const auto& [reply, timings, cost] = dialogue.answers[answer];
      Channels channels(reply, timings, cost, desk, people, scripts);
      channels.take(dialogue, answer, held.answers->first);
      if (desk != nullptr) desk->turn_to(answer);
      if (scripts != nullptr) scripts->turn_to(answer);
      state_->judge_list(asked, *held.list, channels, desk, scripts, parts);
    } else {
      for (const Shared& expectation : state_->compiled_for(asked, *held.list))
        parts.push_back(not_reached(*expectation, dialogue));
    }
    for (std::size_t i = before; i < parts.size(); ++i) parts[i].turn = held.turn;
  }
  return decide(std::move(parts), state_->pass);
}

Result<std::vector<std::string>> check_expectations(const Suite& suite) {
  ASSAY_CHECK(check_tool_results(suite));
  ExpectationCheck check;
  for (const Case& asked : suite.cases) check.visit(asked);
  return check.finish();
}

}  // namespace assay
