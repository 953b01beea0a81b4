package org.holdfast.it.interop;

import static org.holdfast.it.lab.PairLab.ADDRESS_OF_A;
import static org.holdfast.it.lab.PairLab.ADDRESS_OF_B;
import static org.holdfast.it.lab.PairLab.VIP;
import static org.holdfast.it.lab.PairLab.VIP6;
import static org.holdfast.it.lab.PairLab.VIP6_LINK_LOCAL;

import org.holdfast.it.lab.RouterSpec;
import org.holdfast.it.lab.RouterSpec.Authentication;

/** The forms of VRRP that two directors may use. */
enum Wire {
  V2,
  V2_PASS,
  V2_AH,
  V3,
  V3_UNICAST,
  V3_IPV6;

  /** Returns the specification that both directors share. */
  RouterSpec spec() {
    return switch (this) {
      case V2 -> RouterSpec.v2(VIP);
      case V2_PASS -> RouterSpec.v2(VIP).withAuthentication(Authentication.PASS);
      case V2_AH -> RouterSpec.v2(VIP).withAuthentication(Authentication.AH);
      case V3, V3_UNICAST -> RouterSpec.v3(VIP);
      case V3_IPV6 -> RouterSpec.v3(VIP6_LINK_LOCAL, VIP6);
    };
  }

  /** Returns the shared specification, adapted for node a. */
  RouterSpec onA(RouterSpec spec) {
    return this == V3_UNICAST ? spec.withUnicast(ADDRESS_OF_A, ADDRESS_OF_B) : spec;
  }

  /** Returns the shared specification, adapted for node b. */
  RouterSpec onB(RouterSpec spec) {
    return this == V3_UNICAST ? spec.withUnicast(ADDRESS_OF_B, ADDRESS_OF_A) : spec;
  }

  boolean isIpv6() {
    return this == V3_IPV6;
  }

  /** Returns one of many virtual addresses; the first IPv6 one is link-local, as VRRP requires. */
  String address(int number) {
    if (!isIpv6()) {
      return "10.9.0." + (100 + number) + "/24";
    }
    return number == 0 ? VIP6_LINK_LOCAL : "2001:db8:9::" + (100 + number) + "/64";
  }
}
