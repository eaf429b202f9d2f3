#include "domain/access/throttle.h"

#include <gtest/gtest.h>

namespace holdfast::access {
namespace {

using std::chrono::seconds;

class ThrottleTest : public testing::Test {
 protected:
  // Fails until the throttle asks to wait, and returns how long.
  seconds fail_until_slowed(const std::string& account, const std::string& address) {
    for (int i = 0; i < 100; ++i) {
      const seconds wait = throttle_.begin(account, address);
      if (wait.count() > 0) return wait;
    }
    return seconds(0);
  }
  ManualClock clock_;
  Throttle throttle_{clock_};
};

TEST_F(ThrottleTest, EachFurtherFailureDoublesTheWait) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(throttle_.begin("a", "192.0.2.1"), seconds(0));
  for (const int expected : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
    EXPECT_EQ(throttle_.begin("a", "192.0.2.1"), seconds(0));
    EXPECT_EQ(throttle_.begin("a", "192.0.2.1"), seconds(expected));
    clock_.advance(seconds(expected));
  }
}

// Whoever knows an agent's e-mail address could otherwise keep the agent from working.
TEST_F(ThrottleTest, AStrangersFailuresDoNotLockTheOwnerOut) {
  EXPECT_GT(fail_until_slowed("owner", "198.51.100.66"), seconds(0));
  EXPECT_EQ(throttle_.begin("owner", "192.0.2.1"), seconds(0));
}

TEST_F(ThrottleTest, TryingManyAccountsFromOneAddressIsSlowed) {
  int passed = 0;
  for (int i = 0; i < 200; ++i) {
    if (throttle_.begin("account " + std::to_string(i), "198.51.100.66").count() == 0) ++passed;
  }
  EXPECT_LE(passed, 21);
}

TEST_F(ThrottleTest, ColleaguesBehindOneRouterGoOnWorking) {
  EXPECT_EQ(throttle_.begin("colleague", "192.0.2.1"), seconds(0));
  throttle_.succeeded("colleague", "192.0.2.1");
  for (int i = 0; i < 200; ++i) throttle_.begin("account " + std::to_string(i), "192.0.2.1");
  EXPECT_GT(throttle_.begin("stranger", "192.0.2.1"), seconds(0));
  EXPECT_EQ(throttle_.begin("colleague", "192.0.2.1"), seconds(0));
}

TEST_F(ThrottleTest, SuccessWipesTheSlate) {
  fail_until_slowed("a", "192.0.2.1");
  clock_.advance(std::chrono::minutes(20));
  EXPECT_EQ(throttle_.begin("a", "192.0.2.1"), seconds(0));
  throttle_.succeeded("a", "192.0.2.1");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(throttle_.begin("a", "192.0.2.1"), seconds(0));
}

TEST_F(ThrottleTest, AWholeIpv6NetworkCountsAsOneAddress) {
  fail_until_slowed("a", "2001:db8:1:2:3:4:5:6");
  EXPECT_GT(throttle_.begin("a", "2001:db8:1:2:ffff::1"), seconds(0));
  EXPECT_EQ(throttle_.begin("a", "2001:db8:1:3::1"), seconds(0));
}

}  // namespace
}  // namespace holdfast::access
