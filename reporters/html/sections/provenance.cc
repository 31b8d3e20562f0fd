// What somebody needs to believe the numbers, or to get them again.
#include "harness/base/text.h"
#include "reporters/html/number.h"
#include "reporters/html/sections/sections.h"

namespace assay::html {
namespace {

void write_pair(Markup& markup, std::string_view name, std::string_view value, bool code = false) {
  const Markup::Element pair = markup.element("div");
  markup.leaf("dt", {}, name);
  const Markup::Element data = markup.element("dd");
  const std::string_view shown = value.empty() ? kAbsent : value;
  if (code && !value.empty()) {
    markup.leaf("code", {}, shown);
  } else {
    markup.text(shown);
  }
}

std::string completeness(const RunSummary& run, std::size_t cells) {
  const std::string planned = grouped(static_cast<std::int64_t>(run.planned_cells));
  if (run.stopped_early)
    return "decided early: " + grouped(static_cast<std::int64_t>(cells)) + " of " + planned +
           " planned cells";
  if (run.complete) return "complete, " + planned + " planned cells";
  return "cut short: " + grouped(static_cast<std::int64_t>(cells)) + " of " + planned +
         " planned cells";
}

std::string client_text(const ClientSummary& client) {
  if (!client.loop_lag_p99_ms) return "";
  std::string text = "event loop " + with_unit(*client.loop_lag_p99_ms, Unit::ms) +
                     " late at p99, requests kept back " +
                     with_unit(client.delay_p99_ms.value_or(0), Unit::ms);
  if (client.saturated) text += ": times may be longer by as much";
  return text;
}

void write_run(Markup& markup, const Report& report) {
  const RunSummary& run = report.run;
  const Markup::Element list = markup.element("dl", {{"class", "provenance"}});
  write_pair(markup, "Run", run.id, true);
  write_pair(markup, "Suite", run.suite_path.empty() ? run.suite : run.suite_path, true);
  write_pair(markup, "Suite hash", run.suite_hash, true);
  write_pair(markup, "Started", run.started_at);
  write_pair(markup, "Finished", run.finished_at);
  write_pair(markup, "State", completeness(run, report.cells.size()));
  write_pair(markup, "Repeats", grouped(run.repeats));
  write_pair(markup, "Resampling seed", std::to_string(run.seed), true);
  write_pair(markup, "assay", run.assay_version);
  write_pair(markup, "Possibly billed",
             run.possibly_billed == 0 ? "no attempt"
                                      : grouped(static_cast<std::int64_t>(run.possibly_billed)) +
                                            " attempts without an answer");
  for (const PricesUsed& prices : run.prices)
    write_pair(markup, "Prices of " + join(prices.models, ", "), table_text(prices));
  write_pair(markup, "This machine", client_text(run.client));
  write_pair(markup, "Replies from",
             run.simulated ? "the built-in model server (simulated)" : "the providers named below");
}

// "max_tokens 256, temperature 0.7"; long values (schemas, tools) are cut.
std::string params_text(const Params& params) {
  constexpr std::size_t kLongest = 60;
  std::string text;
  for (const auto& [name, value] : params) {
    if (!text.empty()) text += ", ";
    text += name + " " + excerpt(parameter_text(value), kLongest);
  }
  return text.empty() ? std::string(kAbsent) : text;
}

// "≥" where some of it is not known.
std::string money_text(const Ledger& ledger) {
  return (ledger.unknown > 0 ? "\u2265 " : "") + usd_text(ledger.spent);
}

void write_models(Markup& markup, const VariantSummary& variant) {
  const Markup::Element cell = markup.element("td", {{"class", "words"}});
  if (variant.model_returned.empty()) markup.text(kAbsent);
  for (const std::string& model : variant.model_returned) {
    const Markup::Element line = markup.element("span", {{"class", "line-of"}});
    markup.leaf("code", {}, model);
    if (!is_model_asked_for(variant, model)) {
      markup.leaf("span", {{"class", "differs"}}, " \u2260 asked");
    }
  }
}

using RowWriter = void (*)(Markup&, const VariantSummary&);

void write_asked(Markup& markup, const VariantSummary& variant) {
  {
    const Markup::Element asked = markup.element("td", {{"class", "words"}});
    markup.leaf("code", {}, variant.model_id);
    markup.leaf("span", {{"class", "sub"}}, variant.provider);
  }
  write_models(markup, variant);
  {
    const Markup::Element sent = markup.element("td", {{"class", "words"}});
    markup.text(params_text(sent_params(variant)));
    if (!variant.dropped.empty())
      markup.leaf("span", {{"class", "differs"}}, " without " + join(variant.dropped, ", "));
  }
}

void write_use(Markup& markup, const VariantSummary& variant) {
  for (const std::optional<std::int64_t>& count :
       {variant.tokens.input, variant.tokens.cached_input, variant.tokens.output,
        variant.tokens.reasoning}) {
    markup.leaf("td", {{"class", "number"}},
                (variant.tokens.estimated && count ? "\u2248 " : "") + or_absent(count));
  }
  markup.leaf("td", {{"class", "number"}}, grouped(variant.attempts));
  markup.leaf("td", {{"class", "number"}}, grouped(variant.cached));
  markup.leaf("td", {{"class", "number"}}, money_text(variant.reply_costs));
  markup.leaf("td", {{"class", "number"}}, money_text(variant.spent));
}

// A row a variant; headings beyond the first belong to what `write_row` adds.
void write_variants(Markup& markup, const Report& report, const Labels& labels,
                    std::string_view name, std::string_view css_class,
                    std::initializer_list<std::string_view> headings, RowWriter write_row) {
  markup.leaf("h3", {}, name);
  const Markup::Element scroll = markup.element(
      "div", {{"class", "scroll"}, {"tabindex", 0}, {"role", "region"}, {"aria-label", name}});
  const Markup::Element table = markup.element("table", {{"class", "plain"}});
  {
    const Markup::Element head = markup.element("thead");
    const Markup::Element row = markup.element("tr");
    markup.leaf("th", {{"scope", "col"}}, "Variant");
    for (const std::string_view heading : headings) {
      markup.leaf("th", {{"scope", "col"}, {"class", css_class}}, heading);
    }
  }
  const Markup::Element body = markup.element("tbody");
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    const Markup::Element row = markup.element("tr");
    markup.leaf("th", {{"scope", "row"}}, labels.variants[index]);
    write_row(markup, report.variants[index]);
  }
}

std::string learned_text(const LaneSummary& lane) {
  std::string text;
  for (const LearnedLimit& limit : lane.learned) {
    if (!text.empty()) text += ", ";
    text += grouped(limit.limit) + " " + limit.resource;
  }
  return text.empty() ? std::string(kAbsent) : text;
}

void write_lane(Markup& markup, const LaneSummary& lane) {
  const Markup::Element row = markup.element("tr");
  markup.leaf("th", {{"scope", "row"}}, lane.name);
  markup.leaf("td", {{"class", "number"}},
              lane.lowest_concurrency < lane.concurrency
                  ? grouped(lane.concurrency) + " \u2192 " + grouped(lane.lowest_concurrency)
                  : grouped(lane.concurrency));
  markup.leaf("td", {{"class", "number"}}, grouped(lane.rate_limited));
  markup.leaf("td", {{"class", "number"}}, grouped(lane.pauses));
  markup.leaf("td", {{"class", "number"}},
              lane.pauses == 0 ? std::string(kAbsent) : with_unit(lane.paused_ms, Unit::ms));
  markup.leaf("td", {{"class", "words"}}, learned_text(lane));
}

void write_lane_events(Markup& markup, const LaneSummary& lane) {
  if (lane.events.empty()) return;
  const Markup::Element details = markup.element("details", {{"class", "lane"}});
  markup.leaf("summary", {}, "What " + lane.name + "'s limits did, and when");
  const Markup::Element list = markup.element("ul");
  for (const LaneSummary::Event& event : lane.events)
    markup.leaf("li", {}, event.at + "  " + event.what);
  if (lane.events_left_out > 0)
    markup.leaf("li", {}, "and " + grouped(lane.events_left_out) + " more");
}

void write_lanes(Markup& markup, const Report& report) {
  if (report.lanes.empty()) return;
  markup.leaf("h3", {}, "Provider limits");
  {
    const Markup::Element scroll = markup.element("div", {{"class", "scroll"},
                                                          {"tabindex", 0},
                                                          {"role", "region"},
                                                          {"aria-label", "Provider limits"}});
    const Markup::Element table = markup.element("table", {{"class", "plain"}});
    {
      const Markup::Element head = markup.element("thead");
      const Markup::Element row = markup.element("tr");
      markup.leaf("th", {{"scope", "col"}}, "Provider");
      for (const char* heading : {"At a time", "Told to wait", "Pauses", "Paused"}) {
        markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, heading);
      }
      markup.leaf("th", {{"scope", "col"}, {"class", "words"}}, "Quotas it told");
    }
    const Markup::Element body = markup.element("tbody");
    for (const LaneSummary& lane : report.lanes) write_lane(markup, lane);
  }
  for (const LaneSummary& lane : report.lanes) write_lane_events(markup, lane);
}

}  // namespace

void write_provenance(Markup& markup, const Report& report, const Labels& labels) {
  const Markup::Element section =
      markup.element("section", {{"id", "provenance"}, {"aria-labelledby", "provenance-title"}});
  markup.leaf("h2", {{"id", "provenance-title"}}, "Provenance");
  write_run(markup, report);
  if (report.variants.empty()) return;
  write_variants(markup, report, labels, "Models and parameters", "words",
                 {"Model asked for", "Model returned", "Parameters sent"}, write_asked);
  write_variants(markup, report, labels, "Tokens and money", "number",
                 {"Input tokens", "cached", "Output tokens", "reasoning", "Attempts", "Reused",
                  "Cost", "Spent now"},
                 write_use);
  markup.leaf(
      "p", {{"class", "lead"}},
      "\u201cCost\u201d is of all replies, reused ones at what they once cost; \u201cspent "
      "now\u201d is by this run. \u2248 marks counts where some reply named no usage, \u2265 "
      "sums of which a part is not known.");
  write_lanes(markup, report);
}

}  // namespace assay::html
