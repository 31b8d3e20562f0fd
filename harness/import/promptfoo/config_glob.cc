// Paths with * ? and **, as configurations name many files.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/base/text.h"
#include "harness/import/promptfoo/config_files.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSeen = 20'000;  // entries of folders
constexpr std::size_t kMaxFound = 5'000;

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

struct Search {
  fs::path folder;  // absolute, of the configuration
  std::set<std::string> found;
  std::size_t seen = 0;

  // What matches `parts` from `at` on, below `below` (relative to the folder).
  void go(const std::vector<std::string_view>& parts, std::size_t at, const fs::path& below) {
    if (seen > kMaxSeen || found.size() > kMaxFound) return;
    std::error_code error;
    const std::string_view part = parts[at];
    const bool is_last = at + 1 == parts.size();
    if (!has_wildcard(part)) {
      const fs::path next = below / fs::path(part);
      if (!is_last) return go(parts, at + 1, next);
      if (fs::is_regular_file(folder / next, error))
        found.insert(next.lexically_normal().generic_string());
      return;
    }
    if (part == "**" && !is_last) go(parts, at + 1, below);
    for (fs::directory_iterator each(folder / below, error), end; !error && each != end;
         each.increment(error)) {
      if (++seen > kMaxSeen) return;
      const std::string name = each->path().filename().generic_string();
      const bool is_folder = each->is_directory(error) && !each->is_symlink(error);
      if (part == "**") {
        if (is_folder && name != "node_modules" && !name.starts_with('.'))
          go(parts, at, below / name);
        else if (is_last && !is_folder)
          found.insert((below / name).lexically_normal().generic_string());
      } else if (glob_match(part, name)) {
        if (!is_last)
          go(parts, at + 1, below / name);
        else if (!is_folder)
          found.insert((below / name).lexically_normal().generic_string());
      }
    }
  }
};

}  // namespace

Result<std::vector<std::string>> ConfigFiles::expand(std::string_view name) {
  if (!has_wildcard(name)) return std::vector<std::string>{std::string(name)};
  // The part before the first wildcard says whether it may be looked at at all.
  const std::size_t wild = name.find_first_of("*?");
  const std::size_t slash = name.rfind('/', wild);
  const std::string base =
      slash == std::string_view::npos ? "." : std::string(name.substr(0, slash));
  ASSAY_TRY(const std::string place, place_of(base.empty() ? "/" : base));
  (void)place;
  Search search{folder_, {}, 0};
  std::vector<std::string_view> parts;
  for (const std::string_view part : split(name, '/'))
    if (!part.empty() && part != ".") parts.push_back(part);
  if (parts.size() > 32) return usage_error(fmt::format("'{}' is no path", excerpt(name, 100)));
  search.go(parts, 0, {});
  if (search.seen > kMaxSeen || search.found.size() > kMaxFound)
    return usage_error(
        fmt::format("'{}' looks at more than {} files; name fewer", excerpt(name, 100), kMaxFound));
  if (search.found.empty())
    return usage_error(fmt::format("'{}' matches no file", excerpt(name, 100)));
  return std::vector<std::string>(search.found.begin(), search.found.end());
}

}  // namespace assay
