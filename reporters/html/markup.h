// HTML and SVG by construction: elements close at the end of their scope, and
// text and attribute values cannot be written unescaped.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace assay::html {

// One attribute; the value is escaped when it is written. Numbers are
// coordinates: two decimals at most, "." whatever the locale.
struct Attribute {
  Attribute(std::string_view attribute, std::string_view text) : name(attribute), value(text) {}
  Attribute(std::string_view attribute, const char* text) : name(attribute), value(text) {}
  Attribute(std::string_view attribute, const std::string& text) : name(attribute), value(text) {}
  Attribute(std::string_view attribute, double number);
  template <std::integral Integer>
  Attribute(std::string_view attribute, Integer number)
      : name(attribute), value(std::to_string(number)) {}

  std::string_view name;
  std::string value;
};

using Attributes = std::initializer_list<Attribute>;

// A coordinate as SVG wants it: two decimals at most, no trailing zeros.
std::string coordinate(double value);

// "M10 20L30 40" for SVG.
struct Point {
  double x;
  double y;
};
std::string line_path(std::initializer_list<Point> points);

class Markup {
 public:
  // An open element: its end tag is written when it goes out of scope.
  class Element {
   public:
    Element(Markup& markup, std::string_view name) : markup_(markup), name_(name) {}
    Element(const Element&) = delete;
    Element& operator=(const Element&) = delete;
    ~Element();

   private:
    Markup& markup_;
    std::string_view name_;  // a literal
  };

  // `name` and attribute names are literals of this program, never data.
  [[nodiscard]] Element element(std::string_view name, Attributes attributes = {});
  // An element with text only.
  void leaf(std::string_view name, Attributes attributes, std::string_view text);
  // An element without content: <meta/>, <circle/>.
  void empty(std::string_view name, Attributes attributes);
  void text(std::string_view text);
  // Bytes that are already markup: the embedded style and script, islands.
  void trusted(std::string_view bytes) { out_ += bytes; }

  const std::string& bytes() const { return out_; }

 private:
  void open(std::string_view name, Attributes attributes);

  std::string out_;
};

}  // namespace assay::html
