#include "channels/http/service_routes.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace holdfast::channels {
namespace {

class ServiceRoutes : public testing::Test {
 protected:
  ServiceRoutes() {
    add_service_routes(router_, {.check_ready = [this]() -> Result<> {
                                   ++checks_;
                                   if (is_broken_) {
                                     return Error{ErrorCode::Unavailable, "the disk is full"};
                                   }
                                   return {};
                                 },
                                 .render_metrics = [] { return std::string(); }});
  }

  bool is_ready() {
    const auto request = std::make_shared<http::Request>();
    bool is_ready = false;
    router_.match(http::Method::Get, "/health/ready")
        .route->handler(request, [&](Result<http::Response> answer) {
          is_ready = answer && answer->status == 200;
        });
    return is_ready;
  }

  http::Router router_;
  std::atomic<int> checks_{0};
  std::atomic<bool> is_broken_{false};
};

TEST_F(ServiceRoutes, ManyWhoAskWhetherItIsReadyCostOneCheck) {
  std::vector<std::thread> askers;
  for (int i = 0; i < 8; ++i) {
    askers.emplace_back([this] {
      for (int j = 0; j < 50; ++j) EXPECT_TRUE(is_ready());
    });
  }
  for (std::thread& asker : askers) asker.join();
  EXPECT_LE(checks_, 2);  // a slow machine may reach the next second
}

TEST_F(ServiceRoutes, AFailureShowsWithinASecondAndSoDoesRecovery) {
  EXPECT_TRUE(is_ready());
  is_broken_ = true;
  std::this_thread::sleep_for(std::chrono::milliseconds(1050));
  EXPECT_FALSE(is_ready());
  is_broken_ = false;
  std::this_thread::sleep_for(std::chrono::milliseconds(1050));
  EXPECT_TRUE(is_ready());
}

}  // namespace
}  // namespace holdfast::channels
