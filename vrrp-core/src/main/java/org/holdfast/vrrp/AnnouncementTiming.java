package org.holdfast.vrrp;

import java.time.Duration;

/**
 * The times at which a master announces its addresses on the network, by gratuitous ARP requests
 * and unsolicited neighbour advertisements. The default is keepalived's schedule.
 *
 * @param repeat announcements of each address in a burst, at least 1
 * @param delay time from the first burst to the second; zero for no second burst
 * @param lowerPriorityRepeat like {@code repeat}, for the burst after an advert of lower priority;
 *     0 for no burst
 * @param lowerPriorityDelay like {@code delay}, after an advert of lower priority
 * @param refresh time between periodic announcements while master; zero for none
 * @param refreshRepeat announcements of each address in a refresh, at least 1
 * @param arpInterval the least time between two ARP announcements on one link; zero for no limit
 * @param naInterval the least time between two neighbour advertisements on one link; zero for no
 *     limit
 */
public record AnnouncementTiming(
    int repeat,
    Duration delay,
    int lowerPriorityRepeat,
    Duration lowerPriorityDelay,
    Duration refresh,
    int refreshRepeat,
    Duration arpInterval,
    Duration naInterval) {

  /** keepalived's defaults: 5 at once, 5 more after 5 s, no refresh. */
  public static final AnnouncementTiming DEFAULT =
      new AnnouncementTiming(
          5,
          Duration.ofSeconds(5),
          5,
          Duration.ofSeconds(5),
          Duration.ZERO,
          1,
          Duration.ZERO,
          Duration.ZERO);
}
