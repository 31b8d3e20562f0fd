// Types of promptfoo that have no counterpart, each with its reason.
#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "harness/import/promptfoo/assertion_row.h"

namespace assay {
namespace {

struct Reason {
  std::string_view type;
  std::string_view why;
};
constexpr std::string_view kTraces = "traces of an agent are not recorded here";
constexpr std::string_view kTools =
    "it checks calls against the tools that the provider is given; 'tool_call' names one";
constexpr Reason kReasons[] = {
    {"agent-rubric", "no agent is run to judge; 'judge' asks a model"},
    {"classifier", "classifiers of Hugging Face are not called; 'judge' or a script can ask one"},
    {"conversation-relevance", "conversations are not judged as one"},
    {"guardrails",
     "it passes wherever a provider says nothing of guardrails; 'finish_reason' "
     "knows what was filtered"},
    {"is-valid-function-call", kTools},
    {"is-valid-openai-function-call", kTools},
    {"is-valid-openai-tools-call", kTools},
    {"max-score", "variants are compared by gates here"},
    {"moderation", "no moderation service is called; 'judge' or a script can ask one"},
    {"perplexity", "probabilities of tokens are not kept"},
    {"perplexity-score", "probabilities of tokens are not kept"},
    {"pi", "the scorer of Pi Labs is not called; 'judge' asks a model"},
    {"ruby", "Ruby is not run; 'exec' runs any program"},
    {"search-rubric", "judges do not search the web"},
    {"select-best",
     "it picks one answer of a row; 'prefer' compares two variants, each with the "
     "other first"},
    {"skill-used", kTraces},
    {"trace-error-spans", kTraces},
    {"trace-span-count", kTraces},
    {"trace-span-duration", kTraces},
    {"trajectory:goal-success", kTraces},
    {"trajectory:step-count", kTraces},
    {"trajectory:tool-args-match", kTraces},
    {"trajectory:tool-sequence", kTraces},
    {"trajectory:tool-used", kTraces},
    {"webhook", "nothing is sent to other services; 'exec' runs a program that may"},
};

AssertionReading say_why(const AssertionFields& fields) {
  const auto* const found =
      std::find_if(std::begin(kReasons), std::end(kReasons),
                   [&](const Reason& each) { return each.type == fields.type; });
  return refuse_assertion(std::string(found->why));
}

template <std::size_t... kIndex>
constexpr std::array<AssertionRow, sizeof...(kIndex)> rows_of(std::index_sequence<kIndex...>) {
  return {AssertionRow{kReasons[kIndex].type, say_why, Looks::elsewhere}...};
}
constexpr auto kRefusedAssertions = rows_of(std::make_index_sequence<std::size(kReasons)>());

}  // namespace

std::span<const AssertionRow> refused_assertions() {
  return kRefusedAssertions;
}

}  // namespace assay
