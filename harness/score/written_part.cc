#include "harness/score/written_part.h"

#include "harness/base/text.h"
#include "harness/score/fence.h"

namespace assay {
namespace {

bool starts_like_fence(std::string_view text) {
  return text.starts_with("```") || text.starts_with("~~~");
}

// Nothing behind the body but the run that closes it.
bool ends_with_fence(std::string_view text, const Fence& fence) {
  const char* body_end = fence.body.data() + fence.body.size();
  const auto rest = static_cast<std::size_t>(text.data() + text.size() - body_end);
  return trim(text.substr(text.size() - rest)).find_first_not_of(text.front()) == text.npos;
}

}  // namespace

std::string whole_part(std::string_view answer) {
  const std::string_view text = trim(answer);
  if (!starts_like_fence(text)) return std::string(text);
  const std::vector<Fence> fences = find_fences(text);
  if (fences.size() != 1 || !ends_with_fence(text, fences.front())) return std::string(text);
  return std::string(trim(fences.front().body));
}

std::vector<std::string> written_parts(std::string_view answer, std::string_view label) {
  std::vector<std::string> parts;
  const std::vector<Fence> fences = find_fences(answer);
  const auto add = [&](std::string_view wanted) {
    for (const Fence& fence : fences) {
      if (!equals_ignoring_ascii_case(fence.label, wanted)) continue;
      parts.push_back(std::string(trim(fence.body)));
    }
  };
  add(label);
  add("");
  parts.push_back(whole_part(answer));
  return parts;
}

}  // namespace assay
