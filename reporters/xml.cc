#include "reporters/xml.h"

#include <fmt/format.h>

#include <cassert>
#include <cstdint>
#include <ostream>

#include "harness/base/text.h"
#include "reporters/log_text.h"
#include "reporters/spill.h"

namespace assay {
namespace {

// U+FFFE and U+FFFF are the only illegal characters above ASCII that valid UTF-8
// can spell.
bool is_noncharacter(std::string_view utf8, std::size_t at) {
  const std::string_view three = utf8.substr(at, 3);
  return three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF";
}

bool is_illegal_ascii(unsigned char c) {
  return c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r');
}

void append_reference(std::string& out, std::int32_t code_point) {
  out += fmt::format("&#x{:X};", code_point);
}

std::string escaped(std::string_view valid) {
  std::string out;
  out.reserve(valid.size());
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto c = static_cast<unsigned char>(valid[i]);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\r')
      out += "&#13;";  // a bare one is normalised away by parsers
    else if (is_illegal_ascii(c))
      out += fmt::format("#x{:02X}", c);
    else if (is_noncharacter(valid, i)) {
      out += valid[i + 2] == '\xBE' ? "#xFFFE" : "#xFFFF";
      i += 2;
    } else
      out += valid[i];
  }
  return out;
}

}  // namespace

std::string xml_escape(std::string_view text) {
  return spelt_for_logs(escaped(to_valid_utf8(text)), append_reference);
}

XmlWriter::XmlWriter(std::ostream& out) : out_(out) {
  buffer_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
}

XmlWriter::~XmlWriter() {
  assert(elements_.empty());
  buffer_ += '\n';
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
}

void XmlWriter::indent() {
  buffer_ += '\n';
  buffer_.append(2 * elements_.size(), ' ');
}

void XmlWriter::end_start_tag() {
  if (in_start_tag_) buffer_ += '>';
  in_start_tag_ = false;
}

void XmlWriter::open(std::string_view element) {
  end_start_tag();
  if (!elements_.empty()) elements_.back().has_elements = true;
  indent();
  buffer_ += '<';
  buffer_ += element;
  elements_.push_back({std::string(element)});
  in_start_tag_ = true;
}

void XmlWriter::attribute(std::string_view name, std::string_view value) {
  assert(in_start_tag_);
  buffer_ += ' ';
  buffer_ += name;
  buffer_ += "=\"";
  // Parsers turn white space in attributes into spaces unless it is spelt out.
  for (char c : xml_escape(value)) {
    if (c == '\n')
      buffer_ += "&#10;";
    else if (c == '\t')
      buffer_ += "&#9;";
    else
      buffer_ += c;
  }
  buffer_ += '"';
}

void XmlWriter::text(std::string_view text) {
  end_start_tag();
  elements_.back().has_text = true;
  buffer_ += xml_escape(text);
}

void XmlWriter::close() {
  const Element element = elements_.back();
  elements_.pop_back();
  if (in_start_tag_) {
    buffer_ += "/>";
    in_start_tag_ = false;
  } else {
    if (element.has_elements && !element.has_text) indent();
    buffer_ += "</" + element.name + ">";
  }
  spill(buffer_, out_);
}

}  // namespace assay
