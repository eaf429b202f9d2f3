// The server: everything built, started and stopped in order.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/server/core.h"
#include "domain/inspection/inspection.h"
#include "platform/http/server.h"

namespace holdfast::server {

struct StartOptions {
  // In which mode the shipped policies begin in an empty directory.
  decide::Mode first_mode = decide::Mode::Observe;
  // Called when no server has run on this state before, and before anything is made in it. An error
  // ends the start, and the next one is the first again.
  std::function<Result<>(Core&)> on_first_start;
};

class Application {
 public:
  // Conflict: another server runs on the data directory, or the address is taken.
  static Result<std::unique_ptr<Application>> start(const config::Config& config,
                                                    const StartOptions& options);
  virtual ~Application() = default;  // stops

  virtual Core& core() = 0;
  virtual inspection::Inspections& inspections() = 0;
  virtual std::string url() const = 0;  // what people type
  // Lets running requests finish, then ends what runs in the background.
  virtual void stop() = 0;
};

}  // namespace holdfast::server
