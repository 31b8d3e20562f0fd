#include "harness/suite/suite_files.h"

#include <fmt/format.h>

#include "harness/base/file.h"
#include "harness/base/text.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool escapes(const fs::path& relative) {
  return relative.empty() || relative.is_absolute() || *relative.begin() == "..";
}

Position first_invalid_byte(const SourceFile& file) {
  Position at{&file, 1, 1};
  std::string_view rest = file.text;
  while (true) {
    const std::size_t newline = rest.find('\n');
    const std::string_view line = rest.substr(0, newline);
    if (!is_valid_utf8(line) || newline == std::string_view::npos) return at;
    ++at.line;
    rest.remove_prefix(newline + 1);
  }
}

}  // namespace

bool accept_text(SourceFile& file, Diagnostics& diagnostics) {
  if (file.text.starts_with(kByteOrderMark)) file.text.erase(0, kByteOrderMark.size());
  if (is_valid_utf8(file.text)) return true;
  // Without the source line: it is not text.
  const SourceFile nameless{file.name, {}};
  Position at = first_invalid_byte(file);
  at.file = &nameless;
  diagnostics.error(at, "this line is not valid UTF-8");
  return false;
}

SuiteFiles::SuiteFiles(const fs::path& suite, const fs::path& root, Diagnostics& diagnostics)
    : suite_(suite), diagnostics_(diagnostics) {
  std::error_code ignored;  // absolute() fails only without a working folder
  folder_ = fs::absolute(suite, ignored).lexically_normal().parent_path();
  root_ = fs::absolute(root, ignored).lexically_normal();
  if (!root_.has_filename() && root_.has_relative_path()) root_ = root_.parent_path();
  hash_.add("assay suite");
}

SourceFile& SuiteFiles::add_suite(std::string_view text) {
  hash_.add(text);
  return files_.emplace_back(SourceFile{suite_.generic_string(), std::string(text)});
}

fs::path SuiteFiles::absolute(std::string_view name) const {
  return (folder_ / fs::path(name)).lexically_normal();
}

SourceFile* SuiteFiles::read(const YamlNode& name, std::size_t max_bytes) {
  if (!name.is_scalar() || name.text.empty()) {
    diagnostics_.error(name.position(), "must be the path of a file");
    return nullptr;
  }
  const fs::path relative = absolute(name.text).lexically_relative(root_);
  if (fs::path(name.text).is_absolute() || escapes(relative)) {
    diagnostics_.error(name.position(),
                       fmt::format("'{}' is outside the suite's folder; --root DIR widens it",
                                   excerpt(name.text, 100)));
    return nullptr;
  }
  Result<std::string> bytes = read_confined(root_, relative.generic_string(), max_bytes);
  if (!bytes) {
    diagnostics_.error(name.position(), bytes.error().message);
    return nullptr;
  }
  hash_.add(name.text).add(*bytes);
  const fs::path shown = (suite_.parent_path() / fs::path(name.text)).lexically_normal();
  SourceFile& file =
      files_.emplace_back(SourceFile{shown.generic_string(), std::move(*bytes)});
  return accept_text(file, diagnostics_) ? &file : nullptr;
}

const YamlNode* SuiteFiles::read_yaml(const YamlNode& name) {
  const SourceFile* file = read(name, kMaxSuiteBytes);
  if (file == nullptr) return nullptr;
  std::optional<YamlTree> tree = YamlTree::parse(*file, diagnostics_);
  if (!tree) return nullptr;
  return &trees_.emplace_back(std::move(*tree)).root();
}

}  // namespace assay
