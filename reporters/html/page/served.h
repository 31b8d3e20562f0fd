// The page as `assay view` serves it: the sections, style and script of the file,
// but not its limits. Texts are not in it; the script fetches a chunk when it
// needs one. docs/html-report.md, "assay view".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/report/report.h"
#include "reporters/html/data/texts.h"
#include "reporters/html/markup.h"

namespace assay::html {

// Whether a run may still change.
enum class RunPhase {
  going,      // a process executes it
  cut_short,  // cells are missing, and nobody asks for them: it can be resumed
  complete,
};
// "going", "cut short", "complete".
std::string_view to_string(RunPhase phase);

// What the page is told of its run and its server.
struct Serving {
  std::string texts = {};    // where chunk N of the texts is: "texts/7f3a/" for texts/7f3a/N
  std::string version = {};  // of what the page shows; live.js waits for another one
  RunPhase phase = RunPhase::complete;
  std::uint64_t cells = 0;
  std::uint64_t planned = 0;
  std::string labels = {};  // the page on which its answers are labelled
};

// One document; texts that `texts` has not seen yet are added to it.
std::string served_page(const Report& report, const Serving& serving, Texts& texts);
// Its Content-Security-Policy, as a header: stricter than the one it carries by
// what a page cannot say of itself.
std::string served_policy();

// The line above the page: the way to the other runs, and how far this one is.
void write_live_bar(Markup& markup, const Serving& serving);

}  // namespace assay::html
