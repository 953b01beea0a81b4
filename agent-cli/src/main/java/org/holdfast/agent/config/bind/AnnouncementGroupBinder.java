package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.AnnouncementKeywords;
import org.holdfast.vrrp.AnnouncementGroup;
import org.holdfast.vrrp.InstanceConfig;

/** Creates the groups of links that share the pauses between announcements. */
final class AnnouncementGroupBinder {

  private final Report report;

  AnnouncementGroupBinder(Report report) {
    this.report = report;
  }

  /**
   * Returns the groups. A virtual link belongs to the group of its base, because both send through
   * the same port of the switch.
   */
  List<AnnouncementGroup> bind(Fields vrrp, List<InstanceConfig> instances) {
    var groups = new ArrayList<AnnouncementGroup>();
    var taken = new HashSet<String>();
    for (var entry : vrrp.list(AnnouncementKeywords.GROUPS)) {
      var fields = entry.value();
      var links = new HashSet<String>();
      for (var link : fields.list(AnnouncementKeywords.LINKS)) {
        if (taken.add(link.value())) {
          links.add(link.value());
        } else {
          report.error(link.spot(), link.value() + " is in an announcement group already");
        }
      }
      for (var instance : instances) {
        for (var virtual : instance.holdings().links()) {
          if (links.contains(virtual.base())) {
            links.add(virtual.name());
          }
        }
      }
      groups.add(
          new AnnouncementGroup(
              links,
              fields.get(AnnouncementKeywords.ARP_INTERVAL),
              fields.get(AnnouncementKeywords.NA_INTERVAL)));
    }
    return groups;
  }
}
