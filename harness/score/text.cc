// Expectations about the words of the answer.
//
// Models add line ends and blanks that nobody means, so white space at both
// ends of the answer is ignored wherever an end matters, and letters are composed
// (NFC); `exact: true` compares bytes. `normalise:` makes more alike.
#include <fmt/format.h>
#include <algorithm>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/backtracking.h"
#include "harness/score/bounds.h"
#include "harness/score/families.h"
#include "harness/score/normalise.h"
#include "harness/score/pattern.h"
#include "harness/score/words.h"

namespace assay {
namespace {

enum class IgnoreCase { no, yes };

// Texts to look for in an answer, made alike once.
class Needles {
 public:
  static Result<Needles> read(const Json& arguments, std::string_view name,
                              std::optional<IgnoreCase> always = std::nullopt) {
    Needles needles;
    ASSAY_TRY(needles.written_, texts_argument(arguments, name));
    ASSAY_TRY(const bool asked, flag_argument(arguments, "ignore_case", false));
    ASSAY_TRY(needles.exact_, flag_argument(arguments, "exact", false));
    if (!needles.exact_) {
      ASSAY_TRY(needles.normaliser_, read_normaliser(arguments));
    }
    if (always.value_or(asked ? IgnoreCase::yes : IgnoreCase::no) == IgnoreCase::yes) {
      ASSAY_CHECK(needles.normaliser_.add("case"));
    }
    for (const std::string& written : needles.written_) {
      needles.sought_.push_back(needles.normaliser_.apply(written));
      const bool said_something = !trim_white_space(written).empty();
      if (said_something && trim_white_space(needles.sought_.back()).empty()) {
        return usage_error(fmt::format("'normalise' leaves nothing of {}", quote(written)));
      }
    }
    return needles;
  }

  // Calls `accept(needle, answer)` with both made alike, until it says `stop_at`;
  // the index it stopped at, or nothing.
  template <class Accept>
  std::optional<std::size_t> find(std::string_view answer, bool stop_at, Accept accept) const {
    std::string storage;
    answer = normaliser_.apply(answer, storage);
    for (std::size_t i = 0; i < sought_.size(); ++i) {
      if (accept(std::string_view(sought_[i]), answer) == stop_at) return i;
    }
    return std::nullopt;
  }

  const std::vector<std::string>& written() const { return written_; }
  // Whether white space at the ends counts, where an end matters.
  bool exact() const { return exact_; }

