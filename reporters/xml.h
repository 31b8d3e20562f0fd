// XML 1.0, well-formed by construction.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// `text` with what XML cannot carry spelt out: characters outside [\t\n\r
// U+0020-U+007E U+0080-U+D7FF U+E000-U+FFFD U+10000-U+10FFFF] become "#x0B",
// invalid UTF-8 becomes U+FFFD, markup becomes entities. What a terminal or a CI
// runner would act on becomes a character reference: the value is the same.
std::string xml_escape(std::string_view text);

// Writes elements as they come; two spaces of indent a level. `out` outlives it.
class XmlWriter {
 public:
  explicit XmlWriter(std::ostream& out);  // writes the declaration
  ~XmlWriter();                           // every element must be closed
  XmlWriter(const XmlWriter&) = delete;
  XmlWriter& operator=(const XmlWriter&) = delete;

  void open(std::string_view element);
  // Before anything else in the open element.
  void attribute(std::string_view name, std::string_view value);
  void text(std::string_view text);
  void close();

 private:
  void end_start_tag();
  void indent();

  struct Element {
    std::string name;
    bool has_text = false;
    bool has_elements = false;
  };
  std::ostream& out_;
  std::string buffer_;
  std::vector<Element> elements_;
  bool in_start_tag_ = false;
};

}  // namespace assay
