// The files a suite names: confined to its root, bounded, hashed as they are
// read. Internal to the loader.
#pragma once

#include <cstddef>
#include <deque>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "harness/base/key.h"
#include "harness/base/text_budget.h"
#include "harness/yaml/diagnostic.h"
#include "harness/yaml/tree.h"

namespace assay {

class SuiteFiles {
 public:
  // `suite` is the suite's path as the user named it; names in messages and the
  // files it names are relative to its folder. `root` contains that folder.
  SuiteFiles(const std::filesystem::path& suite, const std::filesystem::path& root,
             Diagnostics& diagnostics);

  // Takes over the suite's own text, so that it is hashed with the rest.
  SourceFile& add_suite(std::string_view text);

  // The file that the text node `name` names: its text (see accept_text), kept
  // until the end of the load. nullptr, and an error at `name` or at the place in
  // the file, when it is outside the root, unreadable or no text.
  SourceFile* read(const YamlNode& name, std::size_t max_bytes);
  // The bytes of such a file, which stays out of the suite's hash: what it says changes
  // nothing that is asked. Nothing, and an error at `name`, as above; of a file that is not
  // there it says `if_missing`, too: what to do.
  std::optional<std::string> read_apart(const YamlNode& name, std::size_t max_bytes,
                                        std::string_view if_missing);
  // The same of a file, named at `at`, that need not be there: then it says nothing.
  std::optional<std::string> read_if_there(std::string_view name, const Position& at,
                                           std::size_t max_bytes);
  // How a file that the suite names is called in messages.
  std::string shown(std::string_view name) const;

  // As read(), parsed as YAML: its root.
  const YamlNode* read_yaml(const YamlNode& name);

  // The bytes of a file below the root, by its path from there; hashed with the rest
  // and not kept. Nothing, and an error at `at`, when it cannot be read.
  std::optional<std::string> read_bytes(std::string_view relative, const Position& at,
                                        std::size_t max_bytes);
  // The same of a file that the text `name` names at `at`.
  std::optional<std::string> read_named(std::string_view name, const Position& at,
                                        std::size_t max_bytes);
  const std::filesystem::path& root() const { return root_; }  // absolute

  // Of the whole load; a file that is read again is taken from it.
  TextBudget& budget() { return budget_; }

  // Absolute path of a file the suite names; the file need not exist.
  std::filesystem::path absolute(std::string_view name) const;

  Key hash() const { return hash_.finish(); }

 private:
  // By its path from the root; nothing, and an error, when it is outside.
  std::optional<std::string> place_of(const YamlNode& name);
  std::optional<std::string> place_of(std::string_view name, const Position& at);

  std::filesystem::path suite_;
  std::filesystem::path folder_;  // absolute
  std::filesystem::path root_;    // absolute
  Diagnostics& diagnostics_;
  TextBudget budget_;
  std::set<std::string> names_;  // of files that were read
  KeyBuilder hash_;
  std::deque<SourceFile> files_;
  std::deque<YamlTree> trees_;
};

}  // namespace assay
