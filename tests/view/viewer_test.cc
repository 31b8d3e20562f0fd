// Pages of a Store as it grows, without a socket.
#include "harness/view/viewer.h"

#include "harness/base/json.h"
#include "reporters/html/pack.h"
#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

std::string text_of(const HttpAnswer& answer) {
  return answer.packed ? html::inflate(answer.packed->bytes, answer.packed->size) : answer.text;
}

RunRecord viewed_run(std::string id) {
  RunRecord run = run_of(std::move(id));
  run.planned_cells = 3;
  const Json variant = {{"id", "mini/plain"},      {"model", "mini"},   {"model_id", "mini-1"},
                        {"provider", "own"},       {"prompt", "plain"}, {"axes", Json::object()},
                        {"params", Json::object()}};
  run.manifest = {{"version", 1},          {"repeats", 3},           {"prompts", {"plain"}},
                  {"axes", Json::array()}, {"gates", Json::array()}, {"variants", {variant}}};
  return run;
}

class ViewerTest : public StoreTest {
 protected:
  ViewerTest()
      : store_(open()), viewer_(file(), clock_, [](const std::string& run) -> Result<LabelSitting> {
          return usage_error("run " + run + " has nothing to label");
        }) {}

  void begin(const std::string& id) { check(store_.begin_run(viewed_run(id), {{"france", {}}})); }

  void put(const std::string& run, std::uint32_t repeat, const std::string& answer) {
    CellRecord cell = cell_of(0, 0, repeat);
    cell.reply_id = value_of(store_.put_reply(cell.key, reply_of(answer), {}, {}));
    check(store_.put_cell(run, cell, 0));
  }

  // What a browser would ask for after `page`.
  std::string first_texts_of(const std::string& run, const std::string& page) {
    const std::string mark = "data-texts=\"";
    const std::size_t from = page.find(mark) + mark.size();
    return path_of_run(run) + page.substr(from, page.find('"', from) - from) + "0";
  }
  std::string page(const std::string& run) { return text_of(viewer_.answer(path_of_run(run))); }
  Json state(const std::string& run) {
    return *parse_json(viewer_.answer(path_of_run(run) + "state").text);
  }

  ManualClock clock_;
  Store store_;
  Viewer viewer_;
};

TEST_F(ViewerTest, ListsRunsInertly) {
  const std::string hostile = "</a><script>alert(1)</script>\" onload=\"x";
  begin(hostile);
  const HttpAnswer answer = viewer_.answer("/");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text.find("<script"), std::string::npos);
  EXPECT_NE(answer.text.find("href=\"" + path_of_run(hostile) + "\""), std::string::npos);
  EXPECT_NE(answer.text.find("0 / 3"), std::string::npos);
  EXPECT_NE(answer.text.find("cut short"), std::string::npos);  // nobody executes it
  EXPECT_EQ(answer.policy.find("script"), std::string::npos);
  EXPECT_NE(page(hostile).find("Cut short at 0 of 3 cells"), std::string::npos);
}

// That every cell has an outcome is no success.
TEST_F(ViewerTest, TheListSaysWhatCameOfARun) {
  const std::pair<const char*, const char*> rows[] = {{"ok", "passed"},
                                                      {"failed", "failed"},
                                                      {"infrastructure", "errors"},
                                                      {"inconclusive", "inconclusive"},
                                                      {"", "complete"}};
  for (const auto& [outcome, word] : rows) {
    const std::string id = std::string("r-") + word;
    begin(id);
    RunRecord run = value_of(store_.find_run(id));
    if (*outcome != '\0') run.manifest["outcome"] = outcome;
    check(store_.replace_manifest(id, run.manifest));
    check(store_.finish_run(id, "2026-11-23T15:00:00Z", true));
  }
  const std::string list = viewer_.answer("/").text;
  for (const auto& [outcome, word] : rows)
    EXPECT_NE(list.find(" " + std::string(word) + "</td>"), std::string::npos) << word;
  std::size_t ticks = 0;
  for (std::size_t at = 0; (at = list.find("\u2713", at)) != std::string::npos; ++at) ++ticks;
  EXPECT_EQ(ticks, 1U);
}

TEST_F(ViewerTest, LabelsAreTakenWhereOneIsShownAndNowhereElse) {
  begin("a");
  EXPECT_EQ(viewer_.take("/label/a/at/1", "{").status, 400);
  EXPECT_EQ(viewer_.take("/label/a/at/1", "{}").status, 409);  // there is nothing to label
  for (const char* target : {"/", "/runs/a/", "/runs/a/state", "/label/a/", "/label/a/next"}) {
    EXPECT_EQ(viewer_.take(target, "{}").status, 405) << target;
  }
  EXPECT_EQ(viewer_.answer("/label/a").location, "/label/a/");
  EXPECT_EQ(viewer_.answer("/label/a/").status, 409);
  EXPECT_EQ(viewer_.answer("/label/a/at/0").status, 404);
  EXPECT_NE(page("a").find("href=\"/label/a/\""), std::string::npos);
}

