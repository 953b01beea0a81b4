package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;

/** The keys of the packets by which a master announces its addresses to the network. */
public final class AnnouncementKeywords {

  private static final Duration DAY = Duration.ofDays(1);

  public static final Key<Long> REPEAT =
      Key.standard(
          "repeat", NumberType.from(1, 100), "5", "how often each address is announced in a burst");
  public static final Key<Duration> DELAY =
      Key.standard(
          "delay",
          DurationType.upTo(DAY),
          "5s",
          "the time from the first burst to the second; 0: no second burst");
  public static final Key<Long> LOWER_PRIORITY_REPEAT =
      Key.derived(
          "lower-priority-repeat",
          NumberType.from(0, 100),
          "the value of repeat",
          "how often each address is announced after an advert of lower priority; 0: not at all");
  public static final Key<Duration> LOWER_PRIORITY_DELAY =
      Key.derived(
          "lower-priority-delay",
          DurationType.upTo(DAY),
          "the value of delay",
          "the time from the first burst to the second after an advert of lower priority");
  public static final Key<Duration> REFRESH =
      Key.standard(
          "refresh",
          DurationType.upTo(DAY),
          "0",
          "the time between a master's periodic announcements; 0: none");
  public static final Key<Long> REFRESH_REPEAT =
      Key.standard(
          "refresh-repeat",
          NumberType.from(1, 100),
          "1",
          "how often each address is announced at each refresh");
  public static final Key<Duration> ARP_INTERVAL =
      Key.standard(
          "interval",
          DurationType.upTo(Duration.ofSeconds(10)),
          "0",
          "the shortest time between two ARP announcements on one link");
  public static final Key<Duration> NA_INTERVAL =
      Key.standard(
          "na-interval",
          DurationType.upTo(Duration.ofSeconds(10)),
          "0",
          "the shortest time between two neighbour advertisements on one link");
  public static final Key<Fields> GRATUITOUS_ARP =
      Key.derived(
          "gratuitous-arp",
          Section.of(
              "gratuitous arp",
              "How often a master announces its addresses to the network: by ARP for IPv4, by"
                  + " neighbour advertisements for IPv6.",
              REPEAT,
              DELAY,
              LOWER_PRIORITY_REPEAT,
              LOWER_PRIORITY_DELAY,
              REFRESH,
              REFRESH_REPEAT,
              ARP_INTERVAL,
              NA_INTERVAL),
          "5 at once, 5 after 5s",
          "how often a master announces its addresses to the network");

  public static final Key<List<Entry<String>>> LINKS =
      Key.required(
          "interfaces", ListType.ofSome(TextType.INTERFACE), "the links that share the pauses");
  public static final Key<List<Entry<Fields>>> GROUPS =
      Key.optional(
          "announcement-groups",
          ListType.of(
              Section.of(
                  "announcement group",
                  "Links behind one switch that share the pauses between announcements. On these"
                      + " links, the pauses of the instances have no effect.",
                  LINKS,
                  ARP_INTERVAL,
                  NA_INTERVAL)),
          "none",
          "links that share the pauses between announcements");

  private AnnouncementKeywords() {}
}
