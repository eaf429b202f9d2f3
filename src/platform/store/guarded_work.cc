#include "platform/store/guarded_work.h"

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "base/check.h"

namespace holdfast::store {

Result<> run_guarded(const Work& work, Transaction& transaction) {
  try {
    return work(transaction);
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "database work threw: %s\n", exception.what());
  } catch (...) {
  }
  CHECK(!"database work threw");
  std::abort();
}

}  // namespace holdfast::store
