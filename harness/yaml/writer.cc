#include "harness/yaml/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/base/text.h"
#include "harness/yaml/scalar.h"

namespace assay {
namespace {

constexpr std::size_t kWidth = 100;

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Separators that end a line to some readers, and what no terminal shows.
bool has_odd_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); i += code_point_at(text, i).length) {
    const std::int32_t value = code_point_at(text, i).value;
    if (value == 0xFEFF || (value != '\n' && is_terminal_control(value))) return true;
  }
  return false;
}

// Whether the words mean themselves without quotes, for every reader of YAML 1.1 and 1.2.
bool is_plain(std::string_view text) {
  if (text.empty() || text.back() == ' ' || text.back() == ':' || has_odd_character(text))
    return false;
  // What begins with a digit may be a number, a date or a time to somebody.
  if (text.front() != '/' && (!is_word_byte(text.front()) || is_ascii_digit(text.front())))
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_colon = text[i] == ':' && i + 1 < text.size() && text[i + 1] != ' ';
    const bool is_allowed =
        is_word_byte(text[i]) ||
        std::string_view(" _-./()+=!;$%^~'").find(text[i]) != std::string_view::npos;
    if (!is_colon && !is_allowed) return false;
  }
  static constexpr std::string_view kWords[] = {"true", "false", "null", "yes", "no",
                                                "on",   "off",   "nan",  "inf"};
  const std::string lower = to_lower_ascii(text);
  return std::find(std::begin(kWords), std::end(kWords), lower) == std::end(kWords);
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const std::string_view bytes = text.substr(i, point.length);
    i += point.length;
    if (bytes == "\"" || bytes == "\\")
      out += "\\" + std::string(bytes);
    else if (bytes == "\n")
      out += "\\n";
    else if (bytes == "\t")
      out += "\\t";
    else if (bytes == "\r")
      out += "\\r";
    else if (point.value == 0xFEFF || is_terminal_control(point.value))
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(point.value));
    else
      out += bytes;
  }
  return out + "\"";
}

// On one line.
std::string scalar_text(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  const bool is_simple = text.find_first_of("'\n\t\r") == std::string_view::npos;
  const bool wants_single = text.find_first_of("\\\"") != std::string_view::npos;
  if (is_simple && wants_single && !has_odd_character(text)) return "'" + std::string(text) + "'";
  return double_quoted(text);
}

// Whether a literal block says exactly this.
bool fits_block(std::string_view text) {
  if (text.find('\n') == std::string_view::npos ||
      text.find_first_of("\r\t") != std::string_view::npos)
    return false;
  if (text.front() == ' ' || text.front() == '\n' || text.ends_with("\n\n")) return false;
  if (has_odd_character(text)) return false;
  for (const std::string_view line : split(text, '\n'))
    if (!line.empty() && line.back() == ' ') return false;
  return !trim(text).empty();
}

class Writer {
 public:
  std::string take() { return std::move(out_); }

  void write_map(const YamlOut& map, std::size_t indent, bool begun) {
    for (std::size_t i = 0; i < map.items.size(); ++i) {
      const YamlOut& value = map.items[i];
      begin_line(value, indent, begun);
      begun = false;
      out_ += scalar_text(map.keys[i]) + ":";
      write_value(value, indent);
    }
  }

 private:
  void begin_line(const YamlOut& node, std::size_t indent, bool begun) {
    if (begun) return;
    if (node.gap && !out_.empty()) out_ += '\n';
    for (const std::string& comment : node.comments)
      out_ += std::string(indent, ' ') + (comment.empty() ? "#\n" : "# " + comment + "\n");
    out_ += std::string(indent, ' ');
  }

