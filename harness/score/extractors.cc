// The table of extractors.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/extract.h"
#include "harness/score/fence.h"
#include "harness/score/json_document.h"
#include "harness/score/pattern.h"
#include "harness/score/words.h"

namespace assay {
namespace {

tl::unexpected<NotExtracted> nothing(std::string reason) {
  return tl::unexpected(NotExtracted{std::move(reason), false});
}

Result<Which> read_which(const Json& arguments) {
  const std::string name = text_argument(arguments, "which").value_or("first");
  if (name == "first") return Which::first;
  if (name == "last") return Which::last;
  return usage_error(fmt::format("'which' must be first or last, not {}", quote(name)));
}

// The text of the argument that is called as its row; "" is refused.
Result<std::string> read_sought(const Json& arguments, std::string_view name) {
  std::string text = text_argument(arguments, name).value_or("");
  if (text.empty()) return usage_error(fmt::format("'{}' is empty", name));
  return text;
}

// --- regex ---

Result<std::optional<int>> read_group(const Json& arguments, const Pattern& pattern) {
  const std::optional<std::string> written = text_argument(arguments, "group");
  if (!written) return std::optional<int>();
  if (const std::optional<int> named = pattern.group_called(*written)) return named;
  const std::optional<long long> number = parse_integer(*written);
  if (number && *number >= 0 && *number <= pattern.group_count()) {
    return std::optional<int>(static_cast<int>(*number));
  }
  return usage_error(fmt::format("the pattern {} has no group {}: it has {}",
                                 quote(pattern.source()), quote(*written), pattern.group_count()));
}

// Without `wanted` the first group that took part, or all of it where there are none.
std::optional<std::string_view> chosen_group(const Pattern::Groups& groups,
                                             std::optional<int> wanted) {
  const auto took_part = [](std::string_view group) { return group.data() != nullptr; };
  if (wanted) {
    const std::string_view group = groups[static_cast<std::size_t>(*wanted)];
    return took_part(group) ? std::optional(group) : std::nullopt;
  }
  if (groups.size() == 1) return groups[0];
  const auto found = std::find_if(groups.begin() + 1, groups.end(), took_part);
  return found == groups.end() ? std::nullopt : std::optional(*found);
}

tl::expected<Pattern::Groups, NotExtracted> last_match(const Pattern& pattern,
                                                       std::string_view text) {
  Pattern::Groups last;
  if (pattern.each_match(text, [&last](Pattern::Groups groups) { last = std::move(groups); })) {
    return last;
  }
  return tl::unexpected(NotExtracted{
      fmt::format("{} matches too often to find the last", quote(pattern.source())), true});
}

Extracted match_regex(const Pattern& pattern, std::optional<int> group, Which which,
                      std::string_view text) {
  Pattern::Groups groups;
  if (which == Which::first) {
    groups = pattern.match(text);
  } else {
    tl::expected<Pattern::Groups, NotExtracted> last = last_match(pattern, text);
    if (!last) return tl::unexpected(std::move(last.error()));
    groups = std::move(*last);
  }
  if (groups.empty()) {
    return nothing(fmt::format("no match of {} in {}", quote(pattern.source()), quote(text)));
  }
  if (const std::optional<std::string_view> chosen = chosen_group(groups, group)) {
    return std::string(*chosen);
  }
  return nothing(fmt::format("the group took no part in the match {}", quote(groups[0])));
}

Result<Extractor> compile_regex(const Json& arguments) {
  ASSAY_TRY(const std::string source, read_sought(arguments, "regex"));
  ASSAY_TRY(const Pattern pattern, Pattern::compile(source));
  ASSAY_TRY(const std::optional<int> group, read_group(arguments, pattern));
  ASSAY_TRY(const Which which, read_which(arguments));
  return Extractor([pattern, group, which](std::string_view text) {
    return match_regex(pattern, group, which, text);
  });
}

// --- tag ---

bool is_tag_name(std::string_view name) {
  return !name.empty() && name.find_first_of("<>/\"'= \t\r\n") == std::string_view::npos;
}

struct Tag {
  bool is_closing;
  std::size_t end;  // behind its '>'
};

// A tag of this name that begins at `at`, where there is a '<'; in any case, with
// attributes or without.
std::optional<Tag> tag_at(std::string_view text, std::size_t at, std::string_view name) {
  ++at;
  const bool is_closing = at < text.size() && text[at] == '/';
  if (is_closing) ++at;
  if (!equals_ignoring_ascii_case(text.substr(at, name.size()), name)) return std::nullopt;
  at += name.size();
  const std::size_t end = text.find_first_of("<>", at);
  if (end == std::string_view::npos || text[end] != '>') return std::nullopt;
  const bool has_more = end > at;
  if (has_more && !trim(text.substr(at, 1)).empty()) return std::nullopt;  // <answers>, <answer/>
  if (has_more && !is_closing && text[end - 1] == '/') return std::nullopt;
  return Tag{is_closing, end + 1};
}

// From a closing tag back to the opening one nearest before it: what stands
// between has no other opening tag, as in "I put it in <b> tags: <b>4</b>".
Extracted find_tag(const std::string& name, Which which, std::string_view text) {
  constexpr std::size_t kNowhere = std::string_view::npos;
  std::size_t opened = kNowhere;  // behind an opening tag that is not closed yet
  std::optional<std::string_view> found;
  std::size_t at = text.find('<');
  while (at != kNowhere && !(found && which == Which::first)) {
    const std::optional<Tag> tag = tag_at(text, at, name);
    if (tag && !tag->is_closing) opened = tag->end;
    if (tag && tag->is_closing && opened != kNowhere) {
      found = trim_white_space(text.substr(opened, at - opened));
      opened = kNowhere;
    }
    at = text.find('<', at + 1);
  }
  if (found) return std::string(*found);
  if (opened != kNowhere)
    return nothing(fmt::format("<{}> is not closed in {}", name, quote(text)));
  return nothing(fmt::format("no <{0}>...</{0}> in {1}", name, quote(text)));
}

Result<Extractor> compile_tag(const Json& arguments) {
  ASSAY_TRY(const std::string name, read_sought(arguments, "tag"));
  if (!is_tag_name(name)) {
    return usage_error(fmt::format("'tag' is the name between < and >, not {}", quote(name)));
  }
  ASSAY_TRY(const Which which, read_which(arguments));
  return Extractor([name, which](std::string_view text) { return find_tag(name, which, text); });
}

// --- fence ---

Extracted find_fence(const std::string& label, Which which, std::string_view text) {
  std::vector<Fence> fences = find_fences(text);
  if (which == Which::last) std::reverse(fences.begin(), fences.end());
  // Blocks go before what is fenced within a line.
  for (const bool begins_line : {true, false}) {
    for (const Fence& fence : fences) {
      const bool fits = label.empty() || equals_ignoring_ascii_case(fence.label, label);
      if (fits && fence.begins_line == begins_line) {
        return std::string(trim_white_space(dedented(fence)));
      }
    }
  }
  const std::string wanted = label.empty() ? "" : fmt::format(" labelled {}", quote(label));
  return nothing(fmt::format("no fenced block{} in {}", wanted, quote(text)));
}

Result<Extractor> compile_fence(const Json& arguments) {
  const std::string label = text_argument(arguments, "fence").value_or("");
  ASSAY_TRY(const Which which, read_which(arguments));
  return Extractor(
      [label, which](std::string_view text) { return find_fence(label, which, text); });
}

// --- json ---

Extracted find_json_text(const JsonPath& path, const std::string& written, Which which,
                         std::string_view text) {
  tl::expected<FoundJson, std::string> found = find_json(text, which);
  if (!found) return nothing(std::move(found.error()));
  if (written.empty()) return std::move(found->text);
  const Json* place = path.find(found->document);
  if (place == nullptr || place->is_null()) {
    return nothing(fmt::format("there is {} at {} in {}", place == nullptr ? "nothing" : "null",
                               quote(written), quote(found->text)));
  }
  return place->is_string() ? place->get<std::string>() : dump_json(*place);
}

Result<Extractor> compile_json_place(const Json& arguments) {
  const std::string written = text_argument(arguments, "json").value_or("");
  ASSAY_TRY(const JsonPath path, JsonPath::parse(written));
  ASSAY_TRY(const Which which, read_which(arguments));
  return Extractor([path, written, which](std::string_view text) {
    return find_json_text(path, written, which, text);
  });
}

// --- after ---

Result<Extractor> compile_after(const Json& arguments) {
  ASSAY_TRY(const std::string marker, read_sought(arguments, "after"));
  ASSAY_TRY(const Which which, read_which(arguments));
  return Extractor([marker, which](std::string_view text) -> Extracted {
    const std::size_t at = which == Which::first ? text.find(marker) : text.rfind(marker);
    if (at == std::string_view::npos) {
      return nothing(fmt::format("no {} in {}", quote(marker), quote(text)));
    }
    return std::string(trim_white_space(text.substr(at + marker.size())));
  });
}

// --- lines ---

Extracted find_line(Which which, std::string_view text) {
  const std::string_view said = trim_white_space(text);
  const std::size_t end = which == Which::first ? said.find('\n') : said.rfind('\n');
  if (end == std::string_view::npos) return std::string(said);
  const std::string_view line = which == Which::first ? said.substr(0, end) : said.substr(end + 1);
  return std::string(trim_white_space(line));
}

Result<Extractor> compile_first_line(const Json&) {
  return Extractor([](std::string_view text) { return find_line(Which::first, text); });
}
Result<Extractor> compile_last_line(const Json&) {
  return Extractor([](std::string_view text) { return find_line(Which::last, text); });
}

constexpr ArgumentShape kWhich = {"which", ValueType::text, false, "first (default) or last"};
constexpr ArgumentShape kRegex[] = {
    {"regex", ValueType::pattern, true, "RE2 syntax"},
    {"group", ValueType::text, false,
     "by number or name, 0 for the whole match; default the first that took part"},
    kWhich,
};
constexpr ArgumentShape kTag[] = {
    {"tag", ValueType::text, true, "the name between < and >, in any case"},
    kWhich,
};
constexpr ArgumentShape kFence[] = {
    {"fence", ValueType::text, false, "its label; default any"},
    kWhich,
};
constexpr ArgumentShape kJsonPlace[] = {
    {"json", ValueType::text, false, "a path, /a/0 or a[0]; default the whole"},
    kWhich,
};
constexpr ArgumentShape kAfter[] = {{"after", ValueType::text, true, "a text"}, kWhich};

using CompileExtractor = Result<Extractor> (*)(const Json& arguments);

template <CompileExtractor kCompile>
std::optional<std::string> check_extractor(const Json& arguments) {
  const Result<Extractor> extractor = kCompile(arguments);
  if (extractor) return std::nullopt;
  return extractor.error().message;
}

template <CompileExtractor kCompile>
constexpr ExtractorRow make_extractor_row(std::string_view name, std::string_view help,
                                          std::span<const ArgumentShape> arguments) {
  const std::string_view first = arguments.empty() ? std::string_view() : arguments.front().name;
  return {{name, help, first, arguments, &check_extractor<kCompile>}, kCompile};
}

constexpr ExtractorRow kExtractorRows[] = {
    make_extractor_row<compile_regex>("regex", "what a group of the pattern matches", kRegex),
    make_extractor_row<compile_tag>("tag", "between <name> and </name>", kTag),
    make_extractor_row<compile_fence>("fence", "the content of a fenced block", kFence),
    make_extractor_row<compile_json_place>("json", "JSON, in a block or in prose, or a value in it",
                                           kJsonPlace),
    make_extractor_row<compile_after>("after", "all that follows a text", kAfter),
    make_extractor_row<compile_first_line>("first_line", "the first line that is not blank", {}),
    make_extractor_row<compile_last_line>("last_line", "the last line that is not blank", {}),
};

}  // namespace

std::span<const ExtractorRow> extractor_rows() {
  return kExtractorRows;
}

}  // namespace assay
