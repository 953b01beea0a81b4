package org.holdfast.agent.config.bind;

import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.vrrp.Transport;

/** What the adverts of an instance are bound to: an interface, a VRF, or only a source address. */
final class AdvertLink {

  private final Report report;

  AdvertLink(Report report) {
    this.report = report;
  }

  /** Returns the interface of the instance's addresses that name none; empty without one. */
  static String ofAddresses(Fields instance) {
    var link = instance.find(InstanceKeywords.INTERFACE);
    return link == null ? "" : link;
  }

  /** Returns the name of the interface or the VRF; empty for neither. */
  String bind(Fields instance, Transport transport) {
    var link = ofAddresses(instance);
    var vrf = instance.find(InstanceKeywords.VRF);
    if (!link.isEmpty()) {
      if (vrf != null) {
        report.error(
            instance.spot(InstanceKeywords.VRF),
            "an instance with an interface uses the VRF of its interface; remove one of the two");
      }
      return link;
    }
    if (!(transport instanceof Transport.Unicast)) {
      report.error(
          instance.spot(),
          "\""
              + report.name(instance.spot(), InstanceKeywords.INTERFACE)
              + "\" is missing (expected: "
              + InstanceKeywords.INTERFACE.type().expected()
              + "); only an instance with unicast peers can do without one");
      return "";
    }
    var source = transport.source();
    if (source == null) {
      if (instance.isSound(InstanceKeywords.SOURCE_ADDRESS)) {
        report.error(
            instance.spot(),
            "\""
                + report.name(instance.spot(), InstanceKeywords.SOURCE_ADDRESS)
                + "\" is missing: without an interface, adverts have no address to come from");
      }
    } else if (source.isLinkLocal() && vrf == null) {
      report.error(
          instance.spot(InstanceKeywords.SOURCE_ADDRESS),
          source + " exists on each link, so the instance needs an interface");
    }
    return vrf == null ? "" : vrf;
  }
}
