// The files a suite names: confined to its root, bounded, hashed as they are
// read. Internal to the loader.
#pragma once

#include <cstddef>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/key.h"
#include "harness/suite/diagnostic.h"
#include "harness/suite/yaml_tree.h"

namespace assay {

class SuiteFiles {
 public:
  // `suite` is the suite's path as the user named it; names in messages and the
  // files it names are relative to its folder. `root` contains that folder.
  SuiteFiles(const std::filesystem::path& suite, const std::filesystem::path& root,
             Diagnostics& diagnostics);

  // Takes over the suite's own text, so that it is hashed with the rest.
  SourceFile& add_suite(std::string_view text);

  // The file that the text node `name` names: valid UTF-8 without a byte order
  // mark, kept until the end of the load. nullptr, and an error at `name`, when
  // it is outside the root, unreadable or not UTF-8.
  SourceFile* read(const YamlNode& name, std::size_t max_bytes);
  // As read(), parsed as YAML: its root.
  const YamlNode* read_yaml(const YamlNode& name);

  // Absolute path of a file the suite names; the file need not exist.
  std::filesystem::path absolute(std::string_view name) const;

  Key hash() const { return hash_.finish(); }

 private:
  std::filesystem::path suite_;
  std::filesystem::path folder_;  // absolute
  std::filesystem::path root_;    // absolute
  Diagnostics& diagnostics_;
  KeyBuilder hash_;
  std::deque<SourceFile> files_;
  std::deque<YamlTree> trees_;
};

// Removes a byte order mark. An error at the first invalid byte.
bool accept_text(SourceFile& file, Diagnostics& diagnostics);

}  // namespace assay
