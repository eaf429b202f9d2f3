// What a text costs, for those who look for costly ones and those who bound them.

#pragma once

#include <time.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/detect/detector.h"

namespace holdfast::detect {

inline constexpr std::size_t kSlowTextBytes = 16 * 1024;

// Of this thread alone: what others do with the processor meanwhile does not count.
inline double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Nanoseconds a byte, the best of `rounds`.
inline double cost_of(const Detector& detector, Scratch& scratch, std::string_view text,
                      int rounds) {
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const double begin = thread_seconds();
    (void)detector.detect(text, scratch);
    best = std::min(best, thread_seconds() - begin);
  }
  return best * 1e9 / static_cast<double>(text.size());
}

// The unit over and over.
inline std::string repeated(std::string_view unit) {
  std::string text;
  while (text.size() < kSlowTextBytes) text += unit;
  text.resize(kSlowTextBytes);
  return text;
}

// What contact centres write, with the numbers that belong to it.
inline std::string ordinary_talk() {
  constexpr std::string_view kTalk =
      "agent: Thanks for waiting! May I have the order number, please?\n"
      "customer: sure, it is 4471 9902, I ordered two of the blue ones last week and only one "
      "came\n"
      "agent: Let me look. And the card you paid with?\n"
      "customer: 4111 1111 1111 1111, valid until 12/29, and my mail is j.smith@example.com\n"
      "agent: I am sorry to hear that the parcel was damaged, we will send another one today.\n"
      "customer: great, thank you, that was quick. You can call me on 020 7946 0958 after five\n"
      "customer: Ja, meine Kundennummer ist 8812730 und ich wohne in der Lindenstrasse 5, 10115 "
      "Berlin\n"
      "agent: Je vous remercie pour votre patience, je regarde tout de suite avec le service.\n";
  return repeated(kTalk);
}

}  // namespace holdfast::detect
