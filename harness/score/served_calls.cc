#include "harness/score/served_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/render.h"
#include "harness/score/wanted_call.h"

namespace assay {
namespace {

// Calls of one answer: each has its result in the next request.
constexpr std::size_t kMostServed = 1'000;

Result<WantedCall> wanted_by(const ToolResult& row, const Vars& vars) {
  Json written = {{"name", row.tool}};
  if (row.when) {
    ASSAY_TRY(written["arguments"], render_json_argument(*row.when, vars));
  }
  return read_wanted_call(written);
}

std::string shown_name(const ToolCall& call) {
  return quote(excerpt(call.name, 60));
}

// The rows of a case, and how often each has answered.
class ResultRows {
 public:
  explicit ResultRows(const Case& asked) : asked_(asked) {
    asked.tools->each([&](const ToolResult& row) { rows_.push_back({&row, 0}); });
  }

  // Null where none fits; `why` says so.
  const ToolResult* take(const ToolCall& call, ServedCalls& served) {
    std::string mismatch;
    bool is_known = false;
    for (Row& row : rows_) {
      if (row.result->tool != call.name) continue;
      is_known = true;
      CallFit fit = fit_of(*row.result, call);
      if (fit.kind == CallFit::Kind::unable) {
        served.is_unable = true;
        served.why = fmt::format("it cannot be said which result answers the call of {}: {}",
                                 shown_name(call), fit.reason);
        return nullptr;
      }
      if (fit.kind == CallFit::Kind::differs) {
        mismatch = std::move(fit.reason);
        continue;
      }
      if (row.result->times && row.uses == *row.result->times) {
        mismatch = "it has answered as often as its 'times' says";
        continue;
      }
      ++row.uses;
      return row.result;
    }
    served.why = fmt::format(
        "the answer called {}, and no row of 'tool_results' {}", shown_name(call),
        is_known ? "fits: of the last one of that name " + mismatch : "is of that name");
    return nullptr;
  }

 private:
  struct Row {
    const ToolResult* result;
    int uses;
  };

  // Compiled when it is first asked for.
  CallFit fit_of(const ToolResult& row, const ToolCall& call) {
    if (!row.when) return {CallFit::Kind::fits, {}};
    auto known = wanted_.find(&row);
    if (known == wanted_.end()) known = wanted_.emplace(&row, wanted_by(row, asked_.vars)).first;
    if (!known->second) return {CallFit::Kind::unable, known->second.error().message};
    return fit_call(*known->second, call);
  }

  const Case& asked_;
  std::vector<Row> rows_;
  std::map<const ToolResult*, Result<WantedCall>> wanted_;
};

std::vector<const ToolResult*> take_results(ResultRows& rows, const std::vector<ToolCall>& calls,
                                            ServedCalls& served) {
  std::vector<const ToolResult*> results;
  for (const ToolCall& call : calls) {
    const ToolResult* result = rows.take(call, served);
    if (result == nullptr) return {};
    results.push_back(result);
  }
  return results;
}

}  // namespace

ServedCalls serve_calls(const Case& asked, const Dialogue& dialogue, const Reply& last) {
  ServedCalls served;
  ResultRows rows(asked);
  int rounds = 0;
  for (const DialogueAnswer& each : dialogue.answers) {
    if (each.reply.tool_calls.empty()) continue;
    ++rounds;
    take_results(rows, each.reply.tool_calls, served);  // rows that answer so often know how often
  }
  const int most = asked.tools->max_rounds;
  if (rounds == most) {
    ASSAY_MARK("dialogue.too_many_rounds");
    served.why = fmt::format(
        "the answer called {}, and tools have answered {} {} already, as many as "
        "'max_tool_rounds' allows",
        shown_name(last.tool_calls.front()), most, most == 1 ? "time" : "times");
  } else if (last.tool_calls.size() > kMostServed) {
    served.why = fmt::format("the answer made {} calls: at most {} are answered",
                             last.tool_calls.size(), kMostServed);
  } else {
    served.results = take_results(rows, last.tool_calls, served);
    if (!served.why.empty()) ASSAY_MARK("dialogue.unforeseen_call");
  }
  return served;
}

std::size_t ended_requests(const Case& asked, const Dialogue& dialogue) {
  if (asked.tools == nullptr) return dialogue.answers.size();
  return static_cast<std::size_t>(
      std::count_if(dialogue.answers.begin(), dialogue.answers.end(),
                    [](const DialogueAnswer& each) { return each.reply.tool_calls.empty(); }));
}

std::optional<AnswersOfRequest> answers_of_request(const Case& asked, const Dialogue& dialogue,
                                                   std::size_t request) {
  AnswersOfRequest answers;
  for (std::size_t at = 0; at < dialogue.answers.size(); ++at) {
    if (asked.tools != nullptr && !dialogue.answers[at].reply.tool_calls.empty()) continue;
    answers.last = at;
    if (request-- == 0) return answers;
    answers.first = at + 1;
  }
  return std::nullopt;
}

Result<void> check_tool_results(const Suite& suite) {
  std::set<const ToolResult*> checked;
  Result<void> all;
  for (const Case& asked : suite.cases) {
    if (asked.tools == nullptr) continue;
    asked.tools->each([&](const ToolResult& row) {
      if (!all || !row.when) return;
      if (!checked.insert(&row).second && !row.when_has_template) return;
      const Result<WantedCall> wanted = wanted_by(row, asked.vars);
      if (wanted) return;
      all = usage_error(fmt::format("{}:{}:{}: in case '{}': 'when' of {}: {}", row.where.file,
                                    row.where.line, row.where.column, excerpt(asked.id, 60),
                                    quote(row.tool), wanted.error().message));
    });
    ASSAY_CHECK(all);
  }
  return all;
}

}  // namespace assay
