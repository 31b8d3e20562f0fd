#include "harness/import/promptfoo/nunjucks_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "harness/base/text.h"

namespace assay {
namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

bool goes_on_name(char c) {
  return begins_name(c) || is_ascii_digit(c);
}

// What filters do to a value that a template of assay writes.
struct Filter {
  std::string_view name;
  std::string_view note;  // "": nothing
};
constexpr Filter kFilters[] = {
    {"safe", ""},
    {"string", ""},
    {"dump",
     "a text is written without the quotes that 'dump' puts around it, and keys of a map "
     "are sorted"},
};

class ExpressionReader {
 public:
  explicit ExpressionReader(std::string_view text) : rest_(text), all_(text) {}

  NunjucksExpression run() {
    if (rest_.empty()) return refused("an empty '{{}}'");
    if (rest_.front() == '"' || rest_.front() == '\'') {
      read_.literal = quoted();
    } else if (is_ascii_digit(rest_.front())) {
      read_.literal = digits();
    } else if (!read_name()) {
      return refused("no variable");
    }
    while (read_.refused.empty() && !skip_blanks().empty()) {
      if (!read_filter()) return refused("more than a name");
    }
    if (read_.literal && !read_.notes.empty()) return refused("a filter on a literal");
    return std::move(read_);
  }

 private:
  NunjucksExpression refused(std::string_view what) {
    if (read_.refused.empty()) {
      read_.refused = fmt::format("'{{{{ {} }}}}' is {}", excerpt(all_, 60), what);
    }
    return std::move(read_);
  }

  std::string_view skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    return rest_;
  }

  std::string word() {
    std::size_t length = 0;
    while (length < rest_.size() && goes_on_name(rest_[length])) ++length;
    std::string name(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return name;
  }

  std::string digits() {
    std::size_t length = 0;
    while (length < rest_.size() && is_ascii_digit(rest_[length])) ++length;
    std::string number(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return number;
  }

  // Unclosed text is no literal: what is left of it is "more than a name".
  std::optional<std::string> quoted() {
    const char quote = rest_.front();
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == quote) {
        rest_.remove_prefix(i + 1);
        return text;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) {
        const char next = rest_[++i];
        text += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
      } else {
        text += rest_[i];
      }
    }
    return std::nullopt;
  }

  bool read_name() {
    if (!begins_name(rest_.front())) return false;
    read_.name = word();
    constexpr std::string_view kWords[] = {"true", "false", "none", "null", "not"};
    if (std::find(std::begin(kWords), std::end(kWords), read_.name) != std::end(kWords)) {
      return false;
    }
    while (!skip_blanks().empty()) {
      if (rest_.front() == '.') {
        rest_.remove_prefix(1);
        if (skip_blanks().empty() || !begins_name(rest_.front())) return false;
        read_.name += "." + word();
      } else if (rest_.front() == '[') {
        if (!read_index()) return false;
      } else {
        break;
      }
    }
    return true;
  }

  // ["name"], where a dot can say it as well.
  bool read_index() {
    rest_.remove_prefix(1);
    if (skip_blanks().empty() || (rest_.front() != '"' && rest_.front() != '\'')) return false;
    const std::optional<std::string> field = quoted();
    if (!field || field->empty() || skip_blanks().empty() || rest_.front() != ']') return false;
    if (!std::all_of(field->begin(), field->end(),
                     [](char c) { return goes_on_name(c) || c == '-'; })) {
      return false;
    }
    rest_.remove_prefix(1);
    read_.name += "." + *field;
    return true;
  }

  bool read_filter() {
    if (rest_.front() != '|') return false;
    rest_.remove_prefix(1);
    skip_blanks();
    const std::string name = word();
    const auto* const found = std::find_if(std::begin(kFilters), std::end(kFilters),
                                           [&](const Filter& each) { return each.name == name; });
    if (found == std::end(kFilters)) {
      read_.refused = fmt::format("'{{{{ {} }}}}': the filter '{}' has no counterpart",
                                  excerpt(all_, 60), excerpt(name, 20));
    } else if (!found->note.empty()) {
      read_.notes.emplace_back(found->note);
    }
    return true;
  }

  std::string_view rest_;
  std::string_view all_;
  NunjucksExpression read_;
};

}  // namespace

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_';
}

bool has_name(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || !is_name_char(text[at - 1]);
    if (begins && (end == text.size() || !is_name_char(text[end]))) return true;
  }
  return false;
}

NunjucksExpression read_nunjucks_expression(std::string_view inside) {
  return ExpressionReader(inside).run();
}

}  // namespace assay
