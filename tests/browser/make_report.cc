// Writes the sample reports that report.test.mjs opens, each with the JSON of
// the same Report to compare numbers with.
//
//   make_report FOLDER [NAME...]
//
// The name `corpus` is a page for each hostile text, corpus-<its name>.html.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "harness/provider/request.h"
#include "harness/report/summary/warnings.h"
#include "reporters/html/page/html.h"
#include "reporters/reporter.h"
#include "tests/browser/sample_reports.h"
#include "tests/support/hostile_corpus.h"
#include "tests/support/hostile_report.h"

namespace {

using assay::Report;
using assay::samples::ordinary;

// One case, one variant, one repeat, nothing measured but the verdict.
Report bare() {
  Report report = ordinary(
      {.models = 1, .prompts = 1, .temperatures = 1, .cases = 1, .repeats = 1, .answer_words = 3});
  report.gates.clear();
  report.warnings.clear();
  report.axes.clear();
  report.run.simulated = false;
  for (assay::VariantSummary& variant : report.variants) {
    variant.axes.clear();
    variant.latency_ms = variant.ttft_ms = {};
    variant.cost = std::nullopt;
    variant.reply_costs = {{}, {}, 1};
    variant.spent = {{}, {}, 1};
    variant.cost_usd_per_case = std::nullopt;
  }
  for (assay::ReportCell& cell : report.cells) {
    cell.latency_ms = cell.ttft_ms = std::nullopt;
    cell.cost = std::nullopt;
  }
  return report;
}

// Gives the second variant a reply to the second case that failed where the first
// variant's passed.
Report with_flip(Report report, const std::string& answer) {
  assay::ReportCell& cell = report.cells[3];
  auto reply = std::make_shared<assay::Reply>(*cell.reply);
  reply->answer = answer;
  cell.reply = std::move(reply);
  cell.verdict = assay::Verdict::fail;
  report.cases[1].variants[1] = {};
  report.cases[1].variants[1].failed = 1;
  return report;
}

// Two replies that are too long to be compared, and a question of 140,000 bytes.
Report long_replies() {
  Report report = assay::testing::hostile_report("plain");
  std::string text;
  while (text.size() < 250'000) text += "word" + std::to_string(text.size()) + " ";
  auto reply = std::make_shared<assay::Reply>(*report.cells[2].reply);
  reply->answer = text;
  report.cells[2].reply = std::move(reply);
  report.messages[0][0].second =
      R"([{"role":"user","content":")" + text.substr(0, 140'000) + "\"}]";
  return with_flip(std::move(report), "other " + text);
}

// A GIF of one pixel on a screen of this size: as wide as it says, in 43 bytes.
std::string gif_url(std::size_t width, std::size_t height) {
  using namespace std::string_literals;
  const auto two_bytes = [](std::size_t value) {
    return std::string{static_cast<char>(value & 0xff), static_cast<char>(value >> 8)};
  };
  return "data:image/gif;base64," +
         assay::to_base64("GIF89a" + two_bytes(width) + two_bytes(height) +
                          "\x80\0\0\x20\x60\xa0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"s);
}

// Questions with images: two that the page has, one of them wider than any phone, and three
// that it has not; in one case as the turns of a dialogue.
Report pictures() {
  Report report = ordinary(
      {.models = 1, .prompts = 1, .temperatures = 1, .cases = 2, .repeats = 1, .answer_words = 5});
  const std::string name = "pictures/\"><img src=x onerror=alert(1)> & " + std::string(80, 'n');
  const std::string attached =
      R"([{"at":0,"kind":"image","type":"image/gif","sha256":"small","bytes":43,"width":60,"height":40,"name":"small.gif"},)"
      R"({"at":0,"kind":"image","type":"image/gif","sha256":"wide","bytes":43,"width":2000,"height":500,"name":)" +
      assay::dump_json(name) +
      R"(},{"at":0,"kind":"image","type":"image/png","sha256":"heavy","bytes":300000,"width":60,"height":40,"name":"heavy.png"},)"
      R"({"at":0,"kind":"image","type":"image/png","sha256":"vast","bytes":9000,"width":4000,"height":4000,"name":"vast.png"},)"
      R"({"at":0,"kind":"image","type":"image/png","sha256":"gone","bytes":9000,"width":60,"height":40,"name":"gone.png"},)"
      R"({"at":0,"kind":"audio","type":"audio/wav","sha256":"small","bytes":64044,"seconds":2.0,"name":"a.wav"}])";
  const std::string messages =
      R"([{"role":"user","content":"Which shape is it?","attachments":)" + attached + "}]";
  for (auto& of_case : report.messages) of_case[0].second = messages;
  report.pictures = {{"small", gif_url(60, 40)}, {"wide", gif_url(2000, 500)}};
  assay::ReportTurn turn;
  turn.said = assay::messages_from_json(messages).value();
  turn.reply = report.cells[1].reply;
  report.cells[1].turns =
      std::make_shared<const std::vector<assay::ReportTurn>>(std::vector{turn, turn});
  return report;
}

// A judge that people have checked, one that they have not, and one that embeds; with all columns.
Report judged() {
  Report report =
      ordinary({.models = 2, .prompts = 1, .temperatures = 1, .cases = 30, .repeats = 1});
  const auto estimate = [](double value, double half, std::int64_t n) {
    return assay::Estimated{value, value - half, value + half, n};
  };
  assay::JudgeSummary strict;
  strict.name = "strict";
  strict.model_id = "judge-large-2026-10-01";
  strict.provider = "openrouter";
  strict.model_returned = {strict.model_id};
  strict.calls = 60;
  strict.errors = 2;
  strict.cost = assay::Money{12'345'000'000};
  strict.gold = assay::JudgeSummary::Gold{60, estimate(0.95, 0.04, 60), estimate(0.81, 0.15, 60),
                                          estimate(0.74, 0.2, 60)};
  strict.canaries = assay::JudgeSummary::Canaries{20, 1, 3};
  strict.pairs = assay::JudgeSummary::Pairs{40, 12, 10, 2, 0.039};
  strict.schema = assay::JudgeSummary::Schema{60, 3};
  assay::JudgeSummary other;
  other.name = "a-judge-with-a-rather-long-name";
  other.model_id = "vendor/some-family/judge-small-instruct-2026";
  other.provider = "own";
  other.calls = 7;
  assay::JudgeSummary vectors;
  vectors.name = "vectors";
  vectors.model_id = "embedding-3-small";
  vectors.provider = "openai";
  vectors.calls = 61;
  vectors.embeds = true;
  report.judges = {strict, other, vectors};
  for (assay::VariantSummary& variant : report.variants) {
    variant.pass_rate_judged = variant.pass_rate;
    variant.pass_rate = estimate(0.7, 0.15, 30);
    variant.labels.count = &variant == &report.variants.front() ? 60 : 12;
  }
  for (assay::ReportCell& cell : report.cells) {
    if (!cell.reply) continue;
    assay::ScorePart part;
    part.name = "judge";
    part.judge = "strict";
    part.verdict = cell.verdict;
    part.value = *cell.score;
    part.reason = (cell.verdict == assay::Verdict::pass ? "pass: " : "fail: ") +
                  std::string(
                      "The answer names a city, which is what the criterion asks for, and "
                      "says nothing beside it; <b>\"quoted\"</b> words do not count.");
    cell.parts.push_back(part);
  }
  report.warnings = assay::warnings_of(report);
  return report;
}

const std::map<std::string, std::function<Report()>> kSamples{
    {"bare", bare},
    {"judged", judged},
    {"pictures", pictures},
    {"long", long_replies},
    {"hostile", assay::samples::hostile},
    {"small", [] { return ordinary(); }},
    {"cells-10k", [] { return ordinary({.models = 5, .cases = 67, .answer_words = 30}); }},
    {"cells-100k", [] { return ordinary({.models = 5, .cases = 667, .answer_words = 30}); }},
    {"cases-100k",
     [] {
       return ordinary({.models = 1,
                        .prompts = 1,
                        .temperatures = 1,
                        .cases = 100'000,
                        .repeats = 1,
                        .answer_words = 12});
     }},
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void write(const std::string& folder, const std::string& name, const Report& report) {
  const auto start = std::chrono::steady_clock::now();
  std::ofstream page(folder + "/" + name + ".html", std::ios::binary);
  assay::write_html(report, page);
  std::printf("%-12s %8zu cells %12lld bytes %6.2f s\n", name.c_str(), report.cells.size(),
              static_cast<long long>(page.tellp()), seconds_since(start));
  if (const assay::ReporterRow* json = assay::find_reporter("json")) {
    std::ofstream out(folder + "/" + name + ".json", std::ios::binary);
    json->write(report, out);
  }
}

void write_corpus(const std::string& folder) {
  for (const assay::testing::HostileText& hostile : assay::testing::hostile_corpus()) {
    write(folder, "corpus-" + std::string(hostile.name),
          with_flip(assay::testing::hostile_report(hostile.text), "was " + hostile.text));
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: make_report FOLDER [NAME...]\n";
    return 2;
  }
  const std::string folder = arguments[1];
  if (count == 2) {
    for (const auto& [name, make] : kSamples) write(folder, name, make());
    return 0;
  }
  for (int argument = 2; argument < count; ++argument) {
    if (arguments[argument] == std::string_view("corpus")) {
      write_corpus(folder);
      continue;
    }
    const auto sample = kSamples.find(arguments[argument]);
    if (sample == kSamples.end()) {
      std::cerr << "no sample is called " << arguments[argument] << "\n";
      return 2;
    }
    write(folder, sample->first, sample->second());
  }
}
