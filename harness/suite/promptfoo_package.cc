#include "harness/suite/promptfoo_package.h"

#include <cstdlib>
#include <string_view>

#include "harness/base/file.h"
#include "harness/base/json.h"
#include "harness/base/json_fields.h"
#include "harness/base/text.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "promptfoo";
constexpr std::size_t kMostAbout = std::size_t{1} << 20;  // bytes of a package.json

// The package whose own folder this is.
std::optional<PromptfooPackage> package_in(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_regular_file(folder / "package.json", ignored)) return std::nullopt;
  const Result<std::string> text = read_file(folder / "package.json", kMostAbout);
  if (!text) return std::nullopt;
  const Result<Json> about = parse_json(*text);
  if (!about || !about->is_object() || text_at(*about, "name") != kName) return std::nullopt;
  return PromptfooPackage{folder, text_at(*about, "version")};
}

std::optional<PromptfooPackage> package_above(fs::path folder, const fs::path& below) {
  for (;; folder = folder.parent_path()) {
    if (auto found = package_in(below.empty() ? folder : folder / below)) return found;
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

// npm links the command to a file of the package; where it is a script of its own that starts
// one, the package is where npm puts those of the same prefix.
std::optional<PromptfooPackage> package_of_command(const fs::path& command) {
  std::error_code failed;
  const fs::path file = fs::canonical(command, failed);
  if (failed || !fs::is_regular_file(file, failed)) return std::nullopt;
  if (auto found = package_above(file.parent_path(), {})) return found;
  return package_in(command.parent_path().parent_path() / "lib" / "node_modules" / kName);
}

}  // namespace

std::optional<PromptfooPackage> find_promptfoo(const fs::path& folder) {
  if (auto found = package_above(folder, fs::path("node_modules") / kName)) return found;
  const char* const path = std::getenv("PATH");
  for (const std::string_view place : split(path == nullptr ? "/usr/bin:/bin" : path, ':')) {
    const fs::path command = fs::path(place) / kName;
    if (!command.is_absolute()) continue;
    if (auto found = package_of_command(command)) return found;
  }
  return std::nullopt;
}

}  // namespace assay
