#include "harness/cli/options/exit_code.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "harness/base/spelling.h"
#include "harness/base/text.h"

namespace assay {
namespace {

// Worst first: what the others give way to.
constexpr std::array kPrecedence = {
    ExitCode::interrupted, ExitCode::terminated,   ExitCode::internal,
    ExitCode::usage,       ExitCode::limit,        ExitCode::infrastructure,
    ExitCode::gate_failed, ExitCode::inconclusive, ExitCode::no_cells,
    ExitCode::ok,
};

struct Name {
  std::string_view name;
  ExitCode code;
};
constexpr Name kNames[] = {
    {"gate", ExitCode::gate_failed},
    {"usage", ExitCode::usage},
    {"infrastructure", ExitCode::infrastructure},
    {"inconclusive", ExitCode::inconclusive},
    {"no_cells", ExitCode::no_cells},
    {"limit", ExitCode::limit},
};

}  // namespace

ExitCode exit_code_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::usage:
      return ExitCode::usage;
    case ErrorKind::infrastructure:
      return ExitCode::infrastructure;
    case ErrorKind::limit:
      return ExitCode::limit;
    case ErrorKind::interrupted:
      return ExitCode::interrupted;
  }
  return ExitCode::internal;
}

ExitCode worse(ExitCode a, ExitCode b) {
  const auto rank = [](ExitCode code) {
    return std::find(kPrecedence.begin(), kPrecedence.end(), code);
  };
  return rank(a) <= rank(b) ? a : b;
}

std::vector<std::string> exit_code_names() {
  std::vector<std::string> names;
  for (const Name& row : kNames) names.emplace_back(row.name);
  return names;
}

Result<std::map<ExitCode, int>> parse_exit_code_overrides(
    const std::vector<std::string>& settings) {
  std::map<ExitCode, int> overrides;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const std::string name = setting.substr(0, equals);
    const auto found = std::find_if(std::begin(kNames), std::end(kNames),
                                    [&](const Name& row) { return row.name == name; });
    if (found == std::end(kNames)) {
      const std::vector<std::string> names = exit_code_names();
      return usage_error("--exit-code: no outcome '" + name + "'" + did_you_mean(name, names) +
                         " (one of " + join(names, ", ") + ")");
    }
    const std::optional<long long> code =
        equals == std::string::npos ? std::nullopt : parse_integer(setting.substr(equals + 1));
    if (!code || *code < 0 || *code > 255) {
      return usage_error("--exit-code " + setting + ": expected " + name + "=0..255");
    }
    overrides[found->code] = static_cast<int>(*code);
  }
  return overrides;
}

}  // namespace assay
