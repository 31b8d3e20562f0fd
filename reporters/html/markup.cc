#include "reporters/html/markup.h"

#include <cmath>

#include "harness/base/text.h"
#include "reporters/html/escape.h"

namespace assay::html {

std::string coordinate(double value) {
  const double rounded = std::round(value * 100) / 100;
  return format_number(rounded == 0 ? 0.0 : rounded);  // no "-0"
}

std::string line_path(std::initializer_list<Point> points) {
  std::string path;
  for (const Point& point : points) {
    path += path.empty() ? 'M' : 'L';
    path += coordinate(point.x) + " " + coordinate(point.y);
  }
  return path;
}

Attribute::Attribute(std::string_view attribute, double number)
    : name(attribute), value(coordinate(number)) {}

Markup::Element::~Element() {
  markup_.out_ += "</";
  markup_.out_ += name_;
  markup_.out_ += '>';
}

void Markup::open(std::string_view name, Attributes attributes) {
  out_ += '<';
  out_ += name;
  for (const Attribute& attribute : attributes) {
    out_ += ' ';
    out_ += attribute.name;
    out_ += "=\"";
    out_ += escape_text(attribute.value);
    out_ += '"';
  }
}

Markup::Element Markup::element(std::string_view name, Attributes attributes) {
  open(name, attributes);
  out_ += '>';
  return Element(*this, name);
}

void Markup::leaf(std::string_view name, Attributes attributes, std::string_view content) {
  const Element opened = element(name, attributes);
  text(content);
}

void Markup::empty(std::string_view name, Attributes attributes) {
  open(name, attributes);
  out_ += "/>";
}

void Markup::text(std::string_view content) {
  out_ += escape_text(content);
}

}  // namespace assay::html
