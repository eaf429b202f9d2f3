#include "platform/outbound/address_guard.h"

#include <gtest/gtest.h>

namespace holdfast::outbound {
namespace {

TEST(AddressGuard, ThePublicInternetIsAllowed) {
  const AddressGuard guard;
  for (const std::string_view address :
       {"1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.1", "100.63.255.255",
        "100.128.0.0", "192.167.255.255", "2606:4700::1111", "2a00:1450:4001::1"}) {
    EXPECT_TRUE(guard.allows(address)) << address;
  }
}

// What a request forged through us would like to reach.
TEST(AddressGuard, LocalPrivateAndReservedAddressesAreNot) {
  const AddressGuard guard;
  for (const std::string_view address : {"127.0.0.1",
                                         "127.255.255.254",
                                         "0.0.0.0",
                                         "0.1.2.3",
                                         "10.0.0.1",
                                         "10.255.255.255",
                                         "172.16.0.1",
                                         "172.31.255.255",
                                         "192.168.0.1",
                                         "169.254.169.254",
                                         "169.254.170.2",
                                         "100.64.0.1",
                                         "100.127.255.255",
                                         "100.100.100.200",
                                         "192.0.0.192",
                                         "192.0.2.1",
                                         "198.18.0.1",
                                         "198.51.100.1",
                                         "203.0.113.1",
                                         "224.0.0.1",
                                         "239.255.255.255",
                                         "240.0.0.1",
                                         "255.255.255.255",
                                         "::",
                                         "::1",
                                         "fe80::1",
                                         "fc00::1",
                                         "fd00:ec2::254",
                                         "ff02::1",
                                         "2001:db8::1",
                                         "2001::1",
                                         "3fff::1"}) {
    EXPECT_FALSE(guard.allows(address)) << address;
  }
}

// An IPv4 address in the clothes of an IPv6 one.
TEST(AddressGuard, EmbeddedAddressesAreNotAWayAround) {
  const AddressGuard guard;
  EXPECT_FALSE(guard.allows("::ffff:127.0.0.1"));
  EXPECT_FALSE(guard.allows("::ffff:169.254.169.254"));
  EXPECT_FALSE(guard.allows("::127.0.0.1"));
  EXPECT_FALSE(guard.allows("64:ff9b::7f00:1"));
  EXPECT_FALSE(guard.allows("64:ff9b:1::7f00:1"));
  EXPECT_FALSE(guard.allows("2002:7f00:1::1"));
  EXPECT_TRUE(guard.allows("::ffff:8.8.8.8"));
}

TEST(AddressGuard, TheOperatorMayAllowANetwork) {
  const AddressGuard guard =
      *AddressGuard::allowing({"10.20.0.0/16", "fd12::/16", "127.0.0.1", "192.168.1.128/25"});
  EXPECT_TRUE(guard.allows("10.20.255.1"));
  EXPECT_FALSE(guard.allows("10.21.0.1"));
  EXPECT_TRUE(guard.allows("fd12::99"));
  EXPECT_FALSE(guard.allows("fd13::99"));
  EXPECT_TRUE(guard.allows("127.0.0.1"));
  EXPECT_FALSE(guard.allows("127.0.0.2"));
  EXPECT_TRUE(guard.allows("192.168.1.200"));
  EXPECT_FALSE(guard.allows("192.168.1.100"));
  EXPECT_TRUE(guard.allows("8.8.8.8"));
}

TEST(AddressGuard, WhatIsNoNetworkIsNamed) {
  for (const std::string text : {"", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.0/-1",
                                 "10.0.0.0/8x", "example.org", "10.0.0.0/"}) {
    const auto guard = AddressGuard::allowing({text});
    ASSERT_FALSE(guard) << text;
    EXPECT_EQ(guard.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(guard.error().message.find('"' + text + '"'), std::string::npos);
  }
}

TEST(AddressGuard, WhatIsNoAddressIsRefused) {
  const AddressGuard guard;
  EXPECT_FALSE(guard.allows(""));
  EXPECT_FALSE(guard.allows("localhost"));
  EXPECT_FALSE(guard.allows("127.1"));
  sockaddr other{};
  other.sa_family = AF_UNIX;
  EXPECT_FALSE(guard.allows(other));
}

}  // namespace
}  // namespace holdfast::outbound
