#include <algorithm>
#include <array>

#include "harness/provider/dialects/dialect_rows.h"

namespace assay {
namespace {

constexpr std::array kDialects = {
    &kOpenAiChat,
    &kAnthropicMessages,
    &kModelsLabNative,
};

}  // namespace

std::span<const Dialect* const> dialects() {
  return kDialects;
}

const Dialect* find_dialect(std::string_view name) {
  const auto row = std::find_if(kDialects.begin(), kDialects.end(),
                                [&](const Dialect* each) { return each->name == name; });
  return row == kDialects.end() ? nullptr : *row;
}

}  // namespace assay
