package org.holdfast.agent.top;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.screen.InstanceLines;
import org.holdfast.agent.screen.Line;
import org.holdfast.agent.screen.Tone;
import org.holdfast.agent.status.StatusTable;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.time.ClockTime;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/** Everything about one row, a line for each fact. PURE. */
final class Details {

  private static final int LABEL = 14;

  private final String now;
  private final int width;
  private final List<Line> lines = new ArrayList<>();

  private Details(String now, int width) {
    this.now = now;
    this.width = width;
  }

  /**
   * Returns the lines of a row.
   *
   * @param now the time of the report
   */
  static List<Line> of(Row row, String now, int width) {
    var details = new Details(now, width);
    switch (row) {
      case Row.OfInstance(var instance) -> details.add(instance);
      case Row.OfService(var service) -> details.add(service);
      case Row.OfServer(var service, var server) -> details.add(service, server);
    }
    return details.lines;
  }

  private void fact(String label, String words) {
    if (words.isEmpty()) {
      return;
    }
    var rest = words;
    var name = label;
    int room = Math.max(10, width - LABEL);
    while (!rest.isEmpty()) {
      int end = rest.length() <= room ? rest.length() : room;
      if (end < rest.length() && rest.lastIndexOf(' ', end) > 0) {
        end = rest.lastIndexOf(' ', end);
      }
      lines.add(Line.of(RowLine.left(name, LABEL), Tone.FAINT).and(rest.substring(0, end)));
      rest = rest.substring(end).stripLeading();
      name = "";
    }
  }

  private void facts(String label, List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      fact(i == 0 ? label : "", words.get(i));
    }
  }

  private void add(InstanceStatus instance) {
    lines.add(Line.of("instance " + instance.name(), Tone.HEADING));
    fact("state", instance.state() + since(instance.since(), instance.forSeconds()));
    fact("now", instance.standing());
    fact("history", StatusTable.became(instance));
    fact(
        "router",
        "VRRPv%d, VRID %d on %s"
            .formatted(instance.version(), instance.virtualRouterId(), instance.interfaceName()));
    fact("priority", instance.priority().arithmetic());
    var master = instance.master();
    if (master != null) {
      fact(
          "peer",
          "%s is master with priority %d, heard %.1f s ago"
              .formatted(master.source(), master.priority(), master.heardSecondsAgo()));
    }
    facts(
        "addresses",
        instance.addresses().stream()
            .map(one ->
                one.address()
                    + " dev "
                    + one.interfaceName()
                    + held(one.wanted(), one.found(), one.letGo()))
            .toList());
    facts(
        "objects",
        instance.objects().stream()
            .map(one ->
                one.kind() + " " + one.object() + held(one.wanted(), one.found(), one.letGo()))
            .toList());
    facts(
        "links",
        instance.links().stream().map(one -> one.interfaceName() + " " + one.state()).toList());
    facts("tracks", instance.tracks().stream().map(InstanceLines::words).toList());
  }

  private String since(@Nullable String time, @Nullable Double seconds) {
    return time == null || seconds == null
        ? ""
        : " since %s (%s)".formatted(ClockTime.under(time, now), SpanWords.age(seconds));
  }

  private static String held(boolean wanted, boolean found, boolean letGo) {
    if (letGo) {
      return "  " + StatusTable.LET_GO;
    }
    if (wanted == found) {
      return found ? "  held" : "";
    }
    return wanted ? "  MISSING" : "  NOT WANTED";
  }

  private void add(VirtualServerStatus service) {
    lines.add(Line.of("service " + service.name(), Tone.HEADING));
    fact(
        "state",
        "%s%s, %d of %d servers up, weight %d of %d needed"
            .formatted(
                service.state().replace('_', ' '),
                since(service.since(), service.forSeconds()),
                service.serversUp(),
                service.servers().size(),
                service.weight(),
                service.needed()));
    facts("addresses", service.services());
    fact("forwarding", service.forwarding() + ", scheduler " + service.scheduler());
    fact("flags", String.join(", ", service.flags()));
    if (service.persistenceSeconds() > 0) {
      fact("persistence", SpanWords.age((double) service.persistenceSeconds()));
    }
    var instance = service.instance();
    fact("instance", instance == null ? "" : instance + ", " + service.standby() + " standby");
    facts("refused", service.refusals());
    var sorry = service.sorryServer();
    fact("sorry server", sorry == null ? "" : sorry.name() + " " + sorry.state());
  }

  private void add(String service, ServerStatus server) {
    lines.add(Line.of("server " + service + "/" + server.name(), Tone.HEADING));
    fact("state", server.state() + since(server.since(), server.forSeconds()));
    fact("why", server.why());
    var order = server.order();
    fact("order", order == null ? "" : order);
    var check = server.check();
    if (check != null) {
      var result = check.result();
      fact("check", check.check() + ": " + (result == null ? check.state() : result));
    }
    fact(
        "weight",
        "%d in the table, %d configured, tier %d"
            .formatted(
                server.inTable() ? server.weight() : 0, server.configuredWeight(), server.tier()));
    fact("forwarding", server.forwarding());
    var kernel = server.kernel();
    if (kernel == null) {
      return;
    }
    fact(
        "connections",
        "%d active, %d inactive, %d since the start, %d a second"
            .formatted(
                kernel.activeConnections(),
                kernel.inactiveConnections(),
                kernel.connections(),
                kernel.connectionsPerSecond()));
    fact(
        "traffic",
        "%d bytes a second in, %d out"
            .formatted(kernel.inBytesPerSecond(), kernel.outBytesPerSecond()));
    if (!kernel.asWanted()) {
      fact("kernel", "the kernel's table differs " + kernel.error());
    }
  }
}
