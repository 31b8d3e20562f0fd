#include "harness/cli/selection/judge_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "harness/base/json_fields.h"
#include "harness/judge/pair.h"
#include "harness/plan/cell_key.h"
#include "harness/plan/dialogue.h"
#include "harness/score/embedded.h"
#include "harness/score/judged.h"

namespace assay {
namespace {

// Rows of a run in the Store: its variants, and those of calls about their answers.
constexpr std::uint64_t kMostRows = 1'000'000;

Result<PreparedRequest> prepare(const Suite& suite, const JudgeModel& judge, const Params& params) {
  Provider provider = suite.providers[judge.model.provider];
  if (provider.base_url.empty()) provider.base_url = "http://127.0.0.1";  // a server of our own
  return dialect_of(suite, judge).prepare(provider, judge.model.id, params);
}

// Whether the judge's server can be asked for JSON by a schema is its provider's to say, and
// its dialect's. The prompt says it in any case.
Result<Params> params_of(const Suite& suite, const JudgeModel& judge, const JudgeCall& call) {
  Params params = judge.model.params;
  if (judge.embeds) {
    ASSAY_CHECK(prepare(suite, judge, params));
    return params;
  }
  if (call.is_wide) {
    const auto cap = params.find("max_tokens");
    cap->second = 2 * cap->second.get<std::int64_t>();
  }
  if (!suite.providers[judge.model.provider].takes_schema) {
    ASSAY_CHECK(prepare(suite, judge, params));
    return params;
  }
  Params structured = params;
  structured.try_emplace("response_format", judge.plays_user ? user_response_format()
                                                             : verdict_response_format(call.shape));
  if (prepare(suite, judge, structured)) return structured;
  ASSAY_CHECK(prepare(suite, judge, params));
  return params;
}

// Those of the suite, or assay's own.
template <class Template>
Result<Template> words_of(const std::string& written, const std::string& file,
                          const Template& built_in) {
  if (written.empty()) return built_in;
  Result<Template> words = Template::parse(written);
  if (words) return words;
  return usage_error(file + ": " + words.error().message);
}

}  // namespace

bool JudgeCall::asks_schema() const {
  const auto format = params.find("response_format");
  return format != params.end() && text_at(format->second, "type") == "json_schema";
}

const Dialect& dialect_of(const Suite& suite, const JudgeModel& judge) {
  const Dialect& dialect = *suite.providers[judge.model.provider].dialect;
  return judge.embeds ? *dialect.embeddings : dialect;
}

std::vector<const Expectations*> expectations_of(const Case& asked) {
  std::vector<const Expectations*> lists{asked.expect.get()};
  for (const Turn& turn : asked.turns) lists.push_back(turn.expect.get());
  std::erase(lists, nullptr);
  return lists;
}

Result<ReplyBound> reply_bound(const Suite& suite, const JudgeCall& call) {
  ASSAY_TRY(PreparedRequest request, prepare(suite, suite.judges[call.judge], call.params));
  return std::move(request.bound);
}

std::size_t judge_index(const Suite& suite, std::string_view name) {
  const auto found = std::find_if(suite.judges.begin(), suite.judges.end(),
                                  [&](const JudgeModel& judge) { return judge.name == name; });
  return static_cast<std::size_t>(found - suite.judges.begin());
}

Result<void> JudgeCalls::add(const Suite& suite, std::size_t judge, const VerdictShape& shape) {
  const auto is_same = [&](const JudgeCall& call) {
    return call.judge == judge && call.shape == shape;
  };
  if (std::any_of(calls_.begin(), calls_.end(), is_same)) return {};
  const bool embeds = suite.judges[judge].embeds;
  const bool gives_verdicts = !embeds && !suite.judges[judge].plays_user;
  take_labels_ = take_labels_ || (gives_verdicts && shape != pair_shape());
  for (const bool is_wide : {false, true}) {
    if (is_wide && !gives_verdicts) break;
    JudgeCall call{judge, shape, is_wide, {}, {}};
    ASSAY_TRY(call.params, params_of(suite, suite.judges[judge], call));
    call.key = model_key(suite, suite.judges[judge].model, call.params);
    if (embeds) call.key.add("embedding");
    if (suite.judges[judge].plays_user) call.key.add("simulated user");
    calls_.push_back(std::move(call));
  }
  return {};
}

Result<void> JudgeCalls::take_words(const JudgeModel& judge) {
  static const std::string kNone;
  const bool plays = judge.plays_user;
  ASSAY_TRY(JudgeTemplate words,
            words_of(plays ? kNone : judge.words, judge.words_file, JudgeTemplate::built_in()));
  words_.push_back(std::move(words));
  ASSAY_TRY(JudgeTemplate pair_words,
            words_of(judge.pair_words, judge.pair_words_file, JudgeTemplate::built_in_pair()));
  pair_words_.push_back(std::move(pair_words));
  ASSAY_TRY(UserTemplate user_words,
            words_of(plays ? judge.words : kNone, judge.words_file, UserTemplate::built_in()));
  user_words_.push_back(std::move(user_words));
  return {};
}

Result<JudgeCalls> JudgeCalls::of(const Plan& plan) {
  JudgeCalls calls;
  const Suite& suite = *plan.suite;
  const std::size_t turns = longest_dialogue(plan);
  if ((1 + turns) * plan.variants.size() > kMostRows)
    return usage_error(fmt::format(
        "{}: {} variants with up to {} requests of each dialogue are more than a run can number; "
        "take fewer variants",
        suite.path.string(), plan.variants.size(), turns));
  if (suite.judges.empty()) return calls;
  for (const JudgeModel& judge : suite.judges) ASSAY_CHECK(calls.take_words(judge));
  std::set<const Expectations*> seen;
  for (const std::size_t index : plan.cases) {
    const Case& asked = suite.cases[index];
    if (asked.simulate != nullptr) {
      ASSAY_CHECK(calls.add(suite, asked.simulate->player, {}));
      calls.most_ = std::max(calls.most_, static_cast<std::uint64_t>(asked.simulate->max_turns));
    }
    bool is_new = false;
    for (const Expectations* list : expectations_of(asked)) {
      if (!seen.insert(list).second) continue;
      is_new = true;
      for (const JudgeUse& use : judge_uses(*list))
        ASSAY_CHECK(calls.add(suite, judge_index(suite, use.judge), use.shape));
      for (const EmbeddingUse& use : embedding_uses(*list))
        ASSAY_CHECK(calls.add(suite, judge_index(suite, use.embedder), {}));
    }
    if (is_new) calls.most_ = std::max(calls.most_, calls_about(suite, asked));
  }
  std::uint64_t canaries = 0;
  for (const JudgeModel& judge : suite.judges)
    canaries = std::max(canaries, static_cast<std::uint64_t>(judge.canaries.count));
  const std::uint64_t rows = 1 + turns + 2 * (calls.most_ + canaries) * suite.judges.size();
  if (rows * plan.variants.size() > kMostRows)
    return usage_error(fmt::format(
        "{}: {} variants with up to {} calls of judges about each answer are more than a run can "
        "number; judge less of it, or take fewer variants",
        suite.path.string(), plan.variants.size(), calls.most_));
  return calls;
}

std::size_t JudgeCalls::first_of_judge(std::size_t call) const {
  const std::size_t judge = calls_[call].judge;
  return static_cast<std::size_t>(
      std::find_if(calls_.begin(), calls_.end(),
                   [&](const JudgeCall& each) { return each.judge == judge; }) -
      calls_.begin());
}

std::size_t JudgeCalls::find(std::size_t judge, const VerdictShape& shape, bool is_wide) const {
  const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const JudgeCall& call) {
    return call.judge == judge && call.shape == shape && call.is_wide == is_wide;
  });
  return static_cast<std::size_t>(found - calls_.begin());
}

std::uint64_t calls_about(const Suite& suite, const Case& asked) {
  std::uint64_t calls = 0;
  for (const Expectations* list : expectations_of(asked)) {
    for (const JudgeUse& use : judge_uses(*list))
      calls += static_cast<std::uint64_t>(use.calls() *
                                          suite.judges[judge_index(suite, use.judge)].samples);
    for (const EmbeddingUse& use : embedding_uses(*list)) calls += most_texts(use);
  }
  return calls;
}

}  // namespace assay
