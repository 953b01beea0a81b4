package org.holdfast.agent.config.bind;

import java.util.Optional;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.EncapsulationKeywords;
import org.holdfast.net.Encapsulation;
import org.holdfast.net.Encapsulation.Ila;
import org.holdfast.net.Encapsulation.Mpls;
import org.holdfast.net.Encapsulation.Tunnel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Creates the encapsulation of a route or of a next hop. */
final class EncapsulationBinder {

  private final Report report;

  EncapsulationBinder(Report report) {
    this.report = report;
  }

  /** Returns the encapsulation in a section of a route or of a next hop, if it has one. */
  Optional<Encapsulation> bind(Fields above) {
    var fields = above.find(EncapsulationKeywords.ENCAPSULATION);
    if (fields == null || !fields.isComplete()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        switch (fields.get(EncapsulationKeywords.TYPE)) {
          case MPLS -> mpls(fields);
          case IP -> tunnel(fields, Family.IPV4);
          case IP6 -> tunnel(fields, Family.IPV6);
          case ILA -> ila(fields);
        });
  }

  private @Nullable Encapsulation mpls(Fields fields) {
    var labels =
        fields.list(EncapsulationKeywords.LABELS).stream()
            .map(one -> one.value().intValue())
            .toList();
    if (labels.isEmpty() || labels.size() > Mpls.MOST_LABELS) {
      report.error(
          fields.spot(EncapsulationKeywords.LABELS),
          labels.size() + " labels (expected: 1 to " + Mpls.MOST_LABELS + ")");
      return null;
    }
    return new Mpls(labels);
  }

  private @Nullable Encapsulation ila(Fields fields) {
    var text = fields.find(EncapsulationKeywords.LOCATOR);
    var address = text == null ? Optional.<IpAddress>empty() : IpAddress.parse(text + ":0:0:0:0");
    if (address.isEmpty()) {
      report.error(
          fields.spot(EncapsulationKeywords.LOCATOR),
          text + " is not a locator (expected: four groups, such as 2001:db8:0:1)");
      return null;
    }
    return new Ila(address.get().high());
  }

  private @Nullable Encapsulation tunnel(Fields fields, Family family) {
    var destination = fields.find(EncapsulationKeywords.TUNNEL_DESTINATION);
    // Both are looked at, so that both errors are reported.
    boolean hasDestination = isOf(fields, EncapsulationKeywords.TUNNEL_DESTINATION, family);
    boolean hasSource = isOf(fields, EncapsulationKeywords.TUNNEL_SOURCE, family);
    if (!fields.isGiven(EncapsulationKeywords.TUNNEL_DESTINATION)
        && !fields.isGiven(EncapsulationKeywords.TUNNEL_ID)) {
      report.error(fields.spot(), "a tunnel needs a destination, an id or both");
    }
    return hasDestination && hasSource
        ? new Tunnel(
            family,
            fields.get(EncapsulationKeywords.TUNNEL_ID),
            Optional.ofNullable(destination),
            Optional.ofNullable(fields.find(EncapsulationKeywords.TUNNEL_SOURCE)),
            fields.number(EncapsulationKeywords.TUNNEL_TOS),
            fields.number(EncapsulationKeywords.TUNNEL_HOP_LIMIT),
            fields.number(EncapsulationKeywords.TUNNEL_FLAGS))
        : null;
  }

  private boolean isOf(Fields fields, Key<IpAddress> key, Family family) {
    var address = fields.find(key);
    if (address == null || address.family() == family) {
      return true;
    }
    report.error(
        fields.spot(key),
        address
            + " (expected: an "
            + family.words()
            + " address, as the type of the encapsulation demands)");
    return false;
  }
}
