#include "harness/suite/script_files.h"

#include <algorithm>
#include <filesystem>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr ScriptLanguage kLanguages[] = {
    {"python", {".py", ".py", ".py", ".py", ".py", ".py"}},
    // Of TypeScript the types are taken away: that is all that node does with them.
    {"javascript", {".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"}},
};

bool is_identifier(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_' ||
           c == '$';
  };
  return !text.empty() && !is_ascii_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), fits);
}

bool is_own_file(const Loader& loader, const std::string& word) {
  const std::filesystem::path path = loader.files.absolute(word);
  const std::filesystem::path below = path.lexically_relative(loader.files.root());
  std::error_code ignored;
  return !std::filesystem::path(word).is_absolute() && !below.empty() && *below.begin() != ".." &&
         std::filesystem::is_regular_file(path, ignored);
}

}  // namespace

const ScriptLanguage* find_script_language(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kLanguages), std::end(kLanguages),
                   [&](const ScriptLanguage& each) { return each.name == name; });
  return found == std::end(kLanguages) ? nullptr : found;
}

std::optional<NamedScript> named_script(const ScriptLanguage& language, std::string_view text) {
  text = trim(text);
  if (text.starts_with("file://")) text.remove_prefix(7);
  if (text.find_first_of(" \t\n\"'`()[]{}=,;") != std::string_view::npos) return std::nullopt;
  for (const std::string_view ending : language.endings) {
    const std::size_t at = text.rfind(ending);
    if (at == std::string_view::npos || at == 0) continue;
    const std::string_view rest = text.substr(at + ending.size());
    if (rest.empty()) return NamedScript{text, ""};
    if (rest.front() == ':' && is_identifier(rest.substr(1)))
      return NamedScript{text.substr(0, at + ending.size()), rest.substr(1)};
  }
  return std::nullopt;
}

std::optional<std::map<std::string, Key>> read_own_files(Loader& loader,
                                                         std::span<const std::string> words,
                                                         const Position& at) {
  std::map<std::string, Key> hashes;
  for (const std::string& word : words) {
    if (!is_own_file(loader, word)) continue;
    const std::optional<std::string> bytes = loader.files.read_named(word, at, kMostScriptBytes);
    if (!bytes) return std::nullopt;
    hashes.emplace(word, sha256(*bytes));
  }
  return hashes;
}

}  // namespace assay
