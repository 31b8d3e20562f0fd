// The only file that includes kainjow Mustache. It renders templates that have
// sections; the rest are joined here, which is most of them and ten times as
// fast.
#include "harness/suite/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <kainjow/mustache.hpp>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "harness/base/json.h"
#include "harness/base/json_number.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/template_tags.h"

namespace assay {
namespace {

namespace mustache = kainjow::mustache;
using Kind = TemplatePiece::Kind;

// Mustache asks for a name without saying whether a section or a variable wants
// it, and "false" is text for the one and falsy for the other; nor does it say how
// much text a section repeats. So the names in the source it is given are marked:
// "v:name" is a variable, "12:name" the section whose own text is 12 bytes long.
constexpr std::string_view kVariableMark = "v";
// Braces of the text itself, which Mustache would take for a tag.
constexpr std::string_view kBracesMark = "b:";

// The bytes of text that stand directly in each section, by the piece that opens it.
std::vector<std::size_t> own_text(const std::vector<TemplatePiece>& pieces) {
  std::vector<std::size_t> bytes(pieces.size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Kind kind = pieces[i].kind;
    if (kind == Kind::section || kind == Kind::inverted_section) open.push_back(i);
    if (kind == Kind::section_end) open.pop_back();
    if (kind == Kind::text && !open.empty()) bytes[open.back()] += pieces[i].text.size();
  }
  return bytes;
}

std::string marked_source(const std::vector<TemplatePiece>& pieces) {
  const std::vector<std::size_t> text = own_text(pieces);
  std::string source;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const TemplatePiece& piece = pieces[i];
    switch (piece.kind) {
      case Kind::text:
        source += piece.text == "{{" ? fmt::format("{{{{&{}}}}}", kBracesMark) : piece.text;
        break;
      case Kind::comment:
        break;
      case Kind::variable:
        source += fmt::format("{{{{&{}:{}}}}}", kVariableMark, piece.text);
        break;
      case Kind::section:
      case Kind::inverted_section:
        open.push_back(text[i]);
        source += fmt::format("{{{{{}{}:{}}}}}", piece.kind == Kind::section ? '#' : '^',
                              open.back(), piece.text);
        break;
      case Kind::section_end:
        source += fmt::format("{{{{/{}:{}}}}}", open.back(), piece.text);
        open.pop_back();
        break;
    }
  }
  return source;
}

// Thrown through Mustache, which would go on.
struct TooLarge {};

tl::unexpected<Error> too_large() {
  return usage_error(
      fmt::format("a text of more than {} MB, the most that one template may come to",
                  kMaxRenderedBytes >> 20));
}

// What one rendering may write and walk, in bytes.
class RenderLimit {
 public:
  void spend(std::uint64_t times, std::uint64_t bytes) {
    constexpr std::uint64_t kStep = 32;  // an item that writes nothing is memory and time too
    if (times > (kMaxRenderedBytes - spent_) / (bytes + kStep)) throw TooLarge{};
    spent_ += times * (bytes + kStep);
  }

 private:
  std::uint64_t spent_ = 0;
};

bool is_truthy(const Json& value) {
  if (value.is_null()) return false;
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return !text.empty() && text != "false";
  }
  if (value.is_structured()) return !value.empty();
  return true;
}

// `name` inside `value`, whole or at its dots.
const Json* find_field(const Json& value, std::string_view name) {
  if (!value.is_object()) return nullptr;
  if (const auto whole = value.find(std::string(name)); whole != value.end()) return &*whole;
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return nullptr;
  const auto first = value.find(std::string(name.substr(0, dot)));
  if (first == value.end()) return nullptr;
  return find_field(*first, name.substr(dot + 1));
}

tl::unexpected<Error> missing(std::string_view name, const Vars& vars) {
  if (find_variable(vars, name) != nullptr) {
    return usage_error(fmt::format("variable '{}' is null", name));
  }
  return usage_error(
      fmt::format("no variable '{}'{}", name, did_you_mean(name.substr(0, 60), vars.names())));
}

// Answers Mustache's questions from `vars` and the list items it walks, and
// remembers the first name that nobody has.
class VarsContext final : public mustache::basic_context<std::string> {
 public:
  explicit VarsContext(const Vars& vars) : vars_(vars) {}

  const std::optional<std::string>& missing_name() const { return missing_name_; }

  void push(const mustache::data* data) override {
    const auto known = items_.find(data);
    scopes_.push_back(known == items_.end() ? nullptr : known->second);
  }
  void pop() override { scopes_.pop_back(); }

  const mustache::data* get(const std::string& marked) const override {
    if (marked == kBracesMark) return variable("{{");
    const std::size_t colon = marked.find(':');
    const std::string_view name = std::string_view(marked).substr(colon + 1);
    const Json* value = find(name);
    const bool is_variable = marked.starts_with(kVariableMark);
    if (value == nullptr || (is_variable && value->is_null())) {
      if (!missing_name_) missing_name_ = std::string(name);
      return nullptr;
    }
    if (is_variable) return variable(*value);
    const auto own_text = parse_integer(std::string_view(marked).substr(0, colon));
    limit_.spend(value->is_array() ? value->size() : 1, static_cast<std::uint64_t>(*own_text));
    return section(*value);
  }
  const mustache::data* get_partial(const std::string&) const override { return nullptr; }

