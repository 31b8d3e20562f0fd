// HTML of markup.h.
#include <fmt/format.h>
#include <libxml/HTMLparser.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/markup.h"

namespace assay {
namespace {

// An end tag is looked for among all that is open.
constexpr std::size_t kMostOpen = 250;

// Of HTML's elements (WHATWG's living standard), those that libxml2 does not know yet.
constexpr std::string_view kNewElements[] = {
    "article",  "aside",      "audio",  "bdi",     "canvas", "data",    "datalist", "details",
    "dialog",   "figcaption", "figure", "footer",  "header", "hgroup",  "main",     "mark",
    "math",     "menu",       "meter",  "nav",     "output", "picture", "progress", "rp",
    "rt",       "ruby",       "search", "section", "slot",   "source",  "summary",  "svg",
    "template", "time",       "track",  "video",   "wbr"};

bool is_html(const xmlChar* name) {
  if (htmlTagLookup(name) != nullptr) return true;
  const std::string_view text = reinterpret_cast<const char*>(name);
  return std::find(std::begin(kNewElements), std::end(kNewElements), text) !=
         std::end(kNewElements);
}

struct FreeHtml {
  void operator()(htmlParserCtxt* context) const { htmlFreeParserCtxt(context); }
};
using HtmlContext = std::unique_ptr<htmlParserCtxt, FreeHtml>;

class HtmlReading {
 public:
  void read(std::string_view text) {
    xmlInitParser();
    const HtmlContext context(htmlNewParserCtxt());
    if (context == nullptr) {
      is_unable_ = true;
      return;
    }
    *context->sax = htmlSAXHandler{};
    context->sax->initialized = XML_SAX2_MAGIC;
    context->sax->startElement = &HtmlReading::on_start;
    context->sax->endElement = &HtmlReading::on_end;
    context->sax->characters = &HtmlReading::on_text;
    context->sax->cdataBlock = &HtmlReading::on_text;
    context->sax->serror = &HtmlReading::on_error;
    context->userData = this;
    context_ = context.get();
    has_paragraph_ = text.find("<p") != text.npos || text.find("<P") != text.npos;
    htmlCtxtReadMemory(context_, text.data(), static_cast<int>(text.size()), nullptr, "UTF-8",
                       HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED);
    context_ = nullptr;
  }

  bool is_unable() const { return is_unable_; }
  bool has_element() const { return elements_ > 0; }
  const std::string& outside() const { return outside_; }  // the first text of no element

 private:
  static void on_start(void* self, const xmlChar* name, const xmlChar**) {
    auto& reading = *static_cast<HtmlReading*>(self);
    const bool is_written = !reading.is_made_up(name);
    reading.open_.push_back(is_written);
    reading.written_ += is_written;
    reading.was_html_ = is_written && is_html(name);
    reading.elements_ += reading.was_html_;
    if (reading.open_.size() <= kMostOpen) return;
    reading.is_unable_ = true;
    xmlStopParser(reading.context_);
  }

  // libxml2 puts text that stands alone into a paragraph of its own making. A tag that
  // was written ends where the parser stands.
  bool is_made_up(const xmlChar* name) const {
    if (std::string_view(reinterpret_cast<const char*>(name)) != "p") return false;
    const xmlChar next = *context_->input->cur;
    return !has_paragraph_ || (next != '>' && next != '/');
  }

  static void on_end(void* self, const xmlChar*) {
    auto& reading = *static_cast<HtmlReading*>(self);
    if (reading.open_.empty()) return;
    reading.written_ -= reading.open_.back();
    reading.open_.pop_back();
  }

  static void on_text(void* self, const xmlChar* text, int size) {
    auto& reading = *static_cast<HtmlReading*>(self);
    if (reading.written_ > 0 || !reading.outside_.empty()) return;
    const std::string_view said(reinterpret_cast<const char*>(text),
                                static_cast<std::size_t>(size));
    reading.outside_ = trim(said);
  }

  // "a <b and c": a tag without its '>' was none.
  static void on_error(void* self, xmlErrorPtr error) {
    auto& reading = *static_cast<HtmlReading*>(self);
    if (error->code != XML_ERR_GT_REQUIRED || !std::exchange(reading.was_html_, false)) return;
    --reading.elements_;
  }

  htmlParserCtxt* context_ = nullptr;
  bool has_paragraph_ = false;
  std::vector<bool> open_;    // whether each element that is open was written
  std::size_t written_ = 0;   // of those
  std::size_t elements_ = 0;  // of HTML
  bool was_html_ = false;     // the element that began last
  bool is_unable_ = false;
  std::string outside_;
};

SyntaxVerdict too_much() {
  return SyntaxVerdict::unable(fmt::format(
      "it is longer than {} KiB, or {} elements are open at once", kMostMarkup / 1024, kMostOpen));
}

}  // namespace

SyntaxVerdict check_html(std::string_view text) {
  text = trim(text);
  if (text.empty()) return SyntaxVerdict::no("it is empty");
  if (text.size() > kMostMarkup) return too_much();
  if (text.front() != '<' || text.back() != '>') {
    return SyntaxVerdict::no("it does not begin and end with a tag of HTML");
  }
  HtmlReading reading;
  reading.read(text);
  if (reading.is_unable()) return too_much();
  if (!reading.has_element()) return SyntaxVerdict::no("it has no element of HTML");
  if (reading.outside().empty()) return SyntaxVerdict::yes();
  return SyntaxVerdict::no(
      fmt::format("it has text outside of all elements: {}", quote(reading.outside())));
}

SyntaxVerdict find_html(std::string_view text) {
  if (text.size() > kMostMarkup) return too_much();
  HtmlReading reading;
  reading.read(text);
  if (reading.has_element()) return SyntaxVerdict::yes();
  if (reading.is_unable()) return too_much();
  return SyntaxVerdict::no("there is no element of HTML in it");
}

}  // namespace assay
