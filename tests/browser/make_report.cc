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
#include <string>

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

const std::map<std::string, std::function<Report()>> kSamples{
    {"bare", bare},
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
