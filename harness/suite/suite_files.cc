#include "harness/suite/suite_files.h"

#include <fmt/format.h>

#include "harness/base/file.h"
#include "harness/base/text.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

bool escapes(const fs::path& relative) {
  return relative.empty() || relative.is_absolute() || *relative.begin() == "..";
}

}  // namespace

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

std::string SuiteFiles::shown(std::string_view name) const {
  return (suite_.parent_path() / fs::path(name)).lexically_normal().generic_string();
}

std::optional<std::string> SuiteFiles::place_of(const YamlNode& name) {
  if (!name.is_scalar() || name.text.empty()) {
    diagnostics_.error(name.position(), "must be the path of a file");
    return std::nullopt;
  }
  return place_of(name.text, name.position());
}

std::optional<std::string> SuiteFiles::place_of(std::string_view name, const Position& at) {
  const fs::path relative = absolute(name).lexically_relative(root_);
  if (fs::path(name).is_absolute() || escapes(relative)) {
    diagnostics_.error(at, fmt::format("'{}' is outside the suite's folder; --root DIR widens it",
                                       excerpt(name, 100)));
    return std::nullopt;
  }
  return relative.generic_string();
}

std::optional<std::string> SuiteFiles::read_if_there(std::string_view name, const Position& at,
                                                     std::size_t max_bytes) {
  const std::optional<std::string> place = place_of(name, at);
  if (!place) return std::nullopt;
  std::error_code ignored;
  if (fs::symlink_status(root_ / *place, ignored).type() == fs::file_type::not_found) return "";
  Result<std::string> bytes = read_confined(root_, *place, max_bytes);
  if (bytes) return std::move(*bytes);
  diagnostics_.error(at, bytes.error().message);
  return std::nullopt;
}

std::optional<std::string> SuiteFiles::read_apart(const YamlNode& name, std::size_t max_bytes,
                                                  std::string_view if_missing) {
  const std::optional<std::string> place = place_of(name);
  if (!place) return std::nullopt;
  Result<std::string> bytes = read_confined(root_, *place, max_bytes);
  if (bytes) return std::move(*bytes);
  std::string message = bytes.error().message;
  std::error_code ignored;
  if (!fs::exists(root_ / *place, ignored)) message += fmt::format("; {}", if_missing);
  diagnostics_.error(name.position(), std::move(message));
  return std::nullopt;
}

SourceFile* SuiteFiles::read(const YamlNode& name, std::size_t max_bytes) {
  const std::optional<std::string> place = place_of(name);
  if (!place || budget_.is_spent()) return nullptr;
  Result<std::string> bytes = read_confined(root_, *place, max_bytes);
  if (!bytes) {
    diagnostics_.error(name.position(), bytes.error().message);
    return nullptr;
  }
  if (!names_.insert(*place).second) {
    const Result<void> afforded = budget_.repeat(
        fmt::format("files that are named again, here '{}',", excerpt(name.text, 100)),
        bytes->size());
    if (!afforded) {
      diagnostics_.error(name.position(), afforded.error().message);
      return nullptr;
    }
  }
  hash_.add(name.text).add(*bytes);
  SourceFile& file = files_.emplace_back(SourceFile{shown(name.text), std::move(*bytes)});
  return accept_text(file, diagnostics_) ? &file : nullptr;
}

std::optional<std::string> SuiteFiles::read_bytes(std::string_view relative, const Position& at,
                                                  std::size_t max_bytes) {
  Result<std::string> bytes = read_confined(root_, relative, max_bytes);
  if (!bytes) {
    diagnostics_.error(at, bytes.error().message);
    return std::nullopt;
  }
  hash_.add(relative).add(*bytes);
  return std::move(*bytes);
}

std::optional<std::string> SuiteFiles::read_named(std::string_view name, const Position& at,
                                                  std::size_t max_bytes) {
  const std::optional<std::string> place = place_of(name, at);
  return place ? read_bytes(*place, at, max_bytes) : std::nullopt;
}

const YamlNode* SuiteFiles::read_yaml(const YamlNode& name) {
  const SourceFile* file = read(name, kMaxYamlBytes);
  if (file == nullptr) return nullptr;
  std::optional<YamlTree> tree = YamlTree::parse(*file, diagnostics_, budget_);
  if (!tree) return nullptr;
  return &trees_.emplace_back(std::move(*tree)).root();
}

}  // namespace assay
