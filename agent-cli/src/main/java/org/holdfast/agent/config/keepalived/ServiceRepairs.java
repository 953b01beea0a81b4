package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;

/** keepalived's repairs of virtual servers whose values do not fit together. */
final class ServiceRepairs {

  private ServiceRepairs() {}

  /** Adds keepalived's defaults where ours differ, and repairs what does not fit together. */
  static void finish(BlockTranslation translation, Statement block) {
    var out = translation.out();
    var place = block.place();
    boolean marksAlone = !out.has("address") && !out.has("addresses");
    if (marksAlone) {
      out.remove("protocol");
    } else if (!out.has("protocol")) {
      missing(translation, place, "protocol", "udp");
    }
    if (!out.has("scheduler")) {
      missing(translation, place, "scheduler", "wlc");
    }
    if (!out.has("forwarding")) {
      missing(translation, place, "forwarding", "nat");
    }
    out.putIfAbsent("check-timing.interval", place, "60s");
    out.putIfAbsent("check-timing.timeout", place, "5s");
    if (isWithoutPort(out) && !out.has("persistence")) {
      translation.remarked(place, block + " has no port, which needs persistence; 360 s are set");
      out.put("persistence", place, "360s");
    }
    if (translation.said("persistence_granularity") != null && !out.has("persistence")) {
      out.put("persistence", place, "360s");
    }
    if (out.has("persistence-engine") && !out.has("persistence")) {
      translation.remarked(
          place, "persistence-engine has no effect without persistence_timeout; ignored");
      out.remove("persistence-engine");
    }
    flags(translation, marksAlone);
  }

  private static void missing(
      BlockTranslation translation, FilePosition place, String key, String standard) {
    translation.remarked(place, "no " + key + " is set; " + standard + " is used");
    translation.out().put(key, place, standard);
  }

  private static boolean isWithoutPort(Mapping out) {
    if (out.get("address") instanceof Text address && !Endpoints.hasPort(address.text())) {
      return true;
    }
    return out.items("addresses").stream()
        .anyMatch(item -> item instanceof Text text && !Endpoints.hasPort(text.text()));
  }

  private static void flags(BlockTranslation translation, boolean marksAlone) {
    var out = translation.out();
    var flags = out.items(ServiceWords.FLAGS);
    out.remove(ServiceWords.FLAGS);
    for (var flag : flags) {
      var name = ((Text) flag).text();
      boolean fits =
          switch (name) {
            case "one-packet" -> marksAlone || "udp".equals(out.text("protocol"));
            case "sh-port", "sh-fallback" -> "sh".equals(out.text("scheduler"));
            case "mh-port", "mh-fallback" -> "mh".equals(out.text("scheduler"));
            default -> true;
          };
      if (fits) {
        out.add(ServiceWords.FLAGS, flag);
      } else {
        translation.remarked(
            flag.place(), name + " does not go with the scheduler or the protocol; ignored");
      }
    }
  }

  /** Returns whether a server is of another family than its service and no tunnel leads to it. */
  static boolean isOfAnotherFamily(Mapping service, Mapping server) {
    var own = server.get("forwarding");
    if (ServiceWords.method(own == null ? service.get("forwarding") : own).equals("tunnel")) {
      return false;
    }
    var family = ServiceFamilies.family(service);
    return family != null && family != ServiceFamilies.familyOf(server.text("address", ""));
  }

  /**
   * Leaves out the port of a server for DR and TUN, which leave a packet's port as it is: only
   * checks use the server's own.
   *
   * @return the port for them; empty for the virtual server's
   */
  static String leaveOutPort(Mapping service, BlockTranslation server, Statement s) {
    var own = server.out().get("forwarding");
    var forwarding = own == null ? service.get("forwarding") : own;
    if (ServiceWords.method(forwarding).equals("nat") || s.size() < 3) {
      return "";
    }
    var address = server.address(s, 1);
    if (address != null) {
      server.out().put("address", address);
    }
    boolean same =
        service.get("address") instanceof Text text && text.text().endsWith(":" + s.word(2));
    if (!same && service.has("address")) {
      server.remarked(s.place(2), s + ": DR and TUN keep the virtual server's port");
    }
    return same || s.word(2).equals("0") ? "" : s.word(2);
  }

  /** Gives a sorry server that is a real server too the inhibit_on_failure of that one. */
  static void inhibitAlike(Mapping service, Mapping sorry) {
    for (var item : service.items("real-servers")) {
      var server = (Mapping) item;
      if (server.text("address", "").equals(sorry.text("address"))) {
        var inhibit =
            server.text("inhibit-on-failure", service.text("inhibit-on-failure", "false"));
        sorry.put("inhibit", sorry.place(), inhibit);
      }
    }
  }

  /** Lowers the quorum to the sum of the weights, and the hysteresis below the quorum. */
  static void quorum(BlockTranslation translation) {
    var out = translation.out();
    long standard = number(out, "weight", 1);
    long sum = 0;
    for (var item : out.items("real-servers")) {
      sum += number((Mapping) item, "weight", standard);
    }
    long quorum = number(out, "quorum", 1);
    if (quorum > sum && sum > 0) {
      translation.remarked(
          out.place(), "quorum " + quorum + " is more than all weights; " + sum + " is used");
      quorum = sum;
      out.put("quorum", out.place(), Long.toString(quorum));
    }
    if (number(out, "hysteresis", 0) >= quorum) {
      translation.remarked(
          out.place(), "hysteresis is not less than the quorum; " + (quorum - 1) + " is used");
      out.put("hysteresis", out.place(), Long.toString(quorum - 1));
    }
  }

  private static long number(Mapping mapping, String key, long standard) {
    var text = mapping.text(key);
    var number = text == null ? null : Numbers.parse(text);
    return number == null ? standard : number;
  }
}
