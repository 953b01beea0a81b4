package org.holdfast.ipvs.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.VirtualService;

/** Describes, for an operator, the changes that another program made to a service. */
public final class Differences {

  private Differences() {}

  /**
   * Each difference in a few words, such as {@code server 10.1.0.1:80 has weight 5 (expected: 1)};
   * none when both are equal.
   */
  public static List<String> between(VirtualService expected, VirtualService found) {
    var words = new ArrayList<String>();
    terms(expected.terms(), found.terms(), words);
    var others = new HashMap<Destination.Key, Destination>();
    found.destinations().forEach(destination -> others.put(destination.key(), destination));
    for (var destination : expected.destinations()) {
      var other = others.remove(destination.key());
      if (other == null) {
        words.add("server " + destination.key().words() + " is missing");
      } else {
        server(destination, other, words);
      }
    }
    others.keySet().forEach(key -> words.add("server " + key.words() + " is not ours"));
    return List.copyOf(words);
  }

  /** Like {@link #between(VirtualService, VirtualService)}, for services without their servers. */
  public static List<String> between(ServiceTerms expected, ServiceTerms found) {
    var words = new ArrayList<String>();
    terms(expected, found, words);
    return List.copyOf(words);
  }

  private static void terms(ServiceTerms expected, ServiceTerms found, List<String> words) {
    compare("", "scheduler", found.scheduler(), expected.scheduler(), words);
    compare("", "flags", found.flags(), expected.flags(), words);
    compare(
        "",
        "persistence in seconds",
        found.persistence().toSeconds(),
        expected.persistence().toSeconds(),
        words);
    compare(
        "", "persistence prefix", found.persistencePrefix(), expected.persistencePrefix(), words);
    compare(
        "",
        "persistence engine",
        String.valueOf(found.persistenceEngine()),
        String.valueOf(expected.persistenceEngine()),
        words);
  }

  private static void server(Destination expected, Destination found, List<String> words) {
    var server = "server " + expected.key().words() + " has ";
    compare(server, "weight", found.weight(), expected.weight(), words);
    compare(server, "forwarding", way(found.forwarding()), way(expected.forwarding()), words);
    compare(server, "upper threshold", found.upperThreshold(), expected.upperThreshold(), words);
    compare(server, "lower threshold", found.lowerThreshold(), expected.lowerThreshold(), words);
  }

  private static String way(Forwarding forwarding) {
    return switch (forwarding) {
      case Forwarding.Nat() -> "nat";
      case Forwarding.DirectRoute() -> "direct";
      case Forwarding.IpIp() -> "ipip";
      case Forwarding.Gue(int port, var checksum) -> "gue port " + port + " " + with(checksum);
      case Forwarding.Gre(var checksum) -> "gre " + with(checksum);
    };
  }

  private static String with(Forwarding.TunnelChecksum checksum) {
    return switch (checksum) {
      case NONE -> "without checksum";
      case CHECKSUM -> "with checksum";
      case REMOTE -> "with remote checksum";
    };
  }

  private static <T> void compare(
      String whose, String what, T found, T expected, List<String> words) {
    if (!found.equals(expected)) {
      words.add(whose + what + " " + found + " (expected: " + expected + ")");
    }
  }
}
