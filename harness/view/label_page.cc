#include "harness/view/label_page.h"

#include "harness/view/route.h"
#include "reporters/html/markup.h"
#include "reporters/html/pack.h"
#include "reporters/html/page/assets.h"

namespace assay {
namespace {

using html::Markup;

void write_label_style(Markup& markup, std::string_view style) {
  markup.trusted("<style>");
  markup.trusted(style);
  markup.trusted("</style>");
}

void write_label_head(Markup& markup) {
  const Markup::Element head = markup.element("head");
  markup.empty("meta", {{"charset", "utf-8"}});
  markup.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  markup.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  markup.empty("link", {{"rel", "icon"}, {"href", "data:,"}});  // or browsers ask for one
  markup.leaf("title", {}, "Label answers \u00b7 assay");
  write_label_style(markup, html::kStyle);
  write_label_style(markup, html::kLabelStyle);
}

// Where label.js puts the keys, and what stands beside them.
void write_controls(Markup& markup) {
  const Markup::Element form = markup.element("form", {{"aria-label", "Your label"}});
  { const Markup::Element choices = markup.element("div", {{"id", "choices"}}); }
  const Markup::Element rest = markup.element("div");
  markup.leaf("button", {{"type", "button"}, {"id", "back"}}, "b back");
  markup.empty("input", {{"id", "comment"},
                         {"type", "text"},
                         {"maxlength", "2000"},
                         {"autocomplete", "off"},
                         {"placeholder", "c comment, kept with the label"},
                         {"aria-label", "Comment, kept with the label"}});
}

}  // namespace

std::string label_page(const std::string& run_id, const std::string& rater) {
  Markup markup;
  markup.trusted("<!doctype html>\n");
  {
    const Markup::Element page = markup.element("html", {{"lang", "en"}});
    write_label_head(markup);
    const Markup::Element body = markup.element("body");
    const Markup::Element main = markup.element("main", {{"class", "label"}});
    {
      const Markup::Element where = markup.element("p", {{"class", "eyebrow"}});
      markup.leaf("a", {{"href", path_of_run(run_id)}}, run_id);
      markup.text(" \u00b7 labels of " + rater);
    }
    markup.leaf("h1", {{"class", "unseen"}}, "Label answers");
    markup.leaf("p", {{"id", "words"}, {"role", "status"}}, "");
    markup.leaf("progress", {{"aria-label", "Labelled"}, {"max", 1}, {"value", 0}}, "");
    markup.leaf("p", {{"id", "notice"}, {"role", "alert"}}, "");
    { const Markup::Element texts = markup.element("div", {{"id", "shown"}}); }
    write_controls(markup);
    markup.leaf("noscript", {},
                "This page needs its script; `assay label` does the same in a "
                "terminal.");
  }
  markup.trusted("<script type=\"module\">");
  markup.trusted(html::kLabelScript);
  markup.trusted("</script>");
  return markup.bytes() + "\n";
}

std::string label_page_policy() {
  return "default-src 'none'; script-src " + html::csp_hash(html::kLabelScript) + "; style-src " +
         html::csp_hash(html::kStyle) + " " + html::csp_hash(html::kLabelStyle) +
         "; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
         "frame-ancestors 'none'";
}

}  // namespace assay
