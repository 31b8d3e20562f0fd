#include "harness/import/account.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay {
namespace {

constexpr std::array kCounted = {ImportOutcome::native, ImportOutcome::script, ImportOutcome::judge,
                                 ImportOutcome::approximated, ImportOutcome::refused};

}  // namespace

void Account::add(const Position& at, std::string_view what, ImportOutcome outcome,
                  std::string_view note) {
  items_.push_back({at.file != nullptr ? at.file->name : "", at.line, std::string(what), outcome,
                    std::string(note)});
}

void Account::add_assertion(const Position& at, std::string_view what, ImportOutcome outcome,
                            std::string_view note) {
  add(at, what, outcome, note);
  ++assertions_[static_cast<std::size_t>(outcome)];
}

std::size_t Account::count(ImportOutcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(items_.begin(), items_.end(),
                    [&](const AccountItem& item) { return item.outcome == outcome; }));
}

Json Account::to_json() const {
  Json counts = Json::object();
  for (const ImportOutcome outcome : kCounted)
    counts[std::string(name(outcome))] = assertions(outcome);
  Json items = Json::array();
  for (const AccountItem& item : items_) {
    items.push_back({{"file", item.file},
                     {"line", item.line},
                     {"what", item.what},
                     {"outcome", std::string(name(item.outcome))},
                     {"note", item.note}});
  }
  return {{"assertions", std::move(counts)}, {"items", std::move(items)}};
}

std::string Account::to_text() const {
  std::string out;
  for (const AccountItem& item : items_) {
    if (item.outcome == ImportOutcome::native && item.note.empty()) continue;
    const std::string place = item.file.empty() ? "" : fmt::format("{}:{}: ", item.file, item.line);
    out += fmt::format("{:<13}{}{}{}{}\n", name(item.outcome), place, item.what,
                       item.note.empty() ? "" : ": ", item.note);
  }
  out += "assertions:";
  for (const ImportOutcome outcome : kCounted)
    out += fmt::format(" {} {}{}", assertions(outcome), name(outcome),
                       outcome == kCounted.back() ? "\n" : ",");
  return out;
}

}  // namespace assay
