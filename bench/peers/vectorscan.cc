// Vectorscan with all patterns of patterns.tsv at once.
//
//   vectorscan patterns.tsv text [som]     som: report where matches begin, as redaction needs

#include <hs.h>

#include <cstring>

#include "patterns.h"

int main(int argc, char** argv) {
  const std::vector<std::string> patterns = peers::read_patterns(argv[1]);
  const std::string text = peers::read_text(argv[2]);
  const bool has_begins = argc > 3 && std::strcmp(argv[3], "som") == 0;
  std::vector<const char*> texts;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
  for (const std::string& pattern : patterns) {
    texts.push_back(pattern.c_str());
    flags.push_back(has_begins ? HS_FLAG_SOM_LEFTMOST : 0);
    ids.push_back(static_cast<unsigned>(ids.size()));
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(ids.size()),
                       HS_MODE_BLOCK, nullptr, &database, &error) != HS_SUCCESS) {
    std::fprintf(stderr, "pattern %d: %s\n", error->expression, error->message);
    return 1;
  }
  hs_scratch_t* scratch = nullptr;
  hs_alloc_scratch(database, &scratch);
  std::size_t matches = 0;
  const auto count = [](unsigned, unsigned long long, unsigned long long, unsigned, void* context) {
    ++*static_cast<std::size_t*>(context);
    return 0;
  };
  const double begin = peers::processor_seconds();
  hs_scan(database, text.data(), static_cast<unsigned>(text.size()), 0, scratch, count, &matches);
  peers::report(text.size(), peers::processor_seconds() - begin, matches);
}
