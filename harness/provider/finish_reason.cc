// The words with which servers say why a generation ended.
#include <algorithm>
#include <array>

#include "harness/provider/conclude.h"

namespace assay {
namespace {

struct ReasonRow {
  std::string_view native;  // lower case, without separators
  FinishReason meaning;
};

constexpr std::array kReasons = {
    ReasonRow{"stop", FinishReason::stop},
    ReasonRow{"eos", FinishReason::stop},           // Together
    ReasonRow{"eostoken", FinishReason::stop},      // TGI
    ReasonRow{"endturn", FinishReason::stop},       // Anthropic
    ReasonRow{"stopsequence", FinishReason::stop},  // Anthropic
    ReasonRow{"stoptoken", FinishReason::stop},
    ReasonRow{"complete", FinishReason::stop},  // Cohere
    ReasonRow{"completed", FinishReason::stop},
    ReasonRow{"length", FinishReason::length},
    ReasonRow{"maxtokens", FinishReason::length},        // Anthropic, Gemini
    ReasonRow{"maxoutputtokens", FinishReason::length},  // OpenAI's Responses
    ReasonRow{"maxoutput", FinishReason::length},        // MiniMax
    ReasonRow{"maxlength", FinishReason::length},
    ReasonRow{"modellength", FinishReason::length},  // Mistral
    ReasonRow{"tokenlimit", FinishReason::length},   // watsonx
    ReasonRow{"modelcontextwindowexceeded", FinishReason::length},
    ReasonRow{"toolcalls", FinishReason::tool_calls},
    ReasonRow{"toolcall", FinishReason::tool_calls},  // Cohere
    ReasonRow{"functioncall", FinishReason::tool_calls},
    ReasonRow{"tooluse", FinishReason::tool_calls},  // Anthropic
    ReasonRow{"contentfilter", FinishReason::filtered},
    ReasonRow{"contentfiltered", FinishReason::filtered},  // Bedrock
    ReasonRow{"guardrailintervened", FinishReason::filtered},
    ReasonRow{"refusal", FinishReason::filtered},    // Anthropic
    ReasonRow{"sensitive", FinishReason::filtered},  // Zhipu
    ReasonRow{"safety", FinishReason::filtered},     // Gemini, and the next eight
    ReasonRow{"imagesafety", FinishReason::filtered},
    ReasonRow{"imageprohibitedcontent", FinishReason::filtered},
    ReasonRow{"imagerecitation", FinishReason::filtered},
    ReasonRow{"recitation", FinishReason::filtered},
    ReasonRow{"prohibitedcontent", FinishReason::filtered},
    ReasonRow{"blocklist", FinishReason::filtered},
    ReasonRow{"spii", FinishReason::filtered},
    ReasonRow{"language", FinishReason::filtered},
    ReasonRow{"errortoxic", FinishReason::filtered},  // Cohere
    ReasonRow{"moderation", FinishReason::filtered},
    ReasonRow{"blocked", FinishReason::filtered},
    ReasonRow{"invalidprompt", FinishReason::filtered},  // OpenAI's Responses, and the next
    ReasonRow{"biopolicy", FinishReason::filtered},
};

struct FailedRow {
  std::string_view native;
  FailureKind kind;
};

// The generation broke off; its text is partial and never scored.
constexpr std::array kFailed = {
    FailedRow{"abort", FailureKind::truncated},  // vLLM, SGLang
    FailedRow{"aborted", FailureKind::truncated},
    FailedRow{"cancel", FailureKind::truncated},
    FailedRow{"cancelled", FailureKind::truncated},
    FailedRow{"canceled", FailureKind::truncated},
    FailedRow{"usercancel", FailureKind::truncated},  // Cohere
    FailedRow{"interrupted", FailureKind::truncated},
    FailedRow{"incomplete", FailureKind::truncated},
    FailedRow{"disconnect", FailureKind::truncated},
    FailedRow{"disconnected", FailureKind::truncated},
    FailedRow{"preempted", FailureKind::truncated},
    FailedRow{"killed", FailureKind::truncated},
    FailedRow{"shutdown", FailureKind::truncated},
    FailedRow{"expired", FailureKind::timeout},
    FailedRow{"timeout", FailureKind::timeout},
    FailedRow{"timelimit", FailureKind::timeout},  // watsonx
    FailedRow{"error", FailureKind::overloaded},   // OpenRouter
    FailedRow{"failed", FailureKind::overloaded},
    FailedRow{"failure", FailureKind::overloaded},
    FailedRow{"modelerror", FailureKind::overloaded},
    FailedRow{"networkerror", FailureKind::overloaded},  // Zhipu
    FailedRow{"servererror", FailureKind::overloaded},
    FailedRow{"internalerror", FailureKind::overloaded},
    FailedRow{"internalservererror", FailureKind::overloaded},
    FailedRow{"engineerror", FailureKind::overloaded},
    FailedRow{"exception", FailureKind::overloaded},
    FailedRow{"unavailable", FailureKind::overloaded},
    FailedRow{"loadshedding", FailureKind::overloaded},
    FailedRow{"outofmemory", FailureKind::overloaded},
    FailedRow{"ratelimit", FailureKind::overloaded},
    FailedRow{"overloaded", FailureKind::overloaded},
    FailedRow{"insufficientsystemresource", FailureKind::overloaded},  // DeepSeek
    FailedRow{"malformedfunctioncall", FailureKind::overloaded},       // Gemini, and the next six
    FailedRow{"malformedresponse", FailureKind::overloaded},
    FailedRow{"unexpectedtoolcall", FailureKind::overloaded},
    FailedRow{"toomanytoolcalls", FailureKind::overloaded},
    FailedRow{"missingthoughtsignature", FailureKind::overloaded},
    FailedRow{"imageother", FailureKind::overloaded},
    FailedRow{"noimage", FailureKind::overloaded},
};

// A missing value that was written as a text.
constexpr std::array<std::string_view, 9> kNoReason = {
    "", "null", "none", "nil", "undefined", "unspecified", "nan", "notfinished", "inprogress"};

// "FINISH_REASON_MAX_TOKENS", "FinishReason.maxTokens" and "max-tokens" are one word.
std::string canonical(std::string_view native) {
  std::string word;
  for (const char c : native.substr(0, 64)) {
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') word += c;
  }
  constexpr std::string_view kPrefix = "finishreason";
  return word.starts_with(kPrefix) ? word.substr(kPrefix.size()) : word;
}

}  // namespace

std::optional<FinishMeaning> meaning_of_finish(std::string_view native) {
  const std::string word = canonical(native);
  if (std::find(kNoReason.begin(), kNoReason.end(), word) != kNoReason.end()) return std::nullopt;
  for (const FailedRow& row : kFailed) {
    if (row.native == word) return FinishMeaning{FinishReason::unknown, row.kind};
  }
  for (const ReasonRow& row : kReasons) {
    if (row.native == word) return FinishMeaning{row.meaning, std::nullopt};
  }
  return FinishMeaning{};
}

}  // namespace assay
