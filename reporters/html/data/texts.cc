#include "reporters/html/data/texts.h"

#include <utility>

#include "harness/base/json.h"
#include "harness/base/mark.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "reporters/html/number.h"

namespace assay::html {
namespace {

// Cut before a UTF-8 continuation byte, so that no code point is halved.
std::string cut(std::string_view text, std::size_t longest) {
  std::size_t end = longest;
  while (end > 0 && continues_utf8(text[end])) --end;
  return std::string(text.substr(0, end)) + "\n[\u2026 " +
         grouped(static_cast<std::int64_t>(text.size() - end)) + " more bytes, not in this page]";
}

}  // namespace

std::int64_t Texts::add(std::string_view text) {
  if (text.empty()) return kNoText;
  std::string kept = contains_secret(text) ? redact(text) : std::string(text);
  if (kept.size() > longest_) {
    ASSAY_MARK("html.text_cut");
    kept = cut(kept, longest_);
  }
  const auto [known, is_new] =
      numbers_.try_emplace(sha256(kept), static_cast<std::int64_t>(numbers_.size()));
  if (!is_new) return known->second;
  if (open_ && chunks_.back().size() > kTextChunkBytes) {
    chunks_.back() += ']';
    open_ = false;
  }
  if (!open_) {
    chunks_.emplace_back("[");
    firsts_.push_back(known->second);
    open_ = true;
  } else {
    chunks_.back() += ',';
  }
  append_json_string(chunks_.back(), kept);
  return known->second;
}

const std::vector<std::string>& Texts::chunks() {
  if (open_) {
    chunks_.back() += ']';
    open_ = false;
  }
  return chunks_;
}

std::vector<std::string> Texts::take() {
  chunks();
  return std::exchange(chunks_, {});
}

}  // namespace assay::html
