// Texts, JSON and mail turned back, in the form they came in.

#pragma once

#include <string_view>

#include "app/cli/byte_source.h"
#include "app/cli/operator_plan.h"
#include "app/cli/places.h"
#include "app/cli/reverser.h"
#include "app/cli/safe_file.h"

namespace holdfast::cli {

class TextReverse {
 public:
  TextReverse(const OperatorPlan& plan, const Places& places, Reverser& reverser)
      : plan_(plan), places_(places), reverser_(reverser) {}

  // LimitExceeded beyond 100 MB, but for JSON lines, of which that is a line's limit.
  Result<> run(ByteSource& source, std::string_view name, const protect::Occasion& occasion,
               const Write& write);

 private:
  Result<std::string> whole(std::string_view file, std::string_view name,
                            const protect::Occasion& occasion);
  Result<std::string> mail(std::string_view file, const protect::Occasion& occasion);
  Result<> records(ByteSource& source, const protect::Occasion& occasion, const Write& write);
  Result<std::string> record(std::string_view line, std::uint64_t number,
                             const protect::Occasion& occasion);

  const OperatorPlan& plan_;
  const Places& places_;
  Reverser& reverser_;
};

// The occasion of a record of JSON: with its members that say whose it is, where it has them.
protect::Occasion occasion_of_record(std::string_view line, const OperatorPlan& plan,
                                     const protect::Occasion& occasion);

}  // namespace holdfast::cli
