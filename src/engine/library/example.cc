// The same engine from C++: finds what is sensitive in the first argument and prints it replaced.
//
//   c++ -std=c++20 example.cc $(pkg-config --cflags --libs holdfast) -o example

#include <cstdio>
#include <string>
#include <vector>

#include "engine/detect/detector.h"
#include "engine/protect/protect.h"

int main(int argc, char** argv) {
  using namespace holdfast;
  const auto detector = detect::Detector::load_embedded();
  if (!detector) {
    std::fprintf(stderr, "%s\n", detector.error().message.c_str());
    return 1;
  }
  const std::string text = argc > 1 ? argv[1] : "my card is 4111 1111 1111 1111";
  detect::Scratch scratch;
  std::vector<protect::Span> spans;
  for (const detect::Finding& finding : detector->detect(text, scratch)) {
    const detect::EntityType& type = detector->type(finding.type);
    spans.push_back({.begin = finding.begin,
                     .end = finding.end,
                     .type_name = type.name,
                     .transform = {.method = protect::Method::Replace},
                     .keeps_nothing_derived = type.keeps_nothing_derived});
  }
  std::puts(protect::protect(text, spans, {}).c_str());
}
