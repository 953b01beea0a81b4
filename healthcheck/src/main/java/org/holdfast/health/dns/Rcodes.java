package org.holdfast.health.dns;

import java.util.List;
import java.util.Locale;

/** The response codes of a DNS header by their names (RFC 1035 section 4.1.1, RFC 2136). */
final class Rcodes {

  static final int NOERROR = 0;

  private static final List<String> NAMES =
      List.of(
          "NOERROR",
          "FORMERR",
          "SERVFAIL",
          "NXDOMAIN",
          "NOTIMP",
          "REFUSED",
          "YXDOMAIN",
          "YXRRSET",
          "NXRRSET",
          "NOTAUTH",
          "NOTZONE");

  private Rcodes() {}

  /** The name, such as {@code SERVFAIL}; the number for a code without a name. */
  static String name(int rcode) {
    return rcode < NAMES.size() ? NAMES.get(rcode) : Integer.toString(rcode);
  }

  static boolean isKnown(String name) {
    return NAMES.contains(name.toUpperCase(Locale.ROOT));
  }
}
