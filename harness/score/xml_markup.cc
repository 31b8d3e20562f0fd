// XML of markup.h.
#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/markup.h"

namespace assay {
namespace {

constexpr std::size_t kMostNesting = 250;

struct FreeXml {
  void operator()(xmlParserCtxt* context) const {
    // Events alone make no document, but for what libxml2 makes to keep declarations in.
    if (context->myDoc != nullptr) xmlFreeDoc(context->myDoc);
    xmlFreeParserCtxt(context);
  }
};
using XmlContext = std::unique_ptr<xmlParserCtxt, FreeXml>;

std::string_view as_text(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// What the parser's events say of one document.
class XmlReading {
 public:
  XmlReading(const std::vector<std::string>& elements, bool stops_at_root_end)
      : missing_(elements), stops_at_root_end_(stops_at_root_end) {}

  void read(std::string_view text) {
    xmlInitParser();
    const XmlContext context(xmlNewParserCtxt());
    if (context == nullptr) {
      obstacle_ = "there was no memory to read it";
      return;
    }
    *context->sax = xmlSAXHandler{};
    context->sax->initialized = XML_SAX2_MAGIC;
    context->sax->startElementNs = &XmlReading::on_start;
    context->sax->endElementNs = &XmlReading::on_end;
    context->sax->serror = &XmlReading::on_error;
    context->userData = this;
    context_ = context.get();
    xmlCtxtReadMemory(context_, text.data(), static_cast<int>(text.size()), nullptr, "UTF-8",
                      XML_PARSE_NONET);
    context_ = nullptr;
  }

  SyntaxVerdict verdict() const {
    if (!obstacle_.empty()) return SyntaxVerdict::unable(obstacle_);
    if (!error_.empty()) return SyntaxVerdict::no("it is no well-formed XML: " + error_);
    if (!has_root_) return SyntaxVerdict::no("it has no element");
    if (missing_.empty()) return SyntaxVerdict::yes();
    return SyntaxVerdict::no(fmt::format("it has no element {}", quote(missing_.front())));
  }

 private:
  static void on_start(void* self, const xmlChar* name, const xmlChar* prefix, const xmlChar*, int,
                       const xmlChar**, int, int, const xmlChar**) {
    auto& reading = *static_cast<XmlReading*>(self);
    reading.lengths_.push_back(reading.path_.size());
    if (!reading.path_.empty()) reading.path_ += '.';
    if (prefix != nullptr) reading.path_.append(as_text(prefix)).append(":");
    reading.path_ += as_text(name);
    std::erase(reading.missing_, reading.path_);
    if (reading.lengths_.size() <= kMostNesting) return;
    reading.obstacle_ = fmt::format("its elements are nested deeper than {}", kMostNesting);
    xmlStopParser(reading.context_);
  }

  static void on_end(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto& reading = *static_cast<XmlReading*>(self);
    if (reading.lengths_.empty()) return;
    reading.path_.resize(reading.lengths_.back());
    reading.lengths_.pop_back();
    if (!reading.lengths_.empty()) return;
    reading.has_root_ = true;
    if (reading.stops_at_root_end_) xmlStopParser(reading.context_);
  }

  static void on_error(void* self, xmlErrorPtr error) {
    auto& reading = *static_cast<XmlReading*>(self);
    const bool is_over = reading.has_root_ && reading.stops_at_root_end_;
    if (error->level != XML_ERR_FATAL || is_over || !reading.error_.empty()) return;
    reading.error_ = fmt::format("line {}, column {}: {}", error->line, error->int2,
                                 one_line(error->message == nullptr ? "" : error->message, 120));
  }

  std::vector<std::string> missing_;
  bool stops_at_root_end_;
  xmlParserCtxt* context_ = nullptr;
  std::string path_;                  // of the element that is open
  std::vector<std::size_t> lengths_;  // of the paths around it
  bool has_root_ = false;
  std::string error_;
  std::string obstacle_;
};

// Why a text is not read at all.
std::optional<SyntaxVerdict> refuse_xml(std::string_view text) {
  if (text.size() > kMostMarkup) {
    return SyntaxVerdict::unable(fmt::format("it is longer than {} KiB", kMostMarkup / 1024));
  }
  if (text.find("<!ENTITY") != text.npos) {
    return SyntaxVerdict::unable("it declares entities of its own, which are not read");
  }
  return std::nullopt;
}

SyntaxVerdict read_xml(std::string_view text, const std::vector<std::string>& elements,
                       bool stops_at_root_end) {
  XmlReading reading(elements, stops_at_root_end);
  reading.read(text);
  return reading.verdict();
}

// A name, or what stands before the first element.
bool may_begin_xml(char c) {
  return c == '?' || c == '!' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

SyntaxVerdict check_xml(std::string_view text, const std::vector<std::string>& elements) {
  if (text.empty()) return SyntaxVerdict::no("it is empty");
  if (const auto refused = refuse_xml(text)) return *refused;
  return read_xml(text, elements, false);
}

SyntaxVerdict find_xml(std::string_view text, const std::vector<std::string>& elements) {
  // Each try may read all that is left.
  constexpr std::size_t kMostWork = 16 * kMostMarkup;
  if (const auto refused = refuse_xml(text)) return *refused;
  SyntaxVerdict best = SyntaxVerdict::no("there is no XML in it");
  std::size_t work = 0;
  bool is_first = true;
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
    if (at + 1 == text.size() || !may_begin_xml(text[at + 1])) continue;
    work += text.size() - at;
    if (work > kMostWork)
      return SyntaxVerdict::unable("it has too many beginnings of XML to try them");
    SyntaxVerdict verdict = read_xml(text.substr(at), elements, true);
    if (!verdict.is(SyntaxVerdict::Kind::no)) return verdict;
    if (std::exchange(is_first, false)) best = std::move(verdict);
  }
  return best;
}

}  // namespace assay
