#include "harness/suite/text_budget.h"

#include <fmt/format.h>

#include "harness/base/mark.h"

namespace assay {
namespace {

constexpr std::uint64_t kEach = 64;  // a node, a value, an entry of a map, whatever is in it

std::uint64_t megabytes(std::uint64_t bytes) {
  return bytes >> 20;
}

Result<void> take(std::uint64_t& account, std::uint64_t bytes, std::uint64_t bound,
                  std::string_view what, std::string_view all, bool& spent) {
  if (bytes <= bound && account <= bound - bytes) {
    account += bytes;
    return {};
  }
  ASSAY_MARK("budget.of_text_spent");
  spent = true;
  return usage_error(fmt::format("{} would come to {} MB; {} may be {} MB in all", what,
                                 megabytes(account + bytes), all, megabytes(bound)));
}

}  // namespace

Result<void> TextBudget::repeat(std::string_view what, std::uint64_t bytes) {
  return take(repeated_, bytes, kMaxRepeatedBytes, what, "what a suite repeats of its text",
              spent_);
}

Result<void> TextBudget::render(std::string_view what, std::uint64_t bytes) {
  return take(rendered_, bytes, kMaxCheckedBytes, what, "what sections write in all cases", spent_);
}

std::uint64_t weight(const Json& value) {
  std::uint64_t bytes = kEach;
  if (value.is_string()) bytes += value.get_ref<const std::string&>().size();
  if (value.is_array()) {
    for (const Json& item : value) bytes += weight(item);
  }
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) bytes += name.size() + kEach + weight(member);
  }
  return bytes;
}

std::uint64_t weight(const Vars& vars) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < vars.size(); ++i) bytes += weight(vars.value(i));
  return bytes;
}

std::uint64_t weight(const Params& params) {
  std::uint64_t bytes = 0;
  for (const auto& [name, value] : params) bytes += name.size() + kEach + weight(value);
  return bytes;
}

std::uint64_t weight(const std::vector<std::string>& texts) {
  std::uint64_t bytes = 0;
  for (const std::string& text : texts) bytes += kEach + text.size();
  return bytes;
}

std::uint64_t weight(const Reading& reading) {
  std::uint64_t bytes = 0;
  if (reading.extract) {
    for (const ExtractStep& step : *reading.extract) {
      bytes += kEach + step.name.size() + weight(step.arguments);
    }
  }
  if (reading.normalise) bytes += weight(*reading.normalise);
  return bytes;
}

std::uint64_t weight(const Expectations& expectations) {
  std::uint64_t bytes = 0;
  for (const Expectation& each : expectations) {
    bytes += sizeof each + each.name.size() + weight(each.arguments) + weight(each.children) +
             weight(each.reading);
  }
  return bytes;
}

std::uint64_t count(const Expectations& expectations) {
  std::uint64_t all = expectations.size();
  for (const Expectation& each : expectations) all += count(each.children);
  return all;
}

}  // namespace assay
