#include "channels/presidio/address_list.h"

#include <gtest/gtest.h>

namespace holdfast::presidio {
namespace {

TEST(AddressList, EmptyAllowsThisMachineAlone) {
  const AddressList list = *AddressList::parse(" ");
  EXPECT_TRUE(list.allows("127.0.0.1"));
  EXPECT_TRUE(list.allows("127.8.9.1"));
  EXPECT_TRUE(list.allows("::1"));
  EXPECT_TRUE(list.allows("::ffff:127.0.0.1"));
  EXPECT_FALSE(list.allows("10.0.0.1"));
  EXPECT_FALSE(list.allows("128.0.0.1"));
  EXPECT_FALSE(list.allows("::2"));
  EXPECT_FALSE(list.allows(""));
  EXPECT_FALSE(list.allows("localhost"));
}

TEST(AddressList, NetworksEndAtTheirLastBit) {
  const AddressList list = *AddressList::parse("10.0.0.0/8,192.168.7.128/25 , fd00::/8, 1.2.3.4");
  EXPECT_TRUE(list.allows("10.255.255.255"));
  EXPECT_FALSE(list.allows("11.0.0.0"));
  EXPECT_TRUE(list.allows("192.168.7.128"));
  EXPECT_FALSE(list.allows("192.168.7.127"));
  EXPECT_TRUE(list.allows("fdff::1"));
  EXPECT_FALSE(list.allows("fe00::1"));
  EXPECT_TRUE(list.allows("1.2.3.4"));
  EXPECT_FALSE(list.allows("1.2.3.5"));
  EXPECT_FALSE(list.allows("127.0.0.1"));  // named lists say all that is allowed
}

TEST(AddressList, WhatIsNoAddressIsRefusedByName) {
  for (const char* text : {"10.0.0.0/33", "::/129", "10.0.0/8", "example.com", "10.0.0.0/",
                           "10.0.0.0/8x", "1.2.3.4,,5.6.7.8", "/8"}) {
    EXPECT_FALSE(AddressList::parse(text)) << text;
  }
}

}  // namespace
}  // namespace holdfast::presidio
