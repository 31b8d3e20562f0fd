// What became of everything in a configuration, part by part: the account of an import.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/import/outcome.h"
#include "harness/yaml/source.h"

namespace assay {

struct AccountItem {
  std::string file;  // as the user named it
  int line = 0;      // from 1; 0 when unknown
  std::string what;  // "assert[2] llm-rubric of test 'refund'"
  ImportOutcome outcome = ImportOutcome::native;
  std::string note;  // a sentence; empty where nothing is to be said
};

class Account {
 public:
  void add(const Position& at, std::string_view what, ImportOutcome outcome,
           std::string_view note = {});
  // The same of an assertion, which is counted.
  void add_assertion(const Position& at, std::string_view what, ImportOutcome outcome,
                     std::string_view note = {});

  const std::vector<AccountItem>& items() const { return items_; }
  std::size_t assertions(ImportOutcome outcome) const {
    return assertions_[static_cast<std::size_t>(outcome)];
  }
  std::size_t count(ImportOutcome outcome) const;
  // Whether the suite says something else than the configuration, or less.
  bool differs() const {
    return count(ImportOutcome::approximated) + count(ImportOutcome::refused) > 0;
  }

  // {assertions: {native, script, judge, approximated, refused}, items: [{file, line, what,
  // outcome, note}]}
  Json to_json() const;
  // A line an item that is not native or has a note, then the counts; for a terminal, and
  // not escaped.
  std::string to_text() const;

 private:
  std::vector<AccountItem> items_;
  std::array<std::size_t, 6> assertions_{};
};

}  // namespace assay
