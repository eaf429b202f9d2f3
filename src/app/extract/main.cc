// holdfast-extract: reads one file after another for the pool that started it (platform/sandbox),
// with no way to reach anything else. The only program that links the parsers of risky formats.

#include "engine/extract_formats/formats.h"
#include "platform/sandbox/worker.h"

int main(int argc, char** argv) {
  using namespace holdfast;
  extract::prepare_formats();
  return sandbox::run_worker(argc, argv, [](Bytes file, const sandbox::Order& order) {
    return extract::read_document(file, order.media_type, order.limits);
  });
}
