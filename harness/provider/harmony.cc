#include "harness/provider/harmony.h"

#include <algorithm>
#include <array>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kStart = "<|start|>";
constexpr std::string_view kChannel = "<|channel|>";
constexpr std::string_view kMessage = "<|message|>";
constexpr std::array<std::string_view, 5> kEndings = {kHarmonyEnd, "<|return|>", "<|call|>", kStart,
                                                      kChannel};
// A role, a channel, a recipient: longer ones are no header.
constexpr std::size_t kLongestHeader = 256;

bool begins_a_message(std::string_view text) {
  return text.starts_with(kStart) || text.starts_with(kChannel);
}

// Where a message's text ends: at the first special token that can end one.
std::size_t end_of_message(std::string_view text) {
  for (std::size_t at = text.find("<|"); at != std::string_view::npos;
       at = text.find("<|", at + 2)) {
    const std::string_view rest = text.substr(at);
    if (std::any_of(kEndings.begin(), kEndings.end(),
                    [&](std::string_view ending) { return rest.starts_with(ending); })) {
      return at;
    }
  }
  return text.size();
}

void add_part(std::string_view part, std::string& to) {
  const std::string_view text = trim(part);
  if (!to.empty() && !text.empty()) to += '\n';
  to += text;
}

// "analysisWe need ...assistantfinalParis".
std::optional<HarmonyText> split_without_tokens(std::string_view content) {
  constexpr std::string_view kAnalysis = "analysis";
  constexpr std::string_view kFinal = "assistantfinal";
  const std::size_t final = content.find(kFinal);
  if (!content.starts_with(kAnalysis) || final == std::string_view::npos) return std::nullopt;
  HarmonyText text;
  add_part(content.substr(kAnalysis.size(), final - kAnalysis.size()), text.reasoning);
  add_part(content.substr(final + kFinal.size()), text.answer);
  text.marker = kFinal;
  return text;
}

}  // namespace

std::optional<HarmonyHeader> harmony_header_at(std::string_view text) {
  if (kStart.starts_with(text) || kChannel.starts_with(text)) return HarmonyHeader{};
  if (!begins_a_message(text)) return std::nullopt;
  const std::string_view most = text.substr(0, kLongestHeader);
  const std::size_t end = most.find(kMessage);
  // With a header goes what stands in it, so that must be words and no data.
  if (most.substr(0, end).find_first_of("{\"\n") != std::string_view::npos) return std::nullopt;
  if (end == std::string_view::npos) {
    if (text.size() > kLongestHeader) return std::nullopt;
    return HarmonyHeader{};
  }
  const std::string_view header = text.substr(0, end);
  const std::size_t channel = header.find(kChannel);
  const bool is_answer = channel == std::string_view::npos ||
                         trim(header.substr(channel + kChannel.size())).starts_with("final");
  return HarmonyHeader{end + kMessage.size(), is_answer};
}

std::optional<HarmonyText> split_harmony(std::string_view content) {
  std::string_view rest = trim(content);
  if (!begins_a_message(rest)) return split_without_tokens(rest);
  HarmonyText text;
  text.marker = kChannel;
  while (!rest.empty()) {
    HarmonyHeader header{0, true};  // text between two messages belongs to the answer
    if (begins_a_message(rest)) {
      const std::optional<HarmonyHeader> found = harmony_header_at(rest);
      if (!found) return std::nullopt;
      if (found->length == 0) break;  // cut in its header
      header = *found;
    }
    rest.remove_prefix(header.length);
    const std::size_t end = end_of_message(rest);
    add_part(rest.substr(0, end), header.is_answer ? text.answer : text.reasoning);
    rest.remove_prefix(end);
    for (const std::string_view ending : kEndings) {
      if (rest.starts_with(ending) && !begins_a_message(rest)) rest.remove_prefix(ending.size());
    }
  }
  return text;
}

}  // namespace assay