TEST_F(ViewerTest, WhatDoesNotExistIsNotFound) {
  begin("r-1");
  for (const char* target :
       {"/runs/r/", "/runs/latest/", "/runs/r-1/x", "/assay.db", "/runs/r/state"}) {
    EXPECT_EQ(viewer_.answer(target).status, 404) << target;
  }
  EXPECT_EQ(viewer_.answer("/runs/r-1/texts/0/0").status, 410);
  EXPECT_EQ(viewer_.answer("/runs/r-1").status, 308);
  EXPECT_EQ(viewer_.answer("/runs/r-1").location, "/runs/r-1/");
}

TEST_F(ViewerTest, APageIsMadeOnceUntilItsRunMovesOn) {
  begin("r-1");
  put("r-1", 0, "Paris");
  const std::shared_ptr<const PackedText> first = viewer_.answer("/runs/r-1/").packed;
  EXPECT_EQ(viewer_.answer("/runs/r-1/").packed, first);
  EXPECT_NE(page("r-1").find("data-version=\"" + state("r-1")["version"].get<std::string>() + "\""),
            std::string::npos);
  put("r-1", 1, "Lyon");
  check(store_.finish_run("r-1", "2026-11-23T15:00:00Z", true));
  EXPECT_EQ(state("r-1")["phase"], "complete");
  const std::shared_ptr<const PackedText> last = viewer_.answer("/runs/r-1/").packed;
  EXPECT_NE(last, first);
  begin("r-2");
  put("r-2", 0, "Nice");
  EXPECT_EQ(viewer_.answer("/runs/r-1/").packed, last) << "another run was written";
}

TEST_F(ViewerTest, AnEarlierPageStillFindsItsTexts) {
  begin("r-1");
  put("r-1", 1, "Paris");
  const std::string texts = first_texts_of("r-1", page("r-1"));
  EXPECT_EQ(text_of(viewer_.answer(texts)), R"(["Paris"])");
  put("r-1", 0, "Lyon");
  clock_.advance(std::chrono::seconds(3));
  EXPECT_EQ(first_texts_of("r-1", page("r-1")), texts);
  EXPECT_EQ(text_of(viewer_.answer(texts)), R"(["Paris"])");
  EXPECT_EQ(text_of(viewer_.answer(texts.substr(0, texts.size() - 1) + "1")), R"(["Lyon"])");
  EXPECT_EQ(viewer_.answer(texts.substr(0, texts.size() - 1) + "2").status, 404);
}

TEST_F(ViewerTest, MemoryIsForTheRunsLookedAtLast) {
  for (std::size_t i = 0; i <= kMostShelves; ++i) begin("r-" + std::to_string(i));
  put("r-0", 0, "Paris");
  const std::string texts = first_texts_of("r-0", page("r-0"));
  for (std::size_t i = 1; i <= kMostShelves; ++i) page("r-" + std::to_string(i));
  EXPECT_EQ(viewer_.answer(texts).status, 410);
}

TEST_F(ViewerTest, AStoreThatIsGoneIsSaidInWords) {
  begin("r-1");
  std::filesystem::remove(file());
  const HttpAnswer answer = viewer_.answer("/runs/r-1/");
  EXPECT_EQ(answer.status, 500);
  EXPECT_NE(answer.text.find("no such Store"), std::string::npos);
}

// A run that is going is summarised at most so often; its end at once.
TEST_F(ViewerTest, AShelfRestsWhileItsRunIsGoing) {
  begin("r-1");
  RunState state;
  state.phase = html::RunPhase::going;
  state.version = "1";
  Shelf shelf("r-1");
  EXPECT_TRUE(shelf.is_due(state, clock_.now()));
  check(shelf.refresh(store_, state, clock_));
  EXPECT_FALSE(shelf.is_due(state, clock_.now()));
  state.version = "2";
  EXPECT_FALSE(shelf.is_due(state, clock_.now()));
  clock_.advance(milliseconds(2'999));
  EXPECT_FALSE(shelf.is_due(state, clock_.now()));
  clock_.advance(milliseconds(1));
  EXPECT_TRUE(shelf.is_due(state, clock_.now()));
  check(shelf.refresh(store_, state, clock_));
  state.version = "3";
  state.phase = html::RunPhase::complete;
  EXPECT_TRUE(shelf.is_due(state, clock_.now()));
}

}  // namespace
}  // namespace assay::testing
