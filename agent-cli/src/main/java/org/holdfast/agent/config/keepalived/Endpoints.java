package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/** Addresses with ports, as keepalived writes them in virtual and real servers. */
final class Endpoints {

  private Endpoints() {}

  /**
   * Reads {@code IP PORT}, {@code IP-LAST PORT} or {@code IP/LENGTH PORT}; returns null if a note
   * was added.
   */
  static @Nullable Text range(BlockTranslation translation, Statement line) {
    var text = line.keyword();
    int dash = text.indexOf('-');
    if (dash > 0) {
      var last = lastOf(text.substring(0, dash), text.substring(dash + 1));
      text = last == null ? "" : text.substring(0, dash) + "-" + last;
    } else if (text.indexOf('/') >= 0) {
      text =
          IpPrefix.parse(text).filter(p -> p.equals(KeepalivedAddresses.network(p))).isPresent()
              ? text
              : "";
    } else {
      return endpoint(translation, line, 0);
    }
    var port = line.size() > 1 ? translation.number(line, 1, 0, 65_535) : null;
    if (text.isEmpty() || (port == null && line.size() > 1)) {
      translation.repaired(line.place(), line + " is not a range of addresses; ignored");
      return null;
    }
    return new Text(line.place(), withPort(text, port));
  }

  /** Returns the end of a range as a complete address, or null if it is not an address. */
  private static @Nullable String lastOf(String first, String end) {
    if (IpAddress.parse(first).isEmpty()) {
      return null;
    }
    if (IpAddress.parse(end).isPresent()) {
      return end;
    }
    int cut = Math.max(first.lastIndexOf('.'), first.lastIndexOf(':')) + 1;
    var whole = first.substring(0, cut) + end;
    return IpAddress.parse(whole).isPresent() ? whole : null;
  }

  private static String withPort(String address, @Nullable Text port) {
    if (port == null || port.text().equals("0")) {
      return address;
    }
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port.text();
  }

  /**
   * Reads the number at the beginning of the word; adds a note and returns null if it is not a
   * port.
   */
  private static @Nullable Text port(BlockTranslation translation, Statement s, int index) {
    var number = Numbers.leading(s.word(index));
    return number != null && number >= 0 && number <= 65_535
        ? translation.clamped(s, index, 0, 65_535)
        : translation.number(s, index, 0, 65_535);
  }

  /**
   * Reads {@code IP [PORT]} from the word at {@code index} on; returns null if a note was added.
   */
  static @Nullable Text endpoint(BlockTranslation translation, Statement s, int index) {
    var address = translation.address(s, index);
    var port = s.size() > index + 1 ? port(translation, s, index + 1) : null;
    if (port == null && s.size() > index + 1) {
      return null;
    }
    return address == null ? null : new Text(address.place(), withPort(address.text(), port));
  }

  /** Returns whether {@code endpoint} ends with a port. */
  static boolean hasPort(String endpoint) {
    return endpoint.contains("]:")
        || (endpoint.indexOf(':') >= 0 && endpoint.indexOf(':') == endpoint.lastIndexOf(':'));
  }

  /**
   * Returns the kernel's destination of a server; a server without a port has the port of its
   * service.
   */
  static String endpointOf(Mapping service, Mapping server) {
    var own = server.text(ServerKeywords.ADDRESS, "");
    var address = service.text(ServiceKeywords.ADDRESS, "");
    return hasPort(own) || !hasPort(address)
        ? own
        : own + address.substring(address.lastIndexOf(':'));
  }
}
