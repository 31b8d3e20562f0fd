#include "reporters/html/data/bodies.h"

#include "harness/provider/dialect.h"
#include "reporters/html/data/selection.h"

namespace assay::html {
namespace {

std::string sent_messages(const Dialect& dialect, const Messages& messages) {
  PreparedRequest bare;
  bare.dialect = &dialect;
  std::string text;
  dialect.append_body(bare, messages, text);
  return text;
}

std::string text_of(const std::string& name, std::string_view kept) {
  const Dialect* const dialect = find_dialect(name);
  const Result<Messages> messages = messages_from_json(kept);
  if (dialect == nullptr || !messages) return {};
  std::string sent = sent_messages(*dialect, *messages);
  const std::string plain = opening_of(*dialect);
  const bool is_plain =
      sent.size() == plain.size() + kept.size() && sent.starts_with(plain) && sent.ends_with(kept);
  return is_plain ? std::string() : sent;
}

}  // namespace

std::string opening_of(const Dialect& dialect) {
  const std::string empty = sent_messages(dialect, {});
  return empty.substr(0, empty.rfind("[]"));
}

std::string_view Bodies::of(const ReportCell& cell) {
  const VariantSummary& variant = report_.variants[cell.id.variant];
  const std::string_view kept = messages_of(report_, cell);
  if (variant.request == nullptr || kept.empty()) return {};
  if (cell.id.case_index != case_index_) made_.clear();
  case_index_ = cell.id.case_index;
  for (const Made& known : made_) {
    if (known.prompt == variant.prompt && known.dialect == variant.request->dialect)
      return known.text;
  }
  made_.push_back(
      {variant.prompt, variant.request->dialect, text_of(variant.request->dialect, kept)});
  return made_.back().text;
}

}  // namespace assay::html
