package org.holdfast.vrrp;

import java.util.List;
import java.util.Map;

/**
 * How changes of links are taken, and which links share their pauses between announcements.
 *
 * @param carrier for links that are not in {@code byName}
 * @param byName the links with settings of their own
 * @param groups no link is in two of them
 */
public record LinksConfig(
    CarrierSource carrier, Map<String, LinkConfig> byName, List<AnnouncementGroup> groups) {

  /** Every change of every link counts at once, as the kernel reports it. */
  public static final LinksConfig DEFAULT = new LinksConfig(CarrierSource.KERNEL, Map.of());

  public LinksConfig {
    byName = Map.copyOf(byName);
    groups = List.copyOf(groups);
  }

  /** Makes a configuration without groups. */
  public LinksConfig(CarrierSource carrier, Map<String, LinkConfig> byName) {
    this(carrier, byName, List.of());
  }

  /** Returns the settings of a link. */
  public LinkConfig of(String link) {
    var own = byName.get(link);
    if (own != null) {
      return own;
    }
    return carrier == CarrierSource.KERNEL
        ? LinkConfig.DEFAULT
        : new LinkConfig(LinkConfig.DEFAULT.downDelay(), LinkConfig.DEFAULT.upDelay(), carrier);
  }
}
