package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.StaticKeywords;
import org.holdfast.agent.config.words.VmacKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/** The lines of {@code virtual_ipaddress} and {@code virtual_ipaddress_excluded}. */
final class HeldAddresses {

  private static final int LONGEST_LABEL = 15;
  private static final long LONGEST_LIFETIME = 0xffff_fffeL;
  private static final List<String> SCOPES = List.of("global", "site", "link", "host");

  private HeldAddresses() {}

  /** Adds the words of an address line. */
  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .within(HoldingKeywords.ADDRESS_INTERFACE, "dev")
        .within(HoldingKeywords.LABEL, "label")
        .within(HoldingKeywords.SCOPE, "scope")
        .within(HoldingKeywords.BROADCAST, "brd broadcast")
        .within(HoldingKeywords.PEER, "peer")
        .within(HoldingKeywords.PREFIX_ROUTE, "noprefixroute")
        .within(HoldingKeywords.DUPLICATE_ADDRESS_DETECTION, "-nodad")
        .within(HoldingKeywords.HOME, "home")
        .within(HoldingKeywords.MANAGE_TEMPORARY, "mngtmpaddr")
        .within(HoldingKeywords.AUTO_JOIN, "autojoin")
        .within(HoldingKeywords.PREFERRED_LIFETIME, "preferred_lft")
        .within(HoldingKeywords.TRACKED, "no_track")
        .within(VmacKeywords.OF_ADDRESS, "use_vmac");
  }

  /**
   * Returns the address of a line with its properties. Adds a note and returns null for a line that
   * keepalived ignores.
   *
   * @param family the required address family; null for either
   * @param isStatic whether the line is one of {@code static_ipaddress}, which may have a track
   *     group
   */
  static @Nullable Tree read(
      BlockTranslation translation, Statement s, @Nullable Family family, boolean isStatic) {
    var prefix = KeepalivedAddresses.prefix(translation, s.place(), s.keyword());
    if (prefix == null || prefix.address().isAny()) {
      var hint =
          Blocks.opens("vrrp_instance", s.keyword())
              ? "; it begins a block of its own, so a } before it is missing"
              : "";
      translation.repaired(
          s.place(), s.keyword() + " is not an address; the line is ignored" + hint);
      return null;
    }
    if (family != null && prefix.address().family() != family) {
      translation.remarked(
          s.place(),
          s.keyword()
              + " is not of the family of the instance, which the first address in it decides;"
              + " ignored");
      return null;
    }
    var text = new Text(s.place(), KeepalivedAddresses.text(lengthOf(translation, s, prefix)));
    var address = new Mapping(s.place());
    address.put(HoldingKeywords.ADDRESS, text);
    var inner = translation.with(address);
    for (int i = 1; i < s.size(); i++) {
      int behind =
          isStatic && s.word(i).equals("track_group")
              ? put(address, StaticKeywords.TRACK_GROUP, s, i + 1)
              : word(inner, s, i, prefix, isStatic);
      if (behind < 0) {
        return null;
      }
      i += behind;
    }
    return address.members().size() == 1 ? text : address;
  }

  /**
   * Replaces a prefix length of 0 by that of a single host, because neither creates a route to a
   * network.
   */
  private static IpPrefix lengthOf(BlockTranslation translation, Statement s, IpPrefix prefix) {
    if (prefix.length() > 0) {
      return prefix;
    }
    translation.remarked(s.place(), s.keyword() + " has no prefix length; a host's own is used");
    return IpPrefix.host(prefix.address());
  }

  /**
   * Returns the number of following words that belong to this one, or -1 if keepalived ignores the
   * address.
   */
  private static int word(
      BlockTranslation translation, Statement s, int i, IpPrefix prefix, boolean isStatic) {
    var out = translation.out();
    boolean v6 = prefix.address().family() == Family.IPV6;
    return switch (s.word(i)) {
      case "dev" -> put(out, HoldingKeywords.ADDRESS_INTERFACE, s, i + 1);
      case "label" ->
          v6 ? ignore(translation, s, i, "IPv6 has no labels") : label(translation, s, i + 1);
      case "scope" ->
          v6
              ? ignore(translation, s, i, "the kernel finds IPv6's scope out")
              : scope(translation, s, i + 1);
      case "brd", "broadcast" -> broadcast(translation, s, i + 1, prefix);
      case "peer" -> peer(translation, s, i + 1, prefix.address().family());
      case "noprefixroute" -> flag(out, HoldingKeywords.PREFIX_ROUTE, s.place(i), "false");
      case "no_track" -> flag(out, HoldingKeywords.TRACKED, s.place(i), "false");
      case "-nodad" ->
          v6 ? flag(out, HoldingKeywords.DUPLICATE_ADDRESS_DETECTION, s.place(i), "true") : 0;
      case "home" -> v6Flag(translation, s, i, HoldingKeywords.HOME, v6);
      case "mngtmpaddr" -> v6Flag(translation, s, i, HoldingKeywords.MANAGE_TEMPORARY, v6);
      case "autojoin" -> flag(out, HoldingKeywords.AUTO_JOIN, s.place(i), "true");
      case "preferred_lft" -> preferred(translation, s, i, v6);
      case "use_vmac" -> {
        if (isStatic) {
          translation.repaired(s.place(i), "a static address has no virtual MAC address; ignored");
          yield 0;
        }
        yield flag(out, VmacKeywords.OF_ADDRESS, s.place(i), "true");
      }
      default -> {
        translation.repaired(
            s.place(i), "Unknown configuration entry '" + s.word(i) + "'; ignored");
        yield 0;
      }
    };
  }

  private static int put(Mapping out, Key<?> key, Statement s, int index) {
    if (!s.word(index).isEmpty()) {
      out.put(key, s.place(index), s.word(index));
    }
    return 1;
  }

  private static int flag(Mapping out, Key<?> key, FilePosition place, String value) {
    out.put(key, place, value);
    return 0;
  }

  private static int v6Flag(
      BlockTranslation translation, Statement s, int i, Key<?> key, boolean v6) {
    if (v6) {
      return flag(translation.out(), key, s.place(i), "true");
    }
    translation.remarked(
        s.place(i), s.keyword() + " " + s.word(i) + ": only IPv6 has that; ignored");
    return 0;
  }

  /** Reads a number of seconds or {@code forever}; has no effect on IPv4, as in keepalived. */
  private static int preferred(BlockTranslation translation, Statement s, int i, boolean v6) {
    var text = s.word(i + 1);
    var seconds = Numbers.parse(text);
    boolean valid =
        text.equals("forever") || (seconds != null && seconds >= 0 && seconds <= LONGEST_LIFETIME);
    if (!valid) {
      translation.repaired(
          s.place(i + 1), s.keyword() + ": preferred_lft " + text + " cannot be used; ignored");
    } else if (!v6) {
      return ignore(translation, s, i, "has no effect on IPv4");
    } else {
      var lifetime = seconds == null ? text : seconds == 0 ? "0" : seconds + "s";
      translation.out().put(HoldingKeywords.PREFERRED_LIFETIME, s.place(i + 1), lifetime);
    }
    return 1;
  }

  private static int ignore(BlockTranslation translation, Statement s, int i, String reason) {
    translation.remarked(s.place(i), s.keyword() + " " + s.word(i) + ": " + reason + "; ignored");
    return 1;
  }

  private static int leftOut(BlockTranslation translation, Statement s, int index, String reason) {
    translation.repaired(s.place(index), s.keyword() + ": " + reason + "; the address is left out");
    return -1;
  }

  private static int doesNotFit(
      BlockTranslation translation, Statement s, int index, String reason) {
    translation.remarked(s.place(index), s.keyword() + ": " + reason + "; the address is left out");
    return -1;
  }

  private static int label(BlockTranslation translation, Statement s, int index) {
    if (s.word(index).isEmpty()) {
      return leftOut(translation, s, index, "label without a value");
    }
    if (s.word(index).length() > LONGEST_LABEL) {
      return doesNotFit(
          translation, s, index, "label " + s.word(index) + " has more than 15 characters");
    }
    return put(translation.out(), HoldingKeywords.LABEL, s, index);
  }

  private static int scope(BlockTranslation translation, Statement s, int index) {
    if (SCOPES.contains(s.word(index))
        || Numbers.parse(s.word(index), HoldingKeywords.SCOPE) != null) {
      return put(translation.out(), HoldingKeywords.SCOPE, s, index);
    }
    translation.repaired(
        s.place(index), s.keyword() + ": scope " + s.word(index) + " is unknown; ignored");
    return 1;
  }

  private static int broadcast(
      BlockTranslation translation, Statement s, int index, IpPrefix prefix) {
    if (prefix.address().family() == Family.IPV6) {
      return doesNotFit(translation, s, index, "IPv6 has no broadcast address");
    }
    boolean isDerived = s.word(index).equals("+") || s.word(index).equals("-");
    if (isDerived && prefix.length() >= 31) {
      return 1; // a network that is too small for a broadcast address
    }
    int host = prefix.length() == 32 ? 0 : -1 >>> prefix.length();
    int address = (int) prefix.address().low();
    var given = IpAddress.parse(s.word(index)).orElse(null);
    var value =
        switch (s.word(index)) {
          case "+" -> IpAddress.v4(address | host);
          case "-" -> IpAddress.v4(address & ~host);
          default -> given == null || given.family() == Family.IPV6 ? null : given;
        };
    if (value == null) {
      return leftOut(translation, s, index, s.word(index) + " is not a broadcast address");
    }
    translation.out().put(HoldingKeywords.BROADCAST, s.place(index), value.toString());
    return 1;
  }

  private static int peer(BlockTranslation translation, Statement s, int index, Family family) {
    var peer = IpAddress.parse(s.word(index)).orElse(null);
    if (peer == null || peer.family() != family) {
      translation.repaired(
          s.place(index),
          "peer "
              + s.word(index)
              + " is not an address of the same family without a prefix length; ignored");
    } else {
      translation.out().put(HoldingKeywords.PEER, s.place(index), peer.toString());
    }
    return 1;
  }
}
