#include "engine/detect/address_tail.h"

#include <gtest/gtest.h>

#include <string>

namespace holdfast::detect {
namespace {

// The address found when the street ends at '|'.
std::string address(std::string text) {
  const std::size_t mark = text.find('|');
  text.erase(mark, 1);
  return text.substr(0, address_end(text, static_cast<std::uint32_t>(mark)));
}

TEST(AddressTail, TakesTownAndCodeInTheOrdersOfManyCountries) {
  EXPECT_EQ(address("12 Oak Street|, Leeds LS1 4AP thanks"), "12 Oak Street, Leeds LS1 4AP");
  EXPECT_EQ(address("12 oak street| leeds ls1 4ap"), "12 oak street leeds ls1 4ap");
  EXPECT_EQ(address("12 Oak Avenue|, Denver, CO 80203. Then"), "12 Oak Avenue, Denver, CO 80203");
  EXPECT_EQ(address("Lindenstr. 7|, 80331 München\n\nGrüße"), "Lindenstr. 7, 80331 München");
  EXPECT_EQ(address("12 rue de la Paix|,\n75002 Paris"), "12 rue de la Paix,\n75002 Paris");
  EXPECT_EQ(address("Calle Mayor 5|, 28013 Madrid, gracias"), "Calle Mayor 5, 28013 Madrid");
  EXPECT_EQ(address("Damrak 1|, 1012 AB Amsterdam"), "Damrak 1, 1012 AB Amsterdam");
}

TEST(AddressTail, StopsAtTheStreetWhenNoCodeFollows) {
  EXPECT_EQ(address("12 Oak Street|. My order 80203"), "12 Oak Street");
  EXPECT_EQ(address("12 Oak Street|, is that right?"), "12 Oak Street");
  EXPECT_EQ(address("12 Oak Street| and my new zip should be 90210"), "12 Oak Street");
  EXPECT_EQ(address("12 Oak Street|\n\n80203"), "12 Oak Street");
  EXPECT_EQ(address("12 Oak Street|"), "12 Oak Street");
}

TEST(AddressTail, DoesNotRunOnIntoTheNextSentence) {
  EXPECT_EQ(address("12 Oak Street|, Leeds LS1 4AP Thanks Ann"), "12 Oak Street, Leeds LS1 4AP");
  EXPECT_EQ(address("Weg 7|, 80331 Bad Tölz Danke Ihnen"), "Weg 7, 80331 Bad Tölz");
}

}  // namespace
}  // namespace holdfast::detect
