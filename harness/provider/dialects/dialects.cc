#include <array>

#include "harness/provider/dialects/dialect_rows.h"

namespace assay {
namespace {

constexpr std::array kDialects = {
    &kOpenAiChat, &kOpenAiResponses, &kAnthropicMessages, &kModelsLabNative, &kGemini, &kHttp,
    &kExec,
};

}  // namespace

bool PreparedRequest::may_repeat() const {
  return open ? open->application->may_repeat : program && program->may_repeat;
}

std::span<const Dialect* const> dialects() {
  return kDialects;
}

const Dialect* find_dialect(std::string_view name) {
  for (const Dialect* const each : kDialects) {
    if (each->name == name) return each;
    if (each->embeddings != nullptr && each->embeddings->name == name) return each->embeddings;
  }
  return nullptr;
}

}  // namespace assay
