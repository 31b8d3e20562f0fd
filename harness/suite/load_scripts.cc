// exec, python, javascript: the files of scripts.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/text.h"
#include "harness/suite/expectation_arguments.h"
#include "harness/suite/loader.h"
#include "harness/suite/script_files.h"

namespace assay {
namespace {

// An argument of a program may have 128 KiB on Linux (MAX_ARG_STRLEN).
constexpr std::size_t kMostCodeBytes = std::size_t{64} << 10;

bool refuse(Loader& loader, const YamlNode& item, std::string_view message) {
  loader.diagnostics.error(item.position(), message);
  return false;
}

bool take_file(Loader& loader, const ScriptLanguage& language, const YamlNode& item,
               Json& arguments) {
  const std::string written = arguments.at("file").get<std::string>();
  const std::optional<NamedScript> named = named_script(language, written);
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
  if (arguments.contains("command")) {
    const auto words = arguments["command"].get<std::vector<std::string>>();
    return read_own_files(loader, words, item.position()).has_value();
  }
  const ScriptLanguage* const language = find_script_language(shape.name);
  if (language == nullptr) return true;
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
    if (!named_script(*language, code)) return true;
    arguments["file"] = code;
    arguments.erase("code");
  }
  return take_file(loader, *language, item, arguments);
}

}  // namespace assay
