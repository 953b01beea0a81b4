package org.holdfast.vrrp;

import java.time.Duration;
import java.util.Set;

/**
 * Links behind one switch, which share the pauses between announcements (keepalived's garp_group).
 * The pauses replace those of the instances on these links.
 *
 * @param links the names of the links, with the virtual links above them
 * @param arpInterval the least time between two ARP announcements on any of the links; zero for no
 *     limit
 * @param naInterval the least time between two neighbour advertisements on any of the links; zero
 *     for no limit
 */
public record AnnouncementGroup(Set<String> links, Duration arpInterval, Duration naInterval) {

  public AnnouncementGroup {
    links = Set.copyOf(links);
  }
}
