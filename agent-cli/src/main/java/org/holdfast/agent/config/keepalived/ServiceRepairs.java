package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.jspecify.annotations.Nullable;

/** keepalived's repairs of virtual servers with conflicting values. */
final class ServiceRepairs {

  private ServiceRepairs() {}

  /** Adds keepalived's defaults where ours differ, and repairs conflicting values. */
  static void finish(BlockTranslation translation, Statement block) {
    var out = translation.out();
    var place = block.place();
    boolean marksAlone = !out.has(ServiceKeywords.ADDRESS) && !out.has(ServiceKeywords.ADDRESSES);
    if (marksAlone) {
      out.remove(ServiceKeywords.PROTOCOL);
    } else {
      complete(translation, place, ServiceKeywords.PROTOCOL, "udp");
    }
    complete(translation, place, ServiceKeywords.SCHEDULER, "wlc");
    complete(translation, place, ServiceKeywords.FORWARDING, "nat");
    out.putIfAbsent(Checkers.TIMING.then(TimingKeywords.INTERVAL), place, "60s");
    out.putIfAbsent(Checkers.TIMING.then(TimingKeywords.TIMEOUT), place, "5s");
    var everyPort = withoutPort(out);
    if (everyPort != null && !out.has(ServiceKeywords.PERSISTENCE)) {
      translation.remarked(
          place,
          (out.has(ServiceKeywords.ADDRESSES) ? everyPort + " of " : "")
              + block
              + " has no port, so it stands for every port, which needs persistence_timeout; 360 s"
              + " are set");
      out.put(ServiceKeywords.PERSISTENCE, place, "360s");
    }
    if (translation.said("persistence_granularity") != null
        && !out.has(ServiceKeywords.PERSISTENCE)) {
      out.put(ServiceKeywords.PERSISTENCE, place, "360s");
    }
    if (out.has(ServiceKeywords.PERSISTENCE_ENGINE) && !out.has(ServiceKeywords.PERSISTENCE)) {
      translation.remarked(
          place, "persistence_engine has no effect without persistence_timeout; ignored");
      out.remove(ServiceKeywords.PERSISTENCE_ENGINE);
    }
    flags(translation, marksAlone);
  }

  private static void complete(
      BlockTranslation translation, FilePosition place, Key<?> key, String standard) {
    if (!translation.out().has(key)) {
      translation.remarked(place, "no " + key + " is set; " + standard + " is used");
      translation.out().put(key, place, standard);
    }
  }

  /** Returns the first address that has no port; null if all have one. */
  private static @Nullable String withoutPort(Mapping out) {
    if (out.get(ServiceKeywords.ADDRESS) instanceof Text address
        && !Endpoints.hasPort(address.text())) {
      return address.text();
    }
    return out.items(ServiceKeywords.ADDRESSES).stream()
        .filter(item -> item instanceof Text text && !Endpoints.hasPort(text.text()))
        .map(item -> ((Text) item).text())
        .findFirst()
        .orElse(null);
  }

  private static void flags(BlockTranslation translation, boolean marksAlone) {
    var out = translation.out();
    var flags = out.items(ServiceKeywords.FLAGS);
    out.remove(ServiceKeywords.FLAGS);
    for (var flag : flags) {
      var name = ((Text) flag).text();
      boolean fits =
          switch (name) {
            case "one-packet" -> marksAlone || "udp".equals(out.text(ServiceKeywords.PROTOCOL));
            case "sh-port", "sh-fallback" -> "sh".equals(out.text(ServiceKeywords.SCHEDULER));
            case "mh-port", "mh-fallback" -> "mh".equals(out.text(ServiceKeywords.SCHEDULER));
            default -> true;
          };
      if (fits) {
        out.add(ServiceKeywords.FLAGS, flag);
      } else {
        translation.remarked(
            flag.place(),
            (name.equals("one-packet") ? "ops" : name)
                + " does not go with the scheduler or the protocol; ignored");
      }
    }
  }

  /**
   * Returns whether a server has another address family than its service and is not reached through
   * a tunnel.
   */
  static boolean isOfAnotherFamily(Mapping service, Mapping server) {
    if (ServiceWords.method(service, server).equals("tunnel")) {
      return false;
    }
    var family = ServiceFamilies.family(service);
    return family != null
        && family != ServiceFamilies.familyOf(server.text(ServerKeywords.ADDRESS, ""));
  }

  /**
   * Leaves out the port of a server for DR and TUN, which do not change a packet's port; only
   * checks use the server's own port.
   *
   * @return the port for the checks; empty to use the virtual server's port
   */
  static String leaveOutPort(Mapping service, BlockTranslation server, Statement s) {
    if (ServiceWords.method(service, server.out()).equals("nat") || s.size() < 3) {
      return "";
    }
    var address = server.address(s, 1);
    if (address != null) {
      server.out().put(ServerKeywords.ADDRESS, address);
    }
    boolean same =
        service.get(ServiceKeywords.ADDRESS) instanceof Text text
            && text.text().endsWith(":" + s.word(2));
    if (!same && service.has(ServiceKeywords.ADDRESS)) {
      server.remarked(s.place(2), s + ": DR and TUN keep the virtual server's port");
    }
    return same || s.word(2).equals("0") ? "" : s.word(2);
  }

  /** Copies inhibit_on_failure from a real server to a sorry server with the same endpoint. */
  static void inhibitAlike(Mapping service, Mapping sorry) {
    for (var item : service.items(ServerKeywords.REAL_SERVERS)) {
      var server = (Mapping) item;
      if (server.text(ServerKeywords.ADDRESS, "").equals(sorry.text(ServerKeywords.ADDRESS))) {
        var inhibit =
            server.text(
                ServerKeywords.INHIBIT_ON_FAILURE,
                service.text(ServerKeywords.INHIBIT_ON_FAILURE, "false"));
        sorry.put(ServerKeywords.SORRY_INHIBIT, sorry.place(), inhibit);
      }
    }
  }

  /** Lowers the quorum to the sum of the weights, and the hysteresis below the quorum. */
  static void quorum(BlockTranslation translation) {
    var out = translation.out();
    long standard = number(out, ServerKeywords.WEIGHT, 1);
    long sum = 0;
    for (var item : out.items(ServerKeywords.REAL_SERVERS)) {
      sum += number((Mapping) item, ServerKeywords.WEIGHT, standard);
    }
    long quorum = number(out, ServerKeywords.QUORUM, 1);
    if (quorum > sum && sum > 0) {
      translation.remarked(
          out.place(), "quorum " + quorum + " is more than all weights; " + sum + " is used");
      quorum = sum;
      out.put(ServerKeywords.QUORUM, out.place(), Long.toString(quorum));
    }
    if (number(out, ServerKeywords.HYSTERESIS, 0) >= quorum) {
      translation.remarked(
          out.place(), "hysteresis is not less than the quorum; " + (quorum - 1) + " is used");
      out.put(ServerKeywords.HYSTERESIS, out.place(), Long.toString(quorum - 1));
    }
  }

  private static long number(Mapping mapping, Key<?> key, long standard) {
    var text = mapping.text(key);
    var number = text == null ? null : Numbers.parse(text);
    return number == null ? standard : number;
  }
}
