package org.holdfast.agent.dumps;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.net.Family;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.io.InstanceStatus;

/** Objects and states in keepalived's words. */
final class DumpWords {

  /** Stands for a password. */
  static final String HIDDEN = "********";

  private DumpWords() {}

  /** Returns the words with quotes around each. */
  static String command(List<String> words) {
    return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
  }

  /** Returns the addresses in the order of the configuration. */
  static List<String> addresses(
      List<VirtualAddress> addresses, InstanceConfig instance, InstanceStatus status) {
    var held = new HashSet<String>();
    for (var address : status.addresses()) {
      if (address.found()) {
        held.add(address.address() + " " + address.interfaceName());
      }
    }
    var words = new ArrayList<String>();
    for (var address : addresses) {
      words.add(address(address, instance, held));
    }
    return words;
  }

  private static String address(VirtualAddress address, InstanceConfig instance, Set<String> held) {
    var prefix = address.prefix();
    boolean isHost = prefix.length() == prefix.address().family().bits();
    var text = new StringBuilder(isHost ? prefix.address().toString() : prefix.toString());
    if (address.peer() != null) {
      text.append(" peer ").append(address.peer());
    }
    if (address.broadcast() != null) {
      text.append(" brd ").append(address.broadcast());
    }
    text.append(" dev ").append(device(address.interfaceName(), instance));
    text.append(" scope ").append(scope(address.scope()));
    if (address.label() != null) {
      text.append(" label ").append(address.label());
    }
    if (prefix.address().family() == Family.IPV6) {
      text.append(isHost ? " deprecated" : " preferred_lft forever");
    }
    if (held.contains(prefix + " " + address.interfaceName())) {
      text.append(" set");
      text.append(instance.holdings().accepting() ? "" : " nftable_set");
    }
    return text.toString();
  }

  private static String device(String link, InstanceConfig instance) {
    var base = instance.holdings().baseOf(link);
    return base.equals(link) ? link : link + "@" + base;
  }

  private static String scope(int scope) {
    return switch (scope) {
      case 0 -> "global";
      case 200 -> "site";
      case 253 -> "link";
      case 254 -> "host";
      default -> Integer.toString(scope);
    };
  }

  /**
   * Returns the routes or rules, in ip-route(8)'s words with keepalived's additions.
   *
   * @param kind {@code route} or {@code rule}
   */
  static List<String> objects(InstanceStatus status, String kind) {
    var words = new ArrayList<String>();
    for (var object : status.objects()) {
      if (object.kind().equals(kind)) {
        words.add(
            kind.equals("route")
                ? "prepend "
                    + object
                        .object()
                        .replaceFirst(
                            "\\bdefault\\b",
                            status.family().equals(Family.IPV6.name()) ? "::/0" : "0.0.0.0/0")
                        .replaceFirst("\\bvia (?!inet)", "via inet ")
                    + " proto 72"
                : object.object() + " protocol 72");
      }
    }
    return words;
  }

  /** Returns keepalived's number of the type of authentication. */
  static int authentication(InstanceConfig instance) {
    return switch (instance.protocol().authentication()) {
      case Authentication.Password _ -> 1;
      case Authentication.AuthenticationHeader _ -> 2;
      case Authentication.None _, Authentication.HmacTrailer _ -> 0;
    };
  }

  /** Returns the link that keepalived would name: the one with the virtual MAC address, if any. */
  static String link(InstanceConfig instance) {
    var links = instance.holdings().links();
    return links.isEmpty() ? instance.interfaceName() : links.getFirst().name();
  }

  /** Returns the advertisement interval in seconds: the other master's, or our own. */
  static double masterInterval(InstanceConfig config, InstanceStatus status) {
    return status.master() == null
        ? seconds(config.election().advertisementInterval())
        : status.master().intervalSeconds();
  }

  /** Returns the time after which a silent master counts as lost (RFC 9568 section 6.1). */
  static double masterDownSeconds(InstanceConfig config, InstanceStatus status) {
    double interval = masterInterval(config, status);
    double skewed = config.election().version() == VrrpVersion.V2 ? 1 : interval;
    return config.election().downTimerAdverts() * interval
        + (256 - status.priority().effective()) / 256.0 * skewed;
  }

  static double seconds(Duration span) {
    return span.toNanos() / 1e9;
  }
}
