package org.holdfast.agent.config.bind;

import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.TargetKeywords;
import org.holdfast.health.Target;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Creates the targets of probes and their source addresses. */
final class TargetBinder {

  private final Report report;

  TargetBinder(Report report) {
    this.report = report;
  }

  /** Returns null if an error was reported. */
  @Nullable Target bind(Fields fields, DefaultTarget place) {
    var port = fields.find(TargetKeywords.PORT);
    if (port == null && place.port() == 0) {
      if (fields.isSound(TargetKeywords.PORT)) {
        report.error(
            fields.spot(),
            "has no port to check and none to inherit; add "
                + report.name(fields.spot(), TargetKeywords.PORT));
      }
      return null;
    }
    var bindPort = fields.find(TargetKeywords.BIND_PORT);
    return target(
        fields,
        place,
        port == null ? place.port() : port.intValue(),
        bindPort == null ? 0 : bindPort.intValue());
  }

  /** Returns the target of a probe without ports, or null if an error was reported. */
  @Nullable Target bindWithoutPort(Fields fields, DefaultTarget place) {
    return target(fields, place, 0, 0);
  }

  private @Nullable Target target(Fields fields, DefaultTarget place, int port, int bindPort) {
    var own = fields.find(TargetKeywords.ADDRESS);
    var address = own == null ? place.address() : own;
    if (address == null) {
      if (fields.isSound(TargetKeywords.ADDRESS)) {
        report.error(
            fields.spot(),
            "has no address to check; add " + report.name(fields.spot(), TargetKeywords.ADDRESS));
      }
      return null;
    }
    checkSource(fields, address);
    return new Target(
        address,
        port,
        fields.find(TargetKeywords.BIND_ADDRESS),
        bindPort,
        fields.find(TargetKeywords.BIND_INTERFACE),
        fields.get(TargetKeywords.FIREWALL_MARK).intValue());
  }

  private void checkSource(Fields fields, IpAddress address) {
    var source = fields.find(TargetKeywords.BIND_ADDRESS);
    if (source != null && source.family() != address.family()) {
      report.error(
          fields.spot(TargetKeywords.BIND_ADDRESS),
          source + " is of another family than " + address + ", the address to check");
    }
    if (address.family() == Family.IPV6
        && address.isLinkLocal()
        && fields.isSound(TargetKeywords.BIND_INTERFACE)
        && fields.find(TargetKeywords.BIND_INTERFACE) == null) {
      report.error(
          fields.spot(),
          address
              + " is link-local and needs "
              + report.name(fields.spot(), TargetKeywords.BIND_INTERFACE)
              + "; add it");
    }
  }
}
