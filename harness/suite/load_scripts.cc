// exec, python, javascript: the files of scripts.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/text.h"
#include "harness/suite/expectation_arguments.h"
#include "harness/suite/loader.h"

namespace assay {
namespace {

constexpr std::size_t kMostScriptBytes = std::size_t{16} << 20;
// An argument of a program may have 128 KiB on Linux (MAX_ARG_STRLEN).
constexpr std::size_t kMostCodeBytes = std::size_t{64} << 10;

struct Language {
  std::string_view name;
  std::array<std::string_view, 3> endings;  // of its files
};
constexpr Language kLanguages[] = {
    {"python", {".py", ".py", ".py"}},
    {"javascript", {".js", ".mjs", ".cjs"}},
};

struct Named {
  std::string_view file;
  std::string_view function;  // "": not named
};

bool is_identifier(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_' ||
           c == '$';
  };
  return !text.empty() && !is_ascii_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), fits);
}

// "file.py" and "file.py:function", with or without "file://" in front.
std::optional<Named> named_file(const Language& language, std::string_view text) {
  text = trim(text);
  if (text.starts_with("file://")) text.remove_prefix(7);
  if (text.find_first_of(" \t\n\"'`()[]{}=,;") != std::string_view::npos) return std::nullopt;
  for (const std::string_view ending : language.endings) {
    const std::size_t at = text.rfind(ending);
    if (at == std::string_view::npos || at == 0) continue;
    const std::string_view rest = text.substr(at + ending.size());
    if (rest.empty()) return Named{text, ""};
    if (rest.front() == ':' && is_identifier(rest.substr(1)))
      return Named{text.substr(0, at + ending.size()), rest.substr(1)};
  }
  return std::nullopt;
}

// The words of a command that are files of the suite's folder belong to the suite.
bool read_command(Loader& loader, const YamlNode& item, const Json& command) {
  for (const Json& word : command) {
    const std::filesystem::path name(word.get<std::string>());
    const std::filesystem::path path = loader.files.absolute(name.string());
    const std::filesystem::path below = path.lexically_relative(loader.files.root());
    std::error_code ignored;
    if (name.is_absolute() || below.empty() || *below.begin() == ".." ||
        !std::filesystem::is_regular_file(path, ignored))
      continue;
    if (!loader.files.read_named(name.string(), item.position(), kMostScriptBytes)) return false;
  }
  return true;
}

bool refuse(Loader& loader, const YamlNode& item, std::string_view message) {
  loader.diagnostics.error(item.position(), message);
  return false;
}

bool take_file(Loader& loader, const Language& language, const YamlNode& item, Json& arguments) {
  const std::string written = arguments.at("file").get<std::string>();
  const std::optional<Named> named = named_file(language, written);
  if (!named)
    return refuse(loader, item,
                  fmt::format("'file' of {} must be a {} file, alone or as FILE:FUNCTION, not '{}'",
                              language.name, language.endings.front(), excerpt(written, 60)));
  if (!named->function.empty() && arguments.contains("function"))
    return refuse(loader, item, "the function is named twice; leave one of the two out");
  if (!named->function.empty()) arguments["function"] = std::string(named->function);
  arguments["file"] = std::string(named->file);
  return loader.files.read_named(named->file, item.position(), kMostScriptBytes).has_value();
}

}  // namespace

bool name_scripts(Loader& loader, const ExpectationShape& shape, const YamlNode& item,
                  Json& arguments) {
  if (!are_fixed(loader, item, arguments,
                 {"command", "file", "function", "code", "timeout", "env", "at_least"}))
    return false;
  if (arguments.contains("command")) return read_command(loader, item, arguments["command"]);
  const auto* const language =
      std::find_if(std::begin(kLanguages), std::end(kLanguages),
                   [&](const Language& each) { return each.name == shape.name; });
  if (language == std::end(kLanguages)) return true;
  if (arguments.contains("file") && arguments.contains("code"))
    return refuse(loader, item, "'file' and 'code' are two scripts; leave out one of them");
  if (!arguments.contains("file") && !arguments.contains("code"))
    return refuse(loader, item, fmt::format("'{}' needs 'file' or 'code'", shape.name));
  if (arguments.contains("code")) {
    const std::string code = arguments["code"].get<std::string>();
    if (code.size() > kMostCodeBytes)
      return refuse(loader, item,
                    fmt::format("'code' of more than {} KiB belongs in a file: file: NAME{}",
                                kMostCodeBytes >> 10, language->endings.front()));
    if (!named_file(*language, code)) return true;
    arguments["file"] = code;
    arguments.erase("code");
  }
  return take_file(loader, *language, item, arguments);
}

}  // namespace assay