 private:
  const Json* find(std::string_view name) const {
    if (name == ".") {
      for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
        if (*scope != nullptr) return *scope;
      }
      return nullptr;
    }
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (*scope == nullptr) continue;
      if (const Json* field = find_field(**scope, name)) return field;
    }
    return find_variable(vars_, name);
  }

  // Written before the next is asked for.
  const mustache::data* variable(const Json& value) const {
    variable_ = mustache::data(variable_text(value));
    limit_.spend(1, variable_.string_value().size());
    return &variable_;
  }

  const mustache::data* section(const Json& value) const {
    if (!is_truthy(value)) return keep(mustache::data(false));
    if (!value.is_array()) {
      const mustache::data* kept = keep(mustache::data(true));
      items_[kept] = &value;
      return kept;
    }
    mustache::list items(value.size(), mustache::data(true));
    const mustache::data* kept = keep(mustache::data(items));
    for (std::size_t i = 0; i < value.size(); ++i) items_[&kept->list_value()[i]] = &value[i];
    return kept;
  }

  // Mustache holds plain pointers while it renders; a deque never moves them.
  const mustache::data* keep(mustache::data data) const {
    kept_.push_back(std::move(data));
    return &kept_.back();
  }

  const Vars& vars_;
  std::vector<const Json*> scopes_;
  mutable RenderLimit limit_;
  mutable mustache::data variable_;
  mutable std::deque<mustache::data> kept_;
  mutable std::unordered_map<const mustache::data*, const Json*> items_;
  mutable std::optional<std::string> missing_name_;
};

}  // namespace

struct Template::Parsed {
  std::vector<TemplatePiece> pieces;
  std::vector<std::string> variables;
  std::string marked;  // for Mustache; only when there are sections
  bool has_sections = false;
};

Template::Template() : parsed_(std::make_shared<const Parsed>()) {}

Result<Template> Template::parse(std::string_view source) {
  auto parsed = std::make_shared<Parsed>();
  ASSAY_TRY(parsed->pieces, split_template(source));
  std::size_t depth = 0;  // of sections whose names may come from an item
  std::vector<bool> opens_scope;
  std::unordered_set<std::string_view> known;
  for (const TemplatePiece& piece : parsed->pieces) {
    const bool opens = piece.kind == Kind::section || piece.kind == Kind::inverted_section;
    if (opens) parsed->has_sections = true;
    if ((opens || piece.kind == Kind::variable) && depth == 0 && known.insert(piece.text).second)
      parsed->variables.push_back(piece.text);
    if (opens) {
      opens_scope.push_back(piece.kind == Kind::section);
      if (opens_scope.back()) ++depth;
    } else if (piece.kind == Kind::section_end) {
      if (opens_scope.back()) --depth;
      opens_scope.pop_back();
    }
  }
  if (parsed->has_sections) parsed->marked = marked_source(parsed->pieces);
  Template made;
  made.source_ = std::string(source);
  made.parsed_ = std::move(parsed);
  return made;
}

bool Template::has_sections() const {
  return parsed_->has_sections;
}

const std::vector<std::string>& Template::variables() const {
  return parsed_->variables;
}

Result<std::string> Template::render(const Vars& vars) const {
  if (parsed_->has_sections) return render_sections(vars);
  std::string out;
  for (const TemplatePiece& piece : parsed_->pieces) {
    if (piece.kind == Kind::text) {
      out += piece.text;
    } else if (piece.kind == Kind::variable) {
      const Json* value = find_variable(vars, piece.text);
      if (value == nullptr || value->is_null()) return missing(piece.text, vars);
      if (value->is_string()) {
        out += value->get_ref<const std::string&>();
      } else {
        out += variable_text(*value);
      }
    }
    if (out.size() > kMaxRenderedBytes) return too_large();
  }
  return out;
}

Result<std::string> Template::render_sections(const Vars& vars) const {
  // Parsed anew: rendering a mustache object is not const, and templates are
  // shared by threads.
  mustache::mustache renderer(parsed_->marked);
  if (!renderer.is_valid()) return usage_error("template: " + renderer.error_message());
  VarsContext context(vars);
  std::ostringstream out;
  try {
    renderer.render(context, out);
  } catch (const TooLarge&) {
    return too_large();
  }
  if (context.missing_name()) return missing(*context.missing_name(), vars);
  return std::move(out).str();
}

std::uint64_t count_tags(const Template& parsed) {
  const std::string_view source = parsed.source();
  std::uint64_t tags = 0;
  for (std::size_t at = source.find("{{"); at != std::string_view::npos;
       at = source.find("{{", at + 2)) {
    ++tags;
  }
  return tags;
}

const Json* find_variable(const Vars& vars, std::string_view name) {
  if (const Json* whole = vars.find(name)) return whole;
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return nullptr;
  const Json* first = vars.find(name.substr(0, dot));
  return first == nullptr ? nullptr : find_field(*first, name.substr(dot + 1));
}

std::string variable_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_float()) return dump_json(value);
  const Json shortest = canonical_number(value.get<double>());  // 100000, not 1e+05
  return shortest.is_number_integer() ? dump_json(shortest) : format_number(shortest.get<double>());
}

}  // namespace assay
