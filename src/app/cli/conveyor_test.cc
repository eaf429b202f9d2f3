#include "app/cli/conveyor.h"

#include <atomic>

#include <gtest/gtest.h>

namespace holdfast::cli {
namespace {

TEST(Conveyor, ResultsComeInTheOrderOfTheirTasks) {
  std::vector<int> seen;
  {
    Conveyor conveyor(4, [] {});
    for (int i = 0; i < 500; ++i) {
      conveyor.add([i, &seen](Workbench&) -> Conveyor::Delivery {
        if (i % 7 == 0) std::this_thread::yield();
        return [i, &seen] { seen.push_back(i); };
      });
    }
  }
  ASSERT_EQ(seen.size(), 500);
  for (int i = 0; i < 500; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
}

TEST(Conveyor, OnlySoMuchIsUnderWay) {
  std::atomic<int> under_way{0};
  std::atomic<int> most{0};
  {
    Conveyor conveyor(2, [] {});
    for (int i = 0; i < 200; ++i) {
      conveyor.add([&](Workbench&) -> Conveyor::Delivery {
        most = std::max(most.load(), ++under_way);
        return [&] { --under_way; };
      });
    }
  }
  EXPECT_LE(most, 8 + 1);
}

}  // namespace
}  // namespace holdfast::cli
