package org.holdfast.agent.config.bind;

import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** Checks that addresses which belong together are of one family. */
final class Families {

  private Families() {}

  /** Reports an address of another family than the address that it belongs to. */
  static void check(Report report, Fields fields, Key<IpAddress> key, Family family) {
    var address = fields.find(key);
    if (address != null && address.family() != family) {
      report.error(
          fields.spot(key),
          address
              + " (expected: an "
              + family.words()
              + " address, like the address that it belongs to)");
    }
  }
}