  // Behind `key:` or, of an item that is no map, behind `-`.
  void write_value(const YamlOut& value, std::size_t indent) {
    const std::size_t column =
        out_.size() - (out_.rfind('\n') == std::string::npos ? 0 : out_.rfind('\n') + 1);
    if (const std::optional<std::string> line =
            one_line(value, kWidth - std::min(kWidth, column + 1))) {
      out_ += " " + *line + "\n";
      return;
    }
    if (value.kind == YamlOut::Kind::text) return write_text(value.scalar, indent);
    out_ += '\n';
    if (value.kind == YamlOut::Kind::map) return write_map(value, indent + 2, false);
    write_list(value, indent + 2);
  }

  void write_text(std::string_view text, std::size_t indent) {
    if (!fits_block(text)) {
      out_ += " " + scalar_text(text) + "\n";
      return;
    }
    const bool ends = text.back() == '\n';
    out_ += ends ? " |\n" : " |-\n";
    if (ends) text.remove_suffix(1);
    for (const std::string_view line : split(text, '\n'))
      out_ += (line.empty() ? "" : std::string(indent + 2, ' ') + std::string(line)) + "\n";
  }

  void write_list(const YamlOut& list, std::size_t indent) {
    for (const YamlOut& item : list.items) {
      begin_line(item, indent, false);
      out_ += "-";
      const bool is_line = item.kind == YamlOut::Kind::map && item.items.size() > 1 &&
                           one_line(item, kWidth - std::min(kWidth, indent + 2)).has_value();
      if (item.kind == YamlOut::Kind::map && !item.is_empty() && !is_line) {
        out_ += ' ';
        write_map(item, indent + 2, true);
      } else {
        write_value(item, indent);
      }
    }
  }

  // Nothing where it does not fit, or is not to stand on one line.
  static std::optional<std::string> one_line(const YamlOut& node, std::size_t width) {
    switch (node.kind) {
      case YamlOut::Kind::plain:
        return node.scalar;
      case YamlOut::Kind::text:
        if (fits_block(node.scalar)) return std::nullopt;
        return scalar_text(node.scalar);
      default:
        break;
    }
    if (node.is_empty()) return node.kind == YamlOut::Kind::list ? "[]" : "{}";
    if (node.block) return std::nullopt;
    const bool is_map = node.kind == YamlOut::Kind::map;
    std::string out = is_map ? "{" : "[";
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const YamlOut& value = node.items[i];
      if (!value.comments.empty() || value.gap) return std::nullopt;
      const std::optional<std::string> line = one_line(value, width);
      if (!line) return std::nullopt;
      if (i > 0) out += ", ";
      if (is_map) out += scalar_text(node.keys[i]) + ": ";
      out += *line;
      if (out.size() >= width) return std::nullopt;
    }
    return out + (is_map ? "}" : "]");
  }

  std::string out_;
};

}  // namespace

YamlOut YamlOut::of_kind(Kind kind) {
  YamlOut made;
  made.kind = kind;
  return made;
}

YamlOut YamlOut::text(std::string_view value) {
  YamlOut made = of_kind(Kind::text);
  made.scalar = value;
  return made;
}

YamlOut YamlOut::plain(std::string_view value) {
  YamlOut made = of_kind(Kind::plain);
  made.scalar = value;
  return made;
}

YamlOut YamlOut::of(const Json& value) {
  if (value.is_string()) return text(value.get_ref<const std::string&>());
  if (value.is_array()) {
    YamlOut made = list();
    for (const Json& item : value) made.add(of(item));
    return made;
  }
  if (value.is_object()) {
    YamlOut made = map();
    for (const auto& [key, member] : value.items()) made.add(key, of(member));
    return made;
  }
  return plain(dump_json(value));
}

YamlOut& YamlOut::add(std::string_view key, YamlOut value) {
  keys.emplace_back(key);
  return items.emplace_back(std::move(value));
}

YamlOut& YamlOut::add(YamlOut item) {
  return items.emplace_back(std::move(item));
}

const YamlOut* YamlOut::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == key) return &items[i];
  return nullptr;
}

std::string write_yaml(const YamlOut& root) {
  Writer writer;
  writer.write_map(root, 0, false);
  return writer.take();
}

}  // namespace assay
