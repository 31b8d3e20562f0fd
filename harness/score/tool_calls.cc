#include "harness/score/tool_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/score/arguments.h"
#include "harness/score/threshold.h"
#include "harness/score/wanted_call.h"

namespace assay {
namespace {

// Every call is held against every expected one.
constexpr std::size_t kMostExpected = 100;
constexpr std::size_t kMostCalls = 1'000;

enum class CallOrder { any, exact };
enum class CallMeasure { f1, precision, recall };

struct ToolCallsWanted {
  std::vector<WantedCall> expected;
  CallOrder order = CallOrder::any;
  CallMeasure measure = CallMeasure::f1;
  double at_least = 1;
};

Result<std::vector<WantedCall>> read_expected(const Json& arguments) {
  const Json* given = find_argument(arguments, "expected");
  Json list = given == nullptr ? Json::array() : *given;
  if (list.is_string()) {  // one name, or a template rendered to JSON
    Result<Json> parsed = parse_json(given->get_ref<const std::string&>());
    list = parsed && parsed->is_array() ? std::move(*parsed) : Json::array({*given});
  }
  if (!list.is_array() || list.empty()) {
    return usage_error("'expected' is a list of calls; 'no_tool_call' expects none");
  }
  if (list.size() > kMostExpected) {
    return usage_error(
        fmt::format("'expected' has {} calls: at most {}", list.size(), kMostExpected));
  }
  std::vector<WantedCall> expected;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json written = list[i].is_object() ? list[i] : Json{{"name", list[i]}};
    Result<WantedCall> wanted = read_wanted_call(written);
    if (!wanted) {
      return usage_error(fmt::format("item {} of 'expected': {}", i + 1, wanted.error().message));
    }
    for (const auto& [key, value] : written.items()) {
      if (key == "name" || key == "arguments") continue;
      return usage_error(fmt::format("item {} of 'expected' has {}: only 'name' and 'arguments'",
                                     i + 1, quote(key)));
    }
    expected.push_back(std::move(*wanted));
  }
  return expected;
}

Result<ToolCallsWanted> read_tool_calls(const Json& arguments) {
  ToolCallsWanted wanted;
  ASSAY_TRY(wanted.expected, read_expected(arguments));
  ASSAY_TRY(wanted.at_least, read_threshold(arguments, 1));
  const std::string order = text_argument(arguments, "order").value_or("any");
  if (order != "any" && order != "exact") {
    return usage_error(fmt::format("'order' is any or exact, not {}", quote(order)));
  }
  wanted.order = order == "any" ? CallOrder::any : CallOrder::exact;
  const std::string measure = text_argument(arguments, "measure").value_or("f1");
  if (measure != "f1" && measure != "precision" && measure != "recall") {
    return usage_error(fmt::format("'measure' is f1, precision or recall, not {}", quote(measure)));
  }
  if (measure == "precision") wanted.measure = CallMeasure::precision;
  if (measure == "recall") wanted.measure = CallMeasure::recall;
  return wanted;
}

// [expected][call]: whether they may be paired.
struct CallFits {
  std::vector<std::vector<bool>> may;
  std::vector<std::string> differences;  // why a call of the name did not fit, per expected
  std::string obstacle;                  // of one that cannot be judged
};

CallFits find_fits(const std::vector<WantedCall>& expected, const std::vector<ToolCall>& calls) {
  CallFits fits;
  fits.differences.resize(expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    std::vector<bool>& row = fits.may.emplace_back(calls.size());
    for (std::size_t j = 0; j < calls.size(); ++j) {
      CallFit fit = fit_call(expected[i], calls[j]);
      row[j] = fit.kind == CallFit::Kind::fits;
      if (fit.kind == CallFit::Kind::unable) fits.obstacle = std::move(fit.reason);
      if (fit.kind == CallFit::Kind::differs) fits.differences[i] = std::move(fit.reason);
    }
  }
  return fits;
}

// The call that each expected one is paired with.
using CallPairs = std::vector<std::optional<std::size_t>>;

// Augmenting paths: an expected call takes one that another can do without.
class AnyOrder {
 public:
  explicit AnyOrder(const CallFits& fits) : fits_(fits) {}

  CallPairs pair() {
    const std::size_t calls = fits_.may.front().size();
    owner_.assign(calls, std::nullopt);
    for (std::size_t i = 0; i < fits_.may.size(); ++i) {
      tried_.assign(calls, false);
      find_call_for(i);
    }
    CallPairs pairs(fits_.may.size());
    for (std::size_t j = 0; j < calls; ++j) {
      if (owner_[j]) pairs[*owner_[j]] = j;
    }
    return pairs;
  }