 private:
  std::vector<std::string> written_;
  std::vector<std::string> sought_;
  Normaliser normaliser_;
  bool exact_ = false;
};

bool holds(std::string_view needle, std::string_view answer) {
  return answer.find(needle) != std::string_view::npos;
}

std::string list_some(const std::vector<std::string>& texts) {
  constexpr std::size_t kShown = 3;
  std::string list;
  for (std::size_t i = 0; i < std::min(texts.size(), kShown); ++i) {
    if (i > 0) list += ", ";
    list += quote(texts[i]);
  }
  if (texts.size() > kShown) list += fmt::format(" and {} more", texts.size() - kShown);
  return list;
}

// equals, iequals and one_of: the whole answer is one of the texts.
Result<Judge> whole_answer(const Json& arguments, std::string_view name,
                           std::optional<IgnoreCase> ignore_case) {
  ASSAY_TRY(Needles needles, Needles::read(arguments, name, ignore_case));
  return Judge([needles](const Subject& subject) {
    const auto same = [exact = needles.exact()](std::string_view needle, std::string_view answer) {
      return exact ? needle == answer : trim_white_space(needle) == trim_white_space(answer);
    };
    if (needles.find(subject.text, true, same)) return Judgement::pass();
    return Judgement::fail(
        fmt::format("the answer is {}, not {}", quote(subject.text), list_some(needles.written())));
  });
}

Result<Judge> compile_equals(const Json& arguments) {
  return whole_answer(arguments, "text", std::nullopt);
}
Result<Judge> compile_iequals(const Json& arguments) {
  return whole_answer(arguments, "text", IgnoreCase::yes);
}
Result<Judge> compile_one_of(const Json& arguments) {
  return whole_answer(arguments, "texts", std::nullopt);
}

// contains, icontains and contains_all: every text occurs.
Result<Judge> all_occur(const Json& arguments, std::string_view name,
                        std::optional<IgnoreCase> ignore_case) {
  ASSAY_TRY(Needles needles, Needles::read(arguments, name, ignore_case));
  return Judge([needles](const Subject& subject) {
    const std::optional<std::size_t> missing = needles.find(subject.text, false, holds);
    if (!missing) return Judgement::pass();
    return Judgement::fail(fmt::format("{} does not occur in {}",
                                       quote(needles.written()[*missing]), quote(subject.text)));
  });
}

Result<Judge> compile_contains(const Json& arguments) {
  return all_occur(arguments, "text", std::nullopt);
}
Result<Judge> compile_icontains(const Json& arguments) {
  return all_occur(arguments, "text", IgnoreCase::yes);
}
Result<Judge> compile_contains_all(const Json& arguments) {
  return all_occur(arguments, "texts", std::nullopt);
}

Result<Judge> compile_contains_any(const Json& arguments) {
  ASSAY_TRY(Needles needles, Needles::read(arguments, "texts"));
  return Judge([needles](const Subject& subject) {
    if (needles.find(subject.text, true, holds)) return Judgement::pass();
    return Judgement::fail(
        fmt::format("none of {} occurs in {}", list_some(needles.written()), quote(subject.text)));
  });
}

enum class End { start, end };

Result<Judge> at_end(const Json& arguments, End end) {
  ASSAY_TRY(Needles needles, Needles::read(arguments, "text"));
  return Judge([needles, end](const Subject& subject) {
    const auto fits = [exact = needles.exact(), end](std::string_view needle,
                                                     std::string_view answer) {
      if (!exact) answer = trim_white_space(answer), needle = trim_white_space(needle);
      return end == End::start ? answer.starts_with(needle) : answer.ends_with(needle);
    };
    if (needles.find(subject.text, true, fits)) return Judgement::pass();
    constexpr std::size_t kShownBytes = 240;  // of the end that matters; excerpt() shortens
    std::string_view shown = trim_white_space(subject.text);
    if (end == End::end && shown.size() > kShownBytes) shown.remove_prefix(shown.size() - 60);
    return Judgement::fail(fmt::format("{} does not {} with {}", quote(shown),
                                       end == End::start ? "start" : "end",
                                       list_some(needles.written())));
  });
}

Result<Judge> compile_starts_with(const Json& arguments) {
  return at_end(arguments, End::start);
}
Result<Judge> compile_ends_with(const Json& arguments) {
  return at_end(arguments, End::end);
}

// The pattern matches in the answer as it is, or with composed letters and without
// white space at the ends: so that `^Paris$` is Paris whatever blank follows, and
// `\n$` still means a line end.
bool matches(const Pattern& pattern, std::string_view answer) {
  if (pattern.matches(answer)) return true;
  std::string storage;
  const std::string_view plain = trim_white_space(default_normaliser().apply(answer, storage));
  return plain != answer && pattern.matches(plain);
}

using Search = BacktrackingPattern::Search;

Result<Judge> compile_pcre2(const std::string& written, bool exact) {
  ASSAY_TRY(const auto pattern,
            BacktrackingPattern::compile(exact ? written : default_normaliser().apply(written)));
  if (pattern.matches_everything()) {
    return usage_error(fmt::format("the pattern {} matches every text, also an empty one",
                                   quote(pattern.source())));
  }
  return Judge([pattern, exact](const Subject& subject) {
    Search search = pattern.search(subject.text);
    if (search == Search::none && !exact) {
      std::string storage;
      search = pattern.search(trim_white_space(default_normaliser().apply(subject.text, storage)));
    }
    if (search == Search::found) return Judgement::pass();
    if (search == Search::unable) {
      return Judgement::unable(
          fmt::format("{} takes too many steps to be looked for in an answer "
                      "of {} bytes",
                      quote(pattern.source()), subject.text.size()));
    }
    return Judgement::fail(
        fmt::format("{} matches nothing in {}", quote(pattern.source()), quote(subject.text)));
  });
}

Result<Judge> compile_regex(const Json& arguments) {
  const std::string written = text_argument(arguments, "pattern").value_or("");
  ASSAY_TRY(const bool exact, flag_argument(arguments, "exact", false));
  const std::string engine = text_argument(arguments, "engine").value_or("re2");
  if (engine == "pcre2") return compile_pcre2(written, exact);
  if (engine != "re2") {
    return usage_error(
        fmt::format("'engine' is re2 or pcre2{}", did_you_mean(engine, {"re2", "pcre2"})));
  }
  ASSAY_TRY(const Pattern pattern,
            Pattern::compile(exact ? written : default_normaliser().apply(written)));
  return Judge([pattern, exact](const Subject& subject) {
    if (exact ? pattern.matches(subject.text) : matches(pattern, subject.text)) {
      return Judgement::pass();
    }
    return Judgement::fail(
        fmt::format("{} matches nothing in {}", quote(pattern.source()), quote(subject.text)));
  });
}

// Places that do not overlap.
std::size_t count_places(std::string_view needle, std::string_view answer) {
  std::size_t count = 0;
  for (std::size_t at = answer.find(needle); at != answer.npos;
       at = answer.find(needle, at + needle.size())) {
    ++count;
  }
  return count;
}

Judgement judge_places(const Bounds& bounds, std::size_t count, std::string_view of) {
  Judgement judgement = judge_bounds(bounds, static_cast<double>(count), "times");
  if (!judgement.passed) judgement.reason = fmt::format("{}: {}", quote(of), judgement.reason);
  return judgement;
}

Result<Judge> count_text(const Json& arguments, const Bounds& bounds) {
  ASSAY_TRY(Needles needles, Needles::read(arguments, "of"));
  if (needles.written().size() != 1) return usage_error("'of' is one text");
  return Judge([needles, bounds](const Subject& subject) {
    std::size_t count = 0;
    needles.find(subject.text, true, [&count](std::string_view needle, std::string_view answer) {
      count = count_places(needle, answer);
      return true;
    });
    return judge_places(bounds, count, needles.written().front());
  });
}

Result<Judge> count_matches_of(const std::string& source, bool exact, const Bounds& bounds) {
  ASSAY_TRY(const Pattern pattern,
            Pattern::compile(exact ? source : default_normaliser().apply(source)));
  return Judge([pattern, exact, bounds](const Subject& subject) {
    std::string storage;
    const std::string_view plain =
        exact ? subject.text : trim_white_space(default_normaliser().apply(subject.text, storage));
    std::size_t count = 0;
    if (pattern.each_match(plain, [&count](const Pattern::Groups&) { ++count; })) {
      return judge_places(bounds, count, pattern.source());
    }
    return Judgement::unable(
        fmt::format("{} matches too often to be counted", quote(pattern.source())));
  });
}

Result<Judge> compile_count(const Json& arguments) {
  ASSAY_TRY(const Bounds bounds, require_count(arguments));
  const bool has_text = find_argument(arguments, "of") != nullptr;
  const std::optional<std::string> pattern = text_argument(arguments, "regex");
  if (has_text == pattern.has_value()) return usage_error("needs either 'of' or 'regex'");
  if (has_text) return count_text(arguments, bounds);
  ASSAY_TRY(const bool exact, flag_argument(arguments, "exact", false));
  return count_matches_of(*pattern, exact, bounds);
}

constexpr std::string_view kExactHelp =
    "as it is: white space at the ends, Unicode form (default false)";
constexpr std::string_view kCaseHelp = "compare case-folded NFC (default false)";

constexpr ArgumentShape kWhole[] = {
    {"text", ValueType::text, true, "the whole answer"},
    {"exact", ValueType::boolean, false, kExactHelp},
};
constexpr ArgumentShape kOneOf[] = {
    {"texts", ValueType::text_list, true, "the answers that are right"},
    {"ignore_case", ValueType::boolean, false, kCaseHelp},
    {"exact", ValueType::boolean, false, kExactHelp},
};
constexpr ArgumentShape kPart[] = {
    {"text", ValueType::text, true, "what must occur"},
    {"exact", ValueType::boolean, false, kExactHelp},
};
constexpr ArgumentShape kParts[] = {
    {"texts", ValueType::text_list, true, "what to look for"},
    {"ignore_case", ValueType::boolean, false, kCaseHelp},
    {"exact", ValueType::boolean, false, kExactHelp},
};
constexpr ArgumentShape kEnd[] = {
    {"text", ValueType::text, true, "the first or last words"},
    {"ignore_case", ValueType::boolean, false, kCaseHelp},
    {"exact", ValueType::boolean, false, kExactHelp},
};
constexpr ArgumentShape kRegex[] = {
    {"pattern", ValueType::pattern, true, "RE2 syntax; found anywhere unless anchored"},
    {"engine", ValueType::text, false, "re2 (default), or pcre2 for lookaround, with bounded work"},
    {"exact", ValueType::boolean, false, kExactHelp},
};

constexpr ArgumentShape kCount[] = {
    {"of", ValueType::text, false, "a text; what is counted does not overlap"},
    {"regex", ValueType::pattern, false, "or an RE2 pattern"},
    {"equals", ValueType::integer, false, "exactly so often"},
    {"at_least", ValueType::integer, false, "inclusive"},
    {"at_most", ValueType::integer, false, "inclusive"},
    {"ignore_case", ValueType::boolean, false, kCaseHelp},
    {"exact", ValueType::boolean, false, kExactHelp},
};

template <Compile kCompile>
constexpr ExpectationRow text_row(std::string_view name, std::string_view help,
                                  std::string_view shorthand,
                                  std::span<const ArgumentShape> arguments) {
  return normalising(make_row<kCompile>(name, help, shorthand, arguments));
}

// A pattern says itself what it ignores, and would look for what `normalise`
// took away: it is the one row here that is not normalised.
constexpr ExpectationRow kTextRows[] = {
    text_row<compile_equals>("equals", "the answer is this text", "text", kWhole),
    text_row<compile_iequals>("iequals", "the answer is this text in any case", "text", kWhole),
    text_row<compile_one_of>("one_of", "the answer is one of these texts", "texts", kOneOf),
    text_row<compile_contains>("contains", "the text occurs in the answer", "text", kPart),
    text_row<compile_icontains>("icontains", "the text occurs in any case", "text", kPart),
    text_row<compile_contains_all>("contains_all", "each text occurs", "texts", kParts),
    text_row<compile_contains_any>("contains_any", "at least one text occurs", "texts", kParts),
    text_row<compile_starts_with>("starts_with", "the answer begins with this text", "text", kEnd),
    text_row<compile_ends_with>("ends_with", "the answer ends with this text", "text", kEnd),
    make_row<compile_regex>("regex", "the pattern matches in the answer", "pattern", kRegex),
    text_row<compile_count>("count", "a text or a pattern occurs so many times", "", kCount),
};

}  // namespace

std::span<const ExpectationRow> text_rows() {
  return kTextRows;
}

}  // namespace assay
