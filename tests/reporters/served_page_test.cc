// The page that `assay view` serves: the file's, but for where its texts are.
#include "reporters/html/page/served.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "reporters/html/data/island.h"
#include "reporters/html/pack.h"
#include "tests/support/hostile_report.h"

namespace assay::html {
namespace {

// One case, one variant; a repeat an answer.
Report served_report(const std::vector<std::string>& answers) {
  Report report;
  report.run.suite = "capitals";
  report.run.planned_cells = 9;
  report.variants.resize(1);
  report.variants[0].id = report.variants[0].model = "mini";
  report.cases.resize(1);
  report.cases[0].id = "france";
  report.cases[0].variants.resize(1);
  for (const std::string& answer : answers) {
    ReportCell cell;
    cell.id.repeat = static_cast<std::uint32_t>(report.cells.size());
    auto reply = std::make_shared<Reply>();
    reply->answer = answer;
    cell.reply = std::move(reply);
    report.cells.push_back(std::move(cell));
  }
  return report;
}

// The island, which is plain JSON in a report as small as these.
Json index_of(const std::string& page) {
  const std::string start = "<script id=\"index\" type=\"application/json\">";
  const std::size_t from = page.find(start) + start.size();
  return *parse_json(page.substr(from, page.find("</script>", from) - from));
}

TEST(ServedPage, LeavesTheTextsToTheServer) {
  Texts texts;
  const std::string page =
      served_page(served_report({"Paris", "Lyon"}), {.texts = "texts/7f/"}, texts);
  EXPECT_NE(page.find("<body data-texts=\"texts/7f/\">"), std::string::npos);
  EXPECT_EQ(page.find("id=\"texts-0\""), std::string::npos);
  EXPECT_EQ(page.find("Lyon"), std::string::npos);
  EXPECT_EQ(texts.take(), (std::vector<std::string>{R"(["Paris","Lyon"])"}));
}

TEST(ServedPage, NumbersOfEarlierPagesStayRight) {
  Texts texts;
  const Json before = index_of(served_page(served_report({"Paris", "Lyon"}), {}, texts));
  EXPECT_EQ(texts.take().size(), 1u);
  const Json after = index_of(served_page(served_report({"Nice", "Paris", "Lyon"}), {}, texts));
  EXPECT_EQ(before["cells"]["answer"], Json({0, 1}));
  EXPECT_EQ(after["cells"]["answer"], Json({2, 0, 1}));
  EXPECT_EQ(after["chunk_starts"], Json({0, 2}));
  EXPECT_EQ(texts.take(), (std::vector<std::string>{R"(["Nice"])"}));
}

TEST(ServedPage, CutsNoText) {
  Texts texts(std::string::npos);
  const std::string longer(kLongestText + 1, 'x');
  served_page(served_report({longer}), {}, texts);
  EXPECT_EQ(texts.take().at(0), "[\"" + longer + "\"]");
}

TEST(ServedPage, SaysHowFarARunIsThatIsNotComplete) {
  Texts texts;
  const Serving going{"t/", "v1", RunPhase::going, 1200, 9000};
  const std::string page = served_page(served_report({}), going, texts);
  EXPECT_NE(page.find("Going: 1,200 of 9,000 cells"), std::string::npos);
  EXPECT_NE(page.find("data-version=\"v1\""), std::string::npos);
  EXPECT_NE(served_page(served_report({}), {"t/", "v1", RunPhase::cut_short, 2, 9}, texts)
                .find("Cut short at 2 of 9 cells"),
            std::string::npos);
  EXPECT_EQ(served_page(served_report({}), {}, texts).find("id=\"live-words\""), std::string::npos);
}

TEST(ServedPage, MayAskItsOwnServerAndNobodyElse) {
  EXPECT_TRUE(served_policy().starts_with("default-src 'none'; script-src 'sha256-"));
  EXPECT_TRUE(served_policy().ends_with("; connect-src 'self'; frame-ancestors 'none'"));
  EXPECT_EQ(served_policy().find("unsafe"), std::string::npos);
}

TEST(ServedPage, HostileTextNeverAppearsUnescaped) {
  Texts texts;
  const std::string attack = "</script><script>pwned=1</script><img src=x onerror=pwned=1>";
  const Report report = testing::hostile_report(attack);
  const std::string page = served_page(report, {attack, attack, RunPhase::going, 1, 2}, texts);
  EXPECT_EQ(page.find(attack), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
}

TEST(HtmlPack, InflatesWhatItDeflated) {
  for (const std::string& bytes :
       {std::string(), std::string(100'000, 'a'), std::string("\0\xff", 2)}) {
    EXPECT_EQ(inflate(deflate(bytes), bytes.size()), bytes);
  }
}

}  // namespace
}  // namespace assay::html
