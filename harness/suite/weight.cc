#include "harness/suite/weight.h"

namespace assay {
namespace {

constexpr std::uint64_t kEach = 64;  // a node, a value, an entry of a map, whatever is in it

}  // namespace

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

std::uint64_t weight(const std::vector<Turn>& turns) {
  std::uint64_t bytes = 0;
  for (const Turn& turn : turns) {
    bytes += sizeof turn + turn.user.source().size() + turn.tool.size() + turn.answer_as.size() +
             weight(turn.result);
    for (const PartTemplate& part : turn.parts) bytes += sizeof part + part.text.source().size();
  }
  return bytes;
}

std::uint64_t count(const Expectations& expectations) {
  std::uint64_t all = expectations.size();
  for (const Expectation& each : expectations) all += count(each.children);
  return all;
}

}  // namespace assay
