package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.Map;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.vrrp.CarrierSource;

/** The keys of links: when a change of a link counts, and what tells of its carrier. */
public final class LinkKeywords {

  private static final Duration LONGEST = Duration.ofSeconds(255);

  private static final ChoiceType<CarrierSource> SOURCE =
      ChoiceType.of("kernel", CarrierSource.KERNEL, "mii", CarrierSource.MII)
          .or("ethtool", CarrierSource.ETHTOOL)
          .or("flags", CarrierSource.FLAGS);

  public static final Key<CarrierSource> ALL_CARRIERS =
      Key.standard(
          "carrier",
          SOURCE,
          "kernel",
          "what tells whether a link has a carrier: kernel for the kernel's reports, which come at"
              + " once; mii, ethtool or flags for a query once a second, for drivers that report"
              + " nothing. A link that does not support the query is asked by the next one");

  public static final Key<Duration> DOWN_DELAY =
      Key.standard(
          "down-delay",
          DurationType.upTo(LONGEST),
          "0",
          "how long the link must be down before it counts as down. At most one advert interval"
              + " less than the master-down time without its skew counts, so that no backup becomes"
              + " master only because its own link is down");
  public static final Key<Duration> UP_DELAY =
      Key.standard(
          "up-delay",
          DurationType.upTo(LONGEST),
          "0",
          "how long the link must be up again before it counts as up; the first time it does at"
              + " once");
  public static final Key<CarrierSource> CARRIER =
      Key.derived("carrier", SOURCE, "vrrp.carrier", "what tells whether this link has a carrier");

  public static final Key<Map<String, Entry<Fields>>> LINKS =
      Key.optional(
          "interfaces",
          MapType.of(
              "interfaces",
              TextType.INTERFACE,
              Section.of(
                  "interface",
                  "When a change of this link counts for the instances that need or track it. A"
                      + " link that vanishes is missing at once.",
                  DOWN_DELAY,
                  UP_DELAY,
                  CARRIER)),
          "none",
          "settings of links, by name");

  private LinkKeywords() {}
}