 private:
  bool find_call_for(std::size_t expected) {
    for (std::size_t j = 0; j < owner_.size(); ++j) {
      if (!fits_.may[expected][j] || tried_[j]) continue;
      tried_[j] = true;
      if (owner_[j] && !find_call_for(*owner_[j])) continue;
      owner_[j] = expected;
      return true;
    }
    return false;
  }

  const CallFits& fits_;
  std::vector<std::optional<std::size_t>> owner_;  // of each call
  std::vector<bool> tried_;
};

// The longest common subsequence.
CallPairs pair_in_order(const CallFits& fits) {
  const std::size_t rows = fits.may.size();
  const std::size_t columns = fits.may.front().size();
  // Of what is left from row and column on.
  std::vector<std::vector<std::size_t>> longest(rows + 1, std::vector<std::size_t>(columns + 1));
  for (std::size_t i = rows; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      longest[i][j] = fits.may[i][j] ? longest[i + 1][j + 1] + 1
                                     : std::max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  CallPairs pairs(rows);
  for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
    if (fits.may[i][j]) {
      pairs[i++] = j++;
    } else if (longest[i + 1][j] >= longest[i][j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  return pairs;
}

double value_of_calls(CallMeasure measure, std::size_t paired, std::size_t expected,
                      std::size_t calls) {
  if (paired == 0) return 0;
  const auto both = static_cast<double>(paired);
  if (measure == CallMeasure::precision) return both / static_cast<double>(calls);
  if (measure == CallMeasure::recall) return both / static_cast<double>(expected);
  return 2 * both / static_cast<double>(expected + calls);
}

constexpr std::string_view name_of_measure(CallMeasure measure) {
  if (measure == CallMeasure::precision) return "the precision of the calls";
  return measure == CallMeasure::recall ? "the recall of the calls" : "F1 of the calls";
}

// What was expected and not called, and what else was called; in that order of the
// list, with why the arguments of one did not fit.
std::string explain_calls(const ToolCallsWanted& wanted, const std::vector<ToolCall>& calls,
                          const CallFits& fits, const CallPairs& pairs) {
  std::vector<std::string> missing;
  std::vector<bool> is_paired(calls.size());
  std::string difference;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i]) {
      is_paired[*pairs[i]] = true;
      continue;
    }
    missing.push_back(wanted.expected[i].name);
    if (difference.empty() && !fits.differences[i].empty()) {
      difference = fmt::format("; {}: {}", quote(missing.back()), fits.differences[i]);
    }
  }
  std::vector<std::string> others;
  for (std::size_t j = 0; j < calls.size(); ++j) {
    if (!is_paired[j]) others.push_back(calls[j].name);
  }
  std::string text;
  const std::string_view where = wanted.order == CallOrder::exact ? " (in this order)" : "";
  if (!missing.empty()) text += fmt::format("; not called{}: {}", where, list_names(missing));
  if (!others.empty()) text += "; called besides: " + list_names(others);
  return text + difference;
}

Judgement judge_calls(const ToolCallsWanted& wanted, const std::vector<ToolCall>& calls) {
  if (calls.size() > kMostCalls) {
    return Judgement::unable(
        fmt::format("the model made {} calls: at most {} are compared", calls.size(), kMostCalls));
  }
  const CallFits fits = find_fits(wanted.expected, calls);
  if (!fits.obstacle.empty()) return Judgement::unable(fits.obstacle);
  const CallPairs pairs =
      wanted.order == CallOrder::any ? AnyOrder(fits).pair() : pair_in_order(fits);
  const auto paired = static_cast<std::size_t>(
      std::count_if(pairs.begin(), pairs.end(), [](const auto& pair) { return pair.has_value(); }));
  const double value = value_of_calls(wanted.measure, paired, wanted.expected.size(), calls.size());
  Judgement judgement = grade(value, wanted.at_least, name_of_measure(wanted.measure));
  if (!judgement.passed) judgement.reason += explain_calls(wanted, calls, fits, pairs);
  return judgement;
}

}  // namespace

Result<Judge> compile_tool_calls(const Json& arguments) {
  ASSAY_TRY(const ToolCallsWanted wanted, read_tool_calls(arguments));
  return Judge([wanted](const Subject& subject) {
    if (subject.reply == nullptr) return Judgement::unable("there is no reply to look at");
    return judge_calls(wanted, calls_of(subject));
  });
}

}  // namespace assay
