#include "engine/protect/anonymity.h"

#include <cmath>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::protect {
namespace {

struct Row {
  std::vector<std::string_view> quasi;
  std::vector<std::string_view> sensitive;
};

AnonymityReport report_of(const std::vector<Row>& rows, const AnonymityGoal& goal,
                          std::uint32_t parts = 1) {
  AnonymityReport report;
  for (std::uint32_t part = 0; part < parts; ++part) {
    AnonymityCount count(rows.empty() ? 0 : rows[0].sensitive.size(), {part, parts});
    for (const Row& row : rows) count.add(row.quasi, row.sensitive);
    count.report(goal, report);
  }
  return report;
}

// The 4-anonymous patients of Machanavajjhala et al. 2007, figure 2: the last four all have cancer.
const std::vector<Row> kPatients = {
    {{"130**", "<30", "*"}, {"heart disease"}},
    {{"130**", "<30", "*"}, {"heart disease"}},
    {{"130**", "<30", "*"}, {"viral infection"}},
    {{"130**", "<30", "*"}, {"viral infection"}},
    {{"1485*", ">=40", "*"}, {"cancer"}},
    {{"1485*", ">=40", "*"}, {"heart disease"}},
    {{"1485*", ">=40", "*"}, {"viral infection"}},
    {{"1485*", ">=40", "*"}, {"viral infection"}},
    {{"130**", "3*", "*"}, {"cancer"}},
    {{"130**", "3*", "*"}, {"cancer"}},
    {{"130**", "3*", "*"}, {"cancer"}},
    {{"130**", "3*", "*"}, {"cancer"}},
};

TEST(Anonymity, TellsWhatThePublishedExampleTells) {
  for (const std::uint32_t parts : {1U, 2U, 5U}) {
    const AnonymityReport report = report_of(kPatients, {.k = 5, .l = 3}, parts);
    EXPECT_EQ(report.rows, 12U);
    EXPECT_EQ(report.classes, 3U);
    EXPECT_EQ(report.k, 4U);
    EXPECT_EQ(report.classes_below_k, 3U);
    EXPECT_EQ(report.rows_below_k, 12U);
    EXPECT_EQ(report.histogram[2].classes, 3U);
    const Diversity& condition = report.by_sensitive[0];
    EXPECT_EQ(condition.l_distinct, 1U);
    EXPECT_NEAR(condition.l_entropy, 1, 1e-9);
    EXPECT_NEAR(condition.t_closeness, 1 - 5.0 / 12, 1e-9);  // all have cancer, 5 of 12 do
    EXPECT_EQ(condition.rows_below_l, 8U);
  }
}

TEST(Anonymity, EntropyIsThatOfTheUnevenClass) {
  const std::vector<Row> rows = {{{"a"}, {"x"}}, {{"a"}, {"x"}}, {{"a"}, {"x"}}, {{"a"}, {"y"}}};
  const Diversity diversity = report_of(rows, {}).by_sensitive[0];
  EXPECT_EQ(diversity.l_distinct, 2U);
  EXPECT_NEAR(diversity.l_entropy, std::exp(-0.75 * std::log(0.75) - 0.25 * std::log(0.25)), 1e-9);
  EXPECT_NEAR(diversity.t_closeness, 0, 1e-9);
}

TEST(Anonymity, CellsDoNotRunIntoEachOther) {
  const AnonymityReport report = report_of({{{"ab", "c"}, {}}, {{"a", "bc"}, {}}}, {});
  EXPECT_EQ(report.classes, 2U);
  EXPECT_EQ(report.k, 1U);
  EXPECT_EQ(report.smallest[1].first_row, 1U);
}

TEST(Anonymity, AnEmptyTableHasNoK) {
  const AnonymityReport report = report_of({}, {});
  EXPECT_EQ(report.k, 0U);
  EXPECT_EQ(report.classes, 0U);
}

// Whatever the parts, against counting by hand.
TEST(Anonymity, EveryPartitionGivesTheSameReport) {
  std::mt19937 random(11);
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) texts.push_back(std::to_string(i));
  std::vector<Row> rows;
  for (int i = 0; i < 3000; ++i) {
    rows.push_back({{texts[random() % 40], texts[random() % 20]}, {texts[random() % 5]}});
  }
  const AnonymityReport whole = report_of(rows, {.k = 4, .l = 3});
  for (const std::uint32_t parts : {2U, 7U}) {
    const AnonymityReport joined = report_of(rows, {.k = 4, .l = 3}, parts);
    EXPECT_EQ(joined.classes, whole.classes);
    EXPECT_EQ(joined.k, whole.k);
    EXPECT_EQ(joined.rows_below_k, whole.rows_below_k);
    EXPECT_EQ(joined.smallest[9].first_row, whole.smallest[9].first_row);
    EXPECT_EQ(joined.by_sensitive[0].l_distinct, whole.by_sensitive[0].l_distinct);
    EXPECT_NEAR(joined.by_sensitive[0].l_entropy, whole.by_sensitive[0].l_entropy, 1e-9);
    EXPECT_NEAR(joined.by_sensitive[0].t_closeness, whole.by_sensitive[0].t_closeness, 1e-9);
    EXPECT_EQ(joined.by_sensitive[0].rows_below_l, whole.by_sensitive[0].rows_below_l);
  }
}

}  // namespace
}  // namespace holdfast::protect
