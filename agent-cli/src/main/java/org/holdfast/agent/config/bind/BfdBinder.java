package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.BfdKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.health.BfdConfig;
import org.holdfast.net.Family;

/** Creates the records of BFD sessions, and checks combinations of their keys. */
final class BfdBinder {

  private static final int GREATEST_TTL = 255;

  private final Report report;
  private final Map<String, Entry<Fields>> sessions;

  BfdBinder(Report report, Map<String, Entry<Fields>> sessions) {
    this.report = report;
    this.sessions = sessions;
  }

  List<BfdConfig> bind() {
    var bound = new ArrayList<BfdConfig>();
    for (var named : sessions.entrySet()) {
      var fields = named.getValue().value();
      if (fields.isComplete()) {
        check(fields);
        bound.add(session(named.getKey(), fields));
      }
    }
    return bound;
  }

  private static BfdConfig session(String name, Fields fields) {
    return new BfdConfig(
        name,
        fields.get(BfdKeywords.NEIGHBOUR),
        fields.find(BfdKeywords.SOURCE),
        fields.find(BfdKeywords.INTERFACE),
        fields.get(BfdKeywords.MIN_RX),
        fields.get(BfdKeywords.MIN_TX),
        fields.get(BfdKeywords.IDLE_TX),
        fields.number(BfdKeywords.MULTIPLIER),
        fields.get(BfdKeywords.PASSIVE),
        fields.get(BfdKeywords.MULTIHOP),
        fields.number(BfdKeywords.TTL),
        mostHops(fields));
  }

  private static int mostHops(Fields fields) {
    var hops = fields.find(BfdKeywords.MAX_HOPS);
    return hops == null ? 0 : hops.intValue();
  }

  private void check(Fields fields) {
    var neighbour = fields.get(BfdKeywords.NEIGHBOUR);
    var source = fields.find(BfdKeywords.SOURCE);
    if (source != null && source.family() != neighbour.family()) {
      report.error(
          fields.spot(BfdKeywords.SOURCE),
          source + " is of another family than the neighbour, " + neighbour);
    }
    if (neighbour.family() == Family.IPV6
        && neighbour.isLinkLocal()
        && fields.find(BfdKeywords.INTERFACE) == null
        && fields.isSound(BfdKeywords.INTERFACE)) {
      report.error(
          fields.spot(BfdKeywords.NEIGHBOUR),
          neighbour + " is link-local and may exist on every link; add interface");
    }
    if (fields.get(BfdKeywords.MULTIHOP)) {
      if (!fields.isGiven(BfdKeywords.MAX_HOPS)) {
        report.error(
            fields.spot(BfdKeywords.MULTIHOP),
            "a multihop session needs "
                + report.name(fields.spot(), BfdKeywords.MAX_HOPS)
                + ": how many routers there are on the way (255 for any"
                + " number, which lets any host forge the neighbour's packets)");
      }
      return;
    }
    if (fields.isGiven(BfdKeywords.MAX_HOPS)) {
      report.error(
          fields.spot(BfdKeywords.MAX_HOPS),
          "only a multihop session counts hops; add "
              + report.setting(fields.spot(), BfdKeywords.MULTIHOP, "true")
              + " or remove it");
    }
    if (fields.number(BfdKeywords.TTL) != GREATEST_TTL) {
      report.warning(
          fields.spot(BfdKeywords.TTL),
          "a neighbour that follows RFC 5881 section 5 drops packets that do not arrive with TTL"
              + " 255");
    }
  }

  /**
   * Returns the names of the BFD sessions of an instance's fast failover; reports unknown names as
   * errors.
   */
  List<String> fastFailover(Fields instance, Family family) {
    var names = new ArrayList<String>();
    for (var entry : instance.list(InstanceKeywords.FAST_FAILOVER)) {
      var session = sessions.get(entry.value());
      if (session == null) {
        report.error(
            entry.spot(),
            "bfd.sessions has no "
                + ValueType.quote(entry.value())
                + Nearest.hint(entry.value(), sessions.keySet()));
        continue;
      }
      var neighbour = session.value().find(BfdKeywords.NEIGHBOUR);
      if (neighbour != null && neighbour.family() != family) {
        report.error(
            entry.spot(),
            "the neighbour of "
                + entry.value()
                + ", "
                + neighbour
                + ", is of another family than the instance's adverts; no master can have its"
                + " address");
      } else if (names.contains(entry.value())) {
        report.error(entry.spot(), entry.value() + " is named twice; remove one");
      }
      names.add(entry.value());
    }
    return names;
  }
}
